/* SPDX-License-Identifier: BSD-3-Clause
 * exclude.c: matches the files of a directory with the patterns of `exclude`. */
#include <fnmatch.h>
#include <string.h>

#include "base/arena.h"
#include "settings/settings.h"

/* The longest part of a pattern or a path between two slashes, in bytes: NAME_MAX of Linux. */
#define PART_MAX 255

/* A part of a path, up to a slash or the end. */
static size_t part_length(const char *path)
{
	return strcspn(path, "/");
}

/* What is behind a part; NULL behind the last one. */
static const char *next_part(const char *path)
{
	path += part_length(path);
	return *path ? path + 1 : NULL;
}

static bool copy_part(const char *path, char part[PART_MAX + 1])
{
	size_t length = part_length(path);

	if (length > PART_MAX)
		return false;
	memcpy(part, path, length);
	part[length] = '\0';
	return true;
}

static bool is_part_matched(const char *pattern, const char *path)
{
	char one[PART_MAX + 1], other[PART_MAX + 1];

	return copy_part(pattern, one) && copy_part(path, other) && fnmatch(one, other, 0) == 0;
}

static bool is_any(const char *pattern)
{
	return part_length(pattern) == 2 && memcmp(pattern, "**", 2) == 0;
}

/* Part by part. Behind a ** that has taken too little, it takes one part more: only the last ** has
 * to be tried again, since an earlier one could not help it. */
static bool is_path_matched(const char *pattern, const char *path)
{
	const char *retry_pattern = NULL, *retry_path = NULL;

	while (path) {
		if (pattern && is_any(pattern)) {
			pattern = retry_pattern = next_part(pattern);
			retry_path = path;
			if (!pattern)
				return true;
		} else if (pattern && is_part_matched(pattern, path)) {
			pattern = next_part(pattern);
			path = next_part(path);
		} else if (retry_pattern) {
			pattern = retry_pattern;
			path = retry_path = next_part(retry_path);
		} else {
			return false;
		}
	}
	return !pattern;
}

/* The path of an entry below the directory of the settings. */
static const char *path_below(struct arena *arena, const char *root, const char *directory,
			      const char *name)
{
	size_t length = root[1] ? strlen(root) : 0;

	if (strncmp(directory, root, length) == 0 && directory[length] == '/' &&
	    directory[length + 1])
		return arena_printf(arena, "%s/%s", directory + length + 1, name);
	return name;
}

static bool is_excluded(struct arena *arena, const char *pattern, const char *path,
			const char *name, bool is_directory)
{
	size_t length = strlen(pattern);

	if (length > 1 && pattern[length - 1] == '/') {
		if (!is_directory)
			return false;
		pattern = arena_copy(arena, pattern, length - 1);
	}
	if (!strchr(pattern, '/'))
		return fnmatch(pattern, name, 0) == 0;
	if (strncmp(pattern, "./", 2) == 0)
		pattern++;
	return is_path_matched(pattern + (*pattern == '/'), path);
}

bool settings_excludes(const struct arena *arena, const struct settings *settings,
		       const char *directory, const char *name, bool is_directory)
{
	CLEANUP(arena_free) struct arena *scratch = NULL;
	const char *path;

	if (!settings_has(settings, SETTING_EXCLUDE))
		return false;
	scratch = arena_new_like(arena);
	path = path_below(scratch, settings->root, directory, name);
	for (const char **pattern = settings->excludes; *pattern; pattern++)
		if (is_excluded(scratch, *pattern, path, name, is_directory))
			return true;
	return false;
}
