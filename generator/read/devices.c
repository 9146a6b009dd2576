/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: reads the PCI devices of each VM, apart from regions and connected vUARTs. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/bdf.h"

static void add(const struct reader *reader, const struct read_vm *vm, struct device device)
{
	model_add_device(reader->builder, vm->vm, &device);
}

/* Calls `read` for each element of that name below virtio_devices. */
static void each_virtio(const struct reader *reader, const struct read_vm *vm, const char *name,
			void (*read)(const struct reader *, const struct read_vm *,
				     const xmlNode *))
{
	for (const xmlNode *node = read_first(vm->element, "virtio_devices", name); node;
	     node = load_next(node))
		read(reader, vm, node);
}

/* One controller for all ports, which its text has with commas between. Of each <usb_dev> the part
 * before the first white space counts, which is a port by the schema. */
static void read_xhci(const struct reader *reader, const struct read_vm *vm)
{
	const xmlNode *first = read_first(vm->element, "usb_xhci", "usb_dev");
	struct span at = { 0 };
	char *ports, *end;
	size_t size = 1;

	for (const xmlNode *usb = first; usb; usb = load_next(usb))
		size += strlen(load_text(reader->scratch, usb)) + 1;
	ports = end = arena_alloc(reader->arena, size);
	for (const xmlNode *usb = first; usb; usb = load_next(usb)) {
		struct text text = read_text(reader, usb);
		size_t length = strcspn(text.value, " \t\r\n");

		if (!length)
			continue;
		if (end == ports)
			at = text.at;
		else
			*end++ = ',';
		end = mempcpy(end, text.value, length);
	}
	if (end > ports)
		add(reader, vm,
		    (struct device) { .kind = DEVICE_XHCI, .at = at, .xhci_ports = ports });
}

static void read_input(const struct reader *reader, const struct read_vm *vm, const xmlNode *node)
{
	struct input_device *input = arena_alloc(reader->arena, sizeof(*input));

	input->backend = read_child(reader, node, "backend_device_file");
	input->id = read_child(reader, node, "id");
	if (!model_is_blank(input->backend))
		add(reader, vm,
		    (struct device) {
			    .kind = DEVICE_INPUT, .at = input->backend.at, .input = input });
}

/* The element that holds the path for a console's backend; NULL for those that need none. */
static const char *path_element(const char *backend)
{
	if (strcmp(backend, "file") == 0)
		return "output_file_path";
	if (strcmp(backend, "tty") == 0)
		return "tty_device_path";
	if (strcmp(backend, "sock server") == 0 || strcmp(backend, "sock client") == 0)
		return "sock_file_path";
	return NULL;
}

/* An empty <console/> is ACRN's way of having none. */
static void read_console(const struct reader *reader, const struct read_vm *vm, const xmlNode *node)
{
	struct console_device *console = arena_alloc(reader->arena, sizeof(*console));

	console->backend = read_child(reader, node, "backend_type");
	if (model_is_blank(console->backend))
		return;
	console->is_console = !read_is(read_child(reader, node, "use_type"), "Virtio serial port");
	console->path_element = path_element(console->backend.value);
	if (console->path_element)
		console->path = read_child(reader, node, console->path_element);
	add(reader, vm,
	    (struct device) { .kind = DEVICE_CONSOLE,
			      .at = load_element_span(reader->doc, node),
			      .console = console });
}

/* An empty <network/> is ACRN's way of having none. */
static void read_net(const struct reader *reader, const struct read_vm *vm, const xmlNode *node)
{
	struct text framework = read_child(reader, node, "virtio_framework");
	struct net_device *net = arena_alloc(reader->arena, sizeof(*net));

	net->interface = read_child(reader, node, "interface_name");
	net->has_vhost = read_is(framework, "Kernel based (Virtual Host)");
	if (!framework.value && !net->interface.value)
		return;
	if (model_is_blank(net->interface))
		net->interface = vm->vm->name;
	add(reader, vm,
	    (struct device) {
		    .kind = DEVICE_NET, .at = load_element_span(reader->doc, node), .net = net });
}

static void read_block(const struct reader *reader, const struct read_vm *vm, const xmlNode *node)
{
	struct text text = read_text(reader, node);

	if (*text.value)
		add(reader, vm,
		    (struct device) { .kind = DEVICE_BLOCK, .at = text.at, .block = text.value });
}

