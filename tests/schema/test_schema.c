/* SPDX-License-Identifier: BSD-3-Clause
 * test_schema.c: the XSDs and the ABI header state the same limits, scenario.xsd keeps to the form
 * that the loader reads, and what we ship obeys.
 *
 * SRCDIR is the root of the source tree; the working directory by default. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "base/release.h"
#include "diag/diag.h"
#include "schema/static_config.h"

#define XS  "http://www.w3.org/2001/XMLSchema"
#define MIB (1u << 20)

#define SCENARIO "scenario.xsd"
#define PLAN	 "plan.xsd"

static const char *source_root(void)
{
	const char *root = getenv("SRCDIR");

	return root ? root : ".";
}

static void silence(void *data, xmlError *error)
{
	(void)data;
	(void)error;
}

static void show(void *data, xmlError *error)
{
	print_error("%s:%d: %s", (const char *)data, error->line, error->message);
}

static xmlSchema *compile(const char *text, const char *url)
{
	xmlDoc *doc = xmlReadMemory(text, (int)strlen(text), url, NULL, XML_PARSE_NONET);
	xmlSchemaParserCtxt *parser = xmlSchemaNewDocParserCtxt(doc);
	xmlSchema *schema;

	xmlSchemaSetParserStructuredErrors(parser, show, (void *)url);
	schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	xmlFreeDoc(doc);
	assert_non_null(schema);
	return schema;
}

/* One simple type of one XSD, to be asked for values. */
struct probe {
	xmlSchema *schema;
	xmlSchemaValidCtxt *context;
};

static struct probe probe_open(const char *xsd, const char *type)
{
	char url[512], text[512];
	struct probe probe;

	snprintf(url, sizeof(url), "%s/schema/probe.xsd", source_root());
	snprintf(text, sizeof(text),
		 "<xs:schema xmlns:xs='" XS "'><xs:include schemaLocation='%s'/>"
		 "<xs:element name='probe' type='%s'/></xs:schema>",
		 xsd, type);
	probe.schema = compile(text, url);
	probe.context = xmlSchemaNewValidCtxt(probe.schema);
	assert_non_null(probe.context);
	xmlSchemaSetValidStructuredErrors(probe.context, silence, NULL);
	return probe;
}

static void probe_close(struct probe *probe)
{
	xmlSchemaFreeValidCtxt(probe->context);
	xmlSchemaFree(probe->schema);
}

static bool takes(const struct probe *probe, const char *value)
{
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *root = xmlNewDocNode(doc, NULL, BAD_CAST "probe", NULL);
	int result;

	xmlDocSetRootElement(doc, root);
	xmlNodeAddContent(root, BAD_CAST value);
	result = xmlSchemaValidateDoc(probe->context, doc);
	xmlFreeDoc(doc);
	assert_true(result >= 0);
	return result == 0;
}

/* The format takes one unsigned long. */
static bool takes_number(const struct probe *probe, const char *format, unsigned long number)
{
	char value[64];

	snprintf(value, sizeof(value), format, number);
	return takes(probe, value);
}

/* Names of 1 to `max` bytes and no others. */
static void assert_name_type(const char *xsd, const char *type, size_t max)
{
	struct probe probe = probe_open(xsd, type);
	char name[64];

	for (size_t length = 0; length < sizeof(name); length++) {
		memset(name, 'a', length);
		name[length] = '\0';
		assert_int_equal(takes(&probe, name), length >= 1 && length <= max);
	}
	assert_true(takes(&probe, "_aZ09"));
	assert_false(takes(&probe, "a b"));
	assert_false(takes(&probe, "a;b"));
	assert_false(takes(&probe, "a`b"));
	assert_false(takes(&probe, "a$b"));
	assert_false(takes(&probe, "\xc3\xa4"));
	assert_false(takes(&probe, "-a"));
	probe_close(&probe);
}

static void test_region_names(void **state)
{
	(void)state;
	assert_name_type(SCENARIO, "RegionName", CFG_REGION_NAME_MAX);
	assert_name_type(PLAN, "RegionName", CFG_REGION_NAME_MAX);
}

static void test_vm_names(void **state)
{
	(void)state;
	assert_name_type(SCENARIO, "VmName", CFG_VM_NAME_MAX);
	assert_name_type(SCENARIO, "RegionVmName", CFG_VM_NAME_MAX);
	assert_name_type(SCENARIO, "VuartVmName", CFG_VM_NAME_MAX);
	assert_name_type(PLAN, "VmName", CFG_VM_NAME_MAX);
}

