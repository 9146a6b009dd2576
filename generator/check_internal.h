/* SPDX-License-Identifier: BSD-3-Clause
 * check_internal.h: what the rules about regions share.
 */
#ifndef CHECK_INTERNAL_H
#define CHECK_INTERNAL_H

#include "check.h"

/* Calls `judge` for each region, and for each claim of each region. */
void check_each_link(struct check *check, void (*judge)(struct check *, const struct shm_link *));
void check_each_claim(struct check *check, void (*judge)(struct check *, const struct shm_link *,
							 const struct shm_claim *));

/* Who makes a claim: "VM 'left'" or "the IVSHMEM_REGION". */
const char *check_claimant(const struct check *check, const struct shm_claim *claim);

/* A value that all claims of a region should agree on. */
struct check_agreement {
	bool (*is_said)(const struct shm_claim *claim);
	uint64_t (*value)(const struct shm_claim *claim);
};

/* The first claim that says something other than the first one that says anything (*first); NULL
 * where all agree. */
const struct shm_claim *check_dissenter(const struct shm_link *link, struct check_agreement on,
					const struct shm_claim **first);

#endif
