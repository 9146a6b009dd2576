/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: reads the PCI devices of each VM, in the order in which ACRN's launch scripts
 * give them to acrn-dm. */
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/bdf.h"

/* PCI class codes; of an Ethernet controller the programming interface does not matter. */
#define CLASS_VGA      0x030000u
#define CLASS_XHCI     0x0c0330u
#define CLASS_ETHERNET 0x020000u
#define SUBCLASS_MASK  0xffff00u

/* Where devices are put in order: one place for all VMs, each of which gets a copy without room for
 * more. */
struct bench {
	struct device *devices; /* arena_grow()n */
	size_t count;		/* the most that a VM had so far */
};

/* The VM whose devices are being put in order. */
struct assembly {
	const struct builder *builder;
	const xmlNode *element; /* <vm> */
	struct vm *vm;
	struct bench *bench;
};

static struct device *add(const struct assembly *assembly, enum device_kind kind, struct span at)
{
	struct bench *bench = assembly->bench;
	struct device *device;

	if (assembly->vm->device_count == bench->count)
		bench->devices = arena_grow(assembly->builder->scratch, bench->devices,
					    bench->count++, sizeof(*bench->devices));
	device = &bench->devices[assembly->vm->device_count++];
	*device = (struct device) { .kind = kind, .at = at };
	return device;
}

/* A copy of what a device has of its own. */
static const void *keep(const struct assembly *assembly, const void *own, size_t size)
{
	return memcpy(arena_alloc(assembly->builder->arena, size), own, size);
}

/* Calls `take` for each element of that name below virtio_devices. */
static void each_virtio(const struct assembly *assembly, const char *name,
			void (*take)(const struct assembly *, const xmlNode *))
{
	const xmlNode *virtio = load_child(assembly->element, "virtio_devices");

	for (const xmlNode *node = virtio ? load_child(virtio, name) : NULL; node;
	     node = load_next(node))
		take(assembly, node);
}

/* The regions of one land: ACRN gives dm-land first. A second device for a region would only repeat
 * the mistake that it is. */
static void add_ivshmem(const struct assembly *assembly, const struct device_list *list,
			enum cfg_land land)
{
	for (const struct wanted_region *each = list->regions; each; each = each->next) {
		const struct shm_dev *peer = each->peer;
		struct device *device;

		if (peer->same_vm || peer->link->declarations[0]->land != land)
			continue;
		device = add(assembly, DEVICE_IVSHMEM, peer->at);
		device->place = each->place;
		device->ivshmem = peer;
	}
}

static void add_vuarts(const struct assembly *assembly, const struct device_list *list)
{
	struct text console =
		model_child_text(assembly->builder, assembly->element, "console_vuart");

	if (console.value && strcmp(console.value, "PCI") == 0)
		add(assembly, DEVICE_VUART, console.at);
	for (size_t i = 0; i < list->vuart_count; i++)
		*add(assembly, DEVICE_VUART, list->vuarts[i].at) = list->vuarts[i];
}

/* The ports of a controller, with commas between; of each text the part before the first white
 * space counts, which is a port by the schema. The first of them is at *at. NULL if there is none.
 */
static const char *xhci_ports(const struct builder *builder, const xmlNode *xhci, struct span *at)
{
	size_t size = 1;
	char *ports, *end;

	for (const xmlNode *usb = load_child(xhci, "usb_dev"); usb; usb = load_next(usb))
		size += strlen(load_text(builder->arena, usb)) + 1;
	ports = end = arena_alloc(builder->arena, size);
	for (const xmlNode *usb = load_child(xhci, "usb_dev"); usb; usb = load_next(usb)) {
		struct text text = model_text(builder, usb);
		size_t length = strcspn(text.value, " \t\r\n");

		if (!length)
			continue;
		if (end == ports)
			*at = text.at;
		else
			*end++ = ',';
		end = mempcpy(end, text.value, length);
	}
	return end > ports ? ports : NULL;
}