static void test_region_sizes(void **state)
{
	struct probe probe = probe_open(SCENARIO, "RegionSize");

	(void)state;
	for (unsigned mib = 0; mib <= 2 * CFG_REGION_SIZE_MAX / MIB; mib++)
		assert_int_equal(takes_number(&probe, "%lu", mib),
				 mib >= CFG_REGION_SIZE_MIN / MIB &&
					 mib <= CFG_REGION_SIZE_MAX / MIB && !(mib & (mib - 1)));
	assert_true(takes(&probe, ""));
	assert_true(takes(&probe, "\n 4\n"));
	assert_false(takes(&probe, "two"));
	probe_close(&probe);
}

static void test_plan_region_sizes(void **state)
{
	struct probe bytes = probe_open(PLAN, "RegionBytes");

	(void)state;
	assert_false(takes_number(&bytes, "%lu", CFG_REGION_SIZE_MIN_2_0 - 1));
	assert_true(takes_number(&bytes, "%lu", CFG_REGION_SIZE_MIN_2_0));
	assert_true(takes_number(&bytes, "%lu", CFG_REGION_SIZE_MAX));
	assert_false(takes_number(&bytes, "%lu", CFG_REGION_SIZE_MAX + 1ul));
	probe_close(&bytes);
}

static void test_digests(void **state)
{
	struct probe probe = probe_open(PLAN, "Digest");
	char digest[CFG_DIGEST_LENGTH + 2];

	(void)state;
	for (size_t length = 0; length < sizeof(digest); length++) {
		memset(digest, 'f', length);
		digest[length] = '\0';
		assert_int_equal(takes(&probe, digest), length == CFG_DIGEST_LENGTH);
	}
	probe_close(&probe);
}

static void test_region_ids(void **state)
{
	struct probe scenario = probe_open(SCENARIO, "RegionId");
	struct probe plan = probe_open(PLAN, "RegionId");

	(void)state;
	assert_true(takes_number(&scenario, "%lu", CFG_REGION_ID_NONE));
	assert_true(takes_number(&scenario, "%lu", CFG_REGION_ID_MAX));
	assert_false(takes_number(&scenario, "%lu", CFG_REGION_ID_MAX + 1ul));
	assert_true(takes_number(&scenario, "0x%lx", CFG_REGION_ID_MAX));
	assert_true(takes_number(&scenario, "0X%lX", CFG_REGION_ID_MAX));
	assert_false(takes_number(&scenario, "0x%lx", CFG_REGION_ID_MAX + 1ul));
	assert_true(takes(&scenario, ""));
	assert_false(takes(&scenario, "abc"));
	assert_false(takes(&scenario, "0x"));
	assert_false(takes(&scenario, "-1"));
	assert_true(takes_number(&plan, "%lu", CFG_REGION_ID_MAX));
	assert_false(takes_number(&plan, "%lu", CFG_REGION_ID_MAX + 1ul));
	assert_false(takes(&plan, "0x1000"));
	probe_close(&scenario);
	probe_close(&plan);
}

static void test_slots(void **state)
{
	struct probe scenario = probe_open(SCENARIO, "Slot");
	struct probe plan = probe_open(PLAN, "Slot");

	(void)state;
	for (unsigned slot = 0; slot < 300; slot++) {
		assert_int_equal(takes_number(&scenario, "%lu", slot),
				 slot >= CFG_SLOT_FIRST && slot <= CFG_SLOT_LAST);
		assert_int_equal(takes_number(&plan, "%lu", slot), slot <= CFG_SLOT_MAX);
	}
	probe_close(&scenario);
	probe_close(&plan);
}

/* Two hex digits of a device number do not show where CFG_SLOT_MAX is, so every device is tried. */
static void test_vbdfs(void **state)
{
	struct probe scenario = probe_open(SCENARIO, "Vbdf");
	struct probe plan = probe_open(PLAN, "Vbdf");

	(void)state;
	for (unsigned device = 0; device <= 0xff; device++) {
		assert_int_equal(takes_number(&scenario, "00:%02lx.0", device),
				 device <= CFG_SLOT_MAX);
		assert_int_equal(takes_number(&scenario, "0:%02lX.7", device),
				 device <= CFG_SLOT_MAX);
		assert_int_equal(takes_number(&plan, "00:%02lx.0", device), device <= CFG_SLOT_MAX);
	}
	assert_true(takes(&scenario, ""));
	assert_false(takes(&scenario, "00:08.8"));
	assert_false(takes(&scenario, "00:08"));
	assert_false(takes(&plan, ""));
	probe_close(&scenario);
	probe_close(&plan);
}

