/* SPDX-License-Identifier: BSD-3-Clause
 * formats.h: the plan as a document: in XML by schema/plan.xsd, in JSON by schema/plan.schema.json.
 */
#ifndef PLAN_FORMATS_H
#define PLAN_FORMATS_H

#include <libxml/tree.h>
#include <stdio.h>

#include "model/model.h"

struct arena;
struct plan;

/* For the templates and for `acrn-cfg plan`. The document needs nothing of the plan, and lives as
 * long as the arena. */
xmlDoc *plan_xml(struct arena *arena, const struct plan *plan);

/* Prints one object with everything that the XML has, and in the same order. */
void plan_print_json(struct arena *arena, const struct plan *plan, FILE *stream);

/* The names that both have for values. */
const char *plan_load_order_name(enum cfg_load_order order);
const char *plan_vm_type_name(enum vm_type type);

#endif
