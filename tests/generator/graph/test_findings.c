/* SPDX-License-Identifier: BSD-3-Clause
 * test_findings.c: which part of a graph has which message, in each syntax, and what IDs parts
 * have.
 */
#include "tests/generator/graph/scenarios.h"

#include <libxml/tree.h>

#include "base/string_map.h"
#include "convert/convert.h"

static const char bad[] =
	"<acrn-config board='none'>\n"
	"<hv>\n"
	"<DEBUG_OPTIONS><MEM_LOGLEVEL>55</MEM_LOGLEVEL></DEBUG_OPTIONS>\n"
	"<FEATURES><IVSHMEM>\n"
	"<IVSHMEM_REGION><NAME>camera</NAME><PROVIDED_BY>Hypervisor</PROVIDED_BY>\n"
	"<IVSHMEM_SIZE>3</IVSHMEM_SIZE><IVSHMEM_VMS>\n"
	"<IVSHMEM_VM><VM_NAME>VM1</VM_NAME><VBDF>00:1f.0</VBDF></IVSHMEM_VM>\n"
	"<IVSHMEM_VM><VM_NAME>LOST</VM_NAME><VBDF>00:08.0</VBDF></IVSHMEM_VM>\n"
	"</IVSHMEM_VMS></IVSHMEM_REGION>\n"
	"<IVSHMEM_REGION><NAME>good</NAME><PROVIDED_BY>Hypervisor</PROVIDED_BY>\n"
	"<IVSHMEM_SIZE>2</IVSHMEM_SIZE><IVSHMEM_VMS>\n"
	"<IVSHMEM_VM><VM_NAME>VM1</VM_NAME><VBDF>00:09.0</VBDF></IVSHMEM_VM>\n"
	"<IVSHMEM_VM><VM_NAME>VM2</VM_NAME><VBDF>00:09.0</VBDF></IVSHMEM_VM>\n"
	"</IVSHMEM_VMS></IVSHMEM_REGION>\n"
	"</IVSHMEM></FEATURES>\n"
	"<vuart_connections><vuart_connection><name>serial</name><type>pci</type>\n"
	"<endpoint><vm_name>VM1</vm_name><vbdf>00:10.0</vbdf></endpoint>\n"
	"<endpoint><vm_name>VM3</vm_name><vbdf>00:10.0</vbdf></endpoint></vuart_connection>\n"
	"</vuart_connections></hv>\n"
	"<vm id='0'><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>\n"
	"<vm id='1'><load_order>POST_LAUNCHED_VM</load_order><name>VM1</name>\n"
	"<cpu_affinity><pcpu><pcpu_id>x</pcpu_id></pcpu></cpu_affinity>\n"
	"<memory><size>512</size></memory>\n"
	"<pci_devs><pci_dev>00:14.0 USB</pci_dev><pci_dev>nothing</pci_dev></pci_devs></vm>\n"
	"<vm id='2'><load_order>POST_LAUNCHED_VM</load_order><name>VM2</name>\n"
	"<cpu_affinity><pcpu><pcpu_id>1</pcpu_id></pcpu></cpu_affinity>\n"
	"<memory><size>512</size></memory></vm>\n"
	"</acrn-config>\n";

/* The slugs of a part's messages, in their order. */
static const char *slugs(struct fixture *fixture, const struct graph_part *part)
{
	const char *text = "";

	for (size_t i = 0; i < part->finding_count; i++)
		text = arena_printf(fixture->arena, "%s%s%s", text, i ? " " : "",
				    part->findings[i].slug);
	return text;
}

static const struct graph *graph_of(struct fixture *fixture, const char *name, const char *text)
{
	return scenario_of_text(fixture, name, text).graph;
}

