/* SPDX-License-Identifier: BSD-3-Clause
 * select.c: the neighbourhood of VMs and regions in a graph. */
#include <string.h>

#include "base/arena.h"
#include "graph/graph.h"
#include "schema/nearest.h"

struct selection {
	const struct graph *from;
	bool *is_named;	     /* VMs */
	bool *has_vm;	     /* named, or connected with one that is */
	bool *has_region;    /* likewise */
	size_t *new_indices; /* of VMs, in what is returned */
};

/* ---- Names ---- */

static bool mark_vms(const struct selection *selection, const char *name, struct nearest *nearest)
{
	const struct graph *graph = selection->from;
	bool is_found = false;

	for (size_t i = 0; i < graph->vm_count; i++) {
		nearest_try(nearest, graph->vms[i].name);
		if (strcmp(graph->vms[i].name, name) != 0)
			continue;
		is_found = selection->is_named[i] = true;
	}
	return is_found;
}

static bool mark_regions(const struct selection *selection, const char *name,
			 struct nearest *nearest)
{
	const struct graph *graph = selection->from;
	bool is_found = false;

	for (size_t i = 0; i < graph->region_count; i++) {
		nearest_try(nearest, graph->regions[i].name);
		if (strcmp(graph->regions[i].name, name) != 0)
			continue;
		is_found = selection->has_region[i] = true;
	}
	return is_found;
}

/* Marks what has one of some names. Returns the first unknown name, or NULL. */
static const char *mark_named(const struct selection *selection, const char *const *names,
			      bool (*mark)(const struct selection *selection, const char *name,
					   struct nearest *nearest),
			      const char **likely)
{
	for (; *names; names++) {
		const char *name = graph_text(selection->from->arena, *names);
		struct nearest nearest = { .word = name };

		if (mark(selection, name, &nearest))
			continue;
		*likely = nearest.name;
		return *names;
	}
	return NULL;
}

/* ---- Neighbours ---- */

static void mark_peers(const struct selection *selection, size_t index)
{
	const struct graph_region *region = &selection->from->regions[index];

	for (size_t i = 0; i < region->peer_count; i++)
		if (selection->is_named[region->peers[i].vm])
			selection->has_region[index] = true;
	for (size_t i = 0; i < region->peer_count; i++)
		if (selection->has_region[index])
			selection->has_vm[region->peers[i].vm] = true;
}

/* Whether one of its ends is a VM that was named. */
static bool has_connection(const struct selection *selection,
			   const struct graph_connection *connection)
{
	return selection->is_named[connection->ends[0].vm] ||
	       selection->is_named[connection->ends[1].vm];
}

static void mark_neighbours(const struct selection *selection)
{
	const struct graph *graph = selection->from;

	memcpy(selection->has_vm, selection->is_named, graph->vm_count * sizeof(bool));
	for (size_t i = 0; i < graph->region_count; i++)
		mark_peers(selection, i);
	for (size_t i = 0; i < graph->connection_count; i++) {
		const struct graph_connection *connection = &graph->connections[i];

		if (!has_connection(selection, connection))
			continue;
		selection->has_vm[connection->ends[0].vm] = true;
		selection->has_vm[connection->ends[1].vm] = true;
	}
}

/* ---- The graph of what is marked: parts keep their IDs ---- */

static void copy_vms(const struct selection *selection, struct graph *to)
{
	const struct graph *from = selection->from;

	to->vms = arena_array(to->arena, from->vm_count, sizeof(*to->vms));
	to->vm_count = 0;
	for (size_t i = 0; i < from->vm_count; i++) {
		if (!selection->has_vm[i])
			continue;
		selection->new_indices[i] = to->vm_count;
		to->vms[to->vm_count++] = from->vms[i];
	}
}

static void copy_region(const struct selection *selection, struct graph *to,
			const struct graph_region *region)
{
	struct graph_region *copy = &to->regions[to->region_count++];

	*copy = *region;
	copy->peers = arena_array(to->arena, region->peer_count, sizeof(*copy->peers));
	for (size_t i = 0; i < region->peer_count; i++) {
		copy->peers[i] = region->peers[i];
		copy->peers[i].vm = selection->new_indices[region->peers[i].vm];
	}
}

static void copy_regions(const struct selection *selection, struct graph *to)
{
	const struct graph *from = selection->from;

	to->regions = arena_array(to->arena, from->region_count, sizeof(*to->regions));
	to->region_count = 0;
	for (size_t i = 0; i < from->region_count; i++)
		if (selection->has_region[i])
			copy_region(selection, to, &from->regions[i]);
}

static void copy_connections(const struct selection *selection, struct graph *to)
{
	const struct graph *from = selection->from;

	to->connections = arena_array(to->arena, from->connection_count, sizeof(*to->connections));
	to->connection_count = 0;
	for (size_t i = 0; i < from->connection_count; i++) {
		struct graph_connection *copy = &to->connections[to->connection_count];

		if (!has_connection(selection, &from->connections[i]))
			continue;
		*copy = from->connections[i];
		copy->ends[0].vm = selection->new_indices[copy->ends[0].vm];
		copy->ends[1].vm = selection->new_indices[copy->ends[1].vm];
		to->connection_count++;
	}
}

static struct graph *copy_marked(const struct selection *selection)
{
	struct graph *to = arena_alloc(selection->from->arena, sizeof(*to));

	*to = *selection->from;
	copy_vms(selection, to);
	copy_regions(selection, to);
	copy_connections(selection, to);
	return to;
}

struct graph *graph_select(const struct graph *graph, struct graph_names *names)
{
	struct arena *arena = graph->arena;
	struct selection selection = {
		.from = graph,
		.is_named = arena_array(arena, graph->vm_count, sizeof(bool)),
		.has_vm = arena_array(arena, graph->vm_count, sizeof(bool)),
		.has_region = arena_array(arena, graph->region_count, sizeof(bool)),
		.new_indices = arena_array(arena, graph->vm_count, sizeof(size_t)),
	};

	names->unknown_vm = mark_named(&selection, names->vms, mark_vms, &names->likely);
	if (names->unknown_vm)
		return NULL;
	names->unknown_region =
		mark_named(&selection, names->regions, mark_regions, &names->likely);
	if (names->unknown_region)
		return NULL;
	mark_neighbours(&selection);
	return copy_marked(&selection);
}
