/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: a VM's devices: their slots and BARs, and what their texts mean to acrn-dm. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/bars.h"
#include "plan/device_name.h"
#include "plan/internal.h"
#include "plan/slots.h"

/* What ACRN's launch scripts use: virtio polling of an RTVM in nanoseconds; 10,000 interrupts a
 * second are a storm, probed every 10 s, and then delayed by 1 ms each for 100 ms. */
#define VIRTIO_POLL_NS 1000000u
static const struct plan_interrupt_monitor interrupt_monitor = {
	.threshold = 10000, .period = 10, .delay = 1, .duration = 100
};

/* A VM has at most one virtio-poll and one interrupt-monitor. */
#define OPTIONS_MAX 2

struct placing {
	struct planner *planner;
	struct plan_vm *to;
	const struct vm *vm;
	struct bars bars; /* none where their addresses are not known */
	bool has_virtio_poll, has_interrupt_monitor;
};

/* A device's BARs that have an address. */
static void fill_bars(const struct placing *placing, struct plan_device *to,
		      const struct device *device)
{
	const struct bars *bars = &placing->bars;
	struct plan_bar *list = NULL;

	for (size_t i = 0; i < bars->count; i++) {
		const struct bar *bar = &bars->all[i];

		if (bar->device != device || !bar->is_placed)
			continue;
		list = arena_grow(placing->planner->arena, list, to->bar_count, sizeof(*list));
		list[to->bar_count++] = (struct plan_bar) { bar->index, bar->is_io, bar->address };
	}
	to->bars = list;
}

/* "Device name: N, Device physical path: P", as ACRN's configurator writes it, becomes N and P; any
 * other text is a path, also where N or P is empty. */
static struct plan_input plan_input(struct arena *arena, const struct input_device *input)
{
	static const char name_mark[] = "Device name: ", phys_mark[] = ", Device physical path: ";
	const char *text = input->backend.value;
	const char *phys = strstr(text, phys_mark);
	struct plan_input to = { .id = model_is_blank(input->id) ? NULL : input->id.value };

	if (strncmp(text, name_mark, strlen(name_mark)) == 0 && phys > text + strlen(name_mark) &&
	    phys[strlen(phys_mark)]) {
		text += strlen(name_mark);
		to.name = arena_copy(arena, text, (size_t)(phys - text));
		to.phys = phys + strlen(phys_mark);
	} else {
		to.device = text;
	}
	return to;
}

/* The name of a socket's port: the file's, up to the first full stop. The path follows an '='. */
static const char *port_name(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t length = strcspn(base, ".=");

	return length ? arena_copy(arena, base, length) : "socket";
}

/* The backends as acrn-dm names them: the scenario's "sock server" and "sock client" are a socket.
 */
static struct plan_console plan_console(struct arena *arena, const struct console_device *console)
{
	bool is_socket = strncmp(console->backend.value, "sock ", 5) == 0;
	struct plan_console to = {
		.is_console = console->is_console,
		.backend = is_socket ? "socket" : console->backend.value,
	};

	if (console->path_element && !model_is_blank(console->path))
		to.path = console->path.value;
	if (is_socket) {
		to.port = port_name(arena, console->path.value);
		to.role = strcmp(console->backend.value, "sock server") == 0 ? "server" : "client";
	}
	return to;
}

/* PATH or PARTITION:IMAGE, each with options behind a comma, which may have colons. */
static struct plan_block plan_block(struct arena *arena, const char *text)
{
	size_t length = strcspn(text, ":,");

	if (length && text[length] == ':' && text[length + 1])
		return (struct plan_block) {
			.partition = arena_copy(arena, text, length),
			.image = text + length + 1,
		};
	return (struct plan_block) { .path = text };
}

/* A number that the schema has checked. */
static int64_t number_of(const char *text)
{
	return strtoll(text, NULL, 10);
}

static struct plan_gpu plan_gpu(struct arena *arena, const struct gpu_device *gpu)
{
	struct plan_gpu to = {
		.options = model_is_blank(gpu->options) ? NULL : gpu->options.value,
		.displays = arena_array(arena, gpu->display_count, sizeof(*to.displays)),
		.display_count = gpu->display_count,
	};

	for (size_t i = 0; i < gpu->display_count; i++) {
		const struct gpu_display *display = &gpu->displays[i];

		to.displays[i].is_window = display->is_window;
		if (display->is_window) {
			to.displays[i].resolution = display->resolution.value;
			to.displays[i].x = (int32_t)number_of(display->x.value);
			to.displays[i].y = (int32_t)number_of(display->y.value);
		} else {
			to.displays[i].monitor = (uint32_t)number_of(display->monitor.value);
		}
	}
	return to;
}

static struct plan_passthrough plan_passthrough(const struct model *model,
						const struct passthrough_device *device)
{
	return (struct plan_passthrough) {
		.bdf = device->bdf,
		.name = device_name(model, device),
		.enables_ptm = device->enables_ptm,
		.has_d3hot_reset = device->has_d3hot_reset,
	};
}

static struct plan_other plan_other(const struct other_device *other)
{
	bool has_options = other->options && *other->options;

	return (struct plan_other) { other->kind, has_options ? other->options : NULL };
}

