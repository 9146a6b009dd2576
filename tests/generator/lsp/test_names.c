/* SPDX-License-Identifier: BSD-3-Clause
 * test_names.c: where names are defined and used, and what a rename of them changes. */
#include "tests/generator/lsp/ask.h"

/* One line for each place of a name. */
#define SCENARIO(name, peer, end, own)                                           \
	"<acrn-config board=\"lab\">\n<hv><FEATURES><IVSHMEM><IVSHMEM_REGION>\n" \
	"<NAME>" name "</NAME><IVSHMEM_VMS><IVSHMEM_VM>\n"                       \
	"<VM_NAME>" peer "</VM_NAME></IVSHMEM_VM><IVSHMEM_VM>\n"                 \
	"<VM_NAME>RIGHT</VM_NAME></IVSHMEM_VM></IVSHMEM_VMS>"                    \
	"</IVSHMEM_REGION></IVSHMEM></FEATURES>\n"                               \
	"<vuart_connections><vuart_connection><endpoint>\n"                      \
	"<vm_name>" end "</vm_name></endpoint></vuart_connection>"               \
	"</vuart_connections></hv>\n"                                            \
	"<vm id=\"1\"><load_order>POST_LAUNCHED_VM</load_order>\n"               \
	"<name>" own "</name><shm_regions>\n"                                    \
	"<shm_region>hv:/a,2</shm_region></shm_regions></vm>\n"                  \
	"<vm id=\"2\"><load_order>POST_LAUNCHED_VM</load_order>\n"               \
	"<name>RIGHT</name></vm></acrn-config>\n"

#define YAML                                                                           \
	"acrn-config:\n  vm:\n    - $id: 1\n      name: LEFT\n"                        \
	"      load_order: POST_LAUNCHED_VM\n      shm_regions:\n        shm_region: " \
	"dm:/a,2\n    - $id: 2\n      name: RI@@GHT\n"                                 \
	"      load_order: POST_LAUNCHED_VM\n      shm_regions:\n        shm_region: " \
	"'dm:/a,2'\n"

/* The starts of ranges, as "LINE:CHARACTER" each. */
static const char *places_of(struct fixture *fixture, json_t *list)
{
	const char *text = "";

	ask_keep(fixture, list);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *range = json_object_get(json_array_get(list, i), "range");
		const json_t *start = json_object_get(range, "start");

		text = arena_printf(fixture->arena, "%s%s%d:%d", text, i ? " " : "",
				    (int)json_integer_value(json_object_get(start, "line")),
				    (int)json_integer_value(json_object_get(start, "character")));
	}
	return text;
}

static const char *places(struct fixture *fixture, json_t *(*ask)(const struct lsp_query *query),
			  const char *text)
{
	struct lsp_query *query = ask_about(ask_new(fixture), "/t/s.xml", text);

	query->params =
		ask_keep(fixture, json_pack("{s:{s:b}}", "context", "includeDeclaration", 1));
	return places_of(fixture, ask(query));
}

static void test_vms(void **state)
{
	struct fixture *fixture = *state;
	const char *text = SCENARIO("a", "LE@@FT", "LEFT", "LEFT");

	assert_string_equal(places(fixture, lsp_definition, text), "8:6");
	assert_string_equal(places(fixture, lsp_references, text), "3:9 6:9 8:6");
	assert_string_equal(places(fixture, lsp_highlight, text), "3:9 6:9 8:6");
	assert_string_equal(places(fixture, lsp_definition, SCENARIO("a", "B@@", "LEFT", "LEFT")),
			    "");
}

static void test_regions(void **state)
{
	struct fixture *fixture = *state;
	const char *text = SCENARIO("@@a", "LEFT", "LEFT", "LEFT");

	assert_string_equal(places(fixture, lsp_definition, text), "2:6 9:16");
	assert_string_equal(places(fixture, lsp_references, text), "2:6 9:16");
}

static void test_references_alone(void **state)
{
	struct fixture *fixture = *state;
	struct lsp_query *query =
		ask_about(ask_new(fixture), "/t/s.xml", SCENARIO("a", "LEFT", "LEFT", "L@@EFT"));

	query->params =
		ask_keep(fixture, json_pack("{s:{s:b}}", "context", "includeDeclaration", 0));
	assert_string_equal(places_of(fixture, lsp_references(query)), "3:9 6:9");
}

