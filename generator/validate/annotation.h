/* SPDX-License-Identifier: BSD-3-Clause
 * annotation.h: what an XSD says about an element or an attribute, for people who write documents.
 *
 * It comes from the tables that the build makes of the XSDs. All texts are constant.
 */
#ifndef VALIDATE_ANNOTATION_H
#define VALIDATE_ANNOTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/release.h"

struct schema;
struct schema_type;

/* What an element or attribute may have in it. */
enum annotation_content {
	ANNOTATION_TEXT,
	ANNOTATION_ELEMENTS,
	ANNOTATION_MIXED, /* both */
	ANNOTATION_OTHER, /* nothing, or any elements */
};

struct annotation {
	const char *name;
	const struct schema_type *type; /* for the functions below */
	enum annotation_content content;
	bool is_many;		   /* may come more than once in one element */
	unsigned rank;		   /* of an element: by which its siblings are in order */
	bool is_required;	   /* has to be there, where any of its siblings is */
	const char *documentation; /* of this element; NULL for none */
	const char *of_type;	   /* the documentation of its type; NULL for none */
	const char *unit;	   /* such as "MiB"; NULL for none */
	const char *default_value; /* NULL for none */
	enum release default_until, since, until;

	/* Of a text: the only values, NULL at the end, of which one may be ""; or NULL. Where
	 * has_range is set, it is a number from `min` to `max`. */
	const char *const *values;
	bool has_range;
	int64_t min, max;
};

/* The element at a path of names from the root. False where the XSD does not know it. */
bool annotation_find(const struct schema *schema, const char *const *path, size_t depth,
		     struct annotation *annotation);

/* The n-th of the elements that an element may have, in the order of the C locale; false past the
 * last. */
bool annotation_child(const struct annotation *parent, size_t n, struct annotation *child);

/* The n-th of its attributes; false past the last. */
bool annotation_attribute(const struct annotation *parent, size_t n, struct annotation *attribute);

/* Its attribute of that name; false if there is none. */
bool annotation_find_attribute(const struct annotation *parent, const char *name,
			       struct annotation *attribute);

/* Whether the type of its text is the simple type of that name, or text with attributes of it. */
bool annotation_is_of(const struct annotation *annotation, const char *type);

#endif
