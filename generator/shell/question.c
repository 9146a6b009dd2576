/* SPDX-License-Identifier: BSD-3-Clause
 * question.c: gives each question its branch, and each answer its arm.
 */
#include "shell/question.h"

#include <string.h>

#include "base/arena.h"
#include "shell/split.h"

struct question {
	uint32_t branch, arm_count;
};

static struct question *find(struct shell *shell, const char *text)
{
	struct question *question = string_map_find(shell->questions, text);

	if (!question) {
		question = arena_alloc(shell->arena, sizeof(*question));
		question->branch = shell->branch_count++;
		string_map_put(shell->questions, text, question);
	}
	return question;
}

const struct condition *question_ask(struct shell *shell, const char *question)
{
	return conditions_take(shell->conditions,
			       find(shell, arena_printf(shell->arena, "? %s", question))->branch,
			       0);
}

/* Whether something unknown is that text: each text is an arm of one branch. */
static const struct condition *is_text(struct shell *shell, struct value unknown, const char *text)
{
	const char *key = value_key(shell, unknown);
	struct question *subject = find(shell, arena_printf(shell->arena, "= %s", key)), *arm;

	arm = find(shell, arena_printf(shell->arena, "== %s\003%s", key, text));
	/* An arm of its own has no branch of its own. */
	if (!arm->arm_count)
		*arm = (struct question) { subject->branch, ++subject->arm_count };
	return conditions_take(shell->conditions, subject->branch, arm->arm_count);
}

/* What is left of two values without the text that both begin, or end, with. */
struct rest {
	struct part *parts;
	size_t first, end; /* of the parts that are left */
};

static struct rest rest_of(struct shell *shell, struct value value)
{
	struct rest rest = { arena_array(shell->arena, value.count + 1, sizeof(*rest.parts)), 0,
			     0 };

	for (size_t i = 0; i < value.count; i++) {
		if (!value.parts[i].text || *value.parts[i].text)
			rest.parts[rest.end++] = value.parts[i];
	}
	return rest;
}

/* Cuts equal text off at the front; false where the texts differ there. */
static bool cut_front(struct shell *shell, struct rest *one, struct rest *other)
{
	while (one->first < one->end && other->first < other->end) {
		struct part *mine = &one->parts[one->first], *theirs = &other->parts[other->first];
		size_t mine_length, their_length, length;

		if (mine->unknown || theirs->unknown) {
			if (mine->unknown != theirs->unknown)
				return true;
			one->first++;
			other->first++;
			continue;
		}
		mine_length = strlen(mine->text);
		their_length = strlen(theirs->text);
		length = mine_length < their_length ? mine_length : their_length;
		if (memcmp(mine->text, theirs->text, length) != 0)
			return false;
		*mine = split_part(shell, mine, mine_length, length, mine_length);
		*theirs = split_part(shell, theirs, their_length, length, their_length);
		one->first += !*mine->text;
		other->first += !*theirs->text;
	}
	return true;
}

/* The same at the end. */
static bool cut_back(struct shell *shell, struct rest *one, struct rest *other)
{
	while (one->first < one->end && other->first < other->end) {
		struct part *mine = &one->parts[one->end - 1];
		struct part *theirs = &other->parts[other->end - 1];
		size_t mine_length, their_length, length;

		if (mine->unknown || theirs->unknown)
			return true;
		mine_length = strlen(mine->text);
		their_length = strlen(theirs->text);
		length = mine_length < their_length ? mine_length : their_length;
		if (memcmp(mine->text + mine_length - length, theirs->text + their_length - length,
			   length) != 0)
			return false;
		*mine = split_part(shell, mine, mine_length, 0, mine_length - length);
		*theirs = split_part(shell, theirs, their_length, 0, their_length - length);
		one->end -= !*mine->text;
		other->end -= !*theirs->text;
	}
	return true;
}

static struct value left_of(const struct rest *rest)
{
	return (struct value) { rest->parts + rest->first, rest->end - rest->first };
}

const struct condition *question_equal(struct shell *shell, struct value one, struct value other)
{
	struct rest mine = rest_of(shell, one), theirs = rest_of(shell, other);
	const char *my_text, *their_text;

	if (!cut_front(shell, &mine, &theirs) || !cut_back(shell, &mine, &theirs))
		return &condition_never;
	one = left_of(&mine);
	other = left_of(&theirs);
	my_text = value_known(shell, one);
	their_text = value_known(shell, other);
	if (my_text && their_text)
		return strcmp(my_text, their_text) == 0 ? NULL : &condition_never;
	if (!my_text && !their_text)
		return question_ask(shell,
				    arena_printf(shell->arena, "%s = %s", value_key(shell, one),
						 value_key(shell, other)));
	return my_text ? is_text(shell, other, my_text) : is_text(shell, one, their_text);
}

/* Text beside what is unknown makes it longer than nothing. */
static bool has_text(struct value value)
{
	for (size_t i = 0; i < value.count; i++) {
		if (value.parts[i].text && *value.parts[i].text)
			return true;
	}
	return false;
}

const struct condition *question_empty(struct shell *shell, struct value value)
{
	if (has_text(value))
		return &condition_never;
	return question_equal(shell, value, (struct value) { 0 });
}
