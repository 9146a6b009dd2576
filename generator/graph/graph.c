/* SPDX-License-Identifier: BSD-3-Clause
 * graph.c: adds parts to a graph, and gives them IDs. */
#include "graph/graph.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "diag/printable.h"

/* So much of a name is in an ID: a hostile one of any length makes no long IDs. */
#define ID_BYTES_MAX 64u

struct graph *graph_new(struct arena *arena)
{
	struct graph *graph = arena_alloc(arena, sizeof(*graph));

	graph->arena = arena;
	graph->ids = string_map_new(arena, 0);
	graph->rest.id = "rest";
	return graph;
}

const char *graph_text(struct arena *arena, const char *text)
{
	const char *printable = diag_printable(arena, text);
	char *copy = arena_copy(arena, printable, strlen(printable));

	for (char *tab = copy; (tab = strchr(tab, '\t')); tab++)
		*tab = ' ';
	return copy;
}

static bool is_id_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

/* Appends a name to an ID, with each byte that an NCName cannot have as ".XX". Returns its end. */
static char *append_name(char *to, const char *name)
{
	for (size_t i = 0; i < ID_BYTES_MAX && name[i]; i++)
		if (is_id_byte(name[i]))
			*to++ = name[i];
		else
			to += sprintf(to, ".%02x", (unsigned char)name[i]);
	return to;
}

/* An ID that no part has: KIND-NAME or KIND-NAME-OTHER, from the second such part on with "..2" and
 * so on behind it, which no name makes. */
static const char *new_id(struct graph *graph, const char *kind, const char *name,
			  const char *other)
{
	char text[16 + 2 * (3 * ID_BYTES_MAX + 1) + 1], *end = text;
	size_t *count;

	end += sprintf(end, "%s-", kind);
	end = append_name(end, name);
	if (other) {
		*end++ = '-';
		end = append_name(end, other);
	}
	*end = '\0';
	count = string_map_find(graph->ids, text);
	if (!count) {
		count = arena_alloc(graph->arena, sizeof(*count));
		string_map_put(graph->ids, text, count);
	}
	if (++*count == 1)
		return arena_copy(graph->arena, text, (size_t)(end - text));
	return arena_printf(graph->arena, "%s..%zu", text, *count);
}

struct graph_vm *graph_add_vm(struct graph *graph, const char *name)
{
	struct graph_vm *vm;

	graph->vms = arena_grow(graph->arena, graph->vms, graph->vm_count, sizeof(*vm));
	vm = &graph->vms[graph->vm_count++];
	vm->name = graph_text(graph->arena, name);
	vm->part.id = new_id(graph, "vm", vm->name, NULL);
	return vm;
}

struct graph_device *graph_add_device(struct graph *graph, struct graph_vm *vm, const char *bdf)
{
	struct graph_device *device;

	vm->devices = arena_grow(graph->arena, vm->devices, vm->device_count, sizeof(*vm->devices));
	device = &vm->devices[vm->device_count++];
	device->bdf = graph_text(graph->arena, bdf);
	device->part.id = new_id(graph, "device", vm->name, device->bdf);
	return device;
}

struct graph_region *graph_add_region(struct graph *graph, const char *name)
{
	struct graph_region *region;

	graph->regions =
		arena_grow(graph->arena, graph->regions, graph->region_count, sizeof(*region));
	region = &graph->regions[graph->region_count++];
	region->name = graph_text(graph->arena, name);
	region->part.id = new_id(graph, "region", region->name, NULL);
	return region;
}

struct graph_peer *graph_add_peer(struct graph *graph, struct graph_region *region, size_t vm)
{
	struct graph_peer *peer;

	region->peers = arena_grow(graph->arena, region->peers, region->peer_count, sizeof(*peer));
	peer = &region->peers[region->peer_count++];
	peer->vm = vm;
	peer->part.id = new_id(graph, "peer", region->name, graph->vms[vm].name);
	return peer;
}

struct graph_connection *graph_add_connection(struct graph *graph, const char *name)
{
	struct graph_connection *connection;

	graph->connections = arena_grow(graph->arena, graph->connections, graph->connection_count,
					sizeof(*connection));
	connection = &graph->connections[graph->connection_count++];
	connection->name = graph_text(graph->arena, name);
	connection->part.id = new_id(graph, "connection", connection->name, NULL);
	return connection;
}

void graph_add_finding(struct graph *graph, struct graph_part *part, struct graph_finding finding)
{
	finding.text = graph_text(graph->arena, finding.text);
	part->findings = arena_grow(graph->arena, part->findings, part->finding_count,
				    sizeof(*part->findings));
	part->findings[part->finding_count++] = finding;
}

void graph_add_change(struct graph *graph, struct graph_part *part, const char *change)
{
	part->changes = arena_grow(graph->arena, (void *)part->changes, part->change_count,
				   sizeof(*part->changes));
	part->changes[part->change_count++] = graph_text(graph->arena, change);
}
