/* SPDX-License-Identifier: BSD-3-Clause
 * convert.c: brings trees of both syntaxes into the same form, for the writers. */
#include "convert/convert.h"

#include <libxml/c14n.h>
#include <string.h>

#include "load/load.h"

static bool is_text(const xmlNode *node)
{
	return node && node->type == XML_TEXT_NODE;
}

static bool is_blank(const xmlNode *node)
{
	const char *text = (const char *)node->content;

	return text[strspn(text, " \t\r\n")] == '\0';
}

/* Whether the text of an element is more than white space between its other nodes. */
static bool does_text_count(const xmlNode *element)
{
	if (xmlNodeGetSpacePreserve(element) == 1 ||
	    (element->children && !element->children->next))
		return true;
	for (const xmlNode *child = element->children; child; child = child->next)
		if (is_text(child) && !is_blank(child))
			return true;
	return false;
}

/* Whether YAML writes a node on one line, so that a comment may follow there. */
static bool is_on_one_line(const xmlNode *node)
{
	if (node->type != XML_ELEMENT_NODE)
		return node->type != XML_COMMENT_NODE;
	return !node->properties && !node->nsDef &&
	       (!node->children || (is_text(node->children) && !node->children->next));
}

/* Whether an XML comment is on the same line as what is before it in the same element. */
static bool is_behind(const xmlNode *comment)
{
	return !(is_text(comment->prev) && strchr((const char *)comment->prev->content, '\n'));
}

/* Leaves a comment behind what is before it only where both syntaxes can write it there. */
static void tidy_comment(xmlNode *comment, bool is_yaml)
{
	const xmlNode *before = comment->prev;
	bool is_candidate = is_yaml ? comment->_private == LOAD_BEHIND : is_behind(comment);

	if (is_text(before) && is_blank(before))
		before = before->prev;
	if (comment->parent->type != XML_ELEMENT_NODE ||
	    strchr((const char *)comment->content, '\n') || (before && !is_on_one_line(before)))
		is_candidate = false;
	comment->_private = is_candidate ? LOAD_BEHIND : NULL;
}

static void tidy_comments(xmlNode *first, bool is_yaml)
{
	for (xmlNode *node = first; node; node = node->next)
		if (node->type == XML_COMMENT_NODE)
			tidy_comment(node, is_yaml);
}

static void tidy_element(xmlNode *element, bool is_yaml)
{
	bool is_kept = does_text_count(element);
	xmlNode *next;

	tidy_comments(element->children, is_yaml);
	for (xmlNode *child = element->children; child; child = next) {
		next = child->next;
		if (child->type == XML_ELEMENT_NODE) {
			tidy_element(child, is_yaml);
		} else if (is_text(child) && !is_kept) {
			xmlUnlinkNode(child);
			xmlFreeNode(child);
		}
	}
}

void convert_tidy(const struct doc *doc)
{
	bool is_yaml = load_is_yaml(doc->source);

	tidy_comments(doc->xml->children, is_yaml);
	tidy_element(xmlDocGetRootElement(doc->xml), is_yaml);
}

bool convert_is_mixed(const xmlNode *element)
{
	if (!element->children || !element->children->next)
		return false;
	for (const xmlNode *child = element->children; child; child = child->next)
		if (is_text(child))
			return true;
	return false;
}

bool convert_is_same(const struct doc *one, const struct doc *other)
{
	xmlChar *texts[2] = { NULL, NULL };
	int first = xmlC14NDocDumpMemory(one->xml, NULL, XML_C14N_1_0, NULL, 1, &texts[0]);
	int second = xmlC14NDocDumpMemory(other->xml, NULL, XML_C14N_1_0, NULL, 1, &texts[1]);
	bool is_same =
		first >= 0 && first == second && memcmp(texts[0], texts[1], (size_t)first) == 0;

	xmlFree(texts[0]);
	xmlFree(texts[1]);
	return is_same;
}
