/* SPDX-License-Identifier: BSD-3-Clause
 * fixable.h: which rules have fixes.
 */
#ifndef DIAG_FIXABLE_H
#define DIAG_FIXABLE_H

#include <stdbool.h>

struct diag_rule;

/* Whether some messages of a rule have edits: docs/diagnostics.md lists these rules. */
bool diag_rule_is_fixable(const struct diag_rule *rule);

#endif
