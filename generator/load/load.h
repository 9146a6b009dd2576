/* SPDX-License-Identifier: BSD-3-Clause
 * load.h: bytes become an XML tree in which every element knows its place.
 *
 * The bytes are XML or YAML (docs/yaml.md), which make the same tree: nothing behind this header
 * knows which it was. Every node keeps where it starts in its syntax's own way, and everything
 * finer is found by scanning that one element again. A document may also be made of the nodes of
 * others, whose places its own nodes then have.
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include <libxml/tree.h>

#include "base/source.h"

struct arena;
struct diags;

struct load_syntax;

struct doc {
	const struct source *source;
	const struct load_syntax *syntax; /* how things are found in the source */
	xmlDoc *xml;
	struct arena *memory; /* of the tree, and of all that belongs to it */
};

/* Reads a whole regular file, or standard input for "-". Returns NULL, with the reason in `diags`,
 * when it cannot be read, is not a regular file, or is larger than SOURCE_SIZE_MAX. */
const struct source *load_read(struct arena *arena, const char *path, struct diags *diags);

/* The same for the regular file of that path that is open as `fd`, which stays open. */
const struct source *load_read_open(struct arena *arena, int fd, const char *path,
				    struct diags *diags);

/* Parses a source as hardened XML: no document type, no entities but XML's own five, no network,
 * depth at most about 256 (libxml2's limit), and within the limits of load/internal.h; or as
 * YAML, with the same depth, and with aliases that stand for at most 65,536 nodes. Time and memory
 * stay in proportion to the source. White space between elements is not in the tree. Returns NULL
 * with one diag at the exact place if that fails. What it returns lives as long as `arena`, or
 * until load_release(). */
const struct doc *load_source(struct arena *arena, const struct source *source,
			      struct diags *diags);

/* The same with the white space between the elements of XML. */
const struct doc *load_whole(struct arena *arena, const struct source *source, struct diags *diags);

/* Releases a document that was loaded into `arena`: the tree of a large scenario is larger than all
 * that is made of it. Spans and texts that were taken from it stay. */
void load_release(struct arena *arena, const struct doc *doc);

/* What an element of a document that is made of others was made from. */
struct load_origin {
	const struct doc *doc;
	const xmlNode *element;
	struct span text; /* where its text comes from; no source: from all of the element's text */
	bool is_verbatim; /* the text is that one byte by byte, so that it has ranges */
};

/* A document without nodes, for the caller to add them to `xml`; every element needs an origin
 * before it is read. `source` is that of its root. The documents that nodes come from have to live
 * as long as it does. */
struct doc *load_make(struct arena *arena, const struct source *source);

/* Keeps a copy of the origin with the element. */
void load_set_origin(const struct doc *doc, xmlNode *element, const struct load_origin *origin);

/* The origin of an element of a document that is made of others. */
const struct load_origin *load_origin_of(const xmlNode *element);

/* What comments in YAML have as _private where something else stands before them on their line. */
#define LOAD_BEHIND ((void *)1)

/* The suffixes of the files that are loaded: .xml, .yaml and .yml; NULL-terminated. */
extern const char *const load_suffixes[];

/* The length of a name without such a suffix; its whole length where it has none. */
size_t load_stem(const char *name);

/* Whether a source is YAML: by its suffix, and where it has none of those by its first byte that is
 * no white space, which in XML is a '<'. */
bool load_is_yaml(const struct source *source);

/* The start tag of an element, from '<' to the end of its name; in YAML its key, or the '-' in
 * front of it where it is one of a list. */
struct span load_element_span(const struct doc *doc, const xmlNode *element);

/* That of the root element. */
struct span load_root_span(const struct doc *doc);

/* The text of an element without white space around it, or its start tag where it has none. */
struct span load_text_span(const struct doc *doc, const xmlNode *element);

/* The bytes [start, end) of load_text()'s result, wherever entities and comments put them. */
struct span load_text_range(const struct doc *doc, const xmlNode *element, size_t start,
			    size_t end);

/* The value of an attribute, between the quotes if there are any; the start tag where there is no
 * such attribute. */
struct span load_attribute_span(const struct doc *doc, const xmlNode *element, const char *name);

/* A copy of the text of an element, CDATA included and child elements not, without white space
 * around it; never NULL. */
char *load_text(struct arena *arena, const xmlNode *element);

/* Whether an element has any text, if only white space, of which the tree may have nothing. */
bool load_has_text(const struct doc *doc, const xmlNode *element);

/* An attribute's value without white space around it, or NULL. */
const char *load_attribute(struct arena *arena, const xmlNode *element, const char *name);

/* The first child element of that name, or NULL. */
const xmlNode *load_child(const xmlNode *element, const char *name);

/* The next sibling element of the same name, or NULL. */
const xmlNode *load_next(const xmlNode *element);

/* The sibling element of the same name that comes nearest before it, or NULL. To look from each of
 * them to the one before is no more than one walk over all siblings. */
const xmlNode *load_previous(const xmlNode *element);

#endif
