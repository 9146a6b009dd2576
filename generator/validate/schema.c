/* SPDX-License-Identifier: BSD-3-Clause
 * schema.c: looks up what an XSD declares, and prunes what it does not. */
#include <libxml/hash.h>
#include <string.h>

#include "base/arena.h"
#include "base/typo.h"
#include "base/xml_free.h"
#include "diag/diag.h"
#include "load/load.h"
#include "validate/internal.h"

struct schema *schema_load(struct arena *arena, const char *path)
{
	static const struct schema_tables *const prepared[] = { &schema_tables_scenario,
								&schema_tables_board };

	for (size_t i = 0; i < sizeof(prepared) / sizeof(prepared[0]); i++) {
		if (strcmp(prepared[i]->path, path) == 0) {
			struct schema *schema = arena_alloc(arena, sizeof(*schema));

			schema->arena = arena;
			schema->tables = prepared[i];
			schema_set_releases(schema, RELEASE_2_0, RELEASE_MASTER);
			schema->patterns = arena_array(arena, schema->tables->type_count,
						       sizeof(*schema->patterns));
			return schema;
		}
	}
	return NULL;
}

void schema_set_releases(struct schema *schema, enum release first, enum release last)
{
	schema->first = first;
	schema->last = last;
}

bool schema_is_in_releases(const struct schema *schema, const struct schema_element *element)
{
	return element->since <= schema->last && element->until >= schema->first;
}

