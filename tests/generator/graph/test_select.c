/* SPDX-License-Identifier: BSD-3-Clause
 * test_select.c: the neighbourhoods of VMs and regions.
 */
#include "tests/generator/helpers.h"

#include "graph/graph.h"

/* Five VMs in a row, A to E: A and B share AB, B and C BC, C, D and E CDE; A and D are connected.
 */
static const struct graph *make_graph(struct fixture *fixture)
{
	static const char *const vms[] = { "A", "B", "C", "D", "E" };
	struct graph *graph = graph_new(fixture->arena);
	struct graph_connection *connection;
	struct graph_region *region;

	for (size_t i = 0; i < sizeof(vms) / sizeof(vms[0]); i++)
		graph_add_vm(graph, vms[i]);
	region = graph_add_region(graph, "AB");
	graph_add_peer(graph, region, 0);
	graph_add_peer(graph, region, 1);
	region = graph_add_region(graph, "BC");
	graph_add_peer(graph, region, 1);
	graph_add_peer(graph, region, 2);
	region = graph_add_region(graph, "other");
	graph_add_peer(graph, region, 2);
	graph_add_peer(graph, region, 3);
	graph_add_peer(graph, region, 4);
	connection = graph_add_connection(graph, "wire");
	connection->ends[0].vm = 3;
	connection->ends[1].vm = 0;
	return graph;
}

/* What is in the neighbourhood of at most one VM and one region: VMs, regions with the VMs of their
 * peers, connections with those of their ends. */
static const char *selected(struct fixture *fixture, const char *vm, const char *region)
{
	const char *const vms[] = { vm, NULL }, *const regions[] = { region, NULL };
	struct graph_names names = { .vms = vms, .regions = regions };
	const struct graph *graph = graph_select(make_graph(fixture), &names);
	struct arena *arena = fixture->arena;
	const char *text = "";

	if (!graph)
		return arena_printf(arena, "vm %s region %s likely %s",
				    names.unknown_vm ? names.unknown_vm : "-",
				    names.unknown_region ? names.unknown_region : "-",
				    names.likely ? names.likely : "-");
	for (size_t i = 0; i < graph->vm_count; i++)
		text = arena_printf(arena, "%s%s", text, graph->vms[i].name);
	for (size_t i = 0; i < graph->region_count; i++) {
		text = arena_printf(arena, "%s %s:", text, graph->regions[i].name);
		for (size_t j = 0; j < graph->regions[i].peer_count; j++)
			text = arena_printf(arena, "%s%s", text,
					    graph->vms[graph->regions[i].peers[j].vm].name);
	}
	for (size_t i = 0; i < graph->connection_count; i++)
		text = arena_printf(arena, "%s %s:%s%s", text, graph->connections[i].name,
				    graph->vms[graph->connections[i].ends[0].vm].name,
				    graph->vms[graph->connections[i].ends[1].vm].name);
	return text;
}

static void test_neighbours(void **state)
{
	assert_string_equal(selected(*state, "A", NULL), "ABD AB:AB wire:DA");
	assert_string_equal(selected(*state, "B", NULL), "ABC AB:AB BC:BC");
	assert_string_equal(selected(*state, "E", NULL), "CDE other:CDE");
	assert_string_equal(selected(*state, NULL, "other"), "CDE other:CDE");
	assert_string_equal(selected(*state, NULL, "BC"), "BC BC:BC");
	assert_string_equal(selected(*state, "A", "BC"), "ABCD AB:AB BC:BC wire:DA");
	assert_string_equal(selected(*state, NULL, NULL), "");
}

static void test_unknown(void **state)
{
	assert_string_equal(selected(*state, "X", NULL), "vm X region - likely -");
	assert_string_equal(selected(*state, NULL, "othre"), "vm - region othre likely other");
	assert_string_equal(selected(*state, "A", "wire"), "vm - region wire likely -");
}

/* Parts keep their IDs, and the graph that they come from stays as it was. */
static void test_same_ids(void **state)
{
	struct fixture *fixture = *state;
	const struct graph *from = make_graph(fixture);
	const char *const vms[] = { "E", NULL }, *const regions[] = { NULL };
	struct graph_names names = { .vms = vms, .regions = regions };
	const struct graph *graph = graph_select(from, &names);

	assert_string_equal(graph->vms[2].part.id, "vm-E");
	assert_string_equal(graph->regions[0].peers[2].part.id, "peer-other-E");
	assert_int_equal(graph->regions[0].peers[2].vm, 2);
	assert_int_equal(from->regions[2].peers[2].vm, 4);
	assert_int_equal(from->vm_count, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_neighbours),
		TEST(test_unknown),
		TEST(test_same_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
