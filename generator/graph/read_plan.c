/* SPDX-License-Identifier: BSD-3-Clause
 * read_plan.c: makes the graph of a plan's document.
 *
 * What names a VM or a region that the document does not have is left out: it was edited by hand.
 */
#include "graph/read_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "graph/internal.h"
#include "load/load.h"
#include "plan/formats.h"
#include "schema/number.h"

struct reader {
	struct arena *arena, *scratch;
	struct graph *graph;
	const xmlNode *root;
	enum target target;
	enum release release;
	struct string_map *vms, *regions; /* indices by name */
};

/* ---- Values ---- */

static const char *text_of(const struct reader *reader, const xmlNode *element, const char *name)
{
	const char *value = load_attribute(reader->arena, element, name);

	return value && *value ? graph_text(reader->arena, value) : NULL;
}

static const char *name_of(const struct reader *reader, const xmlNode *element)
{
	const char *name = text_of(reader, element, "name");

	return name ? name : "";
}

static uint64_t number_of(const struct reader *reader, const xmlNode *element, const char *name)
{
	const char *text = load_attribute(reader->scratch, element, name);
	uint64_t value = 0;

	if (text)
		number_parse(text, strlen(text), UINT64_MAX, &value);
	return value;
}

static bool is_value(const struct reader *reader, const xmlNode *element, const char *name,
		     const char *value)
{
	const char *text = load_attribute(reader->scratch, element, name);

	return text && strcmp(text, value) == 0;
}

/* The first element PARENT/NAME, or NULL. */
static const xmlNode *first_of(const xmlNode *root, const char *parent, const char *name)
{
	const xmlNode *list = load_child(root, parent);

	return list ? load_child(list, name) : NULL;
}

static void put_index(struct reader *reader, struct string_map *map, const char *name, size_t index)
{
	size_t *copy = arena_alloc(reader->scratch, sizeof(*copy));

	*copy = index;
	string_map_put(map, name, copy);
}

/* ---- VMs ---- */

static enum cfg_load_order load_order_of(const struct reader *reader, const xmlNode *vm)
{
	for (enum cfg_load_order order = CFG_PRE_LAUNCHED; order <= CFG_POST_LAUNCHED; order++)
		if (is_value(reader, vm, "load-order", plan_load_order_name(order)))
			return order;
	return 0;
}

static enum vm_type type_of(const struct reader *reader, const xmlNode *vm)
{
	enum vm_type type = VM_STANDARD;

	while (type < VM_REE && !is_value(reader, vm, "vm-type", plan_vm_type_name(type)))
		type++;
	return type;
}

/* "slot 8" where acrn-dm takes a slot. */
static const char *address_of(const struct reader *reader, const xmlNode *device)
{
	const char *slot = text_of(reader, device, "slot");

	return slot ? arena_printf(reader->arena, "slot %s", slot)
		    : text_of(reader, device, "vbdf");
}

/* The board's PCI domain is always 0. */
static const char *bdf_of(const struct reader *reader, const xmlNode *device)
{
	static const char domain[] = "0000:";
	const char *bdf = text_of(reader, device, "bdf");

	if (!bdf)
		return "";
	return strncmp(bdf, domain, strlen(domain)) == 0 ? bdf + strlen(domain) : bdf;
}

static void add_passthrough(const struct reader *reader, struct graph_vm *to, const xmlNode *device)
{
	struct graph_device *added = graph_add_device(reader->graph, to, bdf_of(reader, device));

	added->name = text_of(reader, device, "name");
	added->address = address_of(reader, device);
}

static void add_vm(struct reader *reader, const xmlNode *vm)
{
	const char *name = name_of(reader, vm);
	struct graph_vm *to = graph_add_vm(reader->graph, name);
	const xmlNode *memory = load_child(vm, "memory");

	put_index(reader, reader->vms, name, reader->graph->vm_count - 1);
	to->has_id = true;
	to->id = (uint16_t)number_of(reader, vm, "id");
	to->load_order = load_order_of(reader, vm);
	to->type = type_of(reader, vm);
	to->memory_mib = memory ? number_of(reader, memory, "mib") : 0;
	for (const xmlNode *device = load_child(vm, "passthrough"); device;
	     device = load_next(device))
		add_passthrough(reader, to, device);
}

static void set_cpus(struct reader *reader, const xmlNode *affinity)
{
	const size_t *index = string_map_find(reader->vms, name_of(reader, affinity));
	struct graph_cpus cpus = { .is_exclusive = is_value(reader, affinity, "own", "y") };

	for (const xmlNode *cpu = load_child(affinity, "pcpu"); cpu; cpu = load_next(cpu)) {
		cpus.ids = arena_grow(reader->scratch, cpus.ids, cpus.count, sizeof(*cpus.ids));
		cpus.ids[cpus.count++] = (uint32_t)number_of(reader, cpu, "id");
	}
	if (index)
		reader->graph->vms[*index].cpus = graph_cpus_text(reader->arena, &cpus);
}

