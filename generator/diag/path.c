/* SPDX-License-Identifier: BSD-3-Clause
 * path.c: the names of files as reports have them. */
#include "diag/path.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

DEFINE_CLEANUP(char *, free)

/* Whether the part of a path that ends before `end` is one that `..` can take away again. */
static bool has_parent(const char *path, const char *end)
{
	return end > path && !(end - path == 2 && memcmp(path, "..", 2) == 0) &&
	       !(end - path > 2 && memcmp(end - 3, "/..", 3) == 0);
}

/* A path without `.`, without further slashes, and without each `..` that has a directory before
 * it: by its text, as URIs are read, whatever is a link. It does not end with a slash. */
static char *normal_path(struct arena *arena, const char *path)
{
	char *normal = arena_alloc(arena, strlen(path) + 2);
	char *start = normal + (*path == '/'), *end = start;

	*normal = '/';
	while (*path) {
		size_t length = strcspn(path, "/");
		bool is_up = length == 2 && memcmp(path, "..", 2) == 0;

		if (is_up && has_parent(start, end)) {
			while (end > start && *--end != '/')
				;
		} else if (length && !(length == 1 && *path == '.') && !(is_up && start > normal)) {
			if (end > start)
				*end++ = '/';
			memcpy(end, path, length);
			end += length;
		}
		path += length + (path[length] == '/');
	}
	*end = '\0';
	return normal;
}

/* An absolute path; `directory` is the working directory. */
static char *absolute_path(struct arena *arena, const char *directory, const char *path)
{
	return normal_path(arena,
			   *path == '/' ? path : arena_printf(arena, "%s/%s", directory, path));
}

/* The path of a directory without links; by its text where it is not there. */
static const char *real_directory(struct arena *arena, const char *working, const char *path)
{
	CLEANUP(free) char *real = realpath(path, NULL);

	return real ? arena_copy(arena, real, strlen(real)) : absolute_path(arena, working, path);
}

/* The path of a file in a directory without links; the file itself may be one. */
static const char *real_file(struct arena *arena, const char *working, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *directory = slash ? arena_copy(arena, path, (size_t)(slash - path + 1)) : ".";

	return normal_path(arena,
			   arena_printf(arena, "%s/%s", real_directory(arena, working, directory),
					slash ? slash + 1 : path));
}

/* The path of a file from a directory on, both of which are absolute and normal. */
static const char *path_from(struct arena *arena, const char *directory, const char *path)
{
	const char *from = arena_printf(arena, "%s%s", directory, directory[1] ? "/" : "");
	const char *up = "";
	size_t common = 0;

	for (size_t i = 0; from[i] && from[i] == path[i]; i++)
		if (from[i] == '/')
			common = i + 1;
	for (const char *rest = from + common; *rest; rest++)
		if (*rest == '/')
			up = arena_printf(arena, "../%s", up);
	return arena_printf(arena, "%s%s", up, path + common);
}

const char *diag_path_below(struct arena *arena, const char *name)
{
	CLEANUP(free) char *working = getcwd(NULL, 0);
	const char *path;

	if (!working)
		return NULL;
	path = path_from(arena, normal_path(arena, working), absolute_path(arena, working, name));
	return strncmp(path, "../", strlen("../")) == 0 ? NULL : path;
}

const char *diag_path(struct arena *arena, const char *root, const char *name)
{
	CLEANUP(free) char *working = root ? getcwd(NULL, 0) : NULL;
	const char *path;

	if (*name == '<')
		return name;
	if (working)
		return path_from(arena, real_directory(arena, working, root),
				 real_file(arena, working, name));
	path = diag_path_below(arena, name);
	if (path)
		return path;
	return *name == '/' ? basename(name) : normal_path(arena, name);
}
