/* SPDX-License-Identifier: BSD-3-Clause
 * cpu_limits.c: how fast CPUs may run: those of RTVMs always at the same speed, and CPUs that
 * depend on each other within the limits of all of them.
 *
 * The rules have checked that the board's CPUs have the numbers from 0 to at most 63.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/affinity.h"
#include "plan/internal.h"

/* Hardware P-states of a board without them, as ACRN's build has them. */
#define LEVEL_HIGHEST 255u
#define LEVEL_LOWEST  1u

/* The P-states of ACPI, from the fastest, 0, on. */
struct pstates {
	unsigned count;	 /* 0 where the board has none that can be chosen */
	unsigned steady; /* the fastest without turbo */
};

static uint64_t bit_of(size_t cpu)
{
	return UINT64_C(1) << cpu;
}

static uint64_t cpus_of_rtvms(const struct model *model)
{
	uint64_t cpus = 0;

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		for (size_t j = 0; vm->type == VM_REAL_TIME && j < vm->cpu_count; j++)
			cpus |= bit_of(vm->cpus[j].id);
	}
	return cpus;
}

/* A row is such as {0x709UL, 0x00UL, 0x0AUL, 0x0AUL, 0x002600UL, 0x002600UL}: the last value has
 * the ratio of the CPU's clock above 8 other bits. Lines without braces are skipped. */
static bool read_ratio(const char *line, uint64_t *ratio)
{
	const char *open = strchr(line, '{');
	const char *close = open ? strchr(open, '}') : NULL;
	const char *last;

	if (!close)
		return false;
	for (last = close; last[-1] != ',' && last[-1] != '{'; last--)
		;
	*ratio = strtoull(last, NULL, 0) >> 8;
	return true;
}

static struct pstates read_pstates(const struct board_platform *platform)
{
	const struct board_block *block = &platform->blocks[BOARD_PX_INFO];
	struct pstates pstates = { 0 };
	bool has_steady = !platform->has_max_none_turbo_ratio;
	uint64_t ratio;

	for (size_t i = 0; platform->has_est && i < block->line_count; i++) {
		if (!read_ratio(block->lines[i], &ratio))
			continue;
		if (!has_steady && ratio <= platform->max_none_turbo_ratio) {
			has_steady = true;
			pstates.steady = pstates.count;
		}
		pstates.count++;
	}
	if (!has_steady)
		pstates.steady = 1;
	return pstates;
}

static void set_levels(struct plan_cpu_limits *to, const struct board_platform *platform,
		       const struct board_cpu *cpu, bool is_real_time)
{
	if (!platform->has_hwp) {
		to->guaranteed_level = LEVEL_HIGHEST;
		to->highest_level = LEVEL_HIGHEST;
		to->lowest_level = LEVEL_LOWEST;
		return;
	}
	to->guaranteed_level = cpu->guaranteed_level;
	to->lowest_level = is_real_time ? cpu->guaranteed_level : cpu->lowest_level;
	to->highest_level =
		is_real_time || !platform->has_turbo ? cpu->guaranteed_level : cpu->highest_level;
}

static void set_pstates(struct plan_cpu_limits *to, const struct board_platform *platform,
			const struct pstates *pstates, bool is_real_time)
{
	if (!pstates->count)
		return;
	to->nominal_pstate = platform->has_turbo ? pstates->steady : 0;
	to->highest_pstate = is_real_time ? to->nominal_pstate : 0;
}

/* Of the frequency domain that the board gives a CPU: itself where there is none. */
static uint64_t domain_of(const struct board_cpu *cpu, size_t count)
{
	uint64_t cpus = 0;

	for (size_t i = 0; i < cpu->domain_count; i++)
		if (cpu->domain[i] < count)
			cpus |= bit_of(cpu->domain[i]);
	return cpus ? cpus : bit_of(cpu->id);
}

/* The other thread of a core. */
static uint64_t sibling_of(const struct board *board, const struct board_cpu *cpu)
{
	uint64_t cpus = 0;

	for (size_t i = 0; i < board->cpu_count; i++)
		if ((board->cpus[i].apic_id ^ cpu->apic_id) == 1)
			cpus |= bit_of(i);
	return cpus;
}

/* The efficiency cores that share a module's cache of level 2 share its clock. */
static void add_modules(const struct board *board, uint64_t *groups)
{
	uint64_t small = 0;

	for (size_t i = 0; i < board->cpu_count; i++)
		if (board->cpus[i].core == BOARD_CORE_EFFICIENCY)
			small |= bit_of(i);
	for (size_t i = 0; i < board->cache_count; i++) {
		uint64_t module = board->caches[i].level == 2
					  ? affinity_of_cache(board, &board->caches[i]) & small
					  : 0;

		for (size_t cpu = 0; cpu < board->cpu_count; cpu++)
			if (module & bit_of(cpu))
				groups[cpu] |= module;
	}
}

/* The CPUs that each CPU depends on. */
static const uint64_t *find_groups(struct arena *arena, const struct board *board)
{
	uint64_t *groups = arena_array(arena, board->cpu_count, sizeof(*groups));

	for (size_t i = 0; i < board->cpu_count; i++)
		groups[i] = domain_of(&board->cpus[i], board->cpu_count) |
			    sibling_of(board, &board->cpus[i]);
	if (board->platform->is_hybrid)
		add_modules(board, groups);
	return groups;
}

/* The limits of a CPU become those of its whole group, as they are so far. */
static void narrow(struct plan_cpu_limits *limits, size_t cpu, uint64_t group)
{
	struct plan_cpu_limits narrowed = limits[cpu];

	narrowed.highest_level = UINT32_MAX;
	narrowed.lowest_level = 0;
	narrowed.highest_pstate = 0;
	for (size_t i = 0; group; i++, group >>= 1) {
		if (!(group & 1))
			continue;
		if (limits[i].highest_level < narrowed.highest_level)
			narrowed.highest_level = limits[i].highest_level;
		if (limits[i].lowest_level > narrowed.lowest_level)
			narrowed.lowest_level = limits[i].lowest_level;
		if (limits[i].highest_pstate > narrowed.highest_pstate)
			narrowed.highest_pstate = limits[i].highest_pstate;
	}
	limits[cpu] = narrowed;
}

void plan_fill_cpu_limits(struct planner *planner)
{
	const struct board *board = planner->model->board;
	struct pstates pstates = read_pstates(board->platform);
	uint64_t real_time = cpus_of_rtvms(planner->model);
	const uint64_t *groups = find_groups(planner->arena, board);
	struct plan_cpu_limits *limits =
		arena_array(planner->arena, board->cpu_count, sizeof(*limits));

	for (size_t i = 0; i < board->cpu_count; i++) {
		bool is_real_time = real_time & bit_of(i);

		set_levels(&limits[i], board->platform, &board->cpus[i], is_real_time);
		set_pstates(&limits[i], board->platform, &pstates, is_real_time);
	}
	for (size_t i = 0; i < board->cpu_count; i++)
		narrow(limits, i, groups[i]);
	planner->hypervisor->cpu_limits = limits;
	planner->hypervisor->cpu_limit_count = (size_t)__builtin_popcountll(affinity_online(board));
}
