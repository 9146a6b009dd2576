/* SPDX-License-Identifier: BSD-3-Clause
 * expression.c: a parser of arithmetic expressions that evaluates as it reads.
 */
#include "shell/arithmetic.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "shell/names.h"

#define EXPRESSION_DEPTH_MAX 64u

struct expression {
	struct shell *shell;
	const struct condition **world;
	const char *at;
	unsigned depth;
	unsigned skipped; /* around what && and || and ?: leave out: nothing is set there */
	bool has_failed;
};

/* Binary operators, those that bind most first. */
static const struct {
	const char *symbol;
	int level;
} operators[] = {
	{ "**", 12 }, { "<<", 8 }, { ">>", 8 }, { "<=", 7 }, { ">=", 7 }, { "==", 6 }, { "!=", 6 },
	{ "&&", 2 },  { "||", 1 }, { "*", 10 }, { "/", 10 }, { "%", 10 }, { "+", 9 },  { "-", 9 },
	{ "<", 7 },   { ">", 7 },  { "&", 5 },	{ "^", 4 },  { "|", 3 },
};

static int64_t take_conditional(struct expression *expression);

static int64_t fail(struct expression *expression)
{
	expression->has_failed = true;
	return 0;
}

static void skip_space(struct expression *expression)
{
	expression->at += strspn(expression->at, " \t\n");
}

static bool take(struct expression *expression, const char *symbol)
{
	size_t length = strlen(symbol);

	skip_space(expression);
	if (strncmp(expression->at, symbol, length) != 0)
		return false;
	expression->at += length;
	return true;
}

static int digit_of(char byte, int base)
{
	if (isdigit((unsigned char)byte))
		return byte - '0';
	if (islower((unsigned char)byte))
		return byte - 'a' + 10;
	if (isupper((unsigned char)byte))
		return byte - 'A' + (base <= 36 ? 10 : 36);
	return byte == '@' ? 62 : byte == '_' ? 63 : 64;
}

static int64_t take_digits(struct expression *expression, int base)
{
	uint64_t number = 0;
	int digit;

	if (digit_of(*expression->at, base) >= base)
		return fail(expression);
	while ((digit = digit_of(*expression->at, base)) < base) {
		number = number * (uint64_t)base + (uint64_t)digit;
		expression->at++;
	}
	if (digit < 64)
		return fail(expression);
	return (int64_t)number;
}

/* 12, 012, 0x1f, 16#1f. */
static int64_t take_constant(struct expression *expression)
{
	const char *hash = expression->at + strspn(expression->at, "0123456789");
	long base;

	if (*hash == '#') {
		base = strtol(expression->at, NULL, 10);
		expression->at = hash + 1;
		return base < 2 || base > 64 ? fail(expression)
					     : take_digits(expression, (int)base);
	}
	if (expression->at[0] != '0' || hash == expression->at + 1) {
		if (tolower((unsigned char)expression->at[1]) != 'x' || *expression->at != '0')
			return take_digits(expression, 10);
		expression->at += 2;
		return take_digits(expression, 16);
	}
	return take_digits(expression, 8);
}

/* The number of a variable's text, which may be an expression itself. */
static int64_t number_of(struct expression *expression, const char *text)
{
	struct expression inner = *expression;
	int64_t number;

	inner.at = text ? text : "";
	inner.depth += 8;
	skip_space(&inner);
	if (!text || inner.depth > EXPRESSION_DEPTH_MAX)
		return fail(expression);
	number = *inner.at ? take_conditional(&inner) : 0;
	skip_space(&inner);
	return inner.has_failed || *inner.at ? fail(expression) : number;
}

static void assign(struct expression *expression, struct variable *variable, int64_t number)
{
	struct shell *shell = expression->shell;
	const struct condition *alive = shell->alive;

	if (expression->skipped || expression->has_failed)
		return;
	/* The state has other worlds, too. */
	shell->alive = *expression->world;
	variable_set(shell, variable,
		     value_text(shell, arena_printf(shell->arena, "%lld", (long long)number),
				source_span(shell->source, 0, 0)));
	shell->alive = alive;
}

