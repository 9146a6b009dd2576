/* SPDX-License-Identifier: BSD-3-Clause
 * hardening.c: the names that the parts of the hardening share, and the files of each VM. */
#include "plan/hardening.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "plan/internal.h"

#define SCRIPTS_DIRECTORY "/usr/local/libexec/acrn-cfg/scenarios"
#define CONFIG_DIRECTORY  "/etc/acrn-cfg/scenarios"
#define IMAGES_DIRECTORY  "/var/lib/acrn-cfg/scenarios"

/* The digits of the digest of a name. */
#define DIGEST_LENGTH 6

/* Before the path of the disk that acrn-dm boots from. */
#define BOOT_MARK "b,"

/* Below it launch scripts mount partitions: templates/launch/run_dir.sh. */
#define RUN_DIRECTORY "/run/acrn-cfg"

#define DEVICE_DIRECTORY "/dev"

static bool is_plain(char c, bool has_hyphens)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (has_hyphens && c == '-');
}

const char *hardening_name(struct arena *arena, const char *text, size_t max, bool has_hyphens)
{
	size_t length = strlen(text), kept = length;
	bool is_changed = length > max;
	char *name = arena_copy(arena, text, length);

	for (size_t i = 0; i < length; i++)
		if (!is_plain(name[i], has_hyphens)) {
			name[i] = '_';
			is_changed = true;
		}
	if (!is_changed)
		return name;
	if (kept > max - DIGEST_LENGTH - 1)
		kept = max - DIGEST_LENGTH - 1;
	return arena_printf(arena, "%.*s%c%.*s", (int)kept, name, has_hyphens ? '-' : '_',
			    DIGEST_LENGTH, digest_bytes(arena, text, length));
}

/* The files of a VM in the making. */
struct listing {
	struct arena *arena;
	const struct plan_hardening *all;
	const struct plan_vm *vm;
	struct plan_vm_hardening *to;
};

/* Drops the last part of the path that ends at `end`. */
static size_t parent_end(const char *path, size_t end)
{
	while (end && path[--end] != '/')
		;
	return end;
}

/* An absolute path without empty parts, "." and "..", as the kernel names a file to AppArmor where
 * no part is a symbolic link. */
static const char *absolute_path(const struct listing *listing, const char *path)
{
	const char *directory = *path == '/' ? "" : listing->all->images;
	const char *whole = arena_printf(listing->arena, "%s/%s", directory, path);
	char *plain = arena_alloc(listing->arena, strlen(whole) + 1);
	size_t end = 0;

	for (const char *part = whole; *part;) {
		size_t length = strcspn(++part, "/");

		if (length == 2 && memcmp(part, "..", 2) == 0) {
			end = parent_end(plain, end);
		} else if (length && !(length == 1 && *part == '.')) {
			plain[end++] = '/';
			memcpy(plain + end, part, length);
			end += length;
		}
		part += length;
	}
	if (!end)
		plain[end++] = '/';
	plain[end] = '\0';
	return plain;
}

/* What a VM boots from may be the host's own, as in /boot, which other programs read. */
static bool is_own(const struct listing *listing, enum plan_file_kind kind, const char *path)
{
	const char *images = listing->all->images;
	size_t length = strlen(images);

	switch (kind) {
	case PLAN_FILE_IMAGE:
		return true;
	case PLAN_FILE_OVMF:
	case PLAN_FILE_KERNEL:
	case PLAN_FILE_RAMDISK:
		return strncmp(path, images, length) == 0 && path[length] == '/';
	default:
		return false;
	}
}

static void add_file(const struct listing *listing, enum plan_file_kind kind, const char *path,
		     bool is_written)
{
	struct plan_vm_hardening *to = listing->to;
	const char *absolute;

	if (!path)
		return;
	absolute = absolute_path(listing, path);
	to->files = arena_grow(listing->arena, to->files, to->file_count, sizeof(*to->files));
	to->files[to->file_count++] = (struct plan_file) {
		.kind = kind,
		.path = absolute,
		.is_written = is_written,
		.is_own = is_own(listing, kind, absolute),
	};
}

/* Whether the options behind a path, each behind a comma, have "ro". */
static bool is_read_only(const char *options)
{
	for (; *options == ','; options += 1 + strcspn(options + 1, ","))
		if (strncmp(options + 1, "ro", 2) == 0 && strchr(",", options[3]))
			return true;
	return false;
}

static const char *without_mark(const char *path)
{
	return strncmp(path, BOOT_MARK, strlen(BOOT_MARK)) == 0 ? path + strlen(BOOT_MARK) : path;
}

