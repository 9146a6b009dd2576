/* SPDX-License-Identifier: BSD-3-Clause
 * plan.h: the resolved scenario: every default filled, every slot and vBDF chosen.
 *
 * Allocation lives here and nowhere else. The document obeys schema/plan.xsd.
 */
#ifndef PLAN_H
#define PLAN_H

#include <libxml/tree.h>

#include "model.h"

/* Builds the plan of a model in which no rule found an error. The document lives as long as the
 * arena; NULL only when libxml2 ran out of memory. */
xmlDoc *plan_build(struct arena *arena, const struct model *model);

#endif
