/* SPDX-License-Identifier: BSD-3-Clause
 * read_json.c: makes the XML of a plan of its JSON: objects are elements, values attributes. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/xml_free.h"
#include "diag/diag.h"
#include "diff/json.h"

/* libxml2 compares each attribute of an element with the others. */
#define MEMBERS_MAX 100u

#define VALUES_MAX 2000000u

/* A plan has less. */
#define DEPTH_MAX 16

DEFINE_CLEANUP(json_t *, json_decref)

struct reading {
	struct arena *arena;
	const struct source *source;
	struct diags *diags;
	int depth;
};

static bool fail(const struct reading *reading, size_t at, const char *what)
{
	diag_help(diag_add(reading->diags, DIAG_PLAN_INVALID, source_span(reading->source, at, at),
			   "invalid plan: %s", what),
		  "name a plan that acrn-cfg plan has printed");
	return false;
}

/* libxml2 returns NULL when memory runs out. */
static void *exists(const struct reading *reading, void *made)
{
	if (!made)
		arena_exhausted(reading->arena);
	return made;
}

/* Those below a VM and the plan's hardening that are true where XML has an empty element; all other
 * booleans are attributes. */
static bool is_flag(const xmlNode *element)
{
	const char *name = (const char *)element->name;

	return strcmp(name, "vm") == 0 ||
	       (strcmp(name, "hardening") == 0 && element->parent &&
		strcmp((const char *)element->parent->name, "plan") == 0);
}

/* The elements of the schema's sequences: those of an object have this order in XML. */
static const char *const sequence[] = {
	"regions",    "vms",	    "affinities", "connections", "peer",	  "scheduling",
	"vcat",	      "epc",	    "image",	  "guest-flag",	 "pcpu",	  "ram",
	"vcpu-clos",  "uart",	    "intx",	  "settings",	 "limits",	  "vm-counts",
	"service-vm", "window",	    "cpu-limits", "cache",	 "vmsix",	  "tpm",
	"ssram",      "config-mk",  "platform",	  "about",	 "hidden-device", "acpi",
	"iommus",     "cpu-states", "cx",	  "px",		 "pci-device",	  "hypervisor",
	"hardening",  "groups",	    "acl",	  "apparmor",	 "selinux",	  "fapolicyd",
	"verity",     "systemd",    "keys",
};

#define SEQUENCE_COUNT (sizeof(sequence) / sizeof(sequence[0]))

static size_t rank_of(const char *name)
{
	size_t i = 0;

	while (i < SEQUENCE_COUNT && strcmp(sequence[i], name) != 0)
		i++;
	return i;
}

static bool read_object(struct reading *reading, xmlNode *element, json_t *object);

/* Whether XML can have an element or an attribute of that name. */
static bool is_name(const struct reading *reading, const char *name)
{
	return xmlValidateNCName(BAD_CAST name, 0) == 0 ||
	       fail(reading, 0, arena_printf(reading->arena, "unknown member '%s'", name));
}

static bool add_element(struct reading *reading, xmlNode *parent, const char *name, json_t *object)
{
	if (!json_is_object(object))
		return fail(
			reading, 0,
			arena_printf(reading->arena, "'%s' has an item that is no object", name));
	return is_name(reading, name) &&
	       read_object(reading, exists(reading, xmlNewChild(parent, NULL, BAD_CAST name, NULL)),
			   object);
}

/* Lists of several kinds have the kind of each item in it. */
static bool add_list(struct reading *reading, xmlNode *parent, const char *name, json_t *list)
{
	size_t index;
	json_t *item;

	json_array_foreach(list, index, item)
	{
		const char *type = json_string_value(json_object_get(item, "type"));
		bool has_kinds = strcmp(name, "devices") == 0 || strcmp(name, "displays") == 0 ||
				 strcmp(name, "keys") == 0;

		if (!add_element(reading, parent, has_kinds && type ? type : name, item))
			return false;
		if (has_kinds && type)
			xmlUnsetProp(parent->last, BAD_CAST "type");
	}
	return true;
}

