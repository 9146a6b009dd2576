/* SPDX-License-Identifier: BSD-3-Clause
 * find.c: finds the board description of a scenario, and reads each of them once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/file.h"
#include "base/source.h"
#include "base/typo.h"
#include "board/internal.h"
#include "diag/diag.h"
#include "load/load.h"
#include "load/overlay.h"

/* How many places, or files, a message lists. */
#define PLACES_MAX 8

static bool is_same_file(const char *left, const char *right)
{
	struct stat a, b;

	return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* A search, and the places where it has found nothing. */
struct finder {
	struct arena *arena;
	const struct board_search *search;
	const char *places; /* a list for a message, or NULL */
	size_t place_count;
	const char *unsearched; /* a directory that could not be searched because of `error` */
	int error;
};

static void fail(struct finder *finder, const char *directory, int error)
{
	finder->unsearched = directory;
	finder->error = error;
}

/* Adds a place to a list for a message, of which PLACES_MAX are shown. */
static const char *list_place(struct arena *arena, const char *places, size_t *count,
			      const char *place)
{
	++*count;
	if (*count > PLACES_MAX)
		return *count == PLACES_MAX + 1 ? arena_printf(arena, "%s, …", places) : places;
	return places ? arena_printf(arena, "%s, %s", places, place) : place;
}

static void note_place(struct finder *finder, const char *place)
{
	finder->places = list_place(finder->arena, finder->places, &finder->place_count, place);
}

/* Whether a file is there that is neither the scenario itself nor another one. What cannot be
 * looked at is there, too: reading it reports why. */
static bool look_at(struct finder *finder, const char *path)
{
	return (overlay_find(path) || access(path, F_OK) == 0 || !file_is_absent(errno)) &&
	       !is_same_file(path, finder->search->scenario_path) &&
	       !board_is_scenario(finder->arena, path);
}

/* The path of DIRECTORY/NAME.xml, or in YAML, or of NAME.board.xml, as ACRN's Configurator calls
 * it; or NULL. */
static const char *look_in(struct finder *finder, const char *directory, const char *name)
{
	const char *path;

	for (const char *const *suffix = load_suffixes; *suffix; suffix++) {
		path = arena_printf(finder->arena, "%s/%s%s", directory, name, *suffix);
		if (look_at(finder, path))
			return path;
	}
	path = arena_printf(finder->arena, "%s/%s.board.xml", directory, name);
	if (look_at(finder, path))
		return path;
	note_place(finder, arena_printf(finder->arena, "'%s/%s.xml'", directory, name));
	note_place(finder, arena_printf(finder->arena, "'%s'", path));
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
static const char *directory_name(struct finder *finder, const char *directory)
{
	char *real = realpath(directory, NULL);
	const char *slash = real ? strrchr(real, '/') : NULL;
	const char *name = slash ? arena_copy(finder->arena, slash + 1, strlen(slash + 1)) : "";

	if (!real && !file_is_absent(errno))
		fail(finder, directory, errno);
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

/* Where a board description is. */
struct board_location {
	const char *path; /* NULL where there is none */
	bool is_embedded;
};

/* The board that the scenario names: beside the scenario, in --board-path, or built in. */
static struct board_location find_by_name(struct finder *finder, const char *directory)
{
	const struct board_search *search = finder->search;
	const char *name = search->scenario_board;
	struct board_location location = { 0 };

	if (!is_plain_name(name))
		return location;
	if (directory)
		location.path = look_in(finder, directory, name);
	for (const char *const *each = search->paths; !location.path && each && *each; each++)
		location.path = look_in(finder, *each, name);
	if (location.path)
		return location;
	location.path = find_embedded(finder->arena, name);
	location.is_embedded = location.path;
	if (!location.path)
		note_place(finder, "the built-in boards");
	return location;
}

/* The board that has the name of the scenario's directory; NULL for none. */
static const char *find_by_directory(struct finder *finder, const char *directory)
{
	const char *name = directory_name(finder, directory);

	return is_plain_name(name) ? look_in(finder, directory, name) : NULL;
}

/* Whether a board may be that of the scenario. */
static bool is_eligible(const struct board_listed *board, const char *wanted)
{
	return !wanted || !*wanted || strcmp(board->name, wanted) == 0;
}

/* The only board description in the scenario's directory that may be the scenario's; NULL for none,
 * with those that are there in *others. */
static const char *find_by_content(struct finder *finder, const struct board_listing *listing,
				   const char **others)
{
	struct arena *arena = finder->arena;
	const char *path = NULL;
	size_t eligible = 0, count = 0;

	if (listing->error)
		fail(finder, listing->directory, listing->error);
	for (size_t i = 0; i < listing->count; i++) {
		const struct board_listed *board = &listing->boards[i];

		if (is_same_file(board->path, finder->search->scenario_path))
			continue;
		*others = list_place(
			arena, *others, &count,
			arena_printf(arena, "'%s' (board '%s')", board->path, board->name));
		if (is_eligible(board, finder->search->scenario_board)) {
			path = board->path;
			eligible++;
		}
	}
	if (eligible == 1)
		return path;
	note_place(finder, arena_printf(arena,
					listing->is_too_large
						? "not the XML files in '%s', which are too many"
						: "all XML files in '%s'",
					listing->directory));
	return NULL;
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
	bool has_platform;		     /* read it, too */
	const struct board_listing *listing; /* of the last directory that was searched, or NULL */
	struct known_board *known;	     /* arena_grow()n */
	size_t count;
};

struct boards *boards_new(struct arena *arena, struct schema *schema, bool has_platform)
{
	struct boards *boards = arena_alloc(arena, sizeof(*boards));

	boards->arena = arena;
	boards->schema = schema;
	boards->has_platform = has_platform;
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
	board = board_load(own, boards->schema, read_location(own, location, diags),
			   boards->has_platform, diags);
	arena_adopt_arena(board ? boards->arena : arena, own);
	if (!board)
		return NULL;
	boards->known =
		arena_grow(boards->arena, boards->known, boards->count, sizeof(*boards->known));
	boards->known[boards->count++] = (struct known_board) { location, board };
	return board;
}

static const struct board_listing *list_directory(struct boards *boards, const char *directory)
{
	if (!boards->listing || strcmp(boards->listing->directory, directory) != 0)
		boards->listing = board_list(boards->arena, directory);
	return boards->listing;
}

/* The file of --board, or where there is no such file the built-in board of that name. */
static struct board_location find_given(struct finder *finder, const char *file)
{
	const char *embedded = is_plain_name(file) && access(file, F_OK) != 0
				       ? find_embedded(finder->arena, file)
				       : NULL;

	return (struct board_location) { embedded ? embedded : file, embedded };
}

/* In the order of docs/scenario.md. */
static struct board_location find_location(struct finder *finder, struct boards *boards,
					   const char **others)
{
	const struct board_search *search = finder->search;
	const char *directory = strcmp(search->scenario_path, "-") == 0
					? NULL
					: directory_of(finder->arena, search->scenario_path);
	struct board_location location = { 0 };

	if (search->file)
		location = find_given(finder, search->file);
	if (!location.path)
		location = find_by_name(finder, directory);
	if (!location.path && directory)
		location.path = find_by_directory(finder, directory);
	if (!location.path && directory)
		location.path = find_by_content(finder, list_directory(boards, directory), others);
	return location;
}

/* Notes a board whose name the wanted one is a likely typo of. */
static void note_similar(const char *wanted, const char *name, const char **found,
			 bool *is_ambiguous)
{
	if (!typo_is_alike(wanted, name) && !typo_is_one_apart(wanted, name))
		return;
	*is_ambiguous |= *found && strcmp(*found, name) != 0;
	*found = name;
}

/* The board of the scenario's directory, or the built-in one, that the scenario's name is meant
 * for; NULL where that is not clear. */
static const char *find_meant(struct finder *finder, const struct boards *boards)
{
	static const char folder[] = "boards/";
	const char *wanted = finder->search->scenario_board, *path, *found = NULL;
	const struct board_listing *listing = boards->listing;
	bool is_ambiguous = false;

	if (!is_plain_name(wanted))
		return NULL;
	for (size_t i = 0; listing && i < listing->count; i++)
		note_similar(wanted, listing->boards[i].name, &found, &is_ambiguous);
	for (size_t i = 0; (path = embed_path(i)); i++) {
		size_t length = strlen(folder);
		const char *name;

		if (strncmp(path, folder, length) != 0)
			continue;
		name = arena_copy(finder->arena, path + length, strcspn(path + length, "/"));
		if (find_embedded(finder->arena, name))
			note_similar(wanted, name, &found, &is_ambiguous);
	}
	return is_ambiguous ? NULL : found;
}

const struct board *board_find(struct arena *arena, struct boards *boards,
			       const struct board_search *search, struct diags *diags,
			       struct board_absence *absence)
{
	struct finder finder = { .arena = arena, .search = search };
	struct board_location location;
	const struct board *board = NULL;

	*absence = (struct board_absence) { 0 };
	location = find_location(&finder, boards, &absence->others);
	if (finder.error) {
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "cannot search for boards in '%s': %s", finder.unsearched,
			 strerror(finder.error));
		absence->is_broken = true;
		return NULL;
	}
	if (location.path)
		board = recall(boards, location);
	if (location.path && !board)
		board = new_board(arena, boards, location, diags);
	absence->is_broken = location.path && !board;
	absence->places = finder.places;
	if (!location.path)
		absence->meant = find_meant(&finder, boards);
	return board;
}