static void check_bad(struct fixture *fixture, const struct graph *graph)
{
	const struct graph_region *camera = &graph->regions[0], *good = &graph->regions[1];

	assert_true(graph->is_invalid);
	assert_int_equal(graph->vm_count, 5);
	assert_int_equal(graph->region_count, 2);
	assert_string_equal(slugs(fixture, &camera->part), "shmem-size-invalid");
	assert_string_equal(slugs(fixture, &camera->peers[0].part), "slot-reserved");
	assert_string_equal(slugs(fixture, &camera->peers[1].part), "shmem-unknown-vm");
	assert_string_equal(slugs(fixture, &good->part), "");
	assert_string_equal(slugs(fixture, &good->peers[0].part), "");
	assert_string_equal(slugs(fixture, &graph->vms[1].part), "schema-violation");
	assert_string_equal(slugs(fixture, &graph->vms[1].devices[0].part), "");
	assert_string_equal(slugs(fixture, &graph->vms[1].devices[1].part),
			    "passthrough-bdf-invalid");
	assert_string_equal(slugs(fixture, &graph->vms[2].part), "");
	assert_string_equal(slugs(fixture, &graph->rest), "schema-violation board-missing");
	assert_string_equal(slugs(fixture, &graph->connections[0].part), "vuart-unknown-vm");
	assert_int_equal(graph->connections[0].ends[1].vm, 4);
	assert_true(graph->vms[4].is_unknown);
	assert_true(graph->vms[3].is_unknown);
	assert_string_equal(graph->vms[3].name, "LOST");
	assert_int_equal(camera->peers[1].vm, 3);
}

static void test_xml(void **state)
{
	check_bad(*state, graph_of(*state, "bad.xml", bad));
}

static const char *to_yaml(struct fixture *fixture, const char *text)
{
	const struct source *source = source_memory(fixture->arena, "bad.xml", text, strlen(text));
	const struct doc *doc = load_whole(fixture->arena, source, fixture->diags);
	size_t size;

	convert_tidy(doc);
	return convert_to_yaml(fixture->arena, doc, &size);
}

static void test_yaml(void **state)
{
	check_bad(*state, graph_of(*state, "bad.yaml", to_yaml(*state, bad)));
}

/* The files of ACRN 2.x: a region is a text, and the devices of a VM are in the launch XML. */
static void test_launch(void **state)
{
	static const char scenario[] =
		"<acrn-config><hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>\n"
		"<IVSHMEM_REGION>hv:/ring,3,1:2</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>\n"
		"<vm id='1'><vm_type>SOS_VM</vm_type><name>S</name></vm>\n"
		"<vm id='2'><vm_type>POST_STD_VM</vm_type><name>A</name></vm></acrn-config>\n";
	static const char launch[] =
		"<acrn-config uos_launcher='1'><uos id='1'><vm_name>A</vm_name>\n"
		"<mem_size>x</mem_size><passthrough_devices><audio>nothing</audio>\n"
		"</passthrough_devices></uos></acrn-config>\n";
	struct fixture *fixture = *state;
	const struct scenario_files files = {
		.path = "s.xml",
		.source = source_memory(fixture->arena, "s.xml", scenario, strlen(scenario)),
		.launch = source_memory(fixture->arena, "l.xml", launch, strlen(launch)),
	};
	const struct graph *graph = scenario_of(fixture->arena, &files).graph;

	assert_non_null(graph);
	assert_string_equal(slugs(fixture, &graph->regions[0].part), "shmem-size-invalid");
	assert_string_equal(slugs(fixture, &graph->vms[0].part), "vm-id-position");
	assert_string_equal(slugs(fixture, &graph->vms[1].part), "schema-violation cpu-missing");
	assert_string_equal(slugs(fixture, &graph->vms[1].devices[0].part),
			    "passthrough-bdf-invalid");
}

static void check_part(struct string_map *ids, const struct graph_part *part, size_t *findings)
{
	*findings += part->finding_count;
	assert_int_equal(xmlValidateNCName(BAD_CAST part->id, 0), 0);
	assert_null(string_map_put(ids, part->id, part));
}

