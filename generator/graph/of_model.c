/* SPDX-License-Identifier: BSD-3-Clause
 * of_model.c: makes the graph of a scenario.
 *
 * Everything comes from the model, except what only the plan has: the addresses that were chosen.
 * Without a plan they are those of the model, as far as it has them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "board/board.h"
#include "diag/diag.h"
#include "graph/internal.h"
#include "graph/places.h"
#include "model/order.h"
#include "plan/device_name.h"
#include "plan/plan.h"
#include "plan/uarts.h"
#include "schema/bdf.h"

struct reader {
	struct arena *arena, *scratch;
	struct graph *graph;
	const struct model *model;
	const struct plan *plan; /* NULL: the model is invalid */
	size_t *vm_index;	 /* in the graph, of each of the model's VMs */
	struct string_map *unknown;
	const struct shm_peer ***peers; /* of each region, in the order of the graph's */
	struct graph_places places;
};

/* ---- VMs ---- */

static const char *cpus_of(const struct reader *reader, const struct vm *vm)
{
	struct graph_cpus cpus = {
		.ids = arena_array(reader->scratch, vm->cpu_count, sizeof(*cpus.ids)),
		.count = vm->cpu_count,
		.is_exclusive = vm->own_pcpu.is_set,
	};

	for (size_t i = 0; i < cpus.count; i++)
		cpus.ids[i] = vm->cpus[i].id;
	return graph_cpus_text(reader->arena, &cpus);
}

static const char *name_or(const char *name, const char *other)
{
	return *name ? name : other;
}

static void add_vm(struct reader *reader, const struct vm *vm)
{
	struct graph_vm *to = graph_add_vm(reader->graph, name_or(vm->name.value, "(no name)"));
	size_t index = reader->graph->vm_count - 1;

	to->has_id = vm->has_id;
	to->id = vm->id;
	to->load_order = vm->load_order;
	to->type = vm->type;
	to->cpus = cpus_of(reader, vm);
	if (vm->load_order != CFG_SERVICE_VM)
		to->memory_mib = vm->memory_mib;
	reader->vm_index[vm - reader->model->vms] = index;
	graph_place_vm(&reader->places, index, vm);
}

static void add_vms(struct reader *reader)
{
	const struct model *model = reader->model;
	const struct vm **vms = model_vms_by_id(reader->scratch, model);

	reader->vm_index = arena_array(reader->scratch, model->vm_count, sizeof(*reader->vm_index));
	for (size_t i = 0; i < model->vm_count; i++)
		add_vm(reader, vms[i]);
}

/* The index of a VM, or of one that only its name is known of. */
static size_t index_of(struct reader *reader, const struct vm *vm, const char *name)
{
	size_t *index;

	if (vm)
		return reader->vm_index[vm - reader->model->vms];
	index = string_map_find(reader->unknown, name);
	if (!index) {
		index = arena_alloc(reader->scratch, sizeof(*index));
		*index = reader->graph->vm_count;
		string_map_put(reader->unknown, name, index);
		graph_add_vm(reader->graph, name_or(name, "(no name)"))->is_unknown = true;
	}
	return *index;
}

/* ---- Regions ---- */

/* A peer of the model, and the index of its VM. */
struct found_peer {
	const struct shm_peer *peer;
	size_t vm, order;
};

