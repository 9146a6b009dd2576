/* SPDX-License-Identifier: BSD-3-Clause
 * depfile.h: lists for make and ninja the files that a run has read.
 *
 * In the output directory, by whatever name, it is one of the files that output_write() writes.
 * Elsewhere it is replaced before anything else is: a run that fails after that leaves files that
 * are older than what the depfile lists, so that make runs again; the reverse would go unnoticed. A
 * FIFO or the like, which may block, is written to at the end.
 */
#ifndef OUTPUT_DEPFILE_H
#define OUTPUT_DEPFILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;
struct output_files;
struct tree;

struct depfile {
	const char *path; /* as the user wrote it */
	const char *text; /* depfile_text() */
};

/* The text: the inputs of `files` but for standard input. NULL with a diag where a name cannot be
 * written. */
const char *depfile_text(struct arena *arena, const char *target, const struct output_files *files,
			 struct diags *diags);

/* Whether the depfile's path leads to none of the inputs of `files`; if not, that is reported. */
bool depfile_is_writable(const struct depfile *depfile, const struct output_files *files,
			 struct diags *diags);

/* What output_write() does before the rest: adds a depfile inside the output directory to `files`,
 * or replaces it; *is_left: neither, because it is a FIFO or the like. False with a diag. */
bool depfile_begin(struct tree *tree, const struct depfile *depfile, struct output_files *files,
		   bool *is_left);

/* Writes a depfile that is not inside. False with a diag. */
bool depfile_write(struct arena *arena, const struct depfile *depfile, bool is_durable,
		   struct diags *diags);

#endif
