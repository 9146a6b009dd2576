/* SPDX-License-Identifier: BSD-3-Clause
 * lonely.h: the regions that no two VMs share, and which of them are misspellings of one another.
 */
#ifndef LONELY_H
#define LONELY_H

#include "model.h"

struct lonely_region {
	const struct shm_link *link;
	const struct shm_link *near_miss; /* another lonely one, whose name is a typo apart */
};

struct lonely {
	struct lonely_region *regions; /* in the model's order */
	size_t count;
};

/* Takes time in proportion to the regions. A near miss is NULL where none has such a name, where
 * there are so many that the names are a series, such as shm_0 to shm_9, where the name itself is
 * wrong, and everywhere if more than 10,000 regions are lonely: such a scenario lacks a VM. */
struct lonely lonely_find(struct arena *arena, const struct model *model);

#endif
