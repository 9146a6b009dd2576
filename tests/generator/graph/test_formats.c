/* SPDX-License-Identifier: BSD-3-Clause
 * test_formats.c: what Graphviz and Mermaid get of marks, of many messages, of buses, and of values
 * that are missing.
 */
#include "tests/generator/helpers.h"

#include "graph/formats.h"
#include "graph/graph.h"

static const char *print(struct fixture *fixture, const struct graph *graph,
			 void (*print_as)(const struct graph *graph, FILE *stream))
{
	char *text = NULL;
	const char *copy;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	print_as(graph, stream);
	assert_int_equal(fclose(stream), 0);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no '%s' in: %s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' in: %s", part, text);
}

static size_t count(const char *text, const char *part)
{
	size_t found = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		found++;
	return found;
}

/* Two VMs, a region and a connection, about which a comparison and check have said something. */
static struct graph *make_marked(struct fixture *fixture)
{
	struct graph *graph = graph_new(fixture->arena);
	struct graph_connection *wire;
	struct graph_region *region;
	struct graph_vm *vm;

	graph_add_vm(graph, "old")->part.mark = GRAPH_REMOVED;
	vm = graph_add_vm(graph, "new");
	vm->part.mark = GRAPH_ADDED;
	vm->memory_mib = 1536;
	graph_add_device(graph, vm, "00:14.0")->part.mark = GRAPH_CHANGED;
	region = graph_add_region(graph, "both");
	region->bytes = 4096;
	region->part.mark = GRAPH_CHANGED;
	graph_add_change(graph, &region->part, "size 2 -> 4 MiB");
	graph_add_peer(graph, region, 0);
	graph_add_peer(graph, region, 1)->address = "slot 8";
	graph_add_finding(graph, &region->peers[1].part,
			  (struct graph_finding) { false, "some-rule", "a warning" });
	wire = graph_add_connection(graph, "wire");
	wire->ends[1].vm = 1;
	wire->ends[0].address = "vUART 1";
	graph_add_finding(graph, &wire->part, (struct graph_finding) { true, "rule", "an error" });
	return graph;
}

static void test_dot(void **state)
{
	const char *text = print(*state, make_marked(*state), graph_print_dot);

	assert_has(text, "<B>scenario</B>");
	assert_has(text, "unknown board · ACRN ?");
	assert_has(text, "<B>- old</B>");
	assert_has(text, "<B>+ new</B>");
	assert_has(text, "1536 MiB");
	assert_has(text, "<B>~ both</B>");
	assert_has(text, "~ 00:14.0");
	assert_has(text, "4 KiB · dm-land");
	assert_has(text, "no doorbell");
	assert_has(text, "size 2 -&gt; 4 MiB");
	assert_has(text, "tooltip=\"both\\nsize 2 -> 4 MiB\"");
	assert_has(text, "tooltip=\"slot 8\\na warning [some-rule]\"");
	assert_has(text, "warning: a warning</FONT>>, color=\"#9a6700\", penwidth=3];");
	assert_has(text, "<FONT COLOR=\"#a40000\">error: an error</FONT>");
	assert_has(text, "id=\"connection-wire-end1\", style=dashed, label=\"?\"");
}

static void test_mermaid(void **state)
{
	const char *text = print(*state, make_marked(*state), graph_print_mermaid);

	assert_has(text, "title: \"scenario: unknown board · ACRN ?\"\n");
	assert_has(text, "vm-new[\"#43; new<br>VM<br>1536 MiB<br>#126; 00#58;14.0\"]\n");
	assert_has(text, "|\"slot 8<br>warning: a warning\"| region-both\n"
			 "  linkStyle 1 stroke:#9a6700,stroke-width:3px\n");
	assert_has(text, "  vm-old -.-|\"vUART 1\"| connection-wire\n"
			 "  linkStyle 2 stroke:#a40000,stroke-width:3px\n");
	assert_has(text, "  class vm-old removed\n  class vm-new added\n"
			 "  class region-both changed\n  class connection-wire error\n");
}

static struct graph *make_bus(struct fixture *fixture, size_t vms, size_t regions)
{
	struct graph *graph = graph_new(fixture->arena);

	for (size_t i = 0; i < vms; i++)
		graph_add_vm(graph, arena_printf(fixture->arena, "v%zu", i));
	for (size_t i = 0; i < regions; i++) {
		struct graph_region *region =
			graph_add_region(graph, arena_printf(fixture->arena, "r%zu", i));

		for (size_t j = 0; j < vms; j++)
			graph_add_peer(graph, region, j)->address = "slot 8";
	}
	return graph;
}

/* A bus has its peers in its box; Mermaid refuses more than 500 links. */
static void test_buses(void **state)
{
	const char *text = print(*state, make_bus(*state, 9, 1), graph_print_dot);

	assert_has(text, "PORT=\"p8\"><FONT COLOR=\"#444444\">v8: slot 8</FONT>");
	assert_has(text, "\"vm-v8\" -- \"region-r0\":p8:w [id=\"peer-r0-v8\", tooltip=\"slot 8\", "
			 "color=");
	text = print(*state, make_bus(*state, 8, 1), graph_print_dot);
	assert_lacks(text, "PORT=");
	text = print(*state, make_bus(*state, 100, 5), graph_print_mermaid);
	assert_has(text, "<br>v99: slot 8\")]");
	assert_int_equal(count(text, " --- "), 500);
	text = print(*state, make_bus(*state, 100, 6), graph_print_mermaid);
	assert_int_equal(count(text, "<br>v99: slot 8\")]"), 6);
	assert_int_equal(count(text, " --- "), 0);
}

/* Errors come first, and of many messages some are counted. */
static void test_many_messages(void **state)
{
	struct fixture *fixture = *state;
	struct graph *graph = make_bus(fixture, 1, 0);
	const char *text;

	for (size_t i = 0; i < 7; i++)
		graph_add_finding(graph, &graph->vms[0].part,
				  (struct graph_finding) { i == 6, "rule", "text" });
	graph->is_invalid = true;
	text = print(fixture, graph, graph_print_mermaid);
	assert_has(text, "<br>error: text<br>warning: text<br>");
	assert_int_equal(count(text, "warning: text"), 5);
	assert_has(text, "<br>and 1 more\"]");
	assert_has(text, "  rest[\"error: the scenario is invalid\"]\n  class rest error\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dot),
		TEST(test_mermaid),
		TEST(test_buses),
		TEST(test_many_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
