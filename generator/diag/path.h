/* SPDX-License-Identifier: BSD-3-Clause
 * path.h: the names of files as reports have them: the same on each machine.
 */
#ifndef DIAG_PATH_H
#define DIAG_PATH_H

struct arena;
struct source;

/* The path of a source relative to the directory `root`, or to the working directory where that is
 * NULL: without `.`, `..` and further slashes where it is below `root`. A file elsewhere keeps the
 * relative path that the user wrote, or of an absolute one only the last part. "<stdin>" and the
 * like stay. */
const char *diag_path(struct arena *arena, const char *root, const struct source *source);

#endif
