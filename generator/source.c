/* SPDX-License-Identifier: BSD-3-Clause
 * source.c: reads files whole, and finds lines and columns in them. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "diag.h"

/* The distance of the strides, in bytes: what one look-up scans at the most. Few of them are
 * needed, even for a file of empty lines. */
#define STRIDE 4096u

struct source_stride {
	size_t feeds;	   /* line feeds before it */
	size_t characters; /* before it */
	size_t line_start; /* the offset of the line that its first byte is in */
};

/* The characters that start in `length` bytes: eight at a time, since every file is counted whole.
 */
static size_t count_characters(const char *bytes, size_t length)
{
	size_t count = length;
	size_t i = 0;

	for (; i + sizeof(uint64_t) <= length; i += sizeof(uint64_t)) {
		uint64_t word, inner;

		memcpy(&word, bytes + i, sizeof(word));
		/* A bit in each byte that is 10xxxxxx, which goes on with a character. */
		inner = word >> 7 & ~(word >> 6) & UINT64_C(0x0101010101010101);
		count -= inner * UINT64_C(0x0101010101010101) >> 56;
	}
	for (; i < length; i++)
		count -= ((unsigned char)bytes[i] & 0xC0) == 0x80;
	return count;
}

/* Takes what is between two offsets into account. */
static void step(struct source_stride *stride, const struct source *source, size_t from, size_t to)
{
	const char *feed = source->bytes + from;

	stride->characters += count_characters(feed, to - from);
	while ((feed = memchr(feed, '\n', (size_t)(source->bytes + to - feed)))) {
		feed++;
		stride->feeds++;
		stride->line_start = (size_t)(feed - source->bytes);
	}
}

static void index_strides(struct arena *arena, struct source *source)
{
	size_t count = source->size / STRIDE;
	struct source_stride *strides = arena_array(arena, count + 1, sizeof(*strides));
	struct source_stride end;

	for (size_t i = 0; i < count; i++) {
		strides[i + 1] = strides[i];
		step(&strides[i + 1], source, i * STRIDE, (i + 1) * STRIDE);
	}
	end = strides[count];
	step(&end, source, count * STRIDE, source->size);
	source->strides = strides;
	source->line_count = end.feeds + 1;
}

static struct source *make(struct arena *arena, const char *name, const char *bytes, size_t size)
{
	struct source *source = arena_alloc(arena, sizeof(*source));
	const char *slash = strrchr(name, '/');

	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		source->mark_size = 3;
		bytes += 3;
		size -= 3;
	}
	source->name = name;
	source->base = slash ? slash + 1 : name;
	source->bytes = bytes;
	source->size = size;
	source->digest = arena_alloc(arena, SOURCE_DIGEST_LENGTH + 1);
	index_strides(arena, source);
	return source;
}

const struct source *source_memory(struct arena *arena, const char *name, const char *bytes,
				   size_t size)
{
	return make(arena, name, bytes, size);
}

/* Room for `capacity` bytes and a NUL in place of `bytes`; not in the arena, which would keep all
 * that it outgrows. */
static char *resize(const struct arena *arena, char *bytes, size_t capacity)
{
	char *larger = realloc(bytes, capacity + 1);

	if (!larger)
		arena_exhausted(arena);
	return larger;
}

/* Reads `fd` to its end. Returns NULL with errno set on an error, or with EFBIG past the cap. */
static char *read_all(struct arena *arena, int fd, size_t expected, size_t *size)
{
	size_t capacity = expected + 1;
	char *bytes = resize(arena, NULL, capacity);

	*size = 0;
	for (;;) {
		ssize_t got = read(fd, bytes + *size, capacity - *size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0) {
			bytes[*size] = '\0';
			return arena_adopt(arena, bytes, free);
		}
		if (got > 0)
			*size += (size_t)got;
		if (got < 0 || *size > SOURCE_SIZE_MAX) {
			int error = got < 0 ? errno : EFBIG;

			free(bytes);
			errno = error;
			return NULL;
		}
		if (*size == capacity)
			bytes = resize(arena, bytes, capacity *= 2);
	}
}

/* Opens `path` if it is a regular file; a FIFO or a device could block or never end. */
static int open_regular(const char *path, size_t *size)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		if ((uintmax_t)status.st_size <= SOURCE_SIZE_MAX) {
			*size = (size_t)status.st_size;
			return fd;
		}
		errno = EFBIG;
	} else {
		errno = S_ISDIR(status.st_mode) ? EISDIR : ESPIPE;
	}
	size_t error = (size_t)errno;

	close(fd);
	errno = (int)error;
	return -1;
}

static void report_unreadable(struct diags *diags, const char *path, int error)
{
	struct diag *diag;

	switch (error) {
	case EISDIR:
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "'%s' is a directory, not a file", path);
		break;
	case ESPIPE:
		diag = diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
				"'%s' is not a regular file", path);
		diag_help(diag, "to read a pipe, give '-' and redirect standard input");
		break;
	case EFBIG:
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "'%s' is larger than %u MiB", path, SOURCE_SIZE_MAX >> 20);
		break;
	default:
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "cannot read '%s': %s",
			 path, strerror(error));
	}
}

const struct source *source_read(struct arena *arena, const char *path, struct diags *diags)
{
	bool is_stdin = strcmp(path, "-") == 0;
	size_t size = 0;
	int fd = is_stdin ? STDIN_FILENO : open_regular(path, &size);
	char *bytes = fd < 0 ? NULL : read_all(arena, fd, size ? size : 4096, &size);
	struct source *source = NULL;

	if (!bytes)
		report_unreadable(diags, path, errno);
	if (fd > STDIN_FILENO)
		close(fd);
	if (bytes)
		source = make(arena, is_stdin ? "<stdin>" : path, bytes, size);
	if (source)
		source->is_file = !is_stdin;
	return source;
}

/* What is before `offset`. */
static struct source_stride stride_at(const struct source *source, size_t offset)
{
	struct source_stride stride = source->strides[offset / STRIDE];

	step(&stride, source, offset / STRIDE * STRIDE, offset);
	return stride;
}

struct position source_position(const struct source *source, size_t offset)
{
	struct source_stride at = stride_at(source, offset < source->size ? offset : source->size);

	return (struct position) {
		.line = at.feeds + 1,
		.column = at.characters - stride_at(source, at.line_start).characters + 1,
	};
}

/* The offset behind line feed `feed`, from 1 on; 0 is the beginning of the source. */
static size_t behind_feed(const struct source *source, size_t feed)
{
	size_t low = 0, high = source->size / STRIDE + 1, at;

	if (!feed)
		return 0;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (source->strides[middle].feeds < feed)
			low = middle;
		else
			high = middle;
	}
	at = low * STRIDE;
	for (size_t count = source->strides[low].feeds; count < feed; at++)
		count += source->bytes[at] == '\n';
	return at;
}

const char *source_line(const struct source *source, size_t line, size_t *length)
{
	size_t start = behind_feed(source, line - 1);
	size_t end = line < source->line_count ? behind_feed(source, line) - 1 : source->size;

	if (end > start && source->bytes[end - 1] == '\r')
		end--;
	*length = end - start;
	return source->bytes + start;
}