static void add_block(const struct listing *listing, const struct plan_device *device)
{
	const struct plan_block *block = &device->block;
	const char *text = block->path ? without_mark(block->path) : block->image;
	size_t length = strcspn(text, ",");
	const char *path = arena_copy(listing->arena, text, length);

	if (block->partition)
		path = arena_printf(listing->arena, RUN_DIRECTORY "/%s/slot%u/%s",
				    listing->vm->name, CFG_BDF_DEVICE(device->vbdf), path);
	add_file(listing, PLAN_FILE_PARTITION, block->partition, true);
	add_file(listing, PLAN_FILE_IMAGE, path, !is_read_only(text + length));
}

/* The device model makes such a file or socket, or the process that it connects to makes it anew.
 */
static void add_console(const struct listing *listing, const struct plan_console *console)
{
	struct plan_file *file;

	add_file(listing, PLAN_FILE_CONSOLE, console->path, true);
	if (strcmp(console->backend, "socket") != 0 && strcmp(console->backend, "file") != 0)
		return;
	file = &listing->to->files[listing->to->file_count - 1];
	file->directory = absolute_path(listing, arena_printf(listing->arena, "%s/..", file->path));
}

static void list_files(const struct listing *listing)
{
	const struct plan_vm *vm = listing->vm;

	add_file(listing, PLAN_FILE_OVMF, vm->ovmf, false);
	add_file(listing, PLAN_FILE_KERNEL, vm->kernel, false);
	add_file(listing, PLAN_FILE_RAMDISK, vm->ramdisk, false);
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct plan_device *device = &vm->devices[i];

		if (device->kind == PLAN_BLOCK)
			add_block(listing, device);
		else if (device->kind == PLAN_INPUT)
			add_file(listing, PLAN_FILE_INPUT, device->input.device, true);
		else if (device->kind == PLAN_CONSOLE)
			add_console(listing, &device->console);
		else if (device->kind == PLAN_KEY_IMAGE)
			add_file(listing, PLAN_FILE_KEYS,
				 arena_printf(listing->arena, "%s/%s.keys", listing->all->keys,
					      vm->name),
				 false);
	}
}

/* Of units and profiles: ivshmem-server has the one of a VM "server". No VM's name is as long as
 * what that VM has instead. */
static const char *unit_name(struct arena *arena, const char *prefix, const char *vm)
{
	const char *suffix = strcmp(vm, "server") == 0 ? "-virtual-machine" : "";

	return arena_printf(arena, "%s-%s%s", prefix, vm, suffix);
}

/* ACRN's device model always does. In the lab root makes taps and mounts partitions, and acrn-hv
 * accepts no other user. */
static bool runs_as_root(enum target target, const struct plan_vm *vm)
{
	if (target != TARGET_LAB)
		return true;
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct plan_device *device = &vm->devices[i];

		if (device->kind == PLAN_NET ||
		    (device->kind == PLAN_BLOCK && device->block.partition) ||
		    (device->kind == PLAN_IVSHMEM && device->ivshmem.region->land == CFG_LAND_HV))
			return true;
	}
	return false;
}

static const struct plan_vm_hardening *vm_hardening(struct arena *arena, const struct plan *plan,
						    const struct plan_vm *vm)
{
	const struct plan_hardening *all = plan->hardening;
	struct plan_vm_hardening *to = arena_alloc(arena, sizeof(*to));
	const char *name = arena_printf(arena, "%s-%s", all->prefix, vm->name);

	*to = (struct plan_vm_hardening) {
		.user = hardening_name(arena, name, HARDENING_USER_MAX, true),
		.is_root = runs_as_root(plan->target, vm),
		.unit = unit_name(arena, all->prefix, vm->name),
		.profile = unit_name(arena, all->prefix, vm->name),
		.domain = arena_printf(arena, "%s.dm_%s", all->identifier, vm->name),
		.launcher = arena_printf(arena, "%s.launch_%s", all->identifier, vm->name),
		.category = (unsigned)vm->index,
		.script = arena_printf(arena, "%s/launch_user_vm_id%u.sh", all->scripts,
				       vm->launch_id),
	};
	list_files(&(struct listing) { arena, all, vm, to });
	return to;
}

/* A file of any VM. */
struct listed {
	struct plan_file *file;
	const struct plan_vm *vm;
};

/* By path; files of the same path stay in the order in which VMs list them. */
static int compare_paths(const void *left, const void *right)
{
	const struct listed *a = left, *b = right;
	int order = strcmp(a->file->path, b->file->path);

	if (order)
		return order;
	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	return a->file < b->file ? -1 : a->file > b->file;
}

static size_t list_all(struct planner *planner, struct listed **all)
{
	const struct plan *plan = planner->plan;
	size_t count = 0;

	for (size_t i = 0; i < plan->vm_count; i++) {
		const struct plan_vm_hardening *vm = plan->vms[i].hardening;

		for (size_t k = 0; vm && k < vm->file_count; k++) {
			*all = arena_grow(planner->arena, *all, count, sizeof(**all));
			(*all)[count++] = (struct listed) { &vm->files[k], &plan->vms[i] };
		}
	}
	return count;
}

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* Whether what a file has can be recorded: a device has no content of its own, a partition is
 * mounted only while the VM runs, and an image of keys changes with each generation. */
