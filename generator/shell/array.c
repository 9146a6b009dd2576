/* SPDX-License-Identifier: BSD-3-Clause
 * array.c: counts and picks elements, some of which may not be there, or be several.
 */
#include "shell/array.h"

#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/expand.h"

const struct array *array_of(struct shell *shell, const struct fields *fields)
{
	struct array *array = arena_alloc(shell->arena, sizeof(*array));
	struct entry *entries = arena_array(shell->arena, fields->count + 1, sizeof(*entries));

	shell_spend(shell, fields->count);
	for (size_t i = 0; i < fields->count; i++)
		entries[i].field = fields->items[i];
	array->entries = entries;
	array->count = fields->count;
	return array;
}

static struct value unknown_element(struct shell *shell, const struct variable *variable,
				    bool is_several)
{
	struct value value =
		value_unknown(shell, shell_unknown_new(shell, SHELL_UNSUPPORTED, variable->name,
						       source_span(shell->source, 0, 0)));

	return is_several ? expand_several(shell, value) : value;
}

static void add(struct shell *shell, struct fields *fields, struct value value,
		const struct condition *when)
{
	fields_add(shell, fields,
		   &(struct field) { when, value, source_span(shell->source, 0, 0) });
}

struct fields array_fields(struct shell *shell, const struct binding *binding,
			   const struct variable *variable)
{
	const struct array *array = binding->array;
	struct fields fields = { 0 };

	for (size_t i = 0; array && i < array->count && shell_spend(shell, 1); i++)
		fields_add(shell, &fields, &array->entries[i].field);
	if (array && array->is_open)
		add(shell, &fields, unknown_element(shell, variable, true), NULL);
	if (!array && binding->value.count)
		add(shell, &fields, binding->value, NULL);
	return fields;
}

struct fields array_keys(struct shell *shell, const struct binding *binding,
			 const struct variable *variable)
{
	const struct array *array = binding->array;
	struct fields fields = { 0 };
	bool is_counted = true;

	for (size_t i = 0; array && i < array->count && shell_spend(shell, 1); i++) {
		const struct entry *entry = &array->entries[i];
		const char *key = entry->key;

		is_counted &= !entry->field.when && !expand_is_several(&entry->field);
		if (!key && !is_counted)
			add(shell, &fields, unknown_element(shell, variable, true), NULL);
		else
			add(shell, &fields,
			    value_text(shell, key ? key : arena_printf(shell->arena, "%zu", i),
				       source_span(shell->source, 0, 0)),
			    entry->field.when);
	}
	if (array && array->is_open)
		add(shell, &fields, unknown_element(shell, variable, true), NULL);
	if (!array && binding->value.count)
		add(shell, &fields, value_text(shell, "0", source_span(shell->source, 0, 0)), NULL);
	return fields;
}

struct value array_pick(struct shell *shell, const struct fields *fields, size_t index)
{
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value value = { 0 };
		size_t left = index;

		for (size_t i = 0; i < fields->count && shell_spend(shell, 1); i++) {
			const struct field *field = &fields->items[i];

			if (!shell_narrow(shell, field->when, &worlds.now))
				continue;
			if (expand_is_several(field)) {
				value = expand_derived(
					shell, value_in(shell, field->value, &worlds.now),
					arena_printf(shell->arena, "#%zu", left), field->used_at);
				break;
			}
			if (!left--) {
				value = value_in(shell, field->value, &worlds.now);
				break;
			}
		}
		worlds_add(&worlds, value);
	}
	return worlds_value(&worlds);
}

struct value array_count(struct shell *shell, const struct fields *fields, const char *what)
{
	struct span at = source_span(shell->source, 0, 0);
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct value value = { 0 };
		size_t count = 0;

		for (size_t i = 0; i < fields->count && shell_spend(shell, 1); i++) {
			const struct field *field = &fields->items[i];

			if (!shell_narrow(shell, field->when, &worlds.now))
				continue;
			count++;
			if (!value.count && expand_is_several(field))
				value = expand_derived(shell,
						       value_in(shell, field->value, &worlds.now),
						       what, field->used_at);
		}
		if (!value.count)
			value = value_text(shell, arena_printf(shell->arena, "%zu", count), at);
		worlds_add(&worlds, value);
	}
	return worlds_value(&worlds);
}

static struct value keyed_element(struct shell *shell, const struct array *array, const char *key)
{
	struct value value = { 0 };

	shell_spend(shell, array->count);
	for (size_t i = 0; i < array->count; i++) {
		const struct entry *entry = &array->entries[i];

		if (entry->key && strcmp(entry->key, key) == 0)
			value = value_choose(shell, entry->field.when, entry->field.value, value);
	}
	return value;
}

