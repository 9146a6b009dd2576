/* SPDX-License-Identifier: BSD-3-Clause
 * forget.c: what an arithmetic expression sets when nobody knows its numbers.
 */
#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/names.h"

/* Whether = or += or the like is at a place, and not == or <=. */
static bool is_assigning(const char *at)
{
	if (*at == '<' || *at == '>')
		return at[1] == *at && at[2] == '=';
	at += strspn(at, "+-*/%&|^");
	return at[0] == '=' && at[1] != '=';
}

static bool is_step(const char *at)
{
	return strncmp(at, "++", 2) == 0 || strncmp(at, "--", 2) == 0;
}

/* Whether the name between two places is set. */
static bool is_set(const char *text, const char *name, const char *end)
{
	while (name > text && strchr(" \t\n", name[-1]))
		name--;
	end += strspn(end, " \t\n");
	return is_assigning(end) || is_step(end) || (name - text >= 2 && is_step(name - 2));
}

static void forget(struct shell *shell, const char *name)
{
	struct variable *variable = variable_find(shell, name);

	variable_set(
		shell, variable,
		value_unknown(shell, shell_unknown_new(shell, SHELL_UNSUPPORTED, variable->name,
						       source_span(shell->source, 0, 0))));
}

void arithmetic_forget(struct shell *shell, const char *text, const struct condition **world)
{
	const struct condition *alive = shell->alive;
	size_t length;

	/* The state has other worlds, too. */
	shell->alive = *world;
	for (const char *at = text; *at && shell_spend(shell, 1); at += length ? length : 1) {
		length = names_length(at);
		if (length && is_set(text, at, at + length))
			forget(shell, arena_copy(shell->arena, at, length));
	}
	shell->alive = alive;
}
