/* SPDX-License-Identifier: BSD-3-Clause
 * test_fmt.c: what the canonical form of XML and YAML is. */
#include "fmt/fmt.h"

#include "../helpers.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define START	    "<acrn-config board=\"b\">\n"
#define VM	    "  <vm id=\"0\">\n    <load_order>SERVICE_VM</load_order>\n    <name>S</name>\n"
#define VM_END	    "  </vm>\n"
#define END	    "</acrn-config>\n"

static const char *format(struct fixture *fixture, const char *name, const char *text)
{
	size_t size;
	const char *result =
		fmt_format(fixture->arena, source_memory(fixture->arena, name, text, strlen(text)),
			   fixture->diags, &size);

	return result ? arena_copy(fixture->arena, result, size) : NULL;
}

/* The second time nothing changes. */
static void formats(struct fixture *fixture, const char *name, const char *text,
		    const char *expected)
{
	const char *result = format(fixture, name, text);

	assert_non_null(result);
	assert_string_equal(result, expected);
	assert_string_equal(format(fixture, name, result), expected);
}

static void xml(struct fixture *fixture, const char *text, const char *expected)
{
	formats(fixture, "a.xml", text, expected);
}

static void yaml(struct fixture *fixture, const char *text, const char *expected)
{
	formats(fixture, "a.yaml", text, expected);
}

static void test_lays_out_elements(void **state)
{
	xml(*state,
	    "<acrn-config  board='b' ><vm id = \"0\"\n><load_order>SERVICE_VM</load_order>"
	    "<name>S</name><pci_devs></pci_devs><memory>\n\n</memory></vm></acrn-config>",
	    DECLARATION START VM "    <memory/>\n    <pci_devs/>\n" VM_END END);
}

static void test_keeps_one_empty_line(void **state)
{
	xml(*state,
	    "\n<!-- a -->\n\n\n\n<acrn-config board=\"b\">\n\n\n" VM "\n\n\n<pci_devs/>\n\n" VM_END
	    "\n\n<!-- b --></acrn-config><!-- c -->",
	    DECLARATION "<!-- a -->\n\n" START VM "\n    <pci_devs/>\n" VM_END
			"\n  <!-- b -->\n" END "<!-- c -->\n");
}

static void test_orders_elements_with_their_comments(void **state)
{
	xml(*state,
	    START "<!-- of the file -->\n\n<!-- of S -->\n<vm id=\"0\"><!-- the first -->\n"
		  "<!-- its name\n     is -->\n<name>S</name> <!-- short -->\n"
		  "<load_order>SERVICE_VM</load_order><!-- last --></vm>\n<hv/><!-- none -->" END,
	    DECLARATION START
	    "  <!-- of the file -->\n\n  <hv/> <!-- none -->\n\n  <!-- of S -->\n"
	    "  <vm id=\"0\"> <!-- the first -->\n"
	    "    <load_order>SERVICE_VM</load_order> <!-- last -->\n"
	    "    <!-- its name\n     is -->\n    <name>S</name> <!-- short -->\n" VM_END END);
}

static void test_keeps_the_order_of_what_repeats(void **state)
{
	xml(*state,
	    START VM "<virtio_devices><gpu/><block>b</block><network/><block>a</block>"
		     "</virtio_devices><vendor>1</vendor>"
		     "<console_vuart>None</console_vuart>" VM_END END,
	    DECLARATION START VM "    <console_vuart>None</console_vuart>\n"
				 "    <virtio_devices>\n      <block>b</block>\n      <network/>\n"
				 "      <block>a</block>\n      <gpu/>\n    </virtio_devices>\n"
				 "    <vendor>1</vendor>\n" VM_END END);
}

static void test_keeps_texts(void **state)
{
	static const char texts[] =
		"    <os_config>\n      <bootargs> a\n\t b <![CDATA[<&]]>&#x20;</bootargs>\n"
		"    </os_config>\n"
		"    <vendor>one <b>two</b>\n three</vendor>\n"
		"    <vendor xml:space=\"preserve\"> <b/> </vendor>\n"
		"    <vendor> </vendor>\n";

	xml(*state,
	    arena_printf(((struct fixture *)*state)->arena, START VM "%s" VM_END END, texts),
	    arena_printf(((struct fixture *)*state)->arena, DECLARATION START VM "%s" VM_END END,
			 texts));
}

static void test_orders_attributes(void **state)
{
	xml(*state,
	    "<acrn-config x=\"'\" scenario='\"' board='b' xmlns:v=\"urn:v\" v:a=''>" VM VM_END END,
	    DECLARATION
	    "<acrn-config xmlns:v=\"urn:v\" v:a=\"\" board=\"b\" scenario='\"' x=\"'\">\n" VM VM_END
		    END);
}

static void test_keeps_the_kind_of_line_ends(void **state)
{
	xml(*state, "<acrn-config>\r\n<vm>\r\n<name>S</name>\n</vm></acrn-config>",
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<acrn-config>\r\n  <vm>\r\n"
	    "    <name>S</name>\r\n  </vm>\r\n</acrn-config>\r\n");
	yaml(*state, "acrn-config:\r\n    vm:\r\n        name: |\r\n           S\r\n",
	     "acrn-config:\r\n  vm:\r\n    name: |\r\n      S\r\n");
}

