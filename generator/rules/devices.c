/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: vUART connections and passthrough devices. */
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
	diag_help(diag, device->address.is_argument
				? "write BUS/DEVICE/FUNCTION in hex, for example 0/1f/3"
				: "write it as lspci does, for example 00:1f.3");
}