static void test_vm_ids(void **state)
{
	struct probe probe = probe_open(SCENARIO, "VmId");

	(void)state;
	assert_true(takes(&probe, "0"));
	assert_true(takes_number(&probe, "%lu", UINT16_MAX));
	assert_false(takes_number(&probe, "%lu", UINT16_MAX + 1ul));
	assert_false(takes(&probe, ""));
	assert_false(takes(&probe, "0x1"));
	probe_close(&probe);
}

static void test_shm_region_texts(void **state)
{
	struct probe probe = probe_open(SCENARIO, "ShmRegionText");
	char text[64];

	(void)state;
	for (int length = CFG_REGION_NAME_MAX - 1; length <= CFG_REGION_NAME_MAX + 1; length++) {
		snprintf(text, sizeof(text), "dm:/%.*s,2", length,
			 "abcdefghijklmnopqrstuvwxyz0123456789");
		assert_int_equal(takes(&probe, text), length <= CFG_REGION_NAME_MAX);
	}
	assert_true(takes(&probe, "test,4096"));
	assert_true(takes(&probe, "sos:/test,4096"));
	assert_true(takes(&probe, "hv:/test,2,0x1000"));
	assert_true(takes(&probe, " hv:/test, 2, 4096 "));
	assert_true(takes(&probe, ""));
	assert_false(takes(&probe, "test"));
	assert_false(takes(&probe, "xx:/test,2"));
	assert_false(takes(&probe, "test,2,3,4"));
	probe_close(&probe);
}

/* libxml2 does not trim white space around each of its number types. */
static void test_white_space_does_not_count(void **state)
{
	static const struct {
		const char *type, *value;
	} cases[] = {
		{ "Natural", " 3 " },
		{ "Count", "\n\t3\n" },
		{ "Count", " " },
		{ "Number", " -3 " },
		{ "Vsock", " 3 " },
		{ "TableSize", "\n96\n" },
		{ "Slot", " 6 " },
		{ "VmName", "\n VM1\n" },
		{ "RegionName", " shm " },
		{ "RegionId", " 7 " },
		{ "RegionId", " 0x7 " },
		{ "Vbdf", " 00:08.0 " },
		{ "Boolean", " y " },
		{ "Provider", "\n Device Model\n" },
		{ "LoadOrder", " SERVICE_VM " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct probe probe = probe_open(SCENARIO, cases[i].type);

		if (!takes(&probe, cases[i].value))
			fail_msg("%s refuses '%s'", cases[i].type, cases[i].value);
		probe_close(&probe);
	}
}

static xmlDoc *read_xsd(const char *xsd)
{
	char path[512];
	xmlDoc *doc;

	snprintf(path, sizeof(path), "%s/schema/%s", source_root(), xsd);
	doc = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOBLANKS);
	assert_non_null(doc);
	return doc;
}

/* An attribute's value, which lives as long as the document; NULL where there is none. */
static const char *value_of(const xmlNode *node, const char *attribute)
{
	const xmlAttr *found = xmlHasProp(node, BAD_CAST attribute);

	return found && found->children ? (const char *)found->children->content : NULL;
}

static bool is_xs(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns &&
	       xmlStrEqual(node->ns->href, BAD_CAST XS) && xmlStrEqual(node->name, BAD_CAST name);
}

