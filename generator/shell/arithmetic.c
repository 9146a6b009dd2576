/* SPDX-License-Identifier: BSD-3-Clause
 * arithmetic.c: the numbers that words stand for.
 */
#include "shell/arithmetic.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "shell/expand.h"
#include "shell/question.h"

bool arithmetic_decimal(const char *text, int64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoll(text, &end, 10);
	end += strspn(end, " \t\n");
	return end > text && isdigit((unsigned char)end[-1]) && !*end && !errno;
}

struct value arithmetic_result(struct shell *shell, struct value text, struct span at)
{
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value flat = value_in(shell, text, &worlds.now);
		const char *known = value_known(shell, flat);
		int64_t number;

		if (known && !known[strspn(known, " \t\n")])
			known = "0";
		if (!known)
			arithmetic_forget(shell, value_key(shell, flat), &worlds.now);
		if (known && arithmetic_number(shell, known, &worlds.now, &number))
			worlds_add(&worlds,
				   value_text(shell,
					      arena_printf(shell->arena, "%lld", (long long)number),
					      shell_place(shell, at)));
		else
			worlds_add(&worlds, expand_derived(shell, flat, "((…))", at));
	}
	return worlds_value(&worlds);
}

struct value arithmetic_value(struct shell *shell, const struct shell_word *expression,
			      struct span at)
{
	return arithmetic_result(
		shell, expression ? expand_word(shell, expression) : (struct value) { 0 }, at);
}

const struct condition *arithmetic_holds(struct shell *shell, struct value number)
{
	struct value nought = value_text(shell, "0", source_span(shell->source, 0, 0));
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value flat = value_in(shell, number, &worlds.now);

		worlds_add_success(&worlds,
				   condition_without(NULL, question_equal(shell, flat, nought)));
	}
	return worlds_success(&worlds);
}

const struct condition *arithmetic_success(struct shell *shell, const struct shell_word *expression)
{
	return arithmetic_holds(shell, arithmetic_value(shell, expression, expression->at));
}
