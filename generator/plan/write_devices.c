/* SPDX-License-Identifier: BSD-3-Clause
 * write_devices.c: what the plan's documents have of each kind of device. */
#include "plan/bars.h"
#include "plan/writer.h"
#include "schema/bdf.h"

/* The name of each kind, and whether it shows the guest's address. */
static const struct {
	const char *name;
	bool has_vbdf, is_option;
} kinds[] = {
	[PLAN_IVSHMEM] = { .name = "ivshmem", .has_vbdf = true },
	[PLAN_VUART] = { .name = "vuart", .has_vbdf = true },
	[PLAN_XHCI] = { .name = "xhci" },
	[PLAN_INPUT] = { .name = "virtio-input" },
	[PLAN_CONSOLE] = { .name = "virtio-console" },
	[PLAN_NET] = { .name = "virtio-net" },
	[PLAN_BLOCK] = { .name = "virtio-blk" },
	[PLAN_GPU] = { .name = "virtio-gpu" },
	[PLAN_VSOCK] = { .name = "vhost-vsock" },
	[PLAN_PASSTHROUGH] = { .name = "passthrough", .has_vbdf = true },
	[PLAN_OTHER] = { .name = "dm-device" },
	[PLAN_KEY_IMAGE] = { .name = "key-image" },
	[PLAN_VIRTIO_POLL] = { .name = "virtio-poll", .is_option = true },
	[PLAN_INTERRUPT_MONITOR] = { .name = "interrupt-monitor", .is_option = true },
};

/* SLOT[:FUNCTION], as acrn-dm takes them; and the address as the guest sees it. */
static void write_address(struct plan_writer *writer, const struct plan_vm *vm,
			  const struct plan_device *device)
{
	unsigned slot = CFG_BDF_DEVICE(device->vbdf);
	unsigned function = CFG_BDF_FUNCTION(device->vbdf);

	if (vm->launch != PLAN_LAUNCH_NONE && function)
		writer_textf(writer, "slot", "%u:%u", slot, function);
	else if (vm->launch != PLAN_LAUNCH_NONE)
		writer_textf(writer, "slot", "%u", slot);
	if (kinds[device->kind].has_vbdf)
		writer_bdf(writer, "vbdf", device->vbdf);
}

/* Repeats what the region has, so that no template has to look it up. */
static void write_ivshmem(struct plan_writer *writer, const struct plan_device *device)
{
	static const char *const names[BARS_IVSHMEM] = { "bar0", "bar1", "bar2" };
	const struct plan_ivshmem *ivshmem = &device->ivshmem;

	writer_number(writer, "region", ivshmem->region->index);
	plan_write_region_members(writer, ivshmem->region);
	for (unsigned index = 0; index < BARS_IVSHMEM; index++)
		for (size_t i = 0; i < device->bar_count; i++)
			if (device->bars[i].index == index)
				writer_address(writer, names[index], device->bars[i].address);
	writer_origin(writer, device->at);
}

/* Those of regions are attributes. They are for the hypervisor's tables alone. */
static void write_bars(struct plan_writer *writer, const struct plan_vm *vm,
		       const struct plan_device *device)
{
	if (!vm->hypervisor)
		return;
	writer_begin_list(writer, "bar");
	for (size_t i = 0; i < device->bar_count; i++) {
		writer_begin(writer, "bar");
		writer_number(writer, "index", device->bars[i].index);
		writer_address(writer, "address", device->bars[i].address);
		writer_end(writer);
	}
	writer_end_list(writer);
}

/* Its other end is known with the hypervisor's configuration. */
static void write_vuart(struct plan_writer *writer, const struct plan_vm *vm, uint32_t index)
{
	writer_number(writer, "index", index);
	if (vm->hypervisor && index < vm->hypervisor->uart_count)
		plan_write_uart_peer(writer, &vm->hypervisor->uarts[index]);
}

static void write_input(struct plan_writer *writer, const struct plan_input *input)
{
	writer_text(writer, "device", input->device);
	writer_text(writer, "name", input->name);
	writer_text(writer, "phys", input->phys);
	writer_text(writer, "id", input->id);
}

