/* SPDX-License-Identifier: BSD-3-Clause
 * qemu.c: what a scenario can have of a VM that QEMU runs: its name, its memory, and the regions
 * that it shares. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "import/internal.h"
#include "vmm/qemu.h"

#define MIB (UINT64_C(1) << 20)

/* QEMU's default. */
#define DEFAULT_MEMORY "128"

/* The name of a region: that of its file or socket. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A region that some VMs share by a file of that name. Where the size is not known, as with a
 * server that has it, the default of scenarios takes its place. */
static bool read_peer(const struct importing *importing, const struct import_vm *vm,
		      const struct launch_ivshmem *ivshmem, struct import_peer *peer)
{
	const char *name = ivshmem->region.value ? base_name(ivshmem->region.value) : "";

	if (!*name || !ivshmem->has_size || !import_is_text(name)) {
		import_report(importing, ivshmem->device->at,
			      "an ivshmem device of VM '%s' is left out: its %s is not known",
			      vm->name, *name ? "size" : "region");
		return false;
	}
	return import_read_peer(importing,
				arena_printf(importing->arena, "%s,%" PRIu64, name, ivshmem->size),
				peer);
}

static void add_regions(const struct importing *importing, struct import_vm *vm)
{
	const struct launch *launch = vm->launch;

	vm->devices = arena_array(importing->arena, launch->ivshmem_count, sizeof(*vm->devices));
	for (size_t i = 0; i < launch->ivshmem_count; i++) {
		struct import_device *device = &vm->devices[vm->device_count];

		if (!import_is_taken(vm, launch->ivshmems[i].when) ||
		    !read_peer(importing, vm, &launch->ivshmems[i], &device->peer))
			continue;
		device->from = launch->ivshmems[i].device;
		device->way = IMPORT_REGION;
		vm->device_count++;
	}
}

/* [size=]NUMBER[UNIT][,…], in MiB without a unit. */
static const char *read_memory(const struct importing *importing, const char *text)
{
	size_t start = strncmp(text, "size=", strlen("size=")) == 0 ? strlen("size=") : 0;
	const char *number = arena_copy(importing->arena, text + start, strcspn(text + start, ","));
	uint64_t bytes;

	if (!qemu_parse_size(number, true, &bytes) || !bytes || bytes % MIB ||
	    bytes / MIB > UINT32_MAX)
		return NULL;
	return arena_printf(importing->arena, "%" PRIu64, bytes / MIB);
}

/* Which options describe ivshmem devices, which are read already. */
static const bool *find_ivshmem_options(struct arena *arena, const struct launch *launch)
{
	bool *found = arena_array(arena, launch->option_count, sizeof(*found));

	for (size_t i = 0; i < launch->ivshmem_count; i++) {
		const struct launch_ivshmem *ivshmem = &launch->ivshmems[i];

		found[ivshmem->device->option - launch->options] = true;
		if (ivshmem->backend)
			found[ivshmem->backend->option - launch->options] = true;
	}
	return found;
}

static void read_option(const struct importing *importing, struct import_vm *vm,
			const struct launch_option *option)
{
	const char *value = option->has_value ? option->value.value : NULL;

	if (strcmp(option->name, "-name") == 0)
		return;
	if (strcmp(option->name, "-m") == 0) {
		vm->memory = value ? read_memory(importing, value) : NULL;
		if (vm->memory)
			return;
	}
	import_report(importing, option->at, "%s%s%s of VM '%s' is left out: it is QEMU's",
		      option->name, value ? " " : "", value ? value : "", vm->name);
}

void import_qemu(struct importing *importing, struct import_vm *vm)
{
	const struct launch *launch = vm->launch;
	const bool *is_read = find_ivshmem_options(importing->arena, launch);

	vm->memory = DEFAULT_MEMORY;
	add_regions(importing, vm);
	for (size_t i = 0; i < launch->option_count; i++)
		if (!is_read[i] && import_is_taken(vm, launch->options[i].when))
			read_option(importing, vm, &launch->options[i]);
}
