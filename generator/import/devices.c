/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: which way each device of a VM comes into the scenario. */
#include <string.h>

#include "base/arena.h"
#include "import/internal.h"

/* KIND[,b][,OPTIONS], as far as it is known. */
static const char *device_text(const struct launch_device *from)
{
	return strchr(from->option->value.head, ',') + 1;
}

static bool is_at(const struct launch_device *from, unsigned slot)
{
	return from->has_address && !from->bus && !from->function && from->slot == slot;
}

bool import_is_placeable(const struct launch_device *device)
{
	return device->slot >= CFG_SLOT_FIRST && device->slot <= CFG_SLOT_LAST &&
	       is_at(device, device->slot);
}

/* The bridges that gen gives to VMs by itself. */
static const struct {
	const char *kind;  /* which it writes */
	const char *other; /* one in whose place it is; NULL for none */
	unsigned slot;
	bool is_of_rtvms;
} bridges[] = {
	{ "hostbridge", "amd_hostbridge", CFG_SLOT_HOSTBRIDGE, true },
	{ "lpc", NULL, CFG_SLOT_LPC, false },
};

/* Whether a device is one of gen's own bridges, beside which there can be no other: acrn-dm stops
 * at a second LPC bridge. Where gen writes it in another way that is reported. */
static bool is_own(const struct importing *importing, const struct import_vm *vm,
		   const struct import_device *device)
{
	const char *kind = device->from->kind.value;

	for (size_t i = 0; i < sizeof(bridges) / sizeof(bridges[0]); i++) {
		const char *other = bridges[i].other;

		if ((strcmp(kind, bridges[i].kind) != 0 && !(other && strcmp(kind, other) == 0)) ||
		    (vm->is_rtvm && !bridges[i].is_of_rtvms))
			continue;
		if (strcmp(device->text, bridges[i].kind) != 0 ||
		    !is_at(device->from, bridges[i].slot))
			import_report(importing, device->from->at,
				      "'%s' of VM '%s' is left out: gen writes '%u:0,%s' for it",
				      device->from->option->value.value, vm->name, bridges[i].slot,
				      bridges[i].kind);
		return true;
	}
	return false;
}

/* Devices that have elements of their own only (dm-device-invalid). */
static bool can_be_dm_device(const struct import_device *device)
{
	static const char *const kinds[] = { "ivshmem", "passthru", "uart", "hostbridge", "lpc" };
	const char *kind = device->from->kind.value;
	size_t length = strlen(device->text);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return false;
	return import_is_placeable(device->from) && *kind &&
	       strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(kind) &&
	       device->text[length - 1] != ' ';
}

static enum import_way way_of(const struct importing *importing, struct import_vm *vm,
			      struct import_device *device)
{
	const struct launch_device *from = device->from;
	bool is_gpu = is_at(from, CFG_SLOT_GPU) && strcmp(from->kind.value, "passthru") == 0;

	if (is_own(importing, vm, device))
		return IMPORT_LEFT_OUT;
	if (strcmp(from->kind.value, "ivshmem") == 0)
		return import_is_placeable(from) && !from->is_boot && from->options.value &&
				       import_read_peer(importing, from->options.value,
							&device->peer)
			       ? IMPORT_REGION
			       : IMPORT_WORDS;
	if (!from->is_boot && (import_is_placeable(from) || is_gpu) &&
	    import_form(importing, vm, device))
		return IMPORT_ELEMENT;
	return can_be_dm_device(device) ? IMPORT_DM_DEVICE : IMPORT_WORDS;
}

/* Whether all that the scenario needs of a device is known; if not, that is reported. Only a MAC
 * seed may be unknown, which gen chooses. */
static bool is_known(const struct importing *importing, const struct import_vm *vm,
		     const struct launch_device *from)
{
	const char *kind = from->kind.value;

	if (!kind || !*kind)
		import_report(importing, from->at, "a device of VM '%s' is left out: %s", vm->name,
			      from->option->value.value ? "it has no kind"
							: "its kind is not known");
	else if (!from->has_address && !from->has_bad_address)
		import_report(importing, from->at,
			      "%s of VM '%s' is left out: its slot is not known", kind, vm->name);
	else if (!from->options.value &&
		 !(strcmp(kind, "virtio-net") == 0 && strstr(from->options.head, ",mac_seed=")))
		import_report_unknown(importing, &from->options,
				      "%s of VM '%s' is left out: its options are not known", kind,
				      vm->name);
	else if (!import_is_text(from->options.head) || !import_is_text(kind))
		import_report(importing, from->at,
			      "%s of VM '%s' is left out: it has characters that a scenario cannot "
			      "have",
			      kind, vm->name);
	else
		return true;
	return false;
}

static void add_device(const struct importing *importing, struct import_vm *vm,
		       const struct launch_device *from)
{
	struct import_device *device = &vm->devices[vm->device_count];

	if (!import_is_taken(vm, from->when) || !is_known(importing, vm, from))
		return;
	*device = (struct import_device) {
		.from = from,
		.kind = DEVICE_OTHER,
		.text = device_text(from),
	};
	vm->device_count++;
	device->way = way_of(importing, vm, device);
}

/* gen makes one controller of all <usb_dev>s, and a VM has one console. */
static void drop_duplicates(struct import_vm *vm)
{
	bool has_xhci = false, has_vuart = false;

	for (size_t i = 0; i < vm->device_count; i++) {
		struct import_device *device = &vm->devices[i];
		bool *has = device->kind == DEVICE_XHCI	   ? &has_xhci
			    : device->kind == DEVICE_VUART ? &has_vuart
							   : NULL;

		if (!has || device->way != IMPORT_ELEMENT)
			continue;
		if (*has)
			device->way = IMPORT_DM_DEVICE;
		*has = true;
	}
}

/* Where an element does not say its slot and a dm_device would not do, the argument does. */
static void settle(const struct importing *importing, const struct import_vm *vm,
		   struct import_device *device)
{
	if (device->way == IMPORT_DM_DEVICE && !can_be_dm_device(device))
		device->way = IMPORT_WORDS;
	if (device->way == IMPORT_ELEMENT || device->from->options.value)
		return;
	device->text = arena_copy(importing->arena, device->text,
				  (size_t)(strstr(device->text, ",mac_seed=") - device->text));
	import_report_unknown(importing, &device->from->options,
			      "the MAC seed of %s in slot %u of VM '%s' is left out: it is not "
			      "known",
			      device->from->kind.value, device->from->slot, vm->name);
}

void import_devices(const struct importing *importing, struct import_vm *vm)
{
	const struct launch *launch = vm->launch;

	vm->devices = arena_array(importing->arena, launch->device_count, sizeof(*vm->devices));
	for (size_t i = 0; i < launch->device_count; i++)
		if (import_is_taken(vm, launch->devices[i].when) &&
		    import_has_ptm(importing, &launch->devices[i]))
			vm->has_ptm = true;
	for (size_t i = 0; i < launch->device_count; i++)
		add_device(importing, vm, &launch->devices[i]);
	drop_duplicates(vm);
	import_place(vm);
	for (size_t i = 0; i < vm->device_count; i++)
		settle(importing, vm, &vm->devices[i]);
}
