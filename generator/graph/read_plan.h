/* SPDX-License-Identifier: BSD-3-Clause
 * read_plan.h: the graph of a plan's document.
 */
#ifndef GRAPH_READ_PLAN_H
#define GRAPH_READ_PLAN_H

#include <libxml/tree.h>

struct arena;
struct graph;

/* The graph of a document by schema/plan.xsd; parts have no findings. */
struct graph *graph_read_plan(struct arena *arena, const xmlDoc *plan);

#endif
