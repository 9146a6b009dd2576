/* SPDX-License-Identifier: BSD-3-Clause
 * embed.c: looks up the embedded files in a table that the Makefile writes. */
#include "base/embed.h"

#include <string.h>

struct embedded {
	const char *path; /* NULL ends the table */
	const char *start, *end;
};

extern const struct embedded embed_table[];

const char *embed_find(const char *path, size_t *size)
{
	for (const struct embedded *file = embed_table; file->path; file++) {
		if (strcmp(file->path, path) == 0) {
			*size = (size_t)(file->end - file->start);
			return file->start;
		}
	}
	return NULL;
}

const char *embed_path(size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!embed_table[i].path)
			return NULL;
	return embed_table[n].path;
}
