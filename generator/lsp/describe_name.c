/* SPDX-License-Identifier: BSD-3-Clause
 * describe_name.c: what the names in a scenario refer to, as text. */
#include <inttypes.h>

#include "base/arena.h"
#include "board/board.h"
#include "lsp/chosen.h"
#include "lsp/describe.h"
#include "schema/bdf.h"

#define MIB (UINT64_C(1) << 20)

/* How many regions, or peers, are listed. */
#define LISTED_MAX 32

static const char *order_text(enum cfg_load_order order)
{
	switch (order) {
	case CFG_PRE_LAUNCHED:
		return "pre-launched";
	case CFG_SERVICE_VM:
		return "Service VM";
	case CFG_POST_LAUNCHED:
		return "post-launched";
	}
	return "load order not known";
}

const char *describe_vm(struct arena *arena, const struct vm *vm)
{
	const char *id = vm->has_id ? arena_printf(arena, "VM %u", vm->id) : "VM without ID";

	return arena_printf(arena, "%s, %s%s", id, order_text(vm->load_order),
			    vm->type == VM_REAL_TIME ? ", real-time" : "");
}

const char *describe_cpu(struct arena *arena, const struct board_cpu *cpu)
{
	static const char *const cores[] = {
		[BOARD_CORE_UNKNOWN] = "",
		[BOARD_CORE_PERFORMANCE] = ", performance core",
		[BOARD_CORE_EFFICIENCY] = ", efficiency core",
	};

	return arena_printf(arena, "APIC ID %" PRIu32 "%s", cpu->apic_id, cores[cpu->core]);
}

/* Adds the next of a list: "a, b", and "…" for those past LISTED_MAX. */
static const char *append(const struct describe *describe, const char *list, size_t index,
			  const char *item)
{
	if (index > LISTED_MAX)
		return list;
	if (index == LISTED_MAX)
		item = "…";
	return arena_printf(describe->arena, "%s%s%s", list, index ? ", " : "", item);
}

/* The regions that a VM shares. */
static const char *regions_of(const struct describe *describe, const struct vm *vm)
{
	const char *list = "";
	size_t count = 0;

	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_IVSHMEM)
			list = append(describe, list, count++,
				      describe_code(describe,
						    vm->devices[i].ivshmem->region->name.value));
	return list;
}

static const char *vm_text(const struct describe *describe, const struct vm *vm)
{
	const char *line = describe_vm(describe->arena, vm), *regions = regions_of(describe, vm);

	if (vm->memory_mib)
		line = arena_printf(describe->arena, "%s, %" PRIu64 " MiB of memory", line,
				    vm->memory_mib);
	return *regions ? arena_printf(describe->arena, "%s\n\nRegions: %s", line, regions) : line;
}

/* "VM 'left' at 00:08.0 (chosen)" */
static const char *peer_text(const struct describe *describe, const struct model *model,
			     const struct shm_peer *peer)
{
	const char *name = describe_code(describe, peer->vm_name.value);
	struct chosen chosen;
	char bdf[BDF_TEXT_SIZE];

	if (!peer->vm || !chosen_of_peer(describe->arena, model, peer, &chosen))
		return name;
	return arena_printf(describe->arena, "%s at %s%s", name, bdf_format(chosen.bdf, bdf),
			    chosen.is_given ? "" : " (chosen)");
}

static const char *region_text(const struct describe *describe, const struct model *model,
			       const struct shm_region *region)
{
	const struct shm_declaration *first = region->declarations[0];
	const char *line = arena_printf(describe->arena, "Region in %s",
					first->land == CFG_LAND_DM ? "dm-land (Device Model)"
								   : "hv-land (Hypervisor)");
	const char *peers = "";

	if (first->has_size)
		line = arena_printf(describe->arena, "%s, %" PRIu64 " MiB", line,
				    first->size / MIB);
	for (size_t i = 0; i < region->peer_count && i <= LISTED_MAX; i++)
		peers = append(describe, peers, i, peer_text(describe, model, region->peers[i]));
	return arena_printf(describe->arena, "%s\n\nPeers: %s", line, peers);
}

static const char *device_text(const struct describe *describe, const struct board *board,
			       const char *address)
{
	const struct board_device *device;
	uint16_t bdf;
	size_t length;

	if (!board || !bdf_parse(address, &bdf, &length))
		return "";
	device = board_device(board, bdf);
	if (!device)
		return arena_printf(describe->arena, "The board %s has no device %s.",
				    describe_code(describe, board->name), address);
	return device->description ? describe_text(describe, device->description) : "";
}

static const char *cpu_text(const struct describe *describe, const struct board *board, uint32_t id)
{
	const struct board_cpu *cpu = board ? board_cpu(board, id) : NULL;

	if (cpu)
		return describe_cpu(describe->arena, cpu);
	return board ? arena_printf(describe->arena, "The board %s has no CPU %" PRIu32 ".",
				    describe_code(describe, board->name), id)
		     : "";
}

/* The address of the device by which a VM is a peer, where a region lists it. */
static const char *with_address(const struct describe *describe, const struct lsp_names *names,
				const struct lsp_name *name, const char *text)
{
	struct chosen chosen;
	char bdf[BDF_TEXT_SIZE];

	if (!name->peer || !chosen_of_peer(describe->arena, names->model, name->peer, &chosen))
		return text;
	return arena_printf(describe->arena, "%s\n\nDevice of region %s: %s%s", text,
			    describe_code(describe, name->region->name.value),
			    bdf_format(chosen.bdf, bdf), chosen.is_given ? "" : " (chosen)");
}

const char *describe_name(const struct describe *describe, const struct lsp_names *names,
			  const struct lsp_name *name)
{
	switch (name->kind) {
	case LSP_VM:
		return name->vm ? with_address(describe, names, name, vm_text(describe, name->vm))
				: "No VM has this name.";
	case LSP_REGION:
		return region_text(describe, names->model, name->region);
	case LSP_DEVICE:
		return device_text(describe, names->model->board, name->text);
	case LSP_CPU:
		return cpu_text(describe, names->model->board, name->cpu);
	}
	return "";
}
