/* SPDX-License-Identifier: BSD-3-Clause
 * windows.c: where the BARs of a VM's devices are. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "budget/budget.h"
#include "plan/bars.h"
#include "plan/slots.h"
#include "plan/space.h"
#include "report/internal.h"
#include "schema/bdf.h"

struct windows {
	const struct report *report;
	const struct vm *vm;
	const struct slot_place *places; /* of the VM's devices */
	struct bar *bars;		 /* by rising address */
	size_t bar_count;
};

static int compare_bars(const void *left, const void *right)
{
	const struct bar *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->last < b->last ? -1 : a->last > b->last;
}

static xmlNode *add_bar(const struct windows *windows, xmlNode *parent, const char *name,
			const struct bar *bar)
{
	const struct report *report = windows->report;
	xmlNode *node = report_add(report, parent, name);
	size_t index = (size_t)(bar->device - windows->vm->devices);
	char address[BDF_TEXT_SIZE];

	report_text(report, node, "device", bdf_format(windows->places[index].vbdf, address));
	report_text(report, node, "what", report_device_name(report, bar->device));
	report_number(report, node, "index", bar->index);
	report_address(report, node, "start", bar->address);
	return node;
}

/* Returns the first BAR behind the window; `bar` is the first that is not written yet. */
static const struct bar *add_window(const struct windows *windows, xmlNode *parent,
				    struct board_window window, const struct bar *bar)
{
	const struct report *report = windows->report;
	const struct bar *end = windows->bars + windows->bar_count;
	xmlNode *node = report_add(report, parent, "window");

	report_address(report, node, "start", window.first);
	report_address(report, node, "end", window.last);
	report_size(report, node, "size", window.last - window.first + 1);
	for (; bar < end && bar->address <= window.last; bar++) {
		xmlNode *added;

		if (!bar->is_placed || bar->is_io)
			continue;
		added = add_bar(windows, node, "bar", bar);
		report_address(report, added, "end", bar->address + bar->size - 1);
		report_size(report, added, "size", bar->size);
	}
	return bar;
}

static void add_windows(const struct windows *windows, struct arena *arena, xmlNode *parent)
{
	const struct space space = space_enter(arena, windows->report->request->model, windows->vm);
	struct board_window *sorted = arena_array(arena, space.window_count, sizeof(*sorted));
	const struct bar *bar = windows->bars;

	for (size_t i = 0; i < space.window_count; i++)
		sorted[i] = space.windows[i];
	if (space.window_count)
		qsort(sorted, space.window_count, sizeof(*sorted), compare_windows);
	for (size_t i = 0; i < space.window_count; i++)
		bar = add_window(windows, parent, sorted[i], bar);
	for (size_t i = 0; i < windows->bar_count; i++)
		if (windows->bars[i].is_io)
			add_bar(windows, parent, "port", &windows->bars[i]);
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
	struct windows windows = { .report = report, .vm = vm };
	const char *reason = reason_of(report, vm);
	struct slots slots;
	struct bars bars;

	report_text(report, node, "reason", reason);
	if (reason)
		return;
	add_sums(report, node, vm);
	bars = bars_place(scratch, model, vm);
	if (bars.count)
		qsort(bars.all, bars.count, sizeof(*bars.all), compare_bars);
	windows.places = slots_place(scratch, model, vm, &slots);
	windows.bars = bars.all;
	windows.bar_count = bars.count;
	add_windows(&windows, scratch, node);
}
