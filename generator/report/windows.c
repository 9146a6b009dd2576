/* SPDX-License-Identifier: BSD-3-Clause
 * windows.c: where the BARs of a VM's devices are. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "budget/budget.h"
#include "plan/bars.h"
#include "plan/slots.h"
#include "plan/space.h"
#include "report/internal.h"
#include "schema/bdf.h"

/* A BAR of the VM's own device, or of one of the board's, which the Service VM has. */
struct item {
	uint64_t address, size;
	unsigned index;
	uint16_t bdf; /* of its device in the VM */
	bool is_io;
	const struct device *device; /* NULL: the board's */
};

struct windows {
	const struct report *report;
	struct arena *arena;
	const struct vm *vm;
	struct item *items; /* arena_grow()n */
	size_t count;
};

static void add_item(struct windows *windows, struct item item)
{
	windows->items = arena_grow(windows->arena, windows->items, windows->count, sizeof(item));
	windows->items[windows->count++] = item;
}

static void add_bars(struct windows *windows, const struct model *model)
{
	const struct bars bars = bars_place(windows->arena, model, windows->vm);
	struct slots slots;
	const struct slot_place *places = slots_place(windows->arena, model, windows->vm, &slots);

	for (size_t i = 0; i < bars.count; i++) {
		const struct bar *bar = &bars.all[i];

		if (bar->is_placed)
			add_item(windows,
				 (struct item) {
					 .address = bar->address,
					 .size = bar->size,
					 .index = bar->index,
					 .bdf = places[bar->device - windows->vm->devices].vbdf,
					 .is_io = bar->is_io,
					 .device = bar->device,
				 });
	}
}

static void add_natives(struct windows *windows, const struct model *model)
{
	for (size_t i = 0; i < model->board->bar_count; i++) {
		const struct board_bar *bar = &model->board->bars[i];

		if (!bar->is_io && bar->size && space_keeps(model, bar))
			add_item(windows, (struct item) {
						  .address = bar->address,
						  .size = bar->size,
						  .index = bar->index,
						  .bdf = bar->bdf,
					  });
	}
}

static int compare_items(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (a->bdf != b->bdf)
		return a->bdf < b->bdf ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->last < b->last ? -1 : a->last > b->last;
}

static const char *name_of(const struct windows *windows, const struct item *item)
{
	const struct board *board = windows->report->request->model->board;
	const struct board_device *found;

	if (item->device)
		return report_device_name(windows->report, item->device);
	found = board_device(board, item->bdf);
	return found && found->description ? found->description : "device of the board";
}

static xmlNode *add_bar(const struct windows *windows, xmlNode *parent, const char *name,
			const struct item *item)
{
	const struct report *report = windows->report;
	xmlNode *node = report_add(report, parent, name);
	char address[BDF_TEXT_SIZE];

	report_text(report, node, "device", bdf_format(item->bdf, address));
	report_text(report, node, "what", name_of(windows, item));
	report_flag(report, node, "board", !item->device);
	report_number(report, node, "index", item->index);
	report_address(report, node, "start", item->address);
	return node;
}

/* Returns the first BAR behind the window; `item` is the first that is not in one before. */
static const struct item *add_window(const struct windows *windows, xmlNode *parent,
				     struct board_window window, const struct item *item)
{
	const struct report *report = windows->report;
	const struct item *end = windows->items + windows->count;
	xmlNode *node = report_add(report, parent, "window");

	report_address(report, node, "start", window.first);
	report_address(report, node, "end", window.last);
	report_size(report, node, "size", window.last - window.first + 1);
	for (; item < end && item->address <= window.last; item++) {
		xmlNode *bar;

		if (item->is_io || item->address < window.first)
			continue;
		bar = add_bar(windows, node, "bar", item);
		report_address(report, bar, "end", item->address + (item->size - 1));
		report_size(report, bar, "size", item->size);
	}
	return item;
}

static void add_windows(const struct windows *windows, xmlNode *parent)
{
	const struct space space =
		space_enter(windows->arena, windows->report->request->model, windows->vm);
	struct board_window *sorted =
		arena_array(windows->arena, space.window_count, sizeof(*sorted));
	const struct item *item = windows->items;

	for (size_t i = 0; i < space.window_count; i++)
		sorted[i] = space.windows[i];
	if (space.window_count)
		qsort(sorted, space.window_count, sizeof(*sorted), compare_windows);
	for (size_t i = 0; i < space.window_count; i++)
		item = add_window(windows, parent, sorted[i], item);
	for (size_t i = 0; i < windows->count; i++)
		if (windows->items[i].is_io)
			add_bar(windows, parent, "port", &windows->items[i]);
}

static const char *reason_of(const struct report *report, const struct vm *vm)
{
	if (!report->request->plan)
		return report_has_errors;
	if (bars_are_known(report->request->model, vm))
		return NULL;
	return vm->load_order == CFG_POST_LAUNCHED
		       ? "acrn-dm and the guest choose the addresses when the VM starts."
		       : "The board's description has no windows for PCI devices.";
}

static void add_sums(const struct report *report, xmlNode *node, const struct vm *vm)
{
	size_t index = (size_t)(vm - report->request->model->vms);
	const struct budget_item *item = &report->budget->vms[index].windows;

	report_size(report, node, "used", item->used);
	report_size(report, node, "free", item->used < item->total ? item->total - item->used : 0);
}

void report_add_windows(const struct report *report, xmlNode *parent, const struct vm *vm)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(report->arena);
	const struct model *model = report->request->model;
	xmlNode *node = report_add(report, parent, "windows");
	struct windows windows = { .report = report, .arena = scratch, .vm = vm };
	const char *reason = reason_of(report, vm);

	report_text(report, node, "reason", reason);
	if (reason)
		return;
	add_sums(report, node, vm);
	add_bars(&windows, model);
	if (vm->load_order == CFG_SERVICE_VM)
		add_natives(&windows, model);
	if (windows.count)
		qsort(windows.items, windows.count, sizeof(*windows.items), compare_items);
	add_windows(&windows, node);
}
