/* SPDX-License-Identifier: BSD-3-Clause
 * launch_slots.c: the slots of acrn-dm that scripts should leave to some devices. */
#include <string.h>

#include "base/arena.h"
#include "base/condition.h"
#include "rules/launch.h"
#include "schema/static_config.h"
#include "vmm/slot.h"

#define HOST_GPU CFG_BDF(0, 2, 0) /* the integrated GPU of every board */

static bool is_kind(const struct launch_device *device, const char *kind)
{
	return device->kind.value && strcmp(device->kind.value, kind) == 0;
}

void check_hostbridge_missing(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;
	struct diag *diag;

	if (launch->program != LAUNCH_ACRN_DM || launch->may_have_more)
		return;
	for (size_t i = 0; i < launch->device_count; i++)
		if (!launch->devices[i].kind.value || is_kind(&launch->devices[i], "hostbridge") ||
		    is_kind(&launch->devices[i], "amd_hostbridge"))
			return;
	diag = check_warn(check, vm, launch->run->at, "VM '%s' has no host bridge", vm->name.value);
	diag_help(diag, "add -s 0:0,hostbridge");
}

/* acrn-dm's own refusal of an address: it neither starts the VM nor takes the device elsewhere. */
void check_launch_slot_out_of_range(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; launch->program == LAUNCH_ACRN_DM && i < launch->device_count; i++) {
		const struct launch_device *device = &launch->devices[i];
		struct diag *diag;

		if (!device->has_bad_address)
			continue;
		diag = check_report(check, device, device->address.at,
				    "invalid slot '%s': acrn-dm stops with \"Invalid PCI slot info "
				    "field\"",
				    device->address.value);
		diag_help(diag, "write [BUS:]SLOT[:FUNCTION] in decimal, with a slot from 0 to %u",
			  CFG_SLOT_MAX);
	}
}

/* Whether a device passes the integrated GPU through, at the slot where its driver wants it: only
 * then acrn-dm adds its own LPC bridge in slot 31. */
static bool is_gpu(struct check *check, const struct launch_device *device)
{
	const char *bdf;
	uint16_t address;

	if (!is_kind(device, "passthru") || !device->has_address || device->bus ||
	    device->slot != CFG_SLOT_GPU)
		return false;
	bdf = launch_first_field(check, &device->options);
	return bdf && slot_parse_passthrough(bdf, &address) && address == HOST_GPU;
}

static const struct launch_device *find_gpu(struct check *check, const struct launch *launch)
{
	for (size_t i = 0; i < launch->device_count; i++)
		if (is_gpu(check, &launch->devices[i]))
			return &launch->devices[i];
	return NULL;
}

static void report_lpc(struct check *check, const struct vm *vm, const struct launch_device *device)
{
	struct diag *diag;

	diag = check_warn(check, vm, device->address.at,
			  "%s of VM '%s' is in slot %u, which is reserved for the LPC bridge",
			  device->kind.value, vm->name.value, CFG_SLOT_LPC);
	diag_help(diag, "use a slot from %u to %u", CFG_SLOT_FIRST, CFG_SLOT_LAST);
}

/* In slot 1, if nothing else is there, the driver finds it. */
static void help_with_lpc_slot(struct check *check, const struct launch *launch,
			       const struct launch_device *device, struct diag *diag)
{
	diag_help(diag, "use slot %u for the LPC bridge", CFG_SLOT_LPC);
	for (size_t i = 0; i < launch->device_count; i++)
		if (!launch->devices[i].has_address || launch->devices[i].slot == CFG_SLOT_LPC)
			return;
	diag_replace(diag, device->address.at, device->address.value,
		     arena_printf(check->arena, "%u", CFG_SLOT_LPC));
}

static void report_gpu_lpc(struct check *check, const struct vm *vm,
			   const struct launch_device *device, const struct launch_device *gpu)
{
	struct diag *diag;

	diag = check_warn(check, vm, device->address.at,
			  "%s of VM '%s' is in slot %u, where acrn-dm puts the LPC bridge of the "
			  "integrated GPU: the GPU's driver does not find it",
			  device->kind.value, vm->name.value, CFG_SLOT_GPU_LPC);
	diag_note(diag, gpu->address.at, "the GPU is passed through here");
	if (is_kind(device, "lpc"))
		help_with_lpc_slot(check, vm->launch, device, diag);
	else
		diag_help(diag, "use a slot from %u to %u", CFG_SLOT_FIRST, CFG_SLOT_LAST);
}

/* acrn-dm starts in spite of it, and what lacks its bridge then depends on the guest: a warning.
 * Without a GPU slot 31 is like any other, and so are the functions of a slot but the first. */
void check_launch_slot_reserved(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;
	const struct launch_device *gpu = find_gpu(check, launch);

	for (size_t i = 0; launch->program == LAUNCH_ACRN_DM && i < launch->device_count; i++) {
		const struct launch_device *device = &launch->devices[i];

		if (!device->has_address || device->bus || device->function || !device->kind.value)
			continue;
		if (device->slot == CFG_SLOT_LPC && !is_kind(device, "lpc"))
			report_lpc(check, vm, device);
		if (device->slot == CFG_SLOT_GPU_LPC && !is_kind(device, "igd-lpc") && gpu &&
		    condition_can_meet(gpu->when, device->when))
			report_gpu_lpc(check, vm, device, gpu);
	}
}
