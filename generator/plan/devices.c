/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: places a VM's devices, and writes them down in the order of the command line. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "plan/bars.h"
#include "plan/internal.h"
#include "plan/slots.h"

/* What ACRN's launch scripts use: virtio polling of an RTVM in nanoseconds; 10,000 interrupts a
 * second are a storm, probed every 10 s, and then delayed by 1 ms each for 100 ms. */
#define VIRTIO_POLL_INTERVAL "1000000"
#define STORM_THRESHOLD	     "10000"
#define STORM_PERIOD	     "10"
#define STORM_DELAY	     "1"
#define STORM_DURATION	     "100"

/* A VM's devices, their places, and what some of them bring with them once. */
struct placing {
	struct planner *planner;
	const struct vm *vm;
	xmlNode *node;
	uint16_t *vbdfs;  /* of each device */
	struct bars bars; /* none where their addresses are not known */
	bool has_virtio_poll, has_interrupt_monitor;
};

static bool has_own_range(const struct device *device)
{
	return device->kind == DEVICE_IVSHMEM ||
	       (device->kind == DEVICE_VUART && device->vuart_index);
}

/* Where the user put a device; acrn-dm places by slot, whatever the function. */
static uint16_t fixed_vbdf(const struct vm *vm, const struct device *device)
{
	if (vm->load_order == CFG_POST_LAUNCHED)
		return CFG_BDF(0, CFG_BDF_DEVICE(device->address.vbdf), 0);
	return device->address.vbdf;
}

/* The rules have seen to it that there is room for each. */
static void place_some(struct placing *placing, struct slots *slots, bool with_own_range)
{
	const struct vm *vm = placing->vm;

	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		int slot;

		if (has_own_range(device) != with_own_range)
			continue;
		placing->vbdfs[i] = fixed_vbdf(vm, device);
		if (device->address.kind == ADDRESS_FIXED)
			continue;
		slot = slots_first_free(slots, slots_range(vm, device));
		slots_take(slots, (unsigned)slot);
		placing->vbdfs[i] = CFG_BDF(0, slot, 0);
	}
}

/* Chooses every device's place: what the user put somewhere, then what has a range of its own, then
 * the rest around them. */
static void place_all(struct placing *placing)
{
	struct slots slots;

	slots_enter(&slots, placing->planner->model, placing->vm);
	place_some(placing, &slots, true);
	place_some(placing, &slots, false);
}

/* SLOT[:FUNCTION], as acrn-dm takes them, in the VMs that it runs. */
static void set_slot(struct placing *placing, xmlNode *node, uint16_t vbdf)
{
	struct planner *planner = placing->planner;

	if (placing->vm->load_order != CFG_POST_LAUNCHED &&
	    !model_is_started_by_acrn_hv(planner->model, placing->vm))
		return;
	if (CFG_BDF_FUNCTION(vbdf))
		plan_setf(planner, node, "slot", "%u:%u", CFG_BDF_DEVICE(vbdf),
			  CFG_BDF_FUNCTION(vbdf));
	else
		plan_setf(planner, node, "slot", "%u", CFG_BDF_DEVICE(vbdf));
}

static void set_place(struct placing *placing, xmlNode *node, uint16_t vbdf, bool has_vbdf)
{
	struct planner *planner = placing->planner;

	set_slot(placing, node, vbdf);
	if (has_vbdf)
		plan_setf(planner, node, "vbdf", "00:%02x.%u", CFG_BDF_DEVICE(vbdf),
			  CFG_BDF_FUNCTION(vbdf));
}

static void set_text(xmlNode *node, const char *name, struct text text)
{
	if (!model_is_blank(text))
		plan_set(node, name, text.value);
}

/* What a 64-bit, prefetchable BAR holds beside its address. */
#define BAR_64_PREFETCHABLE UINT64_C(0xc)

/* The addresses that the hypervisor sets, and what it sets the 64-bit BAR to. */
static void set_bars(struct placing *placing, xmlNode *node, const struct device *device)
{
	static const char *const names[BARS_IVSHMEM] = { "bar0", "bar1", "bar2" };
	struct planner *planner = placing->planner;
	const struct bar *bar = NULL;

	if (!bars_are_fixed(placing->vm, device))
		return;
	for (unsigned index = 0; index < BARS_IVSHMEM; index++) {
		bar = bars_find(&placing->bars, device, index);
		if (bar)
			plan_setf(planner, node, names[index], "%" PRIu64, bar->address);
	}
	if (bar)
		plan_setf(planner, node, "bar2-value", "%" PRIu64,
			  bar->address | BAR_64_PREFETCHABLE);
}

