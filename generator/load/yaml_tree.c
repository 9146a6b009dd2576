/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_tree.c: converts a YAML document into a tree of XML, as docs/yaml.md describes. */
#include "load/yaml.h"

#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/yaml_text.h"

DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)

/* Appends a node where xmlAddChild() would join neighbouring texts, which have places of their own.
 */
static void append(xmlNode *parent, xmlNode *child)
{
	child->parent = parent;
	child->prev = parent->last;
	if (parent->last)
		parent->last->next = child;
	else
		parent->children = child;
	parent->last = child;
}

static void add_text(struct yaml_tree *tree, xmlNode *element, const yaml_node_t *node)
{
	const char *text = yaml_text_value(tree, node, "$");
	xmlNode *child;

	if (!text || !*text || !yaml_check_limit(tree, node))
		return;
	child = xmlNewDocText(tree->xml, BAD_CAST text);
	child->_private = yaml_scalar_place(tree, node);
	append(element, child);
}

static const struct yaml_comment *comments_of(const struct yaml_tree *tree, int number)
{
	return tree->input->comments_of[number];
}

static void add_comment(struct yaml_tree *tree, xmlNode *parent, const struct yaml_comment *comment)
{
	const struct source *source = tree->input->source;
	const char *text = yaml_text_of_comment(tree->input->arena, source->bytes + comment->start,
						comment->end - comment->start);
	xmlNode *child;

	if (!yaml_check_limit(tree, yaml_node_of(tree, 1)))
		return;
	child = xmlNewDocComment(tree->xml, BAD_CAST text);
	child->_private = comment->is_behind ? LOAD_BEHIND : NULL;
	append(parent, child);
}

/* Adds a node's comments up to those in front of its entry `index`; returns the rest. */
static const struct yaml_comment *add_comments(struct yaml_tree *tree, xmlNode *parent,
					       const struct yaml_comment *comment, size_t index)
{
	for (; comment && comment->index <= index; comment = comment->next)
		add_comment(tree, parent, comment);
	return comment;
}

static bool is_attribute(const char *key)
{
	return key[0] == '$' && key[1];
}

static void add_attribute(struct yaml_tree *tree, xmlNode *element, const struct yaml_entry *entry)
{
	const yaml_node_t *value = yaml_node_of(tree, entry->value);
	const char *text = yaml_text_value(tree, value, yaml_scalar(entry->key));
	const char *name = yaml_scalar(entry->key) + 1;
	xmlAttr *attribute;
	xmlNs *space;

	if (!text || !yaml_is_name(tree, entry->key, name) || !yaml_check_limit(tree, value))
		return;
	name = yaml_resolve_name(tree, element, name, &space);
	if (xmlHasNsProp(element, BAD_CAST name, space ? space->href : NULL)) {
		yaml_fail_form(tree, entry->key,
			       "duplicate attribute '%s': the prefixes have one namespace",
			       yaml_scalar(entry->key), "remove one of the two");
		return;
	}
	attribute = xmlNewNsProp(element, space, BAD_CAST name, BAD_CAST text);
	attribute->_private = yaml_scalar_place(tree, value);
}

static void add_instruction(struct yaml_tree *tree, xmlNode *parent, const struct yaml_entry *entry)
{
	const char *target = yaml_scalar(entry->key) + 1;
	const char *text =
		yaml_text_value(tree, yaml_node_of(tree, entry->value), yaml_scalar(entry->key));

	if (!text || !yaml_is_name(tree, entry->key, target) || !yaml_check_limit(tree, entry->key))
		return;
	if (strcasecmp(target, "xml") == 0 || strstr(text, "?>") || strchr(text, '\r') ||
	    is_space(*text))
		yaml_fail_form(tree, entry->key, "invalid processing instruction '?%s'", target,
			       "use a name other than xml, and text that has no '?>' and does not "
			       "begin with a space");
	else
		append(parent,
		       xmlNewDocPI(tree->xml, BAD_CAST target, *text ? BAD_CAST text : NULL));
}

static void add_element(struct yaml_tree *tree, xmlNode *parent, const yaml_node_t *key, int value,
			struct span at, int depth);

