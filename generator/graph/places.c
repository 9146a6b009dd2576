/* SPDX-License-Identifier: BSD-3-Clause
 * places.c: lists where the parts of a scenario are. */
#include "graph/places.h"

#include "base/arena.h"

static void add(struct graph_places *places, struct graph_place place)
{
	if (!place.at.source)
		return;
	places->all = arena_grow(places->arena, places->all, places->count, sizeof(*places->all));
	places->all[places->count++] = place;
}

/* Something of a VM that is in another file than the VM, which is a launch XML; or no place. */
static struct span elsewhere(const struct vm *vm)
{
	const struct span spans[] = {
		vm->name.at,   vm->id_text.at, vm->type_at,	 vm->memory_size.at, vm->cpus_at,
		vm->kernel.at, vm->cmdline.at, vm->ovmf_text.at, vm->ramdisk.at,
	};

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		if (spans[i].source && spans[i].source != vm->at.source)
			return spans[i];
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].at.source != vm->at.source)
			return vm->devices[i].at;
	return (struct span) { 0 };
}

void graph_place_vm(struct graph_places *places, size_t index, const struct vm *vm)
{
	add(places, (struct graph_place) { .at = vm->at, .kind = GRAPH_VM, .index = index });
	add(places, (struct graph_place) {
			    .at = elsewhere(vm),
			    .kind = GRAPH_VM,
			    .index = index,
			    .is_within = true,
		    });
}

void graph_place_device(struct graph_places *places, size_t vm, size_t index, struct span at)
{
	add(places, (struct graph_place) { at, GRAPH_DEVICE, vm, index, false });
}

void graph_place_region(struct graph_places *places, size_t index, const struct shm_region *region)
{
	for (size_t i = 0; i < region->declaration_count; i++)
		add(places,
		    (struct graph_place) {
			    .at = region->declarations[i]->at,
			    .kind = region->declarations[i]->vm ? GRAPH_OWN_REGION : GRAPH_REGION,
			    .index = index,
		    });
}

void graph_place_peer(struct graph_places *places, size_t region, size_t index, struct span at)
{
	add(places, (struct graph_place) { at, GRAPH_PEER, region, index, false });
}

void graph_place_connection(struct graph_places *places, size_t index,
			    const struct vuart_connection *connection)
{
	add(places, (struct graph_place) {
			    .at = connection->at, .kind = GRAPH_CONNECTION, .index = index });
}