static int compare_peers(const void *left, const void *right)
{
	const struct found_peer *a = left, *b = right;

	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void add_peers(struct reader *reader, const struct shm_region *region)
{
	size_t index = reader->graph->region_count - 1, count = region->peer_count;
	struct found_peer *found = arena_array(reader->scratch, count, sizeof(*found));
	const struct shm_peer **peers = arena_array(reader->scratch, count, sizeof(*peers));

	for (size_t i = 0; i < count; i++) {
		const struct shm_peer *peer = region->peers[i];

		found[i] =
			(struct found_peer) { peer, index_of(reader, peer->vm, peer->vm_name.value),
					      i };
	}
	if (count)
		qsort(found, count, sizeof(*found), compare_peers);
	for (size_t i = 0; i < count; i++) {
		peers[i] = found[i].peer;
		graph_add_peer(reader->graph, &reader->graph->regions[index], found[i].vm);
		graph_place_peer(&reader->places, index, i, found[i].peer->at);
	}
	reader->peers[index] = peers;
}

static void add_region(struct reader *reader, const struct shm_region *region)
{
	const struct shm_declaration *first = region->declarations[0], *id = region->id_declaration;
	struct graph_region *to =
		graph_add_region(reader->graph, name_or(region->name.value, "(no name)"));
	const struct model *model = reader->model;

	to->land = first->land;
	to->bytes = first->has_size ? first->size : 0;
	to->region_id = id ? id->region_id : CFG_REGION_ID_NONE;
	to->doorbell = graph_doorbell(first->land, model->target, model->release);
	add_peers(reader, region);
	graph_place_region(&reader->places, reader->graph->region_count - 1, region);
}

/* ---- Devices ---- */

static void add_passthrough(struct reader *reader, const struct vm *vm, const struct device *from,
			    const char *address)
{
	size_t index = reader->vm_index[vm - reader->model->vms];
	struct graph_vm *to = &reader->graph->vms[index];
	const struct passthrough_device *device = from->passthrough;
	const char *name = device_name(reader->model, device);
	char bdf[BDF_TEXT_SIZE];
	struct graph_device *added = graph_add_device(
		reader->graph, to,
		device->has_bdf ? bdf_format(device->bdf, bdf)
				: arena_copy(reader->scratch, device->text.value,
					     strcspn(device->text.value, " \t\n")));

	if (name)
		added->name = graph_text(reader->arena, name);
	added->address = address;
	graph_place_device(&reader->places, index, to->device_count - 1, from->at);
}

/* The graph's peer of a device; there is one, unless a script has it apart from any region. */
static struct graph_peer *peer_of(const struct reader *reader, size_t vm,
				  const struct shm_peer *peer)
{
	size_t index = peer->region->index, count;
	const struct graph_region *region = &reader->graph->regions[index];
	struct graph_peer *found = graph_peers_of(region, vm, &count);

	for (size_t i = 0; i < count; i++)
		if (reader->peers[index][found - region->peers + (ptrdiff_t)i] == peer)
			return &found[i];
	return NULL;
}

/* The address that the scenario gives a device; NULL for none. */
static const char *written_address(const struct reader *reader, const struct vm *vm,
				   const struct device *device)
{
	const struct device_address *address = &device->address;
	bool is_slot = vm->load_order == CFG_POST_LAUNCHED ||
		       model_is_started_by_acrn_hv(reader->model, vm);

	if (address->kind == ADDRESS_FIXED)
		return graph_address(reader->arena, address->vbdf, is_slot);
	return address->kind == ADDRESS_ANY || model_is_blank(address->text)
		       ? NULL
		       : graph_text(reader->arena, address->text.value);
}

static void add_device(struct reader *reader, const struct vm *vm, const struct device *device,
		       const char *address)
{
	size_t index = reader->vm_index[vm - reader->model->vms];
	struct graph_peer *peer;

	if (device->kind == DEVICE_PASSTHROUGH)
		add_passthrough(reader, vm, device, address);
	if (device->kind != DEVICE_IVSHMEM)
		return;
	peer = peer_of(reader, index, device->ivshmem);
	if (peer)
		peer->address = address;
}

/* Whether the plan has a device too: others of customized_parameters are the user's own. */
static bool is_shown(const struct model *model, const struct device *device)
{
	return model->is_of_scripts || !device->address.is_argument ||
	       device->kind == DEVICE_IVSHMEM;
}

/* The plan's next device: it has options between them. */
static const struct plan_device *next_planned(const struct plan_vm *vm, size_t *index)
{
	while (vm->devices[*index].kind == PLAN_VIRTIO_POLL ||
	       vm->devices[*index].kind == PLAN_INTERRUPT_MONITOR)
		++*index;
	return &vm->devices[(*index)++];
}

static void add_devices(struct reader *reader, const struct vm *vm)
{
	size_t index = reader->vm_index[vm - reader->model->vms], next = 0;
	const struct plan_vm *planned = reader->plan ? &reader->plan->vms[index] : NULL;

	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];

		if (!is_shown(reader->model, device))
			continue;
		add_device(reader, vm, device,
			   planned ? graph_address(reader->arena,
						   next_planned(planned, &next)->vbdf,
						   planned->launch != PLAN_LAUNCH_NONE)
				   : written_address(reader, vm, device));
	}
}