/* An element for each entry of a list. */
static void add_repeated(struct yaml_tree *tree, xmlNode *parent, const struct yaml_entry *entry,
			 int depth)
{
	const struct yaml_input *input = tree->input;
	const yaml_node_t *list = yaml_node_of(tree, entry->value);
	const struct yaml_comment *comment = comments_of(tree, entry->value);
	const int *items = list->data.sequence.items.start;
	size_t count = (size_t)(list->data.sequence.items.top - items);
	size_t dash = yaml_first_dash(input, list);

	for (size_t i = 0; i < count && !tree->is_failed; i++) {
		struct span at = yaml_span_of(tree, yaml_node_of(tree, items[i]));

		if (dash < input->dash_count) {
			size_t offset = input->dashes[dash].offset;

			at = source_span(input->source, offset, offset + 1);
			dash = input->dashes[dash].next;
		}
		comment = add_comments(tree, parent, comment, i);
		add_element(tree, parent, entry->key, items[i], at, depth);
	}
	add_comments(tree, parent, comment, count);
}

/* What is neither an attribute nor all of the content: an element, elements, or an instruction. */
static void add_child(struct yaml_tree *tree, xmlNode *parent, const struct yaml_entry *entry,
		      int depth)
{
	if (yaml_scalar(entry->key)[0] == '?')
		add_instruction(tree, parent, entry);
	else if (yaml_node_of(tree, entry->value)->type == YAML_SEQUENCE_NODE)
		add_repeated(tree, parent, entry, depth);
	else
		add_element(tree, parent, entry->key, entry->value, yaml_span_of(tree, entry->key),
			    depth);
}

/* An entry of a list of content: a text, or a mapping of what comes next. */
static void add_item(struct yaml_tree *tree, xmlNode *element, int number, int depth)
{
	const yaml_node_t *node = yaml_node_of(tree, number);
	const struct yaml_comment *comment = comments_of(tree, number);
	struct yaml_entries entries;

	if (node->type == YAML_SCALAR_NODE) {
		add_comments(tree, element, comment, 0);
		add_text(tree, element, node);
		return;
	}
	if (node->type != YAML_MAPPING_NODE) {
		yaml_fail_form(tree, node, "invalid list in a list of content%s", "",
			       "use text, or a mapping for each element");
		return;
	}
	entries = yaml_entries_of(tree, number);
	for (size_t i = 0; i < entries.count && !tree->is_failed; i++) {
		comment = add_comments(tree, element, comment, entries.items[i].index);
		if (yaml_scalar(entries.items[i].key)[0] == '$')
			yaml_fail_form(
				tree, entries.items[i].key, "invalid key '%s' in the list of '$'",
				yaml_scalar(entries.items[i].key),
				"put attributes beside '$', and text directly into the list");
		else
			add_child(tree, element, &entries.items[i], depth);
	}
	add_comments(tree, element, comment, SIZE_MAX);
}

/* The content by the key '$': a text, or a list of texts and elements in their order. */
static void add_content(struct yaml_tree *tree, xmlNode *element, int number, int depth)
{
	const yaml_node_t *node = yaml_node_of(tree, number);
	const struct yaml_comment *comment = comments_of(tree, number);
	const int *items = node->data.sequence.items.start;
	size_t count;

	if (node->type != YAML_SEQUENCE_NODE) {
		add_comments(tree, element, comment, 0);
		add_text(tree, element, node);
		return;
	}
	yaml_enter(tree, number);
	count = (size_t)(node->data.sequence.items.top - items);
	for (size_t i = 0; i < count && yaml_check_limit(tree, node); i++) {
		comment = add_comments(tree, element, comment, i);
		add_item(tree, element, items[i], depth);
	}
	add_comments(tree, element, comment, SIZE_MAX);
}

static void fill(struct yaml_tree *tree, xmlNode *element, int number,
		 const struct yaml_entries *entries, int depth)
{
	const struct yaml_comment *comment = comments_of(tree, number);

	for (size_t i = 0; i < entries->count && !tree->is_failed; i++) {
		const struct yaml_entry *entry = &entries->items[i];
		const char *key = yaml_scalar(entry->key);

		comment = add_comments(tree, element, comment, entry->index);
		if (strcmp(key, "$") == 0)
			add_content(tree, element, entry->value, depth);
		else if (!is_attribute(key))
			add_child(tree, element, entry, depth);
		else if (!yaml_is_namespace(key))
			add_attribute(tree, element, entry);
	}
	add_comments(tree, element, comment, SIZE_MAX);
}