struct value array_element(struct shell *shell, const struct binding *binding, const char *key,
			   const struct variable *variable)
{
	const struct array *array = binding->array;
	struct fields fields;
	int64_t index;

	if (array && array->is_open)
		return unknown_element(shell, variable, false);
	if (array && array->is_map)
		return keyed_element(shell, array, key);
	if (!arithmetic_decimal(key, &index))
		index = 0;
	if (index < 0)
		return unknown_element(shell, variable, false);
	fields = array_fields(shell, binding, variable);
	return array_pick(shell, &fields, (size_t)index);
}

/* An array whose elements all have keys, with room for one more; NULL where nobody can count. */
static struct array *keyed(struct shell *shell, const struct binding *binding,
			   const struct variable *variable)
{
	struct array *array = arena_alloc(shell->arena, sizeof(*array));
	struct fields fields = array_fields(shell, binding, variable);
	struct entry *entries = arena_array(shell->arena, fields.count + 2, sizeof(*entries));
	bool is_map = binding->array && binding->array->is_map;

	shell_spend(shell, fields.count);
	for (size_t i = 0; i < fields.count; i++) {
		if (!is_map && (fields.items[i].when || expand_is_several(&fields.items[i])))
			return NULL;
		entries[i].field = fields.items[i];
		entries[i].key = is_map ? binding->array->entries[i].key
					: arena_printf(shell->arena, "%zu", i);
	}
	*array = (struct array) { .entries = entries, .count = fields.count, .is_map = true };
	return array;
}

/* Whether the key is that of the element behind the last one, so that no key is needed. */
static bool is_next(const struct binding *binding, const char *key)
{
	int64_t index;
	size_t count = binding->array ? binding->array->count : binding->value.count > 0;

	if (binding->array && binding->array->is_map)
		return false;
	return arithmetic_decimal(key, &index) && index >= 0 && (size_t)index == count;
}

/* Puts an element into an array of keyed(): in the place of the first one with that key, of which
 * there may be several under different conditions. */
static void put(struct array *array, const char *key, struct value value, struct span at)
{
	struct entry *entries = (struct entry *)array->entries;
	struct entry entry = { key, { NULL, value, at } };
	size_t count = 0;
	bool is_put = false;

	for (size_t i = 0; i < array->count; i++) {
		if (strcmp(entries[i].key, key) != 0)
			entries[count++] = entries[i];
		else if (!is_put)
			entries[count++] = entry;
		is_put |= strcmp(entries[i].key, key) == 0;
	}
	if (!is_put)
		entries[count++] = entry;
	array->count = count;
}

void array_set_element(struct shell *shell, struct variable *variable, const char *key,
		       struct value value)
{
	struct binding binding = variable_binding(shell, variable);
	struct array *array = NULL;

	if (key && !(binding.array && binding.array->is_open))
		array = keyed(shell, &binding, variable);
	if (!array) {
		array = arena_alloc(shell->arena, sizeof(*array));
		array->is_open = true;
		variable_set_array(shell, variable, array);
		return;
	}
	put(array, key, value, source_span(shell->source, 0, 0));
	array->is_map = variable->is_map || (binding.array && binding.array->is_map) ||
			!is_next(&binding, key);
	for (size_t i = 0; !array->is_map && i < array->count; i++)
		((struct entry *)array->entries)[i].key = NULL;
	variable_set_array(shell, variable, array);
}

/* What a field that may be several is without the first of them. */
static struct field shift_several(struct shell *shell, const struct field *field)
{
	const struct condition *world = shell->alive;
	struct value value = expand_derived(shell, value_in(shell, field->value, &world), "shift",
					    field->used_at);
	struct field rest = *field;

	rest.value = expand_several(shell, value);
	return rest;
}

/* A field is left where there is one before it. */
static struct fields shift_one(struct shell *shell, const struct fields *fields)
{
	const struct condition *any = &condition_never;
	struct fields rest = { 0 };

	for (size_t i = 0; i < fields->count && shell_spend(shell, 1); i++) {
		struct field field = fields->items[i];

		if (any == &condition_never && expand_is_several(&field)) {
			field = shift_several(shell, &field);
			fields_add(shell, &rest, &field);
			any = NULL;
			continue;
		}
		field.when = shell_both(shell, field.when, any);
		if (field.when != &condition_never)
			fields_add(shell, &rest, &field);
		any = condition_either(any, fields->items[i].when);
	}
	return rest;
}

struct fields array_shift(struct shell *shell, const struct fields *fields, size_t count)
{
	struct fields rest = *fields;

	for (size_t i = 0; i < count && rest.count && shell_spend(shell, 1); i++)
		rest = shift_one(shell, &rest);
	return rest;
}
