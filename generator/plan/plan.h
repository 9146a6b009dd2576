/* SPDX-License-Identifier: BSD-3-Clause
 * plan.h: the resolved scenario: every default filled, every slot and vBDF chosen.
 *
 * Allocation lives here and nowhere else. The document obeys schema/plan.xsd.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <libxml/tree.h>
#include <stdint.h>

#include "model/model.h"

/* Builds the plan of a model in which no rule found an error. The document lives as long as the
 * arena. */
xmlDoc *plan_build(struct arena *arena, const struct model *model);

/* How many rows, which are regions, VMs and devices, a piece of the plan has: each takes some 3
 * KiB.
 */
#define PLAN_ROWS  1024
#define PLAN_WHOLE SIZE_MAX

/* The same plan piece by piece, for which a large one needs no more memory than a small one. Each
 * piece is a plan with the attributes of the whole, but it has only some of the regions and VMs:
 * those come in order, each whole in one piece, which ends where it has `rows` or more (1 at
 * least). The planner lives as long as the arena. */
struct planner;
struct planner *plan_start(struct arena *arena, const struct model *model, size_t rows);

/* The next piece, which lives as long as `arena`; NULL behind the last one. There is one at least.
 */
xmlDoc *plan_next(struct planner *planner, struct arena *arena);

#endif
