/* SPDX-License-Identifier: BSD-3-Clause
 * slots.c: the addresses of a VM's devices: on bus 0, in free slots, one in each. */
#include <string.h>

#include "base/arena.h"
#include "rules/internal.h"
#include "schema/bdf.h"
#include "script/script.h"

static const struct slots *slots_of(struct check *check, const struct vm *vm)
{
	if (check->slots_vm != vm)
		slots_enter(&check->slots, check->model, vm);
	check->slots_vm = vm;
	return &check->slots;
}

/* A slot in the notation that the user has chosen for the device. */
static const char *slot_name(const struct check *check, const struct device *device, unsigned slot,
			     unsigned function)
{
	char text[BDF_TEXT_SIZE];

	if (device->address.is_slot_number && function)
		return arena_printf(check->arena, "slot %u:%u", slot, function);
	if (device->address.is_slot_number)
		return arena_printf(check->arena, "slot %u", slot);
	return arena_printf(check->arena, "vBDF %s", bdf_format(CFG_BDF(0, slot, function), text));
}

static const char *address_name(const struct check *check, const struct device *device)
{
	return slot_name(check, device, CFG_BDF_DEVICE(device->address.vbdf),
			 CFG_BDF_FUNCTION(device->address.vbdf));
}

static bool is_of_qemu(const struct vm *vm)
{
	return vm->launch && vm->launch->program == LAUNCH_QEMU;
}

/* The same as the value of the input. */
static const char *slot_text(const struct check *check, const struct vm *vm,
			     const struct device *device, unsigned slot)
{
	char text[BDF_TEXT_SIZE];

	if (is_of_qemu(vm))
		return arena_printf(check->arena, "0x%x", slot);
	if (device->address.is_slot_number)
		return arena_printf(check->arena, "%u", slot);
	return arena_printf(check->arena, "%s", bdf_format(CFG_BDF(0, slot, 0), text));
}

/* Whether all devices of a VM are known with their addresses: in a script some may not be. */
static bool has_known_slots(const struct vm *vm)
{
	if (!vm->launch)
		return true;
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].address.kind == ADDRESS_ANY)
			return false;
	return !vm->launch->may_have_more;
}

/* The first slot that is free, and that no other fix takes; -1 for none. */
static int find_slot(struct check *check, const struct vm *vm, const struct device *device)
{
	struct slots slots = *slots_of(check, vm);
	struct slot_range any = { CFG_SLOT_FIRST, CFG_SLOT_LAST, false };
	int slot;

	for (unsigned i = 0; i <= CFG_SLOT_MAX; i++)
		if (check_is_proposed(check, vm, i))
			slots_take(&slots, i);
	slot = slots_first_free(&slots, slots_range(vm, device));
	return slot < 0 ? slots_first_free(&slots, any) : slot;
}

/* Proposes the first free slot. */
static void help_with_slot(struct check *check, const struct vm *vm, const struct device *device,
			   struct diag *diag)
{
	int slot;

	if (!diag || !has_known_slots(vm))
		return;
	slot = find_slot(check, vm, device);
	if (slot < 0) {
		diag_help(diag, "VM '%s' has no free slot left", vm->name.value);
		return;
	}
	check_propose(check, vm, (unsigned)slot);
	diag_help(diag, "the first free one is %s", slot_name(check, device, (unsigned)slot, 0));
	diag_replace(diag, device->address.text.at, device->address.text.value,
		     slot_text(check, vm, device, (unsigned)slot));
}

