/* SPDX-License-Identifier: BSD-3-Clause
 * variables.c: what variables have, and the journal of what has changed them.
 */
#include <string.h>

#include "base/arena.h"
#include "shell/names.h"
#include "shell/state.h"

/* Arrays that are longer are not known. */
#define ENTRIES_MAX 4096u

/* What a variable has that nothing has set yet. */
static struct value value_outside(struct shell *shell, const char *name)
{
	enum shell_reason reason = SHELL_UNSET;
	const char *what = arena_printf(shell->arena, "$%s", name);

	if (names_is_environment(shell->names, name))
		reason = SHELL_ENVIRONMENT;
	else if (names_is_set(shell->names, name))
		return (struct value) { 0 };
	else if (shell->age)
		reason = SHELL_UNSUPPORTED;
	return value_unknown(
		shell, shell_unknown_new(shell, reason, what, source_span(shell->source, 0, 0)));
}

struct variable *variable_find(struct shell *shell, const char *name)
{
	struct variable *variable = string_map_find(shell->references, name);

	if (variable)
		return variable;
	variable = string_map_find(shell->variables, name);
	if (!variable) {
		variable = arena_alloc(shell->arena, sizeof(*variable));
		variable->name = arena_printf(shell->arena, "$%s", name);
		variable->now.value = value_outside(shell, name);
		variable->now.age = shell->age;
		string_map_put(shell->variables, name, variable);
	}
	return variable;
}

/* A file that has been sourced meanwhile may have set the variable. */
static void age_binding(struct shell *shell, struct variable *variable)
{
	const struct shell_unknown *unknown = shell_unknown_new(
		shell, SHELL_UNSUPPORTED, variable->name, source_span(shell->source, 0, 0));
	struct binding *now = &variable->now;

	if (now->array) {
		struct array *array = arena_alloc(shell->arena, sizeof(*array));

		*array = *now->array;
		array->is_open = true;
		now->array = array;
	} else {
		now->value = value_choose(shell, shell_new_branch(shell),
					  value_unknown(shell, unknown), now->value);
	}
	now->age = shell->age;
}

struct binding variable_binding(struct shell *shell, struct variable *variable)
{
	if (variable->now.age != shell->age && variable != shell->positional &&
	    variable != shell->output)
		age_binding(shell, variable);
	return variable->now;
}

struct value variable_value(struct shell *shell, struct variable *variable)
{
	struct binding now = variable_binding(shell, variable);

	if (!now.array)
		return now.value;
	if (now.array->is_open)
		return value_unknown(shell,
				     shell_unknown_new(shell, SHELL_UNSUPPORTED, variable->name,
						       source_span(shell->source, 0, 0)));
	for (size_t i = 0; i < now.array->count; i++) {
		const struct entry *entry = &now.array->entries[i];

		if (!entry->key || strcmp(entry->key, "0") == 0)
			return entry->field.value;
	}
	return (struct value) { 0 };
}

void variable_restore(struct shell *shell, struct variable *variable, const struct binding *binding)
{
	if (!shell_spend(shell, 1))
		return;
	shell->changes = shell_grow(shell, shell->changes, shell->change_count, &shell->change_room,
				    sizeof(*shell->changes));
	shell->changes[shell->change_count++] = (struct change) { variable, variable->now };
	variable->now = *binding;
}

/* Others may have left the function or the loop, and keep what they have. */
static void set(struct shell *shell, struct variable *variable, const struct binding *binding)
{
	struct binding before = variable_binding(shell, variable);
	struct binding sum = *binding;

	if (shell->alive != shell->base)
		sum = binding_choose(shell, shell->alive, binding, &before);
	variable_restore(shell, variable, &sum);
}

void variable_set(struct shell *shell, struct variable *variable, struct value value)
{
	static const struct part empty = { .text = "" };

	/* What is set, and be it to nothing, is not as what has never been. */
	if (!value.count)
		value = (struct value) { &empty, 1 };
	set(shell, variable, &(struct binding) { .value = value, .age = shell->age });
}

void variable_set_array(struct shell *shell, struct variable *variable, const struct array *array)
{
	set(shell, variable, &(struct binding) { .array = array, .age = shell->age });
}

static const struct array *as_array(struct shell *shell, const struct binding *binding)
{
	struct array *array;
	struct entry *entry;

	if (binding->array)
		return binding->array;
	array = arena_alloc(shell->arena, sizeof(*array));
	if (binding->value.count) {
		entry = arena_alloc(shell->arena, sizeof(*entry));
		entry->field.value = binding->value;
		array->entries = entry;
		array->count = 1;
	}
	return array;
}

static bool is_same_entry(const struct entry *one, const struct entry *other)
{
	return one->key == other->key && one->field.when == other->field.when &&
	       value_is_same(one->field.value, other->field.value);
}

/* Entries that are there only when the condition holds, too. */
static void add_entries(struct shell *shell, struct array *sum, struct entry *entries,
			const struct array *array, size_t first, const struct condition *when)
{
	for (size_t i = first; i < array->count && shell_spend(shell, 1); i++) {
		const struct condition *both =
			shell_both(shell, array->entries[i].field.when, when);

		if (both == &condition_never)
			continue;
		entries[sum->count] = array->entries[i];
		entries[sum->count++].field.when = both;
	}
}

static struct binding choose_array(struct shell *shell, const struct condition *when,
				   const struct array *yes, const struct array *no)
{
	struct array *sum = arena_alloc(shell->arena, sizeof(*sum));
	struct binding binding = { .array = sum, .age = shell->age };
	size_t least = yes->count < no->count ? yes->count : no->count, front = 0;
	struct entry *entries;

	sum->is_map = yes->is_map || no->is_map;
	sum->is_open = yes->is_open || no->is_open || yes->count + no->count > ENTRIES_MAX;
	if (sum->is_open)
		return binding;
	while (front < least && is_same_entry(&yes->entries[front], &no->entries[front]))
		front++;
	shell_spend(shell, front);
	entries = arena_array(shell->arena, yes->count + no->count + 1, sizeof(*entries));
	if (front)
		memcpy(entries, yes->entries, front * sizeof(*entries));
	sum->count = front;
	add_entries(shell, sum, entries, yes, front, when);
	add_entries(shell, sum, entries, no, front, condition_without(NULL, when));
	sum->entries = entries;
	return binding;
}

struct binding binding_choose(struct shell *shell, const struct condition *when,
			      const struct binding *yes, const struct binding *no)
{
	if (yes->array == no->array && yes->value.parts == no->value.parts)
		return *yes;
	if (yes->array || no->array)
		return choose_array(shell, when, as_array(shell, yes), as_array(shell, no));
	return (struct binding) { .value = value_choose(shell, when, yes->value, no->value),
				  .age = yes->age < no->age ? yes->age : no->age };
}

struct change *journal_undo(struct shell *shell, size_t mark, size_t *count)
{
	struct change *results =
		arena_array(shell->arena, shell->change_count - mark + 1, sizeof(*results));

	*count = 0;
	for (size_t i = mark; i < shell->change_count; i++) {
		struct variable *variable = shell->changes[i].variable;

		if (!variable->is_listed)
			results[(*count)++] = (struct change) { variable, variable->now };
		variable->is_listed = true;
	}
	while (shell->change_count > mark) {
		const struct change *change = &shell->changes[--shell->change_count];

		change->variable->now = change->binding;
	}
	for (size_t i = 0; i < *count; i++)
		results[i].variable->is_listed = false;
	return results;
}
