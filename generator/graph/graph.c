/* SPDX-License-Identifier: BSD-3-Clause
 * graph.c: adds parts to a graph, and gives them IDs. */
#include "graph/graph.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/string_map.h"
#include "diag/printable.h"

/* So much of a name is in an ID, and of its digest where it is longer: a hostile one of any length
 * makes no long IDs. */
#define ID_BYTES_MAX  64u
#define ID_DIGEST_MAX 16

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

/* An ID in the making: its bytes, NUL-terminated. */
struct id {
	char text[16 + 2 * (3 * ID_BYTES_MAX + 2 + ID_DIGEST_MAX + 1) + 1];
	size_t length;
};

/* Appends a name, with each byte that an NCName cannot have as ".XX". A name that another one
 * follows has no dash: the first one ends it. */
static void append_name(struct arena *arena, struct id *id, const char *name, bool is_last)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length && i < ID_BYTES_MAX; i++)
		if (is_id_byte(name[i]) && (is_last || name[i] != '-'))
			id->text[id->length++] = name[i];
		else
			id->length += (size_t)sprintf(&id->text[id->length], ".%02x",
						      (unsigned char)name[i]);
	if (length > ID_BYTES_MAX)
		id->length += (size_t)sprintf(&id->text[id->length], ".-%.*s", ID_DIGEST_MAX,
					      digest_bytes(arena, name, length));
	id->text[id->length] = '\0';
}

/* An ID that no part has: KIND-NAME or KIND-NAME-OTHER, from the second such part on with "..2" and
 * so on behind it, which no name makes. */
static const char *new_id(struct graph *graph, const char *kind, const char *name,
			  const char *other)
{
	struct arena *arena = graph->arena;
	struct id id;
	size_t *count;

	id.length = (size_t)sprintf(id.text, "%s-", kind);
	append_name(arena, &id, name, !other);
	if (other) {
		id.text[id.length++] = '-';
		append_name(arena, &id, other, true);
	}
	count = string_map_find(graph->ids, id.text);
	if (!count) {
		count = arena_alloc(arena, sizeof(*count));
		string_map_put(graph->ids, id.text, count);
	}
	if (++*count == 1)
		return arena_copy(arena, id.text, id.length);
	return arena_printf(arena, "%s..%zu", id.text, *count);
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
