/* SPDX-License-Identifier: BSD-3-Clause
 * clos.h: how many classes of service (CLOS) a scenario's cache policies need.
 */
#ifndef RULES_CLOS_H
#define RULES_CLOS_H

#include "model/model.h"

/* Counts as ACRN's build does, which gives one ID to policies that agree, and two with CDP. Stops
 * at `max`, up to which the time is in proportion to the number of policies. */
size_t clos_count(struct arena *arena, const struct model *model, size_t max);

#endif
