/* SPDX-License-Identifier: BSD-3-Clause
 * host_memory.c: the board's RAM that the hypervisor and pre-launched VMs get, and huge pages of
 * the Service VM. */
#include "base/arena.h"
#include "plan/internal.h"
#include "plan/memory.h"

static void fill_vm(struct planner *planner, struct memory_pool *pool,
		    struct plan_vm_hypervisor *to)
{
	const struct memory_list list = memory_of_vm(planner->arena, pool, to->vm);
	struct plan_ram *ram = arena_array(planner->arena, list.count, sizeof(*ram));

	for (size_t i = 0; i < list.count; i++)
		ram[i] = (struct plan_ram) { list.all[i].first,
					     list.all[i].last - list.all[i].first + 1 };
	to->ram = ram;
	to->ram_count = list.count;
	to->has_memory = to->vm->has_memory;
}

/* The whole GiB of each VM: ACRN's build does not round up what is left of a size. */
static unsigned hugepages(const struct model *model)
{
	uint64_t gib = 0;

	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].load_order == CFG_POST_LAUNCHED)
			gib += model->vms[i].memory_size.value / 1024;
	return (unsigned)gib;
}

void plan_fill_host_memory(struct planner *planner)
{
	const struct model *model = planner->model;
	struct plan_hypervisor *to = planner->hypervisor;
	struct memory_pool pool = memory_pool(planner->arena, model);
	struct board_window hypervisor;

	to->ram_bytes = memory_hypervisor_size(model);
	if (memory_hypervisor(model, &hypervisor))
		to->ram_start = hypervisor.first;
	for (size_t i = 0; i < planner->plan->vm_count; i++)
		if (planner->vms[i].vm->load_order == CFG_PRE_LAUNCHED)
			fill_vm(planner, &pool, &planner->vms[i]);
	to->has_hugepages = to->platform->has_gbyte_pages;
	to->hugepages_gib = hugepages(model);
}
