/* SPDX-License-Identifier: BSD-3-Clause
 * find.c: finds the board description of a scenario, and reads each of them once. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/source.h"
#include "board/internal.h"
#include "load/load.h"

static bool is_same_file(const char *left, const char *right)
{
	struct stat a, b;

	return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* The path of a file DIRECTORY/NAME.xml, or in YAML, that is not the scenario itself; or NULL. */
static const char *look_in(struct arena *arena, const struct board_search *search,
			   const char *directory, const char *name)
{
	for (const char *const *suffix = load_suffixes; *suffix; suffix++) {
		const char *path = arena_printf(arena, "%s/%s%s", directory, name, *suffix);

		if (access(path, F_OK) == 0 && !is_same_file(path, search->scenario_path))
			return path;
	}
	return NULL;
}

static const char *directory_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

/* The last part of a directory's real name: that of "." is the working directory's. */
static const char *directory_name(struct arena *arena, const char *directory)
{
	char *real = realpath(directory, NULL);
	const char *slash = real ? strrchr(real, '/') : NULL;
	const char *name = slash ? arena_copy(arena, slash + 1, strlen(slash + 1)) : "";

	free(real);
	return name;
}

/* The path of the built-in board of that name, or NULL. */
static const char *find_embedded(struct arena *arena, const char *name)
{
	const char *path = arena_printf(arena, "boards/%s/%s.xml", name, name);
	size_t size;

	return embed_find(path, &size) ? path : NULL;
}

/* A name in a scenario is untrusted: it must not lead out of a directory. */
static bool is_plain_name(const char *name)
{
	return name && *name && *name != '.' && !strchr(name, '/');
}

/* The path of the board's file on disk, or NULL. */
static const char *find_file(struct arena *arena, const struct board_search *search)
{
	bool has_directory = strcmp(search->scenario_path, "-") != 0;
	const char *directory = directory_of(arena, search->scenario_path);
	const char *name = search->scenario_board;
	const char *path = NULL;

	if (search->file)
		return search->file;
	if (is_plain_name(name)) {
		if (has_directory)
			path = look_in(arena, search, directory, name);
		for (const char *const *each = search->paths; !path && each && *each; each++)
			path = look_in(arena, search, *each, name);
		if (path || find_embedded(arena, name))
			return path;
	}
	if (!has_directory)
		return NULL;
	name = directory_name(arena, directory);
	return is_plain_name(name) ? look_in(arena, search, directory, name) : NULL;
}

/* Where a board description is. */
struct board_location {
	const char *path; /* NULL where there is none */
	bool is_embedded;
};

static struct board_location find_location(struct arena *arena, const struct board_search *search)
{
	struct board_location location = { .path = find_file(arena, search) };

	if (!location.path && is_plain_name(search->scenario_board)) {
		location.path = find_embedded(arena, search->scenario_board);
		location.is_embedded = true;
	}
	return location;
}

static const struct source *read_location(struct arena *arena, struct board_location location,
					  struct diags *diags)
{
	const char *bytes;
	size_t size;

	if (!location.is_embedded)
		return load_read(arena, location.path, diags);
	bytes = embed_find(location.path, &size);
	return source_memory(arena, location.path, bytes, size);
}

/* A board that was read. */
struct known_board {
	struct board_location location;
	const struct board *board;
};

struct boards {
	struct arena *arena;
	struct schema *schema;
	struct known_board *known; /* arena_grow()n */
	size_t count;
};

struct boards *boards_new(struct arena *arena, struct schema *schema)
{
	struct boards *boards = arena_alloc(arena, sizeof(*boards));

	boards->arena = arena;
	boards->schema = schema;
	return boards;
}

static const struct board *recall(const struct boards *boards, struct board_location location)
{
	for (size_t i = 0; i < boards->count; i++)
		if (boards->known[i].location.is_embedded == location.is_embedded &&
		    strcmp(boards->known[i].location.path, location.path) == 0)
			return boards->known[i].board;
	return NULL;
}

/* A broken board is not remembered: its messages and memory belong to its scenario. */
static const struct board *new_board(struct arena *arena, struct boards *boards,
				     struct board_location location, struct diags *diags)
{
	struct arena *own = arena_new_like(arena);
	const struct board *board;

	location.path = arena_copy(own, location.path, strlen(location.path));
	board = board_load(own, boards->schema, read_location(own, location, diags), diags);
	arena_adopt_arena(board ? boards->arena : arena, own);
	if (!board)
		return NULL;
	boards->known =
		arena_grow(boards->arena, boards->known, boards->count, sizeof(*boards->known));
	boards->known[boards->count++] = (struct known_board) { location, board };
	return board;
}

const struct board *board_find(struct arena *arena, struct boards *boards,
			       const struct board_search *search, struct diags *diags,
			       bool *is_broken)
{
	struct board_location location = find_location(arena, search);
	const struct board *board = NULL;

	if (location.path)
		board = recall(boards, location);
	if (location.path && !board)
		board = new_board(arena, boards, location, diags);
	*is_broken = location.path && !board;
	return board;
}
