/* SPDX-License-Identifier: BSD-3-Clause
 * holders.h: which processes have a file open or mapped.
 */
#ifndef SHM_HOLDERS_H
#define SHM_HOLDERS_H

#include <stddef.h>
#include <sys/stat.h>

/* Writes "NAME (pid N), …" for a few of the processes that hold the file, without this one, into
 * `text`; empty if there is none, or none that may be inspected. */
void region_holders(const struct stat *file, char *text, size_t size);

#endif