static bool is_lasting(const struct plan_file *file)
{
	return file->kind != PLAN_FILE_KEYS && !is_below(file->path, DEVICE_DIRECTORY) &&
	       !is_below(file->path, RUN_DIRECTORY);
}

/* `all` are the entries of one path: a file has one type, also if several VMs open it. */
static void fill_types(struct planner *planner, const struct listed *all, size_t count)
{
	bool is_shared = all[0].vm != all[count - 1].vm, is_written = false;
	const char *type;

	for (size_t i = 0; i < count; i++)
		is_written |= all[i].file->is_written;
	type = arena_printf(planner->arena, "%s.%s%s%s", planner->plan->hardening->identifier,
			    is_shared ? "shared_" : "", is_written ? "disk" : "boot",
			    is_shared ? "" : arena_printf(planner->arena, "_%s", all[0].vm->name));
	for (size_t i = 0; i < count; i++) {
		all[i].file->is_shared = is_shared;
		all[i].file->is_repeated = i > 0;
		all[i].file->is_sealed = !is_written && is_lasting(all[i].file);
		all[i].file->type = type;
	}
}

static void compare_files(struct planner *planner)
{
	struct listed *all = NULL;
	size_t count = list_all(planner, &all), next;

	if (count)
		qsort(all, count, sizeof(*all), compare_paths);
	for (size_t first = 0; first < count; first = next) {
		for (next = first + 1; next < count; next++)
			if (strcmp(all[next].file->path, all[first].file->path) != 0)
				break;
		fill_types(planner, all + first, next - first);
	}
}

static const struct plan_region_hardening *region_hardening(struct arena *arena,
							    const struct plan_hardening *all,
							    const struct plan_region *region)
{
	struct plan_region_hardening *to = arena_alloc(arena, sizeof(*to));

	/* Not with the prefix: each user has a group of its name, and a VM may have that of a
	 * region. */
	to->group =
		hardening_name(arena, arena_printf(arena, "shm-%s-%s", all->scenario, region->name),
			       HARDENING_USER_MAX, true);
	to->type = arena_printf(arena, "%s.shm_%s", all->identifier, region->name);
	return to;
}

static struct plan_hardening *hardening_of(struct arena *arena, const struct model *model)
{
	struct plan_hardening *all = arena_alloc(arena, sizeof(*all));
	const char *name = hardening_name(arena, model->name, HARDENING_SCENARIO_MAX, true);

	*all = (struct plan_hardening) {
		.parts = model->hardening,
		.scenario = name,
		.prefix = arena_printf(arena, "acrn-%s", name),
		.identifier = arena_printf(
			arena, "acrn_%s",
			hardening_name(arena, name, HARDENING_SCENARIO_MAX + DIGEST_LENGTH + 1,
				       false)),
		.scripts = arena_printf(arena, SCRIPTS_DIRECTORY "/%s", name),
		.config = arena_printf(arena, CONFIG_DIRECTORY "/%s", name),
		.keys = arena_printf(arena, CONFIG_DIRECTORY "/%s/keys", name),
		.images = arena_printf(arena, IMAGES_DIRECTORY "/%s", name),
		.server_dir = arena_printf(arena, "/run/acrn-%s", name),
	};
	return all;
}

static int compare_id(const void *id, const void *vm)
{
	return *(const uint16_t *)id - ((const struct plan_vm *)vm)->id;
}

/* The users of a region's peers; the plan has VMs by rising ID. */
static void fill_users(const struct plan *plan, struct plan_region *region)
{
	for (size_t i = 0; i < region->peer_count; i++) {
		struct plan_peer *peer = &region->peers[i];
		const struct plan_vm *vm = bsearch(&peer->id, plan->vms, plan->vm_count,
						   sizeof(*plan->vms), compare_id);

		if (vm && vm->hardening) {
			peer->user = vm->hardening->user;
			peer->is_root = vm->hardening->is_root;
		}
	}
}

void plan_fill_hardening(struct planner *planner)
{
	struct plan *plan = planner->plan;
	const struct plan_hardening *all = hardening_of(planner->arena, planner->model);

	plan->hardening = all;
	for (size_t i = 0; i < plan->vm_count; i++)
		if (plan->vms[i].launch == PLAN_LAUNCH_USER)
			plan->vms[i].hardening = vm_hardening(planner->arena, plan, &plan->vms[i]);
	for (size_t i = 0; i < plan->region_count; i++) {
		struct plan_region *region = &plan->regions[i];

		if (region->land == CFG_LAND_DM)
			region->hardening = region_hardening(planner->arena, all, region);
		fill_users(plan, region);
	}
	compare_files(planner);
}
