/* SPDX-License-Identifier: BSD-3-Clause
 * words.c: what pictures say about the parts of a graph. */
#include "graph/words.h"

#include <inttypes.h>

#include "base/arena.h"

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)

const char *graph_vm_kind(struct arena *arena, const struct graph_vm *vm)
{
	static const char *const orders[] = {
		[0] = "VM",
		[CFG_PRE_LAUNCHED] = "pre-launched VM",
		[CFG_SERVICE_VM] = "Service VM",
		[CFG_POST_LAUNCHED] = "post-launched VM",
	};
	static const char *const types[] = {
		[VM_STANDARD] = "",
		[VM_REAL_TIME] = " · real-time",
		[VM_TEE] = " · TEE",
		[VM_REE] = " · REE",
	};
	const char *id = vm->has_id ? arena_printf(arena, " · ID %u", (unsigned)vm->id) : "";

	if (vm->is_unknown)
		return "not in the scenario";
	return arena_printf(arena, "%s%s%s", orders[vm->load_order], types[vm->type], id);
}

const char *graph_vm_resources(struct arena *arena, const struct graph_vm *vm)
{
	const char *memory = NULL;

	if (vm->memory_mib && vm->memory_mib % KIB == 0)
		memory = arena_printf(arena, "%" PRIu64 " GiB", vm->memory_mib / KIB);
	else if (vm->memory_mib)
		memory = arena_printf(arena, "%" PRIu64 " MiB", vm->memory_mib);
	if (!vm->cpus)
		return memory;
	return arena_printf(arena, "CPU %s%s%s", vm->cpus, memory ? " · " : "",
			    memory ? memory : "");
}

const char *graph_device_words(struct arena *arena, const struct graph_device *device)
{
	return arena_printf(arena, "%s%s%s%s%s", device->bdf, device->address ? " → " : "",
			    device->address ? device->address : "", device->name ? " · " : "",
			    device->name ? device->name : "");
}

static const char *region_size(struct arena *arena, uint64_t bytes)
{
	if (!bytes)
		return "size unknown";
	if (bytes % MIB == 0)
		return arena_printf(arena, "%" PRIu64 " MiB", bytes / MIB);
	if (bytes % KIB == 0)
		return arena_printf(arena, "%" PRIu64 " KiB", bytes / KIB);
	return arena_printf(arena, "%" PRIu64 " bytes", bytes);
}

const char *graph_region_facts(struct arena *arena, const struct graph_region *region)
{
	const char *id = region->region_id == CFG_REGION_ID_NONE
				 ? ""
				 : arena_printf(arena, " · ID 0x%X", (unsigned)region->region_id);

	return arena_printf(arena, "%s · %s%s", region_size(arena, region->bytes),
			    region->land == CFG_LAND_HV ? "hv-land" : "dm-land", id);
}

const char *graph_region_doorbell(const struct graph_region *region)
{
	return region->doorbell ? region->doorbell : "no doorbell";
}

const char *graph_connection_kind(const struct graph_connection *connection)
{
	return connection->is_pci ? "vUART, PCI" : "vUART, legacy";
}

bool graph_has_error(const struct graph_part *part)
{
	for (size_t i = 0; i < part->finding_count; i++)
		if (part->findings[i].is_error)
			return true;
	return false;
}
