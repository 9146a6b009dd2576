/* SPDX-License-Identifier: BSD-3-Clause
 * graph.c: the graph of two plans together: that of the new one, with the parts that only the old
 * one has, and the changes at the parts that they are about. */
#include "graph/graph.h"

#include <string.h>

#include "diff/internal.h"
#include "graph/read_plan.h"

/* Parts move while others are added, so that these have indices; `parts` is filled at the end. */
struct merging {
	struct arena *arena;
	const struct diff *diff;
	struct graph *old, *all;
	struct string_map *vm_names, *region_names; /* of those that are renamed: old -> new */
	struct string_map *vms;			    /* indices in all, by name */
	struct string_map *regions;
	struct string_map *removed; /* indices of connections in all, by those in old */
	struct string_map *parts;   /* of all, by key_of() */
};

static const char *key_of(struct arena *arena, const char *kind, const char *name,
			  const char *other)
{
	return arena_printf(arena, "%s %s/%s", kind, name, other ? other : "");
}

/* The name that a part of the old plan has in the new one. */
static const char *new_name(const struct string_map *names, const char *old)
{
	const char *name = string_map_find(names, old);

	return name ? name : old;
}

static void put_index(struct arena *arena, struct string_map *map, const char *name, size_t index)
{
	size_t *copy = arena_alloc(arena, sizeof(*copy));

	*copy = index;
	string_map_put(map, name, copy);
}

static void list_names(struct merging *merging)
{
	for (size_t i = 0; i < merging->diff->count; i++) {
		const struct diff_change *change = &merging->diff->changes[i];

		if (!change->what || strcmp(change->what, "name") != 0)
			continue;
		if (change->subject == DIFF_VM)
			string_map_put(merging->vm_names, change->old, change->new);
		else if (change->subject == DIFF_REGION)
			string_map_put(merging->region_names, change->old, change->new);
	}
	for (size_t i = 0; i < merging->all->vm_count; i++)
		put_index(merging->arena, merging->vms, merging->all->vms[i].name, i);
	for (size_t i = 0; i < merging->all->region_count; i++)
		put_index(merging->arena, merging->regions, merging->all->regions[i].name, i);
}

/* Adds the devices of an old VM that its new one does not have. */
static void add_devices(struct merging *merging, size_t index, const struct graph_vm *from)
{
	struct string_map *bdfs = string_map_new(merging->arena, 0);
	struct graph_vm *to = &merging->all->vms[index];

	for (size_t i = 0; i < to->device_count; i++)
		string_map_put(bdfs, to->devices[i].bdf, to);
	for (size_t i = 0; i < from->device_count; i++)
		if (!string_map_find(bdfs, from->devices[i].bdf))
			graph_add_device(merging->all, to, from->devices[i].bdf)->address =
				from->devices[i].address;
}

static void add_vms(struct merging *merging)
{
	for (size_t i = 0; i < merging->old->vm_count; i++) {
		const struct graph_vm *from = &merging->old->vms[i];
		const char *name = new_name(merging->vm_names, from->name);
		const size_t *index = string_map_find(merging->vms, name);
		struct graph_vm *to;
		struct graph_part part;

		if (!index) {
			to = graph_add_vm(merging->all, name);
			part = to->part;
			*to = *from;
			to->part = part;
			to->devices = NULL;
			to->device_count = 0;
			put_index(merging->arena, merging->vms, name, merging->all->vm_count - 1);
			index = string_map_find(merging->vms, name);
		}
		add_devices(merging, *index, from);
	}
}

/* The VM of the merged graph that an old one is. */
static size_t vm_of(const struct merging *merging, size_t old)
{
	const char *name = new_name(merging->vm_names, merging->old->vms[old].name);

	return *(const size_t *)string_map_find(merging->vms, name);
}

