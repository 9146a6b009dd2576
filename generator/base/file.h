/* SPDX-License-Identifier: BSD-3-Clause
 * file.h: writes files as a whole.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Whether an error number says that a user has no such file, or may not use it: the reason to look
 * elsewhere. Other errors, such as EIO, do not say what is there. */
bool file_is_absent(int error);

/* Writes `size` bytes, however many calls and signals that takes. False with errno. */
bool file_write(int fd, const char *bytes, size_t size);

/* Closes a file. False with errno where that fails, or where `is_good` is false: errno stays as it
 * is. */
bool file_close(int fd, bool is_good);

/* Returns when the file or directory is on the disk. File systems that cannot sync directories are
 * no error. False with errno. */
bool file_sync(int fd);

enum file_kind {
	FILE_NONE,
	FILE_REGULAR,
	FILE_STREAM, /* a FIFO, a device or the like, which is written to and may block */
	FILE_ERROR,  /* a directory, or what cannot be looked at; errno says why */
};

/* What a path leads to; links are followed. */
enum file_kind file_kind(const char *path);

/* Sets *is_same to whether `path` leads to the regular file that was read as `input`, whatever its
 * name; "-" is standard input. False with errno where that cannot be found out. */
bool file_compare(const char *path, const char *input, bool *is_same);

/* Replaces the file at `path`, or makes it: other programs see the former one or the new one as a
 * whole; with `is_durable` this holds when the machine stops, too. Signals that end the program
 * wait. False with errno: nothing has changed, unless syncing the directory failed.
 *
 * What is not a regular file, such as a terminal or a FIFO, stays and is written to. Signals do not
 * wait for that, which may take any time. A link to a regular file stays, and that is replaced:
 * /dev/stdout may be one. */
bool file_replace(struct arena *arena, const char *path, const char *bytes, size_t size,
		  bool is_durable);

/* Replaces a regular file, which is there, in the same way, durably: it keeps its permissions, and
 * its owner where that is allowed; symbolic links to it stay, other hard links keep the former
 * file. False with errno, also where the file may not be written to although its folder may. */
bool file_update(struct arena *arena, const char *path, const char *bytes, size_t size);

#endif
