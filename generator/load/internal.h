/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of load/ share: the syntaxes, and the limits of what is parsed.
 */
#ifndef LOAD_INTERNAL_H
#define LOAD_INTERNAL_H

#include <stdbool.h>

#include "diag/diag.h"
#include "load/load.h"

/* Where things are in the file: see the functions of load/load.h of the same names. */
struct change;

struct load_syntax {
	struct span (*element_span)(const struct doc *doc, const xmlNode *element);
	struct span (*text_range)(const struct doc *doc, const xmlNode *element, size_t start,
				  size_t end);
	struct span (*attribute_span)(const struct doc *doc, const xmlNode *element,
				      const char *name);
	bool (*has_text)(const struct doc *doc, const xmlNode *element);
	const struct load_changes *changes;
};

/* How things are changed in the file: see the functions of load/change.h. */
struct load_changes {
	bool (*part)(struct change *change, const xmlNode *element, size_t start, size_t end,
		     const char *text);
	bool (*rename)(struct change *change, const xmlNode *element, const char *name);
	bool (*add)(struct change *change, const xmlNode *parent, const char *name,
		    const char *text);
	bool (*remove)(struct change *change, const xmlNode *element);
	bool (*attribute)(struct change *change, const xmlNode *element, const char *name,
			  const char *value);
};

extern const struct load_changes load_xml_changes, load_yaml_changes, load_origin_changes;

/* Appends an edit to a change. */
void load_add_edit(struct change *change, size_t start, size_t end, const char *text);

/* Whether a text is the same in every syntax, with quotes and without. */
bool load_is_literal(const char *text);

/* The line end that a source has, and the start of the line at an offset. */
const char *load_line_end(const struct source *source);
size_t load_line_start(const struct source *source, size_t at);

/* Whether there are only blanks between two offsets. */
bool load_is_blank(const struct source *source, size_t start, size_t end);

/* load/xml_spans.c: a run of bytes in the file that makes text, between two comments or the like.
 */
struct load_run {
	size_t start, end;
	bool is_cdata;
};

/* The runs that make the bytes [start, end) of load_text()'s result. */
struct load_run *load_xml_runs(struct arena *arena, const struct doc *doc, const xmlNode *element,
			       size_t start, size_t end, size_t *count);

/* Behind the '>' of an element's start tag, or behind the '>' of `<empty/>`. */
size_t load_xml_tag_end(const struct doc *doc, const xmlNode *element);

/* Whether the start tag has an attribute, and its value without quotes. */
bool load_xml_attribute(const struct doc *doc, const xmlNode *element, const char *name,
			struct span *value);

extern const struct load_syntax load_xml_syntax, load_yaml_syntax, load_origin_syntax;

/* The bytes of a character in UTF-8. */
static inline size_t load_utf8_size(unsigned long character)
{
	return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
}

/* A tree that the caller has to free, or NULL with one diag. It is whole with the white space
 * between elements, of which YAML has none. */
xmlDoc *load_xml(const struct source *source, bool is_whole, struct diags *diags);
xmlDoc *load_yaml(struct arena *arena, const struct source *source, struct diags *diags);

/* The last `word` that starts before `offset`; 0 if there is none. */
size_t load_find_before(const struct source *source, size_t offset, const char *word);

/* An error of libxml2's parser. */
struct load_xml_error {
	struct diags *diags;
	const struct source *source;
	const xmlError *error;	/* NULL for a NUL byte */
	size_t at;		/* where the parser stopped */
	const xmlNode *element; /* that is open there, or NULL */
};

/* load/xml_errors.c: reports an error in our words; a code that is not known, in libxml2's. */
void load_report_xml_error(const struct load_xml_error *error);

/* Reports the NUL byte at error->at. */
void load_report_nul(const struct load_xml_error *error);

/* load/yaml_errors.c: libyaml's description of an error, or of what was open there, in our words;
 * its own where it is not known. The help is NULL where there is none. */
const char *load_yaml_problem(const char *problem, const char **help);
const char *load_yaml_context(const char *context);

/* load/foreign.c: what a file is that is neither XML nor YAML, by how it begins; NULL where it may
 * be either. JSON, which is YAML, too, is either with `takes_json`, or where it has the root of a
 * scenario. */
const char *load_foreign(const struct source *source, bool takes_json);

/* load/limits.c: what a file has to be before libxml2 parses it.
 *
 * libxml2 compares every attribute of a tag with the others, and every name with many; the schema's
 * validation appends text to text. The limits keep all that in proportion to the file. */

#define LOAD_NODES_MAX	    2000000u	    /* elements and attributes of a file */
#define LOAD_ATTRIBUTES_MAX 100u	    /* of an element */
#define LOAD_CHUNK_MAX	    (1024u * 1024u) /* bytes of a tag, and between two tags */
#define LOAD_COMMENTS_MAX   1000u	    /* comments and the like between two tags */
#define LOAD_NAMESPACES_MAX 100u	    /* declared in a file */
#define LOAD_NAMES_MAX	    10000u	    /* different ones */

/* Whether a source is UTF-8, and in YAML without NUL bytes; if not, the first wrong byte is
 * reported to `diags`, by the rule of the syntax. load_xml() reports NUL bytes, with the element.
 */
bool load_is_text(const struct source *source, enum diag_code rule, struct diags *diags);

/* Whether a source, well-formed or not, keeps to the first four limits; if not, that is reported to
 * `diags`. load_xml() checks the last two. */
bool load_is_bounded(const struct source *source, struct diags *diags);

/* Reports that there is more than `limit` of `what` at an offset. Returns false. */
bool load_report_limit(struct diags *diags, const struct source *source, size_t at,
		       const char *what, unsigned limit);

/* load/xml_name.c: whether a text of UTF-8 is a Name of XML 1.0, fifth edition, as libxml2's parser
 * accepts it; its own xmlValidateName() implements the fourth. */
bool load_is_xml_name(const char *text);

#endif
