/* SPDX-License-Identifier: BSD-3-Clause
 * rtct.c: the software SRAM that an RTVM may use, of the caches that its CPUs share. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "render/acpi/internal.h"

/* What an entry is about, and its size and the version of its form. */
#define ENTRY_COMPATIBILITY 0
#define ENTRY_WAY_MASK	    6
#define ENTRY_SRAM	    7

/* Software SRAM that the VM may use, and where it is in the VM. */
struct area {
	const struct board_cache **caches; /* in the order of the document */
	size_t count;
	struct board_window range; /* around all of it on the board */
};

bool acpi_has_rtct(const struct acpi_vm *vm)
{
	return vm->plan->hypervisor->has_ssram && vm->vm->hypervisor->vm->type == VM_REAL_TIME;
}

static bool is_used_by(const struct board_cache *cache, uint32_t apic_id)
{
	for (size_t i = 0; i < cache->apic_id_count; i++)
		if (cache->apic_ids[i] == apic_id)
			return true;
	return false;
}

static bool is_used(const struct acpi_vm *vm, const struct board_cache *cache)
{
	const struct plan_vm_hypervisor *hypervisor = vm->vm->hypervisor;

	for (size_t i = 0; i < hypervisor->pcpu_count; i++)
		if (is_used_by(
			    cache,
			    board_cpu(vm->plan->hypervisor->board, hypervisor->pcpus[i])->apic_id))
			return true;
	return false;
}

static int compare_positions(const void *first, const void *second)
{
	const struct board_cache *const *a = first, *const *b = second;

	return (*a)->position < (*b)->position ? -1 : 1;
}

static struct area find_area(const struct acpi_vm *vm)
{
	const struct board *board = vm->plan->hypervisor->board;
	struct area area = {
		.caches = arena_array(vm->arena, board->cache_count, sizeof(*area.caches)),
		.range = { .first = UINT64_MAX },
	};

	for (size_t i = 0; i < board->cache_count; i++) {
		const struct board_cache *cache = &board->caches[i];

		if (!cache->has_ssram || !is_used(vm, cache))
			continue;
		area.caches[area.count++] = cache;
		if (cache->ssram.first < area.range.first)
			area.range.first = cache->ssram.first;
		if (cache->ssram.last > area.range.last)
			area.range.last = cache->ssram.last;
	}
	if (area.count)
		qsort(area.caches, area.count, sizeof(*area.caches), compare_positions);
	return area;
}

static void add_entry(struct bytes *table, unsigned type, unsigned size, unsigned version)
{
	bytes_add_number(table, size, 2);
	bytes_add_number(table, version, 2);
	bytes_add_number(table, type, 4);
}

/* The versions of RTCT and of its driver, two numbers each. */
static void add_compatibility(struct bytes *table)
{
	add_entry(table, ENTRY_COMPATIBILITY, 24, 1);
	bytes_add_number(table, 2, 4);
	bytes_add_number(table, 0, 4);
	bytes_add_number(table, 0, 4);
	bytes_add_number(table, 0, 4);
}

static void add_cache(struct bytes *table, const struct board_cache *cache, uint64_t address)
{
	add_entry(table, ENTRY_SRAM, 32, 2);
	bytes_add_number(table, cache->level, 4);
	bytes_add_number(table, cache->id, 4);
	bytes_add_number(table, address, 8);
	bytes_add_number(table, cache->ssram.last - cache->ssram.first + 1, 4);
	bytes_add_number(table, 0, 4); /* not shared with others */
	if (!cache->ssram_mask)
		return;
	add_entry(table, ENTRY_WAY_MASK, 20, 1);
	bytes_add_number(table, cache->level, 4);
	bytes_add_number(table, cache->id, 4);
	bytes_add_number(table, cache->ssram_mask, 4);
}

static void check_room(const struct acpi_vm *vm, const struct area *area)
{
	uint64_t room = vm->plan->hypervisor->ssram_bytes;
	uint64_t last = area->range.last - area->range.first;
	struct diag *diag;

	if (!area->count || last < room)
		return;
	diag = diag_add(vm->diags, DIAG_SSRAM_NO_ROOM, vm->vm->at,
			"VM '%s' uses 0x%" PRIx64 " bytes of Software SRAM, but has room for "
			"0x%" PRIx64,
			vm->vm->name, last + 1, room);
	diag_help(diag, "set SSRAM_ENABLED to n: without Software SRAM in a cache of level 3 the "
			"hypervisor has no room for any");
}

/* The VM's addresses are those of the board, moved so that the first is where the VM has its
 * software SRAM. */
void acpi_write_rtct(const struct acpi_vm *vm, struct bytes *table)
{
	struct area area = find_area(vm);
	uint64_t moved = vm->plan->hypervisor->ssram_start - area.range.first;

	check_room(vm, &area);
	acpi_begin(table, &(struct acpi_header) { .signature = "RTCT",
						  .id = "ACRNRTCT",
						  .revision = 1,
						  .oem_revision = 5,
						  .creator = 0x0100000d });
	add_compatibility(table);
	for (size_t i = 0; i < area.count; i++)
		add_cache(table, area.caches[i], area.caches[i]->ssram.first + moved);
	acpi_end(table);
}
