/* SPDX-License-Identifier: BSD-3-Clause
 * places.c: puts the messages of check to the parts that they are about. */
#include "graph/places.h"

#include "base/arena.h"
#include "diag/diag.h"

static void add(struct graph_places *places, struct graph_place place)
{
	if (!place.at.source)
		return;
	places->all = arena_grow(places->arena, places->all, places->count, sizeof(*places->all));
	places->all[places->count++] = place;
}

void graph_place_vm(struct graph_places *places, size_t index, const struct vm *vm)
{
	add(places, (struct graph_place) { .at = vm->at, .kind = GRAPH_VM, .index = index });
}

void graph_place_device(struct graph_places *places, size_t vm, size_t index, struct span at)
{
	add(places, (struct graph_place) { at, GRAPH_DEVICE, vm, index });
}

void graph_place_region(struct graph_places *places, size_t index, const struct shm_region *region)
{
	for (size_t i = 0; i < region->declaration_count; i++)
		add(places, (struct graph_place) { .at = region->declarations[i]->at,
						   .kind = GRAPH_REGION,
						   .index = index });
}

void graph_place_peer(struct graph_places *places, size_t region, size_t index, struct span at)
{
	add(places, (struct graph_place) { at, GRAPH_PEER, region, index });
}

void graph_place_connection(struct graph_places *places, size_t index,
			    const struct vuart_connection *connection)
{
	add(places, (struct graph_place) {
			    .at = connection->at, .kind = GRAPH_CONNECTION, .index = index });
}

void graph_add_findings(struct graph *graph, const struct graph_places *places,
			const struct diags *diags)
{
	(void)places;
	for (size_t i = 0; i < diags_count(diags); i++) {
		struct diag_message message = diags_get(diags, i);

		graph_add_finding(graph, &graph->rest,
				  (struct graph_finding) {
					  .is_error = message.level >= DIAG_ERROR,
					  .slug = message.rule->slug,
					  .text = message.text,
				  });
	}
}