static void read_displays(const struct reader *reader, const xmlNode *node, bool is_window,
			  struct gpu_device *gpu)
{
	struct gpu_display *displays = NULL;

	for (const xmlNode *each = read_first(node, "displays", "display"); each;
	     each = load_next(each)) {
		displays =
			arena_grow(reader->arena, displays, gpu->display_count, sizeof(*displays));
		displays[gpu->display_count++] = (struct gpu_display) {
			.at = load_element_span(reader->doc, each),
			.is_window = is_window,
			.resolution = read_child(reader, each, "window_resolutions"),
			.x = read_child(reader, each, "horizontal_offset"),
			.y = read_child(reader, each, "vertical_offset"),
			.monitor = read_child(reader, each, "monitor_id"),
		};
	}
	gpu->displays = displays;
}

/* ACRN's configurator leaves a <gpu> without displays behind where there is none. */
static void read_gpu(const struct reader *reader, const struct read_vm *vm, const xmlNode *node)
{
	struct text type = read_child(reader, node, "display_type");
	struct gpu_device *gpu = arena_alloc(reader->arena, sizeof(*gpu));

	gpu->options = read_text(reader, node);
	if (type.value)
		read_displays(reader, node, read_is(type, "Window"), gpu);
	if (gpu->display_count || *gpu->options.value)
		add(reader, vm,
		    (struct device) { .kind = DEVICE_GPU,
				      .at = load_element_span(reader->doc, node),
				      .gpu = gpu });
}

static void read_vsock(const struct reader *reader, const struct read_vm *vm, const xmlNode *node)
{
	struct text text = read_text(reader, node);

	if (*text.value)
		add(reader, vm,
		    (struct device) {
			    .kind = DEVICE_VSOCK, .at = text.at, .vsock_cid = text.value });
}

/* A text that begins with a BDF, as lspci's lines do. */
static void read_passthrough(const struct reader *reader, const struct read_vm *vm,
			     const xmlNode *node)
{
	struct passthrough_device *device = arena_alloc(reader->arena, sizeof(*device));
	size_t length;

	device->text = read_text(reader, node);
	if (!*device->text.value)
		return;
	device->has_bdf = bdf_parse(device->text.value, &device->bdf, &length) &&
			  strchr(" \t\n", device->text.value[length]);
	device->enables_ptm = vm->vm->ptm.is_set;
	add(reader, vm,
	    (struct device) {
		    .kind = DEVICE_PASSTHROUGH, .at = device->text.at, .passthrough = device });
}

static void read_other(const struct reader *reader, const struct read_vm *vm, const xmlNode *node)
{
	struct other_device *other = arena_alloc(reader->arena, sizeof(*other));
	size_t length;

	other->text = read_text(reader, node);
	length = strcspn(other->text.value, ",");
	other->kind = arena_copy(reader->arena, other->text.value, length);
	if (other->text.value[length])
		other->options = other->text.value + length + 1;
	add(reader, vm,
	    (struct device) { .kind = DEVICE_OTHER,
			      .at = other->text.at,
			      .address = read_slot(read_attribute(reader, node, "slot")),
			      .other = other });
}

static void read_vm_devices(const struct reader *reader, const struct read_vm *vm)
{
	if (read_is(vm->vm->console_vuart, "PCI"))
		add(reader, vm,
		    (struct device) { .kind = DEVICE_VUART, .at = vm->vm->console_vuart.at });
	read_xhci(reader, vm);
	each_virtio(reader, vm, "input", read_input);
	each_virtio(reader, vm, "console", read_console);
	each_virtio(reader, vm, "network", read_net);
	each_virtio(reader, vm, "block", read_block);
	each_virtio(reader, vm, "gpu", read_gpu);
	each_virtio(reader, vm, "vsock", read_vsock);
	for (const xmlNode *node = read_first(vm->element, "pci_devs", "pci_dev"); node;
	     node = load_next(node))
		read_passthrough(reader, vm, node);
	for (const xmlNode *node = read_first(vm->element, "dm_devices", "dm_device"); node;
	     node = load_next(node))
		read_other(reader, vm, node);
	read_argument_devices(reader, vm);
}

void read_devices(const struct reader *reader)
{
	for (size_t i = 0; i < reader->vm_count; i++)
		read_vm_devices(reader, &reader->vms[i]);
}
