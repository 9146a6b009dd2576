/* SPDX-License-Identifier: BSD-3-Clause
 * scenario_name.c: what a scenario is called: by its file, since no element names it. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/read.h"

/* The name of a file that says nothing, and of a scenario that has no file. */
#define ANY_NAME "scenario"

/* The last part of a directory's path, "" for the root directory. */
static const char *last_part(const char *directory)
{
	const char *slash = strrchr(directory, '/');

	return slash ? slash + 1 : directory;
}

/* The directory of a file, by its real name: "." and ".." have none. */
static const char *directory_of(struct arena *arena, const struct source *source)
{
	const char *base = source->base;
	size_t length = strlen(source->name) - strlen(base);
	const char *directory = length ? arena_copy(arena, source->name, length) : ".";
	char real[PATH_MAX];

	if (source->is_file && realpath(directory, real))
		return arena_copy(arena, real, strlen(real));
	return length ? arena_copy(arena, directory, length - 1) : "";
}

const char *read_scenario_name(struct arena *arena, const struct source *source)
{
	const char *name = arena_copy(arena, source->base, load_stem(source->base));

	if (strcmp(name, ANY_NAME) == 0)
		name = last_part(directory_of(arena, source));
	return *name && *name != '<' ? name : ANY_NAME;
}