static void test_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = ask_new(fixture);
	const char *text = "<acrn-config>@@<vm";

	assert_null(lsp_definition(ask_about(asking, "/t/s.xml", text)));
	assert_null(lsp_references(ask_about(asking, "/t/s.xml", text)));
	assert_null(lsp_highlight(ask_about(asking, "/t/s.xml", text)));
	assert_null(lsp_prepare_rename(ask_about(asking, "/t/s.xml", text)));
}

/* References by ID, which a rename does not change. */
static void test_ids(void **state)
{
	struct fixture *fixture = *state;
	const char *text = "<acrn-config>\n<vm id='0'><name>A</name>"
			   "<load_order>PRE_LAUNCHED_VM</load_order></vm>\n"
			   "<vm id='1'><name>B</name><load_order>PRE_LAUNCHED_VM</load_order>"
			   "<companion_vmid>@@0</companion_vmid></vm></acrn-config>";
	struct lsp_query *query = ask_about(ask_new(fixture), "/t/s.xml", text);

	assert_string_equal(places(fixture, lsp_definition, text), "1:17");
	assert_null(lsp_prepare_rename(query));
}

static void test_board(void **state)
{
	struct fixture *fixture = *state;
	const char *board, *path;
	struct lsp_query *query;
	const char *text;
	json_t *list;

	fixture_file(
		fixture, "b.xml",
		"<acrn-config board='b'><PCI_DEVICE>\n00:1f.0 ISA bridge: X\n</PCI_DEVICE>"
		"<processors><die><core><thread>\n<cpu_id>0</cpu_id><apic_id>0x0</apic_id>"
		"</thread></core></die></processors>\n<devices><bus type='pci' address='0x0'>\n"
		"<device address='0x20000' description='00:02.0 VGA'><vendor>0x8086</vendor>"
		"</device></bus></devices></acrn-config>");
	path = fixture_file(fixture, "s.xml", NULL);
	text = "<acrn-config board='@@b'><vm id='1'><name>A</name>"
	       "<load_order>POST_LAUNCHED_VM</load_order><cpu_affinity><pcpu_id>0</pcpu_id>"
	       "</cpu_affinity><pci_devs><pci_dev>00:02.0 VGA</pci_dev></pci_devs></vm>"
	       "</acrn-config>";
	query = ask_about(ask_new(fixture), path, text);
	list = lsp_definition(query);
	assert_string_equal(places_of(fixture, list), "0:0");
	board = json_string_value(json_object_get(json_array_get(list, 0), "uri"));
	assert_contains(board, "/b.xml");
	query->offset = (size_t)(strstr(query->source->bytes, "00:02.0") - query->source->bytes);
	assert_string_equal(places_of(fixture, lsp_definition(query)), "5:0");
	query->offset = (size_t)(strstr(query->source->bytes, ">0<") - query->source->bytes) + 1;
	assert_string_equal(places_of(fixture, lsp_definition(query)), "2:36");
}

/* What a rename does, as JSON, or why it does nothing. */
static const char *rename_to(struct fixture *fixture, struct lsp_query *query, const char *name)
{
	json_t *edits;

	query->params = ask_keep(fixture, json_pack("{s:s}", "newName", name));
	edits = lsp_rename(query);
	return *query->refusal ? *query->refusal : json_text(fixture, edits);
}

static void test_rename(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = ask_new(fixture);
	const char *text = SCENARIO("a", "LEFT", "LE@@FT", "LEFT");
	const char *json =
		json_text(fixture, lsp_prepare_rename(ask_about(asking, "/t/s.xml", text)));

	assert_string_equal(json, "{\"placeholder\":\"LEFT\",\"range\":{\"end\":{\"character\":13,"
				  "\"line\":6},\"start\":{\"character\":9,\"line\":6}}}");
	json = rename_to(fixture, ask_about(asking, "/t/s.xml", text), "NEW");
	assert_contains(json, "\"textDocument\":{\"uri\":\"file:///t/s.xml\",\"version\":7}");
	assert_contains(json, "\"start\":{\"character\":9,\"line\":3}");
	assert_contains(json, "\"start\":{\"character\":9,\"line\":6}");
	assert_contains(json, "\"start\":{\"character\":6,\"line\":8}");
	assert_null(strstr(json, "\"line\":4}"));
	asking->server.client.takes_document_changes = false;
	json = rename_to(fixture, ask_about(asking, "/t/s.xml", text), "NEW");
	assert_contains(json, "{\"changes\":{\"file:///t/s.xml\":[");
}

