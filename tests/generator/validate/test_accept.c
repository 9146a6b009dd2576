/* SPDX-License-Identifier: BSD-3-Clause
 * test_accept.c: what the tables accept, libxml2 accepts by the XSD; and what people write,
 * the tables accept.
 *
 * Every element and attribute that the XSDs know is tried with values on both sides of every
 * border, and shipped documents are damaged at random. Where the tables are in doubt nothing is
 * compared: libxml2 decides then. SCHEMA_MUTATIONS is how many documents are damaged. */
#include "tests/generator/helpers.h"

#include <glob.h>

#include "validate/internal.h"

static struct {
	struct arena *arena;
	struct schema *scenario, *board;
} shared;

static int open_shared(void **state)
{
	(void)state;
	shared.arena = arena_new(helper_out_of_memory);
	shared.scenario = schema_load(shared.arena, "schema/scenario.xsd");
	shared.board = schema_load(shared.arena, "schema/board.xsd");
	return shared.scenario && shared.board ? 0 : -1;
}

static int close_shared(void **state)
{
	(void)state;
	arena_free(shared.arena);
	return 0;
}

/* Whether the tables accept a document, after a comparison with libxml2's result. */
static bool accepts(struct schema *schema, const struct doc *doc, struct diags *diags,
		    const char *what)
{
	if (!schema_accepts(schema, doc->xml))
		return false;
	assert_true(schema_validate_by_libxml2(schema, doc, diags));
	if (diags_error_count(diags)) {
		diags_print(diags, stderr, DIAG_FORMAT_GCC, false);
		fail_msg("the tables accept this, and libxml2 does not: %s", what);
	}
	return true;
}

static bool accepts_bytes(struct schema *schema, const char *bytes)
{
	struct arena *arena = arena_new(helper_out_of_memory);
	struct diags *diags = diags_new(arena);
	const struct doc *doc =
		load_source(arena, source_memory(arena, "test.xml", bytes, strlen(bytes)), diags);
	bool is_accepted;

	assert_non_null(doc);
	is_accepted = accepts(schema, doc, diags, bytes);
	arena_free(arena);
	return is_accepted;
}

/* In the form in which XML has them: some are not text but elements, comments or the like. */
static const char *const values[] = {
	"",
	" ",
	"\n",
	"&#9;",
	"y",
	"n",
	"Y",
	" y ",
	"y y",
	"y<!-- c -->",
	"y<!-- c -->y",
	"<![CDATA[y]]>",
	"<![CDATA[ ]]>",
	"y<?pi?>",
	"&#13;y",
	"&#160;y",
	"<x/>",
	"<x/>y",
	"0",
	"00",
	"1",
	"2",
	"3",
	"+3",
	"-3",
	"- 3",
	"3.0",
	"3,0",
	"\n3\t",
	"0x3",
	"1 2",
	"1  2",
	"1&#9;2",
	"9",
	"10",
	"11",
	"30",
	"31",
	"119",
	"120",
	"121",
	"128",
	"129",
	"512",
	"1024",
	"1025",
	"2048",
	"2049",
	"65535",
	"65536",
	"-1",
	"-0",
	"2147483647",
	"2147483648",
	"-2147483648",
	"-2147483649",
	"4294967294",
	"4294967295",
	"4294967296",
	"999999999999999999",
	"9223372036854775807",
	"9223372036854775808",
	"18446744073709551615",
	"18446744073709551616",
	"00000000000000000000000000001",
	"0x",
	"0x0",
	"0X0f",
	"0xffffffffffffffff",
	"0x10000000000000000",
	"-0x1",
	"-0x0001",
	"-0x2",
	"0xg",
	"abc",
	"a b",
	"a_b-c",
	"-a",
	"a.b",
	"a;b",
	"\xc3\xa4",
	"00:1f.3",
	"0:1f.7",
	"00:1f.8",
	"00:3f.0",
	"None",
	"/dev/ttyS0",
	"ttyS",
	"/dev/ttyS0 ",
	"1920x1080",
	"01920x1080",
	"1920x108000",
	"debug",
	"release",
	"Device Model",
	"Device  Model",
	" Device Model ",
	"Hypervisor",
	"SERVICE_VM",
	"dm:/a,2",
	"dm:/a b,2",
	",",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aa"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aa"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aa",
};

static size_t accepted_count;

/* One element with each value in it, and in each of its attributes; `before` and `after` are what
 * is around it. */
