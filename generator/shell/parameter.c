/* SPDX-License-Identifier: BSD-3-Clause
 * parameter.c: finds what a parameter has, and applies the operators that ask whether it is there.
 */
#include "shell/parameter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/array.h"
#include "shell/expand.h"
#include "shell/question.h"

/* The @ or * of all arguments, or of all elements; 0 of one. */
static char list_of(const struct shell_parameter *parameter)
{
	const char *text = parameter->index ? expand_literal(parameter->index) : parameter->name;

	return text && (strcmp(text, "@") == 0 || strcmp(text, "*") == 0) ? *text : '\0';
}

static struct value plain(struct shell *shell, const struct shell_parameter *parameter);

/* Whether a value is the name of a list, such as ARRAY[@]; what is before [@] may be unknown. */
static bool is_name_of_list(struct value name)
{
	const char *text = name.count ? name.parts[name.count - 1].text : NULL;
	size_t length = text ? strlen(text) : 0;

	return length >= strlen("[@]") && (strcmp(text + length - strlen("[@]"), "[@]") == 0 ||
					   strcmp(text + length - strlen("[*]"), "[*]") == 0);
}

bool parameter_is_list(struct shell *shell, const struct shell_parameter *parameter)
{
	if (parameter->operation == SHELL_INDIRECT)
		return is_name_of_list(plain(shell, parameter));
	return list_of(parameter) && parameter->operation != SHELL_LENGTH &&
	       parameter->operation != SHELL_BAD;
}

bool parameter_is_star(const struct shell_parameter *parameter)
{
	return list_of(parameter) == '*';
}

static struct variable *find(struct shell *shell, const struct shell_parameter *parameter)
{
	return parameter->index ? variable_find(shell, parameter->name) : shell->positional;
}

/* ${@:2} and ${a[@]:1:2}, where the elements can be counted. */
static struct fields slice(struct shell *shell, const struct shell_parameter *parameter,
			   const struct fields *all)
{
	const struct condition *world = shell->alive;
	struct fields rest = { 0 };
	int64_t numbers[2] = { 0, INT32_MAX };

	for (size_t i = 0; i < 2; i++) {
		const char *text =
			parameter->operands[i]
				? value_known(shell,
					      value_in(shell,
						       expand_word(shell, parameter->operands[i]),
						       &world))
				: NULL;

		if (text)
			arithmetic_number(shell, text, &world, &numbers[i]);
	}
	if (!parameter->index && numbers[0] > 0)
		numbers[0]--;
	if (numbers[0] < 0)
		numbers[0] += (int64_t)all->count;
	rest = array_shift(shell, all, numbers[0] > 0 ? (size_t)numbers[0] : 0);
	if (numbers[1] >= 0 && (size_t)numbers[1] < rest.count)
		rest.count = (size_t)numbers[1];
	return rest;
}

/* ${!NAME}, where the variable has ARRAY[@]. */
static struct fields indirect_fields(struct shell *shell, const struct shell_parameter *parameter)
{
	const struct condition *world = shell->alive;
	struct value name = plain(shell, parameter);
	const char *text = value_known(shell, name);
	struct field field = { .used_at = shell_place(shell, parameter->at) };
	struct fields fields = { 0 };
	struct variable *variable;
	struct binding binding;

	if (text) {
		variable = variable_find(
			shell, arena_copy(shell->arena, text, strlen(text) - strlen("[@]")));
		binding = variable_binding(shell, variable);
		return array_fields(shell, &binding, variable);
	}
	field.value = expand_several(
		shell, expand_derived(shell, value_in(shell, name, &world), "!", parameter->at));
	fields_add(shell, &fields, &field);
	return fields;
}

/* An operator changes each of the words that a field may be. */
static struct value change_field(struct shell *shell, const struct shell_parameter *parameter,
				 const struct field *field)
{
	struct value value = parameter_change(shell, parameter, field->value);

	return expand_is_several(field) ? expand_several(shell, value) : value;
}

