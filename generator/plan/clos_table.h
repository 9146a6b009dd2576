/* SPDX-License-Identifier: BSD-3-Clause
 * clos_table.h: the classes of service (CLOS) that a scenario's cache policies make, as ACRN's
 * build forms them: vCPUs whose policies agree share one.
 *
 * The rules use it to check that the board has enough of them, and the plan for the masks: so a
 * scenario that passes the rules can always be planned.
 */
#ifndef PLAN_CLOS_TABLE_H
#define PLAN_CLOS_TABLE_H

#include "board/board.h"
#include "model/model.h"

/* More classes than any board has: forming them ends here. */
#define CLOS_MAX 128u

/* Whether a cache of the board with that level can be divided. */
bool clos_has_level(const struct board *board, uint32_t level);

/* How many IDs of classes each of these caches has; 0 where the board does not say it of any. */
unsigned clos_limit(const struct board *board);

/* The mask of all parts of a cache. ACRN's build takes 16 where the board does not have their
 * number. */
uint64_t clos_all_parts(const struct board_cache *cache);

/* A class has a mask for data and one for code; without CDP the first is for both. */
enum clos_side {
	CLOS_DATA,
	CLOS_CODE,
	CLOS_SIDES,
};

struct clos {
	/* As the scenario has them, NULL for none: of the L2 caches, then that of the L3 cache. */
	const char **masks[CLOS_SIDES];
	bool is_closed; /* no other policy can join it: a VM divides it further */
};

/* A vCPU with policies, and its class: 0 where none of them counts. */
struct clos_vcpu {
	const struct vm *vm;
	uint64_t number;
	size_t clos;
};

struct clos_table {
	size_t sides;	  /* CLOS_SIDES with CDP, 1 without */
	uint64_t *l2_ids; /* of the caches that the scenario divides, each once, by rising ID */
	size_t l2_count;
	struct clos *all;
	size_t count;
	struct clos_vcpu *vcpus; /* by VM, in the order of model->vms, and number */
	size_t vcpu_count;
};

/* Stops when the classes have `max` masks for one cache; then the vCPUs may lack theirs. The time
 * is in proportion to the number of policies times `max`. */
struct clos_table clos_table_form(struct arena *arena, const struct model *model, size_t max);

/* The masks that the classes have for a cache of the board, by rising class, with CDP data before
 * code: *count of them, as written or all of the cache's parts. None for an L2 cache that the
 * scenario does not divide. */
const char *const *clos_table_masks(struct arena *arena, const struct clos_table *table,
				    const struct board_cache *cache, size_t *count);

#endif
