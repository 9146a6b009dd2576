/* SPDX-License-Identifier: BSD-3-Clause
 * test_svg.c: what pictures have of a graph: parts by their IDs, what marks and findings look like,
 * and which lines are buses. Where all of it is, test_pictures.sh checks. */
#include "tests/generator/helpers.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "graph/formats.h"
#include "graph/graph.h"

static struct graph *new_graph(void **state, size_t vms)
{
	struct fixture *fixture = *state;
	struct graph *graph = graph_new(fixture->arena);

	graph->title = "test.xml";
	for (size_t i = 0; i < vms; i++) {
		struct graph_vm *vm = graph_add_vm(graph, arena_printf(fixture->arena, "VM%zu", i));

		vm->load_order = CFG_POST_LAUNCHED;
	}
	return graph;
}

static struct graph_region *add_region(struct graph *graph, size_t peers)
{
	struct graph_region *region = graph_add_region(graph, "camera");

	region->land = CFG_LAND_HV;
	region->bytes = 2 << 20;
	for (size_t i = 0; i < peers; i++)
		graph_add_peer(graph, region, i)->address = "slot 8";
	return region;
}

/* How often an XPath, in which SVG's elements have the prefix s, is in a graph's picture. */
static int count(const struct graph *graph, const char *path)
{
	xmlXPathContext *context = xmlXPathNewContext(graph_svg(graph));
	xmlXPathObject *found;
	int size;

	xmlXPathRegisterNs(context, BAD_CAST "s", BAD_CAST "http://www.w3.org/2000/svg");
	found = xmlXPathEvalExpression(BAD_CAST path, context);
	size = found->nodesetval ? found->nodesetval->nodeNr : 0;
	xmlXPathFreeObject(found);
	xmlXPathFreeContext(context);
	return size;
}

static void has_parts(void **state)
{
	struct graph *graph = new_graph(state, 2);
	struct graph_connection *connection;

	add_region(graph, 2);
	connection = graph_add_connection(graph, "console");
	connection->ends[1].vm = 1;
	assert_int_equal(count(graph, "//s:g[@id='acrn-vm-VM0']"), 1);
	assert_int_equal(count(graph, "//s:g[@id='acrn-region-camera']"), 1);
	assert_int_equal(count(graph, "//s:g[@id='acrn-region-camera']"
				      "/s:g[@id='acrn-peer-camera-VM1'][s:text='slot 8']"),
			 1);
	assert_int_equal(count(graph, "//s:g[contains(@class,'acrn-connection')][s:title]"
				      "/s:path[@class='acrn-line']"),
			 2);
	assert_int_equal(count(graph, "//s:text[.='2 MiB · hv-land']"), 1);
	/* An end without an address. */
	assert_int_equal(count(graph, "//s:g[contains(@class,'acrn-connection')]/s:text[.='?']"),
			 2);
}

static void says_what_is_missing(void **state)
{
	struct graph *graph = new_graph(state, 1);
	struct graph_region *region;

	region = add_region(graph, 1);
	region->bytes = 0;
	graph->vms[0].is_unknown = true;
	graph->is_invalid = true;
	assert_int_equal(count(graph, "//s:text[.='size unknown · hv-land']"), 1);
	assert_int_equal(count(graph, "//s:g[@id='acrn-vm-VM0'][contains(@class,'acrn-unknown')]"
				      "/s:text[.='not in the scenario']"),
			 1);
	assert_int_equal(count(graph, "/s:svg/s:g[contains(@class,'acrn-error')]"), 1);
	/* A graph may have nothing at all. */
	assert_int_equal(count(new_graph(state, 0), "//s:text[.='0 VMs']"), 1);
}

