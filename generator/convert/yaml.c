/* SPDX-License-Identifier: BSD-3-Clause
 * yaml.c: writes a document as YAML, in the form that docs/yaml.md describes.
 *
 * Indentation is two blanks a level. The name of the first node of a line may stand behind the '-'
 * of a list; everything else begins a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "convert/convert.h"
#include "load/load.h"
#include "load/yaml_text.h"

#define INDENT 2

/* YAML finds the ':' of a key within 1024 characters; longer ones need a '?'. */
#define SHORT_KEY_MAX 1000

struct writer {
	struct arena *arena;
	FILE *out;
	bool is_behind_dash;	/* the line has a '-', and what is written next goes behind it */
	const xmlNode *written; /* the comment that was written last behind something else */
};

static bool has_attributes(const xmlNode *element)
{
	return element->nsDef || element->properties;
}

static bool is_one_text(const xmlNode *element)
{
	return element->children && element->children->type == XML_TEXT_NODE &&
	       !element->children->next;
}

static bool is_comment(const xmlNode *node)
{
	return node && node->type == XML_COMMENT_NODE;
}

/* A name with its prefix. */
static const char *full_name(struct arena *arena, const xmlNs *space, const xmlChar *name)
{
	return space && space->prefix ? arena_printf(arena, "%s:%s", space->prefix, name)
				      : (const char *)name;
}

/* The key of an element, or of a processing instruction. */
static const char *key_of(struct arena *arena, const xmlNode *node)
{
	return node->type == XML_PI_NODE ? arena_printf(arena, "?%s", node->name)
					 : full_name(arena, node->ns, node->name);
}

static void begin_line(struct writer *writer, int column)
{
	if (writer->is_behind_dash)
		fputc(' ', writer->out);
	else
		fprintf(writer->out, "%*s", column, "");
	writer->is_behind_dash = false;
}

/* Ends a line, with the comment `next` on it if that stands there. */
static void end_line(struct writer *writer, const xmlNode *next)
{
	const char *text;

	if (is_comment(next) && next->_private == LOAD_BEHIND) {
		text = yaml_text_comment(writer->arena, (const char *)next->content);
		if (!strchr(text, '\n')) {
			fprintf(writer->out, "  #%s", text);
			writer->written = next;
		}
	}
	fputc('\n', writer->out);
	writer->is_behind_dash = false;
}

/* A comment on lines of its own; an empty line keeps it apart from one before it. */
static void write_comment(struct writer *writer, const xmlNode *comment, int column)
{
	const char *line = yaml_text_comment(writer->arena, (const char *)comment->content);

	if (comment == writer->written)
		return;
	if (is_comment(comment->prev) && comment->prev != writer->written)
		fputc('\n', writer->out);
	while (line) {
		size_t length = strcspn(line, "\n");

		fprintf(writer->out, "%*s#%.*s\n", column, "", (int)length, line);
		line = line[length] ? line + length + 1 : NULL;
	}
}

/* A text of several lines, which are at `column`. The block has an indentation indicator where
 * the first begins with white space. */
static void write_block(struct writer *writer, const char *text, int column, const xmlNode *next)
{
	size_t length = strlen(text);

	fprintf(writer->out, " |%s%s", strchr(" \t\n", *text) ? "2" : "",
		text[length - 1] == '\n' ? "" : "-");
	end_line(writer, next);
	while (*text) {
		size_t line = strcspn(text, "\n");

		fprintf(writer->out, "%*s%.*s\n", line ? column : 0, "", (int)line, text);
		text += line + (text[line] == '\n');
	}
}

/* A text behind its key or its '-'; lines of a block are at `column`. `next` is what follows. */
static void write_text(struct writer *writer, const char *text, int column, const xmlNode *next)
{
	if (yaml_text_is_block(text)) {
		write_block(writer, text, column, next);
	} else {
		fprintf(writer->out, " %s", yaml_text_scalar(writer->arena, text));
		end_line(writer, next);
	}
}

static void write_key(struct writer *writer, const char *key, int column)
{
	begin_line(writer, column);
	if (strlen(key) > SHORT_KEY_MAX)
		fprintf(writer->out, "? %s\n%*s:", yaml_text_scalar(writer->arena, key), column,
			"");
	else
		fprintf(writer->out, "%s:", yaml_text_scalar(writer->arena, key));
}

static void write_attribute(struct writer *writer, const char *name, const char *value, int column,
			    const xmlNode *next)
{
	write_key(writer, arena_printf(writer->arena, "$%s", name), column);
	fprintf(writer->out, " %s", yaml_text_scalar(writer->arena, value));
	end_line(writer, next);
}

static void write_namespace(struct writer *writer, const xmlNs *space, int column,
			    const xmlNode *next)
{
	const char *name =
		space->prefix ? arena_printf(writer->arena, "xmlns:%s", space->prefix) : "xmlns";

	write_attribute(writer, name, space->href ? (const char *)space->href : "", column, next);
}

