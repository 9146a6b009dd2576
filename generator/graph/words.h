/* SPDX-License-Identifier: BSD-3-Clause
 * words.h: what pictures say about the parts of a graph.
 */
#ifndef GRAPH_WORDS_H
#define GRAPH_WORDS_H

#include "graph/graph.h"

/* A region with more peers is drawn as a bus. */
#define GRAPH_BUS_PEERS 8u

/* "post-launched VM · real-time · ID 2" */
const char *graph_vm_kind(struct arena *arena, const struct graph_vm *vm);

/* "CPU 2, 3 (exclusive) · 512 MiB"; NULL where neither is known. */
const char *graph_vm_resources(struct arena *arena, const struct graph_vm *vm);

/* "00:14.0 → slot 5 · USB controller: …" */
const char *graph_device_words(struct arena *arena, const struct graph_device *device);

/* "2 MiB · hv-land · ID 0x1001" */
const char *graph_region_facts(struct arena *arena, const struct graph_region *region);

/* How its peers notify each other. */
const char *graph_region_doorbell(const struct graph_region *region);

/* "vUART, PCI" */
const char *graph_connection_kind(const struct graph_connection *connection);

/* The beginning of a text of UTF-8, with an ellipsis, where it has more characters. */
const char *graph_clip(struct arena *arena, const char *text, size_t characters);

/* So many messages or changes of a part are shown, and how many others there are. */
#define GRAPH_FINDINGS_MAX 6u

/* A line in a picture that has no other way to show a part. */
struct graph_line {
	enum graph_line_kind {
		GRAPH_LINE_NAME,
		GRAPH_LINE_FACT,
		GRAPH_LINE_DEVICE,
		GRAPH_LINE_PEER, /* of a bus */
		GRAPH_LINE_CHANGE,
		GRAPH_LINE_WARNING,
		GRAPH_LINE_ERROR,
	} kind;
	const char *text; /* of 100 characters at the most */
	size_t peer;	  /* its index */
};

struct graph_lines {
	struct arena *arena;
	struct graph_line *all; /* arena_grow()n */
	size_t count;
};

/* All about a VM with its devices, a region, of which a bus lists its peers, and a connection. */
struct graph_lines graph_vm_lines(struct arena *arena, const struct graph_vm *vm);
struct graph_lines graph_region_lines(struct arena *arena, const struct graph *graph,
				      const struct graph_region *region);
struct graph_lines graph_connection_lines(struct arena *arena,
					  const struct graph_connection *connection);

/* A peer's address; with what is found about it, and what has changed. */
struct graph_lines graph_peer_lines(struct arena *arena, const struct graph_peer *peer);

/* About the graph as a whole. */
struct graph_lines graph_title_lines(struct arena *arena, const struct graph *graph);

/* Whether a part has a message that is an error, or any. */
bool graph_has_error(const struct graph_part *part);

#endif