const struct schema_element *schema_element(const struct schema_tables *tables,
					    const struct schema_type *type, const xmlChar *name)
{
	bool is_root = !type || type->content == SCHEMA_ANYTHING;
	const struct schema_element *elements = is_root ? tables->roots : type->elements;
	size_t low = 0, high = is_root ? tables->root_count : type->element_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp((const char *)name, elements[middle].name);

		if (order == 0)
			return &elements[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Kinds of elements below one of `type`: a bit each, in the order of the type's elements. */
static uint64_t kind_of(const struct schema_type *type, const struct schema_element *known)
{
	return UINT64_C(1) << (known - type->elements);
}

bool schema_is_repeated(const struct schema_type *type, const struct schema_element *element,
			uint64_t *seen)
{
	uint64_t bit = kind_of(type, element);
	bool was_seen = *seen & bit;

	*seen |= bit;
	return was_seen && !element->is_many;
}

const struct schema_attribute *schema_attribute(const struct schema_type *type, const xmlChar *name)
{
	for (size_t i = 0; i < type->attribute_count; i++)
		if (strcmp(type->attributes[i].name, (const char *)name) == 0)
			return &type->attributes[i];
	return NULL;
}

/* The known kinds that `parent` has. */
static uint64_t kinds_in(const struct schema_tables *tables, const struct schema_type *type,
			 const xmlNode *parent)
{
	const struct schema_element *known;
	uint64_t kinds = 0;

	for (const xmlNode *child = parent->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE &&
		    (known = schema_element(tables, type, child->name)))
			kinds |= kind_of(type, known);
	return kinds;
}

/* The known element of which `name` is a likely typo and whose kind is not `present`, or NULL. */
static const struct schema_element *misspelt(const struct schema_type *type, uint64_t present,
					     const xmlChar *name)
{
	for (size_t i = 0; i < type->element_count; i++) {
		const struct schema_element *candidate = &type->elements[i];

		if (!(present & kind_of(type, candidate)) &&
		    typo_is_one_apart((const char *)name, candidate->name))
			return candidate;
	}
	return NULL;
}

struct pruning {
	const struct schema *schema;
	const struct doc *doc;
	struct diags *diags;
	xmlHashTable *seen; /* (name of the parent, name) of the kinds that were reported */
};

DEFINE_CLEANUP(xmlHashTable *, xml_free_hash)

/* Whether no element of this kind was reported before. */
static bool is_first_of_kind(const struct pruning *pruning, const xmlNode *element)
{
	return xmlHashAddEntry2(pruning->seen, element->parent->name, element->name,
				(void *)element) == 0;
}

static void report_unknown(const struct pruning *pruning, const xmlNode *element)
{
	if (is_first_of_kind(pruning, element))
		diag_add(pruning->diags, DIAG_ELEMENT_UNKNOWN,
			 load_element_span(pruning->doc, element),
			 "unknown element <%s> in <%s> is ignored", element->name,
			 element->parent->name);
}

/* "ACRN 3.0 to master". */
static const char *range_name(struct arena *arena, enum release first, enum release last)
{
	return first == last ? arena_printf(arena, "ACRN %s", release_name(first))
			     : arena_printf(arena, "ACRN %s to %s", release_name(first),
					    release_name(last));
}

static void report_other_release(const struct pruning *pruning, const xmlNode *element,
				 const struct schema_element *known)
{
	const struct schema *schema = pruning->schema;

	if (is_first_of_kind(pruning, element))
		diag_add(pruning->diags, DIAG_ELEMENT_NOT_IN_RELEASE,
			 load_element_span(pruning->doc, element),
			 "<%s> in <%s> is not an element of %s, only of %s", element->name,
			 element->parent->name,
			 range_name(schema->arena, schema->first, schema->last),
			 range_name(schema->arena, known->since, known->until));
}

/* Reports a misspelt element, and renames it to the likely one: so that what is in it is checked,
 * and that it is not reported as missing. */
static void repair_name(const struct pruning *pruning, xmlNode *element, const char *meant)
{
	struct diag *diag = diag_add(pruning->diags, DIAG_ELEMENT_LIKELY_TYPO,
				     load_element_span(pruning->doc, element),
				     "unknown element <%s> in <%s>, and <%s> is missing",
				     element->name, element->parent->name, meant);

	diag_help(diag, "use <%s>", meant);
	schema_fix_name(pruning->schema, pruning->doc, diag, element, meant);
	xmlNodeSetName(element, BAD_CAST meant);
}

/* Only the first of them would be read. */
static void report_duplicate(const struct pruning *pruning, const xmlNode *element)
{
	const xmlNode *other = load_previous(element);
	struct diag *diag = diag_add(
		pruning->diags, DIAG_ELEMENT_REPEATED, load_element_span(pruning->doc, element),
		"duplicate <%s> in <%s>", element->name, element->parent->name);
	diag_note(diag, load_element_span(pruning->doc, other), "the previous one is here");
	diag_help(diag, "remove one of the two");
	schema_fix_duplicate(pruning->schema, pruning->doc, diag, element, other);
}

static void prune_children(const struct pruning *pruning, const struct schema_type *type,
			   const xmlNode *parent)
{
	const struct schema_tables *tables = pruning->schema->tables;
	uint64_t present = kinds_in(tables, type, parent), seen = 0;
	xmlNode *next;

	for (xmlNode *child = parent->children; child; child = next) {
		const struct schema_element *known;

		next = child->next;
		if (child->type != XML_ELEMENT_NODE)
			continue;
		known = schema_element(tables, type, child->name);
		if (!known && (known = misspelt(type, present, child->name))) {
			repair_name(pruning, child, known->name);
			present |= kind_of(type, known);
		}
		if (known) {
			if (schema_is_repeated(type, known, &seen))
				report_duplicate(pruning, child);
			if (!schema_is_in_releases(pruning->schema, known))
				report_other_release(pruning, child, known);
			/* Attributes of values mean nothing, but some vendors write them. */
			while (known->type->text == known->type && child->properties)
				xmlRemoveProp(child->properties);
			prune_children(pruning, known->type, child);
		} else {
			report_unknown(pruning, child);
			xmlUnlinkNode(child);
			xmlFreeNode(child);
		}
	}
}

void schema_prune(const struct schema *schema, const struct doc *doc, struct diags *diags)
{
	CLEANUP(xml_free_hash) xmlHashTable *seen = xmlHashCreate(64);
	struct pruning pruning = { schema, doc, diags, seen };

	if (seen)
		prune_children(&pruning, schema->tables->roots[0].type,
			       xmlDocGetRootElement(doc->xml));
}

bool schema_validate(struct schema *schema, const struct doc *doc, struct diags *diags)
{
	return schema_accepts(schema, doc->xml) || schema_validate_by_libxml2(schema, doc, diags);
}

bool schema_apply(struct schema *schema, const struct doc *doc, struct diags *diags)
{
	if (schema_accepts(schema, doc->xml))
		return true;
	schema_prune(schema, doc, diags);
	return schema_validate(schema, doc, diags);
}