static void write_console(struct plan_writer *writer, const struct plan_console *console)
{
	writer_boolean(writer, "console", console->is_console);
	writer_text(writer, "backend", console->backend);
	writer_text(writer, "path", console->path);
	writer_text(writer, "port", console->port);
	writer_text(writer, "role", console->role);
}

static void write_block(struct plan_writer *writer, const struct plan_block *block)
{
	writer_text(writer, "partition", block->partition);
	writer_text(writer, "image", block->image);
	writer_text(writer, "path", block->path);
}

static void write_gpu(struct plan_writer *writer, const struct plan_gpu *gpu)
{
	writer_text(writer, "options", gpu->options);
	writer_begin_list(writer, "displays");
	for (size_t i = 0; i < gpu->display_count; i++) {
		const struct plan_display *display = &gpu->displays[i];

		writer_begin(writer, display->is_window ? "window" : "fullscreen");
		if (display->is_window) {
			writer_text(writer, "resolution", display->resolution);
			writer_signed(writer, "x", display->x);
			writer_signed(writer, "y", display->y);
		} else {
			writer_number(writer, "monitor", display->monitor);
		}
		writer_end(writer);
	}
	writer_end_list(writer);
}

/* The board's device as sysfs names it: board descriptions have PCI domain 0 only. */
static void write_passthrough(struct plan_writer *writer, const struct plan_passthrough *device)
{
	char text[BDF_TEXT_SIZE];

	writer_textf(writer, "bdf", "0000:%s", bdf_format(device->bdf, text));
	writer_text(writer, "name", device->name);
	writer_boolean(writer, "enable-ptm", device->enables_ptm);
	writer_boolean(writer, "d3hot-reset", device->has_d3hot_reset);
}

static void write_interrupt_monitor(struct plan_writer *writer,
				    const struct plan_interrupt_monitor *monitor)
{
	writer_number(writer, "threshold", monitor->threshold);
	writer_number(writer, "period", monitor->period);
	writer_number(writer, "delay", monitor->delay);
	writer_number(writer, "duration", monitor->duration);
}

static void write_members(struct plan_writer *writer, const struct plan_vm *vm,
			  const struct plan_device *device)
{
	switch (device->kind) {
	case PLAN_IVSHMEM:
		write_ivshmem(writer, device);
		break;
	case PLAN_VUART:
		write_vuart(writer, vm, device->vuart_index);
		write_bars(writer, vm, device);
		break;
	case PLAN_XHCI:
		writer_text(writer, "ports", device->xhci_ports);
		break;
	case PLAN_INPUT:
		write_input(writer, &device->input);
		break;
	case PLAN_CONSOLE:
		write_console(writer, &device->console);
		break;
	case PLAN_NET:
		writer_text(writer, "tap", device->net.tap);
		writer_boolean(writer, "vhost", device->net.has_vhost);
		break;
	case PLAN_BLOCK:
		write_block(writer, &device->block);
		break;
	case PLAN_GPU:
		write_gpu(writer, &device->gpu);
		break;
	case PLAN_VSOCK:
		writer_number(writer, "cid", device->vsock_cid);
		break;
	case PLAN_PASSTHROUGH:
		write_passthrough(writer, &device->passthrough);
		write_bars(writer, vm, device);
		break;
	case PLAN_OTHER:
		writer_text(writer, "kind", device->other.kind);
		writer_text(writer, "options", device->other.options);
		break;
	case PLAN_KEY_IMAGE: /* its path is a file of the VM's hardening */
		break;
	case PLAN_VIRTIO_POLL:
		writer_number(writer, "interval", device->virtio_poll_ns);
		break;
	case PLAN_INTERRUPT_MONITOR:
		write_interrupt_monitor(writer, &device->interrupt_monitor);
		break;
	}
}

void plan_write_devices(struct plan_writer *writer, const struct plan_vm *vm)
{
	writer_begin_list(writer, "devices");
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct plan_device *device = &vm->devices[i];

		writer_begin(writer, kinds[device->kind].name);
		if (!kinds[device->kind].is_option)
			write_address(writer, vm, device);
		if (device->is_parameter)
			writer_boolean(writer, "in-parameters", true);
		write_members(writer, vm, device);
		writer_end(writer);
	}
	writer_end_list(writer);
}
