/* SPDX-License-Identifier: BSD-3-Clause
 * values.h: files of plain values in YAML, or in JSON, which is YAML: settings and records, and no
 * trees of elements.
 */
#ifndef LOAD_VALUES_H
#define LOAD_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/source.h"

struct arena;
struct diags;

enum load_value_kind {
	LOAD_TEXT, /* numbers, too; "" for nothing */
	LOAD_LIST,
	LOAD_MAP,
};

struct load_value {
	enum load_value_kind kind;
	struct span at; /* of a text; the first byte of a list or a mapping */
	/* NULL in a list. The keys of a mapping are different texts. */
	const char *key;
	struct span key_at;
	const char *text; /* LOAD_TEXT */
	bool is_quoted;	  /* LOAD_TEXT: it is a text, whatever it looks like */
	struct load_value *values;
	size_t count;
};

/* Reads the one value of a source. A file without one, but for comments, is an empty mapping. At
 * most 8 lists and mappings are in each other, and there are no aliases. NULL with one diag. Takes
 * time in proportion to the source. */
const struct load_value *load_values(struct arena *arena, const struct source *source,
				     struct diags *diags);

/* The value of a key of a mapping; NULL for none. */
const struct load_value *load_value_find(const struct load_value *map, const char *key);

#endif