static void try_element(struct schema *schema, const struct schema_element *element,
			const char *before, const char *after)
{
	const struct schema_type *type = element->type;
	struct arena *arena = arena_new(helper_out_of_memory);

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		accepted_count += accepts_bytes(
			schema, arena_printf(arena, "%s<%s>%s</%s>%s", before, element->name,
					     values[i], element->name, after));
		for (size_t k = 0; k < type->attribute_count && !strchr(values[i], '<'); k++)
			accepted_count += accepts_bytes(
				schema,
				arena_printf(arena, "%s<%s %s=\"%s\"/>%s", before, element->name,
					     type->attributes[k].name, values[i], after));
	}
	arena_free(arena);
}

static void try_elements(struct schema *schema, const struct schema_element *elements, size_t count,
			 const char *before, const char *after)
{
	struct arena *arena = arena_new(helper_out_of_memory);

	for (size_t i = 0; i < count; i++) {
		const struct schema_element *element = &elements[i];

		try_element(schema, element, before, after);
		try_elements(schema, element->type->elements, element->type->element_count,
			     arena_printf(arena, "%s<%s>", before, element->name),
			     arena_printf(arena, "</%s>%s", element->name, after));
	}
	arena_free(arena);
}

static void test_every_element_with_every_value(void **state)
{
	const struct schema_tables *scenario = shared.scenario->tables;
	const struct schema_tables *board = shared.board->tables;

	(void)state;
	accepted_count = 0;
	try_elements(shared.scenario, scenario->roots, scenario->root_count, "", "");
	assert_true(accepted_count > 1000);
	accepted_count = 0;
	try_elements(shared.board, board->roots, board->root_count, "", "");
	try_elements(shared.board, board->roots, board->root_count, "<acrn-config><x>",
		     "</x></acrn-config>");
	assert_true(accepted_count > 1000);
}

