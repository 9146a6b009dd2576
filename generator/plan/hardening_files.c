/* SPDX-License-Identifier: BSD-3-Clause
 * hardening_files.c: the files of the host that each VM's device model opens, and who else does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/internal.h"

/* Before the path of the disk that acrn-dm boots from. */
#define BOOT_MARK "b,"

/* Below it launch scripts mount partitions: templates/launch/run_dir.sh. */
#define RUN_DIRECTORY "/run/acrn-cfg"

#define DEVICE_DIRECTORY "/dev"

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

static bool is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* What a VM boots from may be the host's own, as in /boot, which other programs read. */
static bool is_own(const struct listing *listing, enum plan_file_kind kind, const char *path)
{
	switch (kind) {
	case PLAN_FILE_IMAGE:
		return true;
	case PLAN_FILE_OVMF:
	case PLAN_FILE_KERNEL:
	case PLAN_FILE_RAMDISK:
		return is_below(path, listing->all->images);
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

/* Links to partitions that udev makes, and how mount(8) names what is behind them. */
static const struct {
	const char *tag, *folder;
} links[] = {
	{ "LABEL=", "by-label" },
	{ "UUID=", "by-uuid" },
	{ "PARTLABEL=", "by-partlabel" },
	{ "PARTUUID=", "by-partuuid" },
};

/* Writes a text as udev does in the name of a link. */
static const char *link_name(struct arena *arena, const char *text)
{
	char *name = arena_alloc(arena, strlen(text) * 4 + 1), *to = name;

	for (; *text; text++) {
		bool is_letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');

		if (is_letter || (unsigned char)*text >= 0x80 ||
		    strchr("0123456789#+-.:=@_", *text))
			*to++ = *text;
		else
			to += sprintf(to, "\\x%02x", (unsigned)*text);
	}
	return name;
}

static const char *partition_path(struct arena *arena, const char *partition)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		size_t length = strlen(links[i].tag);

		if (strncmp(partition, links[i].tag, length) == 0)
			return arena_printf(arena, DEVICE_DIRECTORY "/disk/%s/%s", links[i].folder,
					    link_name(arena, partition + length));
	}
	return partition;
}

static void add_block(const struct listing *listing, const struct plan_device *device)
{
	const struct plan_block *block = &device->block;
	const char *text = block->path ? without_mark(block->path) : block->image;
	size_t length = strcspn(text, ",");
	const char *path = arena_copy(listing->arena, text, length);

	if (block->partition) {
		path = arena_printf(listing->arena, RUN_DIRECTORY "/%s/slot%u/%s",
				    listing->vm->name, CFG_BDF_DEVICE(device->vbdf), path);
		add_file(listing, PLAN_FILE_PARTITION,
			 partition_path(listing->arena, block->partition), true);
	}
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

static void add_keys(const struct listing *listing)
{
	const char *path =
		arena_printf(listing->arena, "%s/%s.keys", listing->all->keys, listing->vm->name);

	add_file(listing, PLAN_FILE_KEYS, path, false);
}

void plan_list_files(struct arena *arena, const struct plan_hardening *all,
		     const struct plan_vm *vm, struct plan_vm_hardening *to)
{
	const struct listing listing = { arena, all, vm, to };

	add_file(&listing, PLAN_FILE_OVMF, vm->ovmf, false);
	add_file(&listing, PLAN_FILE_KERNEL, vm->kernel, false);
	add_file(&listing, PLAN_FILE_RAMDISK, vm->ramdisk, false);
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct plan_device *device = &vm->devices[i];

		if (device->kind == PLAN_BLOCK)
			add_block(&listing, device);
		else if (device->kind == PLAN_INPUT)
			add_file(&listing, PLAN_FILE_INPUT, device->input.device, true);
		else if (device->kind == PLAN_CONSOLE)
			add_console(&listing, &device->console);
		else if (device->kind == PLAN_KEY_IMAGE)
			add_keys(&listing);
	}
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

void plan_compare_files(struct planner *planner)
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
