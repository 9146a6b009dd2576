/* SPDX-License-Identifier: BSD-3-Clause
 * source.h: the bytes of one file, and where in it an offset is.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* 200 times what the largest board ever seen has (300 kB), small enough to read within a second. */
#define SOURCE_SIZE_MAX (64u * 1024u * 1024u)

struct source_stride;
struct source_shared;

#define SOURCE_DIGEST_LENGTH 64 /* SHA-256 in hex */

struct source {
	const char *name;  /* as the user wrote it; "<stdin>" for "-" */
	const char *base;  /* the same without its directory: the name that outputs may carry */
	const char *bytes; /* without a byte order mark; bytes[size] is NUL */
	size_t size;	   /* in bytes */
	bool is_file;	   /* read from a file of that name: neither built in nor standard input */
	size_t mark_size;  /* of the byte order mark, which lies before `bytes` */
	size_t line_count; /* at least 1 */
	const struct source_stride *strides; /* where the lines are, for base/source.c only */
	char *digest;			     /* for base/digest.c only, which keeps it here */
	struct source_shared *shared;	     /* see source_share() */
};

/* A range of bytes in one source: [start, end). A span without a source has no place to show. A
 * model is made of spans more than of anything else, which is why offsets are small. */
struct span {
	const struct source *source;
	uint32_t start, end;
};

_Static_assert(SOURCE_SIZE_MAX < UINT32_MAX, "every offset fits into a span");

static inline struct span source_span(const struct source *source, size_t start, size_t end)
{
	return (struct span) { source, (uint32_t)start, (uint32_t)end };
}

/* Line and column, from 1. A column counts characters (UTF-8), a tab is one; a line ends with LF
 * or CR LF. */
struct position {
	size_t line, column;
};

/* A source over less than 4 GiB in memory, which must outlive it. */
const struct source *source_memory(struct arena *arena, const char *name, const char *bytes,
				   size_t size);

/* The same over the bytes of the file of that name: is_file is set. */
const struct source *source_file(struct arena *arena, const char *name, const char *bytes,
				 size_t size);

/* Notes that the bytes of a span stand for more than one thing, such as those that aliases refer
 * to: who changes them for one of these things changes the others, too. */
void source_share(struct span at);

/* Whether a span has any such bytes, or is empty and lies between two of them. */
bool source_is_shared(struct span at);

/* An offset past the end counts as the end. Costs the same wherever that is. */
struct position source_position(const struct source *source, size_t offset);

/* The text of line `line` (from 1 to line_count) without its line end. Costs O(log size), however
 * long the line is. */
const char *source_line(const struct source *source, size_t line, size_t *length);

#endif
