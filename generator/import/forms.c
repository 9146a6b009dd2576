/* SPDX-License-Identifier: BSD-3-Clause
 * forms.c: which devices of acrn-dm an element stands for: those of which gen writes the same text
 * (templates/launch_acrn.sh.xsl). */
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "import/internal.h"
#include "schema/bdf.h"
#include "schema/number.h"
#include "vmm/slot.h"

/* The longest name of a tap that Linux takes. */
#define TAP_NAME_MAX 15u

#define VSOCK_CID_MIN 3u
#define VSOCK_CID_MAX UINT64_C(4294967294)

/* What a form is read into. `options` are those of the device behind its kind. */
struct form {
	const struct importing *importing;
	const struct import_vm *vm;
	const struct launch_device *device;
	const char *options;
	const char **group;
	struct import_element *element;
};

static const char identifier[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
static const char decimal[] = "0123456789";

struct import_element *import_add_child(struct arena *arena, struct import_element *parent,
					const char *name, const char *text)
{
	struct import_element *child;

	parent->children =
		arena_grow(arena, parent->children, parent->child_count, sizeof(*parent->children));
	child = &parent->children[parent->child_count++];
	child->name = name;
	child->text = text;
	return child;
}

static void set(const struct form *form, const char *group, const char *name, const char *text)
{
	*form->group = group;
	*form->element = (struct import_element) { .name = name, .text = text };
}

static void add_child(const struct form *form, const char *name, const char *text)
{
	import_add_child(form->importing->arena, form->element, name, text);
}

/* The rest of a text behind `start`, or NULL where it begins with something else. */
static const char *behind(const char *text, const char *start)
{
	size_t length = strlen(start);

	return strncmp(text, start, length) == 0 ? text + length : NULL;
}

/* Whether an element can have a text: not nothing, and no white space at its ends, which does not
 * count in scenarios. */
static bool is_value(const char *text)
{
	size_t length = strlen(text);

	return length && text[0] != ' ' && text[length - 1] != ' ' && import_is_text(text);
}

static bool read_vuart(const struct form *form)
{
	set(form, NULL, "console_vuart", "PCI");
	return strcmp(form->options, "vuart_idx:0") == 0;
}

/* BUS-PORT[.PORT]… */
static bool is_port(const char *text, size_t length)
{
	size_t bus = strspn(text, decimal);
	size_t at = bus;

	if (!bus || text[at] != '-')
		return false;
	do {
		size_t digits = strspn(text + ++at, decimal);

		if (!digits)
			return false;
		at += digits;
	} while (text[at] == '.');
	return at == length;
}

static bool read_xhci(const struct form *form)
{
	const char *at = form->options;

	set(form, NULL, "usb_xhci", NULL);
	for (;;) {
		size_t length = strcspn(at, ",");

		if (!is_port(at, length))
			return false;
		add_child(form, "usb_dev", arena_copy(form->importing->arena, at, length));
		if (!at[length])
			return true;
		at += length + 1;
	}
}

/* PATH[,id:ID] */
static bool read_input(const struct form *form)
{
	size_t length = strcspn(form->options, ",");
	const char *path = arena_copy(form->importing->arena, form->options, length);
	const char *id = form->options[length] ? behind(form->options + length, ",id:") : "";

	if (!is_value(path) || behind(path, "Device name: ") || !id ||
	    strspn(id, identifier) != strlen(id) || (form->options[length] && !*id))
		return false;
	set(form, "virtio_devices", "input", NULL);
	add_child(form, "backend_device_file", path);
	if (*id)
		add_child(form, "id", id);
	return true;
}

/* The backends, as both sides name them, and the element of the path that follows. */
static const struct {
	const char *start, *backend, *path;
} consoles[] = {
	{ "stdio:stdio_port", "stdio", NULL },
	{ "pty:pty_port", "pty", NULL },
	{ "tty:tty_port=", "tty", "tty_device_path" },
	{ "file:file_port=", "file", "output_file_path" },
};

/* The name that gen gives a socket's port: the file's, up to the first full stop. */
static bool is_port_of(const char *port, size_t length, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t base_length = strcspn(base, ".=");

	if (!base_length)
		return length == strlen("socket") && strncmp(port, "socket", length) == 0;
	return length == base_length && strncmp(port, base, length) == 0;
}

/* PORT=PATH:ROLE */
static bool read_socket(const struct form *form, const char *text)
{
	size_t port = strcspn(text, "="), end;
	const char *path, *role;

	if (!text[port])
		return false;
	end = port + 1 + strcspn(text + port + 1, ":");
	path = arena_copy(form->importing->arena, text + port + 1, end - port - 1);
	role = text + end;
	if (!is_value(path) || !is_port_of(text, port, path) ||
	    (strcmp(role, ":server") != 0 && strcmp(role, ":client") != 0))
		return false;
	add_child(form, "backend_type",
		  strcmp(role, ":server") == 0 ? "sock server" : "sock client");
	add_child(form, "sock_file_path", path);
	return true;
}

/* [@]BACKEND:… ; a '@' marks the guest's console. */
static bool read_console(const struct form *form)
{
	bool is_console = *form->options == '@';
	const char *text = form->options + is_console;
	const char *socket = behind(text, "socket:");

	if (strchr(text, ','))
		return false;
	set(form, "virtio_devices", "console", NULL);
	add_child(form, "use_type", is_console ? "Virtio console" : "Virtio serial port");
	if (socket)
		return read_socket(form, socket);
	for (size_t i = 0; i < sizeof(consoles) / sizeof(consoles[0]); i++) {
		const char *path = behind(text, consoles[i].start);

		if (!path || (consoles[i].path ? !is_value(path) : *path))
			continue;
		add_child(form, "backend_type", consoles[i].backend);
		if (consoles[i].path)
			add_child(form, consoles[i].path, path);
		return true;
	}
	return false;
}

/* tap=NAME[,vhost][,mac_seed=…]. The seed is gen's own. */
static bool read_net(const struct form *form)
{
	const char *name = behind(form->options, "tap=");
	size_t length = name ? strspn(name, identifier) : 0;
	const char *rest = name ? name + length : NULL;
	const char *vhost = rest ? behind(rest, ",vhost") : NULL;

	if (!length || length > TAP_NAME_MAX)
		return false;
	if (vhost)
		rest = vhost;
	if (*rest && (!(rest = behind(rest, ",mac_seed=")) || strchr(rest, ',')))
		return false;
	set(form, "virtio_devices", "network", NULL);
	add_child(form, "virtio_framework",
		  vhost ? "Kernel based (Virtual Host)" : "User space based (VBSU)");
	add_child(form, "interface_name", arena_copy(form->importing->arena, name, length));
	return true;
}

/* With a colon it would be a partition, or a line of the board inspector. */
static bool read_block(const struct form *form)
{
	set(form, "virtio_devices", "block", form->options);
	return is_value(form->options) && *form->options != ',' && !strchr(form->options, ':');
}

/* ACRN 3.0 and 3.1 have the text in their scenarios. */
static bool read_gpu(const struct form *form)
{
	if (form->importing->context->release < RELEASE_3_2) {
		set(form, "virtio_devices", "gpu", form->options);
		return is_value(form->options);
	}
	set(form, "virtio_devices", "gpu", NULL);
	return import_displays(form->importing->arena, form->options, form->element);
}

static bool read_vsock(const struct form *form)
{
	const char *cid = behind(form->options, "cid=");
	uint64_t value;

	set(form, "virtio_devices", "vsock", cid);
	return cid && number_parse_range(cid, VSOCK_CID_MIN, VSOCK_CID_MAX, &value);
}

/* The class code of a device of the board; 0 where it is not known. */
static uint32_t class_of(const struct board *board, uint16_t bdf)
{
	const struct board_device *found = board ? board_device(board, bdf) : NULL;

	return found ? found->class_code : 0;
}

static bool is_ethernet(uint32_t class_code)
{
	return (class_code & BOARD_SUBCLASS_MASK) == BOARD_CLASS_ETHERNET;
}

/* Whether gen writes these options for a passthrough device of that class. */
static bool are_own_options(const struct form *form, const char *options, uint32_t class_code)
{
	bool is_reset = class_code == BOARD_CLASS_XHCI && form->vm->is_windows;

	if (is_ethernet(class_code) && form->vm->has_ptm)
		return strcmp(options, ",enable_ptm") == 0;
	return strcmp(options, is_reset ? ",d3hot_reset" : "") == 0;
}

static bool parse_bdf(struct arena *arena, const char *options, uint16_t *bdf)
{
	return slot_parse_passthrough(arena_copy(arena, options, strcspn(options, ",")), bdf);
}

bool import_has_ptm(const struct importing *importing, const struct launch_device *device)
{
	const char *options = device->options.value;
	uint16_t bdf;

	if (!device->kind.value || strcmp(device->kind.value, "passthru") != 0 || !options ||
	    !parse_bdf(importing->arena, options, &bdf))
		return false;
	return is_ethernet(class_of(importing->context->board, bdf)) &&
	       strcmp(options + strcspn(options, ","), ",enable_ptm") == 0;
}

/* What is in the slot for the GPU is one, unless the board knows better. */
static bool read_passthrough(const struct form *form)
{
	const char *options = form->options + strcspn(form->options, ",");
	struct arena *arena = form->importing->arena;
	bool is_in_slot = form->device->slot == CFG_SLOT_GPU, is_vga;
	char text[BDF_TEXT_SIZE];
	uint32_t class_code;
	uint16_t bdf;

	if (!parse_bdf(arena, form->options, &bdf))
		return false;
	class_code = class_of(form->importing->context->board, bdf);
	is_vga = class_code ? class_code == BOARD_CLASS_VGA : is_in_slot;
	if (is_vga != is_in_slot || !are_own_options(form, options, class_code))
		return false;
	set(form, "pci_devs", "pci_dev",
	    arena_printf(arena, "%s%s", bdf_format(bdf, text),
			 is_vga ? " VGA compatible controller" : ""));
	return true;
}

static const struct {
	const char *name;
	enum device_kind kind;
	bool (*read)(const struct form *form);
} forms[] = {
	{ "uart", DEVICE_VUART, read_vuart },
	{ "xhci", DEVICE_XHCI, read_xhci },
	{ "virtio-input", DEVICE_INPUT, read_input },
	{ "virtio-console", DEVICE_CONSOLE, read_console },
	{ "virtio-net", DEVICE_NET, read_net },
	{ "virtio-blk", DEVICE_BLOCK, read_block },
	{ "virtio-gpu", DEVICE_GPU, read_gpu },
	{ "vhost-vsock", DEVICE_VSOCK, read_vsock },
	{ "passthru", DEVICE_PASSTHROUGH, read_passthrough },
};

bool import_form(const struct importing *importing, struct import_vm *vm,
		 struct import_device *device)
{
	struct form form = {
		.importing = importing,
		.vm = vm,
		.device = device->from,
		.group = &device->group,
		.options = device->from->options.head,
		.element = &device->element,
	};

	/* Only what gen chooses by itself may be unknown. */
	if (!device->from->options.value && (strcmp(device->from->kind.value, "virtio-net") != 0 ||
					     !strstr(form.options, ",mac_seed=")))
		return false;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, device->from->kind.value) == 0) {
			device->kind = forms[i].kind;
			return forms[i].read(&form);
		}
	return false;
}
