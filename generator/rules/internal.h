/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the rules about regions share.
 */
#ifndef RULES_INTERNAL_H
#define RULES_INTERNAL_H

#include "rules/rules.h"

/* Calls `judge` for each region, and for each declaration of each region. */
void check_each_link(struct check *check, void (*judge)(struct check *, const struct shm_link *));
void check_each_declaration(struct check *check,
			    void (*judge)(struct check *, const struct shm_link *,
					  const struct shm_declaration *));

/* Who makes a declaration: "VM 'left'" or "the IVSHMEM_REGION". */
const char *check_declarer(const struct check *check, const struct shm_declaration *declaration);

/* A value that all declarations of a region should agree on. */
struct check_agreement {
	bool (*is_said)(const struct shm_declaration *declaration);
	uint64_t (*value)(const struct shm_declaration *declaration);
};

/* The first declaration that says something other than the first one that says anything (*first);
 * NULL where all agree. */
const struct shm_declaration *check_first_mismatch(const struct shm_link *link,
						   struct check_agreement on,
						   const struct shm_declaration **first);

#endif
