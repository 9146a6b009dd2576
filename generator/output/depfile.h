/* SPDX-License-Identifier: BSD-3-Clause
 * depfile.h: tells make and ninja which files a run has read.
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

/* Adds what was read, if it is a file: standard input and what is built in have no name. */
void depfile_add(struct arena *arena, struct depfile *depfile, const struct source *source);

/* What stands in it. NULL with a diag where a name cannot be written. */
const char *depfile_text(struct arena *arena, const struct depfile *depfile, struct diags *diags);

/* Writes it in place of the former one, which make never sees half-written. Returns false with a
 * diag. */
bool depfile_write(struct arena *arena, const char *path, const char *text, struct diags *diags);

#endif
