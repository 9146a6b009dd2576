/* SPDX-License-Identifier: BSD-3-Clause
 * sarif_rules.h: the rules of a SARIF log: those that have a message in it.
 */
#ifndef DIAG_SARIF_RULES_H
#define DIAG_SARIF_RULES_H

#include <jansson.h>

#include "diag/diag.h"

struct sarif_rules;

/* No rules yet: `array` is the log's, and takes them. */
struct sarif_rules *sarif_rules_new(struct arena *arena, json_t *array);

/* The index of a rule in the log, which has it after that. */
size_t sarif_rule_index(struct sarif_rules *rules, const struct diag_rule *rule);

/* SARIF's name for a level. */
const char *sarif_level(enum diag_level level);

#endif
