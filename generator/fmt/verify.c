/* SPDX-License-Identifier: BSD-3-Clause
 * verify.c: whether what was written has all that was read. It knows nothing of how that is
 * written: both documents are loaded, and what the order may differ in is sorted by name. */
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "convert/convert.h"
#include "fmt/internal.h"
#include "load/load.h"
#include "validate/place.h"

struct verifying {
	struct arena *arena;
	const struct schema *schema;
};

struct sorted {
	xmlNode *node;
	size_t index;
};

static const char *key_of(const xmlNode *node)
{
	return (const char *)(node->type == XML_COMMENT_NODE ? node->content : node->name);
}

/* Nodes of one kind and name keep their order. */
static int by_name(const void *left, const void *right)
{
	const struct sorted *one = left, *other = right;
	int order = (one->node->type > other->node->type) - (one->node->type < other->node->type);

	if (order == 0)
		order = strcmp(key_of(one->node), key_of(other->node));
	return order ? order : (one->index > other->index) - (one->index < other->index);
}

static void link_nodes(xmlNode *parent, const struct sorted *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		nodes[i].node->prev = i ? nodes[i - 1].node : NULL;
		nodes[i].node->next = i + 1 < count ? nodes[i + 1].node : NULL;
	}
	parent->children = nodes[0].node;
	parent->last = nodes[count - 1].node;
}

static void sort_children(const struct verifying *verifying, xmlNode *parent)
{
	struct sorted *nodes = NULL;
	size_t count = 0;

	for (xmlNode *child = parent->children; child; child = child->next) {
		nodes = arena_grow(verifying->arena, nodes, count, sizeof(*nodes));
		nodes[count] = (struct sorted) { child, count };
		count++;
	}
	if (count > 1 && !convert_is_mixed(parent)) {
		qsort(nodes, count, sizeof(*nodes), by_name);
		link_nodes(parent, nodes, count);
	}
}

static bool is_space_only(const xmlNode *node)
{
	const char *at = (const char *)node->content;

	while (node->type == XML_TEXT_NODE && is_space(*at))
		at++;
	return node->type == XML_TEXT_NODE && !*at;
}

/* White space where only elements may be is no content. */
static void drop_space(xmlNode *element)
{
	xmlNode *text = element->children;

	if (text && !text->next && is_space_only(text)) {
		xmlUnlinkNode(text);
		xmlFreeNode(text);
	}
}

/* Brings an element of `type` into an order that every order of its children leads to. */
static void normalize(const struct verifying *verifying, const struct schema_type *type,
		      xmlNode *element)
{
	for (xmlNode *child = element->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			normalize(verifying,
				  schema_place(verifying->schema, type, (const char *)child->name)
					  .type,
				  child);
	if (schema_holds_elements(type) && xmlNodeGetSpacePreserve(element) != 1)
		drop_space(element);
	if (type)
		sort_children(verifying, element);
}

bool fmt_is_same(struct arena *arena, const struct schema *schema, const struct schema_type *root,
		 const struct doc *one, const struct doc *other)
{
	const struct verifying verifying = { arena, schema };
	const struct doc *docs[] = { one, other };

	for (size_t i = 0; i < 2; i++) {
		convert_tidy(docs[i]);
		normalize(&verifying, root, xmlDocGetRootElement(docs[i]->xml));
	}
	return convert_is_same(one, other);
}
