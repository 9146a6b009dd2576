/* SPDX-License-Identifier: BSD-3-Clause
 * section.c: what the documentation has about rules, their groups in it, and which have fixes. */
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "diag/fixable.h"
#include "diag/internal.h"

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

bool diag_rule_is_fixable(const struct diag_rule *rule)
{
	static const char heading[] = "\nRules with fixes: ";
	size_t size, slug = strlen(rule->slug);
	const char *text = embed_find("docs/diagnostics.md", &size);
	const char *list = memmem(text, size, heading, strlen(heading)), *end;

	if (!list)
		return false;
	end = memmem(list, size - (size_t)(list - text), "\n\n", 2);
	while (end && (list = memmem(list, (size_t)(end - list), rule->slug, slug))) {
		if (list[-1] == '`' && list[slug] == '`')
			return true;
		list += slug;
	}
	return false;
}

static void add_group(struct arena *arena, struct diag_groups *groups, const char *title)
{
	groups->titles = arena_grow(arena, groups->titles, groups->count, sizeof(*groups->titles));
	groups->titles[groups->count++] = title;
}

struct diag_groups diag_groups(struct arena *arena)
{
	struct diag_groups groups = {
		.of_rules = arena_array(arena, DIAG_RULE_COUNT, sizeof(*groups.of_rules)),
	};
	size_t size;
	const char *text = embed_find("docs/diagnostics.md", &size);
	const char *end = text + size, *title = NULL; /* of a part that has had no section yet */

	for (const char *line = text; (line = memmem(line, (size_t)(end - line), "\n##", 3));) {
		bool is_section = *(line += 3) == '#';
		const char *name = line + is_section + 1;
		size_t length = strcspn(name, "\n");
		const struct diag_rule *rule = diag_rule_find(name, length);

		if (!is_section)
			title = arena_copy(arena, name, length);
		if (!is_section || !rule)
			continue;
		if (title)
			add_group(arena, &groups, title);
		title = NULL;
		groups.of_rules[rule - diag_rules()] = groups.count - 1;
	}
	return groups;
}
