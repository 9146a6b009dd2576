/* SPDX-License-Identifier: BSD-3-Clause
 * work.h: the directory .acrn-cfg that emit_switch.h tells about, while it is open.
 */
#ifndef OUTPUT_WORK_H
#define OUTPUT_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct tree;

struct work {
	struct tree *tree;
	int fd, old, new; /* directories */
	const char *const *paths;
	size_t count;
};

/* The name of number n in `old` and `new`. */
const char *work_name(struct arena *arena, size_t number);

/* The text of the link in the place of `path`, which is number n. */
const char *work_link(struct arena *arena, const char *path, size_t number);

/* Opens the directory and those in it, and with `make` makes them. False with errno; work_close()
 * is due in any case. */
bool work_open(struct work *work, struct tree *tree, bool make);
void work_close(struct work *work);

/* Writes a new file, down to the disk. False with errno. */
bool work_write(int directory, const char *name, mode_t mode, const char *bytes, size_t size);

/* Renames `next` to its place. False with errno. */
bool work_put(struct work *work, int directory, const char *name);

/* Has `current` lead to `side`, "old" or "new", all at once. False with errno. */
bool work_point(struct work *work, const char *side);

/* Makes the names in the directory last on the disk. False with errno. */
bool work_sync(const struct work *work);

/* The side that `current` leads to, or NULL where there is none. `fd` is the directory's. */
const char *work_side(int fd);

/* Puts the files in the place of the links that lead to them. False with a diag. */
bool work_settle(struct work *work);

/* Removes everything, and the directory itself. What anybody else has put there stays. */
void work_clear(struct work *work);

#endif
