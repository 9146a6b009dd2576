/* SPDX-License-Identifier: BSD-3-Clause
 * output.h: writes files to the output directory, all of them or none, and compares them with it.
 *
 * The files of both functions include a manifest (manifest_add()). Where the output directory has
 * no manifest its files are unfinished; a directory OUTPUT_STAGING shows that a run was
 * interrupted.
 */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "render/files.h"

struct arena;
struct depfile;
struct diags;

/* An output directory's name in messages: without slashes at its end. */
const char *output_directory(struct arena *arena, const char *name);

/* How many files a run has changed. */
struct output_result {
	size_t written; /* new and replaced ones, the manifest among them */
	size_t removed;
};

/* Writes the files below `directory`, which is made if it is missing, and `depfile` if it is not
 * NULL (depfile.h). Unmodified files from an earlier run for the same scenario that are no longer
 * generated are removed; DIAG_OUTPUT_STALE reports those that stay. Files that need no change are
 * not touched, but the manifest is as new as the run, for make(1).
 *
 * Returns false with the reason in `diags`: everything is as it was, unless restoring or tidying up
 * failed, too. A run that is killed leaves the output finished, before or after its change, or
 * unfinished; the next run finishes it. A signal that ends the program waits until everything is
 * written or as it was. Runs into one directory wait for each other. *result is set if everything
 * is written; without a change both counts are 0.
 *
 * With `is_durable` the same holds when the machine stops, and what was written is on the disk. */
bool output_write(struct arena *arena, const struct output_files *files,
		  const struct depfile *depfile, const char *directory, bool is_durable,
		  struct output_result *result, struct diags *diags);

/* Prints what output_write() would change as unified diffs to the file behind `stream`, and that
 * a run was interrupted; *is_same: there is neither. Returns false with the reason in `diags`. */
bool output_check(struct arena *arena, const struct output_files *files, const char *directory,
		  struct diags *diags, FILE *stream, bool *is_same);

#endif
