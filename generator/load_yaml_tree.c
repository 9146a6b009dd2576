/* SPDX-License-Identifier: BSD-3-Clause
 * load_yaml_tree.c: makes the tree of XML of a YAML document, as docs/yaml.md maps them.
 *
 * The first mistake ends it: everything after it may be a consequence. */
#include <libxml/hash.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "arena.h"
#include "load_yaml.h"
#include "space.h"
#include "xml_free.h"
#include "xml_name.h"
#include "yaml_text.h"

/* As deep as libxml2 lets XML be. */
#define DEPTH_MAX 256

/* What aliases and merge keys may stand for, all together: more than any scenario is long, and made
 * in a moment. */
#define ALIASED_MAX 65536u

struct tree {
	const struct yaml_input *input;
	yaml_document_t *document;
	xmlDoc *xml;
	bool *is_visited;     /* by the number of the node: what is visited again is aliased */
	unsigned alias_depth; /* how many nodes around this one are visited again */
	size_t aliased;
	bool is_failed;
};

/* One entry of a mapping, merge keys being resolved. */
struct entry {
	const yaml_node_t *key;
	int value;
	size_t index; /* of the entry of the mapping itself that it comes from */
};

struct entries {
	struct entry *items;
	size_t count;
};

DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)
DEFINE_CLEANUP(xmlHashTable *, xml_free_hash)

static yaml_node_t *node_of(const struct tree *tree, int number)
{
	return yaml_document_get_node(tree->document, number);
}

static const char *scalar(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

/* From where a node begins: scalars whole, of others the first character. */
static struct span span_of(const struct tree *tree, const yaml_node_t *node)
{
	size_t start = yaml_content_start(tree->input, node, NULL);
	size_t end = node->type == YAML_SCALAR_NODE ? yaml_offset(tree->input, &node->end_mark)
						    : start + 1;

	return source_span(tree->input->source, start, end);
}

/* Reports the mistake that ends it all. */
static struct diag *fail(struct tree *tree, enum diag_code code, struct span at, const char *format,
			 const char *what)
{
	tree->is_failed = true;
	return diag_add(tree->input->diags, code, at, format, what);
}

static void fail_form(struct tree *tree, const yaml_node_t *node, const char *format,
		      const char *what, const char *help)
{
	diag_help(fail(tree, DIAG_YAML_FORM, span_of(tree, node), format, what), "%s", help);
}

/* Counts what an alias stands for. False when that was too much. */
static bool spend(struct tree *tree, const yaml_node_t *node)
{
	struct diag *diag;

	if (tree->is_failed)
		return false;
	if (!tree->alias_depth || ++tree->aliased <= ALIASED_MAX)
		return true;
	diag = fail(tree, DIAG_YAML_TOO_LARGE, span_of(tree, node),
		    "aliases stand for more than %s", "65536 nodes");
	diag_help(diag, "write less of the scenario as aliases of aliases");
	return false;
}

static bool enter(struct tree *tree, int number)
{
	if (tree->is_visited[number])
		tree->alias_depth++;
	else
		tree->is_visited[number] = true;
	return tree->alias_depth > 0;
}

static struct yaml_place *new_place(const struct tree *tree, struct span at)
{
	struct yaml_place *place = arena_alloc(tree->input->places, sizeof(*place));

	place->start = at.start;
	place->end = at.end;
	place->is_there = true;
	return place;
}

static struct yaml_place *scalar_place(const struct tree *tree, const yaml_node_t *node)
{
	struct yaml_place *place = new_place(tree, span_of(tree, node));

	place->style = node->data.scalar.style;
	place->is_there = place->end > place->start;
	return place;
}

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

/* Whether a scalar is null: the empty element. What is quoted or has a tag is text. */
static bool is_null(const struct tree *tree, const yaml_node_t *node)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };
	bool has_tag;

	if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	yaml_content_start(tree->input, node, &has_tag);
	for (size_t i = 0; i < sizeof(nulls) / sizeof(*nulls); i++)
		if (strcmp(scalar(node), nulls[i]) == 0)
			return !has_tag;
	return false;
}