/* Adds the peers of an old region that its new one does not have. */
static void add_peers(struct merging *merging, size_t index, const struct graph_region *from)
{
	struct graph_region *to = &merging->all->regions[index];
	bool *has_peer = arena_array(merging->arena, merging->all->vm_count, sizeof(*has_peer));

	for (size_t i = 0; i < to->peer_count; i++)
		has_peer[to->peers[i].vm] = true;
	for (size_t i = 0; i < from->peer_count; i++) {
		size_t vm = vm_of(merging, from->peers[i].vm);

		if (!has_peer[vm])
			graph_add_peer(merging->all, to, vm)->address = from->peers[i].address;
	}
}

static void add_regions(struct merging *merging)
{
	for (size_t i = 0; i < merging->old->region_count; i++) {
		const struct graph_region *from = &merging->old->regions[i];
		const char *name = new_name(merging->region_names, from->name);
		const size_t *index = string_map_find(merging->regions, name);
		struct graph_region *to;
		struct graph_part part;

		if (index) {
			add_peers(merging, *index, from);
			continue;
		}
		to = graph_add_region(merging->all, name);
		part = to->part;
		*to = *from;
		to->part = part;
		to->peers = NULL;
		to->peer_count = 0;
		add_peers(merging, merging->all->region_count - 1, from);
	}
}

static void add_connection(struct merging *merging, const struct graph_connection *from)
{
	struct graph_connection *to = graph_add_connection(merging->all, from->name);

	to->is_pci = from->is_pci;
	for (size_t end = 0; end < 2; end++)
		to->ends[end] = (struct graph_end) {
			.vm = vm_of(merging, from->ends[end].vm),
			.address = from->ends[end].address,
		};
}

/* Adds the connections that are removed. Those of a plan are in its graph, in their order. */
static void add_connections(struct merging *merging)
{
	for (size_t i = 0; i < merging->diff->count; i++) {
		const struct diff_change *change = &merging->diff->changes[i];

		if (change->subject != DIFF_CONNECTION || change->kind != DIFF_REMOVED)
			continue;
		put_index(merging->arena, merging->removed,
			  arena_printf(merging->arena, "%zu", change->index),
			  merging->all->connection_count);
		add_connection(merging, &merging->old->connections[change->index]);
	}
}

static void put_part(const struct merging *merging, const char *kind, const char *name,
		     const char *other, struct graph_part *part)
{
	string_map_put(merging->parts, key_of(merging->arena, kind, name, other), part);
}

static void list_region(const struct merging *merging, struct graph_region *region)
{
	put_part(merging, "region", region->name, NULL, &region->part);
	for (size_t i = 0; i < region->peer_count; i++)
		put_part(merging, "peer", region->name, merging->all->vms[region->peers[i].vm].name,
			 &region->peers[i].part);
}

static void list_parts(const struct merging *merging)
{
	struct graph *all = merging->all;

	for (size_t i = 0; i < all->vm_count; i++) {
		struct graph_vm *vm = &all->vms[i];

		put_part(merging, "vm", vm->name, NULL, &vm->part);
		for (size_t j = 0; j < vm->device_count; j++)
			put_part(merging, "device", vm->name, vm->devices[j].bdf,
				 &vm->devices[j].part);
	}
	for (size_t i = 0; i < all->region_count; i++)
		list_region(merging, &all->regions[i]);
}

static struct graph_part *find_part(const struct merging *merging, const char *kind,
				    const char *name, const char *other)
{
	return string_map_find(merging->parts, key_of(merging->arena, kind, name, other));
}

/* The passthrough device that a change is about, or that of which it is about a part: its name ends
 * with the address on the board. */
static struct graph_part *device_part(const struct merging *merging,
				      const struct diff_change *change)
{
	static const char domain[] = "device 0000:";
	const char *bdf = change->name ? strstr(change->name, domain) : NULL;

	return bdf ? find_part(merging, "device", change->vm, bdf + strlen(domain)) : NULL;
}

