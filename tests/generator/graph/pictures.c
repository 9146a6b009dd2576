/* SPDX-License-Identifier: BSD-3-Clause
 * pictures.c FOLDER COUNT: writes pictures of COUNT made-up graphs into FOLDER, from one number
 * always the same: FOLDER/NUMBER.svg. They have anything that a graph can have: marks and findings
 * anywhere, names of any content and length, and more parts than a scenario has.
 */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "graph/formats.h"
#include "graph/graph.h"

struct random {
	uint64_t state;
	const struct graph *graph;
	bool has_marks, has_findings, is_hostile;
};

static uint32_t below(struct random *random, uint32_t limit)
{
	random->state = random->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random->state >> 33) % limit;
}

static bool one_in(struct random *random, uint32_t count)
{
	return below(random, count) == 0;
}

static const char *repeated(struct arena *arena, const char *text, size_t count)
{
	size_t length = strlen(text);
	char *all = arena_alloc(arena, count * length + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(all + i * length, text, length);
	return all;
}

static const char *hostile_name(struct random *random)
{
	static const char *const names[] = {
		"<script>alert(1)</script>",
		"]]>",
		"&amp;\"'<!--",
		"one \xE2\x80\xAE two",
		"\xD8\xB4\xD8\xA8\xD9\x83\xD8\xA9 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
		"\xE5\x85\xB1\xE6\x9C\x89\xE3\x83\xA1\xE3\x83\xA2\xE3\x83\xAA\xF0\x9F\x98\x80",
		"e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81",
		"M\xC3\xBC\xC3\x9F\xC5\x93 \xD0\xA9\xD0\xA9\xD0\xA9 \xEF\xB7\xBD",
		" ",
		"",
	};
	struct arena *arena = random->graph->arena;

	switch (below(random, 4)) {
	case 0:
		return repeated(arena, "W", 10000);
	case 1:
		return repeated(arena, names[below(random, 8)], 1 + below(random, 30));
	default:
		return names[below(random, sizeof(names) / sizeof(*names))];
	}
}

static const char *name(struct random *random, const char *kind, size_t number)
{
	if (random->is_hostile && one_in(random, 2))
		return hostile_name(random);
	if (one_in(random, 20))
		return arena_printf(random->graph->arena, "%s_with_a_rather_long_name_of_WMWM_%zu",
				    kind, number);
	return arena_printf(random->graph->arena, "%s_%zu", kind, number);
}

static void decorate(struct random *random, struct graph *graph, struct graph_part *part)
{
	if (random->has_marks && one_in(random, 3)) {
		part->mark = (enum graph_mark)below(random, 4);
		if (part->mark != GRAPH_SAME)
			graph_add_change(graph, part, name(random, "change", 1));
	}
	while (random->has_findings && one_in(random, 4)) {
		struct graph_finding finding = { one_in(random, 2), "some-slug",
						 name(random, "finding", 1) };

		graph_add_finding(graph, part, finding);
	}
}

static void add_vm(struct random *random, struct graph *graph, size_t number)
{
	struct graph_vm *vm = graph_add_vm(graph, name(random, "VM", number));

	vm->is_unknown = one_in(random, 10);
	vm->has_id = !vm->is_unknown;
	vm->id = (uint16_t)number;
	if (!vm->is_unknown)
		vm->load_order = number == 0	     ? CFG_SERVICE_VM
				 : one_in(random, 5) ? CFG_PRE_LAUNCHED
						     : CFG_POST_LAUNCHED;
	vm->type = (enum vm_type)below(random, 4);
	vm->cpus = one_in(random, 3) ? NULL : "2-5, 7 (exclusive)";
	vm->memory_mib = below(random, 5000);
	while (one_in(random, 3)) {
		struct graph_device *device = graph_add_device(graph, vm, "00:14.0");

		device->name = one_in(random, 3) ? NULL : name(random, "USB controller", 3);
		device->address = one_in(random, 2) ? NULL : "slot 5";
		decorate(random, graph, &device->part);
	}
	decorate(random, graph, &vm->part);
}

static void add_region(struct random *random, struct graph *graph, size_t number)
{
	static const char *const addresses[] = { "slot 8", "00:1f.3", "slot 31", NULL };
	struct graph_region *region = graph_add_region(graph, name(random, "region", number));
	uint32_t every = 1 + below(random, 12);

	region->land = one_in(random, 2) ? CFG_LAND_DM : CFG_LAND_HV;
	region->bytes =
		one_in(random, 9) ? 0 : (uint64_t)below(random, 1 << 20) << below(random, 13);
	region->region_id = (uint16_t)below(random, 3);
	region->doorbell = one_in(random, 2) ? NULL : "by the hypervisor";
	decorate(random, graph, &region->part);
	for (size_t i = 0; i < graph->vm_count; i++) {
		struct graph_peer *peer;

		if (!one_in(random, every))
			continue;
		peer = graph_add_peer(graph, region, i);
		peer->address = addresses[below(random, 4)];
		decorate(random, graph, &peer->part);
	}
}

static void add_connection(struct random *random, struct graph *graph, size_t number)
{
	struct graph_connection *connection =
		graph_add_connection(graph, name(random, "connection", number));

	connection->is_pci = one_in(random, 2);
	for (size_t i = 0; i < 2; i++) {
		connection->ends[i].vm = below(random, (uint32_t)graph->vm_count);
		connection->ends[i].address = one_in(random, 4) ? NULL : "vUART 1, 0x2F8";
	}
	decorate(random, graph, &connection->part);
}

static struct graph *random_graph(struct arena *arena, uint64_t number)
{
	struct graph *graph = graph_new(arena);
	struct random random = { .state = number, .graph = graph };
	size_t vms, regions, connections;

	below(&random, 2);
	vms = below(&random, one_in(&random, 8) ? 120 : 14);
	regions = below(&random, 9);
	connections = vms ? below(&random, 6) : 0;
	random.has_marks = one_in(&random, 4);
	random.has_findings = one_in(&random, 4);
	random.is_hostile = one_in(&random, 4);
	graph->title = name(&random, "scenario", number);
	graph->board = one_in(&random, 3) ? NULL : name(&random, "board", number);
	graph->release = "3.3";
	graph->is_invalid = random.has_findings;
	for (size_t i = 0; i < vms; i++)
		add_vm(&random, graph, i);
	for (size_t i = 0; i < regions; i++)
		add_region(&random, graph, i);
	for (size_t i = 0; i < connections; i++)
		add_connection(&random, graph, i);
	decorate(&random, graph, &graph->rest);
	return graph;
}

static void out_of_memory(void)
{
	abort();
}

int main(int argc, char *argv[])
{
	unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	if (!count)
		return 2;
	for (unsigned long i = 0; i < count; i++) {
		struct arena *arena = arena_new(out_of_memory);
		xmlDoc *picture = graph_svg(random_graph(arena, i));

		if (xmlSaveFile(arena_printf(arena, "%s/%lu.svg", argv[1], i), picture) < 0)
			return 1;
		arena_free(arena);
	}
	xmlCleanupParser();
	return 0;
}
