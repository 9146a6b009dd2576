/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: the RAM of the hypervisor, and what it leaves. */
#include "plan/memory.h"

#include <stdlib.h>

#include "base/arena.h"
#include "model/order.h"

/* The hypervisor: itself, with each VM, and with each VM that has a secure world. The numbers and
 * the first address are those of ACRN's build (hv_ram of static_allocators). */
#define HYPERVISOR_SIZE	     UINT64_C(0x1400000)
#define HYPERVISOR_PER_VM    UINT64_C(0x400000)
#define HYPERVISOR_PER_WORLD UINT64_C(0x1000000)
#define HYPERVISOR_FIRST     UINT64_C(0x400000)
#define HYPERVISOR_ALIGNMENT UINT64_C(0x200000)

uint64_t memory_hypervisor_size(const struct model *model)
{
	uint64_t vm_max = model->hypervisor.max_vms.value;
	uint64_t size = HYPERVISOR_SIZE;

	if (vm_max > UINT16_MAX)
		vm_max = UINT16_MAX;
	size += vm_max * HYPERVISOR_PER_VM;
	for (size_t i = 0; i < model->vm_count; i++)
		size += model->vms[i].has_secure_world ? HYPERVISOR_PER_WORLD : 0;
	return size;
}

/* Whether the hypervisor has room in a range of RAM, and where. ACRN's build wants one byte more
 * than it needs, and looks before it aligns: what it takes is taken, unless that ends behind the
 * RAM. */
static bool fits(struct board_window ram, uint64_t size, uint64_t *start)
{
	uint64_t first = ram.first < HYPERVISOR_FIRST ? HYPERVISOR_FIRST : ram.first;

	if (first > ram.last || ram.last - first < size)
		return false;
	*start = (first + HYPERVISOR_ALIGNMENT - 1) & ~(HYPERVISOR_ALIGNMENT - 1);
	return *start >= first && *start <= ram.last && ram.last - *start >= size - 1;
}

static bool find_place(const struct board *board, uint64_t size, uint64_t *start)
{
	for (size_t i = 0; i < board->listed_ram_count; i++)
		if (fits(board->listed_ram[i], size, start))
			return true;
	return false;
}

bool memory_hypervisor(const struct model *model, struct board_window *window)
{
	const struct number *given = &model->hypervisor.ram_start;
	uint64_t size = memory_hypervisor_size(model);
	uint64_t start = given->value;

	if (!given->is_given && (!model->board || !find_place(model->board, size, &start)))
		return false;
	window->first = start;
	window->last = start + size - 1;
	return window->last >= start;
}

bool memory_window(const struct host_memory *memory, struct board_window *window)
{
	uint64_t start = memory->start.value;
	uint64_t mib = memory->mib.value;

	if (start == 0 || mib == 0 || mib > UINT64_MAX >> 20)
		return false;
	window->first = start;
	window->last = start + (mib << 20) - 1;
	return window->last >= start;
}

bool memory_is_ram(const struct board *board, struct board_window window)
{
	size_t low = 0, high = board->ram_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (board->ram[middle].first <= window.first)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && window.last <= board->ram[low - 1].last;
}

static int compare_ranges(const void *left, const void *right)
{
	const struct memory_range *a = left, *b = right;

	if (a->window.first != b->window.first)
		return a->window.first < b->window.first ? -1 : 1;
	return a->memory < b->memory ? -1 : a->memory > b->memory;
}

struct memory_range *memory_parts(struct arena *arena, const struct model *model, size_t *count)
{
	struct memory_range *parts = NULL;

	*count = 0;
	for (size_t i = 0; i < model->vm_count; i++)
		for (size_t j = 0; j < model->vms[i].memory_part_count; j++) {
			struct memory_range part = { .vm = &model->vms[i],
						     .memory = &model->vms[i].memory_parts[j] };

			if (!memory_window(part.memory, &part.window))
				continue;
			parts = arena_grow(arena, parts, *count, sizeof(*parts));
			parts[(*count)++] = part;
		}
	if (*count)
		qsort(parts, *count, sizeof(*parts), compare_ranges);
	return parts;
}

static void add_free(struct arena *arena, struct memory_pool *pool, uint64_t first, uint64_t last)
{
	pool->ranges = arena_grow(arena, pool->ranges, pool->count, sizeof(*pool->ranges));
	pool->ranges[pool->count++] = (struct board_window) { first, last };
	pool->size += last - first + 1;
}

