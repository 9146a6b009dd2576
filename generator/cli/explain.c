/* SPDX-License-Identifier: BSD-3-Clause
 * explain.c: explains a rule, or lists all rules. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "cli/internal.h"
#include "cli/verbs.h"

/* The section of docs/diagnostics.md about a rule, without its heading. */
static const char *section(const struct diag_rule *rule, size_t *length)
{
	size_t size;
	const char *text = embed_find("docs/diagnostics.md", &size);
	const char *end = text + size;
	size_t slug = strlen(rule->slug);

	*length = 0;
	for (const char *line = text; (line = memmem(line, (size_t)(end - line), "\n### ", 5));) {
		const char *next;

		line += 5;
		if (strncmp(line, rule->slug, slug) != 0 || line[slug] != '\n')
			continue;
		line += slug + 1;
		next = memmem(line, (size_t)(end - line), "\n##", 3);
		*length = (size_t)((next ? next + 1 : end) - line);
		return line;
	}
	return "";
}

static void explain(const struct diag_rule *rule)
{
	static const char *const levels[] = {
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
		[DIAG_FAILURE] = "failure",
		[DIAG_VARIES] = "error or warning",
	};
	size_t length;
	const char *text = section(rule, &length);

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
