/* SPDX-License-Identifier: BSD-3-Clause
 * test_hover.c: what is said about the element or the value at a place. */
#include "tests/generator/lsp/ask.h"

#define SCENARIO(region, vm)                                                            \
	"<acrn-config board=\"lab\">\n<hv><FEATURES><IVSHMEM><IVSHMEM_REGION>\n" region \
	"</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>\n"                                 \
	"<vm id=\"0\"><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>\n"   \
	"<vm id=\"1\"><load_order>POST_LAUNCHED_VM</load_order><name>LEFT</name>\n" vm  \
	"</vm></acrn-config>\n"

#define REGION(name, peer, size)                                                      \
	"<NAME>" name "</NAME>\n<IVSHMEM_SIZE>" size "</IVSHMEM_SIZE>\n<IVSHMEM_VMS>" \
	"<IVSHMEM_VM><VM_NAME>SERVICE</VM_NAME><VBDF>00:10.0</VBDF></IVSHMEM_VM>"     \
	"<IVSHMEM_VM><VM_NAME>" peer "</VM_NAME></IVSHMEM_VM></IVSHMEM_VMS>"

static const char *hover(struct fixture *fixture, const char *path, const char *text)
{
	const json_t *json = ask_keep(fixture, lsp_hover(ask_about(ask_new(fixture), path, text)));
	const json_t *contents = json_object_get(json, "contents");

	return json ? json_string_value(json_object_get(contents, "value")) : "null";
}

#define assert_hover(text, part) assert_contains(hover(fixture, "/t/s.xml", text), part)

static void test_elements(void **state)
{
	struct fixture *fixture = *state;
	const char *text = SCENARIO("<NAME>a</NAME><IVSHMEM_@@SIZE>4</IVSHMEM_SIZE>", "");

	assert_string_equal(hover(fixture, "/t/s.xml", SCENARIO("<NAME>a</NA@@ME>", "")),
			    hover(fixture, "/t/s.xml", SCENARIO("<NA@@ME>a</NAME>", "")));
	assert_hover(text, "IVSHMEM_SIZE\n\n");
	assert_hover(text, "\nValues: 2, 4, 8, 16, 32, 64, 128, 256, 512");
	assert_hover(text, "\nUnit: MiB");
	assert_hover(text, "\nDefault: 2");
	assert_hover(SCENARIO("", "<own_p@@cpu/>"), "\nReleases: ACRN 3.2 and later");
	assert_hover(SCENARIO("", "<shm_regions><shm_region sl@@ot='9'/></shm_regions>"),
		     "\nRange: 3 to 30");
	assert_hover(SCENARIO("", "<unkn@@own/>"), "null");
	assert_hover(SCENARIO("<!-- NA@@ME -->", ""), "null");
	assert_hover(SCENARIO("@@", ""), "null");
}

static void test_markdown(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = ask_new(fixture);
	const char *json;

	asking->server.client.takes_markdown_hover = true;
	json = json_text(fixture, lsp_hover(ask_about(asking, "/t/s.xml",
						      SCENARIO("<IVSHMEM_S@@IZE/>", ""))));
	assert_contains(json, "\"kind\":\"markdown\"");
	assert_contains(json, "**IVSHMEM_SIZE**");
	assert_contains(json, "\\n- Values: `2`, `4`");
}

static void test_names(void **state)
{
	struct fixture *fixture = *state;

	assert_hover(SCENARIO(REGION("a", "LE@@FT", "4"), ""), "VM 1, post-launched");
	assert_hover(SCENARIO(REGION("a", "LE@@FT", "4"), ""), "Regions: a");
	assert_hover(SCENARIO(REGION("a", "LE@@FT", "4"), ""),
		     "Device of region a: 00:08.0 (chosen)");
	assert_hover(SCENARIO(REGION("a", "NOBO@@DY", "4"), ""), "No VM has this name.");
	assert_hover(SCENARIO(REGION("@@a", "LEFT", "4"), ""),
		     "Region in hv-land (Hypervisor), 4 MiB\n\nPeers: SERVICE at 00:10.0, LEFT at "
		     "00:08.0 (chosen)");
}

static void test_board(void **state)
{
	struct fixture *fixture = *state;
	const char *text = "<acrn-config board='nuc-alder'><vm id='1'><name>LEFT</name>"
			   "<load_order>POST_LAUNCHED_VM</load_order>"
			   "<cpu_affinity><pcpu_id>@@1</pcpu_id></cpu_affinity></vm></acrn-config>";

	assert_hover(text, "APIC ID ");
	assert_hover("<acrn-config board='nuc-alder'><vm id='1'><name>LEFT</name>"
		     "<load_order>POST_LAUNCHED_VM</load_order>"
		     "<pci_devs><pci_dev>00:02.0@@ x</pci_dev></pci_devs></vm></acrn-config>",
		     "VGA compatible controller: Intel Corporation");
	assert_hover("<acrn-config board='nuc-alder'><vm id='1'><name>LEFT</name>"
		     "<load_order>POST_LAUNCHED_VM</load_order>"
		     "<pci_devs><pci_dev>00:19.3@@ x</pci_dev></pci_devs></vm></acrn-config>",
		     "The board nuc-alder has no device 00:19.3.");
}

static void test_yaml(void **state)
{
	struct fixture *fixture = *state;

	assert_contains(hover(fixture, "/t/s.yaml",
			      "acrn-config:\n  vm:\n    - $id: 1\n      own_pc@@pu: y\n"),
			"\nDefault: n");
	assert_contains(hover(fixture, "/t/s.yaml",
			      "acrn-config:\n  vm:\n    - $id: 1\n      name: LE@@FT\n"
			      "      load_order: POST_LAUNCHED_VM\n"),
			"VM 1, post-launched");
}

/* Names are where they are now, though the text cannot be parsed. */
static void test_half_typed(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = ask_new(fixture);
	const char *json;

	json = json_text(
		fixture,
		lsp_hover(ask_after(asking, "/t/s.xml", SCENARIO(REGION("a", "LEFT", "4"), ""),
				    SCENARIO("<é" REGION("a", "LEFT@@", "4"), ""))));
	assert_contains(json, "VM 1, post-launched");
	assert_contains(json, "\"start\":{\"character\":105,\"line\":4}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_elements), TEST(test_markdown), TEST(test_names),
		TEST(test_board),    TEST(test_yaml),	  TEST(test_half_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
