/* SPDX-License-Identifier: BSD-3-Clause
 * xml_mutator.c: changes scenarios as trees, so that most of what comes out is XML again: elements
 * are removed, repeated, swapped and taken from another scenario, and texts change. Every now and
 * then the bytes themselves change. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#define TEXT_MAX     512u
#define ELEMENTS_MAX 4096u

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *left, size_t left_size, const uint8_t *right,
				 size_t right_size, uint8_t *out, size_t max_size,
				 unsigned int seed);

/* The elements of a document, the root first. */
struct elements {
	xmlNode *all[ELEMENTS_MAX];
	size_t count;
};

static void gather(struct elements *elements, xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE || elements->count == ELEMENTS_MAX)
			continue;
		elements->all[elements->count++] = node;
		gather(elements, node->children);
	}
}

static size_t draw(unsigned *seed, size_t limit)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 8) % limit;
}

static xmlNode *any(const struct elements *elements, unsigned *seed)
{
	return elements->all[draw(seed, elements->count)];
}

/* An element that is not the root, or NULL. */
static xmlNode *any_below(const struct elements *elements, unsigned *seed)
{
	return elements->count > 1 ? elements->all[1 + draw(seed, elements->count - 1)] : NULL;
}

static bool is_leaf(const xmlNode *element)
{
	return !xmlFirstElementChild((xmlNode *)element);
}

/* What libFuzzer makes of a text, without the bytes that XML cannot hold. */
static void mutate_text(char *text, size_t length)
{
	length = LLVMFuzzerMutate((uint8_t *)text, length, TEXT_MAX);
	text[length] = '\0';
	for (size_t i = 0; i < length; i++)
		if (!text[i] || ((unsigned char)text[i] < ' ' && !strchr("\t\n\r", text[i])))
			text[i] = ' ';
	if (!xmlCheckUTF8(BAD_CAST text))
		for (size_t i = 0; i < length; i++)
			text[i] &= 0x7f;
}

static void change_content(xmlNode *node)
{
	xmlChar *content = xmlNodeGetContent(node), *escaped;
	char text[TEXT_MAX + 1];
	size_t length = content ? strlen((char *)content) : 0;

	length = length < TEXT_MAX ? length : TEXT_MAX;
	memcpy(text, content ? (char *)content : "", length);
	mutate_text(text, length);
	escaped = xmlEncodeSpecialChars(node->doc, BAD_CAST text);
	xmlNodeSetContent(node, escaped);
	xmlFree(escaped);
	xmlFree(content);
}

static void change_attribute(xmlNode *element)
{
	if (element->properties)
		change_content((xmlNode *)element->properties);
	else
		xmlNewProp(element, BAD_CAST "id", BAD_CAST "1");
}

/* One leaf gets the text of another. */
static void copy_text(xmlNode *to, xmlNode *from)
{
	xmlChar *content, *escaped;

	if (!is_leaf(to) || !is_leaf(from))
		return;
	content = xmlNodeGetContent(from);
	escaped = xmlEncodeSpecialChars(to->doc, content);
	xmlNodeSetContent(to, escaped);
	xmlFree(escaped);
	xmlFree(content);
}

static bool is_around(const xmlNode *outer, const xmlNode *inner)
{
	while (inner && inner != outer)
		inner = inner->parent;
	return inner;
}

static void move(xmlNode *element, xmlNode *to)
{
	if (is_around(element, to))
		return;
	xmlUnlinkNode(element);
	xmlAddChild(to, element);
}

static void repeat(xmlNode *element)
{
	xmlAddNextSibling(element, xmlDocCopyNode(element, element->doc, 1));
}

static void drop(xmlNode *element)
{
	xmlUnlinkNode(element);
	xmlFreeNode(element);
}

static void change_leaf(xmlNode *element)
{
	if (is_leaf(element))
		change_content(element);
	else
		change_attribute(element);
}

static void change_tree(xmlDoc *doc, unsigned *seed)
{
	struct elements elements = { .count = 0 };
	xmlNode *element;

	gather(&elements, xmlDocGetRootElement(doc));
	element = any_below(&elements, seed);
	if (!element)
		return;
	switch (draw(seed, 8)) {
	case 0:
		drop(element);
		break;
	case 1:
		repeat(element);
		break;
	case 2:
		move(element, any(&elements, seed));
		break;
	case 3:
		change_attribute(element);
		break;
	case 4:
	case 5:
		copy_text(element, any_below(&elements, seed));
		break;
	default:
		change_leaf(element);
	}
}

static xmlDoc *parse(const uint8_t *bytes, size_t size)
{
	return xmlReadMemory((const char *)bytes, (int)size, NULL, NULL,
			     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* Returns the size of the document's text, 0 where it does not fit; frees the document. */
static size_t write_out(xmlDoc *doc, uint8_t *bytes, size_t max_size)
{
	xmlChar *text = NULL;
	int size = 0;

	xmlDocDumpMemory(doc, &text, &size);
	xmlFreeDoc(doc);
	if (!text || (size_t)size > max_size)
		size = 0;
	else
		memcpy(bytes, text, (size_t)size);
	xmlFree(text);
	return (size_t)size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t max_size, unsigned int seed)
{
	xmlDoc *doc = draw(&seed, 16) ? parse(bytes, size) : NULL;
	size_t changes = 1 + draw(&seed, 4), made;

	if (!doc)
		return LLVMFuzzerMutate(bytes, size, max_size);
	while (changes--)
		change_tree(doc, &seed);
	made = write_out(doc, bytes, max_size);
	return made ? made : LLVMFuzzerMutate(bytes, size, max_size);
}

/* Some element of the right scenario comes into the left one, below a parent of the same name. */
static void graft(xmlDoc *left, xmlDoc *right, unsigned *seed)
{
	struct elements to = { .count = 0 }, from = { .count = 0 };
	const xmlNode *element;
	size_t start;

	gather(&to, xmlDocGetRootElement(left));
	gather(&from, xmlDocGetRootElement(right));
	element = any_below(&from, seed);
	start = draw(seed, to.count);
	for (size_t i = 0; element && i < to.count; i++) {
		xmlNode *parent = to.all[(start + i) % to.count];

		if (xmlStrEqual(parent->name, element->parent->name)) {
			xmlAddChild(parent, xmlDocCopyNode((xmlNode *)element, left, 1));
			return;
		}
	}
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *left, size_t left_size, const uint8_t *right,
				 size_t right_size, uint8_t *out, size_t max_size,
				 unsigned int seed)
{
	xmlDoc *into = parse(left, left_size), *donor = parse(right, right_size);

	if (into && donor)
		graft(into, donor, &seed);
	xmlFreeDoc(donor);
	return into ? write_out(into, out, max_size) : 0;
}
