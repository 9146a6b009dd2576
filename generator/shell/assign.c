/* SPDX-License-Identifier: BSD-3-Clause
 * assign.c: NAME=VALUE, as a command and as a word of `local` and the like.
 */
#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/array.h"
#include "shell/expand.h"
#include "shell/names.h"
#include "shell/simple.h"
#include "shell/split.h"

void assign_local(struct shell *shell, struct variable *variable)
{
	struct frame *frame = shell->frame;

	for (size_t i = 0; i < frame->local_count; i++) {
		if (frame->locals[i].variable == variable)
			return;
	}
	shell_spend(shell, 1 + frame->local_count / 16);
	frame->locals = shell_grow(shell, frame->locals, frame->local_count, &frame->local_room,
				   sizeof(*frame->locals));
	frame->locals[frame->local_count++] = (struct change) { variable, variable->now };
	variable_restore(shell, variable, &(struct binding) { .age = shell->age });
}

static struct variable *declare(struct shell *shell, const char *name,
				const struct attributes *attributes)
{
	struct variable *variable;

	/* A local variable of the name of another function's reference is none. */
	if (string_map_find(shell->references, name))
		string_map_put(shell->references, name, NULL);
	variable = variable_find(shell, name);
	if (attributes->is_local)
		assign_local(shell, variable);
	variable->is_map |= attributes->is_map;
	variable->is_number |= attributes->is_number;
	return variable;
}

static struct value append(struct shell *shell, struct value before, struct value value)
{
	struct builder builder = { 0 };

	builder_add_value(shell, &builder, before);
	builder_add_value(shell, &builder, value);
	return builder_value(shell, &builder);
}

/* NAME=VALUE and NAME+=VALUE. */
static void assign_value(struct shell *shell, struct variable *variable, struct value value,
			 bool appends, struct span at)
{
	struct builder sum = { 0 };

	if (variable->is_number) {
		builder_add_text(shell, &sum, "(", at);
		builder_add_value(shell, &sum, value);
		builder_add_text(shell, &sum, ")+", at);
		builder_add_value(shell, &sum,
				  appends ? variable_value(shell, variable)
					  : value_text(shell, "0", at));
		value = arithmetic_result(shell, builder_value(shell, &sum), at);
	} else if (appends) {
		value = append(shell, variable_value(shell, variable), value);
	}
	variable_set(shell, variable, value);
}

/* The key of NAME[INDEX], or NULL. */
static const char *key_of(struct shell *shell, const struct variable *variable,
			  const struct shell_word *index)
{
	const struct condition *world = shell->alive;
	bool is_map = variable->is_map || (variable->now.array && variable->now.array->is_map);
	struct value key =
		is_map ? expand_word(shell, index) : arithmetic_value(shell, index, index->at);
	const char *known;

	key = value_in(shell, key, &world);
	known = value_known(shell, key);
	return world == shell->alive ? known : NULL;
}

static void assign_array(struct shell *shell, struct variable *variable,
			 const struct shell_assignment *assignment)
{
	struct binding binding = variable_binding(shell, variable);
	struct fields fields = { 0 };
	struct array *array;

	if (assignment->appends)
		fields = array_fields(shell, &binding, variable);
	for (size_t i = 0; i < assignment->element_count; i++) {
		if (!assignment->elements[i].index)
			expand_fields(shell, assignment->elements[i].value, &fields);
	}
	array = (struct array *)array_of(shell, &fields);
	array->is_map = variable->is_map;
	if (assignment->appends && binding.array && binding.array->is_map) {
		*array = *binding.array;
	} else if (array->is_map) {
		array->count = 0;
	}
	variable_set_array(shell, variable, array);
	for (size_t i = 0; i < assignment->element_count && shell_spend(shell, 1); i++) {
		const struct shell_element *element = &assignment->elements[i];

		if (element->index)
			array_set_element(shell, variable, key_of(shell, variable, element->index),
					  element->value ? expand_word(shell, element->value)
							 : (struct value) { 0 });
	}
}

void assign(struct shell *shell, const struct shell_assignment *assignment)
{
	struct variable *variable = variable_find(shell, assignment->name);
	struct value value = { 0 };
	const char *key;
	struct binding binding;

	if (assignment->is_array) {
		assign_array(shell, variable, assignment);
		return;
	}
	if (assignment->value)
		value = expand_word(shell, assignment->value);
	if (!assignment->index) {
		assign_value(shell, variable, value, assignment->appends, assignment->at);
		return;
	}
	key = key_of(shell, variable, assignment->index);
	binding = variable_binding(shell, variable);
	if (assignment->appends && key)
		value = append(shell, array_element(shell, &binding, key, variable), value);
	array_set_element(shell, variable, key, value);
}

/* declare -n NAME=OTHER: another name for a variable, where that is known. */
static void refer(struct shell *shell, const char *name, struct value target)
{
	const struct condition *world = shell->alive;
	const char *other = value_known(shell, value_in(shell, target, &world));

	if (other && names_length(other) == strlen(other) && *other)
		string_map_put(shell->references, name, variable_find(shell, other));
}

void assign_in_declaration(struct shell *shell, const struct shell_assignment *assignment,
			   const struct attributes *attributes)
{
	if (attributes->is_reference) {
		if (assignment->value)
			refer(shell, assignment->name, expand_word(shell, assignment->value));
		return;
	}
	declare(shell, assignment->name, attributes);
	assign(shell, assignment);
}

void assign_field(struct shell *shell, const struct field *field,
		  const struct attributes *attributes)
{
	struct builder builder = { 0 };
	const struct part *first = field->value.parts;
	struct variable *variable;
	size_t length, name, whole;
	const char *text;
	struct part rest;

	if (!field->value.count || !first->text)
		return;
	length = strcspn(first->text, "=");
	name = names_length(first->text);
	if (!name || (first->text[name] && first->text[name] != '=' && first->text[name] != '+'))
		return;
	whole = strlen(first->text);
	rest = split_part(shell, first, whole, first->text[length] ? length + 1 : whole, whole);
	builder_add(shell, &builder, &rest);
	builder_add_value(shell, &builder, (struct value) { first + 1, field->value.count - 1 });
	text = arena_copy(shell->arena, first->text, name);
	if (attributes->is_reference) {
		refer(shell, text, builder_value(shell, &builder));
		return;
	}
	variable = declare(shell, text, attributes);
	if (first->text[length])
		assign_value(shell, variable, builder_value(shell, &builder),
			     first->text[name] == '+', field->used_at);
}
