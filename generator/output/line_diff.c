/* SPDX-License-Identifier: BSD-3-Clause
 * line_diff.c: the shortest edit script by Myers' greedy algorithm ("An O(ND) Difference Algorithm
 * and Its Variations", 1986), in hunks. */
#include "output/line_diff.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"

#define CONTEXT 3

/* Texts that differ in more lines than this are different altogether: the cost is its square. */
#define EDITS_MAX 1000

struct line {
	const char *bytes;
	size_t length; /* with the line feed, which the last one may lack */
};

struct lines {
	struct line *lines;
	size_t count;
	bool *is_edited; /* removed from the former text, or added in the next */
};

/* One line of the script: ' ' for both texts, '-' for the former, '+' for the next. */
struct step {
	char kind;
	struct line line;
};

static struct lines split(struct arena *arena, const struct line_text *text)
{
	struct lines lines = { 0 };
	size_t at = 0;

	while (at < text->size) {
		const char *start = text->bytes + at;
		const char *end = memchr(start, '\n', text->size - at);
		size_t length = end ? (size_t)(end - start) + 1 : text->size - at;

		lines.lines = arena_grow(arena, lines.lines, lines.count, sizeof(struct line));
		lines.lines[lines.count++] = (struct line) { start, length };
		at += length;
	}
	lines.is_edited = arena_array(arena, lines.count + 1, sizeof(bool));
	return lines;
}

static bool is_same(const struct line *left, const struct line *right)
{
	return left->length == right->length &&
	       memcmp(left->bytes, right->bytes, left->length) == 0;
}

/* The part of the texts between their common first and last lines. */
struct middle {
	struct line *former, *next;
	long former_count, next_count;
	bool *is_removed, *is_added;
};

static struct middle trim(struct lines *former, struct lines *next)
{
	size_t first = 0, last = 0;
	size_t least = former->count < next->count ? former->count : next->count;

	while (first < least && is_same(&former->lines[first], &next->lines[first]))
		first++;
	while (last < least - first && is_same(&former->lines[former->count - 1 - last],
					       &next->lines[next->count - 1 - last]))
		last++;
	return (struct middle) {
		.former = former->lines + first,
		.next = next->lines + first,
		.former_count = (long)(former->count - first - last),
		.next_count = (long)(next->count - first - last),
		.is_removed = former->is_edited + first,
		.is_added = next->is_edited + first,
	};
}

/* How far one gets in the former text on diagonal `k` with `edits` edits; `reach[k]` tells how far
 * with one less. */
static long go(const struct middle *middle, const long *reach, long k, long edits)
{
	bool is_added = k == -edits || (k != edits && reach[k - 1] < reach[k + 1]);
	long x = edits == 0 ? 0 : is_added ? reach[k + 1] : reach[k - 1] + 1;

	while (x < middle->former_count && x - k < middle->next_count &&
	       is_same(&middle->former[x], &middle->next[x - k]))
		x++;
	return x;
}

/* Goes the way back through what was reached with 0, 1, ... `edits` edits, and marks the edits. */
static void mark(const struct middle *middle, long *const *reaches, long edits)
{
	long x = middle->former_count, y = middle->next_count;

	for (; edits > 0; edits--) {
		const long *reach = reaches[edits - 1];
		long k = x - y;
		bool is_added = k == -edits || (k != edits && reach[k - 1] < reach[k + 1]);

		x = is_added ? reach[k + 1] : reach[k - 1];
		y = x - (is_added ? k + 1 : k - 1);
		if (is_added)
			middle->is_added[y] = true;
		else
			middle->is_removed[x] = true;
	}
}

static void compare(struct arena *arena, const struct middle *middle)
{
	long *reaches[EDITS_MAX + 1];

	for (long edits = 0; edits <= EDITS_MAX; edits++) {
		long *reach = arena_array(arena, (size_t)(2 * edits + 3), sizeof(long));

		reach += edits + 1; /* diagonals from -edits to edits, and one more on each side */
		reaches[edits] = reach;
		for (long k = -edits; k <= edits; k += 2) {
			reach[k] = go(middle, edits ? reaches[edits - 1] : NULL, k, edits);
			if (reach[k] >= middle->former_count &&
			    reach[k] - k >= middle->next_count) {
				mark(middle, reaches, edits);
				return;
			}
		}
	}
	memset(middle->is_removed, true, (size_t)middle->former_count);
	memset(middle->is_added, true, (size_t)middle->next_count);
}

static struct step *make_script(struct arena *arena, const struct lines *former,
				const struct lines *next, size_t *count)
{
	struct step *script = arena_array(arena, former->count + next->count, sizeof(*script));
	size_t i = 0, j = 0;

	*count = 0;
	while (i < former->count || j < next->count) {
		if (i < former->count && former->is_edited[i])
			script[(*count)++] = (struct step) { '-', former->lines[i++] };
		else if (j < next->count && next->is_edited[j])
			script[(*count)++] = (struct step) { '+', next->lines[j++] };
		else
			script[(*count)++] = (struct step) { ' ', former->lines[i++] }, j++;
	}
	return script;
}

/* How many of the steps are in the one text: those of `kind`, and those of both. */
static size_t lines_of(const struct step *script, size_t count, char kind)
{
	size_t lines = 0;

	for (size_t i = 0; i < count; i++)
		lines += script[i].kind == kind || script[i].kind == ' ';
	return lines;
}

/* "-FIRST,COUNT"; an empty range is told by the line before it. */
static void print_range(FILE *stream, const struct step *script, size_t start, size_t end,
			char kind)
{
	size_t before = lines_of(script, start, kind);
	size_t count = lines_of(script + start, end - start, kind);

	fprintf(stream, "%c%zu,%zu", kind, count ? before + 1 : before, count);
}

static void print_hunk(FILE *stream, const struct step *script, size_t start, size_t end)
{
	fputs("@@ ", stream);
	print_range(stream, script, start, end, '-');
	putc(' ', stream);
	print_range(stream, script, start, end, '+');
	fputs(" @@\n", stream);
	for (size_t i = start; i < end; i++) {
		const struct line *line = &script[i].line;

		putc(script[i].kind, stream);
		fwrite(line->bytes, 1, line->length, stream);
		if (line->bytes[line->length - 1] != '\n')
			fputs("\n\\ No newline at end of file\n", stream);
	}
}

/* The end of the hunk around the edit at `at`: as long as the next one's context touches it. */
static size_t hunk_end(const struct step *script, size_t count, size_t at)
{
	size_t last = at;

	for (size_t i = at; i < count && i - last <= 2 * CONTEXT + 1; i++)
		if (script[i].kind != ' ')
			last = i;
	return last + CONTEXT < count ? last + CONTEXT + 1 : count;
}

void line_diff(struct arena *arena, FILE *stream, const struct line_text *former,
	       const struct line_text *next)
{
	struct lines former_lines = split(arena, former), next_lines = split(arena, next);
	struct middle middle = trim(&former_lines, &next_lines);
	struct step *script;
	size_t count, at = 0;

	if (middle.former_count == 0 && middle.next_count == 0)
		return;
	compare(arena, &middle);
	script = make_script(arena, &former_lines, &next_lines, &count);
	fprintf(stream, "--- %s\n+++ %s\n", former->name, next->name);
	while (at < count) {
		if (script[at].kind == ' ') {
			at++;
		} else {
			size_t end = hunk_end(script, count, at);

			print_hunk(stream, script, at > CONTEXT ? at - CONTEXT : 0, end);
			at = end;
		}
	}
}