static void test_rename_region(void **state)
{
	struct fixture *fixture = *state;
	const char *json = rename_to(
		fixture,
		ask_about(ask_new(fixture), "/t/s.xml", SCENARIO("a@@", "LEFT", "LEFT", "LEFT")),
		"b_2");

	assert_contains(json, "{\"end\":{\"character\":7,\"line\":2},\"start\":{\"character\":6,");
	assert_contains(json,
			"{\"end\":{\"character\":17,\"line\":9},\"start\":{\"character\":16,");
}

static void test_refused_rename(void **state)
{
	struct fixture *fixture = *state;
	const char *text = SCENARIO("a", "LE@@FT", "LEFT", "LEFT");
	struct asking *asking = ask_new(fixture);

	assert_string_equal(rename_to(fixture, ask_about(asking, "/t/s.xml", text), "-x"),
			    "invalid name '-x' for a VM: must be 1 to 15 letters, digits, '_' and "
			    "'-', the first of them not '-'");
	assert_string_equal(rename_to(fixture, ask_about(asking, "/t/s.xml", text), "RIGHT"),
			    "duplicate name 'RIGHT': there is a VM of that name already");
	assert_string_equal(
		rename_to(fixture,
			  ask_about(asking, "/t/s.xml", SCENARIO("@@a", "LEFT", "LEFT", "LEFT")),
			  "b-2"),
		"invalid name 'b-2' for a region: must be 1 to 27 letters, digits and '_'");
	assert_contains(rename_to(fixture,
				  ask_about(asking, "/t/s.xml",
					    SCENARIO("a", "LE@@FT", "&#76;EFT", "LEFT")),
				  "NEW"),
			"'LEFT' cannot be renamed: line 7 of /t/s.xml has it with escapes");
	assert_string_equal(
		rename_to(fixture,
			  ask_after(asking, "/t/s.xml", SCENARIO("a", "LEFT", "LEFT", "LEFT"),
				    SCENARIO("a<", "LE@@FT", "LEFT", "LEFT")),
			  "NEW"),
		"the text cannot be parsed: correct its syntax first");
}

static void test_yaml(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = ask_new(fixture);
	struct lsp_query *query = ask_about(asking, "/t/s.yaml", YAML);

	assert_string_equal(places_of(fixture, lsp_definition(query)), "8:12");
	assert_contains(rename_to(fixture, query, "null"), "\"newText\":\"'null'\"");
	assert_contains(rename_to(fixture, query, "X"), "\"newText\":\"X\"");
	query->offset = (size_t)(strstr(query->source->bytes, "/a,") - query->source->bytes) + 1;
	assert_string_equal(places_of(fixture, lsp_highlight(query)), "6:24 11:25");
	assert_contains(rename_to(fixture, query, "null"), "\"newText\":\"null\"");
}

/* Where what is chosen is shown: not for what is given. */
static void test_hints(void **state)
{
	struct fixture *fixture = *state;
	const char *text =
		"<acrn-config>\n<hv><FEATURES><IVSHMEM><IVSHMEM_REGION><NAME>a</NAME>"
		"<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>A</VM_NAME><VBDF>00:09.0</VBDF>"
		"</IVSHMEM_VM><IVSHMEM_VM>\n<VM_NAME>B</VM_NAME></IVSHMEM_VM></IVSHMEM_VMS>"
		"</IVSHMEM_REGION></IVSHMEM></FEATURES><vuart_connections>"
		"<vuart_connection><type>pci</type><endpoint>\n<vm_name>B</vm_name>"
		"</endpoint></vuart_connection></vuart_connections></hv>\n"
		"<vm id='0'><name>A</name><load_order>POST_LAUNCHED_VM</load_order>"
		"<shm_regions>\n<shm_region>b,2</shm_region></shm_regions></vm>"
		"<vm id='1'><name>B</name><load_order>POST_LAUNCHED_VM</load_order></vm>"
		"@@</acrn-config>";
	const char *json =
		json_text(fixture, lsp_inlay_hints(ask_about(ask_new(fixture), "/t/s.xml", text)));

	assert_string_equal(
		json,
		"[{\"label\":\"at 00:08.0\",\"paddingLeft\":true,\"position\":{\"character\":15,"
		"\"line\":5}},{\"label\":\"at 00:08.0\",\"paddingLeft\":true,\"position\":"
		"{\"character\":10,\"line\":2}},{\"label\":\"at 00:10.0\",\"paddingLeft\":true,"
		"\"position\":{\"character\":10,\"line\":3}}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_vms),	    TEST(test_regions),	      TEST(test_references_alone),
		TEST(test_nothing), TEST(test_ids),	      TEST(test_board),
		TEST(test_rename),  TEST(test_rename_region), TEST(test_refused_rename),
		TEST(test_yaml),    TEST(test_hints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
