/* SPDX-License-Identifier: BSD-3-Clause
 * test_places.c: each node of an upgraded document has the place of what it was made from. */
#include "tests/generator/upgrade/upgraded.h"

static struct span text_span(const struct doc *doc, const char *name)
{
	return load_text_span(doc, element_of(doc, name));
}

static struct span range(const struct doc *doc, const char *name, size_t start, size_t end)
{
	return load_text_range(doc, element_of(doc, name), start, end);
}

/* Texts as they were have ranges, others have one place. */
static void test_texts(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgraded_doc(
		fixture, "<acrn-config board='b'><hv><DEBUG_OPTIONS><RELEASE> n </RELEASE>"
			 "<SERIAL_CONSOLE> /dev/ttyS0</SERIAL_CONSOLE></DEBUG_OPTIONS></hv>"
			 "<vm id='0'><vm_type>SERVICE_VM</vm_type><name>A</name></vm>"
			 "</acrn-config>");

	assert_span(fixture, text_span(doc, "BUILD_TYPE"), "n");
	assert_span(fixture, range(doc, "BUILD_TYPE", 1, 2), "n");
	assert_span(fixture, load_element_span(doc, element_of(doc, "BUILD_TYPE")), "<RELEASE");
	assert_span(fixture, text_span(doc, "SERIAL_CONSOLE"), "/dev/ttyS0");
	assert_span(fixture, range(doc, "SERIAL_CONSOLE", 1, 4), "dev");
	assert_span(fixture, text_span(doc, "load_order"), "SERVICE_VM");
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "vm"), "id"), "0");
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "acrn-config"), "board"),
		    "b");
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "vm"), "x"), "<vm");
	assert_true(load_has_text(doc, element_of(doc, "BUILD_TYPE")));
	assert_false(load_has_text(doc, element_of(doc, "hv")));
}

#define REGION(text)                                                               \
	"<acrn-config><hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>" \
	"<IVSHMEM_REGION>" text "</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>"      \
	"<vm id='0'><vm_type>SERVICE_VM</vm_type><name>A</name></vm></acrn-config>"

/* Parts of a text have their own places. */
static void test_parts(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgraded_doc(fixture, REGION(" hv:/ring, 0x200000, 0:7"));

	assert_span(fixture, text_span(doc, "NAME"), "ring");
	assert_span(fixture, range(doc, "NAME", 1, 3), "in");
	assert_span(fixture, range(doc, "NAME", 9, 10), "");
	assert_span(fixture, text_span(doc, "PROVIDED_BY"), "hv:/");
	assert_span(fixture, text_span(doc, "IVSHMEM_SIZE"), "0x200000");
	assert_span(fixture, text_span(doc, "VM_NAME"), "0");
	doc = upgraded_doc(fixture, REGION("hv:/ri&#110;g, 2, 0:7"));
	assert_span(fixture, text_span(doc, "NAME"), "hv:/ri&#110;g, 2, 0:7");
}

/* What is unknown is copied, with its comments, its places and its attributes. */
static void test_copies(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgraded_doc(
		fixture, "<!-- head --><acrn-config><vm id='0'><vm_type>SERVICE_VM</vm_type>"
			 "<name>A</name><x:y xmlns:x='urn:x' x:a='1' desc='d'>t<!-- c --><z>u</z>"
			 "</x:y></vm></acrn-config><!-- tail -->");

	assert_string_equal(upgraded_text(fixture, doc, "y"),
			    "<x:y xmlns:x=\"urn:x\" x:a=\"1\">t<!-- c --><z>u</z></x:y>");
	assert_span(fixture, text_span(doc, "z"), "u");
	assert_span(fixture, load_element_span(doc, element_of(doc, "y")), "<x:y");
	assert_string_equal((const char *)doc->xml->children->content, " head ");
	assert_string_equal((const char *)doc->xml->last->content, " tail ");
}

static void test_yaml(void **state)
{
	static const char text[] =
		"acrn-config:\n  vm:\n  - $id: 0\n    vm_type: SERVICE_VM # type\n"
		"    name: A b\n    uuid: x\n";
	struct fixture *fixture = *state;
	const struct source *source =
		source_memory(fixture->arena, "test.yaml", text, strlen(text));
	const struct doc *doc = load_source(fixture->arena, source, fixture->diags);

	doc = upgrade_scenario(fixture->arena, doc, NULL, NULL, false, fixture->diags);

	assert_span(fixture, text_span(doc, "name"), "A b");
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "vm"), "id"), "0");
	assert_ptr_equal(load_child(element_of(doc, "vm"), "vm_type")->next->_private, LOAD_BEHIND);
}

/* A scenario in the current form is itself. */
static void test_current(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		doc_of(fixture, "<acrn-config><vm id='0'><load_order>SERVICE_VM</load_order></vm>"
				"</acrn-config>");

	assert_ptr_equal(upgrade_scenario(fixture->arena, doc, NULL, NULL, true, fixture->diags),
			 doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_texts), TEST(test_parts),   TEST(test_copies),
		TEST(test_yaml),  TEST(test_current),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
