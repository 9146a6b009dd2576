/* SPDX-License-Identifier: BSD-3-Clause
 * launch_devices.c: the devices that a launch XML gives to a VM. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/launch.h"

/* Where the integrated graphics device is on every board. */
#define GRAPHICS "00:02.0 VGA compatible controller"

static const char *text_of(const struct launch_vm *vm, const xmlNode *from)
{
	return load_text(vm->upgrade->scratch, from);
}

bool launch_has_filled(const struct launch_vm *vm, const xmlNode *parent)
{
	for (const xmlNode *child = parent->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE && *text_of(vm, child))
			return true;
	return false;
}

/* The text of the element of that name beside another one; "" without one. */
static const char *text_beside(const struct launch_vm *vm, const xmlNode *from, const char *name)
{
	const xmlNode *other = load_child(from->parent, name);

	return other ? text_of(vm, other) : "";
}

/* Whether the VM has a virtio device of that kind by an element of its own: then `from`, by which
 * earlier releases had it, counts no more. */
static bool has_virtio(const struct launch_vm *vm, const xmlNode *from, const char *name)
{
	const xmlNode *devices = load_child(from->parent, "virtio_devices");
	const xmlNode *device = devices ? load_child(devices, name) : NULL;

	while (device && !*text_of(vm, device))
		device = load_next(device);
	if (device)
		upgrade_obsolete(vm->upgrade, from, "virtio_devices has a %s", name);
	return device;
}

/* A list in the VM, which the scenario may have begun. */
static xmlNode *list_in(const struct launch_vm *vm, const char *name, const xmlNode *from)
{
	xmlNode *list = (xmlNode *)load_child(vm->made, name);

	return list ? list : launch_place(upgrade_element(vm->upgrade, vm->made, name, from));
}

xmlNode *launch_passthrough(const struct launch_vm *vm, const struct launch_row *row,
			    const xmlNode *from)
{
	xmlNode *list;

	(void)row;
	if (!launch_has_filled(vm, from))
		return NULL;
	list = list_in(vm, "pci_devs", from);
	for (const xmlNode *child = from->children; child; child = child->next)
		if (child->type == XML_COMMENT_NODE)
			upgrade_comment(vm->upgrade, list, child);
		else if (child->type == XML_ELEMENT_NODE && *text_of(vm, child))
			upgrade_keep(vm->upgrade, list, "pci_dev", child);
	return list;
}

/* Passthrough of the graphics device, or a share of it, which no release has since 3.0. */
xmlNode *launch_graphics(const struct launch_vm *vm, const struct launch_row *row,
			 const xmlNode *from)
{
	const xmlNode *devices = load_child(from->parent, "passthrough_devices");
	const xmlNode *gpu = devices ? load_child(devices, "gpu") : NULL;
	const char *text = text_of(vm, from);
	xmlNode *list;

	(void)row;
	if (*text && strcmp(text, "gvtd") != 0)
		upgrade_lost(vm->upgrade, from, "ACRN shares no graphics device since 3.0");
	if (strcmp(text, "gvtd") != 0 || (gpu && *text_of(vm, gpu)))
		return NULL;
	list = list_in(vm, "pci_devs", from);
	upgrade_text(vm->upgrade, list, "pci_dev", from, GRAPHICS);
	return list;
}

xmlNode *launch_usb(const struct launch_vm *vm, const struct launch_row *row, const xmlNode *from)
{
	struct upgrade_source source = upgrade_source(vm->upgrade, from);
	const char *text = source.text;
	xmlNode *list;

	(void)row;
	if (!*text)
		return NULL;
	launch_remove(vm, "usb_xhci");
	list = list_in(vm, "usb_xhci", from);
	for (size_t start = 0, end; text[start]; start = end + (text[end] == ':')) {
		end = start + strcspn(text + start, ":");
		upgrade_slice(vm->upgrade, list, "usb_dev", &source, start, end,
			      arena_copy(vm->upgrade->scratch, text + start, end - start));
	}
	return list;
}

/* Of 1.4 to 2.0: com1 is vuart0, whose own element there is since 1.5. */
xmlNode *launch_console_type(const struct launch_vm *vm, const struct launch_row *row,
			     const xmlNode *from)
{
	const char *text = text_of(vm, from);
	xmlNode *list, *console;

	(void)row;
	if (strncmp(text, "com1", strlen("com1")) == 0) {
		if (*text_beside(vm, from, "vuart0"))
			return NULL;
		launch_remove(vm, "vuart0");
		return launch_place(upgrade_text(vm->upgrade, vm->made, "vuart0", from, "y"));
	}
	if (strncmp(text, "virtio-console", strlen("virtio-console")) != 0) {
		if (*text)
			upgrade_lost(vm->upgrade, from, "expected com1 or virtio-console");
		return NULL;
	}
	if (has_virtio(vm, from, "console"))
		return NULL;
	list = list_in(vm, "virtio_devices", from);
	console = upgrade_element(vm->upgrade, list, "console", from);
	upgrade_text(vm->upgrade, console, "use_type", from, "Virtio console");
	upgrade_text(vm->upgrade, console, "backend_type", from, "stdio");
	return list;
}

static xmlNode *add_disk(const struct launch_vm *vm, const xmlNode *from, const char *text)
{
	xmlNode *list = list_in(vm, "virtio_devices", from);

	upgrade_text(vm->upgrade, list, "block", from, text);
	return list;
}

/* Of 1.4 to 2.0: a partition, and an image in its file system; with the image it is one disk. */
xmlNode *launch_root_device(const struct launch_vm *vm, const struct launch_row *row,
			    const xmlNode *from)
{
	const char *device = text_of(vm, from);

	(void)row;
	if (!*device || *text_beside(vm, from, "rootfs_img") || has_virtio(vm, from, "block"))
		return NULL;
	return add_disk(vm, from, device);
}

xmlNode *launch_root_image(const struct launch_vm *vm, const struct launch_row *row,
			   const xmlNode *from)
{
	const char *image = text_of(vm, from), *device = text_beside(vm, from, "rootfs_dev");

	(void)row;
	if (!*image || has_virtio(vm, from, "block"))
		return NULL;
	if (*device)
		image = arena_printf(vm->upgrade->scratch, "%s:%s", device, image);
	return add_disk(vm, from, image);
}

xmlNode *launch_virtio(const struct launch_vm *vm, const struct launch_row *row,
		       const xmlNode *from)
{
	xmlNode *list;

	(void)row;
	if (!launch_has_filled(vm, from))
		return NULL;
	list = list_in(vm, "virtio_devices", from);
	upgrade_virtio(vm->upgrade, from, list);
	return list;
}
