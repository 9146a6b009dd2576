/* SPDX-License-Identifier: BSD-3-Clause
 * path.h: the names of files as reports have them: the same on each machine.
 */
#ifndef DIAG_PATH_H
#define DIAG_PATH_H

struct arena;

/* The path of a file, as the user wrote it, relative to the directory `root`: with `..` where it is
 * not below that, and whatever links lead to its directory, so that each file has one of its own.
 * Where `root` is NULL it is relative to the working directory, and a file elsewhere keeps its
 * relative path, or of an absolute one only the last part. "<stdin>" stays. */
const char *diag_path(struct arena *arena, const char *root, const char *name);

/* The same without `root`, but NULL for a file that is not below the working directory. */
const char *diag_path_below(struct arena *arena, const char *name);

#endif
