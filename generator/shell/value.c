/* SPDX-License-Identifier: BSD-3-Clause
 * value.c: values, and the worlds that their choices make.
 */
#include "shell/value.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "shell/state.h"

void builder_add(struct shell *shell, struct builder *builder, const struct part *part)
{
	if (builder->count > VALUE_PARTS_MAX)
		return;
	shell_spend(shell, 1);
	builder->parts = shell_grow(shell, builder->parts, builder->count, &builder->room,
				    sizeof(*builder->parts));
	builder->parts[builder->count++] = *part;
}

void builder_add_text(struct shell *shell, struct builder *builder, const char *text,
		      struct span at)
{
	builder_add(shell, builder, &(struct part) { .text = text, .at = at });
}

void builder_add_value(struct shell *shell, struct builder *builder, struct value value)
{
	for (size_t i = 0; i < value.count; i++)
		builder_add(shell, builder, &value.parts[i]);
}

struct value builder_value(struct shell *shell, const struct builder *builder)
{
	if (builder->count > VALUE_PARTS_MAX)
		return value_unknown(shell, shell_limit(shell));
	return (struct value) { builder->parts, builder->count };
}

struct value value_text(struct shell *shell, const char *text, struct span at)
{
	struct part *part = arena_alloc(shell->arena, sizeof(*part));

	*part = (struct part) { .text = text, .at = at };
	return (struct value) { part, 1 };
}

struct value value_unknown(struct shell *shell, const struct shell_unknown *unknown)
{
	struct part *part = arena_alloc(shell->arena, sizeof(*part));

	*part = (struct part) { .unknown = unknown, .at = unknown->at };
	return (struct value) { part, 1 };
}

static bool is_same_part(const struct part *one, const struct part *other)
{
	return one->text == other->text && one->unknown == other->unknown &&
	       one->choice == other->choice && one->at.start == other->at.start &&
	       one->at.end == other->at.end;
}

static size_t depth_of(struct value value)
{
	size_t depth = 0;

	for (size_t i = 0; i < value.count; i++) {
		const struct choice *choice = value.parts[i].choice;

		if (choice && choice->depth > depth)
			depth = choice->depth;
	}
	return depth;
}

static struct value choice_new(struct shell *shell, const struct condition *when, struct value yes,
			       struct value no)
{
	size_t yes_depth = depth_of(yes), no_depth = depth_of(no);
	struct choice *choice = arena_alloc(shell->arena, sizeof(*choice));
	struct part *part = arena_alloc(shell->arena, sizeof(*part));

	*choice = (struct choice) { when, yes, no,
				    1 + (yes_depth > no_depth ? yes_depth : no_depth) };
	part->choice = choice;
	if (choice->depth > VALUE_DEPTH_MAX)
		return value_unknown(shell, shell_limit(shell));
	return (struct value) { part, 1 };
}

/* A choice that is made by the same condition as the one around it. */
static struct value without_same(const struct condition *when, struct value value, bool is_yes)
{
	while (value.count == 1 && value.parts[0].choice && value.parts[0].choice->when == when)
		value = is_yes ? value.parts[0].choice->yes : value.parts[0].choice->no;
	return value;
}

/* `count` parts of a value from `start` on. */
static struct value slice(struct value value, size_t start, size_t count)
{
	return (struct value) { count ? value.parts + start : NULL, count };
}

struct value value_choose(struct shell *shell, const struct condition *when, struct value yes,
			  struct value no)
{
	struct builder builder = { 0 };
	size_t front = 0, back = 0, least;

	if (!when || when == &condition_never)
		return when ? no : yes;
	yes = without_same(when, yes, true);
	no = without_same(when, no, false);
	least = yes.count < no.count ? yes.count : no.count;
	while (front < least && is_same_part(&yes.parts[front], &no.parts[front]))
		front++;
	if (front == yes.count && front == no.count)
		return yes;
	while (back < least - front &&
	       is_same_part(&yes.parts[yes.count - 1 - back], &no.parts[no.count - 1 - back]))
		back++;
	builder_add_value(shell, &builder, slice(yes, 0, front));
	builder_add_value(shell, &builder,
			  choice_new(shell, when, slice(yes, front, yes.count - front - back),
				     slice(no, front, no.count - front - back)));
	builder_add_value(shell, &builder, slice(yes, yes.count - back, back));
	return builder_value(shell, &builder);
}

const char *value_known(struct shell *shell, struct value value)
{
	size_t length = 0;
	char *text, *end;

	if (value.count == 1 && value.parts[0].text)
		return value.parts[0].text;
	for (size_t i = 0; i < value.count; i++) {
		if (!value.parts[i].text)
			return NULL;
		length += strlen(value.parts[i].text);
	}
	if (length > VALUE_TEXT_MAX)
		return NULL;
	shell_spend(shell, length / 16);
	text = end = arena_alloc(shell->arena, length + 1);
	for (size_t i = 0; i < value.count; i++)
		end = stpcpy(end, value.parts[i].text);
	return text;
}

