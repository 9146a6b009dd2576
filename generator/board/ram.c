/* SPDX-License-Identifier: BSD-3-Clause
 * ram.c: the RAM of a board. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "load/load.h"

#define BLANK " \t\r\n"

/* The board inspector lists other memory, too, and gives that an ID. */
static bool is_ram(struct arena *arena, const xmlNode *range)
{
	const char *id = load_attribute(arena, range, "id");

	return !id || strcmp(id, "RAM") == 0;
}

static int compare_starts(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	return a->first < b->first ? -1 : a->first > b->first;
}

/* Makes one of ranges that touch or overlap each other. Returns how many are left. */
static size_t join_ranges(struct board_window *ranges, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct board_window *last = kept ? &ranges[kept - 1] : NULL;

		if (last && ranges[i].first <= last->last)
			last->last = ranges[i].last > last->last ? ranges[i].last : last->last;
		else if (last && ranges[i].first == last->last + 1)
			last->last = ranges[i].last;
		else
			ranges[kept++] = ranges[i];
	}
	return kept;
}

static void sort_ranges(struct board_window *ranges, size_t count)
{
	if (count)
		qsort(ranges, count, sizeof(*ranges), compare_starts);
}

static void read_ranges(struct arena *arena, const xmlNode *memory, struct board *board)
{
	struct board_window *ranges = NULL, range;
	size_t count = 0;

	for (const xmlNode *node = load_child(memory, "range"); node; node = load_next(node)) {
		if (!is_ram(arena, node) ||
		    !board_attribute_number(arena, node, "start", &range.first) ||
		    !board_attribute_number(arena, node, "end", &range.last) ||
		    range.last < range.first)
			continue;
		ranges = arena_grow(arena, ranges, count, sizeof(*ranges));
		ranges[count++] = range;
	}
	sort_ranges(ranges, count);
	board->ram = ranges;
	board->ram_count = join_ranges(ranges, count);
	for (size_t i = 0; i < board->ram_count; i++)
		board->ram_size += ranges[i].last - ranges[i].first + 1;
}

/* A line of /proc/iomem, which ends at `end`: FIRST-LAST : NAME, in hex. */
static bool parse_line(const char *text, const char *end, struct board_window *window,
		       const char **name)
{
	char *rest;

	window->first = strtoull(text, &rest, 16);
	if (rest == text || *rest != '-')
		return false;
	window->last = strtoull(rest + 1, &rest, 16);
	*name = rest;
	return rest < end && window->last >= window->first;
}

static void read_listing(struct arena *arena, const char *text, struct board *board)
{
	struct board_window *ranges = NULL, range;
	size_t count = 0;

	/* strtoull() would step over empty lines, and do so again from each of them. */
	for (text += strspn(text, BLANK); *text; text += strspn(text, BLANK)) {
		const char *end = text + strcspn(text, "\n"), *name;

		if (parse_line(text, end, &range, &name) &&
		    memmem(name, (size_t)(end - name), "System RAM", strlen("System RAM"))) {
			ranges = arena_grow(arena, ranges, count, sizeof(*ranges));
			ranges[count++] = range;
		}
		text = end;
	}
	sort_ranges(ranges, count);
	board->listed_ram = ranges;
	board->listed_ram_count = count;
}

void board_read_ram(struct arena *arena, const xmlNode *root, struct board *board)
{
	const xmlNode *memory = load_child(root, "memory");
	const xmlNode *listing = load_child(root, "IOMEM_INFO");

	if (memory)
		read_ranges(arena, memory, board);
	if (listing)
		read_listing(arena, load_text(arena, listing), board);
}
