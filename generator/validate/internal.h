/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: an XSD as tables, for the files of validate/ only.
 *
 * The build makes the tables of schema/scenario.xsd and board.xsd, by prepare/schema_tables.c: a
 * run reads an XSD only where libxml2 has to report what is wrong with a document.
 */
#ifndef VALIDATE_INTERNAL_H
#define VALIDATE_INTERNAL_H

#include <libxml/tree.h>
#include <libxml/xmlregexp.h>
#include <libxml/xmlschemas.h>
#include <stddef.h>
#include <stdint.h>

#include "validate/schema.h"

/* How many kinds of elements a choice has at the most: a bit each. */
#define SCHEMA_ELEMENTS_MAX 64

struct diag;
struct schema_type;

struct schema_element {
	const char *name;
	const struct schema_type *type;
	bool is_many;		   /* may come more than once */
	enum release since, until; /* the first and the last release that has it */
	unsigned rank;		   /* see validate/place.h */

	/* For validate/annotation.c. Texts may be NULL. */
	bool is_required; /* by a rule, in what has any of the others */
	const char *documentation, *unit, *default_value;
	enum release default_until; /* the last release with the default */
};

struct schema_attribute {
	const char *name;
	const struct schema_type *type;
	bool is_required;
	const char *documentation; /* or NULL */
};

/* What a text is made of: in SCHEMA_STRING white space counts, around the others it does not. */
enum schema_base { SCHEMA_STRING, SCHEMA_TOKEN, SCHEMA_INTEGER, SCHEMA_UNION };

/* What a type holds beside its attributes. */
enum schema_content {
	SCHEMA_TEXT,	/* text alone: of `text` */
	SCHEMA_EMPTY,	/* nothing, not even white space */
	SCHEMA_CHOICE,	/* any of `elements`, in any order */
	SCHEMA_ANYTHING /* any element: one that is among the roots has to be valid */
};

struct schema_type {
	const char *name;
	const char *slug;	   /* of the rule that owns the values, or NULL */
	const char *documentation; /* or NULL */
	const char *wanted;	   /* its first sentence, or NULL */

	enum schema_content content;
	bool is_mixed;			       /* there may be text between elements */
	const struct schema_type *text;	       /* the type itself, but where that has attributes */
	const struct schema_element *elements; /* sorted by name; SCHEMA_ELEMENTS_MAX at the most */
	size_t element_count;
	const struct schema_attribute
		*attributes; /* others are allowed, except where text == itself */
	size_t attribute_count;

	/* A type of text. */
	enum schema_base base;
	const char *pattern;	   /* NULL for none but that of an integer's digits */
	const char *const *values; /* the only ones, NULL at the end; or NULL */
	int64_t min, max;	   /* of an integer, as far as 64 bits go */
	const struct schema_type *const *members; /* of a union, NULL at the end */
};

struct schema_tables {
	const char *path; /* of the XSD, embedded */
	const struct schema_type *types;
	size_t type_count;
	const struct schema_element *roots; /* sorted by name */
	size_t root_count;
};

extern const struct schema_tables schema_tables_scenario, schema_tables_board;

struct schema {
	struct arena *arena;
	const struct schema_tables *tables;
	enum release first, last; /* schema_set_releases() */
	xmlRegexp **patterns;	  /* of the types; each is NULL until it is asked for */
	xmlSchema *compiled;	  /* NULL until it is asked for */
};

/* The declaration of an element below one of `type`, or of the root below NULL; NULL if unknown. */
const struct schema_element *schema_element(const struct schema_tables *tables,
					    const struct schema_type *type, const xmlChar *name);

/* Whether one of the releases that the document may be for has an element. */
bool schema_is_in_releases(const struct schema *schema, const struct schema_element *element);

/* Whether an element of a choice may come once and was in *seen, which has a bit for each of the
 * choice's; now it is. */
bool schema_is_repeated(const struct schema_type *type, const struct schema_element *element,
			uint64_t *seen);

/* NULL where the type declares no such attribute. */
const struct schema_attribute *schema_attribute(const struct schema_type *type,
						const xmlChar *name);

/* validate/accept.c: whether a document is valid, without duplicates and without elements of other
 * releases. False also where only libxml2 can decide. */
bool schema_accepts(struct schema *schema, const xmlDoc *doc);

/* Whether a text, which has no white space around it, is valid by its type. */
bool schema_accepts_text(struct schema *schema, const struct schema_type *type, const char *text);

/* validate/repair.c: edits for a message, which may be NULL, about a scenario: an element gets the
 * name that is meant; one that says the same as `other` is removed; and a text of an element or an
 * attribute becomes the only value of its type that can be meant. None where that is not clear. */
void schema_fix_name(const struct schema *schema, const struct doc *doc, struct diag *diag,
		     const xmlNode *element, const char *meant);
void schema_fix_duplicate(const struct schema *schema, const struct doc *doc, struct diag *diag,
			  const xmlNode *element, const xmlNode *other);
void schema_fix_value(struct schema *schema, const struct doc *doc, struct diag *diag,
		      const xmlNode *node, const struct schema_type *type, const char *text);

/* validate/libxml2.c: schema_validate() by libxml2. */
bool schema_validate_by_libxml2(struct schema *schema, const struct doc *doc, struct diags *diags);

#endif