static void test_keeps_a_declaration_of_another_encoding(void **state)
{
	xml(*state, "<?xml version='1.0' encoding='ISO-8859-1'?><acrn-config><vm/></acrn-config>",
	    "<?xml version='1.0' encoding='ISO-8859-1'?>\n<acrn-config>\n  <vm/>\n</acrn-config>"
	    "\n");
}

/* Boards, launch XML and scenarios of ACRN 2.x. */
static void test_keeps_the_order_of_other_documents(void **state)
{
	xml(*state,
	    "<acrn-config board='b'><vm id='0'><name>S</name>"
	    "<vm_type>SERVICE_VM</vm_type></vm></acrn-config>",
	    DECLARATION START "  <vm id=\"0\">\n    <name>S</name>\n"
			      "    <vm_type>SERVICE_VM</vm_type>\n" VM_END END);
}

static void test_lays_out_yaml(void **state)
{
	yaml(*state,
	     "# a\n\n\nacrn-config:\n    vm:\n    -   name:   'S'   # short\n\n\n"
	     "        $id: 0\n        load_order:\n          SERVICE_VM\n"
	     "    -\n        load_order: POST_LAUNCHED_VM\n    hv:\n",
	     "# a\n\nacrn-config:\n  hv:\n  vm:\n    - $id: 0\n"
	     "      load_order: SERVICE_VM\n      name: 'S'  # short\n"
	     "    - load_order: POST_LAUNCHED_VM\n");
}

static void test_moves_comments_of_yaml(void **state)
{
	yaml(*state,
	     "acrn-config:\n   vm:\n   # of S\n   - # S\n"
	     "     # its name\n     name: S\n     load_order: SERVICE_VM\n"
	     "     # end of S\n   # of hv\n\n   hv:\n     # nothing\n",
	     "acrn-config:\n  # of hv\n\n  hv:\n    # nothing\n  vm:\n    # of S\n    -  # S\n"
	     "      load_order: SERVICE_VM\n      # its name\n      name: S\n"
	     "      # end of S\n");
}

static void test_keeps_scalars_of_yaml(void **state)
{
	yaml(*state,
	     "acrn-config:\n vm:\n  name: \"a\n   b\\\n     \\ c\"\n  boot:\n"
	     "   kernel: >2-\n      x\n     y\n\n\n   ramdisk: |+\n    z\n\n"
	     "   cmdline: {a: [1,\n      2], # c\n    b: 3}\n",
	     "acrn-config:\n  vm:\n    name: \"a\n      b\\\n      \\ c\"\n    boot:\n"
	     "      kernel: >2-\n         x\n        y\n\n      ramdisk: |+\n        z\n\n"
	     "      cmdline: {a: [1,\n          2], # c\n        b: 3}\n");
}

static void test_ends_a_block_scalar_at_the_end_of_the_file(void **state)
{
	yaml(*state, "acrn-config:\n vm:\n  name: |\n   S",
	     "acrn-config:\n  vm:\n    name: |-\n      S\n");
}

static void test_keeps_anchors_in_order(void **state)
{
	yaml(*state,
	     "acrn-config:\n vm:\n - &a\n  name: &n A\n  load_order: POST_LAUNCHED_VM\n"
	     " - <<: *a\n   $id: 1\n - memory: &m\n    size: 1\n   name: C\n"
	     "   load_order: POST_LAUNCHED_VM\n - pci_devs: &p\n   memory: *m\n   name: D\n",
	     "acrn-config:\n  vm:\n    - &a\n      load_order: POST_LAUNCHED_VM\n"
	     "      name: &n A\n    - <<: *a\n      $id: 1\n"
	     "    - load_order: POST_LAUNCHED_VM\n      name: C\n      memory: &m\n"
	     "        size: 1\n    - pci_devs: &p\n      memory: *m\n      name: D\n");
}

static void test_keeps_marks_of_yaml_documents(void **state)
{
	yaml(*state, "# a\n%YAML 1.1\n---   # b\nacrn-config: {vm: {name: S}} # c\n...\n",
	     "# a\n%YAML 1.1\n---  # b\nacrn-config: {vm: {name: S}}  # c\n...\n");
	yaml(*state, "# a\n{\"acrn-config\":\n   {\"vm\": []}\n}\n",
	     "# a\n{\"acrn-config\":\n   {\"vm\": []}\n}\n");
}

static void test_refuses_other_files(void **state)
{
	struct fixture *fixture = *state;

	assert_null(format(fixture, "a.xml", "<project><vm/></project>"));
	assert_null(format(fixture, "a.xml", "<acrn-config>"));
	assert_null(format(fixture, "a.yaml", "acrn-config: [1"));
	assert_int_equal(diags_error_count(fixture->diags), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lays_out_elements),
		TEST(test_keeps_one_empty_line),
		TEST(test_orders_elements_with_their_comments),
		TEST(test_keeps_the_order_of_what_repeats),
		TEST(test_keeps_texts),
		TEST(test_orders_attributes),
		TEST(test_keeps_the_kind_of_line_ends),
		TEST(test_keeps_a_declaration_of_another_encoding),
		TEST(test_keeps_the_order_of_other_documents),
		TEST(test_lays_out_yaml),
		TEST(test_moves_comments_of_yaml),
		TEST(test_keeps_scalars_of_yaml),
		TEST(test_ends_a_block_scalar_at_the_end_of_the_file),
		TEST(test_keeps_anchors_in_order),
		TEST(test_keeps_marks_of_yaml_documents),
		TEST(test_refuses_other_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
