/* SPDX-License-Identifier: BSD-3-Clause
 * json.h: the plan in JSON as the document that the XML is.
 */
#ifndef DIFF_JSON_H
#define DIFF_JSON_H

#include <libxml/tree.h>

struct arena;
struct diags;
struct source;

/* Reads what plan_print_json() prints, in any order of an object's members, into the document that
 * plan_xml() makes. NULL with a diag (plan-invalid) where it cannot be one, or has more than
 * 2,000,000 values. What is valid is for the schema to say. */
xmlDoc *diff_read_json(struct arena *arena, const struct source *source, struct diags *diags);

#endif