/* ---- Connections ---- */

static const char *planned_place(const struct reader *reader, const struct plan_vuart_end *end)
{
	return end->has_vbdf ? graph_address(reader->arena, end->vbdf, false) : end->port;
}

static const char *written_place(const struct vuart_connection *connection,
				 const struct vuart_end *end)
{
	struct text text = {
		.value = connection->is_pci ? end->address.text.value : end->port.text,
	};

	return model_is_blank(text) ? NULL : text.value;
}

static struct graph_end make_end(struct reader *reader, const struct vuart_connection *connection,
				 size_t index)
{
	size_t number = (size_t)(connection - reader->model->vuarts);
	const struct vuart_end *end = &connection->ends[index];
	const char *where;

	if (index >= connection->end_count)
		return (struct graph_end) { .vm = index_of(reader, NULL, "(missing)") };
	where = reader->plan ? planned_place(reader, &reader->plan->vuarts[number].ends[index])
			     : written_place(connection, end);
	return (struct graph_end) {
		.vm = index_of(reader, end->vm, end->vm_name.value),
		.address = end->vm ? graph_vuart(reader->arena, end->index, where) : NULL,
	};
}

static void add_connection(struct reader *reader, const struct vuart_connection *connection)
{
	const char *name = model_is_blank(connection->name) ? GRAPH_UNNAMED_CONNECTION
							    : connection->name.value;
	struct graph_connection *to = graph_add_connection(reader->graph, name);

	to->is_pci = !uarts_is_legacy(connection);
	for (size_t i = 0; i < sizeof(to->ends) / sizeof(to->ends[0]); i++)
		to->ends[i] = make_end(reader, connection, i);
	graph_place_connection(&reader->places, reader->graph->connection_count - 1, connection);
}

/* ---- All ---- */

static void fill(struct reader *reader)
{
	const struct model *model = reader->model;

	add_vms(reader);
	reader->peers = arena_array(reader->scratch, model->region_count, sizeof(*reader->peers));
	for (size_t i = 0; i < model->region_count; i++)
		add_region(reader, model->regions[i]);
	for (size_t i = 0; i < model->vm_count; i++)
		add_devices(reader, &model->vms[i]);
	for (size_t i = 0; i < model->vuart_count; i++)
		add_connection(reader, &model->vuarts[i]);
}

struct graph *graph_of_model(struct arena *arena, const struct model *model,
			     const struct plan *plan, const struct diags *diags)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct reader reader = {
		.arena = arena,
		.scratch = scratch,
		.graph = graph_new(arena),
		.model = model,
		.plan = plan,
		.unknown = string_map_new(scratch, 0),
		.places = { .arena = scratch },
	};
	struct graph *graph = reader.graph;

	graph->title = graph_text(arena, model->source->base);
	graph->board = model->board ? graph_text(arena, model->board->name) : NULL;
	graph->release = release_name(model->release);
	graph->is_invalid = !plan;
	fill(&reader);
	graph_add_findings(graph, &reader.places, diags);
	return graph;
}
