/* SPDX-License-Identifier: BSD-3-Clause
 * ssram.c: the software SRAM of a pre-launched RTVM. */
#include "plan/ssram.h"

#include "plan/internal.h"

uint64_t ssram_pages(const struct board *board)
{
	uint64_t first = UINT64_MAX, last = 0;
	bool has_level_3 = false;

	for (size_t i = 0; i < board->cache_count; i++) {
		const struct board_cache *cache = &board->caches[i];

		if (!cache->has_ssram)
			continue;
		has_level_3 |= cache->level == 3;
		if (cache->ssram.first < first)
			first = cache->ssram.first;
		if (cache->ssram.last > last)
			last = cache->ssram.last;
	}
	return has_level_3 && first <= last ? (last - first) / SSRAM_PAGE + 1 : 0;
}

bool ssram_is_in(const struct model *model, const struct vm *vm)
{
	return model->hypervisor.ssram.is_set && vm->load_order == CFG_PRE_LAUNCHED &&
	       vm->type == VM_REAL_TIME;
}

void plan_fill_ssram(struct planner *planner)
{
	const struct model *model = planner->model;
	struct plan_hypervisor *to = planner->hypervisor;

	for (size_t i = 0; i < model->vm_count; i++)
		to->has_ssram |= ssram_is_in(model, &model->vms[i]);
	if (!to->has_ssram)
		return;
	to->ssram_bytes = ssram_pages(model->board) * SSRAM_PAGE;
	to->ssram_start = SSRAM_LAST + 1 - to->ssram_bytes;
}
