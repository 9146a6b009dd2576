/* SPDX-License-Identifier: BSD-3-Clause
 * formats.h: a graph as a document. The same graph makes the same bytes.
 */
#ifndef GRAPH_FORMATS_H
#define GRAPH_FORMATS_H

#include <libxml/tree.h>
#include <stdio.h>

struct graph;

/* A picture: an <svg> with all that it needs, no script, and no reference to anything outside. Each
 * part is a <g> whose ID is the part's with "acrn-" before it, as all IDs and classes have: a copy
 * can be part of a page, where it needs no style but its own. It lives as long as the graph's
 * arena. */
xmlDoc *graph_svg(const struct graph *graph);

/* The language of Graphviz, and that of Mermaid. */
void graph_print_dot(const struct graph *graph, FILE *stream);
void graph_print_mermaid(const struct graph *graph, FILE *stream);

#endif
