/* SPDX-License-Identifier: BSD-3-Clause
 * buffer.h: bytes that come and go: those between the server, the client and children, of which an
 * arena would keep all.
 */
#ifndef LSP_BUFFER_H
#define LSP_BUFFER_H

#include <stddef.h>
#include <sys/types.h>

struct arena;

/* `size` bytes from `start` on; begins as { .arena = ... }, whose out_of_memory() it uses. */
struct buffer {
	const struct arena *arena;
	char *bytes;
	size_t start, size, capacity;
};

/* Room for `size` more bytes behind the others, which may move. */
char *buffer_reserve(struct buffer *buffer, size_t size);

void buffer_append(struct buffer *buffer, const char *bytes, size_t size);

/* Reads once, at most `size` bytes: as read(2), but for EINTR, after which it tries again. */
ssize_t buffer_read(struct buffer *buffer, int fd, size_t size);

/* Removes bytes at the beginning. */
void buffer_remove(struct buffer *buffer, size_t size);

static inline const char *buffer_bytes(const struct buffer *buffer)
{
	return buffer->bytes + buffer->start;
}

/* Empties it, and gives its memory back. */
void buffer_release(struct buffer *buffer);

#endif
