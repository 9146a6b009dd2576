/* SPDX-License-Identifier: BSD-3-Clause
 * likely_typos.h: finds regions whose names differ by a likely typo.
 */
#ifndef RULES_LIKELY_TYPOS_H
#define RULES_LIKELY_TYPOS_H

#include "model/model.h"

struct likely_typo {
	const struct shm_region *region;
	const struct shm_region *other; /* out: one of the others whose name is one edit apart */
};

/* Compares regions with each other, in time in proportion to their number. `other` stays NULL where
 * a name has more than 63 characters, where no name is near, where so many are near that they are a
 * series, such as shm_0 to shm_9, and everywhere if there are more than 10,000 regions. */
void likely_typos_find(struct arena *arena, struct likely_typo *regions, size_t count);

#endif