static void has_buses(void **state)
{
	struct graph *graph = new_graph(state, 9);

	add_region(graph, 8);
	assert_int_equal(count(graph, "//s:path[@class='acrn-bar']"), 0);
	add_region(graph, 9);
	assert_int_equal(count(graph, "//s:g[contains(@class,'acrn-bus')]//s:circle"), 9);
	assert_true(count(graph, "//s:g[contains(@class,'acrn-bus')]/s:path[@class='acrn-bar']"));
}

static void shows_findings(void **state)
{
	struct graph *graph = new_graph(state, 2);
	struct graph_region *region = add_region(graph, 2);
	const struct graph_finding warning = { false, "some-slug", "too small" };
	const struct graph_finding error = { true, "other-slug", "too large" };

	graph_add_finding(graph, &region->part, warning);
	graph_add_finding(graph, &region->part, error);
	graph_add_finding(graph, &region->peers[1].part, warning);
	graph_add_finding(graph, &graph->rest, warning);
	assert_int_equal(count(graph, "//s:g[@id='acrn-region-camera']"
				      "[contains(s:title,'error: too large [other-slug]')]"
				      "[contains(s:title,'warning: too small [some-slug]')]"
				      "/s:g[@class='acrn-sign acrn-error']"),
			 1);
	assert_int_equal(count(graph, "//s:g[@id='acrn-peer-camera-VM1']"
				      "/s:g[@class='acrn-sign acrn-warning']"),
			 1);
	assert_int_equal(count(graph, "//s:g[@id='acrn-peer-camera-VM0']/s:g"), 0);
	assert_int_equal(count(graph, "//s:g[@id='acrn-rest']/s:text[.='too small']"), 1);
}

static void shows_marks(void **state)
{
	static const char *const signs[] = {
		[GRAPH_SAME] = "not(s:g)",
		[GRAPH_ADDED] = "s:g[@class='acrn-sign acrn-added']",
		[GRAPH_REMOVED] = "s:g[@class='acrn-sign acrn-removed']",
		[GRAPH_CHANGED] = "s:g[@class='acrn-sign acrn-changed']",
	};
	struct fixture *fixture = *state;
	struct graph *graph = new_graph(state, 1);

	add_region(graph, 1);
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		const char *path =
			arena_printf(fixture->arena, "//s:g[@id='acrn-vm-VM0'][%s]", signs[i]);

		graph->vms[0].part.mark = (enum graph_mark)i;
		if (i == GRAPH_CHANGED)
			graph_add_change(graph, &graph->vms[0].part, "more memory");
		assert_int_equal(count(graph, path), 1);
		/* Colours are for the marks then. */
		assert_int_equal(count(graph, "//s:g[contains(@class,'acrn-color')]"), i == 0);
	}
	assert_int_equal(count(graph, "//s:g[contains(s:title,'more memory')]"), 1);
}

static const char *dump(struct arena *arena, xmlDoc *doc)
{
	xmlChar *text;
	int size;
	const char *copy;

	xmlDocDumpMemory(doc, &text, &size);
	copy = arena_copy(arena, (const char *)text, (size_t)size);
	xmlFree(text);
	return copy;
}

static void is_the_same(void **state)
{
	struct fixture *fixture = *state;
	struct graph *graph = new_graph(state, 30);

	add_region(graph, 20);
	add_region(graph, 4);
	assert_string_equal(dump(fixture->arena, graph_svg(graph)),
			    dump(fixture->arena, graph_svg(graph)));
}

static void keeps_texts(void **state)
{
	struct fixture *fixture = *state;
	struct graph *graph = new_graph(state, 0);
	const char *text;

	graph->title = "<script>]]>&\x01\xEF\xBF\xBF"
		       "\xC3\xBC";
	text = dump(fixture->arena, graph_svg(graph));
	assert_non_null(
		strstr(text, ">&lt;script&gt;]]&gt;&amp;\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xBC<"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(has_parts),      TEST(says_what_is_missing), TEST(has_buses),
		TEST(shows_findings), TEST(shows_marks),	  TEST(is_the_same),
		TEST(keeps_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
