/* SPDX-License-Identifier: BSD-3-Clause
 * test_read_plan.c: a plan's document makes the same graph as its scenario: those of the cases, and
 * of the corpus in SHARED.
 */
#include "tests/generator/graph/scenarios.h"

#include "graph/read_plan.h"
#include "plan/formats.h"

static void assert_same_text(const char *one, const char *other)
{
	if (one && other)
		assert_string_equal(one, other);
	else
		assert_true(!one && !other);
}

static void compare_devices(const struct graph_vm *one, const struct graph_vm *other)
{
	assert_int_equal(one->device_count, other->device_count);
	for (size_t i = 0; i < one->device_count; i++) {
		const struct graph_device *a = &one->devices[i], *b = &other->devices[i];

		assert_string_equal(a->part.id, b->part.id);
		assert_string_equal(a->bdf, b->bdf);
		assert_same_text(a->name, b->name);
		assert_same_text(a->address, b->address);
		assert_non_null(a->address);
	}
}

static void compare_vms(const struct graph *one, const struct graph *other)
{
	assert_int_equal(one->vm_count, other->vm_count);
	for (size_t i = 0; i < one->vm_count; i++) {
		const struct graph_vm *a = &one->vms[i], *b = &other->vms[i];

		assert_string_equal(a->part.id, b->part.id);
		assert_string_equal(a->name, b->name);
		assert_false(a->is_unknown || b->is_unknown);
		assert_true(a->has_id && b->has_id);
		assert_int_equal(a->id, b->id);
		assert_int_equal(a->load_order, b->load_order);
		assert_int_equal(a->type, b->type);
		assert_same_text(a->cpus, b->cpus);
		assert_int_equal(a->memory_mib, b->memory_mib);
		compare_devices(a, b);
	}
}

static void compare_peers(const struct graph_region *one, const struct graph_region *other)
{
	assert_int_equal(one->peer_count, other->peer_count);
	for (size_t i = 0; i < one->peer_count; i++) {
		assert_string_equal(one->peers[i].part.id, other->peers[i].part.id);
		assert_int_equal(one->peers[i].vm, other->peers[i].vm);
		assert_non_null(one->peers[i].address);
		assert_same_text(one->peers[i].address, other->peers[i].address);
	}
}

static void compare_regions(const struct graph *one, const struct graph *other)
{
	assert_int_equal(one->region_count, other->region_count);
	for (size_t i = 0; i < one->region_count; i++) {
		const struct graph_region *a = &one->regions[i], *b = &other->regions[i];

		assert_string_equal(a->part.id, b->part.id);
		assert_string_equal(a->name, b->name);
		assert_int_equal(a->land, b->land);
		assert_int_equal(a->bytes, b->bytes);
		assert_int_equal(a->region_id, b->region_id);
		assert_same_text(a->doorbell, b->doorbell);
		compare_peers(a, b);
	}
}

static void compare_connections(const struct graph *one, const struct graph *other)
{
	assert_int_equal(one->connection_count, other->connection_count);
	for (size_t i = 0; i < one->connection_count; i++) {
		const struct graph_connection *a = &one->connections[i],
					      *b = &other->connections[i];

		assert_string_equal(a->part.id, b->part.id);
		assert_string_equal(a->name, b->name);
		assert_int_equal(a->is_pci, b->is_pci);
		for (size_t j = 0; j < 2; j++) {
			assert_int_equal(a->ends[j].vm, b->ends[j].vm);
			assert_same_text(a->ends[j].address, b->ends[j].address);
		}
	}
}

static void compare(const struct scenario *scenario)
{
	const struct graph *one = scenario->graph, *other;

	assert_int_equal(one->is_invalid, !scenario->plan);
	if (!scenario->plan)
		return;
	other = graph_read_plan(scenario->arena, plan_xml(scenario->arena, scenario->plan));
	assert_string_equal(one->title, other->title);
	assert_same_text(one->board, other->board);
	assert_string_equal(one->release, other->release);
	compare_vms(one, other);
	compare_regions(one, other);
	compare_connections(one, other);
}

static void test_same(void **state)
{
	const char *shared = getenv("SHARED");
	char *corpus;

	(void)state;
	assert_true(scenarios_each("boards/*/*.xml", TARGET_ACRN, compare) >= 4);
	assert_true(scenarios_each("boards/*/*.xml", TARGET_LAB, compare) >= 4);
	assert_true(scenarios_each("tests/cases/good/*/input.{xml,yaml}", TARGET_ACRN, compare) >
		    100);
	if (!shared)
		return;
	assert_true(asprintf(&corpus, "%s/corpus/{acrn,forks,cases,eras}{/,/*/,/*/*/}*.xml",
			     shared) > 0);
	assert_true(scenarios_each(corpus, TARGET_ACRN, compare) > 50);
	free(corpus);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
