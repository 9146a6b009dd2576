/* SPDX-License-Identifier: BSD-3-Clause
 * file.h: bytes go into files: all of them, or an error.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Writes `size` bytes, however many calls and signals that takes. False with errno. */
bool file_write(int fd, const char *bytes, size_t size);

/* Closes a file that has been written. False with errno where that fails, or where it `is_good` no
 * more, for the reason that errno has now. */
bool file_close(int fd, bool is_good);

/* Puts a file in the place of the one at `path`, if there is one: whoever opens it sees the former
 * one or the new one as a whole, and so does the next run where the machine stops meanwhile. What
 * is no regular file, such as /dev/stdout, stays where it is and is written to. Signals that end
 * the program wait. False with errno; nothing has changed then. */
bool file_replace(struct arena *arena, const char *path, const char *bytes, size_t size);

#endif