/* YAML's escapes can write characters that XML has not. */
static bool is_xml_text(struct tree *tree, const yaml_node_t *node)
{
	const unsigned char *value = node->data.scalar.value;

	for (size_t i = 0; i < node->data.scalar.length;) {
		int length = 4;
		int character = xmlGetUTF8Char(value + i, &length);

		if (character < 0 || !IS_CHAR(character)) {
			fail_form(tree, node, "a character that XML does not have is in the text%s",
				  "", "leave out control characters");
			return false;
		}
		i += (size_t)length;
	}
	return true;
}

/* The text of a scalar with that key; "" for null, and NULL for what is no text at all. */
static const char *text_of(struct tree *tree, const yaml_node_t *node, const char *key)
{
	if (node->type != YAML_SCALAR_NODE) {
		fail_form(tree, node, "'%s' takes a text", key, "write a plain or a quoted text");
		return NULL;
	}
	if (is_null(tree, node))
		return "";
	return is_xml_text(tree, node) ? scalar(node) : NULL;
}

static void add_text(struct tree *tree, xmlNode *element, const yaml_node_t *node)
{
	const char *text = text_of(tree, node, "$");
	xmlNode *child;

	if (!text || !*text || !spend(tree, node))
		return;
	child = xmlNewDocText(tree->xml, BAD_CAST text);
	child->_private = scalar_place(tree, node);
	append(element, child);
}

static void add_comment(struct tree *tree, xmlNode *parent, const struct yaml_comment *comment)
{
	const struct source *source = tree->input->source;
	const char *text = yaml_text_of_comment(tree->input->arena, source->bytes + comment->start,
						comment->end - comment->start);
	xmlNode *child;

	if (!spend(tree, node_of(tree, 1)))
		return;
	child = xmlNewDocComment(tree->xml, BAD_CAST text);
	child->_private = comment->is_behind ? LOAD_BEHIND : NULL;
	append(parent, child);
}

/* Adds a node's comments up to those in front of its entry `index`; returns the rest. */
static const struct yaml_comment *add_comments(struct tree *tree, xmlNode *parent,
					       const struct yaml_comment *comment, size_t index)
{
	for (; comment && comment->index <= index; comment = comment->next)
		add_comment(tree, parent, comment);
	return comment;
}

static const struct yaml_comment *comments_of(const struct tree *tree, int number)
{
	return tree->input->comments_of[number];
}

static bool is_merge(const yaml_node_t *key)
{
	return key->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && strcmp(scalar(key), "<<") == 0;
}

static void flatten(struct tree *tree, int number, xmlHashTable *seen, const size_t *merged_at,
		    int depth, struct entries *entries);

/* Takes in the mapping, or the list of mappings, that a merge key names. */
static void merge(struct tree *tree, int number, xmlHashTable *seen, size_t index, int depth,
		  struct entries *entries)
{
	const yaml_node_t *node = node_of(tree, number);

	if (node->type == YAML_MAPPING_NODE) {
		flatten(tree, number, seen, &index, depth + 1, entries);
		return;
	}
	if (node->type != YAML_SEQUENCE_NODE) {
		fail_form(tree, node, "'<<' takes a mapping%s", "",
			  "name one by an alias, or a list of them");
		return;
	}
	for (const int *item = node->data.sequence.items.start;
	     item < node->data.sequence.items.top && !tree->is_failed; item++) {
		if (node_of(tree, *item)->type == YAML_MAPPING_NODE)
			flatten(tree, *item, seen, &index, depth + 1, entries);
		else
			fail_form(tree, node_of(tree, *item), "'<<' takes mappings%s", "",
				  "name them by aliases");
	}
}

static void take_entry(struct tree *tree, const struct entry *entry, struct entries *entries)
{
	entries->items = arena_grow(tree->input->arena, entries->items, entries->count,
				    sizeof(*entries->items));
	entries->items[entries->count++] = *entry;
}

