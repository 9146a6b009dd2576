/* SPDX-License-Identifier: BSD-3-Clause
 * launch_resources.c: what only one VM can have at a time: taps and images. */
#include <string.h>

#include "base/string_map.h"
#include "rules/launch.h"

static bool is_kind(const struct launch_device *device, const char *kind)
{
	return device->kind.value && strcmp(device->kind.value, kind) == 0;
}

/* A property whose text is known, or NULL. */
static const char *property(struct check *check, const struct launch_text *text, const char *key)
{
	struct launch_text value;

	if (launch_property(check->scratch, text, key, &value) != LAUNCH_FOUND)
		return NULL;
	return value.value;
}

/* A kind of thing that only one VM can have at a time. */
struct resource {
	/* The name of that which a device of acrn-dm, or an option of QEMU, has; NULL for none. */
	const char *(*of_device)(struct check *check, const struct vm *vm,
				 const struct launch_device *device);
	const char *(*of_option)(struct check *check, const struct vm *vm,
				 const struct launch_option *option);
	void (*report)(struct check *check, const char *name, const struct launch_use *use,
		       const struct launch_use *other);
	const char *exempt; /* the option of QEMU with which others may have it, too; or NULL */
};

static void add_use(struct check *check, const struct resource *resource, struct string_map *uses,
		    const char *name, const struct launch_use *use)
{
	const struct launch_use *other = name ? launch_add_use(check, uses, name, use) : NULL;

	if (other)
		resource->report(check, name, use, other);
}

static void check_resource(struct check *check, const struct resource *resource)
{
	const struct model *model = check->model;
	struct string_map *uses = string_map_new(check->scratch, model->vm_count);

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		const struct launch *launch = vm->launch;
		bool is_qemu = launch->program == LAUNCH_QEMU;

		if (is_qemu && resource->exempt && launch_has_option(vm, resource->exempt))
			continue;
		for (size_t j = 0; !is_qemu && j < launch->device_count; j++) {
			const struct launch_device *device = &launch->devices[j];
			struct launch_use use = { vm, device->when, device->at, NULL };

			add_use(check, resource, uses, resource->of_device(check, vm, device),
				&use);
		}
		for (size_t j = 0; is_qemu && j < launch->option_count; j++) {
			const struct launch_option *option = &launch->options[j];
			struct launch_use use = { vm, option->when, option->at, NULL };

			add_use(check, resource, uses, resource->of_option(check, vm, option),
				&use);
		}
	}
	string_map_free(uses);
}

/* virtio-net,tap0 up to ACRN 2.7, virtio-net,tap=tap0 since; both have other fields behind. */
static const char *dm_tap(struct check *check, const struct vm *vm,
			  const struct launch_device *device)
{
	const char *first;

	(void)vm;
	if (!is_kind(device, "virtio-net"))
		return NULL;
	first = launch_first_field(check, &device->options);
	if (!first || strncmp(first, "tap", 3) != 0)
		return NULL;
	return strncmp(first, "tap=", 4) == 0 ? first + 4 : first;
}

/* -netdev tap,ifname=tap0; -net and -nic have the same form. */
static const char *qemu_tap(struct check *check, const struct vm *vm,
			    const struct launch_option *option)
{
	const char *first;

	(void)vm;
	if (strcmp(option->name, "-netdev") != 0 && strcmp(option->name, "-net") != 0 &&
	    strcmp(option->name, "-nic") != 0)
		return NULL;
	first = launch_first_field(check, &option->value);
	return first && strcmp(first, "tap") == 0 ? property(check, &option->value, "ifname")
						  : NULL;
}

static void report_tap(struct check *check, const char *name, const struct launch_use *use,
		       const struct launch_use *other)
{
	struct diag *diag;

	diag = check_report(check, use->vm, use->at,
			    "duplicate tap '%s' of VM '%s': while another VM has it, %s", name,
			    use->vm->name.value,
			    use->vm->launch->program == LAUNCH_QEMU
				    ? "QEMU stops"
				    : "acrn-dm starts the VM without this network");
	launch_note_use(diag, use->at, other);
	diag_help(diag, "give each VM a tap of its own");
}

void check_tap_duplicate(struct check *check)
{
	check_resource(check, &(struct resource) { dm_tap, qemu_tap, report_tap, NULL });
}

/* Images that acrn-dm writes to: "nodisk" is none, and a range of one may be another VM's beside.
 * Of ahci it is that of its first disk. */
static const char *dm_image(struct check *check, const struct vm *vm,
			    const struct launch_device *device)
{
	const char *path;

	if (!is_kind(device, "virtio-blk") && !is_kind(device, "ahci-hd") &&
	    !is_kind(device, "ahci"))
		return NULL;
	path = launch_first_field(check, &device->options);
	if (path && is_kind(device, "ahci"))
		path = strncmp(path, "hd:", 3) == 0 ? path + 3 : NULL;
	if (!path || !*path || strcmp(path, "nodisk") == 0 || !device->options.value ||
	    property(check, &device->options, "ro") || property(check, &device->options, "range"))
		return NULL;
	return launch_path(check, vm, path);
}

static bool is_on(const char *property)
{
	return property && strcmp(property, "off") != 0;
}

static bool is_read_only(struct check *check, const struct launch_text *value)
{
	return is_on(property(check, value, "readonly")) ||
	       is_on(property(check, value, "read-only")) ||
	       is_on(property(check, value, "snapshot"));
}

/* The file of a disk by its key, such as file=; NULL for one that is only read. */
static const char *disk_file(struct check *check, const struct launch_text *value, const char *key)
{
	const char *media = property(check, value, "media");
	const char *file = property(check, value, key);

	if ((media && strcmp(media, "cdrom") == 0) || is_read_only(check, value))
		return NULL;
	return file ? file : property(check, value, "file.filename");
}

/* Images that QEMU writes to: those of -hda to -hdd, -drive and -blockdev, whose file= is the name
 * of another one. */
static const char *qemu_image(struct check *check, const struct vm *vm,
			      const struct launch_option *option)
{
	const char *path = NULL;

	if (strcmp(option->name, "-drive") == 0)
		path = disk_file(check, &option->value, "file");
	else if (strcmp(option->name, "-blockdev") == 0)
		path = disk_file(check, &option->value, "filename");
	else if (strncmp(option->name, "-hd", 3) == 0 && !option->name[4])
		path = option->value.value;
	return path ? launch_path(check, vm, path) : NULL;
}

static void report_image(struct check *check, const char *name, const struct launch_use *use,
			 const struct launch_use *other)
{
	struct diag *diag;

	diag = check_report(check, use->vm, use->at, "duplicate image '%s' of VM '%s': %s", name,
			    use->vm->name.value,
			    use->vm->launch->program == LAUNCH_QEMU
				    ? "QEMU stops while another VM has it"
				    : "two VMs that write to one image destroy its file systems");
	launch_note_use(diag, use->at, other);
	diag_help(diag, "give each VM an image of its own");
}

void check_image_duplicate(struct check *check)
{
	check_resource(check,
		       &(struct resource) { dm_image, qemu_image, report_image, "-snapshot" });
}
