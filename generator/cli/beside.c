/* SPDX-License-Identifier: BSD-3-Clause
 * beside.c: finds the scenario of a launch XML, which names it and its board, in its directory. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "cli/internal.h"
#include "load/beginning.h"
#include "load/load.h"

static const char *const of_scenario[] = { "hv", "vm", NULL };
static const char *const of_launch[] = { "uos", "user_vm", NULL };

/* The scenario that a launch XML names, and where it may be. */
struct wanted {
	struct arena *arena;
	const char *directory;	  /* NULL for the working directory */
	const char *name, *board; /* NULL for any */
};

static const char *directory_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_copy(arena, path, (size_t)(slash - path)) : NULL;
}

/* "a/b" in the directory "a", "b" in none. */
static const char *path_in(struct arena *arena, const char *directory, const char *name)
{
	return directory ? arena_printf(arena, "%s/%s", directory, name) : name;
}

static const char *attribute(const struct beginning *file, const char *name)
{
	const char *value = beginning_attribute(file, name);

	return value && *value ? value : NULL;
}

static bool is_equal(const char *wanted, const char *value)
{
	return !wanted || (value && strcmp(wanted, value) == 0);
}

/* Templates have an empty number of VMs. */
static bool is_launch(const struct beginning *file)
{
	const char *count = beginning_attribute(file, "uos_launcher");

	if (!count)
		count = beginning_attribute(file, "user_vm_launcher");
	if (!count)
		return beginning_is_acrn(file, of_launch);
	return *count && strcmp(file->root, "acrn-config") == 0;
}

/* The name that a scenario has by itself, or by its file. */
static const char *name_of(struct arena *arena, const struct beginning *file)
{
	const char *name = attribute(file, "scenario"), *slash = strrchr(file->path, '/');
	const char *base = slash ? slash + 1 : file->path;

	return name ? name : arena_copy(arena, base, load_stem(base));
}

static bool is_wanted(const struct wanted *wanted, const struct beginning *file)
{
	return beginning_is_acrn(file, of_scenario) &&
	       is_equal(wanted->board, attribute(file, "board")) &&
	       is_equal(wanted->name, name_of(wanted->arena, file));
}

/* A name in a file is untrusted: it must not lead out of the directory. */
static bool is_plain(const char *name)
{
	return name && *name != '.' && !strchr(name, '/');
}

/* The file that has the scenario's name: it may be called otherwise in itself. */
static const char *find_by_name(const struct wanted *wanted)
{
	struct arena *arena = wanted->arena;

	for (const char *const *suffix = load_suffixes; *suffix && is_plain(wanted->name);
	     suffix++) {
		const char *file = arena_printf(arena, "%s%s", wanted->name, *suffix);
		struct beginning beginning;

		file = path_in(arena, wanted->directory, file);
		if (beginning_read(arena, file, &beginning) &&
		    beginning_is_acrn(&beginning, of_scenario) &&
		    is_equal(wanted->board, attribute(&beginning, "board")))
			return file;
	}
	return NULL;
}

/* The only scenario of that name and board in the directory. */
static const char *find_by_content(const struct wanted *wanted)
{
	const char *directory = wanted->directory ? wanted->directory : ".";
	const struct beginning_list *list = beginning_list(wanted->arena, directory);
	const char *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (is_wanted(wanted, &list->files[i])) {
			found = list->files[i].path;
			count++;
		}
	return count == 1 ? found : NULL;
}

static struct wanted wanted_by(struct arena *arena, const struct beginning *launch)
{
	return (struct wanted) {
		.arena = arena,
		.directory = directory_of(arena, launch->path),
		.name = attribute(launch, "scenario"),
		.board = attribute(launch, "board"),
	};
}

/* Standard input cannot be read twice. */
static bool begin(struct arena *arena, const char *path, struct beginning *beginning)
{
	return strcmp(path, "-") != 0 && beginning_read(arena, path, beginning);
}

const char *beside_scenario(struct arena *arena, const char *path, const char **places)
{
	struct beginning launch;
	struct wanted wanted;
	const char *found, *directory;

	*places = NULL;
	if (!begin(arena, path, &launch))
		return NULL;
	wanted = wanted_by(arena, &launch);
	directory = wanted.directory ? wanted.directory : ".";
	found = find_by_name(&wanted);
	if (!found)
		found = find_by_content(&wanted);
	*places = arena_printf(arena, "all XML files in '%s'", directory);
	if (is_plain(wanted.name))
		*places = arena_printf(arena, "'%s/%s.xml', %s", directory, wanted.name, *places);
	return found;
}

const char *beside_launch(struct arena *arena, const char *path)
{
	const char *directory = directory_of(arena, path), *places;
	const struct beginning_list *list = beginning_list(arena, directory ? directory : ".");
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	for (size_t i = 0; i < list->count; i++) {
		const char *launch = list->files[i].path, *found;

		if (!is_launch(&list->files[i]))
			continue;
		found = beside_scenario(arena, launch, &places);
		if (found &&
		    strcmp(strrchr(found, '/') ? strrchr(found, '/') + 1 : found, base) == 0)
			return launch;
	}
	return NULL;
}

/* Files by their beginnings, and which scenarios have a launch XML. */
struct pairing {
	struct arena *arena;
	struct beside_file *files;
	struct beginning *beginnings;
	size_t count;
	struct string_map *paths; /* of files: struct beside_file */
};

/* The scenario on the command line that a launch XML goes with, or NULL. */
static const char *find_argument(const struct pairing *pairing, const struct beginning *launch)
{
	struct wanted wanted = wanted_by(pairing->arena, launch);
	const char *any = NULL, *named = NULL;
	size_t count = 0, named_count = 0;

	for (size_t i = 0; i < pairing->count; i++) {
		if (!beginning_is_acrn(&pairing->beginnings[i], of_scenario))
			continue;
		any = pairing->files[i].path;
		count++;
		if (!is_wanted(&wanted, &pairing->beginnings[i]))
			continue;
		named = any;
		named_count++;
	}
	return count == 1 ? any : named_count == 1 ? named : NULL;
}

static void pair(struct pairing *pairing, size_t index, bool is_command_line)
{
	struct beside_file *file = &pairing->files[index], *scenario;
	const char *places;

	if (is_command_line)
		file->scenario = find_argument(pairing, &pairing->beginnings[index]);
	if (!file->scenario)
		file->scenario = beside_scenario(pairing->arena, file->path, &places);
	if (!file->scenario)
		return;
	scenario = string_map_find(pairing->paths, file->scenario);
	if (scenario)
		scenario->is_covered = true;
}

struct beside_file *beside_pair(struct arena *arena, char *const *paths, size_t count,
				bool is_command_line)
{
	struct pairing pairing = {
		.arena = arena,
		.files = arena_array(arena, count, sizeof(*pairing.files)),
		.beginnings = arena_array(arena, count, sizeof(*pairing.beginnings)),
		.count = count,
		.paths = string_map_new(arena, count),
	};

	for (size_t i = 0; i < count; i++) {
		pairing.files[i].path = paths[i];
		if (!begin(arena, paths[i], &pairing.beginnings[i]))
			pairing.beginnings[i] = (struct beginning) { paths[i], "", "", NULL, 0 };
		string_map_put(pairing.paths, paths[i], &pairing.files[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (is_launch(&pairing.beginnings[i]))
			pair(&pairing, i, is_command_line);
	return pairing.files;
}