/* The node after `node` in the document, itself below `root`. */
static const xmlNode *following(const xmlNode *node, const xmlNode *root)
{
	if (node->children && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

static void test_type_ids_are_slugs(void **state)
{
	xmlDoc *doc = read_xsd(SCENARIO);
	const xmlNode *root = xmlDocGetRootElement(doc);
	size_t count = 0;

	(void)state;
	for (const xmlNode *node = root; node; node = following(node, root)) {
		const char *id = node->type == XML_ELEMENT_NODE ? value_of(node, "id") : NULL;
		const struct diag_rule *rule = diag_rules();

		if (!id)
			continue;
		assert_true(is_xs(node, "simpleType"));
		while (rule->slug && strcmp(rule->slug, id) != 0)
			rule++;
		if (!rule->slug)
			fail_msg("line %ld: '%s' is not a slug", xmlGetLineNo(node), id);
		count++;
	}
	assert_true(count > 0);
	xmlFreeDoc(doc);
}

static bool is_known_type(const xmlNode *root, const char *type)
{
	if (strncmp(type, "xs:", 3) == 0)
		return true;
	for (const xmlNode *node = root->children; node; node = node->next)
		if ((is_xs(node, "complexType") || is_xs(node, "simpleType")) &&
		    strcmp(value_of(node, "name"), type) == 0)
			return true;
	return false;
}

/* What an element may have besides its name and type. */
static bool is_extra(const xmlAttr *attribute)
{
	static const char *const any[] = { "many", "required", "unit", "default" };
	enum release release;

	for (size_t i = 0; i < sizeof(any) / sizeof(any[0]); i++)
		if (xmlStrEqual(attribute->name, BAD_CAST any[i]))
			return true;
	return (xmlStrEqual(attribute->name, BAD_CAST "since") ||
		xmlStrEqual(attribute->name, BAD_CAST "until") ||
		xmlStrEqual(attribute->name, BAD_CAST "default-until")) &&
	       release_find((const char *)attribute->children->content, &release);
}

/* <xs:element name="…" type="…"/>, perhaps with default, c:default-until, c:many, c:required,
 * c:since, c:unit and c:until, whose name no sibling before it has. */
static void assert_element_form(const xmlNode *root, const xmlNode *element)
{
	const char *name = value_of(element, "name");
	const char *type = value_of(element, "type");

	if (!is_xs(element, "element") || !name || !type)
		fail_msg("line %ld: not an element with a name and a type", xmlGetLineNo(element));
	for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next)
		if (!xmlStrEqual(attribute->name, BAD_CAST "name") &&
		    !xmlStrEqual(attribute->name, BAD_CAST "type") && !is_extra(attribute))
			fail_msg("line %ld: %s has the attribute %s", xmlGetLineNo(element), name,
				 attribute->name);
	for (const xmlNode *child = element->children; child; child = child->next)
		assert_true(is_xs(child, "annotation"));
	for (const xmlNode *before = element->prev; before; before = before->prev)
		if (is_xs(before, "element") && strcmp(value_of(before, "name"), name) == 0)
			fail_msg("line %ld: a second %s", xmlGetLineNo(element), name);
	if (!is_known_type(root, type))
		fail_msg("line %ld: no type %s", xmlGetLineNo(element), type);
}

static void assert_choice_form(const xmlNode *root, const xmlNode *choice)
{
	assert_string_equal(value_of(choice, "minOccurs"), "0");
	assert_string_equal(value_of(choice, "maxOccurs"), "unbounded");
	for (const xmlNode *element = choice->children; element; element = element->next)
		if (element->type == XML_ELEMENT_NODE)
			assert_element_form(root, element);
}

/* Text with attributes: an extension of a type that has a name. */
static void assert_text_form(const xmlNode *root, const xmlNode *content)
{
	const xmlNode *extension = content->children;

	assert_true(is_xs(extension, "extension"));
	assert_null(extension->next);
	assert_true(is_known_type(root, value_of(extension, "base")));
}

static void assert_complex_type_form(const xmlNode *root, const xmlNode *type)
{
	const char *name = value_of(type, "name");
	size_t contents = 0, wildcards = 0;

	for (const xmlNode *part = type->children; part; part = part->next) {
		if (is_xs(part, "choice")) {
			assert_choice_form(root, part);
			contents++;
		} else if (is_xs(part, "simpleContent")) {
			assert_text_form(root, part);
			contents++;
			wildcards += is_xs(part->children->last, "anyAttribute");
		} else if (is_xs(part, "anyAttribute")) {
			wildcards++;
		} else if (!is_xs(part, "annotation") && !is_xs(part, "attribute") &&
			   part->type == XML_ELEMENT_NODE) {
			fail_msg("%s: %s", name, part->name);
		}
	}
	if (contents != 1 || wildcards != 1)
		fail_msg("%s: one choice and one anyAttribute", name);
}

/* What schema.c reads out of scenario.xsd it reads by this form. */
static void test_scenario_keeps_the_form(void **state)
{
	static const char *const forbidden[] = { "any",	   "all",     "sequence",	"group",
						 "import", "include", "complexContent", "redefine",
						 "unique", "key",     "attributeGroup" };
	xmlDoc *doc = read_xsd(SCENARIO);
	const xmlNode *root = xmlDocGetRootElement(doc);
	size_t roots = 0;

	(void)state;
	for (const xmlNode *node = root; node; node = following(node, root)) {
		for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
			if (is_xs(node, forbidden[i]))
				fail_msg("line %ld: %s", xmlGetLineNo(node), forbidden[i]);
		if (is_xs(node, "complexType") || is_xs(node, "simpleType")) {
			assert_ptr_equal(node->parent, root);
			assert_non_null(value_of(node, "name"));
		}
		if (is_xs(node, "complexType"))
			assert_complex_type_form(root, node);
		if (is_xs(node, "element") && node->parent == root) {
			assert_element_form(root, node);
			assert_string_equal(value_of(node, "name"), "acrn-config");
			roots++;
		}
	}
	assert_int_equal(roots, 1);
	xmlFreeDoc(doc);
}

static xmlSchema *compile_file(const char *xsd)
{
	char path[512];
	xmlSchemaParserCtxt *parser;
	xmlSchema *schema;

	snprintf(path, sizeof(path), "%s/schema/%s", source_root(), xsd);
	parser = xmlSchemaNewParserCtxt(path);
	xmlSchemaSetParserStructuredErrors(parser, show, path);
	schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	assert_non_null(schema);
	return schema;
}

static void assert_valid(xmlSchema *schema, const char *path)
{
	xmlDoc *doc = xmlReadFile(path, NULL, XML_PARSE_NONET);
	xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt(schema);

	assert_non_null(doc);
	xmlSchemaSetValidStructuredErrors(context, show, (void *)path);
	assert_int_equal(xmlSchemaValidateDoc(context, doc), 0);
	xmlSchemaFreeValidCtxt(context);
	xmlFreeDoc(doc);
}

/* Whether a path ends in NAME/NAME.xml. */
static bool is_board(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = strlen(slash + 1) - strlen(".xml");

	return (size_t)(slash - path) > length && slash[-1 - (ptrdiff_t)length] == '/' &&
	       strncmp(slash - length, slash + 1, length) == 0;
}

static bool is_documented(const xmlNode *node)
{
	const xmlNode *first = xmlFirstElementChild((xmlNode *)node);

	return first && is_xs(first, "annotation");
}

/* Whether a type is documented, and belongs to one element only, so that its documentation is that
 * of the element, too. */
static bool documents_element(const xmlNode *root, const char *type)
{
	bool is_good = false;
	size_t users = 0;

	for (const xmlNode *node = root; node; node = following(node, root)) {
		if (is_xs(node, "element") || is_xs(node, "attribute"))
			users += strcmp(value_of(node, "type"), type) == 0;
		else if (node->parent == root && value_of(node, "name"))
			is_good |= strcmp(value_of(node, "name"), type) == 0 && is_documented(node);
	}
	return is_good && users == 1;
}

/* Editors show it. */
static void test_everything_is_documented(void **state)
{
	xmlDoc *doc = read_xsd(SCENARIO);
	const xmlNode *root = xmlDocGetRootElement(doc);

	(void)state;
	for (const xmlNode *node = root; node; node = following(node, root)) {
		bool is_type = is_xs(node, "complexType") || is_xs(node, "simpleType");
		bool is_part = is_xs(node, "element") || is_xs(node, "attribute");

		if ((is_type && !is_documented(node)) ||
		    (is_part && !is_documented(node) &&
		     !documents_element(root, value_of(node, "type"))))
			fail_msg("line %ld: no documentation", xmlGetLineNo(node));
	}
	xmlFreeDoc(doc);
}

static void test_shipped_files_obey(void **state)
{
	xmlSchema *scenario = compile_file(SCENARIO);
	xmlSchema *board = compile_file("board.xsd");
	xmlSchema *plan = compile_file(PLAN);
	char pattern[512];
	glob_t found;
	size_t boards = 0;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/boards/*/*.xml", source_root());
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		bool describes_board = is_board(found.gl_pathv[i]);

		assert_valid(describes_board ? board : scenario, found.gl_pathv[i]);
		boards += describes_board;
	}
	assert_true(boards > 0 && boards < found.gl_pathc);
	globfree(&found);
	xmlSchemaFree(plan);
	xmlSchemaFree(board);
	xmlSchemaFree(scenario);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_region_names),
		cmocka_unit_test(test_vm_names),
		cmocka_unit_test(test_region_sizes),
		cmocka_unit_test(test_plan_region_sizes),
		cmocka_unit_test(test_region_ids),
		cmocka_unit_test(test_digests),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_vbdfs),
		cmocka_unit_test(test_vm_ids),
		cmocka_unit_test(test_shm_region_texts),
		cmocka_unit_test(test_white_space_does_not_count),
		cmocka_unit_test(test_type_ids_are_slugs),
		cmocka_unit_test(test_scenario_keeps_the_form),
		cmocka_unit_test(test_everything_is_documented),
		cmocka_unit_test(test_shipped_files_obey),
	};
	int failures = cmocka_run_group_tests_name("schema", tests, NULL, NULL);

	xmlCleanupParser();
	return failures;
}