static void add_mapping(struct yaml_tree *tree, xmlNode *element, int number, int depth)
{
	struct yaml_entries entries = yaml_entries_of(tree, number);

	for (size_t i = 0; i < entries.count && !tree->is_failed; i++)
		if (yaml_is_namespace(yaml_scalar(entries.items[i].key)))
			yaml_declare_namespace(tree, element, &entries.items[i]);
	yaml_set_namespace(tree, element);
	fill(tree, element, number, &entries, depth);
}

static bool may_be_element(struct yaml_tree *tree, const yaml_node_t *key, const yaml_node_t *value,
			   int depth)
{
	if (!yaml_is_name(tree, key, yaml_scalar(key)) || !yaml_check_limit(tree, key))
		return false;
	if (depth > YAML_DEPTH_MAX) {
		diag_help(yaml_fail(tree, DIAG_YAML_TOO_LARGE, yaml_span_of(tree, key),
				    "elements are nested more than %s deep", "256"),
			  "an alias cannot refer to an element around it");
		return false;
	}
	if (value->type == YAML_SEQUENCE_NODE) {
		yaml_fail_form(tree, value, "invalid list of <%s> in a list", yaml_scalar(key),
			       "put all elements into one list");
		return false;
	}
	return true;
}

static void add_element(struct yaml_tree *tree, xmlNode *parent, const yaml_node_t *key, int value,
			struct span at, int depth)
{
	const yaml_node_t *node = yaml_node_of(tree, value);
	unsigned alias_depth = tree->alias_depth;
	xmlNode *element;

	yaml_enter(tree, value);
	if (!may_be_element(tree, key, node, depth))
		return;
	element = xmlNewDocNode(tree->xml, NULL, BAD_CAST yaml_scalar(key), NULL);
	element->_private = yaml_element_place(tree, key, node, at);
	append(parent, element);
	if (node->type == YAML_MAPPING_NODE) {
		add_mapping(tree, element, value, depth + 1);
	} else {
		yaml_set_namespace(tree, element);
		add_comments(tree, element, comments_of(tree, value), 0);
		add_text(tree, element, node);
	}
	tree->alias_depth = alias_depth;
}

/* The one element of the top, with the instructions and comments around it. */
static void add_root(struct yaml_tree *tree)
{
	const yaml_node_t *root = yaml_node_of(tree, 1);
	const struct yaml_comment *comment = comments_of(tree, 1);
	struct yaml_entries entries = { 0 };
	size_t element_count = 0;

	if (root->type == YAML_MAPPING_NODE)
		entries = yaml_entries_of(tree, 1);
	for (size_t i = 0; i < entries.count && !tree->is_failed; i++) {
		const struct yaml_entry *entry = &entries.items[i];
		bool is_instruction = yaml_scalar(entry->key)[0] == '?';

		comment = add_comments(tree, (xmlNode *)tree->xml, comment, entry->index);
		element_count += !is_instruction;
		if (element_count > 1)
			yaml_fail_form(tree, entry->key, "more than one root element: '%s'",
				       yaml_scalar(entry->key), "indent it below the first");
		else if (is_instruction)
			add_instruction(tree, (xmlNode *)tree->xml, entry);
		else
			add_element(tree, (xmlNode *)tree->xml, entry->key, entry->value,
				    yaml_span_of(tree, entry->key), 1);
	}
	add_comments(tree, (xmlNode *)tree->xml, comment, SIZE_MAX);
	if (!element_count && !tree->is_failed)
		yaml_fail_form(tree, root, "missing root element%s", "",
			       "begin with a line 'acrn-config:', and indent the rest below it");
}

xmlDoc *yaml_tree(const struct yaml_input *input)
{
	yaml_document_t *document = (yaml_document_t *)&input->document;
	size_t count = (size_t)(document->nodes.top - document->nodes.start);
	CLEANUP(xmlFreeDoc) xmlDoc *xml = xmlNewDoc(BAD_CAST "1.0");
	struct yaml_tree tree = {
		.input = input,
		.document = document,
		.xml = xml,
		.is_visited = arena_array(input->arena, count + 1, sizeof(*tree.is_visited)),
	};

	if (!xml)
		return NULL;
	yaml_check_nodes(&tree);
	yaml_share_aliased(&tree);
	if (!tree.is_failed)
		add_root(&tree);
	return tree.is_failed ? NULL : STEAL(xml);
}
