/* SPDX-License-Identifier: BSD-3-Clause
 * xml.c: the plan in XML: objects are elements, their values attributes, and yes and no y and n. */
#include <inttypes.h>

#include "base/arena.h"
#include "base/xml_free.h"
#include "plan/formats.h"
#include "plan/writer.h"

struct xml_writer {
	struct plan_writer base;
	xmlNode *element; /* the one that is open */
};

/* libxml2 returns NULL when memory runs out. */
static void *exists(const struct plan_writer *writer, void *made)
{
	if (!made)
		arena_exhausted(writer->arena);
	return made;
}

static void begin(struct plan_writer *writer, const char *name)
{
	struct xml_writer *xml = (struct xml_writer *)writer;

	xml->element = exists(writer, xmlNewChild(xml->element, NULL, BAD_CAST name, NULL));
}

static void end(struct plan_writer *writer)
{
	struct xml_writer *xml = (struct xml_writer *)writer;

	xml->element = xml->element->parent;
}

/* The items of a list are children like others. */
static void begin_list(struct plan_writer *writer, const char *name)
{
	(void)writer;
	(void)name;
}

static void end_list(struct plan_writer *writer)
{
	(void)writer;
}

static void text(struct plan_writer *writer, const char *name, const char *value)
{
	struct xml_writer *xml = (struct xml_writer *)writer;

	exists(writer, xmlNewProp(xml->element, BAD_CAST name, BAD_CAST value));
}

static void number(struct plan_writer *writer, const char *name, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, value);
	text(writer, name, digits);
}

static void boolean(struct plan_writer *writer, const char *name, bool value)
{
	text(writer, name, value ? "y" : "n");
}

static void flag(struct plan_writer *writer, const char *name)
{
	begin(writer, name);
	end(writer);
}

xmlDoc *plan_xml(struct arena *arena, const struct plan *plan)
{
	static const struct plan_format format = {
		.begin = begin,
		.end = end,
		.begin_list = begin_list,
		.end_list = end_list,
		.text = text,
		.number = number,
		.boolean = boolean,
		.flag = flag,
	};
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct xml_writer xml = { .base = { .format = &format, .arena = scratch } };
	xmlDoc *doc = arena_adopt(arena, xmlNewDoc(BAD_CAST "1.0"), xml_free_doc);

	exists(&xml.base, doc);
	/* Element and attribute names are few: each is kept once. */
	doc->dict = exists(&xml.base, xmlDictCreate());
	xml.element = exists(&xml.base, xmlNewDocNode(doc, NULL, BAD_CAST "plan", NULL));
	xmlDocSetRootElement(doc, xml.element);
	plan_write(&xml.base, plan);
	return doc;
}
