/* SPDX-License-Identifier: BSD-3-Clause
 * bars.c: the BARs of a VM's devices, and their addresses: by first fit in ACRN's order, or in one
 * that has room for more. */
#include "plan/bars.h"

#include "base/arena.h"
#include "board/board.h"
#include "plan/space.h"
#include "plan/vmsix.h"

/* The BARs of ACRN's MCS9900, which is a PCI vUART: a page each. */
#define BARS_VUART 2u

/* The BARs that a PCI function may have. */
#define BARS_FUNCTION 6u

/* A size that the rules accept; they report any other. */
static bool is_region_size(uint64_t size)
{
	return size && !(size & (size - 1)) && size <= CFG_REGION_SIZE_MAX;
}

bool bars_are_fixed(const struct vm *vm, const struct device *device)
{
	return (vm->load_order == CFG_PRE_LAUNCHED || vm->load_order == CFG_SERVICE_VM) &&
	       device->kind == DEVICE_IVSHMEM &&
	       device->ivshmem->region->declarations[0]->land == CFG_LAND_HV;
}

bool bars_are_known(const struct model *model, const struct vm *vm)
{
	return vm->load_order == CFG_PRE_LAUNCHED ||
	       (vm->load_order == CFG_SERVICE_VM && model->board && model->board->window_count);
}

static void add_bar(struct arena *arena, struct bars *bars, struct bar bar)
{
	bars->all = arena_grow(arena, bars->all, bars->count, sizeof(bar));
	bars->all[bars->count++] = bar;
}

static void add_page(struct arena *arena, struct bars *bars, const struct device *device,
		     unsigned index)
{
	add_bar(arena, bars, (struct bar) { .device = device, .index = index, .size = SPACE_PAGE });
}

static void add_ivshmem(struct arena *arena, struct bars *bars, const struct device *device)
{
	uint64_t size = device->ivshmem->region->declarations[0]->size;

	if (!is_region_size(size))
		return;
	for (unsigned index = 0; index < BARS_IVSHMEM - 1; index++)
		add_page(arena, bars, device, index);
	add_bar(arena, bars,
		(struct bar) {
			.device = device, .index = BARS_IVSHMEM - 1, .is_64 = true, .size = size });
}

static void add_vuart(struct arena *arena, struct bars *bars, const struct device *device)
{
	for (unsigned index = 0; index < BARS_VUART; index++)
		add_page(arena, bars, device, index);
}

/* The BARs that a device of the board has, in the order of the board's description. */
struct native_bars {
	const struct board_bar *all[BARS_FUNCTION];
	size_t count;
	unsigned indexes;   /* a bit for each */
	unsigned registers; /* a bit for each of 32 bits that they take */
};

/* ACRN gives a bridge the BARs of what is behind it, too; its hypervisor does not use them, but
 * they take room. */
static bool is_of(const struct board_bar *bar, uint16_t bdf, const struct board_device *device)
{
	return bar->bdf == bdf ||
	       (device && bar->place > device->place && bar->place < device->end);
}

/* Of two with one index the first counts. */
static struct native_bars find_native(const struct board *board, uint16_t bdf)
{
	struct native_bars native = { .count = 0 };
	const struct board_device *device = board_device(board, bdf);

	for (size_t i = 0; i < board->bar_count; i++) {
		const struct board_bar *bar = &board->bars[i];

		if (!is_of(bar, bdf, device) || bar->index >= BARS_FUNCTION ||
		    native.indexes >> bar->index & 1)
			continue;
		native.all[native.count++] = bar;
		native.indexes |= 1u << bar->index;
		native.registers |= (bar->is_64 ? 3u : 1u) << bar->index;
	}
	return native;
}

/* The BAR that ACRN adds to a device whose MSI it shows as MSI-X: the first that the device lacks.
 */
static void add_msix_page(struct arena *arena, struct bars *bars, const struct board *board,
			  const struct device *device, unsigned registers)
{
	const struct board_device *found = board_device(board, device->passthrough->bdf);

	if (!found || !vmsix_has_id(found->vendor, found->identifier))
		return;
	for (unsigned index = 0; index < BARS_FUNCTION; index++)
		if (!(registers >> index & 1)) {
			add_page(arena, bars, device, index);
			return;
		}
}

static void add_passthrough(struct arena *arena, struct bars *bars, const struct board *board,
			    const struct device *device)
{
	struct native_bars native = find_native(board, device->passthrough->bdf);

	add_msix_page(arena, bars, board, device, native.registers);
	for (size_t i = 0; i < native.count; i++)
		if (!native.all[i]->is_io)
			add_bar(arena, bars,
				(struct bar) {
					.device = device,
					.index = native.all[i]->index,
					.is_64 = native.all[i]->is_64,
					.size = native.all[i]->size,
				});
}