/* ---- Regions ---- */

static int compare_indices(const void *left, const void *right)
{
	const size_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

static void add_peers(struct reader *reader, struct graph_region *to, const xmlNode *region)
{
	size_t *found = NULL, count = 0;

	for (const xmlNode *peer = load_child(region, "peer"); peer; peer = load_next(peer)) {
		const size_t *index = string_map_find(reader->vms, name_of(reader, peer));

		if (!index)
			continue;
		found = arena_grow(reader->scratch, found, count, sizeof(*found));
		found[count++] = *index;
	}
	if (count)
		qsort(found, count, sizeof(*found), compare_indices);
	for (size_t i = 0; i < count; i++)
		graph_add_peer(reader->graph, to, found[i]);
}

static void add_region(struct reader *reader, const xmlNode *region)
{
	const char *name = name_of(reader, region);
	struct graph_region *to = graph_add_region(reader->graph, name);

	put_index(reader, reader->regions, name, reader->graph->region_count - 1);
	to->land = is_value(reader, region, "land", "hv") ? CFG_LAND_HV : CFG_LAND_DM;
	to->bytes = number_of(reader, region, "bytes");
	to->region_id = (uint16_t)number_of(reader, region, "region-id");
	to->doorbell = graph_doorbell(to->land, reader->target, reader->release);
	add_peers(reader, to, region);
}

/* The addresses of a VM's peers are those of its devices. */
static void set_addresses(struct reader *reader, const xmlNode *vm)
{
	const size_t *vm_index = string_map_find(reader->vms, name_of(reader, vm));

	for (const xmlNode *device = load_child(vm, "ivshmem"); device;
	     device = load_next(device)) {
		const size_t *region = string_map_find(reader->regions, name_of(reader, device));
		struct graph_peer *peer;
		size_t count = 0;

		if (!region)
			continue;
		peer = graph_peers_of(&reader->graph->regions[*region], *vm_index, &count);
		if (count)
			peer->address = address_of(reader, device);
	}
}

/* ---- Connections ---- */

static bool read_end(const struct reader *reader, const xmlNode *from, struct graph_end *to)
{
	const size_t *vm = from ? string_map_find(reader->vms, name_of(reader, from)) : NULL;
	const char *where;

	if (!vm)
		return false;
	where = text_of(reader, from, "vbdf");
	if (!where)
		where = text_of(reader, from, "port");
	to->vm = *vm;
	to->address = graph_vuart(reader->arena, (unsigned)number_of(reader, from, "index"), where);
	return true;
}

static void add_connection(struct reader *reader, const xmlNode *connection)
{
	const xmlNode *end = load_child(connection, "end");
	const char *name = text_of(reader, connection, "name");
	struct graph_connection *to;
	struct graph_end ends[2];

	if (!read_end(reader, end, &ends[0]) || !read_end(reader, load_next(end), &ends[1]))
		return;
	to = graph_add_connection(reader->graph, name ? name : GRAPH_UNNAMED_CONNECTION);
	to->is_pci = is_value(reader, connection, "kind", "pci");
	memcpy(to->ends, ends, sizeof(ends));
}

/* ---- The document ---- */

static void each(struct reader *reader, const char *parent, const char *name,
		 void (*read)(struct reader *reader, const xmlNode *element))
{
	for (const xmlNode *element = first_of(reader->root, parent, name); element;
	     element = load_next(element))
		read(reader, element);
}

struct graph *graph_read_plan(struct arena *arena, const xmlDoc *plan)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct reader reader = {
		.arena = arena,
		.scratch = scratch,
		.graph = graph_new(arena),
		.root = xmlDocGetRootElement(plan),
		.vms = string_map_new(scratch, 0),
		.regions = string_map_new(scratch, 0),
	};
	struct graph *graph = reader.graph;

	graph->title = text_of(&reader, reader.root, "scenario");
	graph->board = text_of(&reader, reader.root, "board");
	graph->release = text_of(&reader, reader.root, "release");
	if (graph->release)
		release_find(graph->release, &reader.release);
	if (is_value(&reader, reader.root, "target", "lab"))
		reader.target = TARGET_LAB;
	each(&reader, "vms", "vm", add_vm);
	each(&reader, "affinities", "affinity", set_cpus);
	each(&reader, "regions", "region", add_region);
	each(&reader, "vms", "vm", set_addresses);
	each(&reader, "connections", "connection", add_connection);
	return graph;
}
