/* SPDX-License-Identifier: BSD-3-Clause
 * graph.c: builds a graph. */
#include "graph/graph.h"

#include "base/arena.h"

struct graph *graph_new(struct arena *arena)
{
	struct graph *graph = arena_alloc(arena, sizeof(*graph));

	graph->arena = arena;
	return graph;
}
