/* SPDX-License-Identifier: BSD-3-Clause
 * test.c: parses and evaluates tests. What is not known is asked, see question.h.
 */
#include "shell/test.h"

#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/expand.h"
#include "shell/pattern.h"
#include "shell/question.h"
#include "shell/regex.h"

#define TEST_DEPTH_MAX 64u

struct operand {
	const char *literal; /* what may be an operator */
	struct value value;
	struct value pattern;
};

struct test {
	struct shell *shell;
	const struct operand *operands;
	size_t count, at;
	bool is_extended;
	unsigned depth;
	const struct condition **world;
};

static const struct condition *take_or(struct test *test);

static const struct condition *opposite(const struct condition *condition)
{
	return condition_without(NULL, condition);
}

static const char *literal_at(const struct test *test, size_t index)
{
	const char *literal = index < test->count ? test->operands[index].literal : NULL;

	return literal ? literal : "";
}

static bool take(struct test *test, const char *literal)
{
	if (strcmp(literal_at(test, test->at), literal) != 0 || test->at >= test->count)
		return false;
	test->at++;
	return true;
}

static bool is_binary(const char *text)
{
	static const char *const names[] = { "=",   "==",  "!=",  "<",	 ">",	"=~",  "-eq", "-ne",
					     "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], text) == 0)
			return true;
	}
	return false;
}

static bool is_unary(const char *text)
{
	return text[0] == '-' && text[1] && !text[2] &&
	       strchr("abcdefghknoprstuvwxzGLNORS", text[1]);
}

/* The value without choices, in the present world. */
static struct value flat(struct test *test, struct value value)
{
	return value_in(test->shell, value, test->world);
}

static const struct condition *ask(struct test *test, const char *name, struct value one,
				   struct value other)
{
	struct shell *shell = test->shell;

	return question_ask(shell,
			    arena_printf(shell->arena, "%s\003%s\003%s", value_key(shell, one),
					 name, value_key(shell, other)));
}

static const struct condition *known(bool holds)
{
	return holds ? NULL : &condition_never;
}

/* The value that a pattern stands for, where it has no special characters. */
static bool is_plain(struct shell *shell, struct value pattern, struct value *plain)
{
	struct builder builder = { 0 };

	for (size_t i = 0; i < pattern.count; i++) {
		struct part part = pattern.parts[i];

		if (part.text && !(part.text = pattern_plain(shell->arena, part.text)))
			return false;
		builder_add(shell, &builder, &part);
	}
	*plain = builder_value(shell, &builder);
	return true;
}

static const struct condition *matches(struct test *test, struct value value, struct value pattern)
{
	struct shell *shell = test->shell;
	const char *text = value_known(shell, value), *form = value_known(shell, pattern);
	struct value plain;

	if (is_plain(shell, pattern, &plain))
		return question_equal(shell, value, plain);
	if (form && strcmp(form, "*") == 0)
		return NULL;
	if (text && form && shell_spend(shell, strlen(text) * strlen(form) / 64))
		return known(pattern_matches(form, text, strlen(text)));
	return ask(test, "matches", value, pattern);
}

static const struct condition *equals(struct test *test, const struct operand *one,
				      const struct operand *other)
{
	struct value value = flat(test, one->value);

	if (test->is_extended)
		return matches(test, value, flat(test, other->pattern));
	return question_equal(test->shell, value, flat(test, other->value));
}

const struct condition *test_matches(struct shell *shell, struct value value, struct value pattern)
{
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct test test = { .shell = shell, .world = &worlds.now };

		worlds_add_success(&worlds,
				   matches(&test, flat(&test, value), flat(&test, pattern)));
	}
	return worlds_success(&worlds);
}

/* -lt and its kind; what is no number is not compared. */
static const struct condition *compare(struct test *test, const char *name, struct value one,
				       struct value other)
{
	struct shell *shell = test->shell;
	const char *left = value_known(shell, one), *right = value_known(shell, other);
	int64_t mine, theirs;
	bool is_equal = strcmp(name, "-eq") == 0 || strcmp(name, "-ne") == 0;

	if (left && right) {
		if (!arithmetic_decimal(left, &mine) || !arithmetic_decimal(right, &theirs))
			return &condition_never;
		return known(is_equal ? (mine == theirs) == (name[1] == 'e')
			     : name[1] == 'l'
				     ? mine < theirs || (mine == theirs && name[2] == 'e')
				     : mine > theirs || (mine == theirs && name[2] == 'e'));
	}
	if (is_equal && name[1] == 'e')
		return question_equal(shell, one, other);
	if (is_equal)
		return opposite(question_equal(shell, one, other));
	if (strcmp(name, "-ge") == 0)
		return opposite(ask(test, "-lt", one, other));
	if (strcmp(name, "-le") == 0)
		return opposite(ask(test, "-gt", one, other));
	return ask(test, name, one, other);
}

