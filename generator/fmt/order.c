/* SPDX-License-Identifier: BSD-3-Clause
 * order.c: sorts parts by their rank, in time that grows with their number only. */
#include "base/arena.h"
#include "fmt/internal.h"
#include "validate/place.h"

/* Gives parts without a rank that of the part that they stay with. */
static void fill_ranks(unsigned *ranks, size_t count)
{
	unsigned rank = 0;
	size_t first = 0;

	while (first < count && ranks[first] >= SCHEMA_RANK_UNKNOWN)
		first++;
	if (first < count)
		rank = ranks[first];
	for (size_t i = 0; i < count; i++) {
		if (ranks[i] < SCHEMA_RANK_UNKNOWN)
			rank = ranks[i];
		ranks[i] = rank;
	}
}

bool fmt_order(struct arena *arena, unsigned *ranks, size_t count, size_t *order)
{
	size_t *next = arena_array(arena, SCHEMA_RANK_UNKNOWN + 1, sizeof(*next));
	bool has_moved = false;

	fill_ranks(ranks, count);
	for (size_t i = 0; i < count; i++)
		next[ranks[i] + 1]++;
	for (size_t rank = 1; rank < SCHEMA_RANK_UNKNOWN; rank++)
		next[rank] += next[rank - 1];
	for (size_t i = 0; i < count; i++) {
		has_moved |= next[ranks[i]] != i;
		order[next[ranks[i]]++] = i;
	}
	return has_moved;
}

void fmt_indent(FILE *out, size_t column)
{
	fprintf(out, "%*s", (int)column, "");
}