/* Adds what is free of a range of RAM; `taken` is sorted by the first address. */
static void add_rest(struct arena *arena, struct memory_pool *pool, struct board_window ram,
		     const struct memory_range *taken, size_t count)
{
	uint64_t next = ram.first;

	for (size_t i = 0; i < count && taken[i].window.first <= ram.last; i++) {
		struct board_window window = taken[i].window;

		if (window.first > next)
			add_free(arena, pool, next, window.first - 1);
		if (window.last >= ram.last)
			return;
		if (window.last >= next)
			next = window.last + 1;
	}
	add_free(arena, pool, next, ram.last);
}

/* The parts of memory that VMs have by address, and the hypervisor's, sorted. */
static struct memory_range *taken_ranges(struct arena *arena, const struct model *model,
					 size_t *count)
{
	struct memory_range *ranges = memory_parts(arena, model, count);
	struct memory_range hypervisor = { 0 };

	if (!memory_hypervisor(model, &hypervisor.window))
		return ranges;
	ranges = arena_grow(arena, ranges, *count, sizeof(*ranges));
	ranges[(*count)++] = hypervisor;
	qsort(ranges, *count, sizeof(*ranges), compare_ranges);
	return ranges;
}

struct memory_pool memory_pool(struct arena *arena, const struct model *model)
{
	const struct board *board = model->board;
	struct memory_pool pool = { 0 };
	size_t count;
	const struct memory_range *taken = taken_ranges(arena, model, &count);

	for (size_t i = 0; i < board->ram_count; i++) {
		struct board_window ram = board->ram[i];

		if (ram.first < MEMORY_PLACED_FIRST)
			continue;
		for (; count && taken->window.last < ram.first; count--)
			taken++;
		add_rest(arena, &pool, ram, taken, count);
	}
	return pool;
}

bool memory_take(struct arena *arena, struct memory_pool *pool, uint64_t mib,
		 struct memory_list *list)
{
	uint64_t rest;

	if (mib > pool->size >> 20)
		return false;
	for (rest = mib << 20; rest > 0;) {
		struct board_window *from = pool->ranges;
		uint64_t size = from->last - from->first + 1, part = rest < size ? rest : size;

		list->all = arena_grow(arena, list->all, list->count, sizeof(*list->all));
		list->all[list->count++] =
			(struct board_window) { from->first, from->first + (part - 1) };
		rest -= part;
		pool->size -= part;
		from->first += part;
		if (part == size) {
			pool->ranges++;
			pool->count--;
		}
	}
	return true;
}

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	return a->first < b->first ? -1 : a->first > b->first;
}

struct memory_list memory_of_vm(struct arena *arena, struct memory_pool *pool, const struct vm *vm)
{
	struct memory_list list = { 0 };
	struct board_window window;

	for (size_t i = 0; i < vm->memory_part_count; i++) {
		if (!memory_window(&vm->memory_parts[i], &window))
			continue;
		list.all = arena_grow(arena, list.all, list.count, sizeof(*list.all));
		list.all[list.count++] = window;
	}
	memory_take(arena, pool, vm->memory_size.value, &list);
	if (list.count)
		qsort(list.all, list.count, sizeof(*list.all), compare_windows);
	return list;
}

struct memory_range *memory_layout(struct arena *arena, const struct model *model, size_t *count)
{
	struct memory_pool pool = memory_pool(arena, model);
	const struct vm **vms = model_vms_by_id(arena, model);
	struct memory_range *ranges = NULL, range = { 0 };

	*count = 0;
	if (memory_hypervisor(model, &range.window)) {
		ranges = arena_grow(arena, ranges, *count, sizeof(*ranges));
		ranges[(*count)++] = range;
	}
	for (size_t i = 0; i < model->vm_count; i++) {
		struct memory_list list = { 0 };

		if (vms[i]->load_order == CFG_PRE_LAUNCHED)
			list = memory_of_vm(arena, &pool, vms[i]);
		for (size_t j = 0; j < list.count; j++) {
			ranges = arena_grow(arena, ranges, *count, sizeof(*ranges));
			ranges[(*count)++] =
				(struct memory_range) { .window = list.all[j], .vm = vms[i] };
		}
	}
	if (*count)
		qsort(ranges, *count, sizeof(*ranges), compare_ranges);
	return ranges;
}
