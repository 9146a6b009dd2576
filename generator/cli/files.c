/* SPDX-License-Identifier: BSD-3-Clause
 * files.c: finds the files that a command line names, by themselves and by directories. */
#include "cli/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/scope.h"
#include "load/load.h"

/* How deep below a directory files are searched. */
#define DEPTH_MAX 16

/* A search in one directory of the command line. */
struct search {
	struct arena *arena;
	struct file_list *list;
	struct file_directory *directory;
	struct scopes *scopes; /* or NULL */
};

static void add_entry(struct search *search, const struct file_entry *entry)
{
	struct file_list *list = search->list;

	list->entries = arena_grow(search->arena, list->entries, list->count, sizeof(*entry));
	list->entries[list->count] = *entry;
	list->entries[list->count++].directory = search->directory;
}

static void add_failure(struct search *search, const char *path, const char *why)
{
	add_entry(search, &(struct file_entry) { .path = path, .failure = why });
}

/* For scandir(): XML and YAML files, and directories that are not hidden. */
static int is_candidate(const struct dirent *entry)
{
	if (entry->d_name[0] == '.')
		return 0;
	return entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN ||
	       entry->d_name[load_stem(entry->d_name)];
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

bool files_is_directory(const char *path)
{
	struct stat status;

	return strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void search_directory(struct search *search, const char *path, int depth);

static void search_entries(struct search *search, char *const *paths, size_t count, int depth)
{
	const struct beside_file *files = beside_pair(search->arena, paths, count, false);

	for (size_t i = 0; i < count; i++)
		if (files_is_directory(paths[i]))
			search_directory(search, paths[i], depth + 1);
		else
			add_entry(search, &(struct file_entry) {
						  .path = paths[i],
						  .scenario = files[i].scenario,
						  .is_covered = files[i].is_covered,
					  });
}

static void search_directory(struct search *search, const char *path, int depth)
{
	struct dirent **entries;
	size_t kept = 0;
	char **paths;
	int count;

	if (depth > DEPTH_MAX) {
		add_failure(search, path, "directories are nested too deeply");
		return;
	}
	count = scandir(path, &entries, is_candidate, by_name);
	if (count < 0) {
		add_failure(search, path, strerror(errno));
		return;
	}
	paths = arena_array(search->arena, (size_t)count, sizeof(*paths));
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (!search->scopes || !scopes_excludes(search->scopes, path, name))
			paths[kept++] = arena_printf(search->arena, "%s/%s", path, name);
		free(entries[i]);
	}
	free(entries);
	search_entries(search, paths, kept, depth);
}

static void add_directory(struct search *search, const char *path)
{
	struct file_list *list = search->list;

	search->directory = arena_alloc(search->arena, sizeof(*search->directory));
	search->directory->path = path;
	list->directories = arena_grow(search->arena, list->directories, list->directory_count,
				       sizeof(*list->directories));
	list->directories[list->directory_count++] = search->directory;
	search_directory(search, path, 1);
	search->directory = NULL;
}

struct file_list files_find(struct arena *arena, char *const *paths, size_t count,
			    struct scopes *scopes)
{
	const struct beside_file *files = beside_pair(arena, paths, count, true);
	struct file_list list = { 0 };
	struct search search = { .arena = arena, .list = &list, .scopes = scopes };

	for (size_t i = 0; i < count; i++)
		if (files_is_directory(paths[i]))
			add_directory(&search, paths[i]);
		else
			add_entry(&search, &(struct file_entry) {
						   .path = paths[i],
						   .scenario = files[i].scenario,
						   .is_covered = files[i].is_covered,
					   });
	return list;
}
