/* SPDX-License-Identifier: BSD-3-Clause
 * xml_write.c: writes XML in the canonical form, a line for each element; texts, comments and the
 * values of attributes as they are in the source. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/source.h"
#include "fmt/internal.h"
#include "fmt/xml.h"
#include "validate/place.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

static void write_range(const struct fmt_output *output, size_t start, size_t end)
{
	fwrite(output->source->bytes + start, 1, end - start, output->out);
}

/* Declarations of namespaces come first, and what is in one, then what the schema knows. */
static unsigned attribute_rank(const struct schema_type *type,
			       const struct fmt_attribute *attribute)
{
	if (strcmp(attribute->name, "xmlns") == 0 || strchr(attribute->name, ':'))
		return 0;
	return schema_attribute_rank(type, attribute->name) + 1;
}

static void write_attribute(const struct fmt_output *output, const struct fmt_attribute *attribute)
{
	const char *value = output->source->bytes + attribute->start;
	size_t length = attribute->end - attribute->start;
	char quote = memchr(value, '"', length) ? attribute->quote : '"';

	fprintf(output->out, " %s=%c", attribute->name, quote);
	fwrite(value, 1, length, output->out);
	fputc(quote, output->out);
}

/* There are at most 100 of them (load/internal.h). */
static void write_start_tag(const struct fmt_output *output, const struct schema_type *type,
			    const struct fmt_xml *element)
{
	size_t count;
	const struct fmt_attribute *attributes =
		fmt_xml_attributes(output->arena, output->source, element, &count);

	fprintf(output->out, "<%s", element->name);
	for (unsigned rank = 0; rank <= SCHEMA_RANK_UNKNOWN + 1; rank++)
		for (size_t i = 0; i < count; i++)
			if (attribute_rank(type, &attributes[i]) == rank)
				write_attribute(output, &attributes[i]);
}

static void write_children(const struct fmt_output *output, const struct schema_type *type,
			   struct fmt_xml *element, size_t column);

static void write_element(const struct fmt_output *output, const struct schema_type *type,
			  struct fmt_xml *element, size_t column)
{
	bool is_verbatim =
		element->is_verbatim || (element->has_space && !schema_holds_elements(type));

	write_start_tag(output, type, element);
	if (!element->first && (!is_verbatim || element->content_start == element->content_end)) {
		fputs("/>", output->out);
		return;
	}
	fputc('>', output->out);
	if (is_verbatim) {
		write_range(output, element->content_start, element->content_end);
	} else {
		write_children(output, type, element, column + FMT_INDENT);
		fputc('\n', output->out);
		fmt_indent(output->out, column);
	}
	fprintf(output->out, "</%s>", element->name);
}

/* A part behind what is before it: on its line, or on one of its own. */
static void write_part(const struct fmt_output *output, const struct schema_type *parent,
		       struct fmt_xml *part, size_t column)
{
	if (part->kind == FMT_XML_COMMENT && part->is_behind) {
		fputc(' ', output->out);
	} else {
		fputc('\n', output->out);
		fmt_indent(output->out, column);
	}
	if (part->kind == FMT_XML_ELEMENT)
		write_element(output, schema_place(output->schema, parent, part->name).type, part,
			      column);
	else
		write_range(output, part->start, part->end);
}

static void write_children(const struct fmt_output *output, const struct schema_type *type,
			   struct fmt_xml *element, size_t column)
{
	if (type)
		fmt_xml_sort(output->arena, output->schema, type, element);
	for (struct fmt_xml *part = element->first; part; part = part->next) {
		if (part->is_after_blank && part != element->first)
			fputc('\n', output->out);
		write_part(output, type, part, column);
	}
}

/* Whether an instruction is the XML declaration. */
static bool is_declaration(const struct fmt_output *output, const struct fmt_xml *part)
{
	const char *text = output->source->bytes + part->start;

	return part->kind == FMT_XML_INSTRUCTION && strncmp(text, "<?xml", 5) == 0 &&
	       strchr(" \t\n", text[5]);
}

/* Whether a declaration says what the usual one says: one of another encoding, which does not count
 * here, matters to other programs. */
static bool is_usual(const struct fmt_output *output, const struct fmt_xml *declaration)
{
	const char *text = arena_copy(output->arena, output->source->bytes + declaration->start,
				      declaration->end - declaration->start);
	const char *encoding = strstr(text, "encoding");

	encoding = encoding ? strpbrk(encoding, "\"'") : NULL;
	return strstr(text, "1.0") && (!encoding || strncasecmp(encoding + 1, "UTF-8", 5) == 0);
}

/* The declaration, if it is missing, too. Returns what is behind it. */
static struct fmt_xml *write_declaration(const struct fmt_output *output, struct fmt_xml *first)
{
	bool is_there = is_declaration(output, first);

	if (is_there && !is_usual(output, first))
		write_range(output, first->start, first->end);
	else
		fputs(DECLARATION, output->out);
	return is_there ? first->next : first;
}

void fmt_write_xml(const struct fmt_output *output, const struct schema_type *root)
{
	struct fmt_xml *first = fmt_xml_read(output->arena, output->source)->first;

	first = write_declaration(output, first);
	for (struct fmt_xml *part = first; part; part = part->next) {
		fputs(part->is_after_blank && part != first ? "\n\n" : "\n", output->out);
		if (part->kind == FMT_XML_ELEMENT)
			write_element(output, root, part, 0);
		else
			write_range(output, part->start, part->end);
	}
	fputc('\n', output->out);
}