/* A document that obeys, if there were not this in it. */
static void test_what_is_rare(void **state)
{
	static const char *const texts[] = {
		"<x/>",
		"<vm/>",
		"<acrn-config xmlns='urn:x'/>",
		"<x:acrn-config xmlns:x='urn:x'/>",
		"<acrn-config>text</acrn-config>",
		"<acrn-config><vm><x/></vm></acrn-config>",
		"<acrn-config><vm xmlns='urn:x'/></acrn-config>",
		"<acrn-config><vm><vm/></vm></acrn-config>",
		"<acrn-config><vm><memory>1<size/></memory></vm></acrn-config>",
		"<acrn-config><vm><name x='y'>a</name></vm></acrn-config>",
		"<acrn-config><vm><name>a</name><os_type/><name>b</name></vm></acrn-config>",
		"<acrn-config xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>",
		("<acrn-config xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><vm>"
		 "<name i:type='Empty'/></vm></acrn-config>"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(accepts_bytes(shared.scenario, texts[i]));
}

static void test_what_may_repeat(void **state)
{
	(void)state;
	assert_true(accepts_bytes(shared.scenario,
				  "<acrn-config><vm><cpu_affinity><pcpu_id>1</pcpu_id>"
				  "<pcpu_id>2</pcpu_id></cpu_affinity></vm><vm/></acrn-config>"));
}

static void test_board_content(void **state)
{
	static const struct {
		const char *text;
		bool is_accepted;
	} cases[] = {
		{ "<acrn-config>text<x>y<z "
		  "a='b'/></x><PCI_DEVICE>a\n\tb</PCI_DEVICE></acrn-config>",
		  true },
		{ "<bus/>", true },
		{ "<acrn-config><x><range start='0x0' end='0x1'/></x></acrn-config>", true },
		{ "<acrn-config><x><range start='0x0'/></x></acrn-config>", false },
		{ "<acrn-config><range start='0x0' end='0x1'> </range></acrn-config>", true },
		{ "<acrn-config><range start='0x0' end='0x1'>x</range></acrn-config>", false },
		{ "<acrn-config><range start='0x0' end='0x1'><x/></range></acrn-config>", false },
		{ "<acrn-config><PCI_DEVICE><x/></PCI_DEVICE></acrn-config>", false },
		{ "<acrn-config><cpu_id a='b'>1</cpu_id></acrn-config>", false },
		{ "<acrn-config><x y:z='1' xmlns:y='urn:y'/></acrn-config>", false },
		{ "<x/>", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (accepts_bytes(shared.board, cases[i].text) != cases[i].is_accepted)
			fail_msg("%s", cases[i].text);
}

/* A document that is shipped, as it is after pruning; its schema goes to *schema. */
static const struct doc *shipped(struct fixture *fixture, const char *path, struct schema **schema)
{
	const struct source *source = load_read(fixture->arena, path, fixture->diags);
	const struct doc *doc = source ? load_source(fixture->arena, source, fixture->diags) : NULL;

	assert_non_null(doc);
	*schema = shared.board;
	if (!load_child(xmlDocGetRootElement(doc->xml), "vm"))
		return doc;
	*schema = shared.scenario;
	schema_prune(*schema, doc, fixture->diags);
	return doc;
}

/* The XML of boards/ and of the cases that pass. */
static void find_shipped(glob_t *found)
{
	static const char *const patterns[] = { "boards/*/*.xml", "tests/cases/ok/*/*.xml" };
	char pattern[512];

	for (size_t i = 0; i < 2; i++) {
		snprintf(pattern, sizeof(pattern), "%s/%s", source_root(), patterns[i]);
		assert_int_equal(glob(pattern, i ? GLOB_APPEND : 0, NULL, found), 0);
	}
}

static void test_shipped(void **state)
{
	struct fixture *fixture = *state;
	struct schema *schema;
	glob_t found;

	find_shipped(&found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const struct doc *doc = shipped(fixture, found.gl_pathv[i], &schema);

		if (!accepts(schema, doc, fixture->diags, found.gl_pathv[i]))
			fail_msg("%s is not accepted", found.gl_pathv[i]);
	}
	globfree(&found);
}

/* The same numbers in every run. */
static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static xmlNode *following(const xmlNode *node)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

static xmlNode *any_element(xmlNode *root, uint32_t *seed)
{
	xmlNode *chosen = root;
	uint32_t count = 0;

	for (xmlNode *node = root; node; node = following(node))
		if (node->type == XML_ELEMENT_NODE && next_random(seed) % ++count == 0)
			chosen = node;
	return chosen;
}

/* Does one thing to one element. */
static void damage(xmlNode *root, uint32_t *seed)
{
	xmlNode *element = any_element(root, seed), *other = any_element(root, seed);
	const char *value = values[next_random(seed) % (sizeof(values) / sizeof(values[0]))];

	switch (next_random(seed) % 6) {
	case 0: /* its content becomes text */
		if (element != root)
			xmlNodeSetContent(element, BAD_CAST "");
		xmlNodeAddContent(element, BAD_CAST value);
		break;
	case 1: /* there is text behind its content */
		xmlAddChild(element, xmlNewText(BAD_CAST value));
		break;
	case 2: /* it gets the name of another */
		xmlNodeSetName(element, other->name);
		break;
	case 3: /* another is in it too */
		xmlAddChild(element, xmlCopyNode(other, 1));
		break;
	case 4: /* one of its attributes changes, or there is a new one */
		xmlSetProp(element,
			   element->properties ? element->properties->name : BAD_CAST "type",
			   BAD_CAST value);
		break;
	default: /* another's attributes are its own */
		if (other->properties)
			xmlSetProp(element, other->properties->name, BAD_CAST value);
	}
}

static void damage_and_compare(struct schema *schema, const struct doc *doc, const char *path,
			       uint32_t seed)
{
	struct arena *arena = arena_new(helper_out_of_memory);
	struct diags *diags = diags_new(arena);
	struct doc damaged = { .source = doc->source, .xml = xmlCopyDoc(doc->xml, 1) };

	assert_non_null(damaged.xml);
	damage(xmlDocGetRootElement(damaged.xml), &seed);
	accepted_count += accepts(schema, &damaged, diags, path);
	xmlFreeDoc(damaged.xml);
	arena_free(arena);
}

static void test_damaged(void **state)
{
	struct fixture *fixture = *state;
	const char *wanted = getenv("SCHEMA_MUTATIONS");
	size_t count = wanted ? strtoul(wanted, NULL, 10) : 5000;
	struct schema *schema;
	glob_t found;

	find_shipped(&found);
	accepted_count = 0;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const struct doc *doc = shipped(fixture, found.gl_pathv[i], &schema);

		for (size_t k = 0; k <= count / found.gl_pathc; k++)
			damage_and_compare(schema, doc, found.gl_pathv[i],
					   (uint32_t)(i * count + k + 1));
	}
	assert_true(accepted_count > 0);
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_element_with_every_value),
		TEST(test_what_is_rare),
		TEST(test_what_may_repeat),
		TEST(test_board_content),
		TEST(test_shipped),
		TEST(test_damaged),
	};

	return cmocka_run_group_tests(tests, open_shared, close_shared);
}
