/* SPDX-License-Identifier: BSD-3-Clause
 * overlay.h: files as they are in an editor, which come before those on the disk.
 *
 * Whatever reads files sees them, wherever it is called from: like the file system that they stand
 * for, they are the whole process's, which is a child that answers one question.
 */
#ifndef LOAD_OVERLAY_H
#define LOAD_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct overlay {
	const char *path; /* real, as from overlay_path(); NULL for none */
	const char *bytes;
	size_t size;
	bool is_used; /* set when it is looked up */
};

/* Lays files over the others, in place of those that were before. They have to last. */
void overlay_set(struct overlay *overlays, size_t count);

/* The real path of a file, which need not be there: its directory is then. A copy of `path` where
 * that is not there either, and of "-", which is standard input. */
const char *overlay_path(struct arena *arena, const char *path);

/* The file that comes before the one on the disk; NULL for none. */
const struct overlay *overlay_find(const char *path);

#endif
