/* SPDX-License-Identifier: BSD-3-Clause
 * fix.h: applies the edits that messages have to the files of a run, until nothing is left to fix.
 *
 * All is done in memory first, where load/overlay.h lays the changed files over those on the disk:
 * what is written, or shown as a patch, was checked before.
 */
#ifndef FIX_FIX_H
#define FIX_FIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "load/overlay.h"

struct arena;
struct diags;
struct source;

/* How the files of a run are checked: every message goes to `diags`, and what it refers to lives in
 * `arena`. Is called for each state of the files, which it reads by load_read(). */
struct fix_check {
	void (*run)(struct arena *arena, struct diags *diags, void *context);
	void *context;
};

/* A file that was changed, or is from fix_add_file(). */
struct fix_file {
	const char *name; /* as the user wrote it */
	const char *path; /* the real one; "-" for standard input */
	const char *former, *bytes;
	size_t former_size, size;
	struct arena *memory; /* of `bytes` */
	size_t message_count; /* that were fixed, whose first edit is here */
	unsigned round;	      /* in which it was changed last; 0 for none */
	size_t group;	      /* of files that messages change together */
};

struct fixes {
	struct fix_file *files; /* arena_grow()n, in the order of their first changes */
	size_t count;
	size_t message_count;	  /* that were fixed */
	struct overlay *overlays; /* of the files */
};

/* Lays a file over the one at a path as of overlay_path(): one that is open in an editor, or
 * standard input, which can be read only once. */
void fix_add_file(struct arena *arena, struct fixes *fixes, const char *path,
		  const struct source *source);

/* Fixes what can be fixed. The edits of one message are made together or not at all; messages whose
 * edits are in each other's way are fixed one after the other, and those whose fixes raise the
 * number of errors are left alone. A file whose fixes do not come to an end stays as it was, and so
 * do those that have fixes in common with it, with a diag for each. The files stay as they are on
 * the disk, and the overlays as they are fixed. */
void fix_find(struct arena *arena, const struct fix_check *check, struct fixes *fixes,
	      struct diags *diags);

/* Whether a file has other bytes than before. */
bool fix_is_changed(const struct fix_file *file);

/* The number of files that are changed. */
size_t fix_count_changed(const struct fixes *fixes);

/* Prints a patch that `git apply` and `patch -p1` take in the working directory. False with a diag.
 */
bool fix_print_patch(struct arena *arena, const struct fixes *fixes, FILE *stream,
		     struct diags *diags);

/* Replaces the files as file_update() does, and prints standard input to `stream`.
 * False with a diag: nothing is written where a file has changed since it was read, or may not be
 * written to. */
bool fix_write(struct arena *arena, const struct fixes *fixes, FILE *stream, struct diags *diags);

#endif