static struct graph_part *connection_part(const struct merging *merging,
					  const struct diff_change *change)
{
	size_t index = change->index;

	if (change->kind == DIFF_REMOVED)
		index = *(const size_t *)string_map_find(
			merging->removed, arena_printf(merging->arena, "%zu", index));
	return &merging->all->connections[index].part;
}

/* The part that a change is about; NULL where none is drawn. */
static struct graph_part *part_of(const struct merging *merging, const struct diff_change *change)
{
	struct graph_part *part = NULL;

	switch (change->subject) {
	case DIFF_DEVICE:
		part = device_part(merging, change);
		return part ? part : find_part(merging, "vm", change->vm, NULL);
	case DIFF_VM:
		return find_part(merging, "vm", change->vm, NULL);
	case DIFF_REGION:
		return find_part(merging, "region", change->region, NULL);
	case DIFF_PEER:
		return find_part(merging, "peer", change->region, change->vm);
	case DIFF_CONNECTION:
		return connection_part(merging, change);
	case DIFF_SCENARIO:
	case DIFF_CPU:
		break;
	}
	return NULL;
}

/* The mark of a part: it stays added or removed where its values change, too. */
static void mark(struct graph_part *part, enum graph_mark mark)
{
	if (part->mark == GRAPH_SAME || part->mark == GRAPH_CHANGED)
		part->mark = mark;
}

/* Whether a change is about a part as a whole, and not about something in it that is not drawn. */
static bool is_whole(const struct merging *merging, const struct diff_change *change)
{
	return change->subject != DIFF_DEVICE || device_part(merging, change);
}

static void mark_change(const struct merging *merging, const struct diff_change *change)
{
	static const enum graph_mark marks[] = {
		[DIFF_ADDED] = GRAPH_ADDED,
		[DIFF_REMOVED] = GRAPH_REMOVED,
		[DIFF_CHANGED] = GRAPH_CHANGED,
	};
	struct graph_part *part = part_of(merging, change);

	graph_add_change(merging->all, part ? part : &merging->all->rest, change->text);
	if (part)
		mark(part, is_whole(merging, change) ? marks[change->kind] : GRAPH_CHANGED);
}

/* The peers of a region that is added or removed have no changes of their own. */
static void mark_peers(const struct graph *graph)
{
	for (size_t i = 0; i < graph->region_count; i++) {
		const struct graph_region *region = &graph->regions[i];

		if (region->part.mark != GRAPH_ADDED && region->part.mark != GRAPH_REMOVED)
			continue;
		for (size_t j = 0; j < region->peer_count; j++)
			region->peers[j].part.mark = region->part.mark;
	}
}

/* "old.xml -> new.xml", where the scenarios' files have different names. */
static void set_title(struct merging *merging)
{
	const char *old = merging->old->title, *new = merging->all->title;

	if (old && new &&strcmp(old, new) != 0)
		merging->all->title = arena_printf(merging->arena, "%s -> %s", old, new);
}

struct graph *diff_graph(struct arena *arena, const xmlDoc *old, const xmlDoc *new,
			 const struct diff *diff)
{
	struct merging merging = {
		.arena = arena,
		.diff = diff,
		.old = graph_read_plan(arena, old),
		.all = graph_read_plan(arena, new),
		.vm_names = string_map_new(arena, 0),
		.region_names = string_map_new(arena, 0),
		.vms = string_map_new(arena, 0),
		.regions = string_map_new(arena, 0),
		.removed = string_map_new(arena, 0),
		.parts = string_map_new(arena, 0),
	};

	set_title(&merging);
	list_names(&merging);
	add_vms(&merging);
	add_regions(&merging);
	add_connections(&merging);
	list_parts(&merging);
	for (size_t i = 0; i < diff->count; i++)
		mark_change(&merging, &diff->changes[i]);
	mark_peers(merging.all);
	return merging.all;
}
