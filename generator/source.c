/* SPDX-License-Identifier: BSD-3-Clause
 * source.c: reads files whole, and finds lines and columns in them. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "diag.h"

/* Distance of the entries of source.chars, in bytes: what one look-up scans at the most. */
#define CHARS_STRIDE 4096u

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

/* Behind the next line feed, or NULL. */
static const char *next_line(const struct source *source, const char *from)
{
	size_t rest = (size_t)(source->bytes + source->size - from);
	const char *feed = memchr(from, '\n', rest);

	return feed ? feed + 1 : NULL;
}

static void index_lines(struct arena *arena, struct source *source)
{
	size_t *lines;
	size_t count = 0;

	for (const char *line = source->bytes; line; line = next_line(source, line))
		count++;
	lines = arena_array(arena, count, sizeof(*lines));
	count = 0;
	for (const char *line = source->bytes; line; line = next_line(source, line))
		lines[count++] = (size_t)(line - source->bytes);
	source->lines = lines;
	source->line_count = count;
}

static void index_characters(struct arena *arena, struct source *source)
{
	size_t strides = source->size / CHARS_STRIDE;
	size_t *chars = arena_array(arena, strides + 1, sizeof(*chars));

	for (size_t i = 0; i < strides; i++)
		chars[i + 1] =
			chars[i] + count_characters(source->bytes + i * CHARS_STRIDE, CHARS_STRIDE);
	source->chars = chars;
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
	index_lines(arena, source);
	index_characters(arena, source);
	return source;
}

const struct source *source_memory(struct arena *arena, const char *name, const char *bytes,
				   size_t size)
{
	return make(arena, name, bytes, size);
}

/* Reads `fd` to its end. Returns NULL with errno set on an error, or with EFBIG past the cap. */
static char *read_all(struct arena *arena, int fd, size_t expected, size_t *size)
{
	size_t capacity = expected + 1;
	char *bytes = arena_alloc(arena, capacity + 1);

	*size = 0;
	for (;;) {
		ssize_t got = read(fd, bytes + *size, capacity - *size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return NULL;
		if (got == 0)
			return bytes;
		*size += (size_t)got;
		if (*size > SOURCE_SIZE_MAX) {
			errno = EFBIG;
			return NULL;
		}
		if (*size == capacity) {
			char *larger = arena_alloc(arena, capacity * 2 + 1);

			memcpy(larger, bytes, *size);
			bytes = larger;
			capacity *= 2;
		}
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

/* The number of characters that start before `offset`. */
static size_t characters_before(const struct source *source, size_t offset)
{
	size_t stride = offset / CHARS_STRIDE;
	size_t start = stride * CHARS_STRIDE;

	return source->chars[stride] + count_characters(source->bytes + start, offset - start);
}

struct position source_position(const struct source *source, size_t offset)
{
	size_t low = 0, high = source->line_count;

	if (offset > source->size)
		offset = source->size;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (source->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return (struct position) {
		.line = low + 1,
		.column = characters_before(source, offset) -
			  characters_before(source, source->lines[low]) + 1,
	};
}

const char *source_line(const struct source *source, size_t line, size_t *length)
{
	size_t start = source->lines[line - 1];
	size_t end = line < source->line_count ? source->lines[line] - 1 : source->size;

	if (end > start && source->bytes[end - 1] == '\r')
		end--;
	*length = end - start;
	return source->bytes + start;
}
