/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: VMs and devices in words. */
#include <string.h>

#include "base/arena.h"
#include "plan/device_name.h"
#include "report/internal.h"

static const char *order_of(const struct vm *vm)
{
	switch (vm->load_order) {
	case CFG_PRE_LAUNCHED:
		return "pre-launched ";
	case CFG_SERVICE_VM:
		return "Service ";
	case CFG_POST_LAUNCHED:
		return "post-launched ";
	default:
		return "";
	}
}

const char *report_vm_kind(const struct report *report, const struct vm *vm)
{
	static const char *const types[] = {
		[VM_STANDARD] = "",
		[VM_REAL_TIME] = "real-time ",
		[VM_TEE] = "TEE ",
		[VM_REE] = "REE ",
	};

	return arena_printf(report->arena, "%s%sVM", order_of(vm), types[vm->type]);
}

/* `name` is that of the device on the board, or NULL. */
static const char *passthrough_name(const struct report *report,
				    const struct passthrough_device *device, const char *name)
{
	int length = (int)strcspn(device->text.value, " \t\n");

	return arena_printf(report->arena, "passthrough %.*s%s%s", length, device->text.value,
			    name ? " " : "", name ? name : "");
}

const char *report_class_name(const struct report *report, const char *description)
{
	const char *colon = strstr(description, ": ");

	return colon ? arena_copy(report->arena, description, (size_t)(colon - description))
		     : description;
}

static const char *quoted(const struct report *report, const char *what, const char *text)
{
	return text && *text ? arena_printf(report->arena, "%s '%s'", what, text) : what;
}

const char *report_device_name(const struct report *report, const struct device *device)
{
	switch (device->kind) {
	case DEVICE_IVSHMEM:
		return quoted(report, "region", device->ivshmem->region->name.value);
	case DEVICE_VUART:
		return device->vuart_index ? arena_printf(report->arena, "PCI vUART %u",
							  (unsigned)device->vuart_index)
					   : "PCI vUART of the console";
	case DEVICE_XHCI:
		return quoted(report, "USB controller", device->xhci_ports);
	case DEVICE_INPUT:
		return quoted(report, "input", device->input->backend.value);
	case DEVICE_CONSOLE:
		return quoted(report, "console", device->console->backend.value);
	case DEVICE_NET:
		return quoted(report, "network", device->net->interface.value);
	case DEVICE_BLOCK:
		return quoted(report, "disk", device->block);
	case DEVICE_GPU:
		return "GPU (virtio)";
	case DEVICE_VSOCK:
		return quoted(report, "vsock", device->vsock_cid);
	case DEVICE_PASSTHROUGH:
		return passthrough_name(report, device->passthrough,
					device_name(report->request->model, device->passthrough));
	case DEVICE_KEY_IMAGE:
		return "image of keys";
	default:
		return arena_printf(report->arena, "device %s", device->other->kind);
	}
}

const char *report_device_short_name(const struct report *report, const struct device *device)
{
	const char *name = device->kind == DEVICE_PASSTHROUGH
				   ? device_name(report->request->model, device->passthrough)
				   : NULL;

	return name ? passthrough_name(report, device->passthrough, report_class_name(report, name))
		    : report_device_name(report, device);
}