const char *value_key(struct shell *shell, struct value value)
{
	const char *key = value_known(shell, value);

	if (key)
		return key;
	key = "";
	for (size_t i = 0; i < value.count && strlen(key) < VALUE_TEXT_MAX; i++) {
		const struct part *part = &value.parts[i];

		shell_spend(shell, strlen(key) / 16);
		key = part->text ? arena_printf(shell->arena, "%s%s", key, part->text)
				 : arena_printf(shell->arena, "%s\001%p\002", key,
						(const void *)part->unknown);
	}
	return key;
}

bool value_has_unknown(struct value value)
{
	for (size_t i = 0; i < value.count; i++) {
		if (value.parts[i].unknown)
			return true;
	}
	return false;
}

static void add_in(struct shell *shell, struct builder *builder, struct value value,
		   const struct condition **world)
{
	for (size_t i = 0; i < value.count && builder->count <= VALUE_PARTS_MAX; i++) {
		const struct choice *choice = value.parts[i].choice;

		if (!choice)
			builder_add(shell, builder, &value.parts[i]);
		else if (shell_narrow(shell, choice->when, world))
			add_in(shell, builder, choice->yes, world);
		else
			add_in(shell, builder, choice->no, world);
	}
}

struct value value_in(struct shell *shell, struct value value, const struct condition **world)
{
	struct builder builder = { 0 };
	bool has_choice = false;

	for (size_t i = 0; i < value.count; i++)
		has_choice |= value.parts[i].choice != NULL;
	if (!has_choice)
		return value;
	add_in(shell, &builder, value, world);
	return builder_value(shell, &builder);
}

struct value value_map(struct shell *shell, struct value value,
		       const char *(*change)(struct shell *shell, const char *text))
{
	struct builder builder = { 0 };

	for (size_t i = 0; i < value.count && shell_spend(shell, 1); i++) {
		struct part part = value.parts[i];
		const struct choice *choice = part.choice;

		if (choice) {
			builder_add_value(shell, &builder,
					  choice_new(shell, choice->when,
						     value_map(shell, choice->yes, change),
						     value_map(shell, choice->no, change)));
			continue;
		}
		if (part.text)
			part.text = change(shell, part.text);
		builder_add(shell, &builder, &part);
	}
	return builder_value(shell, &builder);
}

void worlds_start(struct worlds *worlds, struct shell *shell)
{
	worlds->shell = shell;
	worlds->all = worlds->left = shell->alive;
	worlds->now = worlds->success = &condition_never;
	worlds->count = worlds->begun = 0;
}

bool worlds_next(struct worlds *worlds)
{
	worlds->left = worlds->now == worlds->left ? &condition_never
						   : condition_without(worlds->left, worlds->now);
	if (worlds->left == &condition_never || worlds->begun == VALUE_WORLDS_MAX)
		return false;
	shell_spend(worlds->shell, 4);
	worlds->now = worlds->left;
	worlds->begun++;
	return true;
}

bool value_is_same(struct value one, struct value other)
{
	if (one.count != other.count)
		return false;
	for (size_t i = 0; i < one.count; i++) {
		if (!is_same_part(&one.parts[i], &other.parts[i]))
			return false;
	}
	return true;
}

void worlds_add(struct worlds *worlds, struct value value)
{
	const struct condition *when =
		worlds->now == worlds->all ? NULL : condition_given(worlds->now, worlds->all);
	size_t same = 0;

	while (same < worlds->count && !value_is_same(worlds->items[same].value, value))
		same++;
	if (same < worlds->count) {
		worlds->items[same].when = condition_either(worlds->items[same].when, when);
		return;
	}
	worlds->items[worlds->count].when = when;
	worlds->items[worlds->count++].value = value;
}

void worlds_end(struct worlds *worlds)
{
	if (worlds->left == &condition_never)
		return;
	worlds->now = worlds->left;
	worlds_add(worlds, value_unknown(worlds->shell, shell_limit(worlds->shell)));
}

struct value worlds_value(struct worlds *worlds)
{
	struct value value = { 0 };

	worlds_end(worlds);
	for (size_t i = worlds->count; i-- > 0;)
		value = i + 1 == worlds->count ? worlds->items[i].value
					       : value_choose(worlds->shell, worlds->items[i].when,
							      worlds->items[i].value, value);
	return value;
}

void worlds_add_success(struct worlds *worlds, const struct condition *success)
{
	struct shell *shell = worlds->shell;

	if (worlds->now != worlds->all)
		success = shell_both(shell, worlds->now, success);
	worlds->success = condition_either(worlds->success, success);
}

const struct condition *worlds_success(struct worlds *worlds)
{
	if (worlds->left != &condition_never) {
		worlds->now = worlds->left;
		worlds_add_success(worlds, shell_new_branch(worlds->shell));
	}
	return worlds->success;
}
