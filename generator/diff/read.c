/* SPDX-License-Identifier: BSD-3-Clause
 * read.c: reads the document of a plan, in XML or JSON, and validates it by schema/plan.xsd. */
#include <libxml/xmlschemas.h>
#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "base/source.h"
#include "base/space.h"
#include "base/xml_free.h"
#include "diag/diag.h"
#include "diff/internal.h"
#include "diff/json.h"
#include "load/load.h"
#include "schema/static_config.h"

DEFINE_CLEANUP(xmlSchemaParserCtxt *, xmlSchemaFreeParserCtxt)
DEFINE_CLEANUP(xmlSchema *, xmlSchemaFree)
DEFINE_CLEANUP(xmlSchemaValidCtxt *, xmlSchemaFreeValidCtxt)

/* A document in the making. */
struct reading {
	struct arena *arena;
	const struct source *source;
	const struct doc *loaded; /* NULL: JSON, in which elements have no place */
	xmlDoc *doc;
	struct diags *diags;
	bool is_invalid; /* which was reported */
};

static struct span place_of(const struct reading *reading, const xmlNode *element)
{
	return reading->loaded ? load_element_span(reading->loaded, element)
			       : source_span(reading->source, 0, 0);
}

static void report(struct reading *reading, const xmlNode *element, const char *what)
{
	if (!reading->is_invalid)
		diag_help(diag_add(reading->diags, DIAG_PLAN_INVALID, place_of(reading, element),
				   "invalid plan: %s", what),
			  "print the plan again, by this version of acrn-cfg plan");
	reading->is_invalid = true;
}

/* For libxml2: the first violation, without the full stop and the line feed at its end. */
static void on_violation(void *context, const xmlError *error)
{
	struct reading *reading = context;
	const char *text = error->message ? error->message : "unknown violation";
	size_t length = strcspn(text, "\n");
	const xmlNode *node = error->node;

	while (length && text[length - 1] == '.')
		length--;
	if (!node || node->type != XML_ELEMENT_NODE)
		node = xmlDocGetRootElement(reading->doc);
	report(reading, node, arena_copy(reading->arena, text, length));
}

static void validate(struct reading *reading)
{
	size_t size;
	const char *text = embed_find("schema/plan.xsd", &size);
	CLEANUP(xmlSchemaFreeParserCtxt)
	xmlSchemaParserCtxt *parser = xmlSchemaNewMemParserCtxt(text, (int)size);
	CLEANUP(xmlSchemaFree) xmlSchema *schema = parser ? xmlSchemaParse(parser) : NULL;
	CLEANUP(xmlSchemaFreeValidCtxt)
	xmlSchemaValidCtxt *context = schema ? xmlSchemaNewValidCtxt(schema) : NULL;

	if (!context)
		arena_exhausted(reading->arena);
	xmlSchemaSetValidStructuredErrors(context, (xmlStructuredErrorFunc)on_violation, reading);
	if (xmlSchemaValidateDoc(context, reading->doc) != 0)
		report(reading, xmlDocGetRootElement(reading->doc), "it violates plan.xsd");
}

/* Checks what the schema cannot say: that each peer of a region has the region's device. */
static void check_peers(struct reading *reading, const xmlNode *plan)
{
	struct arena *arena = reading->arena;
	struct string_map *devices = string_map_new(arena, 0);
	const xmlNode *vm = diff_child(diff_child(plan, "vms"), "vm");
	const xmlNode *region = diff_child(diff_child(plan, "regions"), "region");

	for (; vm; vm = diff_next(vm))
		for (const xmlNode *each = diff_child(vm, "ivshmem"); each; each = diff_next(each))
			string_map_put(devices,
				       diff_device_key(arena, diff_attribute(vm, "name"),
						       diff_attribute(each, "name")),
				       each);
	for (; region; region = diff_next(region))
		for (const xmlNode *each = diff_child(region, "peer"); each;
		     each = diff_next(each)) {
			const char *key = diff_device_key(arena, diff_attribute(each, "name"),
							  diff_attribute(region, "name"));

			if (!string_map_find(devices, key))
				report(reading, each, "a peer of a region has no device for it");
		}
}

/* The same of each end of a connection: that its VM is there. */
static void check_ends(struct reading *reading, const xmlNode *plan)
{
	struct string_map *vms = string_map_new(reading->arena, 0);
	const xmlNode *vm = diff_child(diff_child(plan, "vms"), "vm");
	const xmlNode *connection = diff_child(diff_child(plan, "connections"), "connection");

	for (; vm; vm = diff_next(vm))
		string_map_put(vms, diff_attribute(vm, "name"), vm);
	for (; connection; connection = diff_next(connection))
		for (const xmlNode *end = diff_child(connection, "end"); end; end = diff_next(end))
			if (!string_map_find(vms, diff_attribute(end, "name")))
				report(reading, end, "an end of a connection has no VM");
}

/* Documents of another layout of the static table are those of another version. */
static void check_abi(struct reading *reading)
{
	const xmlNode *plan = xmlDocGetRootElement(reading->doc);
	const char *abi = diff_attribute(plan, "abi");

	if (!abi || strtoul(abi, NULL, 10) != CFG_ABI)
		report(reading, plan,
		       arena_printf(reading->arena, "it has the ABI '%s': expected %u",
				    abi ? abi : "", CFG_ABI));
}

static bool is_json(const struct source *source)
{
	const char *text = source->bytes;

	while (is_space(*text))
		text++;
	return *text == '{' || *text == '[';
}

static bool parse(struct reading *reading)
{
	if (is_json(reading->source)) {
		reading->doc = diff_read_json(reading->arena, reading->source, reading->diags);
	} else {
		reading->loaded = load_source(reading->arena, reading->source, reading->diags);
		reading->doc = reading->loaded ? reading->loaded->xml : NULL;
	}
	return reading->doc;
}

xmlDoc *diff_read(struct arena *arena, const struct source *source, struct diags *diags)
{
	struct reading reading = { .arena = arena, .source = source, .diags = diags };

	if (!parse(&reading))
		return NULL;
	check_abi(&reading);
	if (!reading.is_invalid)
		validate(&reading);
	if (!reading.is_invalid) {
		check_peers(&reading, xmlDocGetRootElement(reading.doc));
		check_ends(&reading, xmlDocGetRootElement(reading.doc));
	}
	return reading.is_invalid ? NULL : reading.doc;
}

/* Behind the prolog of XML: what is before the root element. */
static const char *root_of(const char *text)
{
	for (;;) {
		const char *end;

		while (is_space(*text))
			text++;
		if (strncmp(text, "<?", 2) != 0 && strncmp(text, "<!--", 4) != 0)
			return text;
		end = strstr(text, text[1] == '?' ? "?>" : "-->");
		if (!end)
			return text;
		text = end + (text[1] == '?' ? 2 : 3);
	}
}

bool diff_is_plan(const struct source *source)
{
	const char *root = root_of(source->bytes);

	if (is_json(source))
		return !strstr(source->bytes, "\"acrn-config\"");
	return strncmp(root, "<plan", 5) == 0 && (is_space(root[5]) || strchr("/>", root[5]));
}