/* BARs of I/O ports: they keep their address. */
static void add_ports(struct arena *arena, struct bars *bars, const struct board *board,
		      const struct device *device)
{
	struct native_bars native = find_native(board, device->passthrough->bdf);

	for (size_t i = 0; i < native.count; i++)
		if (native.all[i]->is_io)
			add_bar(arena, bars,
				(struct bar) {
					.device = device,
					.index = native.all[i]->index,
					.is_io = true,
					.is_placed = true,
					.address = native.all[i]->address,
				});
}

/* Every memory BAR of the VM, in the order in which ACRN places those of the same size. */
static struct bars collect(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct bars bars = { 0 };

	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_VUART)
			add_vuart(arena, &bars, &vm->devices[i]);
	for (size_t i = 0; i < vm->device_count; i++)
		if (bars_are_fixed(vm, &vm->devices[i]))
			add_ivshmem(arena, &bars, &vm->devices[i]);
	for (size_t i = 0; model->board && i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_PASSTHROUGH)
			add_passthrough(arena, &bars, model->board, &vm->devices[i]);
	return bars;
}

static bool is_console(const struct bar *bar)
{
	return bar->device->kind == DEVICE_VUART && !bar->device->vuart_index;
}

/* ACRN's order: those below 4 GiB first, then by falling size. It has none for a console, whose
 * BARs come last so that they move no others. */
static bool is_before_in_acrn(const struct bar *a, const struct bar *b)
{
	if (is_console(a) != is_console(b))
		return is_console(b);
	return a->is_64 != b->is_64 ? b->is_64 : a->size > b->size;
}

static bool is_larger(const struct bar *a, const struct bar *b)
{
	return a->size > b->size;
}

/* Keeps the order of equals, which qsort() does not. */
static void sort(struct bars *bars, bool (*is_before)(const struct bar *, const struct bar *))
{
	for (size_t i = 1; i < bars->count; i++) {
		struct bar bar = bars->all[i];
		size_t at = i;

		for (; at > 0 && is_before(&bar, &bars->all[at - 1]); at--)
			bars->all[at] = bars->all[at - 1];
		bars->all[at] = bar;
	}
}

struct bars_room bars_room(struct arena *arena, const struct model *model, const struct vm *vm)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct space space = space_enter(scratch, model, vm);

	return (struct bars_room) { space_size(&space), space_free(&space) };
}

static uint64_t find_largest(const struct space *space, const struct bar *bar)
{
	uint64_t address;

	for (uint64_t size = bar->size / 2; size >= SPACE_PAGE; size /= 2)
		if (space_find(space, bar->is_64, size, &address))
			return size;
	return 0;
}

static void place(struct space *space, struct bar *bar)
{
	bar->is_placed = space_find(space, bar->is_64, bar->size, &bar->address);
	if (bar->is_placed)
		space_take(space, bar->address, bar->size);
	else
		bar->largest = find_largest(space, bar);
}

/* Places all BARs in their order; returns how many have no address. */
static size_t place_all(struct space *space, struct bars *bars)
{
	size_t unplaced = 0;

	for (size_t i = 0; i < bars->count; i++) {
		place(space, &bars->all[i]);
		unplaced += !bars->all[i].is_placed;
	}
	return unplaced;
}

/* Places the largest first, and those that may lie above 4 GiB there, if they can: since a BAR's
 * size is a power of two and divides its address, no other order has room where this has none. */
static size_t pack(struct space *space, struct bars *bars)
{
	space_search_high_first(space);
	sort(bars, is_larger);
	return place_all(space, bars);
}

static struct bars place_memory(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct bars in_acrn = collect(arena, model, vm), packed;
	struct space space = space_enter(arena, model, vm);
	size_t unplaced;

	sort(&in_acrn, is_before_in_acrn);
	unplaced = place_all(&space, &in_acrn);
	if (!unplaced)
		return in_acrn;
	packed = collect(arena, model, vm);
	space = space_enter(arena, model, vm);
	return pack(&space, &packed) < unplaced ? packed : in_acrn;
}

struct bars bars_place(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct bars bars = place_memory(arena, model, vm);

	for (size_t i = 0; model->board && i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_PASSTHROUGH)
			add_ports(arena, &bars, model->board, &vm->devices[i]);
	return bars;
}