static bool add_text(struct reading *reading, xmlNode *element, const char *name, const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return fail(
				reading, 0,
				arena_printf(reading->arena, "'%s' has a control character", name));
	return is_name(reading, name) &&
	       exists(reading, xmlNewProp(element, BAD_CAST name, BAD_CAST text));
}

static bool add_boolean(struct reading *reading, xmlNode *element, const char *name, bool value)
{
	if (!is_flag(element))
		return add_text(reading, element, name, value ? "y" : "n");
	return !value || (is_name(reading, name) &&
			  exists(reading, xmlNewChild(element, NULL, BAD_CAST name, NULL)));
}

static bool add_member(struct reading *reading, xmlNode *element, const char *name, json_t *value)
{
	char digits[24];

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return add_element(reading, element, name, value);
	case JSON_ARRAY:
		return add_list(reading, element, name, value);
	case JSON_STRING:
		return add_text(reading, element, name, json_string_value(value));
	case JSON_INTEGER:
		snprintf(digits, sizeof(digits), "%" JSON_INTEGER_FORMAT,
			 json_integer_value(value));
		return add_text(reading, element, name, digits);
	case JSON_TRUE:
	case JSON_FALSE:
		return add_boolean(reading, element, name, json_is_true(value));
	case JSON_REAL:
	case JSON_NULL:
		break;
	}
	return fail(reading, 0, arena_printf(reading->arena, "invalid value of '%s'", name));
}

struct member {
	const char *name;
	json_t *value;
	size_t rank, order;
};

static int by_rank(const void *left, const void *right)
{
	const struct member *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static bool read_members(struct reading *reading, xmlNode *element, json_t *object)
{
	struct member members[MEMBERS_MAX];
	size_t count = 0;
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		members[count] = (struct member) { name, value, rank_of(name), count };
		count++;
	}
	if (count)
		qsort(members, count, sizeof(*members), by_rank);
	for (size_t i = 0; i < count; i++)
		if (!add_member(reading, element, members[i].name, members[i].value))
			return false;
	return true;
}

static bool read_object(struct reading *reading, xmlNode *element, json_t *object)
{
	bool is_read;

	if (json_object_size(object) > MEMBERS_MAX)
		return fail(reading, 0, "an object has too many members");
	if (reading->depth == DEPTH_MAX)
		return fail(reading, 0, "objects are nested too deeply");
	reading->depth++;
	is_read = read_members(reading, element, object);
	reading->depth--;
	return is_read;
}

/* What jansson allocates is in proportion to this. */
static size_t count_values(const struct source *source)
{
	size_t count = 1;

	for (size_t i = 0; i < source->size; i++)
		count += strchr("{[,", source->bytes[i]) && source->bytes[i];
	return count;
}

static json_t *load(const struct reading *reading)
{
	const struct source *source = reading->source;
	json_error_t error;
	json_t *root = NULL;

	if (count_values(source) > VALUES_MAX)
		fail(reading, 0, "it has too many values");
	else if (!(root = json_loadb(source->bytes, source->size, JSON_REJECT_DUPLICATES, &error)))
		fail(reading, error.position > 0 ? (size_t)error.position - 1 : 0, error.text);
	return root;
}

xmlDoc *diff_read_json(struct arena *arena, const struct source *source, struct diags *diags)
{
	struct reading reading = { .arena = arena, .source = source, .diags = diags };
	CLEANUP(json_decref) json_t *root = load(&reading);
	xmlDoc *doc;
	xmlNode *plan;

	if (!root)
		return NULL;
	if (!json_is_object(root)) {
		fail(&reading, 0, "expected an object");
		return NULL;
	}
	doc = arena_adopt(arena, exists(&reading, xmlNewDoc(BAD_CAST "1.0")), xml_free_doc);
	plan = exists(&reading, xmlNewDocNode(doc, NULL, BAD_CAST "plan", NULL));
	xmlDocSetRootElement(doc, plan);
	return read_object(&reading, plan, root) ? doc : NULL;
}
