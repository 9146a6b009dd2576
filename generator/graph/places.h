/* SPDX-License-Identifier: BSD-3-Clause
 * places.h: where the parts of a graph are in the files of a scenario, so that messages find them.
 */
#ifndef GRAPH_PLACES_H
#define GRAPH_PLACES_H

#include "graph/graph.h"

/* Inner ones last: a region that one VM declares is that VM's peer there, and peers that a text
 * lists are part of the text. */
enum graph_kind {
	GRAPH_VM,
	GRAPH_DEVICE,
	GRAPH_OWN_REGION,
	GRAPH_PEER,
	GRAPH_REGION,
	GRAPH_CONNECTION,
};

/* A place of the part number `inner` of part number `index`, or of that part itself. It begins with
 * a start tag, and is the whole element then; or it is a text. */
struct graph_place {
	struct span at;
	enum graph_kind kind;
	size_t index, inner;
	bool is_within; /* the place is the outermost element around it, below the root */
};

/* Begins as { .arena = ARENA }. */
struct graph_places {
	struct arena *arena;
	struct graph_place *all; /* arena_grow()n */
	size_t count;
};

/* Add the places of a part: a VM has one in the scenario, and with a launch XML one there. */
void graph_place_vm(struct graph_places *places, size_t index, const struct vm *vm);
void graph_place_device(struct graph_places *places, size_t vm, size_t index, struct span at);
void graph_place_region(struct graph_places *places, size_t index, const struct shm_region *region);
void graph_place_peer(struct graph_places *places, size_t region, size_t index, struct span at);
void graph_place_connection(struct graph_places *places, size_t index,
			    const struct vuart_connection *connection);

/* graph/findings.c: adds each message to the innermost part that it is in, and the others to the
 * rest. */
void graph_add_findings(struct graph *graph, const struct graph_places *places,
			const struct diags *diags);

#endif
