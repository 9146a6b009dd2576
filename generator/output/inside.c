/* SPDX-License-Identifier: BSD-3-Clause
 * inside.c: recognizes paths below the output directory by the real names of directories. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "output/tree.h"
#include "render/files.h"

/* The real name of the directory `path`, or NULL with errno, which is 0 where there is none. */
static const char *real_name(struct arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	const char *name = real ? arena_copy(arena, real, strlen(real)) : NULL;

	free(real);
	if (!name && file_is_absent(errno))
		errno = 0;
	return name;
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

/* The part of `real`, a real name, that is below `output`, another one, or NULL. */
static const char *below(const char *real, const char *output)
{
	size_t length = strlen(output);

	if (strncmp(real, output, length) != 0 || (real[length] && real[length] != '/'))
		return NULL;
	return real + length + (real[length] == '/');
}

bool tree_inside(struct tree *tree, const char *path, const char **inside)
{
	struct arena *arena = tree->arena;
	const char *output = real_name(arena, tree->output);
	size_t length = strlen(path);

	*inside = NULL;
	while (output && length > 0) {
		const char *real, *rest;

		while (length > 0 && path[length - 1] != '/')
			length--;
		rest = joined(arena, path + length);
		real = real_name(arena, length ? arena_copy(arena, path, length) : ".");
		if (!real && errno)
			return false;
		real = real ? below(real, output) : NULL;
		if (real && rest && output_files_is_path(rest)) {
			*inside = *real ? arena_printf(arena, "%s/%s", real, rest) : rest;
			return true;
		}
		while (length > 0 && path[length - 1] == '/')
			length--;
	}
	return output || errno == 0;
}
