/* SPDX-License-Identifier: BSD-3-Clause
 * test_graph.c: the graph of two plans has the parts of both, with their marks and changes. */
#include "graph/graph.h"

#include "../helpers.h"
#include "diff/diff.h"
#include "graph/read_plan.h"

static const char trio[] = "ok/trio/expect/plan.xml", pair[] = "ok/pair/expect/plan.xml";
static const char *const cases[] = {
	trio,
	pair,
	"ok/desktop/expect/plan.xml",
	"ok/everything/expect/plan.xml",
	"ok/pre-launched/expect/plan.xml",
	"good/vuart-kinds/plan.xml",
};

#define CASE_COUNT (sizeof(cases) / sizeof(*cases))

static const xmlDoc *plan_of(struct fixture *fixture, const char *name)
{
	const char *path = arena_printf(fixture->arena, "%s/tests/cases/%s", source_root(), name);
	const struct source *source = load_read(fixture->arena, path, fixture->diags);
	const xmlDoc *doc = diff_read(fixture->arena, source, fixture->diags);

	assert_string_equal(messages(fixture), "");
	return doc;
}

/* The changes at all parts of a graph, and how many parts have each mark. */
struct tally {
	size_t changes, marks[GRAPH_CHANGED + 1];
};

static void count_part(struct tally *tally, const struct graph_part *part)
{
	tally->changes += part->change_count;
	tally->marks[part->mark]++;
}

static struct tally count(const struct graph *graph)
{
	struct tally tally = { .changes = graph->rest.change_count };

	for (size_t i = 0; i < graph->vm_count; i++) {
		count_part(&tally, &graph->vms[i].part);
		for (size_t j = 0; j < graph->vms[i].device_count; j++)
			count_part(&tally, &graph->vms[i].devices[j].part);
	}
	for (size_t i = 0; i < graph->region_count; i++) {
		count_part(&tally, &graph->regions[i].part);
		for (size_t j = 0; j < graph->regions[i].peer_count; j++)
			count_part(&tally, &graph->regions[i].peers[j].part);
	}
	for (size_t i = 0; i < graph->connection_count; i++)
		count_part(&tally, &graph->connections[i].part);
	return tally;
}

static size_t parts_of(const struct graph *graph)
{
	struct tally tally = count(graph);

	return tally.marks[GRAPH_SAME] + tally.marks[GRAPH_ADDED] + tally.marks[GRAPH_REMOVED] +
	       tally.marks[GRAPH_CHANGED];
}

static void check_pair(struct fixture *fixture, const xmlDoc *old, const xmlDoc *new)
{
	const struct diff *forth = diff_plans(fixture->arena, old, new);
	const struct diff *back = diff_plans(fixture->arena, new, old);
	const struct graph *graph = diff_graph(fixture->arena, old, new, forth);
	struct tally tally = count(graph);
	struct tally inverse = count(diff_graph(fixture->arena, new, old, back));
	size_t new_parts = parts_of(graph_read_plan(fixture->arena, new));
	size_t old_parts = parts_of(graph_read_plan(fixture->arena, old));

	assert_int_equal(tally.changes, forth->count);
	assert_int_equal(tally.marks[GRAPH_ADDED], inverse.marks[GRAPH_REMOVED]);
	assert_int_equal(tally.marks[GRAPH_REMOVED], inverse.marks[GRAPH_ADDED]);
	assert_int_equal(tally.marks[GRAPH_CHANGED], inverse.marks[GRAPH_CHANGED]);
	/* Each part of a plan is there, and no other. */
	assert_int_equal(parts_of(graph), new_parts + tally.marks[GRAPH_REMOVED]);
	assert_int_equal(parts_of(graph), old_parts + tally.marks[GRAPH_ADDED]);
}

static void test_pairs(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < CASE_COUNT; i++)
		for (size_t j = 0; j <= i; j++)
			check_pair(fixture, plan_of(fixture, cases[i]), plan_of(fixture, cases[j]));
}

static void test_title(void **state)
{
	struct fixture *fixture = *state;
	const xmlDoc *old = plan_of(fixture, pair), *new = plan_of(fixture, trio);
	const struct diff *diff = diff_plans(fixture->arena, old, new);
	const struct diff *none = diff_plans(fixture->arena, old, old);

	assert_string_equal(diff_graph(fixture->arena, old, new, diff)->title,
			    "pair.xml -> trio.xml");
	assert_string_equal(diff_graph(fixture->arena, old, old, none)->title, "pair.xml");
	assert_int_equal(count(diff_graph(fixture->arena, old, old, none)).marks[GRAPH_CHANGED], 0);
}

/* A plan in which the names of VMs and regions are others. */
static const xmlDoc *renamed(struct fixture *fixture, const char *name, const char *vm,
			     const char *region)
{
	const char *path = arena_printf(fixture->arena, "%s/tests/cases/%s", source_root(), name);
	const struct source *source = load_read(fixture->arena, path, fixture->diags);
	char *text = arena_copy(fixture->arena, source->bytes, source->size);

	for (char *at = text; (at = strstr(at, vm)); at++)
		*at = 'X';
	for (char *at = text; (at = strstr(at, region)); at++)
		*at = 'X';
	return diff_read(fixture->arena, source_of(fixture, text), fixture->diags);
}

/* What is renamed is one part, which has changed. */
static void test_renames(void **state)
{
	struct fixture *fixture = *state;
	const xmlDoc *old = plan_of(fixture, trio);
	const xmlDoc *new = renamed(fixture, trio, "LEFT", "plant_state");
	const struct diff *diff = diff_plans(fixture->arena, old, new);
	struct tally tally = count(diff_graph(fixture->arena, old, new, diff));

	assert_int_equal(diff->count, 2);
	assert_int_equal(tally.marks[GRAPH_CHANGED], 2);
	assert_int_equal(tally.marks[GRAPH_ADDED] + tally.marks[GRAPH_REMOVED], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pairs),
		TEST(test_renames),
		TEST(test_title),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
