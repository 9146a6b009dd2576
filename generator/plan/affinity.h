/* SPDX-License-Identifier: BSD-3-Clause
 * affinity.h: sets of a board's CPUs: a bit for each, by its number. ACRN's hypervisor has no CPU
 * above AFFINITY_CPUS_MAX, which the rules have checked.
 */
#ifndef PLAN_AFFINITY_H
#define PLAN_AFFINITY_H

#include "board/board.h"
#include "model/model.h"

#define AFFINITY_CPUS_MAX 64u

/* The CPUs that Linux had started when the board was described (CPU_PROCESSOR_INFO); all of them
 * where the description does not say so, and of a board without a platform. */
uint64_t affinity_online(const struct board *board);

/* Those that no pre-launched VM has: for a Service VM that has none of its own. */
uint64_t affinity_remaining(const struct model *model);

/* Whether the Service VM gives the CPUs of a post-launched VM up before that starts: it shares them
 * with no other VM. */
bool affinity_is_taken(const struct model *model, const struct vm *vm);

/* Those that share a cache. */
uint64_t affinity_of_cache(const struct board *board, const struct board_cache *cache);

#endif