static bool calculate(const char *symbol, int64_t left, int64_t right, int64_t *result)
{
	uint64_t one = (uint64_t)left, other = (uint64_t)right;
	bool divides = *symbol == '/' || *symbol == '%';

	if (divides && (right == 0 || (left == INT64_MIN && right == -1)))
		return false;
	switch (*symbol) {
	case '+':
		*result = (int64_t)(one + other);
		return true;
	case '-':
		*result = (int64_t)(one - other);
		return true;
	case '*':
		*result = (int64_t)(one * other);
		return true;
	case '/':
		*result = left / right;
		return true;
	case '%':
		*result = left % right;
		return true;
	case '&':
		*result = left & right;
		return true;
	case '|':
		*result = left | right;
		return true;
	case '^':
		*result = left ^ right;
		return true;
	case '<':
		*result = (int64_t)(one << (other & 63));
		return true;
	default:
		*result = left >> (other & 63);
		return true;
	}
}

/* What follows a variable's name: an assignment, ++ or --, or nothing. */
static int64_t take_assignment(struct expression *expression, struct variable *variable,
			       int64_t before)
{
	static const char *const assigning[] = { "<<=", ">>=", "+=", "-=", "*=",
						 "/=",	"%=",  "&=", "|=", "^=" };
	int64_t number, result;

	skip_space(expression);
	if (take(expression, "++") || take(expression, "--")) {
		calculate(expression->at - 1, before, 1, &result);
		assign(expression, variable, result);
		return before;
	}
	for (size_t i = 0; i < sizeof(assigning) / sizeof(assigning[0]); i++) {
		if (!take(expression, assigning[i]))
			continue;
		number = take_conditional(expression);
		if (!calculate(assigning[i], before, number, &result))
			return fail(expression);
		assign(expression, variable, result);
		return result;
	}
	if (expression->at[0] != '=' || expression->at[1] == '=')
		return before;
	expression->at++;
	number = take_conditional(expression);
	assign(expression, variable, number);
	return number;
}

/* The variable at hand, and its number. */
static struct variable *take_name(struct expression *expression, int64_t *number)
{
	struct shell *shell = expression->shell;
	size_t length = names_length(expression->at);
	struct variable *variable =
		variable_find(shell, arena_copy(shell->arena, expression->at, length));

	expression->at += length;
	skip_space(expression);
	*number = number_of(expression,
			    value_known(shell, value_in(shell, variable_value(shell, variable),
							expression->world)));
	return variable;
}

static int64_t take_variable(struct expression *expression)
{
	bool has_failed = expression->has_failed, is_set;
	int64_t before, number;
	struct variable *variable = take_name(expression, &before);
	const char *start = expression->at;

	if (*start == '[')
		return fail(expression);
	/* What is only assigned needs not be known before. */
	is_set = start[0] == '=' && start[1] != '=';
	if (is_set)
		expression->has_failed = has_failed;
	number = take_assignment(expression, variable, before);
	return number;
}

/* What ++ or -- is before. */
static int64_t take_prefixed(struct expression *expression)
{
	const char *symbol = expression->at - 1;
	struct variable *variable;
	int64_t number;

	skip_space(expression);
	if (!names_length(expression->at))
		return fail(expression);
	variable = take_name(expression, &number);
	if (*expression->at == '[')
		return fail(expression);
	calculate(symbol, number, 1, &number);
	assign(expression, variable, number);
	return number;
}

