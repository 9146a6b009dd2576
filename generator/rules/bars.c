/* SPDX-License-Identifier: BSD-3-Clause
 * bars.c: the addresses of the BARs of regions, where the hypervisor sets them. */
#include <inttypes.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/bars.h"
#include "rules/internal.h"

/* All functions of all slots: with more devices there is another rule to report, and placing them
 * would take long. */
#define BUS_DEVICES_MAX 256

static const char *size_name(const struct check *check, uint64_t bytes)
{
	bool is_mib = bytes >> 20;

	return arena_printf(check->arena, "%" PRIu64 " %s", is_mib ? bytes >> 20 : bytes >> 10,
			    is_mib ? "MiB" : "KiB");
}

static void report_no_room(struct check *check, const struct vm *vm, const struct bar *bar)
{
	const struct shm_region *region = bar->device->ivshmem->region;
	const char *room = bar->largest ? arena_printf(check->arena, "the largest free range is %s",
						       size_name(check, bar->largest))
					: "no page is free";
	struct diag *diag =
		check_report(check, bar->device, bar->device->at,
			     "no address for BAR %u (%s) of region '%s' in VM '%s': %s", bar->index,
			     size_name(check, bar->size), region->name.value, vm->name.value, room);

	diag_help(diag, "use a smaller region, or remove VM '%s' from it", vm->name.value);
}

/* The first device whose BARs the hypervisor sets, or NULL. */
static const struct device *first_fixed(const struct vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++)
		if (bars_are_fixed(vm, &vm->devices[i]))
			return &vm->devices[i];
	return NULL;
}

/* One message for a device: its first BAR without an address. */
void check_shmem_no_room(struct check *check, const struct vm *vm)
{
	struct bars bars;

	if (vm->device_count > BUS_DEVICES_MAX || !first_fixed(vm) ||
	    !bars_are_known(check->model, vm))
		return;
	bars = bars_place(check->arena, check->model, vm);
	for (size_t i = 0; i < vm->device_count; i++)
		for (unsigned index = 0; index < BARS_IVSHMEM; index++) {
			const struct device *device = &vm->devices[i];
			const struct bar *bar = bars_find(&bars, device, index);

			if (device->kind != DEVICE_IVSHMEM || !bar || bar->is_placed)
				continue;
			report_no_room(check, vm, bar);
			break;
		}
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
