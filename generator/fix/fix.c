/* SPDX-License-Identifier: BSD-3-Clause
 * fix.c: fixes and checks in turns. */
#include "fix/fix.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/source.h"
#include "base/string_map.h"
#include "fix/internal.h"
#include "load/change.h"

/* A round fixes up to DIAG_SHOWN_MAX messages of each level. */
#define ROUNDS_MAX 64u

struct fixing {
	struct arena *arena;
	const struct fix_check *check;
	struct fixes *fixes;
	struct diags *like;	    /* has the levels */
	struct string_map *refused; /* messages whose fixes make more errors */
	struct string_map *states;  /* that the files were in, by their digests */
};

/* All messages about one state of the files. */
struct round {
	struct arena *memory;
	struct diags *diags;
};

static struct round check_files(const struct fixing *fixing)
{
	struct arena *memory = arena_new_like(fixing->arena);
	struct round round = { memory, diags_new_like(memory, fixing->like) };

	fixing->check->run(memory, round.diags, fixing->check->context);
	return round;
}

static struct fix_file *find_file(const struct fixes *fixes, const char *path)
{
	for (size_t i = fixes->count; i-- > 0;)
		if (strcmp(fixes->files[i].path, path) == 0)
			return &fixes->files[i];
	return NULL;
}

static struct fix_file *add(struct arena *arena, struct fixes *fixes, const char *path,
			    const struct source *source)
{
	size_t size = source->mark_size + source->size;
	struct fix_file *file;

	fixes->files = arena_grow(arena, fixes->files, fixes->count, sizeof(*fixes->files));
	fixes->overlays =
		arena_grow(arena, fixes->overlays, fixes->count, sizeof(*fixes->overlays));
	file = &fixes->files[fixes->count];
	file->name = arena_copy(arena, source->name, strlen(source->name));
	file->path = arena_copy(arena, path, strlen(path));
	file->former = file->bytes = arena_copy(arena, source->bytes - source->mark_size, size);
	file->former_size = file->size = size;
	fixes->overlays[fixes->count] =
		(struct overlay) { .path = file->path, .bytes = file->bytes, .size = size };
	overlay_set(fixes->overlays, ++fixes->count);
	return file;
}

void fix_add_file(struct arena *arena, struct fixes *fixes, const char *path,
		  const struct source *source)
{
	add(arena, fixes, path, source);
}

/* Gives a file other bytes, in memory of their own. */
static void set_bytes(struct fixes *fixes, struct fix_file *file, struct arena *memory,
		      const char *bytes, size_t size)
{
	struct overlay *overlay = &fixes->overlays[file - fixes->files];

	file->memory = memory;
	file->bytes = overlay->bytes = bytes;
	file->size = overlay->size = size;
}

/* A text behind the byte order mark of a file. */
static const char *with_mark(struct arena *arena, const char *mark, size_t mark_size,
			     const char *text, size_t size)
{
	char *bytes = arena_alloc(arena, mark_size + size + 1);

	memcpy(mempcpy(bytes, mark, mark_size), text, size);
	return bytes;
}

/* Makes the edits of a round in one file. What it was before is in *former. */
static bool edit_file(const struct fixing *fixing, const struct chosen_file *chosen,
		      struct fix_file *former)
{
	struct fix_file *file = find_file(fixing->fixes, chosen->path);
	const size_t mark = chosen->source->mark_size;
	struct arena *memory = arena_new_like(fixing->arena);
	const char *bytes;
	size_t size;

	if (!file)
		file = add(fixing->arena, fixing->fixes, chosen->path, chosen->source);
	*former = *file;
	bytes = change_apply(memory, chosen->source, chosen->edits, chosen->count, &size);
	if (!bytes || size > SOURCE_SIZE_MAX) {
		arena_free(memory);
		return false;
	}
	if (mark)
		bytes = with_mark(memory, file->bytes, mark, bytes, size);
	set_bytes(fixing->fixes, file, memory, bytes, mark + size);
	return true;
}

/* Takes back what a round did to `count` files, or forgets what was before. */
static void end_edits(const struct fixing *fixing, struct fix_file *former, size_t count,
		      bool is_good)
{
	for (size_t i = 0; i < count; i++) {
		struct fix_file *file = find_file(fixing->fixes, former[i].path);
		struct arena *old = is_good ? former[i].memory : file->memory;

		if (file->memory == former[i].memory)
			continue;
		if (!is_good)
			set_bytes(fixing->fixes, file, former[i].memory, former[i].bytes,
				  former[i].size);
		if (old)
			arena_free(old);
	}
}

