/* SPDX-License-Identifier: BSD-3-Clause
 * rules.h: every rule, run over the model.
 *
 * rules/rules.def is the table of rules of scenarios, rules/launch_rules.def that of scripts. All
 * of a table run, whatever the others report, so that one run reports all independent mistakes.
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "diag/diag.h"
#include "model/model.h"

/* Runs the rules of the table that the model is for. */
void check_run(struct arena *arena, const struct model *model, struct diags *diags);

/* Whether a run over the model has all messages of a rule of its table: what the rule needs is
 * there, and in scripts it compares no VMs, of which other scripts may start more. */
bool check_is_complete(const struct model *model, enum diag_code code);

#endif