static void fill_ivshmem(struct placing *placing, xmlNode *node, const struct device *device,
			 uint16_t vbdf)
{
	struct planner *planner = placing->planner;
	const struct shm_link *link = device->ivshmem->link;

	plan_setf(planner, node, "vbdf-value", "%u", vbdf);
	plan_setf(planner, node, "region", "%zu", link->index);
	plan_set_region(planner, node, link);
	set_bars(placing, node, device);
	plan_set_origin(planner, node, device->at);
}

/* "Device name: N, Device physical path: P", as ACRN's configurator writes it, becomes N and P; any
 * other text is a path. */
static void fill_input(struct planner *planner, xmlNode *node, const struct input_device *input)
{
	static const char name_mark[] = "Device name: ", phys_mark[] = ", Device physical path: ";
	const char *text = input->backend.value;
	const char *phys = strstr(text, phys_mark);

	if (strncmp(text, name_mark, strlen(name_mark)) == 0 && phys && phys[strlen(phys_mark)]) {
		text += strlen(name_mark);
		plan_setf(planner, node, "name", "%.*s", (int)(phys - text), text);
		plan_set(node, "phys", phys + strlen(phys_mark));
	} else {
		plan_set(node, "device", text);
	}
	set_text(node, "id", input->id);
}

/* The name of a socket's port: the file's, up to the first full stop. */
static void set_socket(struct planner *planner, xmlNode *node, const struct console_device *console)
{
	const char *slash = strrchr(console->path.value, '/');
	const char *base = slash ? slash + 1 : console->path.value;
	int length = (int)strcspn(base, ".");

	plan_setf(planner, node, "port", "%.*s", length ? length : 6, length ? base : "socket");
	plan_set(node, "role",
		 strcmp(console->backend.value, "sock server") == 0 ? "server" : "client");
}

static void fill_console(struct planner *planner, xmlNode *node,
			 const struct console_device *console)
{
	bool is_socket = strncmp(console->backend.value, "sock ", 5) == 0;

	plan_set_yes(node, "console", console->is_console);
	plan_set(node, "backend", is_socket ? "socket" : console->backend.value);
	if (console->path_element)
		set_text(node, "path", console->path);
	if (is_socket)
		set_socket(planner, node, console);
}

/* PATH, or PARTITION:IMAGE. */
static void fill_block(struct planner *planner, xmlNode *node, const char *text)
{
	const char *colon = strchr(text, ':');

	if (colon && colon > text && colon[1]) {
		plan_setf(planner, node, "partition", "%.*s", (int)(colon - text), text);
		plan_set(node, "image", colon + 1);
	} else {
		plan_set(node, "path", text);
	}
}

static void fill_gpu(xmlNode *node, const struct gpu_device *gpu)
{
	set_text(node, "options", gpu->options);
	for (size_t i = 0; i < gpu->display_count; i++) {
		const struct gpu_display *display = &gpu->displays[i];
		xmlNode *child = plan_add(node, display->is_window ? "window" : "fullscreen");

		if (display->is_window) {
			plan_set(child, "resolution", display->resolution.value);
			plan_set(child, "x", display->x.value);
			plan_set(child, "y", display->y.value);
		} else {
			plan_set(child, "monitor", display->monitor.value);
		}
	}
}

static void fill_passthrough(struct planner *planner, xmlNode *node,
			     const struct passthrough_device *device)
{
	unsigned bus = CFG_BDF_BUS(device->bdf);
	unsigned slot = CFG_BDF_DEVICE(device->bdf);
	unsigned function = CFG_BDF_FUNCTION(device->bdf);

	plan_setf(planner, node, "bdf", "0000:%02x:%02x.%u", bus, slot, function);
	plan_setf(planner, node, "bus", "%x", bus);
	plan_setf(planner, node, "device", "%x", slot);
	plan_setf(planner, node, "function", "%x", function);
	plan_set_yes(node, "enable-ptm", device->enables_ptm);
	plan_set_yes(node, "d3hot-reset", device->has_d3hot_reset);
}

static void fill_net(xmlNode *node, const struct net_device *net)
{
	plan_set(node, "tap", net->interface.value);
	plan_set_yes(node, "vhost", net->has_vhost);
}

static void fill_other(xmlNode *node, const struct other_device *other)
{
	plan_set(node, "kind", other->kind);
	if (other->options && *other->options)
		plan_set(node, "options", other->options);
}

