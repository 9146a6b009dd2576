/* SPDX-License-Identifier: BSD-3-Clause
 * affinity.c: the CPUs that VMs run on: a Service VM without any gets what pre-launched VMs leave.
 */
#include "plan/affinity.h"

#include <string.h>

#include "base/arena.h"
#include "plan/internal.h"
#include "schema/number.h"

static uint64_t bit_of(const struct board *board, uint64_t id)
{
	return id < AFFINITY_CPUS_MAX && board_cpu(board, (uint32_t)id) ? UINT64_C(1) << id : 0;
}

/* The CPUs of a line such as "0, 1, 2, 3". */
static uint64_t cpus_of_line(const struct board *board, const char *line)
{
	uint64_t cpus = 0, id;

	while (*line) {
		size_t length = strcspn(line, ", \t");

		if (number_parse(line, length, UINT32_MAX, &id))
			cpus |= bit_of(board, id);
		line += length;
		line += strspn(line, ", \t");
	}
	return cpus;
}

static uint64_t cpus_of_block(const struct board *board)
{
	const struct board_block *block;
	uint64_t cpus = 0;

	if (!board->platform)
		return 0;
	block = &board->platform->blocks[BOARD_CPU_PROCESSOR_INFO];
	for (size_t i = 0; i < block->line_count; i++)
		cpus |= cpus_of_line(board, block->lines[i]);
	return cpus;
}

uint64_t affinity_online(const struct board *board)
{
	uint64_t cpus = cpus_of_block(board), all = 0;

	for (size_t i = 0; i < board->cpu_count; i++)
		all |= bit_of(board, board->cpus[i].id);
	return cpus ? cpus : all;
}

uint64_t affinity_remaining(const struct model *model)
{
	uint64_t cpus = affinity_online(model->board);

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		for (size_t j = 0; vm->load_order == CFG_PRE_LAUNCHED && j < vm->cpu_count; j++)
			cpus &= ~bit_of(model->board, vm->cpus[j].id);
	}
	return cpus;
}

bool affinity_is_taken(const struct model *model, const struct vm *vm)
{
	return vm->load_order == CFG_POST_LAUNCHED &&
	       (vm->type == VM_REAL_TIME || vm->own_pcpu.is_set ||
		model->hypervisor.scheduler == SCHEDULER_NOOP);
}

uint64_t affinity_of_cache(const struct board *board, const struct board_cache *cache)
{
	uint64_t cpus = 0;

	for (size_t i = 0; i < cache->apic_id_count; i++)
		for (size_t j = 0; j < board->cpu_count; j++)
			if (board->cpus[j].apic_id == cache->apic_ids[i])
				cpus |= bit_of(board, board->cpus[j].id);
	return cpus;
}

static void add_written(uint32_t *pcpus, const struct vm *vm)
{
	for (size_t i = 0; i < vm->cpu_count; i++)
		pcpus[i] = vm->cpus[i].id;
}

static size_t add_set(uint32_t *pcpus, uint64_t set)
{
	size_t count = 0;

	for (uint32_t id = 0; id < AFFINITY_CPUS_MAX; id++)
		if (set >> id & 1)
			pcpus[count++] = id;
	return count;
}

static void fill_vm(struct planner *planner, struct plan_vm_hypervisor *to)
{
	const struct vm *vm = to->vm;
	uint32_t *pcpus =
		arena_array(planner->arena, vm->cpu_count + AFFINITY_CPUS_MAX, sizeof(*pcpus));

	add_written(pcpus, vm);
	to->pcpus = pcpus;
	to->pcpu_count = vm->cpu_count;
	if (vm->load_order != CFG_SERVICE_VM)
		return;
	if (!vm->cpu_count)
		to->pcpu_count = add_set(pcpus, affinity_remaining(planner->model));
	planner->hypervisor->service_cpu_count = (unsigned)to->pcpu_count;
}

void plan_fill_affinity(struct planner *planner)
{
	for (size_t i = 0; i < planner->plan->vm_count; i++)
		fill_vm(planner, &planner->vms[i]);
}
