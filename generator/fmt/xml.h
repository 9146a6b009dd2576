/* SPDX-License-Identifier: BSD-3-Clause
 * xml.h: the parts of an XML file as they are written, for fmt/xml*.c only.
 */
#ifndef FMT_XML_H
#define FMT_XML_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct schema;
struct schema_type;
struct source;

enum fmt_xml_kind { FMT_XML_ELEMENT, FMT_XML_COMMENT, FMT_XML_INSTRUCTION };

/* An element, a comment or a processing instruction: [start, end) in the source. */
struct fmt_xml {
	enum fmt_xml_kind kind;
	size_t start, end;
	bool is_behind;	      /* something else is before it on its line */
	bool is_after_blank;  /* an empty line is before it */
	struct fmt_xml *next; /* sibling */

	/* An element. */
	const char *name;
	size_t content_start, content_end; /* between the tags; the same without content */
	bool is_verbatim; /* its content is text, or has text in it, and is written as it is */
	bool has_space;	  /* its content is white space, and nothing else */
	struct fmt_xml *first, *last;
	struct fmt_xml *parent; /* NULL: none */
};

/* An attribute of a start tag. */
struct fmt_attribute {
	const char *name;
	size_t start, end; /* of the value, between the quotes */
	char quote;
};

/* Reads a source that is known to be well-formed and to have no document type: the parts at its
 * top are the children of what is returned. */
struct fmt_xml *fmt_xml_read(struct arena *arena, const struct source *source);

/* The attributes of an element. */
struct fmt_attribute *fmt_xml_attributes(struct arena *arena, const struct source *source,
					 const struct fmt_xml *element, size_t *count);

/* Puts the children of an element of `type` into the order of the schema. The comments before an
 * element, and those behind it on its line, move with it; comments that an empty line separates
 * from the first element stay before all. */
void fmt_xml_sort(struct arena *arena, const struct schema *schema, const struct schema_type *type,
		  struct fmt_xml *element);

#endif