/* The element that stands for each kind, and whether it shows the guest's address. */
static const struct {
	const char *name;
	bool has_vbdf, is_virtio;
} kinds[] = {
	[DEVICE_IVSHMEM] = { "ivshmem", true, false },
	[DEVICE_VUART] = { "vuart", true, false },
	[DEVICE_XHCI] = { "xhci", false, false },
	[DEVICE_INPUT] = { "virtio-input", false, true },
	[DEVICE_CONSOLE] = { "virtio-console", false, true },
	[DEVICE_NET] = { "virtio-net", false, true },
	[DEVICE_BLOCK] = { "virtio-blk", false, true },
	[DEVICE_GPU] = { "virtio-gpu", false, true },
	[DEVICE_VSOCK] = { "vhost-vsock", false, false },
	[DEVICE_PASSTHROUGH] = { "passthrough", true, false },
	[DEVICE_OTHER] = { "dm-device", false, false },
};

static void fill_device(struct placing *placing, xmlNode *node, const struct device *device,
			uint16_t vbdf)
{
	struct planner *planner = placing->planner;

	switch (device->kind) {
	case DEVICE_IVSHMEM:
		fill_ivshmem(placing, node, device, vbdf);
		break;
	case DEVICE_VUART:
		plan_setf(planner, node, "index", "%u", device->vuart_index);
		break;
	case DEVICE_XHCI:
		plan_set(node, "ports", device->xhci_ports);
		break;
	case DEVICE_INPUT:
		fill_input(planner, node, device->input);
		break;
	case DEVICE_CONSOLE:
		fill_console(planner, node, device->console);
		break;
	case DEVICE_NET:
		fill_net(node, device->net);
		break;
	case DEVICE_BLOCK:
		fill_block(planner, node, device->block);
		break;
	case DEVICE_GPU:
		fill_gpu(node, device->gpu);
		break;
	case DEVICE_VSOCK:
		plan_set(node, "cid", device->vsock_cid);
		break;
	case DEVICE_PASSTHROUGH:
		fill_passthrough(planner, node, device->passthrough);
		break;
	case DEVICE_OTHER:
		fill_other(node, device->other);
		break;
	}
}

/* Before an RTVM's first virtio device: it polls, since an interrupt would cost a VM exit. */
static void add_virtio_poll(struct placing *placing)
{
	if (!placing->vm->is_rtvm || placing->has_virtio_poll)
		return;
	plan_set(plan_add(placing->node, "virtio-poll"), "interval", VIRTIO_POLL_INTERVAL);
	placing->has_virtio_poll = true;
}

/* Behind the first passthrough device that is no GPU. */
static void add_interrupt_monitor(struct placing *placing)
{
	xmlNode *monitor;

	if (placing->has_interrupt_monitor)
		return;
	monitor = plan_add(placing->node, "interrupt-monitor");
	plan_set(monitor, "threshold", STORM_THRESHOLD);
	plan_set(monitor, "period", STORM_PERIOD);
	plan_set(monitor, "delay", STORM_DELAY);
	plan_set(monitor, "duration", STORM_DURATION);
	placing->has_interrupt_monitor = true;
}

static void add_device(struct placing *placing, const struct device *device, uint16_t vbdf)
{
	bool is_post_launched = placing->vm->load_order == CFG_POST_LAUNCHED;
	xmlNode *node;

	if (kinds[device->kind].is_virtio)
		add_virtio_poll(placing);
	node = plan_add(placing->node, kinds[device->kind].name);
	set_place(placing, node, vbdf, kinds[device->kind].has_vbdf);
	fill_device(placing, node, device, vbdf);
	if (is_post_launched && device->kind == DEVICE_PASSTHROUGH && !device->passthrough->is_vga)
		add_interrupt_monitor(placing);
}

struct ivshmem_counts plan_count_ivshmem(const struct vm *vm)
{
	struct ivshmem_counts counts = { 0 };

	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];

		if (device->kind != DEVICE_IVSHMEM)
			continue;
		counts.all++;
		counts.hv += device->ivshmem->link->declarations[0]->land == CFG_LAND_HV;
	}
	return counts;
}

void plan_add_devices(struct planner *planner, xmlNode *node, const struct vm *vm)
{
	struct placing placing = {
		.planner = planner,
		.vm = vm,
		.node = node,
		.vbdfs = arena_array(planner->arena, vm->device_count, sizeof(*placing.vbdfs)),
	};

	place_all(&placing);
	if (bars_are_known(planner->model, vm))
		placing.bars = bars_place(planner->arena, planner->model, vm);
	for (size_t i = 0; i < vm->device_count; i++)
		add_device(&placing, &vm->devices[i], placing.vbdfs[i]);
}
