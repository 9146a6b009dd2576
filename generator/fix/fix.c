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

/* How often files are changed, by up to DIAG_SHOWN_MAX messages of each level. */
#define ROUNDS_MAX 64u

/* How often the messages that make more errors are searched among those of a round. */
#define SEARCHES_MAX 64u

struct fixing {
	struct arena *arena;
	const struct fix_check *check;
	struct fixes *fixes;
	struct diags *like;	     /* has the levels */
	struct string_map *refused;  /* messages whose fixes make more errors */
	struct string_map *given_up; /* the paths of files whose fixes do not come to an end */
	struct string_map *states;   /* that the files were in, by their digests */
	unsigned round;		     /* counts those that have changed files */
	unsigned search_count;
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
	file->group = fixes->count;
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

/* Keeps what a round has done: its number in the files, and which of them belong together. */
static void record_round(struct fixing *fixing, const struct choice *choice)
{
	struct fixes *fixes = fixing->fixes;

	fixing->round++;
	fixes->message_count += choice->message_count;
	for (size_t i = 0; i < choice->file_count; i++) {
		const struct chosen_file *chosen = &choice->files[i];
		struct fix_file *file = chosen->count ? find_file(fixes, chosen->path) : NULL;
		size_t group, other;

		if (!file)
			continue;
		file->round = fixing->round;
		file->message_count += chosen->message_count;
		group = find_file(fixes, choice->files[chosen->group].path)->group;
		other = file->group;
		for (size_t j = 0; group != other && j < fixes->count; j++)
			if (fixes->files[j].group == other)
				fixes->files[j].group = group;
	}
}

/* Lowers *limit, after so many messages have made more errors; one alone is left alone from then
 * on, and so are all of them where that was searched too often. */
static void refuse(struct fixing *fixing, const struct choice *choice, size_t *limit)
{
	*limit = fixing->search_count++ < SEARCHES_MAX ? choice->message_count / 2 : 0;
	if (*limit)
		return;
	for (size_t i = 0; i < choice->message_count; i++)
		string_map_put(fixing->refused, choice->keys[i], fixing);
	*limit = SIZE_MAX;
}

/* What a round comes to. */
enum outcome {
	OUTCOME_DONE,	  /* there was nothing to do */
	OUTCOME_FIXED,	  /* the files are in a new state */
	OUTCOME_REFUSED,  /* the fixes were taken back */
	OUTCOME_UNSTABLE, /* the files were in this state before */
};

/* Fixes up to *limit messages of the round, which becomes the next one. Where that makes more
 * errors, *limit is lower next time. */
static enum outcome fix_some(struct fixing *fixing, struct round *round, size_t *limit)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(fixing->arena);
	struct choice choice = {
		.arena = scratch,
		.refused = fixing->refused,
		.given_up = fixing->given_up,
	};
	struct fix_file *former;
	struct round next;
	size_t count = 0;
	bool is_good = true;

	choose(&choice, round->diags, *limit);
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
		refuse(fixing, &choice, limit);
		return OUTCOME_REFUSED;
	}
	*round = next;
	*limit = SIZE_MAX;
	record_round(fixing, &choice);
	return is_seen(fixing) ? OUTCOME_UNSTABLE : OUTCOME_FIXED;
}

/* Fixes and checks in turns, until there is nothing to do, or no end to see. */
static enum outcome fix_all(struct fixing *fixing)
{
	CLEANUP(string_map_free) struct string_map *states = string_map_new(fixing->arena, 8);
	const unsigned end = fixing->round + ROUNDS_MAX;
	enum outcome outcome = OUTCOME_FIXED;
	struct round round = check_files(fixing);
	size_t limit = SIZE_MAX;

	fixing->states = states;
	is_seen(fixing);
	while (outcome == OUTCOME_REFUSED || (outcome == OUTCOME_FIXED && fixing->round < end))
		outcome = fix_some(fixing, &round, &limit);
	arena_free(round.memory);
	return outcome;
}

/* Takes back all that was done to a file, for good. */
static void give_up(const struct fixing *fixing, struct fix_file *file, const char *why,
		    struct diags *diags)
{
	struct arena *memory = file->memory;
	struct diag *diag =
		diag_add(diags, DIAG_FIX_UNSTABLE, (struct span) { 0 },
			 "the fixes of '%s' do not come to an end: %s", file->name, why);

	diag_help(diag, "the file is not changed: fix some of its messages by hand");
	set_bytes(fixing->fixes, file, NULL, file->former, file->former_size);
	if (memory)
		arena_free(memory);
	fixing->fixes->message_count -= file->message_count;
	file->message_count = 0;
	string_map_put(fixing->given_up, file->path, fixing);
}

/* Gives up the files that the last round has changed, and those that messages change together with
 * one of them. */
static void give_up_last(const struct fixing *fixing, const char *why, struct diags *diags)
{
	const struct fixes *fixes = fixing->fixes;

	for (size_t i = 0; i < fixes->count; i++) {
		bool is_meant = false;

		for (size_t j = 0; j < fixes->count && !is_meant; j++)
			is_meant = fixes->files[j].round == fixing->round &&
				   fixes->files[j].group == fixes->files[i].group;
		if (is_meant)
			give_up(fixing, &fixes->files[i], why, diags);
	}
}

void fix_find(struct arena *arena, const struct fix_check *check, struct fixes *fixes,
	      struct diags *diags)
{
	CLEANUP(string_map_free) struct string_map *refused = string_map_new(arena, 8);
	CLEANUP(string_map_free) struct string_map *given_up = string_map_new(arena, 8);
	struct fixing fixing = {
		.arena = arena,
		.check = check,
		.fixes = fixes,
		.like = diags,
		.refused = refused,
		.given_up = given_up,
	};
	enum outcome outcome;

	while ((outcome = fix_all(&fixing)) != OUTCOME_DONE)
		give_up_last(&fixing,
			     outcome == OUTCOME_UNSTABLE ? "they lead back to an earlier state"
							 : "there are still more after 64 rounds",
			     diags);
	for (size_t i = 0; i < fixes->count; i++)
		if (fixes->files[i].memory)
			arena_adopt_arena(arena, fixes->files[i].memory);
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