static struct plan_net plan_net(const struct planner *planner, const struct net_device *net)
{
	const char *name = net->interface.value, *prefix = model_tap_prefix(planner->model, name);

	return (struct plan_net) {
		.tap = *prefix ? arena_printf(planner->arena, "%s%s", prefix, name) : name,
		.has_vhost = net->has_vhost,
	};
}

static const enum plan_kind kinds[] = {
	[DEVICE_IVSHMEM] = PLAN_IVSHMEM, [DEVICE_VUART] = PLAN_VUART,
	[DEVICE_XHCI] = PLAN_XHCI,	 [DEVICE_INPUT] = PLAN_INPUT,
	[DEVICE_CONSOLE] = PLAN_CONSOLE, [DEVICE_NET] = PLAN_NET,
	[DEVICE_BLOCK] = PLAN_BLOCK,	 [DEVICE_GPU] = PLAN_GPU,
	[DEVICE_VSOCK] = PLAN_VSOCK,	 [DEVICE_PASSTHROUGH] = PLAN_PASSTHROUGH,
	[DEVICE_OTHER] = PLAN_OTHER,	 [DEVICE_KEY_IMAGE] = PLAN_KEY_IMAGE,
};

static void fill_device(const struct placing *placing, struct plan_device *to,
			const struct device *device)
{
	struct arena *arena = placing->planner->arena;

	to->kind = kinds[device->kind];
	to->at = device->at;
	switch (device->kind) {
	case DEVICE_IVSHMEM:
		to->ivshmem.region =
			&placing->planner->plan->regions[device->ivshmem->region->index];
		break;
	case DEVICE_VUART:
		to->vuart_index = device->vuart_index;
		break;
	case DEVICE_XHCI:
		to->xhci_ports = device->xhci_ports;
		break;
	case DEVICE_INPUT:
		to->input = plan_input(arena, device->input);
		break;
	case DEVICE_CONSOLE:
		to->console = plan_console(arena, device->console);
		break;
	case DEVICE_NET:
		to->net = plan_net(placing->planner, device->net);
		break;
	case DEVICE_BLOCK:
		to->block = plan_block(arena, device->block);
		break;
	case DEVICE_GPU:
		to->gpu = plan_gpu(arena, device->gpu);
		break;
	case DEVICE_VSOCK:
		to->vsock_cid = (uint32_t)number_of(device->vsock_cid);
		break;
	case DEVICE_PASSTHROUGH:
		to->passthrough = plan_passthrough(placing->planner->model, device->passthrough);
		break;
	case DEVICE_OTHER:
		to->other = plan_other(device->other);
		break;
	default: /* an image of keys has no more than its slot */
		break;
	}
}

/* Whether the plan has a device: others of customized_parameters are the user's own. */
static bool is_planned(const struct device *device)
{
	return !device->address.is_argument || device->kind == DEVICE_IVSHMEM;
}

static bool is_virtio(const struct device *device)
{
	return device->kind == DEVICE_INPUT || device->kind == DEVICE_CONSOLE ||
	       device->kind == DEVICE_NET || device->kind == DEVICE_BLOCK ||
	       device->kind == DEVICE_GPU || device->kind == DEVICE_KEY_IMAGE;
}

/* Before an RTVM's first virtio device: it polls, since an interrupt would cost a VM exit. */
static void add_virtio_poll(struct placing *placing, const struct device *device)
{
	struct plan_vm *to = placing->to;

	if (placing->has_virtio_poll || placing->vm->type != VM_REAL_TIME || !is_virtio(device))
		return;
	to->devices[to->device_count++] = (struct plan_device) {
		.kind = PLAN_VIRTIO_POLL,
		.virtio_poll_ns = VIRTIO_POLL_NS,
	};
	placing->has_virtio_poll = true;
}

/* Behind the first passthrough device that is not a GPU. */
static void add_interrupt_monitor(struct placing *placing, const struct device *device)
{
	struct plan_vm *to = placing->to;

	if (placing->has_interrupt_monitor || to->load_order != CFG_POST_LAUNCHED ||
	    device->kind != DEVICE_PASSTHROUGH || device->passthrough->is_vga)
		return;
	to->devices[to->device_count++] = (struct plan_device) {
		.kind = PLAN_INTERRUPT_MONITOR,
		.interrupt_monitor = interrupt_monitor,
	};
	placing->has_interrupt_monitor = true;
}

void plan_fill_devices(struct planner *planner, struct plan_vm *to, const struct vm *vm)
{
	struct arena *arena = planner->arena;
	struct slots slots;
	struct placing placing = {
		.planner = planner,
		.to = to,
		.vm = vm,
	};
	/* The rules have checked that there is a place for each device. */
	const struct slot_place *places = slots_place(arena, planner->model, vm, &slots);

	if (bars_are_known(planner->model, vm))
		placing.bars = bars_place(arena, planner->model, vm);
	to->devices = arena_array(arena, vm->device_count + OPTIONS_MAX, sizeof(*to->devices));
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		struct plan_device *added;

		if (!is_planned(device))
			continue;
		add_virtio_poll(&placing, device);
		added = &to->devices[to->device_count++];
		added->vbdf = places[i].vbdf;
		added->is_parameter = device->address.is_argument;
		fill_device(&placing, added, device);
		fill_bars(&placing, added, device);
		add_interrupt_monitor(&placing, device);
	}
}
