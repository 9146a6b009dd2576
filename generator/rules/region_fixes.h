/* SPDX-License-Identifier: BSD-3-Clause
 * region_fixes.h: edits that make the declarations of a region agree.
 */
#ifndef RULES_REGION_FIXES_H
#define RULES_REGION_FIXES_H

#include "rules/internal.h"

/* Whether at least two declarations of a region, and more than half of those that have a value by
 * `get`, have the same one, which *value is. */
bool region_majority(const struct shm_region *region,
		     bool (*get)(const struct shm_declaration *declaration, uint64_t *value),
		     uint64_t *value);

/* Puts a size, in bytes, into one declaration. */
void region_fix_size(const struct check *check, struct diag *diag,
		     const struct shm_declaration *declaration, uint64_t bytes);

/* Puts an ID into all declarations of a region that have the ID `former`. */
void region_fix_ids(struct diag *diag, const struct shm_region *region, uint16_t former,
		    const char *id);

/* The first ID that no region has, nor gets by another fix, in hex if `former` is not decimal; NULL
 * where all are taken. */
const char *region_free_id(struct check *check, const char *former);

/* Puts all of a region into one land. */
void region_fix_land(struct diag *diag, const struct shm_region *region, enum cfg_land land);

/* The size, in bytes, that an invalid text of a declaration is meant for: in hex, with a sign, or
 * with a unit. False where it has no number. */
bool region_meant_size(const struct shm_declaration *declaration, uint64_t *bytes);

#endif
