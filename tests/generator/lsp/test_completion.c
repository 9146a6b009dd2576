/* SPDX-License-Identifier: BSD-3-Clause
 * test_completion.c: what is offered at a place of a scenario, whole or half typed. */
#include "tests/generator/lsp/ask.h"

#define VMS                                                                                \
	"  <vm id=\"0\"><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>\n"    \
	"  <vm id=\"1\"><load_order>POST_LAUNCHED_VM</load_order><name>LEFT</name></vm>\n" \
	"  <vm id=\"2\"><load_order>POST_LAUNCHED_VM</load_order><name>RIGHT</name></vm>\n"

/* A region around what its second peer has in it. */
#define PEER(text)                                                               \
	"<acrn-config board=\"lab\">\n  <hv><FEATURES><IVSHMEM><IVSHMEM_REGION>" \
	"<NAME>pair</NAME><PROVIDED_BY>Device Model</PROVIDED_BY><IVSHMEM_VMS>"  \
	"<IVSHMEM_VM><VM_NAME>LEFT</VM_NAME><VBDF>00:08.0</VBDF></IVSHMEM_VM>"   \
	"<IVSHMEM_VM>" text "</IVSHMEM_VM>"                                      \
	"</IVSHMEM_VMS></IVSHMEM_REGION></IVSHMEM></FEATURES></hv>\n" VMS "</acrn-config>\n"

/* What is in the third of three VMs. */
#define VM(text)                                                                     \
	"<acrn-config board=\"lab\">\n" VMS "  <vm id=\"3\"><name>OTHER</name>" text \
	"</vm>\n</acrn-config>\n"

/* A scenario that can be parsed, in the form of YAML. */
#define YAML_VMS                                                                   \
	"  vm:\n    - $id: 0\n      name: SERVICE\n      load_order: SERVICE_VM\n" \
	"    - $id: 1\n      name: LEFT\n      load_order: POST_LAUNCHED_VM\n"

static const json_t *complete(struct fixture *fixture, const char *path, const char *text)
{
	const json_t *list =
		ask_keep(fixture, lsp_completion(ask_about(ask_new(fixture), path, text)));

	assert_non_null(list);
	return json_object_get(list, "items");
}

static const char *sort_text(const json_t *item)
{
	return json_string_value(json_object_get(item, "sortText"));
}

static int compare_items(const void *left, const void *right)
{
	const json_t *const *a = left, *const *b = right;

	return strcmp(sort_text(*a), sort_text(*b));
}

/* The labels, in the order in which they are to be shown. */
static const char *labels_of(struct fixture *fixture, const json_t *items)
{
	size_t count = json_array_size(items);
	const json_t **sorted = arena_array(fixture->arena, count + 1, sizeof(*sorted));
	const char *labels = "";

	for (size_t i = 0; i < count; i++)
		sorted[i] = json_array_get(items, i);
	qsort(sorted, count, sizeof(*sorted), compare_items);
	for (size_t i = 0; i < count; i++)
		labels = arena_printf(fixture->arena, "%s%s%s", labels, i ? "|" : "",
				      json_string_value(json_object_get(sorted[i], "label")));
	return labels;
}

static const char *labels(struct fixture *fixture, const char *path, const char *text)
{
	return labels_of(fixture, complete(fixture, path, text));
}

#define assert_xml(text, expected) assert_string_equal(labels(fixture, "/t/s.xml", text), expected)
#define assert_yaml(text, expected) \
	assert_string_equal(labels(fixture, "/t/s.yaml", text), expected)

/* The text, and what it replaces, of the item of that label. */
static const char *edit_of(struct fixture *fixture, const char *path, const char *text,
			   const char *label)
{
	const json_t *items = complete(fixture, path, text), *edit = NULL;

	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);

		if (strcmp(json_string_value(json_object_get(item, "label")), label) == 0)
			edit = json_object_get(item, "textEdit");
	}
	assert_non_null(edit);
	return json_string_value(json_object_get(edit, "newText"));
}

