/* SPDX-License-Identifier: BSD-3-Clause
 * virtio.c: virtio devices: their paths on the host, displays and numbers. */
#include <ctype.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "base/arena.h"
#include "rules/internal.h"
#include "schema/number.h"

/* What acrn-dm has room for. */
#define FULL_SCREENS_MAX 4u
#define WINDOWS_MAX	 2u

/* sun_path without its NUL. */
#define SOCKET_PATH_MAX (sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1)

static bool is_socket(const struct console_device *console)
{
	return strncmp(console->backend.value, "sock ", strlen("sock ")) == 0;
}

void check_console_path_missing(struct check *check, const struct vm *vm,
				const struct device *device)
{
	const struct console_device *console = device->console;
	struct diag *diag;

	if (device->kind != DEVICE_CONSOLE || !console->path_element ||
	    !model_is_blank(console->path))
		return;
	diag = check_report(check, device, console->backend.at,
			    "the console of VM '%s' has no path for its %s", vm->name.value,
			    console->backend.value);
	diag_help(diag, "add <%s>", console->path_element);
}

void check_socket_path_too_long(struct check *check, const struct vm *vm,
				const struct device *device)
{
	struct text path;
	struct diag *diag;

	if (device->kind != DEVICE_CONSOLE || !is_socket(device->console))
		return;
	path = device->console->path;
	if (!path.value || strlen(path.value) <= SOCKET_PATH_MAX)
		return;
	diag = check_report(check, device, path.at,
			    "the path of a socket of VM '%s' is too long: %zu bytes",
			    vm->name.value, strlen(path.value));
	diag_help(diag, "use at most %zu: Linux does not support longer paths of sockets",
		  SOCKET_PATH_MAX);
}

/* The bytes from `start` up to `end` of a text, or all of it where the file has it in another way.
 */
static struct span part_of(struct text text, size_t start, size_t end)
{
	if (text.at.end - text.at.start != strlen(text.value))
		return text.at;
	return source_span(text.at.source, text.at.start + start, text.at.start + end);
}

/* Reports the first of `separators` in a path of the VM's device `name`. */
static void check_separators(struct check *check, const struct vm *vm, const struct device *device,
			     const char *name, struct text path, const char *separators)
{
	size_t at = path.value ? strcspn(path.value, separators) : 0;
	struct diag *diag;

	if (!path.value || !path.value[at])
		return;
	diag = check_report(check, device, part_of(path, at, at + 1),
			    "the path '%s' of a %s of VM '%s' has a '%c'", path.value, name,
			    vm->name.value, path.value[at]);
	diag_help(diag, "acrn-dm ends the path there: use one without '%c'", path.value[at]);
}

/* What may follow a block device's path; some of them with a value. */
static bool is_block_option(const char *option, size_t length)
{
	static const char *const names[] = { "writeback", "writethru",	"ro",	 "nocache",
					     "discard",	  "sectorsize", "range", "aio",
					     "iothread",  "mq",		"nodisk" };
	size_t name_length = strcspn(option, ",=");

	if (!length)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (name_length == strlen(names[i]) && strncmp(option, names[i], name_length) == 0)
			return true;
	return false;
}

/* A "b," before the path marks the device to boot from. */
static void check_block_options(struct check *check, const struct vm *vm,
				const struct device *device)
{
	const char *text = device->block;
	const char *path = text + (strncmp(text, "b,", 2) == 0 ? 2 : 0);
	struct text whole = { text, device->at };

	for (const char *comma = strchr(path, ','); comma; comma = strchr(comma + 1, ',')) {
		size_t length = strcspn(comma + 1, ","), at = (size_t)(comma - text);
		struct diag *diag;

		if (is_block_option(comma + 1, length))
			continue;
		diag = check_report(check, device, part_of(whole, at, at + 1 + length),
				    "invalid option '%.*s' of the block device '%.*s' of VM '%s'",
				    (int)length, comma + 1, (int)strcspn(path, ","), path,
				    vm->name.value);
		diag_help(diag,
			  "acrn-dm ends a path at ',': use one without it, or the options "
			  "writeback, writethru, ro, nocache, discard, sectorsize, range, aio");
		return;
	}
}