/* All attributes; a comment that begins the content may stand behind the last. */
static void write_attributes(struct writer *writer, const xmlNode *element, int column)
{
	for (const xmlNs *space = element->nsDef; space; space = space->next)
		write_namespace(writer, space, column,
				space->next || element->properties ? NULL : element->children);
	for (const xmlAttr *each = element->properties; each; each = each->next) {
		const xmlNode *text = each->children;

		write_attribute(writer, full_name(writer->arena, each->ns, each->name),
				text && text->content ? (const char *)text->content : "", column,
				each->next ? NULL : element->children);
	}
}

/* The next sibling that is not a comment. */
static const xmlNode *next_node(const xmlNode *node)
{
	do
		node = node->next;
	while (is_comment(node));
	return node;
}

static bool is_same_key(const xmlNode *left, const xmlNode *right)
{
	return left->type == XML_ELEMENT_NODE && right && right->type == XML_ELEMENT_NODE &&
	       left->ns == right->ns && xmlStrEqual(left->name, right->name);
}

/* Whether nodes of one name are apart, so that keys would not keep their order. */
static bool needs_order(struct writer *writer, const xmlNode *element)
{
	CLEANUP(string_map_free) struct string_map *seen = string_map_new(writer->arena, 16);

	if (convert_is_mixed(element))
		return true;
	for (const xmlNode *node = element->children; node; node = next_node(node)) {
		while (is_same_key(node, next_node(node)))
			node = next_node(node);
		if (!is_comment(node) && string_map_put(seen, key_of(writer->arena, node), node))
			return true;
	}
	return false;
}

static void write_value(struct writer *writer, const xmlNode *node, int column);

/* Elements of one name that follow each other, as a list. Returns the last of them. */
static const xmlNode *write_list(struct writer *writer, const xmlNode *first, int column)
{
	const xmlNode *node = first;

	fputc('\n', writer->out);
	for (;;) {
		fprintf(writer->out, "%*s-", column, "");
		writer->is_behind_dash = true;
		write_value(writer, node, column + INDENT);
		if (!is_same_key(node, next_node(node)))
			return node;
		for (node = node->next; is_comment(node); node = node->next)
			write_comment(writer, node, column);
	}
}

/* Nodes one after the other, at `column`. */
static void write_nodes(struct writer *writer, const xmlNode *node, int column)
{
	for (; node; node = node->next) {
		if (is_comment(node)) {
			write_comment(writer, node, column);
			continue;
		}
		write_key(writer, key_of(writer->arena, node), column);
		if (is_same_key(node, next_node(node)))
			node = write_list(writer, node, column + INDENT);
		else
			write_value(writer, node, column + INDENT);
	}
}

/* Nodes in their order, texts among them, as a list. */
static void write_items(struct writer *writer, const xmlNode *node, int column)
{
	for (; node; node = node->next) {
		if (is_comment(node)) {
			write_comment(writer, node, column);
			continue;
		}
		fprintf(writer->out, "%*s-", column, "");
		writer->is_behind_dash = true;
		if (node->type == XML_TEXT_NODE) {
			write_text(writer, (const char *)node->content, column + INDENT,
				   node->next);
			continue;
		}
		write_key(writer, key_of(writer->arena, node), column + INDENT);
		write_value(writer, node, column + 2 * INDENT);
	}
}

/* What is in an element, at `column`. */
static void write_content(struct writer *writer, const xmlNode *element, int column)
{
	if (is_one_text(element)) {
		write_key(writer, "$", column);
		write_text(writer, (const char *)element->children->content, column + INDENT, NULL);
	} else if (needs_order(writer, element)) {
		write_key(writer, "$", column);
		fputc('\n', writer->out);
		write_items(writer, element->children, column + INDENT);
	} else {
		write_nodes(writer, element->children, column);
	}
}

/* The value of a node behind its key or its '-'; what it consists of is at `column`. */
static void write_value(struct writer *writer, const xmlNode *node, int column)
{
	const xmlNode *first = node->children;

	if (node->type == XML_PI_NODE) {
		write_text(writer, node->content ? (const char *)node->content : "", column,
			   node->next);
	} else if (is_one_text(node) && !has_attributes(node)) {
		write_text(writer, (const char *)first->content, column, node->next);
	} else if (!first && !has_attributes(node)) {
		if (is_comment(node->next) && node->next->_private == LOAD_BEHIND)
			fputs(" ''", writer->out);
		end_line(writer, node->next);
	} else {
		if (!writer->is_behind_dash || (is_comment(first) && !has_attributes(node)))
			end_line(writer, has_attributes(node) ? NULL : first);
		write_attributes(writer, node, column);
		if (first)
			write_content(writer, node, column);
	}
}

const char *convert_to_yaml(struct arena *arena, const struct doc *doc, size_t *size)
{
	char *text = NULL;
	struct writer writer = { .arena = arena, .out = open_memstream(&text, size) };

	if (!writer.out)
		arena_exhausted(arena);
	write_nodes(&writer, doc->xml->children, 0);
	if (ferror(writer.out) || fclose(writer.out) != 0)
		arena_exhausted(arena);
	return arena_adopt(arena, text, free);
}