static void test_elements(void **state)
{
	struct fixture *fixture = *state;

	assert_xml(PEER("<@@"), "VM_NAME|VBDF");
	assert_xml(PEER("<V@@"), "VM_NAME|VBDF");
	assert_xml(PEER("@@"), "VM_NAME|VBDF");
	assert_xml(PEER("<VM_NAME>RIGHT</VM_NAME>\n <@@"), "VBDF");
	assert_xml(PEER("<@@\n <VBDF>00:09.0</VBDF>"), "VM_NAME");
	assert_xml(PEER("<VM_NAME@@>RIGHT</VM_NAME>"), "VM_NAME|VBDF");
	assert_contains(labels(fixture, "/t/s.xml", "<acrn-config><hv><FEATURES><@@"),
			"KEEP_IRQ_DISABLED|IVSHMEM|SSRAM|");
	assert_xml("<@@", "acrn-config");
	assert_xml("@@", "acrn-config");
	assert_xml("<acrn-config>\n  <@@", "vm|hv");
	assert_xml("<acrn-config>\n  <unknown><@@", "");
	assert_xml(PEER("<!-- <@@ -->"), "");
}

static void test_element_texts(void **state)
{
	struct fixture *fixture = *state;
	const char *path = "/t/s.xml";

	assert_string_equal(edit_of(fixture, path, PEER("<@@"), "VBDF"), "VBDF>$0</VBDF>");
	assert_string_equal(edit_of(fixture, path, PEER("@@"), "VBDF"), "<VBDF>$0</VBDF>");
	assert_string_equal(edit_of(fixture, path, PEER("<@@>"), "VBDF"), "VBDF");
	assert_string_equal(edit_of(fixture, path, "<acrn-config>\n<@@", "vm"),
			    "vm>\n\t<load_order>$1</load_order>\n\t<name>$2</name>$0\n</vm>");
	assert_string_equal(edit_of(fixture, path, "<acrn-config>\n<@@", "hv"), "hv>\n\t$0\n</hv>");
	assert_string_equal(edit_of(fixture, path, PEER("</@@"), "IVSHMEM_VM"), "IVSHMEM_VM>");
}

static void test_without_snippets(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = ask_new(fixture);
	const char *list;

	asking->server.client.takes_snippets = false;
	list = json_text(fixture, lsp_completion(ask_about(asking, "/t/s.xml", PEER("<@@"))));
	assert_contains(list, "\"newText\":\"VBDF></VBDF>\"");
	assert_null(strstr(list, "insertTextFormat"));
}

static void test_attributes(void **state)
{
	struct fixture *fixture = *state;

	assert_xml("<acrn-config @@>", "board|scenario");
	assert_xml("<acrn-config board='lab' @@>", "scenario");
	assert_xml(VM("<shm_regions><shm_region @@"), "slot");
	assert_string_equal(edit_of(fixture, "/t/s.xml", VM("<shm_regions><shm_region @@"), "slot"),
			    "slot=\"$0\"");
}

static void test_listed_values(void **state)
{
	struct fixture *fixture = *state;

	assert_xml(VM("<load_order>@@</load_order>"),
		   "PRE_LAUNCHED_VM|SERVICE_VM|POST_LAUNCHED_VM");
	assert_xml(VM("<load_order>POST@@"), "PRE_LAUNCHED_VM|SERVICE_VM|POST_LAUNCHED_VM");
	assert_xml(VM("<lapic_passthrough>@@</lapic_passthrough>"), "y|n");
	assert_xml(VM("<cpu_affinity>@@</cpu_affinity>"), "pcpu|pcpu_id");
}

static void test_names(void **state)
{
	struct fixture *fixture = *state;

	/* LEFT is a peer already, and the Device Model does not connect the Service VM. */
	assert_xml(PEER("<VM_NAME>@@</VM_NAME>"), "RIGHT");
	assert_xml(
		"<acrn-config><hv><vuart_connections><vuart_connection><endpoint>"
		"<vm_name>@@</vm_name></endpoint></vuart_connection></vuart_connections></hv>" VMS
		"</acrn-config>",
		"SERVICE|LEFT|RIGHT");
	assert_xml(VM("<companion_vmid>@@</companion_vmid>"), "0|1|2|3");
	assert_xml("<acrn-config>" VMS "<vm id=\"9@@\"/></acrn-config>", "3");
}