/* One controller for all ports. */
static void add_xhci(const struct assembly *assembly)
{
	const xmlNode *xhci = load_child(assembly->element, "usb_xhci");
	struct span at = { 0 };
	const char *ports = xhci ? xhci_ports(assembly->builder, xhci, &at) : NULL;

	if (ports)
		add(assembly, DEVICE_XHCI, at)->xhci_ports = ports;
}

static void add_input(const struct assembly *assembly, const xmlNode *node)
{
	struct input_device input = {
		.backend = model_child_text(assembly->builder, node, "backend_device_file"),
		.id = model_child_text(assembly->builder, node, "id"),
	};

	if (input.backend.value && *input.backend.value)
		add(assembly, DEVICE_INPUT, input.backend.at)->input =
			keep(assembly, &input, sizeof(input));
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

static void add_console(const struct assembly *assembly, const xmlNode *node)
{
	struct text use = model_child_text(assembly->builder, node, "use_type");
	struct console_device console = {
		.backend = model_child_text(assembly->builder, node, "backend_type"),
	};

	if (!console.backend.value || !*console.backend.value)
		return; /* <console/> is ACRN's way of having none */
	console.is_console = !use.value || strcmp(use.value, "Virtio serial port") != 0;
	console.path_element = path_element(console.backend.value);
	if (console.path_element)
		console.path = model_child_text(assembly->builder, node, console.path_element);
	add(assembly, DEVICE_CONSOLE, load_element_span(assembly->builder->doc, node))->console =
		keep(assembly, &console, sizeof(console));
}

static void add_net(const struct assembly *assembly, const xmlNode *node)
{
	struct text framework = model_child_text(assembly->builder, node, "virtio_framework");
	struct net_device net = {
		.interface = model_child_text(assembly->builder, node, "interface_name"),
		.has_vhost = framework.value &&
			     strcmp(framework.value, "Kernel based (Virtual Host)") == 0,
	};

	if (!framework.value && !net.interface.value)
		return; /* <network/> */
	if (!net.interface.value || !*net.interface.value)
		net.interface = assembly->vm->name;
	add(assembly, DEVICE_NET, load_element_span(assembly->builder->doc, node))->net =
		keep(assembly, &net, sizeof(net));
}

static void add_block(const struct assembly *assembly, const xmlNode *node)
{
	struct text text = model_text(assembly->builder, node);

	if (*text.value)
		add(assembly, DEVICE_BLOCK, text.at)->block = text.value;
}

static void read_displays(const struct assembly *assembly, const xmlNode *node, bool is_window,
			  struct gpu_device *gpu)
{
	const struct builder *builder = assembly->builder;
	const xmlNode *list = load_child(node, "displays");
	struct gpu_display *displays = NULL;
	size_t count = 0;

	for (const xmlNode *each = list ? load_child(list, "display") : NULL; each;
	     each = load_next(each)) {
		displays = arena_grow(builder->arena, displays, count, sizeof(*displays));
		displays[count++] = (struct gpu_display) {
			.at = load_element_span(builder->doc, each),
			.is_window = is_window,
			.resolution = model_child_text(builder, each, "window_resolutions"),
			.x = model_child_text(builder, each, "horizontal_offset"),
			.y = model_child_text(builder, each, "vertical_offset"),
			.monitor = model_child_text(builder, each, "monitor_id"),
		};
	}
	gpu->displays = displays;
	gpu->display_count = count;
}

static void add_gpu(const struct assembly *assembly, const xmlNode *node)
{
	struct text type = model_child_text(assembly->builder, node, "display_type");
	struct gpu_device gpu = { .options = model_text(assembly->builder, node) };

	if (type.value)
		read_displays(assembly, node, strcmp(type.value, "Window") == 0, &gpu);
	if (type.value || *gpu.options.value)
		add(assembly, DEVICE_GPU, load_element_span(assembly->builder->doc, node))->gpu =
			keep(assembly, &gpu, sizeof(gpu));
}

static void add_vsock(const struct assembly *assembly, const xmlNode *node)
{
	struct text text = model_text(assembly->builder, node);

	if (*text.value)
		add(assembly, DEVICE_VSOCK, text.at)->vsock_cid = text.value;
}

/* What the board, or without one the description beside the BDF, says of a device. */
static uint32_t class_of(const struct board *board, const struct passthrough_device *device)
{
	const struct board_device *found =
		board && device->has_bdf ? board_device(board, device->bdf) : NULL;

	if (found && found->class_code)
		return found->class_code;
	return strstr(device->text.value, "VGA compatible controller") ? CLASS_VGA : 0;
}

/* Two devices have no choice: acrn-dm wants the VGA controller in slot 2, and ACRN's allocator
 * leaves the VMD controller of a pre-launched VM where the board has it. */
static struct place passthrough_place(const struct vm *vm, const struct passthrough_device *device)
{
	struct place place = {
		.kind = PLACE_ANYWHERE,
		.is_slot_number = true,
		.text = device->text,
	};
	uint16_t vmd = CFG_BDF(0, 0x0e, 0);

	if (vm->load_order == CFG_POST_LAUNCHED && device->is_vga) {
		place.kind = PLACE_FIXED;
		place.vbdf = CFG_BDF(0, CFG_SLOT_GPU, 0);
	} else if (vm->load_order == CFG_PRE_LAUNCHED && device->has_bdf && device->bdf == vmd) {
		place.kind = PLACE_FIXED;
		place.vbdf = vmd;
	}
	return place;
}

/* ACRN takes it from the Service VM, so that its place there is free. */
static void note_passed_through(const struct assembly *assembly,
				const struct passthrough_device *device)
{
	if (assembly->vm->load_order == CFG_PRE_LAUNCHED && device->has_bdf &&
	    !CFG_BDF_BUS(device->bdf))
		assembly->builder->model->is_passed_through[device->bdf] = true;
}

static void add_passthrough(const struct assembly *assembly, const xmlNode *node)
{
	const struct builder *builder = assembly->builder;
	struct passthrough_device device = { .text = model_text(builder, node) };
	uint32_t class_code;
	size_t length;
	struct device *added;

	if (!*device.text.value)
		return;
	device.has_bdf = bdf_parse(device.text.value, &device.bdf, &length) &&
			 strchr(" \t\n", device.text.value[length]);
	class_code = class_of(builder->model->board, &device);
	device.is_vga = class_code == CLASS_VGA;
	device.enables_ptm = (class_code & SUBCLASS_MASK) == CLASS_ETHERNET &&
			     model_is_yes(builder, assembly->element, "PTM");
	device.has_d3hot_reset = class_code == CLASS_XHCI && assembly->vm->is_windows;
	added = add(assembly, DEVICE_PASSTHROUGH, device.text.at);
	added->place = passthrough_place(assembly->vm, &device);
	added->passthrough = keep(assembly, &device, sizeof(device));
	note_passed_through(assembly, &device);
}

static void add_passthroughs(const struct assembly *assembly)
{
	const xmlNode *list = load_child(assembly->element, "pci_devs");

	for (const xmlNode *node = list ? load_child(list, "pci_dev") : NULL; node;
	     node = load_next(node))
		add_passthrough(assembly, node);
}

static void add_others(const struct assembly *assembly)
{
	const struct builder *builder = assembly->builder;
	const xmlNode *list = load_child(assembly->element, "dm_devices");

	for (const xmlNode *node = list ? load_child(list, "dm_device") : NULL; node;
	     node = load_next(node)) {
		struct other_device other = { .text = model_text(builder, node) };
		size_t length = strcspn(other.text.value, ",");
		struct device *device;

		other.kind = arena_copy(builder->arena, other.text.value, length);
		if (other.text.value[length])
			other.options = other.text.value + length + 1;
		device = add(assembly, DEVICE_OTHER, other.text.at);
		device->place = model_slot_place(model_attribute(builder, node, "slot"));
		device->other = keep(assembly, &other, sizeof(other));
	}
}

/* A post-launched VM's devices go to acrn-dm; of another VM's the virtio ones mean nothing. */
static void assemble(const struct assembly *assembly, const struct device_list *list)
{
	add_ivshmem(assembly, list, CFG_LAND_DM);
	add_ivshmem(assembly, list, CFG_LAND_HV);
	add_vuarts(assembly, list);
	if (assembly->vm->load_order == CFG_POST_LAUNCHED) {
		add_xhci(assembly);
		each_virtio(assembly, "input", add_input);
		each_virtio(assembly, "console", add_console);
		each_virtio(assembly, "network", add_net);
		each_virtio(assembly, "block", add_block);
		each_virtio(assembly, "gpu", add_gpu);
		each_virtio(assembly, "vsock", add_vsock);
	}
	add_passthroughs(assembly);
	if (assembly->vm->load_order == CFG_POST_LAUNCHED)
		add_others(assembly);
}

/* One end of a vUART connection: a device of its VM if the connection is a PCI one. */
static void read_vuart_end(struct builder *builder, const xmlNode *endpoint, bool is_pci)
{
	struct model *model = builder->model;
	struct text name = model_child_text(builder, endpoint, "vm_name");
	struct span at = load_element_span(builder->doc, endpoint);
	struct vuart_end *ends = arena_grow(builder->arena, (void *)model->vuart_ends,
					    model->vuart_end_count, sizeof(*ends));
	struct device_list *list;
	struct device *device;
	struct vm *vm;

	if (!name.value)
		name = (struct text) { .value = "", .at = at };
	vm = model_find_vm(builder, name.value);
	ends[model->vuart_end_count++] = (struct vuart_end) { .vm_name = name, .vm = vm };
	model->vuart_ends = ends;
	if (!vm)
		return;
	list = model_devices_of(builder, vm);
	list->vuart_connections++;
	if (!is_pci)
		return;
	list->vuarts = arena_grow(builder->scratch, list->vuarts, list->vuart_count,
				  sizeof(*list->vuarts));
	device = &list->vuarts[list->vuart_count++];
	device->kind = DEVICE_VUART;
	device->at = at;
	device->place = model_vbdf_place(model_child_text(builder, endpoint, "vbdf"));
	device->vuart_index = list->vuart_connections;
}

static void read_vuart_connections(struct builder *builder, const xmlNode *root)
{
	const xmlNode *hv = load_child(root, "hv");
	const xmlNode *list = hv ? load_child(hv, "vuart_connections") : NULL;

	for (const xmlNode *connection = list ? load_child(list, "vuart_connection") : NULL;
	     connection; connection = load_next(connection)) {
		struct text type = model_child_text(builder, connection, "type");
		/* PCI is the default of ACRN's schema, but its launch scripts take the text. */
		bool is_pci = type.value && strcmp(type.value, "pci") == 0;

		for (const xmlNode *end = load_child(connection, "endpoint"); end;
		     end = load_next(end))
			read_vuart_end(builder, end, is_pci);
	}
}

static void take_devices(const struct assembly *assembly)
{
	struct vm *vm = assembly->vm;

	vm->devices = arena_array(assembly->builder->arena, vm->device_count, sizeof(*vm->devices));
	if (vm->device_count)
		memcpy(vm->devices, assembly->bench->devices,
		       vm->device_count * sizeof(*vm->devices));
}

void model_build_devices(struct builder *builder, const xmlNode *root)
{
	struct bench bench = { 0 };

	read_vuart_connections(builder, root);
	for (size_t i = 0; i < builder->model->vm_count; i++) {
		struct assembly assembly = {
			.builder = builder,
			.element = builder->devices[i].element,
			.vm = &builder->model->vms[i],
			.bench = &bench,
		};

		assemble(&assembly, &builder->devices[i]);
		take_devices(&assembly);
	}
}