/* Each message is at one part, and each part has an ID of its own. */
static void check_complete(const struct scenario *scenario)
{
	const struct graph *graph = scenario->graph;
	struct string_map *ids = string_map_new(scenario->arena, 0);
	size_t findings = 0;

	check_part(ids, &graph->rest, &findings);
	for (size_t i = 0; i < graph->vm_count; i++) {
		const struct graph_vm *vm = &graph->vms[i];

		check_part(ids, &vm->part, &findings);
		for (size_t j = 0; j < vm->device_count; j++)
			check_part(ids, &vm->devices[j].part, &findings);
	}
	for (size_t i = 0; i < graph->region_count; i++) {
		const struct graph_region *region = &graph->regions[i];

		check_part(ids, &region->part, &findings);
		for (size_t j = 0; j < region->peer_count; j++) {
			check_part(ids, &region->peers[j].part, &findings);
			assert_true(region->peers[j].vm < graph->vm_count);
			assert_true(!j || region->peers[j - 1].vm <= region->peers[j].vm);
		}
	}
	for (size_t i = 0; i < graph->connection_count; i++)
		check_part(ids, &graph->connections[i].part, &findings);
	assert_int_equal(findings, diags_count(scenario->diags));
}

static void test_all(void **state)
{
	(void)state;
	assert_true(scenarios_each("tests/cases/bad/*/input.{xml,yaml}", TARGET_ACRN,
				   check_complete) > 400);
}

/* Names of any bytes: the second of a name, and names that only differ in what an ID lacks. */
static void test_ids(void **state)
{
	static const char *const names[] = {
		"A", "A", "A..2", "A.2e", "", "a b", "a\tb", "\xE2\x80\xAE", "\"<script>]]>", "end",
	};
	struct fixture *fixture = *state;
	struct graph *graph = graph_new(fixture->arena);
	struct string_map *ids = string_map_new(fixture->arena, 0);
	char *large = arena_alloc(fixture->arena, 10001);
	size_t findings = 0;

	memset(large, '<', 10000);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_part(ids, &graph_add_vm(graph, names[i])->part, &findings);
	check_part(ids, &graph_add_vm(graph, large)->part, &findings);
	assert_true(strlen(graph->vms[graph->vm_count - 1].part.id) < 300);
	assert_int_equal(strlen(graph->vms[graph->vm_count - 1].name), 10000);
	check_part(ids, &graph_add_vm(graph, large)->part, &findings);
	assert_string_equal(graph->vms[0].part.id, "vm-A");
	assert_string_equal(graph->vms[1].part.id, "vm-A..2");
	assert_string_equal(graph->vms[6].name, "a b");
	assert_string_equal(graph->vms[7].name, "\\xe2\\x80\\xae");
}

static const char *peer_id(struct fixture *fixture, const char *const *names)
{
	struct graph *graph = graph_new(fixture->arena);
	const char *id = NULL;

	for (; *names; names += 2) {
		graph_add_vm(graph, names[1]);
		id = graph_add_peer(graph, graph_add_region(graph, names[0]), graph->vm_count - 1)
			     ->part.id;
	}
	return id;
}

/* An ID is the same whatever other parts there are, unless they have the same names: also where
 * names together have the same letters, or begin with the same ones. */
static void test_stable_ids(void **state)
{
	char one[101], other[101];
	const char *const alone[] = { "a", "b-c", NULL }, *const beside[] = { "a-b", "c", "a",
									      "b-c", NULL };
	const char *const long_alone[] = { one, "A", NULL }, *const long_beside[] = { other, "A",
										      one, "A",
										      NULL };

	assert_string_equal(peer_id(*state, alone), "peer-a-b-c");
	assert_string_equal(peer_id(*state, beside), "peer-a-b-c");
	memset(one, 'x', 100);
	one[100] = '\0';
	strcpy(other, one);
	other[99] = 'y';
	assert_string_equal(peer_id(*state, long_alone), peer_id(*state, long_beside));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_xml),	   TEST(test_yaml),
		TEST(test_launch), cmocka_unit_test(test_all),
		TEST(test_ids),	   TEST(test_stable_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
