/* SPDX-License-Identifier: BSD-3-Clause
 * intx.c: the interrupt lines of pre-launched VMs. */
#include "base/arena.h"
#include "base/string_map.h"
#include "plan/internal.h"

/* The lines of a VM. */
struct lines {
	struct planner *planner;
	struct string_map *mapped; /* a line of the board in decimal -> its pair in pt_intx */
	struct string_map *added;  /* pairs as text */
	struct plan_intx *all;
	size_t count;
};

/* ACRN's build compares pairs as text. */
static void add(struct lines *lines, const char *physical, const char *virtual)
{
	struct arena *arena = lines->planner->arena;

	if (string_map_put(lines->added, arena_printf(arena, "%s,%s", physical, virtual), lines))
		return;
	lines->all = arena_grow(arena, lines->all, lines->count, sizeof(*lines->all));
	lines->all[lines->count++] = (struct plan_intx) { physical, virtual };
}

static void add_given(struct lines *lines, const struct pt_intx *pt_intx)
{
	for (size_t i = 0; i < pt_intx->line_count; i++) {
		const struct intx_line *line = &pt_intx->lines[i];

		string_map_put(lines->mapped,
			       arena_printf(lines->planner->arena, "%u", line->physical), line);
		add(lines, line->physical_text, line->virtual_text);
	}
}

/* A line is the same in the VM if the scenario does not map it. */
static void add_device(struct lines *lines, const struct device *device)
{
	struct arena *arena = lines->planner->arena;
	const struct board_interrupt *interrupts;
	size_t count = 0;

	if (device->kind != DEVICE_PASSTHROUGH || !device->passthrough->has_bdf)
		return;
	interrupts =
		board_interrupts(lines->planner->model->board, device->passthrough->bdf, &count);
	for (size_t i = 0; i < count; i++) {
		const char *physical = arena_printf(arena, "%u", interrupts[i].line);
		const struct intx_line *mapped = string_map_find(lines->mapped, physical);

		add(lines, physical,
		    mapped ? arena_printf(arena, "%u", mapped->virtual) : physical);
	}
}

static void fill_vm(struct planner *planner, struct plan_vm_hypervisor *to)
{
	CLEANUP(string_map_free) struct string_map *mapped = string_map_new(planner->arena, 0);
	CLEANUP(string_map_free) struct string_map *added = string_map_new(planner->arena, 0);
	struct lines lines = { .planner = planner, .mapped = mapped, .added = added };

	if (to->vm->pt_intx)
		add_given(&lines, to->vm->pt_intx);
	for (size_t i = 0; i < to->vm->device_count; i++)
		add_device(&lines, &to->vm->devices[i]);
	to->intx = lines.all;
	to->intx_count = lines.count;
}

void plan_fill_intx(struct planner *planner)
{
	for (size_t i = 0; i < planner->plan->vm_count; i++)
		if (planner->vms[i].vm->load_order == CFG_PRE_LAUNCHED)
			fill_vm(planner, &planner->vms[i]);
}
