/* SPDX-License-Identifier: BSD-3-Clause
 * choose.c: which messages can be fixed at once. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "fix/internal.h"

/* What names a message in every state of the files. */
static const char *key_of(struct arena *arena, const struct diag_message *message)
{
	return arena_printf(arena, "%s\n%s\n%s", message->rule->slug, message->edits[0].text,
			    message->text);
}

/* Two edits are in each other's way where both change a byte, or where one inserts at the edge of
 * the other: then their order would count. */
static bool is_in_way(struct span a, struct span b)
{
	bool is_insertion = a.start == a.end || b.start == b.end;

	return is_insertion ? a.start <= b.end && b.start <= a.end
			    : a.start < b.end && b.start < a.end;
}

/* The first edit of a file that ends at an offset or behind it. */
static size_t find_edit(const struct chosen_file *file, size_t offset)
{
	size_t low = 0, high = file->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->edits[middle].at.end < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_free(const struct chosen_file *file, struct span at)
{
	for (size_t i = find_edit(file, at.start);
	     i < file->count && file->edits[i].at.start <= at.end; i++)
		if (is_in_way(file->edits[i].at, at))
			return false;
	return true;
}

/* Only what the user named is changed, not what is built in. The last file is nearly always the
 * right one. */
static struct chosen_file *file_of(struct choice *choice, const struct source *source)
{
	const char *name = source->is_file ? source->name : "-";
	struct chosen_file *file;
	const char *path;

	if (!source->is_file && strcmp(source->name, "<stdin>") != 0)
		return NULL;
	for (size_t i = choice->file_count; i-- > 0;)
		if (choice->files[i].source == source)
			return &choice->files[i];
	path = overlay_path(choice->arena, name);
	for (size_t i = choice->file_count; i-- > 0;)
		if (strcmp(choice->files[i].path, path) == 0)
			return &choice->files[i];
	choice->files = arena_grow(choice->arena, choice->files, choice->file_count,
				   sizeof(*choice->files));
	file = &choice->files[choice->file_count];
	file->source = source;
	file->path = path;
	file->group = choice->file_count++;
	file->is_given_up = string_map_find(choice->given_up, path);
	return file;
}

static bool can_fix(struct choice *choice, const struct diag_message *message)
{
	if (!message->edit_count)
		return false;
	for (size_t i = 0; i < message->edit_count; i++) {
		const struct chosen_file *file = file_of(choice, message->edits[i].at.source);

		if (!file || file->is_given_up || !is_free(file, message->edits[i].at))
			return false;
	}
	return !string_map_find(choice->refused, key_of(choice->arena, message));
}

/* Keeps the edits in order: those of one message may touch. */
static void add_edit(const struct choice *choice, struct chosen_file *file,
		     const struct diag_edit *edit)
{
	size_t at = find_edit(file, edit->at.start);

	while (at < file->count && file->edits[at].at.start <= edit->at.start)
		at++;
	file->edits = arena_grow(choice->arena, file->edits, file->count, sizeof(*file->edits));
	memmove(&file->edits[at + 1], &file->edits[at], (file->count - at) * sizeof(*file->edits));
	file->edits[at] = *edit;
	file->count++;
}

static void join_groups(struct choice *choice, size_t group, size_t other)
{
	for (size_t i = 0; other != group && i < choice->file_count; i++)
		if (choice->files[i].group == other)
			choice->files[i].group = group;
}

/* All files of the message are known: can_fix(). */
static void add_message(struct choice *choice, const struct diag_message *message)
{
	struct chosen_file *first = file_of(choice, message->edits[0].at.source);

	for (size_t i = 0; i < message->edit_count; i++) {
		struct chosen_file *file = file_of(choice, message->edits[i].at.source);

		add_edit(choice, file, &message->edits[i]);
		join_groups(choice, first->group, file->group);
	}
	first->message_count++;
	choice->keys = arena_grow(choice->arena, choice->keys, choice->message_count,
				  sizeof(*choice->keys));
	choice->keys[choice->message_count++] = key_of(choice->arena, message);
}

void choose(struct choice *choice, const struct diags *diags, size_t limit)
{
	for (size_t i = 0; i < diags_count(diags) && choice->message_count < limit; i++) {
		const struct diag_message message = diags_get(diags, i);

		if (can_fix(choice, &message))
			add_message(choice, &message);
	}
}
