/* SPDX-License-Identifier: BSD-3-Clause
 * depfile.h: lists for make and ninja the files that a run has read.
 */
#ifndef OUTPUT_DEPFILE_H
#define OUTPUT_DEPFILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;
struct source;

struct depfile {
	const char *target;
	const char **names; /* of the files that were read, as the user wrote them; arena_grow()n */
	size_t count;
};

/* Adds what was read, if it is a file: neither standard input nor what is built in. */
void depfile_add(struct arena *arena, struct depfile *depfile, const struct source *source);

/* The depfile's text. NULL with a diag where a name cannot be written. */
const char *depfile_text(struct arena *arena, const struct depfile *depfile, struct diags *diags);

/* Replaces the file at `path`, as file_replace() does. Returns false with a diag. */
bool depfile_write(struct arena *arena, const char *path, const char *text, bool is_durable,
		   struct diags *diags);

#endif
