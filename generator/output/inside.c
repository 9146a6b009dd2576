/* SPDX-License-Identifier: BSD-3-Clause
 * inside.c: recognizes paths below the output directory by the directories themselves: links and
 * bind mounts give them other names. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "output/tree.h"
#include "render/files.h"

static bool is_same(const struct stat *left, const struct stat *right)
{
	return left->st_dev == right->st_dev && left->st_ino == right->st_ino;
}

/* Sets *depth to how many directories lead from the output directory down to the one at `path`; -1:
 * there is none, or it is elsewhere. False with errno. */
static bool find_depth(struct tree *tree, const char *path, int *depth)
{
	struct stat output, here, below = { 0 };
	int steps = 0;

	*depth = -1;
	if (fstat(tree->fd, &output) != 0)
		return false;
	for (; stat(path, &here) == 0; steps++) {
		if (is_same(&here, &output))
			*depth = steps;
		if (*depth >= 0 ||
		    is_same(&here, &below)) /* the root directory is its own parent */
			return true;
		below = here;
		path = arena_printf(tree->arena, "%s/..", path);
	}
	return file_is_absent(errno);
}

/* The last `count` parts of the real name of a directory; NULL with errno. */
static const char *last_parts(struct arena *arena, const char *directory, int count)
{
	char *real = realpath(directory, NULL);
	size_t at = real ? strlen(real) : 0;
	const char *parts;

	if (!real)
		return NULL;
	while (at > 0 && count > 0)
		count -= real[--at] == '/';
	at += real[at] == '/';
	parts = arena_copy(arena, real + at, strlen(real + at));
	free(real);
	return parts;
}

/* Whether `parts` lead to the directory: realpath() takes a link that it cannot read for a
 * directory where "." is behind it. False with errno. */
static bool has_parts(struct tree *tree, const char *parts, const char *directory)
{
	struct stat named, here;

	if (fstatat(tree->fd, *parts ? parts : ".", &named, AT_SYMLINK_NOFOLLOW) != 0 ||
	    stat(directory, &here) != 0)
		return false;
	errno = ESTALE;
	return is_same(&named, &here);
}

/* The parts of a path that lead to something, joined by one slash each; NULL where one is "..",
 * which depends on directories that are not there. */
static const char *joined(struct arena *arena, const char *path)
{
	const char *result = "";

	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && strncmp(path, "..", length) == 0)
			return NULL;
		if (length > 0 && !(length == 1 && *path == '.'))
			result = arena_printf(arena, "%s%s%.*s", result, *result ? "/" : "",
					      (int)length, path);
		path += length + strspn(path + length, "/");
	}
	return result;
}

/* Sets *inside where the first `length` bytes of `path` lead to a directory that is inside, and the
 * rest could be there. False with errno. */
static bool split_at(struct tree *tree, const char *path, size_t length, const char **inside)
{
	const char *rest = joined(tree->arena, path + length);
	const char *directory = length ? arena_copy(tree->arena, path, length) : ".";
	const char *parts;
	int depth;

	if (!rest || !output_files_is_path(rest))
		return true;
	if (!find_depth(tree, directory, &depth))
		return false;
	if (depth < 0)
		return true;
	parts = last_parts(tree->arena, directory, depth);
	if (!parts || !has_parts(tree, parts, directory))
		return false;
	*inside = *parts ? arena_printf(tree->arena, "%s/%s", parts, rest) : rest;
	return true;
}

bool tree_inside(struct tree *tree, const char *path, const char **inside)
{
	size_t root = *path == '/', length = strlen(path);

	*inside = NULL;
	do {
		while (length > root && path[length - 1] != '/')
			length--;
		while (length > root && path[length - 1] == '/')
			length--;
		if (!split_at(tree, path, length, inside))
			return false;
	} while (length > root && !*inside);
	return true;
}
