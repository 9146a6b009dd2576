/* SPDX-License-Identifier: BSD-3-Clause
 * suppress.c: takes the warnings out that comments allow. */
#include "suppress/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "script/script.h"
#include "suppress/internal.h"

/* The files of a list of messages that have such comments. */
struct suppression {
	struct arena *arena;
	struct allows *files; /* arena_grow()n */
	size_t count;
	size_t last; /* the file of the last message: the next one mostly has the same */
};

/* Most files have no such comment, and are not parsed again. */
static bool may_allow(const struct source *source)
{
	static const char prefix[] = "acrn-cfg:";

	return memmem(source->bytes, source->size, prefix, strlen(prefix));
}

static const struct load_comment *comments_of(struct arena *arena, const struct source *source,
					      size_t *count)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);

	*count = 0;
	if (script_is_script(source))
		return allow_script_comments(arena, source, count);
	return load_source(scratch, source, diags_new(scratch))
		       ? load_comments(arena, source, count)
		       : NULL;
}

static int by_scope(const void *left, const void *right)
{
	const struct allow *a = left, *b = right;
	struct span one = a->comment.scope, other = b->comment.scope;

	if (one.start != other.start)
		return one.start < other.start ? -1 : 1;
	if (one.end != other.end)
		return one.end > other.end ? -1 : 1;
	return a->comment.at.start < b->comment.at.start ? -1 : 1;
}

/* Who looks from the last one that begins before a place to the outer ones has all around it. */
static void link_outer(struct allows *file)
{
	for (size_t i = 0; i < file->count; i++) {
		size_t outer = i;

		while (outer &&
		       file->all[outer - 1].comment.scope.end <= file->all[i].comment.scope.start)
			outer = file->all[outer - 1].outer;
		file->all[i].outer = outer;
	}
}

static void read_allows(struct arena *arena, struct allows *file)
{
	size_t count;
	const struct load_comment *comments = comments_of(arena, file->source, &count);

	for (size_t i = 0; i < count; i++) {
		struct allow allow;

		if (!allow_parse(arena, &comments[i], &allow))
			continue;
		file->all = arena_grow(arena, file->all, file->count, sizeof(*file->all));
		file->all[file->count++] = allow;
	}
	if (file->count)
		qsort(file->all, file->count, sizeof(*file->all), by_scope);
	link_outer(file);
}

static struct allows *file_of(struct suppression *suppression, const struct source *source)
{
	struct allows *file;

	for (size_t i = 0; i < suppression->count; i++) {
		size_t index = (suppression->last + i) % suppression->count;

		if (suppression->files[index].source != source)
			continue;
		suppression->last = index;
		return &suppression->files[index];
	}
	suppression->files = arena_grow(suppression->arena, suppression->files, suppression->count,
					sizeof(*suppression->files));
	suppression->last = suppression->count;
	file = &suppression->files[suppression->count++];
	file->source = source;
	if (may_allow(source))
		read_allows(suppression->arena, file);
	return file;
}

/* The rule of a comment that allows a message, or NULL. */
static struct allowed *find_in(const struct allow *allow, const struct diag_message *message)
{
	struct span scope = allow->comment.scope;

	if (message->at.start < scope.start || message->at.start >= scope.end)
		return NULL;
	for (size_t i = 0; i < allow->allowed_count; i++)
		if (allow->allowed[i].rule == message->rule &&
		    allow_is_valid(allow, &allow->allowed[i]))
			return &allow->allowed[i];
	return NULL;
}

/* How many begin up to a place. */
static size_t count_before(const struct allows *file, size_t at)
{
	size_t low = 0, high = file->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->all[middle].comment.scope.start <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether no comment allows a message. Of several that do the nearest one is used. */
static bool is_kept(const struct diag_message *message, void *context)
{
	const struct allows *file;

	if (!message->is_warning || !message->at.source)
		return true;
	file = file_of(context, message->at.source);
	for (size_t i = count_before(file, message->at.start); i; i = file->all[i - 1].outer) {
		struct allowed *allowed = find_in(&file->all[i - 1], message);

		if (!allowed)
			continue;
		allowed->is_used = true;
		return false;
	}
	return true;
}

/* Whether messages are missing from the list for another reason than that there are none. */
static bool is_incomplete(const struct diags *diags)
{
	return diags_error_count(diags) > 0 || diags_count(diags) >= DIAG_SHOWN_MAX;
}

void suppress_apply(struct arena *arena, const struct suppress_run *run, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct suppression suppression = { .arena = own };
	bool is_unknown = !run->is_complete || diags_count(diags) >= DIAG_SHOWN_MAX;

	diags_filter(diags, is_kept, &suppression);
	is_unknown = is_unknown || is_incomplete(diags);
	for (size_t i = 0; i < run->source_count; i++) {
		const struct allows *file;

		if (!run->sources[i])
			continue;
		file = file_of(&suppression, run->sources[i]);
		for (size_t j = 0; j < file->count; j++) {
			allow_report_invalid(own, &file->all[j], diags);
			if (!is_unknown)
				allow_report_unused(own, &file->all[j], run, diags);
		}
	}
	diags_filter(diags, is_kept, &suppression);
}

void suppress_filter(struct arena *arena, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct suppression suppression = { .arena = own };

	diags_filter(diags, is_kept, &suppression);
}
