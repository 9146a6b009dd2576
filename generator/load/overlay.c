/* SPDX-License-Identifier: BSD-3-Clause
 * overlay.c: looks up the files of an editor by their real paths. */
#include "load/overlay.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* The process's, as overlay.h says. */
static struct overlay *laid;
static size_t laid_count;

void overlay_set(struct overlay *overlays, size_t count)
{
	laid = overlays;
	laid_count = count;
}

/* In memory of malloc(); NULL where not even the directory is there. */
static char *real_path(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	bool is_stdin = strcmp(path, "-") == 0;
	char *real = is_stdin ? strdup(path) : realpath(path, NULL), *directory, *shorter;

	if (real)
		return real;
	directory = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	real = directory ? realpath(directory, NULL) : NULL;
	free(directory);
	if (!real)
		return NULL;
	shorter = realloc(real, strlen(real) + strlen(name) + 2);
	if (!shorter) {
		free(real);
		return NULL;
	}
	if (strcmp(shorter, "/") != 0)
		strcat(shorter, "/");
	return strcat(shorter, name);
}

const char *overlay_path(struct arena *arena, const char *path)
{
	char *real = real_path(path);
	const char *copy = arena_copy(arena, real ? real : path, strlen(real ? real : path));

	free(real);
	return copy;
}

static struct overlay *find_real(const char *real)
{
	for (size_t i = 0; i < laid_count; i++)
		if (laid[i].path && strcmp(laid[i].path, real) == 0)
			return &laid[i];
	return NULL;
}

const struct overlay *overlay_find(const char *path)
{
	char *real = laid_count ? real_path(path) : NULL;
	struct overlay *overlay = real ? find_real(real) : NULL;

	free(real);
	if (overlay)
		overlay->is_used = true;
	return overlay;
}