const char *check_device_name(const struct check *check, const struct device *device)
{
	static const char *const names[] = {
		[DEVICE_XHCI] = "the xHCI controller", [DEVICE_INPUT] = "a virtio-input",
		[DEVICE_CONSOLE] = "a virtio-console", [DEVICE_NET] = "a virtio-net",
		[DEVICE_BLOCK] = "a virtio-blk",       [DEVICE_GPU] = "the virtio-gpu",
		[DEVICE_VSOCK] = "the vhost-vsock",    [DEVICE_KEY_IMAGE] = "the image of keys",
	};
	const char *text;

	switch (device->kind) {
	case DEVICE_IVSHMEM:
		return arena_printf(check->arena, "ivshmem region '%s'",
				    device->ivshmem->region->name.value);
	case DEVICE_VUART:
		return device->vuart_index ? "a PCI vUART" : "the PCI console vUART";
	case DEVICE_PASSTHROUGH:
		text = device->passthrough->text.value;
		return arena_printf(check->arena, "passthrough device %.*s",
				    (int)strcspn(text, " \t\n"), text);
	case DEVICE_OTHER:
		return arena_printf(check->arena, "%s %s",
				    device->address.is_argument ? "device" : "dm_device",
				    device->other->kind);
	default:
		return names[device->kind];
	}
}

void check_vbdf_invalid(struct check *check, const struct vm *vm, const struct device *device)
{
	struct diag *diag;

	if (device->address.kind != ADDRESS_BAD_VBDF)
		return;
	diag = check_report(check, device, device->address.text.at,
			    "invalid vBDF '%s' for %s of VM '%s'", device->address.text.value,
			    check_device_name(check, device), vm->name.value);
	help_with_slot(check, vm, device, diag);
}

void check_slot_out_of_range(struct check *check, const struct vm *vm, const struct device *device)
{
	const struct device_address *address = &device->address;
	struct diag *diag;

	if (address->kind == ADDRESS_BAD_SLOT)
		diag = check_report(
			check, device, address->text.at,
			"invalid slot '%s' for %s of VM '%s': must be a number from %u to %u",
			address->text.value, check_device_name(check, device), vm->name.value,
			CFG_SLOT_FIRST, CFG_SLOT_LAST);
	else if (slots_check(check->model, vm, device) == SLOT_OFF_BUS)
		diag = check_report(check, device, address->text.at,
				    "%s of VM '%s' is on bus %02x: virtual devices are on bus 0",
				    check_device_name(check, device), vm->name.value,
				    CFG_BDF_BUS(address->vbdf));
	else
		return;
	help_with_slot(check, vm, device, diag);
}

void check_slot_reserved(struct check *check, const struct vm *vm, const struct device *device)
{
	struct diag *diag;

	if (slots_check(check->model, vm, device) != SLOT_RESERVED)
		return;
	diag = check_report(check, device, device->address.text.at,
			    "%s of VM '%s' is in %s, which is reserved for %s",
			    check_device_name(check, device), vm->name.value,
			    address_name(check, device),
			    slots_reserved_for(CFG_BDF_DEVICE(device->address.vbdf)));
	help_with_slot(check, vm, device, diag);
}

void check_slot_native_conflict(struct check *check, const struct vm *vm,
				const struct device *device)
{
	struct diag *diag;

	if (slots_check(check->model, vm, device) != SLOT_NATIVE)
		return;
	diag = check_report(check, device, device->address.text.at,
			    "%s of VM '%s' is in %s, where the board has a device",
			    check_device_name(check, device), vm->name.value,
			    address_name(check, device));
	help_with_slot(check, vm, device, diag);
}

/* What a program does about two devices with one address, behind a message. */
static const char *effect_of(const struct check *check, const struct vm *vm,
			     const struct device *device)
{
	uint16_t vbdf = device->address.vbdf;

	if (!vm->launch)
		return "";
	if (is_of_qemu(vm))
		return ": QEMU stops";
	return arena_printf(check->arena,
			    ": acrn-dm stops with \"pci slot %u:%u already occupied\"",
			    CFG_BDF_DEVICE(vbdf), CFG_BDF_FUNCTION(vbdf));
}

/* Whether a script has the addresses of two devices in one variable, so that a change of one is a
 * change of the other. */
static bool is_same_text(const struct device *one, const struct device *other)
{
	const struct span a = one->address.text.at, b = other->address.text.at;

	return a.source == b.source && a.start == b.start;
}