struct fields parameter_fields(struct shell *shell, const struct shell_parameter *parameter)
{
	struct variable *variable = find(shell, parameter);
	struct binding binding = variable_binding(shell, variable);
	struct fields fields = array_fields(shell, &binding, variable);

	switch (parameter->operation) {
	case SHELL_INDIRECT:
		return indirect_fields(shell, parameter);
	case SHELL_KEYS:
		return array_keys(shell, &binding, variable);
	case SHELL_SUBSTRING:
		return slice(shell, parameter, &fields);
	case SHELL_CUT_FRONT:
	case SHELL_CUT_BACK:
	case SHELL_REPLACE:
	case SHELL_CASE:
	case SHELL_TRANSFORM:
		for (size_t i = 0; i < fields.count; i++)
			fields.items[i].value = change_field(shell, parameter, &fields.items[i]);
		return fields;
	case SHELL_DEFAULT:
	case SHELL_ASSIGN:
		if (!fields.count && parameter->operands[0])
			expand_fields(shell, parameter->operands[0], &fields);
		return fields;
	case SHELL_OTHERWISE:
		if (fields.count && parameter->operands[0]) {
			fields = (struct fields) { 0 };
			expand_fields(shell, parameter->operands[0], &fields);
		}
		return fields;
	default:
		return fields;
	}
}

/* Several that have become one. */
static struct value as_one(struct shell *shell, struct value value)
{
	struct builder builder = { 0 };

	for (size_t i = 0; i < value.count; i++) {
		struct part part = value.parts[i];

		part.may_split = false;
		builder_add(shell, &builder, &part);
	}
	return builder_value(shell, &builder);
}

static struct value outside(struct shell *shell, const struct shell_parameter *parameter)
{
	const char *name = arena_printf(shell->arena, "$%s", parameter->name);
	struct shell_unknown *unknown = string_map_find(shell->unknowns, name);

	if (!unknown) {
		unknown = shell_unknown_new(shell,
					    strcmp(parameter->name, "0") == 0 ? SHELL_POSITIONAL
									      : SHELL_ENVIRONMENT,
					    name, parameter->at);
		string_map_put(shell->unknowns, name, unknown);
	}
	return value_unknown(shell, unknown);
}

/* $1, $#, $? and the like. */
static struct value special(struct shell *shell, const struct shell_parameter *parameter)
{
	struct span at = shell_place(shell, parameter->at);
	struct binding binding = variable_binding(shell, shell->positional);
	struct fields fields = array_fields(shell, &binding, shell->positional);
	unsigned long number;

	if (strcmp(parameter->name, "#") == 0)
		return array_count(shell, &fields, "$#");
	if (strcmp(parameter->name, "?") == 0)
		return value_choose(shell, shell_success(shell), value_text(shell, "0", at),
				    value_text(shell, "1", at));
	number = strtoul(parameter->name, NULL, 10);
	if (number > 0 && number < INT32_MAX)
		return as_one(shell, array_pick(shell, &fields, number - 1));
	return outside(shell, parameter);
}

static struct value element(struct shell *shell, const struct shell_parameter *parameter)
{
	struct variable *variable = variable_find(shell, parameter->name);
	struct binding binding = variable_binding(shell, variable);
	bool is_map = variable->is_map || (binding.array && binding.array->is_map);
	struct value index = is_map ? expand_word(shell, parameter->index)
				    : arithmetic_value(shell, parameter->index, parameter->at);
	struct worlds worlds;

	/* Keys of an indexed array that has gaps are numbers, too, but written as words. */
	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value flat = value_in(shell, index, &worlds.now);
		const char *key = value_known(shell, flat);

		worlds_add(&worlds,
			   key ? array_element(shell, &binding, key, variable)
			       : expand_derived(shell, flat, variable->name, parameter->at));
	}
	return worlds_value(&worlds);
}