/* Whether the files were in this state before. */
static bool is_seen(const struct fixing *fixing)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(fixing->arena);
	const char *all = "";

	for (size_t i = 0; i < fixing->fixes->count; i++) {
		const struct fix_file *file = &fixing->fixes->files[i];

		if (fix_is_changed(file))
			all = arena_printf(
				scratch, "%s %s %s", digest_bytes(scratch, all, strlen(all)),
				digest_bytes(scratch, file->bytes, file->size), file->path);
	}
	return string_map_put(fixing->states, all, fixing);
}

/* What a round comes to. */
enum outcome {
	OUTCOME_DONE,	  /* there was nothing to do */
	OUTCOME_FIXED,	  /* the files are in a new state */
	OUTCOME_REFUSED,  /* the fixes were taken back */
	OUTCOME_UNSTABLE, /* the files were in this state before */
};

/* Fixes up to *limit messages of the round, which becomes the next one. Where that makes more
 * errors, *limit is lower next time; one message alone is left alone from then on. */
static enum outcome fix_some(const struct fixing *fixing, struct round *round, size_t *limit)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(fixing->arena);
	struct choice choice = { .arena = scratch };
	struct fix_file *former;
	struct round next;
	size_t count = 0;
	bool is_good = true;

	choose(&choice, round->diags, *limit, fixing->refused);
	if (!choice.message_count)
		return OUTCOME_DONE;
	former = arena_array(scratch, choice.file_count, sizeof(*former));
	for (size_t i = 0; i < choice.file_count && is_good; i++)
		if (choice.files[i].count)
			is_good = edit_file(fixing, &choice.files[i], &former[count++]);
	next = check_files(fixing);
	is_good = is_good && diags_error_count(next.diags) <= diags_error_count(round->diags);
	end_edits(fixing, former, count, is_good);
	arena_free(is_good ? round->memory : next.memory);
	if (!is_good) {
		*limit = choice.message_count / 2;
		if (!*limit)
			string_map_put(fixing->refused, choice.last, fixing);
		*limit = *limit ? *limit : SIZE_MAX;
		return OUTCOME_REFUSED;
	}
	*round = next;
	*limit = SIZE_MAX;
	fixing->fixes->message_count += choice.message_count;
	return is_seen(fixing) ? OUTCOME_UNSTABLE : OUTCOME_FIXED;
}

static void report_unstable(struct diags *diags, const char *why)
{
	struct diag *diag = diag_add(diags, DIAG_FIX_UNSTABLE, (struct span) { 0 },
				     "the fixes do not come to an end: %s", why);

	diag_help(diag, "nothing is written: fix some of the messages by hand");
}

bool fix_find(struct arena *arena, const struct fix_check *check, struct fixes *fixes,
	      struct diags *diags)
{
	const struct fixing fixing = {
		.arena = arena,
		.check = check,
		.fixes = fixes,
		.like = diags,
		.refused = string_map_new(arena, 8),
		.states = string_map_new(arena, 8),
	};
	enum outcome outcome = OUTCOME_FIXED;
	struct round round = check_files(&fixing);
	size_t limit = SIZE_MAX;

	is_seen(&fixing);
	for (unsigned i = 0; i < ROUNDS_MAX && outcome != OUTCOME_DONE; i++) {
		outcome = fix_some(&fixing, &round, &limit);
		if (outcome == OUTCOME_UNSTABLE)
			break;
	}
	arena_free(round.memory);
	for (size_t i = 0; i < fixes->count; i++)
		if (fixes->files[i].memory)
			arena_adopt_arena(arena, fixes->files[i].memory);
	string_map_free(fixing.refused);
	string_map_free(fixing.states);
	if (outcome == OUTCOME_UNSTABLE)
		report_unstable(diags, "they lead back to an earlier state");
	else if (outcome != OUTCOME_DONE)
		report_unstable(diags, "there are still more after 64 rounds");
	return outcome == OUTCOME_DONE;
}

bool fix_is_changed(const struct fix_file *file)
{
	return file->size != file->former_size ||
	       memcmp(file->bytes, file->former, file->size) != 0;
}

size_t fix_count_changed(const struct fixes *fixes)
{
	size_t count = 0;

	for (size_t i = 0; i < fixes->count; i++)
		count += fix_is_changed(&fixes->files[i]);
	return count;
}
