/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_change.h: what load/yaml_change.c and load/yaml_layout.c share.
 */
#ifndef LOAD_YAML_CHANGE_H
#define LOAD_YAML_CHANGE_H

#include "load/change.h"
#include "load/yaml.h"

const struct yaml_element_place *yaml_place_of(const xmlNode *element);

/* Whether an element is an entry of a list, so that its place is not that of its key. */
bool yaml_is_item(const xmlNode *element);

/* Whether an element stands in braces or brackets. */
bool yaml_is_in_flow(const struct source *source, const xmlNode *element);

/* Whether aliases refer to an element, its key or its value, or its value is an alias. */
bool yaml_is_shared(const struct source *source, const xmlNode *element);

/* A text as a new scalar, so that all readers of YAML take it for that text; "" for "". */
const char *yaml_new_scalar(struct arena *arena, const char *text, bool in_flow);

/* Adds an entry to a mapping: as its first one where `is_first`, or in flow style. */
bool yaml_add_entry(struct change *change, const xmlNode *element, const char *entry,
		    bool is_first);

bool yaml_add(struct change *change, const xmlNode *parent, const char *name, const char *text);
bool yaml_remove(struct change *change, const xmlNode *element);

#endif