/* The entries of a mapping in their order. `seen` has the keys that are taken; with `merged_at` the
 * mapping is merged into another at that entry of it, and gives only keys that are not. */
static void flatten(struct tree *tree, int number, xmlHashTable *seen, const size_t *merged_at,
		    int depth, struct entries *entries)
{
	const yaml_node_t *node = node_of(tree, number);
	const yaml_node_pair_t *pairs = node->data.mapping.pairs.start;
	size_t count = (size_t)(node->data.mapping.pairs.top - pairs);

	if (depth > DEPTH_MAX) {
		diag_help(fail(tree, DIAG_YAML_TOO_LARGE, span_of(tree, node),
			       "merge keys lead deeper than %s", "256 mappings"),
			  "a mapping cannot be merged into itself");
		return;
	}
	tree->alias_depth += merged_at != NULL;
	for (size_t i = 0; i < count && spend(tree, node); i++) {
		struct entry entry = { node_of(tree, pairs[i].key), pairs[i].value,
				       merged_at ? *merged_at : i };

		if (is_merge(entry.key))
			merge(tree, entry.value, seen, entry.index, depth, entries);
		else if (!merged_at ||
			 xmlHashAddEntry(seen, BAD_CAST scalar(entry.key), (void *)node) == 0)
			take_entry(tree, &entry, entries);
	}
	spend(tree, node);
	tree->alias_depth -= merged_at != NULL;
}

static struct entries entries_of(struct tree *tree, int number)
{
	const yaml_node_t *node = node_of(tree, number);
	CLEANUP(xml_free_hash) xmlHashTable *seen = xmlHashCreate(8);
	struct entries entries = { 0 };

	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++)
		xmlHashAddEntry(seen, BAD_CAST scalar(node_of(tree, pair->key)), (void *)node);
	flatten(tree, number, seen, NULL, 1, &entries);
	return entries;
}

static bool is_name(struct tree *tree, const yaml_node_t *key, const char *name)
{
	if (xml_is_name(name))
		return true;
	fail_form(tree, key, "'%s' is no name of an element or an attribute", name,
		  "names have letters, digits, '_', '-' and '.', and begin with a letter or '_'");
	return false;
}

/* Gives a name of the form prefix:local its name space, if the prefix has one. */
static const char *resolve(struct tree *tree, xmlNode *scope, const char *name, xmlNs **space)
{
	const char *colon = strchr(name, ':');
	const char *prefix;

	*space = NULL;
	if (!colon || colon == name || !colon[1])
		return name;
	prefix = arena_copy(tree->input->arena, name, (size_t)(colon - name));
	*space = xmlSearchNs(tree->xml, scope, BAD_CAST prefix);
	return *space ? colon + 1 : name;
}

static void declare_name_space(struct tree *tree, xmlNode *element, const struct entry *entry)
{
	const char *prefix = strchr(scalar(entry->key), ':');
	const char *value = text_of(tree, node_of(tree, entry->value), scalar(entry->key));

	if (!value)
		return;
	if (strpbrk(value, "&<\"'\t\n\r") ||
	    (prefix && (!xml_is_name(prefix + 1) || strchr(prefix + 1, ':') || !*value ||
			strncasecmp(prefix + 1, "xml", 3) == 0)))
		fail_form(tree, entry->key, "'%s' declares no name space", scalar(entry->key),
			  "write '$xmlns:' and a name that does not begin with xml, and a URI");
	else
		xmlNewNs(element, BAD_CAST value, prefix ? BAD_CAST(prefix + 1) : NULL);
}

static bool is_name_space(const char *key)
{
	return strcmp(key, "$xmlns") == 0 || strncmp(key, "$xmlns:", strlen("$xmlns:")) == 0;
}

static bool is_attribute(const char *key)
{
	return key[0] == '$' && key[1];
}