static struct value plain(struct shell *shell, const struct shell_parameter *parameter)
{
	if (parameter->index)
		return element(shell, parameter);
	if (isalpha((unsigned char)*parameter->name) ||
	    (*parameter->name == '_' && parameter->name[1]))
		return variable_value(shell, variable_find(shell, parameter->name));
	return special(shell, parameter);
}

static struct value operand(struct shell *shell, const struct shell_parameter *parameter)
{
	return parameter->operands[0] ? expand_word(shell, parameter->operands[0])
				      : (struct value) { 0 };
}

/* ${NAME:-WORD} and its kind: `missing` in the place of what is not there, or empty with a colon.
 */
static struct value replace_missing(struct shell *shell, const struct shell_parameter *parameter,
				    struct value value)
{
	bool asks_empty = *parameter->symbol == ':', is_otherwise;
	struct value nothing = { 0 }, other = operand(shell, parameter);
	struct worlds worlds;

	is_otherwise = parameter->operation == SHELL_OTHERWISE;
	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value flat = value_in(shell, value, &worlds.now);
		const struct condition *missing = flat.count ? &condition_never : NULL;

		if (asks_empty || (flat.count == 1 && flat.parts[0].unknown &&
				   flat.parts[0].unknown->reason <= SHELL_POSITIONAL))
			missing = question_empty(shell, flat);
		worlds_add(&worlds, is_otherwise ? value_choose(shell, missing, nothing, other)
						 : value_choose(shell, missing, other, flat));
	}
	return worlds_value(&worlds);
}

static struct value length(struct shell *shell, const struct shell_parameter *parameter)
{
	struct binding binding;
	struct variable *variable;
	struct fields fields;

	if (!list_of(parameter))
		return parameter_change(shell, parameter, plain(shell, parameter));
	variable = find(shell, parameter);
	binding = variable_binding(shell, variable);
	fields = array_fields(shell, &binding, variable);
	return array_count(shell, &fields, "the number of elements");
}

/* ${!NAME}: the variable whose name the other one has. */
static struct value indirect(struct shell *shell, const struct shell_parameter *parameter)
{
	struct value names = plain(shell, parameter);
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value flat = value_in(shell, names, &worlds.now);
		const char *name = value_known(shell, flat);
		struct shell_parameter other = { .at = parameter->at, .name = name, .symbol = "" };

		worlds_add(&worlds, name && *name
					    ? value_in(shell, plain(shell, &other), &worlds.now)
					    : expand_derived(shell, flat, "!", parameter->at));
	}
	return worlds_value(&worlds);
}

struct value parameter_value(struct shell *shell, const struct shell_parameter *parameter)
{
	struct fields fields;
	struct value value;

	if (parameter_is_list(shell, parameter)) {
		fields = parameter_fields(shell, parameter);
		return as_one(
			shell,
			expand_join(shell, &fields,
				    parameter_is_star(parameter) ? expand_separator(shell) : " "));
	}
	switch (parameter->operation) {
	case SHELL_PLAIN:
		return plain(shell, parameter);
	case SHELL_LENGTH:
		return length(shell, parameter);
	case SHELL_INDIRECT:
		return indirect(shell, parameter);
	case SHELL_DEFAULT:
	case SHELL_REQUIRE:
	case SHELL_OTHERWISE:
		if (parameter->operation == SHELL_REQUIRE)
			return plain(shell, parameter);
		return replace_missing(shell, parameter, plain(shell, parameter));
	case SHELL_ASSIGN:
		value = replace_missing(shell, parameter, plain(shell, parameter));
		if (!parameter->index && isalpha((unsigned char)*parameter->name))
			variable_set(shell, variable_find(shell, parameter->name), value);
		return value;
	case SHELL_KEYS:
	case SHELL_BAD:
		return value_unknown(shell, shell_unknown_new(shell, SHELL_UNSUPPORTED,
							      parameter->name, parameter->at));
	default:
		return parameter_change(shell, parameter, plain(shell, parameter));
	}
}
