/* SPDX-License-Identifier: BSD-3-Clause
 * reads.h: which files a run has read, so that no report replaces one of them.
 */
#ifndef DIAG_READS_H
#define DIAG_READS_H

#include <stddef.h>

struct diags;

/* Says that a file is read while this list is made, by its path, "-" for standard input: whether it
 * was named or found. A file may come several times. */
void diags_add_read(struct diags *diags, const char *path);

/* The files so far, with those of lists that were appended. */
size_t diags_read_count(const struct diags *diags);
const char *diags_read(const struct diags *diags, size_t index);

#endif