static void add_attribute(struct tree *tree, xmlNode *element, const struct entry *entry)
{
	const yaml_node_t *value = node_of(tree, entry->value);
	const char *text = text_of(tree, value, scalar(entry->key));
	const char *name = scalar(entry->key) + 1;
	xmlAttr *attribute;
	xmlNs *space;

	if (!text || !is_name(tree, entry->key, name) || !spend(tree, value))
		return;
	name = resolve(tree, element, name, &space);
	if (xmlHasNsProp(element, BAD_CAST name, space ? space->href : NULL)) {
		fail_form(tree, entry->key, "'%s' is there by another prefix, too",
			  scalar(entry->key), "remove one of the two");
		return;
	}
	attribute = xmlNewNsProp(element, space, BAD_CAST name, BAD_CAST text);
	attribute->_private = scalar_place(tree, value);
}

static void add_instruction(struct tree *tree, xmlNode *parent, const struct entry *entry)
{
	const char *target = scalar(entry->key) + 1;
	const char *text = text_of(tree, node_of(tree, entry->value), scalar(entry->key));

	if (!text || !is_name(tree, entry->key, target) || !spend(tree, entry->key))
		return;
	if (strcasecmp(target, "xml") == 0 || strstr(text, "?>") || strchr(text, '\r') ||
	    is_space(*text))
		fail_form(tree, entry->key, "'?%s' is no processing instruction", target,
			  "the name is not xml, and the text has no '?>' and begins without a "
			  "blank");
	else
		append(parent,
		       xmlNewDocPI(tree->xml, BAD_CAST target, *text ? BAD_CAST text : NULL));
}

static void add_element(struct tree *tree, xmlNode *parent, const yaml_node_t *key, int value,
			struct span at, int depth);

