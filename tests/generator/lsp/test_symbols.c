/* SPDX-License-Identifier: BSD-3-Clause
 * test_symbols.c: the VMs, regions and connections of a document. */
#include "tests/generator/lsp/ask.h"

/* "name(name,name)" of symbols and those in them. */
static const char *names_of(struct fixture *fixture, const json_t *list)
{
	const char *text = "";

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *symbol = json_array_get(list, i);
		const json_t *children = json_object_get(symbol, "children");

		text = arena_printf(fixture->arena, "%s%s%s", text, i ? "," : "",
				    json_string_value(json_object_get(symbol, "name")));
		if (json_array_size(children))
			text = arena_printf(fixture->arena, "%s(%s)", text,
					    names_of(fixture, children));
	}
	return text;
}

static const char *symbols(struct fixture *fixture, const char *path, const char *text)
{
	return names_of(fixture,
			ask_keep(fixture, lsp_symbols(ask_about(ask_new(fixture), path, text))));
}

static void test_xml(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(
		symbols(fixture, "/t/s.xml",
			"<acrn-config><hv><FEATURES><IVSHMEM><IVSHMEM_REGION><NAME>a</NAME>"
			"<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>L</VM_NAME></IVSHMEM_VM></IVSHMEM_VMS>"
			"</IVSHMEM_REGION></IVSHMEM></FEATURES><vuart_connections>"
			"<vuart_connection><name>c</name><endpoint><vm_name>L</vm_name></endpoint>"
			"</vuart_connection></vuart_connections></hv>"
			"<vm id='1'><name>L</name><shm_regions><shm_region>b,2</shm_region>"
			"</shm_regions></vm><vm id='2'/>@@</acrn-config>"),
		"hv(a(L),c(L)),L(b,2),2");
	assert_string_equal(symbols(fixture, "/t/s.xml", "<acrn-config><vm><name>A</name><@@"),
			    "A");
	assert_string_equal(symbols(fixture, "/t/s.xml", "@@"), "");
}

static void test_yaml(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(symbols(fixture, "/t/s.yaml",
				    "acrn-config:\n  vm:\n    - name: A\n      shm_regions:\n"
				    "        shm_region: b,2\n    - $id: 2\n@@"),
			    "A(b,2),2");
}

static void test_ranges(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = ask_new(fixture);
	const char *text = "<acrn-config>\n<vm id='1'>\n<name>A</name>\n</vm>@@\n</acrn-config>";
	const char *json = json_text(fixture, lsp_symbols(ask_about(asking, "/t/s.xml", text)));

	assert_string_equal(
		json, "[{\"children\":[],\"detail\":\"vm\",\"kind\":5,\"name\":\"A\","
		      "\"range\":{\"end\":{\"character\":5,\"line\":3},\"start\":"
		      "{\"character\":1,\"line\":1}},\"selectionRange\":{\"end\":"
		      "{\"character\":7,\"line\":2},\"start\":{\"character\":6,\"line\":2}}}]");
	asking->server.client.takes_symbol_trees = false;
	json = json_text(fixture, lsp_symbols(ask_about(asking, "/t/s.xml", text)));
	assert_contains(json, "[{\"kind\":5,\"location\":{\"range\":");
	assert_contains(json, "\"uri\":\"file:///t/s.xml\"},\"name\":\"A\"}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_xml),
		TEST(test_yaml),
		TEST(test_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
