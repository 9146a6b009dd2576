/* SPDX-License-Identifier: BSD-3-Clause
 * output.h: the files that emit_render.h makes of the plan, and how they get to the disk: all of
 * them, or none.
 */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "render/files.h"

struct arena;
struct diags;
struct source;

/* What the files were made of, for their manifest. */
struct emit_origin {
	const char *release, *target;
	const struct source *scenario;
	const struct source *board; /* NULL: none */
};

/* Adds the manifest to the files: of what they were made, and their digests. It is the same
 * whenever and wherever it is made. Returns false when memory ran out inside jansson. */
bool emit_add_manifest(struct arena *arena, const struct emit_origin *origin,
		       struct output_files *files);

/* The output directory of that name as messages have it: without slashes at its end. */
const char *emit_directory(struct arena *arena, const char *name);

/* Writes the files below `directory`, which is made if it is missing. Files that an earlier run
 * wrote for the same scenario and that are not made any more are removed, if the manifest of that
 * run tells that they are unchanged; DIAG_OUTPUT_STALE tells about those that stay.
 *
 * Either everything is there afterwards, or on false (the reason is in `diags`) every file is as it
 * was. A program that is killed meanwhile leaves the one or the other, too. Files that need no
 * change are not touched, but for the time of the manifest: make(1) sees that it is up to date.
 * Runs into one directory wait for each other. A signal that ends the program does so after
 * everything is taken back, or done. */
bool emit_write(struct arena *arena, const struct output_files *files, const char *directory,
		struct diags *diags);

/* Prints what emit_write() would change as a unified diff, and changes nothing; *is_same: nothing
 * at all. Returns false with the reason in `diags` where emit_write() could not do it. */
bool emit_check(struct arena *arena, const struct output_files *files, const char *directory,
		struct diags *diags, FILE *stream, bool *is_same);

#endif
