/* SPDX-License-Identifier: BSD-3-Clause
 * buffer.c: bytes that come and go. */
#include "lsp/buffer.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

/* What an empty buffer keeps. */
#define CAPACITY_KEPT ((size_t)64 * 1024)

char *buffer_reserve(struct buffer *buffer, size_t size)
{
	size_t needed = buffer->size + size, capacity = buffer->capacity;

	if (buffer->start && buffer->start + needed > capacity) {
		memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->size);
		buffer->start = 0;
	}
	if (needed > capacity) {
		capacity = needed > capacity * 2 ? needed : capacity * 2;
		buffer->bytes = realloc(buffer->bytes, capacity);
		if (!buffer->bytes)
			arena_exhausted(buffer->arena);
		buffer->capacity = capacity;
	}
	return buffer->bytes + buffer->start + buffer->size;
}

void buffer_append(struct buffer *buffer, const char *bytes, size_t size)
{
	memcpy(buffer_reserve(buffer, size), bytes, size);
	buffer->size += size;
}

ssize_t buffer_read(struct buffer *buffer, int fd, size_t size)
{
	char *to = buffer_reserve(buffer, size);
	ssize_t got;

	do {
		got = read(fd, to, size);
	} while (got < 0 && errno == EINTR);
	buffer->size += got > 0 ? (size_t)got : 0;
	return got;
}

void buffer_remove(struct buffer *buffer, size_t size)
{
	buffer->start += size;
	buffer->size -= size;
	if (buffer->size)
		return;
	buffer->start = 0;
	if (buffer->capacity > CAPACITY_KEPT)
		buffer_release(buffer);
}

void buffer_release(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer) { .arena = buffer->arena };
}