static int64_t take_unary(struct expression *expression)
{
	int64_t number;

	if (++expression->depth > EXPRESSION_DEPTH_MAX)
		return fail(expression);
	skip_space(expression);
	if (take(expression, "(")) {
		number = take_conditional(expression);
		if (!take(expression, ")"))
			fail(expression);
	} else if (take(expression, "!")) {
		number = !take_unary(expression);
	} else if (take(expression, "~")) {
		number = ~take_unary(expression);
	} else if (take(expression, "++") || take(expression, "--")) {
		number = take_prefixed(expression);
	} else if (take(expression, "+")) {
		number = take_unary(expression);
	} else if (take(expression, "-")) {
		number = (int64_t)(0 - (uint64_t)take_unary(expression));
	} else if (names_length(expression->at)) {
		number = take_variable(expression);
	} else {
		number = take_constant(expression);
	}
	expression->depth--;
	return number;
}

static int64_t power(int64_t base, int64_t exponent)
{
	uint64_t result = 1, factor = (uint64_t)base;

	for (; exponent > 0; exponent >>= 1, factor *= factor)
		result *= exponent & 1 ? factor : 1;
	return (int64_t)result;
}

/* The operator at hand, if it binds at least as much as `level`; or -1. */
static int find_operator(struct expression *expression, int level)
{
	skip_space(expression);
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t length = strlen(operators[i].symbol);

		if (strncmp(expression->at, operators[i].symbol, length) == 0)
			return operators[i].level >= level && expression->at[length] != '=' ? (int)i
											    : -1;
	}
	return -1;
}

static int64_t apply(struct expression *expression, const char *symbol, int64_t left, int64_t right)
{
	int64_t result;

	if (strcmp(symbol, "**") == 0)
		return right < 0 ? fail(expression) : power(left, right);
	if (strcmp(symbol, "&&") == 0)
		return left && right;
	if (strcmp(symbol, "||") == 0)
		return left || right;
	if (strcmp(symbol, "==") == 0)
		return left == right;
	if (strcmp(symbol, "!=") == 0)
		return left != right;
	if (strcmp(symbol, "<=") == 0)
		return left <= right;
	if (strcmp(symbol, ">=") == 0)
		return left >= right;
	if (strcmp(symbol, "<") == 0)
		return left < right;
	if (strcmp(symbol, ">") == 0)
		return left > right;
	return calculate(symbol, left, right, &result) ? result : fail(expression);
}

static int64_t take_binary(struct expression *expression, int level)
{
	int64_t left = take_unary(expression), right;
	int at;

	while (!expression->has_failed && (at = find_operator(expression, level)) >= 0) {
		const char *symbol = operators[at].symbol;
		bool is_skipped = operators[at].level <= 2 && !left == (*symbol == '&');

		expression->at += strlen(symbol);
		expression->skipped += is_skipped;
		right = take_binary(expression,
				    operators[at].level + (*symbol != '*' || !symbol[1]));
		expression->skipped -= is_skipped;
		left = apply(expression, symbol, left, right);
	}
	return left;
}

static int64_t take_conditional(struct expression *expression)
{
	int64_t number = take_binary(expression, 1), yes, no;

	if (expression->has_failed || !take(expression, "?"))
		return number;
	if (++expression->depth > EXPRESSION_DEPTH_MAX)
		return fail(expression);
	expression->skipped += !number;
	yes = take_conditional(expression);
	expression->skipped -= !number;
	if (!take(expression, ":"))
		return fail(expression);
	expression->skipped += number != 0;
	no = take_conditional(expression);
	expression->skipped -= number != 0;
	expression->depth--;
	return number ? yes : no;
}

bool arithmetic_number(struct shell *shell, const char *text, const struct condition **world,
		       int64_t *number)
{
	struct expression expression = { .shell = shell, .world = world, .at = text };

	if (!shell_spend(shell, 1 + strlen(text) / 8))
		return false;
	do {
		*number = take_conditional(&expression);
	} while (!expression.has_failed && take(&expression, ","));
	skip_space(&expression);
	if (!expression.has_failed && !*expression.at)
		return true;
	arithmetic_forget(shell, text, world);
	return false;
}
