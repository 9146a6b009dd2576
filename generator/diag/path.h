/* SPDX-License-Identifier: BSD-3-Clause
 * path.h: the names of files as reports have them: the same on each machine.
 */
#ifndef DIAG_PATH_H
#define DIAG_PATH_H

struct arena;

/* The path of a file, as the user wrote it, relative to the directory `root`, or to the working
 * directory where that is NULL: without `.`, `..` and further slashes where it is below `root`. A
 * file elsewhere keeps its relative path, or of an absolute one only the last part. "<stdin>"
 * stays.
 */
const char *diag_path(struct arena *arena, const char *root, const char *name);

#endif