static bool begins_with_one_of(const char *text, const char *const *starts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(text, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* Whether a text begins as a partition does: a device, or a tag such as LABEL= for mount. The names
 * of some links have colons themselves. */
static bool begins_with_partition(const char *text)
{
	static const char *const partitions[] = { "/dev/",
						  "LABEL=", "UUID=", "PARTLABEL=", "PARTUUID=" };
	static const char *const links[] = { "/dev/disk/by-path/", "/dev/disk/by-id/usb-",
					     "/dev/disk/by-id/md-" };

	return begins_with_one_of(text, partitions, sizeof(partitions) / sizeof(partitions[0])) &&
	       !begins_with_one_of(text, links, sizeof(links) / sizeof(links[0]));
}

static void check_block_colon(struct check *check, const struct vm *vm, const struct device *device)
{
	const char *text = device->block;
	size_t at = strcspn(text, ":,");
	struct diag *diag;

	if (text[at] != ':' || !at || !text[at + 1] || begins_with_partition(text))
		return;
	diag = check_report(check, device, part_of((struct text) { text, device->at }, at, at + 1),
			    "ambiguous block device '%s' of VM '%s': '%.*s' before the ':' is not "
			    "a partition",
			    text, vm->name.value, (int)at, text);
	diag_help(diag, "use a path without ':', or PARTITION:IMAGE, for example "
			"/dev/sda3:images/a.img");
}

void check_path_separator(struct check *check, const struct vm *vm, const struct device *device)
{
	static const char by_name[] = "Device name: ";

	switch (device->kind) {
	case DEVICE_BLOCK:
		check_block_colon(check, vm, device);
		check_block_options(check, vm, device);
		break;
	case DEVICE_CONSOLE:
		check_separators(check, vm, device, "console", device->console->path,
				 is_socket(device->console) ? ",:" : ",");
		break;
	case DEVICE_INPUT:
		if (strncmp(device->input->backend.value, by_name, strlen(by_name)) != 0)
			check_separators(check, vm, device, "virtio-input", device->input->backend,
					 ",");
		break;
	default:
		break;
	}
}

/* The default name of an interface is the VM's, which vm-name-invalid checks. */
void check_tap_name_invalid(struct check *check, const struct vm *vm, const struct device *device)
{
	struct text name;
	struct diag *diag;
	const char *prefix;
	size_t length;

	if (device->kind != DEVICE_NET)
		return;
	name = device->net->interface;
	prefix = model_tap_prefix(check->model, name.value);
	length = strlen(prefix) + strlen(name.value);
	if ((name.value == vm->name.value && !*prefix) || length < IFNAMSIZ)
		return;
	diag = check_report(check, device, name.at,
			    "tap name '%s%s' of VM '%s' is too long: %zu characters", prefix,
			    name.value, vm->name.value, length);
	diag_help(diag, "use at most %d: Linux does not support longer names of interfaces",
		  IFNAMSIZ - 1);
}

static const char *display_name(const struct gpu_display *display)
{
	return display->is_window ? "window" : "full screen";
}

/* The first element that a display lacks, or NULL. */
static const char *missing_element(const struct gpu_display *display)
{
	if (!display->is_window)
		return model_is_blank(display->monitor) ? "monitor_id" : NULL;
	if (model_is_blank(display->resolution))
		return "window_resolutions";
	if (model_is_blank(display->x))
		return "horizontal_offset";
	return model_is_blank(display->y) ? "vertical_offset" : NULL;
}

void check_display_incomplete(struct check *check, const struct vm *vm, const struct device *device)
{
	for (size_t i = 0; device->kind == DEVICE_GPU && i < device->gpu->display_count; i++) {
		const struct gpu_display *display = &device->gpu->displays[i];
		const char *missing = missing_element(display);
		struct diag *diag;

		if (!missing)
			continue;
		diag = check_report(check, device, display->at, "a %s of VM '%s' has no <%s>",
				    display_name(display), vm->name.value, missing);
		diag_help(diag, "add <%s>", missing);
	}
}

/* All displays of a GPU are of one type. */
void check_display_too_many(struct check *check, const struct vm *vm, const struct device *device)
{
	const struct gpu_device *gpu = device->gpu;
	size_t max;
	struct diag *diag;

	if (device->kind != DEVICE_GPU || !gpu->display_count)
		return;
	max = gpu->displays[0].is_window ? WINDOWS_MAX : FULL_SCREENS_MAX;
	if (gpu->display_count <= max)
		return;
	diag = check_report(check, device, gpu->displays[max].at,
			    "too many displays of VM '%s': %zu, but a virtio-gpu has at most %zu "
			    "%ss",
			    vm->name.value, gpu->display_count, max,
			    display_name(&gpu->displays[0]));
	diag_help(diag, "remove %zu", gpu->display_count - max);
}

/* A number that only one VM of the scenario can have. */
struct use {
	uint64_t number;
	struct text text;
	const struct vm *vm;
	const struct device *device;
};

struct uses {
	struct arena *arena;
	struct use *list;
	size_t count;
};

static void add_use(struct uses *uses, const struct vm *vm, const struct device *device,
		    struct text text)
{
	struct use use = { .text = text, .vm = vm, .device = device };

	if (!text.value ||
	    !number_parse_decimal(text.value, strlen(text.value), UINT64_MAX, &use.number))
		return;
	uses->list = arena_grow(uses->arena, uses->list, uses->count, sizeof(*uses->list));
	uses->list[uses->count++] = use;
}

static int compare_uses(const void *left, const void *right)
{
	const struct use *a = left, *b = right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->text.at.start < b->text.at.start ? -1 : a->text.at.start > b->text.at.start;
}

/* Reports every use of a number but the first in the file. */
static void report_duplicates(struct check *check, const struct uses *uses, const char *what)
{
	const struct use *first = NULL;

	if (uses->count)
		qsort(uses->list, uses->count, sizeof(*uses->list), compare_uses);
	for (size_t i = 0; i < uses->count; i++) {
		const struct use *use = &uses->list[i];
		struct diag *diag;

		if (!first || use->number != first->number) {
			first = use;
			continue;
		}
		diag = check_report(check, use->device, use->text.at,
				    "duplicate %s %" PRIu64 " of VM '%s'", what, use->number,
				    use->vm->name.value);
		diag_note(diag, first->text.at, "VM '%s' has it first", first->vm->name.value);
		diag_help(diag, "use a different one for each");
	}
}

/* The CID that a device gives its VM; no text for other devices. */
static struct text vsock_cid(const struct device *device)
{
	static const char key[] = "cid=";
	const struct other_device *other = device->other;

	if (device->kind == DEVICE_VSOCK)
		return (struct text) { device->vsock_cid, device->at };
	if (device->kind == DEVICE_OTHER && strcmp(other->kind, "vhost-vsock") == 0 &&
	    other->options && strncmp(other->options, key, strlen(key)) == 0)
		return (struct text) { other->options + strlen(key), device->at };
	return (struct text) { 0 };
}

void check_vsock_cid_duplicate(struct check *check)
{
	struct uses uses = { .arena = check->scratch };

	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];

		for (size_t j = 0; j < vm->device_count; j++)
			add_use(&uses, vm, &vm->devices[j], vsock_cid(&vm->devices[j]));
	}
	report_duplicates(check, &uses, "vsock CID");
}

/* The options of a virtio-gpu that is given as text, or NULL. */
static const char *gpu_options(const struct device *device)
{
	if (device->kind == DEVICE_GPU)
		return device->gpu->options.value;
	return device->kind == DEVICE_OTHER && strcmp(device->other->kind, "virtio-gpu") == 0
		       ? device->other->options
		       : NULL;
}

static void add_monitors(struct uses *uses, const struct vm *vm, const struct device *device)
{
	static const char key[] = "geometry=fullscreen:";
	const char *options = gpu_options(device);

	for (const char *at = options ? strstr(options, key) : NULL; at; at = strstr(at, key)) {
		at += strlen(key);
		add_use(uses, vm, device,
			(struct text) { arena_copy(uses->arena, at, strcspn(at, ",")),
					device->at });
	}
	for (size_t i = 0; device->kind == DEVICE_GPU && i < device->gpu->display_count; i++)
		add_use(uses, vm, device, device->gpu->displays[i].monitor);
}

void check_monitor_duplicate(struct check *check)
{
	struct uses uses = { .arena = check->scratch };

	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];

		for (size_t j = 0; j < vm->device_count; j++)
			add_monitors(&uses, vm, &vm->devices[j]);
	}
	report_duplicates(check, &uses, "monitor");
}
