/* SPDX-License-Identifier: BSD-3-Clause
 * regex.c: matches extended regular expressions by the C library, where these are small enough not
 * to take it long.
 */
#include "shell/regex.h"

#include <regex.h>
#include <string.h>

#include "base/arena.h"
#include "shell/array.h"
#include "shell/question.h"

#define TEXT_MAX    1024u
#define PATTERN_MAX 128u
#define GROUPS_MAX  10u

DEFINE_CLEANUP(regex_t *, regfree)

/* Repetitions such as {1,255} take memory without bound when they are nested, and back references
 * exponential time. */
static bool is_harmless(const char *text, const char *pattern)
{
	size_t length = strlen(pattern);

	if (strlen(text) > TEXT_MAX || length > PATTERN_MAX || strchr(pattern, '{'))
		return false;
	for (const char *at = pattern; (at = strchr(at, '\\')); at += 2) {
		if (at[1] >= '0' && at[1] <= '9')
			return false;
		if (!at[1])
			break;
	}
	return true;
}

/* Only what has a special meaning may have a backslash before it. */
static const char *without_quotes(struct shell *shell, const char *pattern)
{
	char *text = arena_copy(shell->arena, pattern, strlen(pattern)), *end = text;

	for (; *pattern; pattern++) {
		if (*pattern == '\\' && pattern[1] && !strchr("^$.*+?()[]{}|\\", pattern[1]))
			pattern++;
		*end++ = *pattern;
	}
	*end = '\0';
	return text;
}

static void set_groups(struct shell *shell, const char *text, const regmatch_t *groups,
		       size_t count)
{
	struct fields fields = { 0 };

	for (size_t i = 0; i < count; i++) {
		bool is_there = groups[i].rm_so >= 0;
		const char *group =
			arena_copy(shell->arena, is_there ? text + groups[i].rm_so : "",
				   is_there ? (size_t)(groups[i].rm_eo - groups[i].rm_so) : 0);

		fields_add(
			shell, &fields,
			&(struct field) { .value = value_text(shell, group,
							      source_span(shell->source, 0, 0)) });
	}
	variable_set_array(shell, variable_find(shell, "BASH_REMATCH"), array_of(shell, &fields));
}

static void set_unknown_groups(struct shell *shell)
{
	struct array *array = arena_alloc(shell->arena, sizeof(*array));

	array->is_open = true;
	variable_set_array(shell, variable_find(shell, "BASH_REMATCH"), array);
}

const struct condition *regex_match(struct shell *shell, struct value text, struct value pattern)
{
	const char *known = value_known(shell, text), *form = value_known(shell, pattern);
	regmatch_t groups[GROUPS_MAX];
	regex_t regex;

	if (known && form && is_harmless(known, form) &&
	    shell_spend(shell, 100 + strlen(known) * strlen(form)) &&
	    regcomp(&regex, without_quotes(shell, form), REG_EXTENDED) == 0) {
		CLEANUP(regfree) regex_t *compiled = &regex;
		size_t count =
			compiled->re_nsub + 1 < GROUPS_MAX ? compiled->re_nsub + 1 : GROUPS_MAX;

		if (regexec(compiled, known, GROUPS_MAX, groups, 0) != 0)
			return &condition_never;
		set_groups(shell, known, groups, count);
		return NULL;
	}
	set_unknown_groups(shell);
	return question_ask(shell, arena_printf(shell->arena, "%s\003=~\003%s",
						value_key(shell, text), value_key(shell, pattern)));
}
