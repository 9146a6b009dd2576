/* SPDX-License-Identifier: BSD-3-Clause
 * source.c: finds lines and columns in the bytes of a file. */
#include "base/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

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

/* Counts what is between two offsets. */
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

/* Ranges that stand for more than one thing; sorted and disjoint where they are. */
struct source_shared {
	struct arena *arena;
	struct span *ranges; /* arena_grow()n */
	size_t count;
	bool is_sorted;
};

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
	source->shared = arena_alloc(arena, sizeof(*source->shared));
	source->shared->arena = arena;
	index_strides(arena, source);
	return source;
}

const struct source *source_memory(struct arena *arena, const char *name, const char *bytes,
				   size_t size)
{
	return make(arena, name, bytes, size);
}

const struct source *source_file(struct arena *arena, const char *name, const char *bytes,
				 size_t size)
{
	struct source *source = make(arena, name, bytes, size);

	source->is_file = true;
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

void source_share(struct span at)
{
	struct source_shared *shared = at.source->shared;

	shared->ranges =
		arena_grow(shared->arena, shared->ranges, shared->count, sizeof(*shared->ranges));
	shared->ranges[shared->count++] = at;
	shared->is_sorted = false;
}

static int by_start(const void *left, const void *right)
{
	const struct span *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Sorts the ranges, and joins those that overlap. */
static void sort(struct source_shared *shared)
{
	size_t count = 0;

	if (shared->count)
		qsort(shared->ranges, shared->count, sizeof(*shared->ranges), by_start);
	for (size_t i = 0; i < shared->count; i++) {
		struct span *last = count ? &shared->ranges[count - 1] : NULL;

		if (!last || shared->ranges[i].start > last->end)
			shared->ranges[count++] = shared->ranges[i];
		else if (shared->ranges[i].end > last->end)
			last->end = shared->ranges[i].end;
	}
	shared->count = count;
	shared->is_sorted = true;
}

bool source_is_shared(struct span at)
{
	struct source_shared *shared = at.source->shared;
	size_t low = 0, high;

	if (!shared->is_sorted)
		sort(shared);
	high = shared->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (shared->ranges[middle].end <= at.start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < shared->count &&
	       shared->ranges[low].start < (at.end > at.start ? at.end : at.start);
}
