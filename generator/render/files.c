/* SPDX-License-Identifier: BSD-3-Clause
 * files.c: a list of files, sorted by path. */
#include "render/files.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

bool output_files_is_path(const char *path)
{
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	for (const char *part = path;; part++) {
		size_t length = strcspn(part, "/");

		if (length == 0 || (length == 1 && part[0] == '.') ||
		    (length == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		part += length;
		if (!*part)
			return true;
	}
}

bool output_files_is_reserved(const char *path)
{
	size_t length = strlen(OUTPUT_STAGING);

	return strcmp(path, OUTPUT_MANIFEST) == 0 || (strncmp(path, OUTPUT_STAGING, length) == 0 &&
						      (path[length] == '/' || !path[length]));
}

static int compare_path(const void *path, const void *file)
{
	return strcmp(path, ((const struct output_file *)file)->path);
}

const struct output_file *output_files_find(const struct output_files *files, const char *path)
{
	return files->count ? bsearch(path, files->files, files->count, sizeof(files->files[0]),
				      compare_path)
			    : NULL;
}

void output_files_add(struct arena *arena, struct output_files *files, const char *path,
		      const char *text)
{
	output_files_add_bytes(arena, files, path, text, strlen(text));
}

void output_files_add_bytes(struct arena *arena, struct output_files *files, const char *path,
			    const char *bytes, size_t size)
{
	struct output_file *larger = arena_array(arena, files->count + 1, sizeof(*larger));
	size_t at = 0;

	for (; at < files->count && strcmp(files->files[at].path, path) < 0; at++)
		larger[at] = files->files[at];
	larger[at] = (struct output_file) { .path = path, .text = bytes, .size = size };
	for (size_t i = at; i < files->count; i++)
		larger[i + 1] = files->files[i];
	files->files = larger;
	files->count++;
}

void output_files_add_input(struct arena *arena, struct output_files *files, const char *name)
{
	files->inputs = arena_grow(arena, files->inputs, files->input_count, sizeof(name));
	files->inputs[files->input_count++] = name;
}
