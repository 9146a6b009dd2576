/* SPDX-License-Identifier: BSD-3-Clause
 * explain.c: explains a rule, or lists all rules. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"

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
	printf("%.*s", (int)length, text);
}

int verb_explain(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const char *slug = options->arguments[0];
	const struct diag_rule *rule = slug ? diag_rule_find(slug, strlen(slug)) : NULL;

	if (slug && !rule) {
		fprintf(stderr, "acrn-cfg: unknown rule '%s': `acrn-cfg explain` lists them\n",
			slug);
		return STATUS_FAILED;
	}
	if (rule)
		explain(rule);
	for (rule = diag_rules(); !slug && rule->slug; rule++)
		printf("%-26s %s\n", rule->slug, rule->summary);
	return verbs_finish(options, diags, verbs_flush_stdout(diags));
}