/* An element for each entry of a list. */
static void add_repeated(struct tree *tree, xmlNode *parent, const struct entry *entry, int depth)
{
	const struct yaml_input *input = tree->input;
	const yaml_node_t *list = node_of(tree, entry->value);
	const struct yaml_comment *comment = comments_of(tree, entry->value);
	const int *items = list->data.sequence.items.start;
	size_t count = (size_t)(list->data.sequence.items.top - items);
	size_t dash = yaml_first_dash(input, list);

	for (size_t i = 0; i < count && !tree->is_failed; i++) {
		struct span at = span_of(tree, node_of(tree, items[i]));

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
static void add_child(struct tree *tree, xmlNode *parent, const struct entry *entry, int depth)
{
	if (scalar(entry->key)[0] == '?')
		add_instruction(tree, parent, entry);
	else if (node_of(tree, entry->value)->type == YAML_SEQUENCE_NODE)
		add_repeated(tree, parent, entry, depth);
	else
		add_element(tree, parent, entry->key, entry->value, span_of(tree, entry->key),
			    depth);
}

/* An entry of a list of content: a text, or a mapping of what comes next. */
static void add_piece(struct tree *tree, xmlNode *element, int number, int depth)
{
	const yaml_node_t *node = node_of(tree, number);
	const struct yaml_comment *comment = comments_of(tree, number);
	struct entries entries;

	if (node->type == YAML_SCALAR_NODE) {
		add_comments(tree, element, comment, 0);
		add_text(tree, element, node);
		return;
	}
	if (node->type != YAML_MAPPING_NODE) {
		fail_form(tree, node, "a list is in the list of a content%s", "",
			  "write texts, and a mapping for each element");
		return;
	}
	entries = entries_of(tree, number);
	for (size_t i = 0; i < entries.count && !tree->is_failed; i++) {
		comment = add_comments(tree, element, comment, entries.items[i].index);
		if (scalar(entries.items[i].key)[0] == '$')
			fail_form(tree, entries.items[i].key, "'%s' cannot be in the list of '$'",
				  scalar(entries.items[i].key),
				  "write attributes beside '$', and texts as they are");
		else
			add_child(tree, element, &entries.items[i], depth);
	}
	add_comments(tree, element, comment, SIZE_MAX);
}

/* The content by the key '$': a text, or a list of texts and elements in their order. */
static void add_content(struct tree *tree, xmlNode *element, int number, int depth)
{
	const yaml_node_t *node = node_of(tree, number);
	const struct yaml_comment *comment = comments_of(tree, number);
	const int *items = node->data.sequence.items.start;
	size_t count;

	if (node->type != YAML_SEQUENCE_NODE) {
		add_comments(tree, element, comment, 0);
		add_text(tree, element, node);
		return;
	}
	enter(tree, number);
	count = (size_t)(node->data.sequence.items.top - items);
	for (size_t i = 0; i < count && spend(tree, node); i++) {
		comment = add_comments(tree, element, comment, i);
		add_piece(tree, element, items[i], depth);
	}
	add_comments(tree, element, comment, SIZE_MAX);
}

static void fill(struct tree *tree, xmlNode *element, int number, const struct entries *entries,
		 int depth)
{
	const struct yaml_comment *comment = comments_of(tree, number);

	for (size_t i = 0; i < entries->count && !tree->is_failed; i++) {
		const struct entry *entry = &entries->items[i];
		const char *key = scalar(entry->key);

		comment = add_comments(tree, element, comment, entry->index);
		if (strcmp(key, "$") == 0)
			add_content(tree, element, entry->value, depth);
		else if (!is_attribute(key))
			add_child(tree, element, entry, depth);
		else if (!is_name_space(key))
			add_attribute(tree, element, entry);
	}
	add_comments(tree, element, comment, SIZE_MAX);
}

/* Sets the name space of an element, whose own declarations count. */
static void set_name_space(struct tree *tree, xmlNode *element)
{
	const char *name = (const char *)element->name;
	xmlNs *space;
	const char *local = resolve(tree, element, name, &space);

	if (local != name)
		xmlNodeSetName(element,
			       BAD_CAST arena_copy(tree->input->arena, local, strlen(local)));
	else if (!strchr(name, ':'))
		space = xmlSearchNs(tree->xml, element, NULL);
	xmlSetNs(element, space);
}

static void add_mapping(struct tree *tree, xmlNode *element, int number, int depth)
{
	struct entries entries = entries_of(tree, number);

	for (size_t i = 0; i < entries.count && !tree->is_failed; i++)
		if (is_name_space(scalar(entries.items[i].key)))
			declare_name_space(tree, element, &entries.items[i]);
	set_name_space(tree, element);
	fill(tree, element, number, &entries, depth);
}

static bool may_be_element(struct tree *tree, const yaml_node_t *key, const yaml_node_t *value,
			   int depth)
{
	if (!is_name(tree, key, scalar(key)) || !spend(tree, key))
		return false;
	if (depth > DEPTH_MAX) {
		diag_help(fail(tree, DIAG_YAML_TOO_LARGE, span_of(tree, key),
			       "elements are nested more than %s deep", "256"),
			  "an alias cannot stand for what is around it");
		return false;
	}
	if (value->type == YAML_SEQUENCE_NODE) {
		fail_form(tree, value, "a list of <%s> is in a list", scalar(key),
			  "write each element as an entry of one list");
		return false;
	}
	return true;
}

static void add_element(struct tree *tree, xmlNode *parent, const yaml_node_t *key, int value,
			struct span at, int depth)
{
	const yaml_node_t *node = node_of(tree, value);
	unsigned alias_depth = tree->alias_depth;
	xmlNode *element;

	enter(tree, value);
	if (!may_be_element(tree, key, node, depth))
		return;
	element = xmlNewDocNode(tree->xml, NULL, BAD_CAST scalar(key), NULL);
	element->_private = new_place(tree, at);
	append(parent, element);
	if (node->type == YAML_MAPPING_NODE) {
		add_mapping(tree, element, value, depth + 1);
	} else {
		set_name_space(tree, element);
		add_comments(tree, element, comments_of(tree, value), 0);
		add_text(tree, element, node);
	}
	tree->alias_depth = alias_depth;
}

/* The one element of the top, with the instructions and comments around it. */
static void add_root(struct tree *tree)
{
	const yaml_node_t *root = node_of(tree, 1);
	const struct yaml_comment *comment = comments_of(tree, 1);
	struct entries entries = { 0 };
	size_t element_count = 0;

	if (root->type == YAML_MAPPING_NODE)
		entries = entries_of(tree, 1);
	for (size_t i = 0; i < entries.count && !tree->is_failed; i++) {
		const struct entry *entry = &entries.items[i];
		bool is_instruction = scalar(entry->key)[0] == '?';

		comment = add_comments(tree, (xmlNode *)tree->xml, comment, entry->index);
		element_count += !is_instruction;
		if (element_count > 1)
			fail_form(tree, entry->key, "'%s' is a second element at the top",
				  scalar(entry->key), "indent it below the first");
		else if (is_instruction)
			add_instruction(tree, (xmlNode *)tree->xml, entry);
		else
			add_element(tree, (xmlNode *)tree->xml, entry->key, entry->value,
				    span_of(tree, entry->key), 1);
	}
	add_comments(tree, (xmlNode *)tree->xml, comment, SIZE_MAX);
	if (!element_count && !tree->is_failed)
		fail_form(tree, root, "there is no element at the top%s", "",
			  "begin with a line 'acrn-config:', and indent the rest below it");
}

/* Every key is a text, and stands once in its mapping. */
static void check_keys(struct tree *tree, const yaml_node_t *node)
{
	CLEANUP(xml_free_hash) xmlHashTable *seen = xmlHashCreate(8);

	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top && !tree->is_failed; pair++) {
		const yaml_node_t *key = node_of(tree, pair->key);
		struct diag *diag;

		if (key->type != YAML_SCALAR_NODE) {
			fail_form(tree, key, "a key is no text%s", "",
				  "write the name of an element");
		} else if (xmlHashAddEntry(seen, BAD_CAST scalar(key), (void *)key) != 0) {
			diag = fail(tree, DIAG_YAML_KEY_DUPLICATE, span_of(tree, key),
				    "the key '%s' is there twice", scalar(key));
			diag_note(diag, span_of(tree, xmlHashLookup(seen, BAD_CAST scalar(key))),
				  "the first one is here");
			diag_help(diag, "%s",
				  *scalar(key) == '$' ? "remove one of the two"
						      : "write an element that repeats as a list");
		}
	}
}

/* A tag may say what the node is anyway. */
static void check_tag(struct tree *tree, const yaml_node_t *node)
{
	static const char *const known[] = { "str",  "int", "float", "bool",
					     "null", "map", "seq",   "merge" };
	static const char core[] = "tag:yaml.org,2002:";
	const char *tag = (const char *)node->tag;
	size_t start;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strncmp(tag, core, strlen(core)) == 0 &&
		    strcmp(tag + strlen(core), known[i]) == 0)
			return;
	start = yaml_offset(tree->input, &node->start_mark);
	diag_help(fail(tree, DIAG_YAML_FORM, source_span(tree->input->source, start, start + 1),
		       "the tag '%s' has no meaning here", tag),
		  "remove it");
}

static void check_nodes(struct tree *tree)
{
	for (const yaml_node_t *node = tree->document->nodes.start;
	     node < tree->document->nodes.top && !tree->is_failed; node++) {
		check_tag(tree, node);
		if (node->type == YAML_MAPPING_NODE && !tree->is_failed)
			check_keys(tree, node);
	}
}

xmlDoc *yaml_tree(const struct yaml_input *input)
{
	yaml_document_t *document = (yaml_document_t *)&input->document;
	size_t count = (size_t)(document->nodes.top - document->nodes.start);
	CLEANUP(xmlFreeDoc) xmlDoc *xml = xmlNewDoc(BAD_CAST "1.0");
	struct tree tree = {
		.input = input,
		.document = document,
		.xml = xml,
		.is_visited = arena_array(input->arena, count + 1, sizeof(*tree.is_visited)),
	};

	if (!xml)
		return NULL;
	check_nodes(&tree);
	if (!tree.is_failed)
		add_root(&tree);
	return tree.is_failed ? NULL : STEAL(xml);
}