/* Reports a pair of devices in one slot, at the one that comes later in the file. */
static void report_pair(struct check *check, const struct vm *vm, const struct device *device,
			const struct device *conflicting)
{
	bool is_later = device->address.text.at.start > conflicting->address.text.at.start;
	const struct device *later = is_later ? device : conflicting;
	const struct device *earlier = is_later ? conflicting : device;
	const char *earlier_name = check_device_name(check, earlier);
	const char *later_name = check_device_name(check, later);
	struct span at = later->address.text.at;
	struct diag *diag;

	if (earlier->address.vbdf == later->address.vbdf)
		diag = check_report(check, device, at, "%s and %s of VM '%s' are both in %s%s",
				    earlier_name, later_name, vm->name.value,
				    address_name(check, later), effect_of(check, vm, later));
	else
		diag = check_report(
			check, device, at,
			"%s and %s of VM '%s' are functions of slot %u, but acrn-dm has "
			"one device per slot",
			earlier_name, later_name, vm->name.value,
			CFG_BDF_DEVICE(later->address.vbdf));
	diag_note(diag, earlier->address.text.at, "%s is here", earlier_name);
	if (later->kind == DEVICE_PASSTHROUGH && !vm->launch)
		diag_help(diag, "remove one of them: acrn-dm needs a VGA controller in slot %u",
			  CFG_SLOT_GPU);
	else
		help_with_slot(check, vm, later, diag);
	if (is_same_text(earlier, later))
		diag_cannot_edit(diag);
}

/* The device that has the slot of another one with a valid address, or NULL. */
static const struct device *find_conflicting(struct check *check, const struct vm *vm,
					     const struct device *device)
{
	if (device->address.kind != ADDRESS_FIXED)
		return NULL;
	return slots_conflict(slots_of(check, vm), vm, device);
}

void check_slot_duplicate(struct check *check, const struct vm *vm, const struct device *device)
{
	const struct device *conflicting = find_conflicting(check, vm, device);

	if (conflicting && conflicting->address.vbdf == device->address.vbdf)
		report_pair(check, vm, device, conflicting);
}

void check_slot_function_collision(struct check *check, const struct vm *vm,
				   const struct device *device)
{
	const struct device *conflicting = find_conflicting(check, vm, device);

	if (conflicting && conflicting->address.vbdf != device->address.vbdf)
		report_pair(check, vm, device, conflicting);
}

static bool is_same_range(struct slot_range a, struct slot_range b)
{
	return a.first == b.first && a.last == b.last;
}

/* Reports the first device of a range that has got no slot, with how many have. */
static void check_range(struct check *check, const struct vm *vm, struct slot_range range,
			const int chosen[])
{
	const struct device *first_without = NULL;
	size_t wanted = 0, room = 0;
	struct diag *diag;

	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];

		if (device->address.kind != ADDRESS_ANY ||
		    !is_same_range(slots_range(vm, device), range))
			continue;
		wanted++;
		room += chosen[i] >= 0;
		if (chosen[i] < 0 && !first_without)
			first_without = device;
	}
	if (!first_without)
		return;
	diag = check_report(check, vm, first_without->at,
			    "VM '%s' has no slot left for %s: %zu devices need one of %zu free "
			    "slots (%u to %u)",
			    vm->name.value, check_device_name(check, first_without), wanted, room,
			    range.first, range.last);
	diag_help(diag, "remove %zu of them, or give some a slot outside this range",
		  wanted - room);
}

/* ivshmem and PCI vUARTs have ranges of their own; the rest gets what they leave. */
void check_slot_exhausted(struct check *check, const struct vm *vm)
{
	static const struct device examples[] = {
		{ .kind = DEVICE_IVSHMEM },
		{ .kind = DEVICE_VUART, .vuart_index = 1 },
		{ .kind = DEVICE_OTHER },
	};
	struct slots slots;
	int *chosen;

	if (!vm->device_count)
		return;
	slots = *slots_of(check, vm);
	chosen = arena_array(check->scratch, vm->device_count, sizeof(*chosen));
	slots_choose(&slots, vm, chosen);
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
		check_range(check, vm, slots_range(vm, &examples[i]), chosen);
}