/* The names are those of the last text that could be parsed. */
static void test_names_of_last_tree(void **state)
{
	struct fixture *fixture = *state;
	const char *parsed = PEER("<VM_NAME>LEFT</VM_NAME>");
	struct lsp_query *query = ask_after(ask_new(fixture), "/t/s.xml", parsed,
					    PEER("<VM_NAME>@@<VBDF></VM_NAME>"));

	assert_false(query->is_current);
	assert_string_equal(
		labels_of(fixture,
			  json_object_get(ask_keep(fixture, lsp_completion(query)), "items")),
		"RIGHT");
}

static void test_addresses(void **state)
{
	struct fixture *fixture = *state;
	const char *free_slots =
		labels(fixture, "/t/s.xml", PEER("<VM_NAME>LEFT</VM_NAME><VBDF>@@</VBDF>"));

	assert_int_equal(strncmp(free_slots, "00:09.0|00:0a.0|", 16), 0);
	assert_contains(free_slots, "|00:0f.0|00:03.0|");
	assert_null(strstr(free_slots, "00:08.0"));
	free_slots = labels(fixture, "/t/s.xml",
			    VM("<shm_regions><shm_region slot=\"8\">a,2</shm_region>"
			       "<shm_region slot=\"@@\">b,2</shm_region></shm_regions>"
			       "<load_order>POST_LAUNCHED_VM</load_order>"));
	assert_int_equal(strncmp(free_slots, "9|10|", 5), 0);
}

static void test_board(void **state)
{
	struct fixture *fixture = *state;
	assert_xml(VM("<cpu_affinity><pcpu><pcpu_id>@@</pcpu_id></pcpu></cpu_affinity>"),
		   "0|1|2|3");
	assert_contains(
		labels(fixture, "/t/s.xml", "<acrn-config board=\"@@\">" VMS "</acrn-config>"),
		"lab");
	assert_string_equal(
		edit_of(fixture, "/t/s.xml",
			"<acrn-config board='nuc-alder'>" VMS
			"<vm id='3'><name>X</name><pci_devs><pci_dev>@@</pci_dev></pci_devs></vm>"
			"</acrn-config>",
			"00:02.0"),
		"00:02.0 VGA compatible controller: Intel Corporation Alder Lake-UP3 GT2 [Iris Xe "
		"Graphics]");
}

static void test_yaml(void **state)
{
	struct fixture *fixture = *state;
	const char *path = "/t/s.yaml";

	assert_yaml("@@", "acrn-config");
	assert_yaml("acrn-config:\n  @@\n", "vm|hv|$board|$scenario");
	assert_yaml("acrn-config:\n" YAML_VMS "  @@\n", "hv|$board|$scenario");
	assert_yaml("acrn-config:\n  hv:\n    FEATURES:\n      IVSHMEM:\n        IVSHMEM_REGION:\n"
		    "          NAME: a\n          IVSHMEM_VMS:\n            IVSHMEM_VM:\n"
		    "              - VM_NAME: @@\n" YAML_VMS,
		    "SERVICE|LEFT");
	assert_yaml("acrn-config:\n" YAML_VMS "    - $id: 2\n      load_order: @@\n",
		    "PRE_LAUNCHED_VM|SERVICE_VM|POST_LAUNCHED_VM");
	assert_yaml("acrn-config:\n" YAML_VMS "      shm_regions:\n        shm_region:\n"
		    "          @@\n",
		    "$|$slot");
	assert_string_equal(edit_of(fixture, path, "acrn-config:\n  @@\n", "vm"),
			    "vm:\n  - load_order: $1\n    name: $2$0");
	assert_string_equal(edit_of(fixture, path, "acrn-config:\n  @@\n", "$board"),
			    "\\$board: $0");
	assert_string_equal(edit_of(fixture, path, "acrn-config:\n  v@@:\n", "vm"), "vm");
	assert_string_equal(edit_of(fixture, path,
				    "acrn-config:\n" YAML_VMS "      load_order:@@\n",
				    "SERVICE_VM"),
			    " SERVICE_VM");
}

