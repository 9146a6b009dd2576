/* SPDX-License-Identifier: BSD-3-Clause
 * xml.c: writes a document as XML, a line an element. */
#include <string.h>

#include "base/arena.h"
#include "convert/convert.h"
#include "load/load.h"

/* Blanks for each level, as ACRN's own files have them. */
#define INDENT 2

static xmlNode *new_line(xmlDoc *xml, int depth)
{
	static const char blanks[] = "                                ";
	xmlNode *text = xmlNewDocText(xml, BAD_CAST "\n");
	int left = depth * INDENT;

	for (; left > 0; left -= (int)sizeof(blanks) - 1)
		xmlNodeAddContentLen(text, BAD_CAST blanks,
				     left < (int)sizeof(blanks) ? left : (int)sizeof(blanks) - 1);
	return text;
}

/* Puts white space around the children of an element, unless it has text that they are part of. */
static void lay_out(xmlDoc *xml, xmlNode *element, int depth)
{
	xmlNode *first = element->children;

	if (!first || first->type == XML_TEXT_NODE || convert_is_mixed(element))
		return;
	for (xmlNode *child = first; child; child = child->next) {
		bool is_behind = child->type == XML_COMMENT_NODE && child->_private == LOAD_BEHIND;

		xmlAddPrevSibling(child, is_behind ? xmlNewDocText(xml, BAD_CAST " ")
						   : new_line(xml, depth + 1));
		if (child->type == XML_ELEMENT_NODE)
			lay_out(xml, child, depth + 1);
	}
	xmlAddChild(element, new_line(xml, depth));
}

const char *convert_to_xml(struct arena *arena, const struct doc *doc, size_t *size)
{
	xmlChar *text = NULL;
	int length = 0;

	lay_out(doc->xml, xmlDocGetRootElement(doc->xml), 0);
	xmlDocDumpFormatMemoryEnc(doc->xml, &text, &length, "UTF-8", 0);
	if (!text)
		return NULL;
	*size = (size_t)length;
	return arena_adopt(arena, text, xmlFree);
}
