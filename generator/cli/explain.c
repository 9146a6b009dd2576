/* SPDX-License-Identifier: BSD-3-Clause
 * explain.c: explains a rule, or lists all rules. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "diag/fixable.h"
#include "schema/number.h"

static void explain(const struct diag_rule *rule)
{
	static const char *const levels[] = {
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
		[DIAG_FAILURE] = "failure",
		[DIAG_VARIES] = "error or warning",
	};
	size_t length;
	const char *text = diag_rule_section(rule, &length);

	printf("%s (%s %d)\n%s\n", rule->slug, levels[rule->level], (int)rule->code, rule->summary);
	puts(diag_rule_is_fixable(rule)
		     ? "acrn-cfg check --fix fixes this, where only one change is right."
		     : "acrn-cfg check --fix does not fix this.");
	printf("%.*s", (int)length, text);
}

/* By its number or its slug; NULL where there is none. */
static const struct diag_rule *find_rule(const char *name)
{
	uint64_t number;

	if (!number_parse_decimal(name, strlen(name), DIAG_CODE_END, &number))
		return diag_rule_find(name, strlen(name));
	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
		if ((uint64_t)rule->code == number)
			return rule;
	return NULL;
}

int verb_explain(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const char *name = options->arguments[0];
	const struct diag_rule *rule = name ? find_rule(name) : NULL;

	if (name && !rule) {
		options_report_rule(arena, name);
		options_hint(options->verb);
		return STATUS_FAILED;
	}
	if (rule)
		explain(rule);
	for (rule = diag_rules(); !name && rule->slug; rule++)
		printf("%-26s %s\n", rule->slug, rule->summary);
	return verbs_finish(options, diags, verbs_flush_stdout(diags));
}
