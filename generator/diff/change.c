/* SPDX-License-Identifier: BSD-3-Clause
 * change.c: changes, the lines about them, and their order. */
#include <stdlib.h>
#include <string.h>

#include "diff/internal.h"

void diff_add(struct diff_run *run, const struct diff_place *place,
	      const struct diff_change *change)
{
	struct diff *diff = run->diff;
	struct diff_change *to;

	diff->changes = arena_grow(run->arena, diff->changes, diff->count, sizeof(*diff->changes));
	to = &diff->changes[diff->count];
	*to = *change;
	to->order = diff->count++;
	to->subject = place->subject;
	to->vm = place->vm;
	to->region = place->region;
	to->connection = place->connection;
	to->index = place->index;
	to->cpu = place->cpu;
	to->name = place->thing;
}

/* A line: the context, what is said, and the suffix. */
static const char *line(struct arena *arena, const struct diff_place *place, const char *text)
{
	return arena_printf(arena, "%s%s%s%s%s%s", place->context ? place->context : "",
			    place->context ? ": " : "", text, place->suffix ? " (" : "",
			    place->suffix ? place->suffix : "", place->suffix ? ")" : "");
}

/* The length of a value without its unit, where it is a number with one; else 0. */
static size_t number_length(const char *value)
{
	size_t digits = strspn(value, "0123456789");
	const char *unit = value + digits + (value[digits] == ' ');

	return digits && *unit && strchr("MKGbmns/", *unit) ? digits : 0;
}

/* "2 -> 4 MiB", "2 MiB -> 512 KiB", "none -> 'text'". */
static const char *transition(struct arena *arena, const char *old, const char *new)
{
	size_t length = old && new ? number_length(old) : 0;

	if (length && number_length(new) && strcmp(old + length, new + number_length(new)) == 0)
		return arena_printf(arena, "%.*s -> %s", (int)length, old, new);
	return arena_printf(arena, "%s -> %s", old ? old : "none", new ? new : "none");
}

void diff_add_value(struct diff_run *run, const struct diff_place *place, const char *what,
		    const char *old, const char *new)
{
	struct arena *arena = run->arena;
	const char *values, *text;

	if ((!old && !new) || (old && new &&strcmp(old, new) == 0))
		return;
	values = transition(arena, old, new);
	if (!*what)
		text = arena_printf(arena, "%s %s", place->thing, values);
	else if (place->thing)
		text = arena_printf(arena, "%s of %s %s", what, place->thing, values);
	else
		text = arena_printf(arena, "%s %s", what, values);
	diff_add(run, place,
		 &(struct diff_change) {
			 .kind = DIFF_CHANGED,
			 .what = *what ? what : "value",
			 .old = old,
			 .new = new,
			 .text = line(arena, place, text),
		 });
}

void diff_add_whole(struct diff_run *run, const struct diff_place *place, enum diff_kind kind,
		    const char *summary)
{
	struct arena *arena = run->arena;
	bool is_added = kind == DIFF_ADDED;
	const char *text =
		arena_printf(arena, "%s%s%s%s%s%s", place->thing ? place->thing : "",
			     place->thing ? " " : "", is_added ? "added" : "removed",
			     summary ? " (" : "", summary ? summary : "", summary ? ")" : "");

	diff_add(run, place,
		 &(struct diff_change) {
			 .kind = kind,
			 .old = is_added ? NULL : summary,
			 .new = is_added ? summary : NULL,
			 .text = line(arena, place, text),
		 });
}

void diff_add_rename(struct diff_run *run, const struct diff_place *place, const char *old,
		     const char *new, const char *text)
{
	if (strcmp(old, new) != 0)
		diff_add(run, place,
			 &(struct diff_change) {
				 .kind = DIFF_CHANGED,
				 .what = "name",
				 .old = old,
				 .new = new,
				 .text = text,
			 });
}

/* What stands together: VMs with their devices, regions with their peers. */
static int group_of(const struct diff_change *change)
{
	static const int groups[] = {
		[DIFF_SCENARIO] = 0, [DIFF_VM] = 1,	    [DIFF_DEVICE] = 1, [DIFF_REGION] = 2,
		[DIFF_PEER] = 2,     [DIFF_CONNECTION] = 3, [DIFF_CPU] = 4,
	};

	return groups[change->subject];
}

/* The name by which changes of a group are sorted. */
static const char *name_of(const struct diff_change *change)
{
	const char *const names[] = { "", change->vm, change->region, change->connection,
				      change->cpu };

	return names[group_of(change)];
}

static int compare(const void *left, const void *right)
{
	const struct diff_change *a = left, *b = right;
	int order = group_of(a) - group_of(b);

	if (order == 0)
		order = strverscmp(name_of(a), name_of(b));
	if (order == 0)
		order = (int)a->subject - (int)b->subject;
	if (order == 0 && a->vm && b->vm)
		order = strverscmp(a->vm, b->vm);
	return order ? order : a->order < b->order ? -1 : a->order > b->order;
}

void diff_sort(struct diff *diff)
{
	if (diff->count)
		qsort(diff->changes, diff->count, sizeof(*diff->changes), compare);
}
