/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: vUART connections, passthrough devices and dm_device. */
#include <string.h>

#include "rules/internal.h"

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