/* The groups are set in this world only. */
static const struct condition *match_regex(struct test *test, struct value text,
					   struct value pattern)
{
	const struct condition *alive = test->shell->alive, *success;

	test->shell->alive = *test->world;
	success = regex_match(test->shell, text, pattern);
	test->shell->alive = alive;
	return success;
}

static const struct condition *evaluate_binary(struct test *test, const struct operand *one,
					       const char *name, const struct operand *other)
{
	struct shell *shell = test->shell;
	struct value left, right;
	const char *text, *form;

	if (strcmp(name, "=") == 0 || strcmp(name, "==") == 0)
		return equals(test, one, other);
	if (strcmp(name, "!=") == 0)
		return opposite(equals(test, one, other));
	left = flat(test, one->value);
	if (strcmp(name, "=~") == 0)
		return match_regex(test, left, flat(test, other->pattern));
	right = flat(test, other->value);
	text = value_known(shell, left);
	form = value_known(shell, right);
	if (*name == '<' || *name == '>')
		return text && form ? known(*name == '<' ? strcmp(text, form) < 0
							 : strcmp(text, form) > 0)
				    : ask(test, name, left, right);
	if (strcmp(name, "-nt") == 0 || strcmp(name, "-ot") == 0 || strcmp(name, "-ef") == 0)
		return ask(test, name, left, right);
	return compare(test, name, left, right);
}

static const struct condition *evaluate_unary(struct test *test, const char *name,
					      const struct operand *operand)
{
	struct shell *shell = test->shell;
	struct value value = flat(test, operand->value);
	const char *text = value_known(shell, value);

	if (strcmp(name, "-z") == 0)
		return question_empty(shell, value);
	if (strcmp(name, "-n") == 0)
		return opposite(question_empty(shell, value));
	if (strcmp(name, "-v") == 0 && text) {
		value = flat(test, variable_value(shell, variable_find(shell, text)));
		if (!value_has_unknown(value))
			return known(value.count > 0);
	}
	/* There is no file without a name. */
	if (text && !*text)
		return &condition_never;
	return ask(test, name, value, (struct value) { 0 });
}

static const struct condition *take_primary(struct test *test)
{
	const struct operand *operand = &test->operands[test->at];
	const struct condition *inner;
	const char *name;

	if (test->at >= test->count || ++test->depth > TEST_DEPTH_MAX)
		return &condition_never;
	name = literal_at(test, test->at + 1);
	if (test->at + 2 < test->count && is_binary(name)) {
		test->at += 3;
		inner = evaluate_binary(test, operand, name, operand + 2);
	} else if (test->at + 1 < test->count && is_unary(literal_at(test, test->at))) {
		test->at += 2;
		inner = evaluate_unary(test, operand->literal, operand + 1);
	} else if (test->at + 1 < test->count && take(test, "!")) {
		inner = opposite(take_primary(test));
	} else if (test->at + 1 < test->count && take(test, "(")) {
		inner = take_or(test);
		take(test, ")");
	} else {
		test->at++;
		inner = opposite(question_empty(test->shell, flat(test, operand->value)));
	}
	test->depth--;
	return inner;
}

static const struct condition *take_and(struct test *test)
{
	const struct condition *all = take_primary(test);

	while (take(test, test->is_extended ? "&&" : "-a"))
		all = shell_both(test->shell, all, take_primary(test));
	return all;
}

static const struct condition *take_or(struct test *test)
{
	const struct condition *any = take_and(test);

	while (take(test, test->is_extended ? "||" : "-o"))
		any = condition_either(any, take_and(test));
	return any;
}

const struct condition *test_fields(struct shell *shell, const struct fields *fields)
{
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct fields present = expand_in(shell, fields, &worlds.now);
		struct operand *operands =
			arena_array(shell->arena, present.count + 1, sizeof(*operands));
		struct test test = { shell, operands, present.count, 0, false, 0, &worlds.now };
		const struct condition *success;

		for (size_t i = 0; i < present.count; i++) {
			operands[i].value = present.items[i].value;
			operands[i].literal = value_known(shell, operands[i].value);
		}
		success = take_or(&test);
		/* What is left over makes it wrong. */
		worlds_add_success(&worlds, test.at < test.count ? &condition_never : success);
	}
	return worlds_success(&worlds);
}

const struct condition *test_extended(struct shell *shell, const struct shell_command *command)
{
	struct operand *operands =
		arena_array(shell->arena, command->word_count + 1, sizeof(*operands));
	struct worlds worlds;

	for (size_t i = 0; i < command->word_count; i++) {
		const struct shell_word *word = command->words[i];

		if (!word->pieces[0].is_quoted)
			operands[i].literal = expand_literal(word);
		operands[i].value = expand_word(shell, word);
		operands[i].pattern = expand_pattern(shell, word);
	}
	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct test test = {
			shell, operands, command->word_count, 0, true, 0, &worlds.now
		};

		worlds_add_success(&worlds, take_or(&test));
	}
	return worlds_success(&worlds);
}