/* Rules whose warnings a comment can allow. */
static void test_allowed(void **state)
{
	struct fixture *fixture = *state;

	assert_contains(labels(fixture, "/t/s.xml", PEER("<!-- acrn-cfg: allow @@ -->")),
			"|board-missing|");
	assert_contains(
		labels(fixture, "/t/s.yaml", "acrn-config: # acrn-cfg: allow vcat-x, bo@@\n"),
		"|board-missing|");
	assert_null(strstr(labels(fixture, "/t/s.xml", PEER("<!-- acrn-cfg: allow @@ -->")),
			   "vbdf-invalid"));
	assert_xml(PEER("<!-- acrn-cfg: allow board-missing: @@ -->"), "");
	assert_contains(labels(fixture, "/t/s.sh", "#!/bin/sh\n# acrn-cfg: allow @@"),
			"|board-missing|");
	assert_string_equal(labels(fixture, "/t/s.sh", "#!/bin/sh\n@@"), "");
	assert_xml(PEER("<!-- acrn-cfg: @@ -->"), "");
	assert_xml(PEER("<!-- allow @@ -->"), "");
}

/* Documents that the schema of scenarios does not describe. */
static void test_other_documents(void **state)
{
	struct fixture *fixture = *state;

	assert_xml("<acrn-config uos_launcher='1'><uos id='1'><uos_type>LINUX</uos_type></uos>@@"
		   "</acrn-config>",
		   "");
	assert_xml("<acrn-config><hv/><vm id='0'><vm_type>SOS_VM</vm_type><vuart id='0'/>@@</vm>"
		   "</acrn-config>",
		   "");
	assert_xml("<acrn-config><processors/>\n@@</acrn-config>", "");
}

/* What was typed may ask for nothing there. */
static void test_triggers(void **state)
{
	static const struct {
		const char *typed, *text, *expected;
	} cases[] = {
		{ " ", PEER("<VM_NAME> @@</VM_NAME>"), "" },
		{ " ", "<acrn-config @@>", "board|scenario" },
		{ ">", PEER("<VM_NAME>@@</VM_NAME>"), "RIGHT" },
		{ ">", PEER("<VM_NAME>RIGHT</VM_NAME>@@"), "" },
		{ "<", PEER("<@@"), "VM_NAME|VBDF" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lsp_query *query = ask_about(ask_new(fixture), "/t/s.xml", cases[i].text);

		query->params =
			ask_keep(fixture, json_pack("{s:{s:i, s:s}}", "context", "triggerKind", 2,
						    "triggerCharacter", cases[i].typed));
		assert_string_equal(
			labels_of(fixture, json_object_get(ask_keep(fixture, lsp_completion(query)),
							   "items")),
			cases[i].expected);
	}
}

/* Ranges are in units of UTF-16. */
static void test_positions(void **state)
{
	struct fixture *fixture = *state;
	const char *list = json_text(
		fixture, lsp_completion(ask_about(ask_new(fixture), "/t/s.xml",
						  "<acrn-config><!-- é\xf0\x9f\x98\x80 --><v@@")));

	assert_contains(list, "\"range\":{\"end\":{\"character\":27,\"line\":0},"
			      "\"start\":{\"character\":26,\"line\":0}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_elements),
		TEST(test_element_texts),
		TEST(test_without_snippets),
		TEST(test_attributes),
		TEST(test_listed_values),
		TEST(test_names),
		TEST(test_names_of_last_tree),
		TEST(test_addresses),
		TEST(test_board),
		TEST(test_yaml),
		TEST(test_triggers),
		TEST(test_positions),
		TEST(test_other_documents),
		TEST(test_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
