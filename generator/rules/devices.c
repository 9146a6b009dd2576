/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: devices other than shared memory. */
#include <net/if.h>
#include <string.h>

#include "rules/internal.h"

void check_console_path_missing(struct check *check, const struct vm *vm,
				const struct device *device)
{
	const struct console_device *console = device->console;
	struct diag *diag;

	if (device->kind != DEVICE_CONSOLE || !console->path_element ||
	    !model_is_blank(console->path))
		return;
	diag = check_report(check, device, console->backend.at,
			    "the console of VM '%s' has no path for its %s", vm->name.value,
			    console->backend.value);
	diag_help(diag, "add <%s>", console->path_element);
}

void check_passthrough_bdf_invalid(struct check *check, const struct vm *vm,
				   const struct device *device)
{
	struct diag *diag;

	if (device->kind != DEVICE_PASSTHROUGH || device->passthrough->has_bdf)
		return;
	diag = check_report(check, device, device->at,
			    "invalid passthrough device '%s' of VM '%s': must begin with a BDF",
			    device->passthrough->text.value, vm->name.value);
	diag_help(diag, "write it as lspci does, for example 00:1f.3");
}

/* Devices that have elements of their own, with rules of their own. */
static const struct {
	const char *kind, *instead;
} known_kinds[] = {
	{ "ivshmem", "use <shm_region>" },
	{ "passthru", "use <pci_dev>" },
	{ "uart", "use <vuart_connection>" },
	{ "hostbridge", "leave it out: every VM has one" },
	{ "lpc", "leave it out: every VM but an RTVM has one" },
};

void check_dm_device_invalid(struct check *check, const struct vm *vm, const struct device *device)
{
	const char *kind;
	struct diag *diag;

	if (device->kind != DEVICE_OTHER)
		return;
	kind = device->other->kind;
	if (!*kind || strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(kind)) {
		diag = check_report(
			check, device, device->at,
			"invalid dm_device '%s' of VM '%s': must begin with a kind of device",
			device->other->text.value, vm->name.value);
		diag_help(diag, "write KIND[,OPTIONS], for example virtio-rnd");
		return;
	}
	for (size_t i = 0; i < sizeof(known_kinds) / sizeof(known_kinds[0]); i++) {
		if (strcmp(kind, known_kinds[i].kind) != 0)
			continue;
		diag = check_report(check, device, device->at,
				    "%s of VM '%s' is not allowed as <dm_device>, which is not "
				    "checked",
				    kind, vm->name.value);
		diag_help(diag, "%s", known_kinds[i].instead);
	}
}

/* The first element that a display lacks, or NULL. */
static const char *missing_element(const struct gpu_display *display)
{
	if (!display->is_window)
		return model_is_blank(display->monitor) ? "monitor_id" : NULL;
	if (model_is_blank(display->resolution))
		return "window_resolutions";
	if (model_is_blank(display->x))
		return "horizontal_offset";
	return model_is_blank(display->y) ? "vertical_offset" : NULL;
}

void check_display_incomplete(struct check *check, const struct vm *vm, const struct device *device)
{
	for (size_t i = 0; device->kind == DEVICE_GPU && i < device->gpu->display_count; i++) {
		const struct gpu_display *display = &device->gpu->displays[i];
		const char *missing = missing_element(display);
		struct diag *diag;

		if (!missing)
			continue;
		diag = check_report(check, device, display->at, "a %s of VM '%s' has no <%s>",
				    display->is_window ? "window" : "full screen", vm->name.value,
				    missing);
		diag_help(diag, "add <%s>", missing);
	}
}

/* The default name of an interface is the VM's, which vm-name-invalid checks. */
void check_tap_name_invalid(struct check *check, const struct vm *vm, const struct device *device)
{
	struct text name;
	struct diag *diag;

	if (device->kind != DEVICE_NET)
		return;
	name = device->net->interface;
	if (name.value == vm->name.value || strlen(name.value) < IFNAMSIZ)
		return;
	diag = check_report(check, device, name.at,
			    "tap name '%s' of VM '%s' is too long: %zu characters", name.value,
			    vm->name.value, strlen(name.value));
	diag_help(diag, "use at most %d: Linux does not support longer names of interfaces",
		  IFNAMSIZ - 1);
}
