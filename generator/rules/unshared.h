/* SPDX-License-Identifier: BSD-3-Clause
 * unshared.h: the regions that no two VMs share, and which of them are misspellings of one another.
 */
#ifndef RULES_UNSHARED_H
#define RULES_UNSHARED_H

#include "model/model.h"

struct unshared_region {
	const struct shm_link *link;
	const struct shm_link *likely_typo; /* another unshared one, whose name is a typo apart */
};

struct unshared {
	struct unshared_region *regions; /* in the model's order */
	size_t count;
};

/* Takes time in proportion to the regions. A near miss is NULL where none has such a name, where
 * there are so many that the names are a series, such as shm_0 to shm_9, where the name itself is
 * wrong, and everywhere if more than 10,000 regions are unshared: such a scenario lacks a VM. */
struct unshared unshared_find(struct arena *arena, const struct model *model);

#endif
