/* SPDX-License-Identifier: BSD-3-Clause
 * change.c: the operators that make another text of a parameter's: # % / : ^ , and its length.
 */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/expand.h"
#include "shell/parameter.h"
#include "shell/pattern.h"
#include "shell/split.h"

/* Patterns are looked for in shorter texts only. */
#define SEARCH_MAX 2048u

/* One operator, in one world. */
struct operation {
	struct shell *shell;
	const struct shell_parameter *parameter;
	struct value flat;
	const char *text;
	const char *operands[2]; /* known; of the first one the pattern */
	const struct condition **world;
};

/* The part of the text from `start` to `end`. */
static struct value between(const struct operation *change, size_t start, size_t end)
{
	struct part *part = arena_alloc(change->shell->arena, sizeof(*part));

	*part = (struct part) { .text = change->text };
	if (change->flat.count)
		part->at = change->flat.parts[0].at;
	/* A text of several parts has no place of its own: that of the first one is near. */
	if (change->flat.count > 1)
		part->at.end = part->at.start;
	*part = split_part(change->shell, part, strlen(part->text), start, end);
	return (struct value) { part, 1 };
}

static struct value cut(const struct operation *change)
{
	const char *pattern = change->operands[0], *text = change->text;
	size_t length = strlen(text);
	bool is_front = change->parameter->operation == SHELL_CUT_FRONT;
	bool is_longest = strlen(change->parameter->symbol) == 2;

	/* From the shortest part to the longest one, or the other way round. */
	for (size_t i = 0; i <= length; i++) {
		size_t size = is_longest ? length - i : i;

		if (!shell_spend(change->shell, 1 + size / 16))
			break;
		if (pattern_matches(pattern, is_front ? text : text + length - size, size))
			return is_front ? between(change, size, length)
					: between(change, 0, length - size);
	}
	return change->flat;
}

/* The length of the longest match at a place; 0 for none. */
static size_t match_at(const struct operation *change, const char *pattern, size_t at,
		       size_t length)
{
	const char *plain = pattern_plain(change->shell->arena, pattern);
	size_t size = plain ? strlen(plain) : 0;

	if (plain)
		return size <= length - at && !memcmp(change->text + at, plain, size) ? size : 0;
	for (size = length - at; size && shell_spend(change->shell, 1 + size / 16); size--) {
		if (pattern_matches(pattern, change->text + at, size))
			break;
	}
	return size;
}

/* ${x/a/b}; // for all of them, /# and /% at an end. */
static struct value replace(const struct operation *change)
{
	const char *pattern = change->operands[0], *other = change->operands[1];
	char kind = change->parameter->symbol[1];
	size_t length = strlen(change->text), at = 0, size;
	struct shell *shell = change->shell;
	char *result = arena_alloc(shell->arena, (length + 1) * (strlen(other) + 1) + 1);
	char *end = result;

	while (at < length && shell_spend(shell, 1)) {
		size = match_at(change, pattern, at, length);
		if (!size || (kind == '%' && at + size != length)) {
			if (kind == '#')
				break;
			*end++ = change->text[at++];
			continue;
		}
		end = stpcpy(end, other);
		at += size;
		if (kind != '/')
			break;
	}
	strcpy(end, change->text + at);
	return value_text(shell, result, between(change, 0, length).parts[0].at);
}

static struct value substring(const struct operation *change)
{
	int64_t length = (int64_t)strlen(change->text), offset, size = length;

	if (!arithmetic_number(change->shell, change->operands[0], change->world, &offset))
		return expand_derived(change->shell, change->flat, "substring",
				      change->parameter->at);
	if (change->parameter->operands[1] &&
	    !arithmetic_number(change->shell, change->operands[1], change->world, &size))
		return expand_derived(change->shell, change->flat, "substring",
				      change->parameter->at);
	if (offset < 0)
		offset += length;
	if (offset < 0 || offset > length)
		return (struct value) { 0 };
	if (size < 0)
		size += length - offset;
	if (size > length - offset)
		size = length - offset;
	return between(change, (size_t)offset, (size_t)offset + (size < 0 ? 0 : (size_t)size));
}

static struct value change_case(const struct operation *change)
{
	const char *symbol = change->parameter->symbol;
	char *text = arena_copy(change->shell->arena, change->text, strlen(change->text));

	for (size_t i = 0; text[i] && (i == 0 || symbol[1]); i++)
		text[i] = (char)(*symbol == '^' ? toupper((unsigned char)text[i])
						: tolower((unsigned char)text[i]));
	return value_text(change->shell, text, between(change, 0, strlen(text)).parts[0].at);
}

static struct value apply(const struct operation *change)
{
	struct shell *shell = change->shell;

	switch (change->parameter->operation) {
	case SHELL_LENGTH:
		return value_text(shell, arena_printf(shell->arena, "%zu", strlen(change->text)),
				  shell_place(shell, change->parameter->at));
	case SHELL_CUT_FRONT:
	case SHELL_CUT_BACK:
		return cut(change);
	case SHELL_REPLACE:
		return replace(change);
	case SHELL_SUBSTRING:
		return substring(change);
	case SHELL_CASE:
		return change_case(change);
	default:
		return expand_derived(shell, change->flat, "@", change->parameter->at);
	}
}

static bool searches(const struct shell_parameter *parameter)
{
	return parameter->operation == SHELL_CUT_FRONT || parameter->operation == SHELL_CUT_BACK ||
	       parameter->operation == SHELL_REPLACE;
}

/* What the operator makes of what is not known: the same of the same. */
static struct value derived(struct shell *shell, const struct shell_parameter *parameter,
			    struct value flat, const char *const keys[2])
{
	return expand_derived(shell, flat,
			      arena_printf(shell->arena, "%d%s %s %s", (int)parameter->operation,
					   parameter->symbol, keys[0], keys[1]),
			      parameter->at);
}

struct value parameter_change(struct shell *shell, const struct shell_parameter *parameter,
			      struct value value)
{
	const struct shell_word *const *operands = parameter->operands;
	struct value first = searches(parameter) ? expand_pattern(shell, operands[0])
			     : operands[0]	 ? expand_word(shell, operands[0])
						 : (struct value) { 0 };
	struct value second = operands[1] ? expand_word(shell, operands[1]) : (struct value) { 0 };
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value flat = value_in(shell, value, &worlds.now);
		struct value flat_first = value_in(shell, first, &worlds.now);
		struct value flat_second = value_in(shell, second, &worlds.now);
		struct operation change = {
			shell,
			parameter,
			flat,
			value_known(shell, flat),
			{ value_known(shell, flat_first), value_known(shell, flat_second) },
			&worlds.now,
		};
		const char *keys[2] = { value_key(shell, flat_first),
					value_key(shell, flat_second) };

		if (change.text && change.operands[0] && change.operands[1] &&
		    (!searches(parameter) || (strlen(change.text) + strlen(keys[0]) < SEARCH_MAX &&
					      strlen(keys[1]) < SEARCH_MAX / 64)))
			worlds_add(&worlds, apply(&change));
		else
			worlds_add(&worlds, derived(shell, parameter, flat, keys));
	}
	return worlds_value(&worlds);
}
