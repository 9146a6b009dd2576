/* SPDX-License-Identifier: BSD-3-Clause
 * section.c: what the documentation has about a rule. */
#include <string.h>

#include "base/embed.h"
#include "diag/diag.h"

const char *diag_rule_section(const struct diag_rule *rule, size_t *length)
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
