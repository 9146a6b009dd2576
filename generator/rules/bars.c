/* SPDX-License-Identifier: BSD-3-Clause
 * bars.c: the addresses of the BARs that the hypervisor sets, and the board's windows for them. */
#include <inttypes.h>

#include "base/arena.h"
#include "board/board.h"
#include "board/platform.h"
#include "plan/bars.h"
#include "plan/windows.h"
#include "rules/internal.h"

/* All functions of all slots: with more devices there is another rule to report, and placing them
 * would take long. */
#define BUS_DEVICES_MAX 256

static const char *size_name(const struct check *check, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB" };
	size_t unit = 0;

	for (; unit < 3 && bytes % 1024 == 0; unit++)
		bytes /= 1024;
	return arena_printf(check->arena, "%" PRIu64 " %s", bytes, units[unit]);
}

static const char *room_name(const struct check *check, const struct bar *bar)
{
	return bar->largest ? arena_printf(check->arena, "the largest free range is %s",
					   size_name(check, bar->largest))
			    : "no page is free";
}

static void report_region(struct check *check, const struct vm *vm, const struct bar *bar)
{
	struct diag *diag =
		check_report(check, bar->device, bar->device->at,
			     "no address for BAR %u (%s) of region '%s' in VM '%s': %s", bar->index,
			     size_name(check, bar->size), bar->device->ivshmem->region->name.value,
			     vm->name.value, room_name(check, bar));

	diag_help(diag, "use a smaller region, or remove VM '%s' from it", vm->name.value);
}

static void report_device(struct check *check, const struct vm *vm, const struct bar *bar)
{
	struct diag *diag =
		check_report(check, bar->device, bar->device->at,
			     "no address for BAR %u (%s) of %s of VM '%s': %s", bar->index,
			     size_name(check, bar->size), check_device_name(check, bar->device),
			     vm->name.value, room_name(check, bar));

	diag_help(diag, "remove the device, or use smaller regions");
}

/* The BAR of a device with the lowest index that has no address, or NULL. */
static const struct bar *find_unplaced(const struct bars *bars, const struct device *device)
{
	const struct bar *found = NULL;

	for (size_t i = 0; i < bars->count; i++) {
		const struct bar *bar = &bars->all[i];

		if (bar->device == device && !bar->is_placed &&
		    (!found || bar->index < found->index))
			found = bar;
	}
	return found;
}

/* One message for each region's device that lacks an address, or for each other one. */
static void check_room(struct check *check, const struct vm *vm, bool are_regions,
		       void (*report)(struct check *, const struct vm *, const struct bar *))
{
	struct bars bars = bars_place(check->arena, check->model, vm);

	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		const struct bar *bar = find_unplaced(&bars, device);

		if (bar && (device->kind == DEVICE_IVSHMEM) == are_regions)
			report(check, vm, bar);
	}
}

/* The first device whose BARs the hypervisor sets, or NULL. */
static const struct device *first_fixed(const struct vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++)
		if (bars_are_fixed(vm, &vm->devices[i]))
			return &vm->devices[i];
	return NULL;
}

void check_mmio_window_missing(struct check *check)
{
	const struct board *board = check->model->board;
	struct diag *diag;

	if (windows_span(board, false).is_there)
		return;
	diag = check_report(check, check->model, board->platform->at,
			    "board '%s' declares no PCI MMIO window below 4 GiB, which the "
			    "hypervisor needs",
			    board->name);
	diag_help(diag, "describe the board again, with the board inspector of ACRN 3.0 or later");
}

void check_shmem_no_room(struct check *check, const struct vm *vm)
{
	if (vm->device_count <= BUS_DEVICES_MAX && first_fixed(vm) &&
	    bars_are_known(check->model, vm))
		check_room(check, vm, true, report_region);
}

void check_bar_no_room(struct check *check, const struct vm *vm)
{
	if (vm->device_count <= BUS_DEVICES_MAX && bars_are_known(check->model, vm))
		check_room(check, vm, false, report_device);
}

void check_board_windows_missing(struct check *check, const struct vm *vm)
{
	const struct device *device = first_fixed(vm);
	struct diag *diag;

	if (!device || bars_are_known(check->model, vm))
		return;
	diag = check_report(
		check, vm, device->at,
		"board '%s' declares no PCI MMIO windows: the regions of VM '%s' have no "
		"addresses, and config/pci_dev.c is not written",
		check->model->board->name, vm->name.value);
	diag_help(diag, "describe the board again, with the board inspector of ACRN 3.0 or later");
}
