/* SPDX-License-Identifier: BSD-3-Clause
 * test_bars.c: the addresses of BARs: ACRN's rules by example, and randomized tests. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "model/model.h"
#include "plan/bars.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

/* A VM with the regions of the sizes given, and all that belongs to them. */
struct scene {
	struct model model;
	struct board board;
	struct vm vm;
	struct device devices[16];
	struct shm_peer peers[16];
	struct shm_region regions[16];
	struct shm_declaration declarations[16], *declaration_of[16];
};

static void add_region(struct scene *scene, uint64_t size, enum cfg_land land)
{
	size_t i = scene->vm.device_count++;

	assert_true(i < 16);
	scene->declarations[i] =
		(struct shm_declaration) { .land = land, .has_size = true, .size = size };
	scene->declaration_of[i] = &scene->declarations[i];
	scene->regions[i].declarations = &scene->declaration_of[i];
	scene->regions[i].declaration_count = 1;
	scene->peers[i].region = &scene->regions[i];
	scene->devices[i] = (struct device) { .kind = DEVICE_IVSHMEM, .ivshmem = &scene->peers[i] };
}

static struct device *add_device(struct scene *scene, enum device_kind kind)
{
	struct device *device = &scene->devices[scene->vm.device_count++];

	*device = (struct device) { .kind = kind };
	return device;
}

static void open_scene(struct scene *scene, enum cfg_load_order load_order)
{
	memset(scene, 0, sizeof(*scene));
	scene->vm.load_order = load_order;
	scene->vm.devices = scene->devices;
	scene->model.board = &scene->board;
	scene->model.vms = &scene->vm;
	scene->model.vm_count = 1;
}

static const struct bar *find_bar(const struct bars *bars, const struct device *device,
				  unsigned index)
{
	for (size_t i = 0; i < bars->count; i++)
		if (bars->all[i].device == device && bars->all[i].index == index)
			return &bars->all[i];
	return NULL;
}

static void assert_at(const struct bars *bars, const struct device *device, unsigned index,
		      uint64_t address)
{
	const struct bar *bar = find_bar(bars, device, index);

	assert_non_null(bar);
	assert_true(bar->is_placed);
	assert_int_equal(bar->address, address);
}

static void test_pre_launched(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_PRE_LAUNCHED);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	add_region(&scene, 512 * MIB, CFG_LAND_HV);
	add_region(&scene, 512 * MIB, CFG_LAND_HV);
	add_region(&scene, 512 * MIB, CFG_LAND_HV);
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_int_equal(bars.count, 12);
	assert_at(&bars, &scene.devices[0], 0, 0x80000000);
	assert_at(&bars, &scene.devices[0], 1, 0x80001000);
	assert_at(&bars, &scene.devices[1], 0, 0x80002000);
	assert_at(&bars, &scene.devices[3], 1, 0x80007000);
	assert_at(&bars, &scene.devices[1], 2, 0xa0000000);
	assert_at(&bars, &scene.devices[2], 2, 0xc0000000);
	assert_at(&bars, &scene.devices[3], 2, 256 * GIB);
	assert_at(&bars, &scene.devices[0], 2, 0x80200000);
}

/* Their own sizes count, though each takes a page; a console comes behind what ACRN has addresses
 * for. One whose ID is in a list has a page more. */
static void test_other_devices_take_part(void **state)
{
	struct fixture *fixture = *state;
	static const struct board_bar board_bars[] = {
		{ .bdf = CFG_BDF(0, 0x17, 0), .index = 5, .size = 256 },
		{ .bdf = CFG_BDF(0, 0x17, 0), .index = 0, .size = 2 * KIB },
		{ .bdf = CFG_BDF(0, 0x18, 0), .index = 1, .size = 64 * KIB },
		{ .bdf = CFG_BDF(0, 0x17, 0), .index = 1, .size = 64 * KIB },
		{ .bdf = CFG_BDF(0, 0x17, 0), .index = 2, .size = 4 * MIB, .is_64 = true },
		{ .bdf = CFG_BDF(0, 0x17, 0), .index = 0, .size = 8 * KIB },
		{ .bdf = CFG_BDF(0, 0x17, 0), .index = 6, .size = 8 * KIB },
	};
	static const struct board_device native = { .bdf = CFG_BDF(0, 0x17, 0),
						    .vendor = 0x8086,
						    .identifier = 0x4b31 };
	static const struct passthrough_device passthrough = { .bdf = CFG_BDF(0, 0x17, 0) };
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_PRE_LAUNCHED);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	add_device(&scene, DEVICE_VUART);
	add_device(&scene, DEVICE_VUART)->vuart_index = 1;
	add_device(&scene, DEVICE_PASSTHROUGH)->passthrough = &passthrough;
	scene.board.bars = board_bars;
	scene.board.bar_count = 7;
	scene.board.devices = &native;
	scene.board.device_count = 1;
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_int_equal(bars.count, 12);
	assert_at(&bars, &scene.devices[3], 1, 0x80000000);
	assert_at(&bars, &scene.devices[2], 0, 0x80010000);
	assert_at(&bars, &scene.devices[2], 1, 0x80011000);
	assert_at(&bars, &scene.devices[0], 0, 0x80012000);
	assert_at(&bars, &scene.devices[0], 1, 0x80013000);
	assert_at(&bars, &scene.devices[3], 4, 0x80014000);
	assert_at(&bars, &scene.devices[3], 0, 0x80015000);
	assert_at(&bars, &scene.devices[3], 5, 0x80016000);
	assert_at(&bars, &scene.devices[1], 0, 0x80017000);
	assert_at(&bars, &scene.devices[1], 1, 0x80018000);
	assert_at(&bars, &scene.devices[3], 2, 0x80400000);
	assert_at(&bars, &scene.devices[0], 2, 0x80200000);
	scene.model.board = NULL;
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_at(&bars, &scene.devices[0], 0, 0x80002000);
}

/* What the hypervisor adds to such a device takes the first BAR that no other one takes. */
static void test_msix_page(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		uint16_t vendor, identifier;
		bool is_64[4];
		int index;
	} cases[] = {
		{ 0x8086, 0x4b30, { false, false, false, true }, 5 },
		{ 0x8086, 0x4b89, { true, false, true, false }, -1 },
		{ 0x8086, 0x4b8a, { false, false, false, false }, -1 },
		{ 0x8087, 0x4b30, { false, false, false, false }, -1 },
	};
	static const struct passthrough_device passthrough = { .bdf = CFG_BDF(0, 2, 0) };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct board_device native = { .bdf = CFG_BDF(0, 2, 0),
					       .vendor = cases[i].vendor,
					       .identifier = cases[i].identifier };
		struct board_bar board_bars[4];
		unsigned index = 0, pages = 0;
		struct scene scene;
		struct bars bars;

		open_scene(&scene, CFG_PRE_LAUNCHED);
		for (size_t j = 0; j < 4; j++) {
			board_bars[j] = (struct board_bar) { .bdf = CFG_BDF(0, 2, 0),
							     .index = index,
							     .is_64 = cases[i].is_64[j],
							     .size = 1 * MIB };
			index += cases[i].is_64[j] ? 2 : 1;
		}
		add_device(&scene, DEVICE_PASSTHROUGH)->passthrough = &passthrough;
		scene.board = (struct board) {
			.devices = &native, .device_count = 1, .bars = board_bars, .bar_count = 4
		};
		bars = bars_place(fixture->arena, &scene.model, &scene.vm);
		for (size_t j = 0; j < bars.count; j++)
			pages += bars.all[j].size == 4 * KIB;
		assert_int_equal(pages, cases[i].index >= 0);
		if (cases[i].index >= 0)
			assert_non_null(
				find_bar(&bars, &scene.devices[0], (unsigned)cases[i].index));
	}
}

/* A bridge has the BARs of what is behind it, but for an index that is there already. */
static void test_bridge(void **state)
{
	struct fixture *fixture = *state;
	static const struct board_bar board_bars[] = {
		{ .bdf = CFG_BDF(0, 2, 0), .index = 0, .size = 8 * KIB, .place = 4 },
		{ .bdf = CFG_BDF(0, 3, 0), .index = 0, .is_64 = true, .size = 4 * KIB, .place = 5 },
		{ .bdf = CFG_BDF(1, 0, 0), .index = 0, .size = 16 * KIB, .place = 7 },
		{ .bdf = CFG_BDF(1, 0, 0), .index = 1, .size = 32 * KIB, .place = 7 },
		{ .bdf = CFG_BDF(0, 4, 0), .index = 2, .size = 64 * KIB, .place = 8 },
	};
	static const struct board_device bridge = { .bdf = CFG_BDF(0, 3, 0), .place = 5, .end = 8 };
	static const struct passthrough_device passthrough = { .bdf = CFG_BDF(0, 3, 0) };
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_PRE_LAUNCHED);
	add_device(&scene, DEVICE_PASSTHROUGH)->passthrough = &passthrough;
	scene.board = (struct board) {
		.devices = &bridge, .device_count = 1, .bars = board_bars, .bar_count = 5
	};
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_int_equal(bars.count, 2);
	assert_at(&bars, &scene.devices[0], 1, 0x80000000);
	assert_at(&bars, &scene.devices[0], 0, 0x80008000);
}

/* BARs of I/O ports stay where they are, behind all others, and take no address of memory. */
static void test_ports(void **state)
{
	struct fixture *fixture = *state;
	static const struct board_bar board_bars[] = {
		{ .bdf = CFG_BDF(3, 0, 0), .index = 2, .is_io = true, .address = 0x80000000 },
		{ .bdf = CFG_BDF(3, 0, 0), .index = 0, .is_64 = true, .size = 4 * KIB },
		{ .bdf = CFG_BDF(3, 0, 0), .index = 3, .is_io = true, .address = 0x4000 },
		{ .bdf = CFG_BDF(3, 0, 1), .index = 4, .is_io = true, .address = 0x5000 },
	};
	static const struct passthrough_device passthrough = { .bdf = CFG_BDF(3, 0, 0) };
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_PRE_LAUNCHED);
	add_device(&scene, DEVICE_PASSTHROUGH)->passthrough = &passthrough;
	scene.board = (struct board) { .bars = board_bars, .bar_count = 4 };
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_int_equal(bars.count, 3);
	assert_at(&bars, &scene.devices[0], 0, 0x80000000);
	assert_int_equal(bars.all[1].index, 2);
	assert_int_equal(bars.all[2].index, 3);
	assert_true(bars.all[1].is_io);
	assert_at(&bars, &scene.devices[0], 2, 0x80000000);
	assert_at(&bars, &scene.devices[0], 3, 0x4000);
}

static void test_who_has_bars(void **state)
{
	static const struct board_window window = { 0x80000000, 0x8fffffff };
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_SERVICE_VM);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	add_region(&scene, 2 * MIB, CFG_LAND_DM);
	add_device(&scene, DEVICE_VUART);
	assert_true(bars_are_fixed(&scene.vm, &scene.devices[0]));
	assert_false(bars_are_fixed(&scene.vm, &scene.devices[1]));
	assert_false(bars_are_fixed(&scene.vm, &scene.devices[2]));
	assert_false(bars_are_known(&scene.model, &scene.vm));
	scene.board.windows = &window;
	scene.board.window_count = 1;
	assert_true(bars_are_known(&scene.model, &scene.vm));
	scene.model.board = NULL;
	assert_false(bars_are_known(&scene.model, &scene.vm));
	scene.vm.load_order = CFG_PRE_LAUNCHED;
	assert_true(bars_are_known(&scene.model, &scene.vm));
	scene.vm.load_order = CFG_POST_LAUNCHED;
	assert_false(bars_are_known(&scene.model, &scene.vm));
	assert_false(bars_are_fixed(&scene.vm, &scene.devices[0]));
}

/* ACRN takes an address whose BAR begins in a window and ends behind it. */
static void test_end_of_a_window(void **state)
{
	struct fixture *fixture = *state;
	static const struct board_window windows[] = {
		{ 0xc0000000, 0xfebfffff },
		{ UINT64_MAX - 256 * MIB, UINT64_MAX },
	};
	static const struct board_window taken[] = {
		{ 0x0, 0xffff },
		{ 0xc0000000, 0xc0ffffff },
		{ UINT64_MAX - 1, UINT64_MAX },
	};
	struct scene scene;
	const struct bar *bar;
	struct bars bars;

	open_scene(&scene, CFG_SERVICE_VM);
	add_region(&scene, 512 * MIB, CFG_LAND_HV);
	scene.board = (struct board) {
		.windows = windows, .window_count = 2, .taken = taken, .taken_count = 3
	};
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_at(&bars, &scene.devices[0], 0, 0xc1000000);
	bar = find_bar(&bars, &scene.devices[0], 2);
	assert_false(bar->is_placed);
	assert_int_equal(bar->largest, 256 * MIB);
}

static struct bars place_in(struct fixture *fixture, struct scene *scene,
			    const struct board_window *windows, size_t window_count)
{
	scene->board.windows = windows;
	scene->board.window_count = window_count;
	return bars_place(fixture->arena, &scene->model, &scene->vm);
}

/* ACRN's address, 0xa0000000, is not inside of the first window. */
static void test_window_without_devices(void **state)
{
	static const struct board_window windows[] = {
		{ 0x80000000, 0xafffffff },
		{ 0xc0000000, 0xfebfffff },
		{ 0x180000000, 0x97fffffff },
	};
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_SERVICE_VM);
	add_region(&scene, 512 * MIB, CFG_LAND_HV);
	bars = place_in(*state, &scene, windows, 3);
	assert_at(&bars, &scene.devices[0], 0, 0x80000000);
	assert_at(&bars, &scene.devices[0], 1, 0x80001000);
	assert_at(&bars, &scene.devices[0], 2, 0xc0000000);
}

/* A window that crosses 4 GiB is for 64-bit BARs, which ACRN's build puts below if they fit. */
static void test_low_windows_first(void **state)
{
	static const struct board_window windows[] = {
		{ 0x80000000, 0x17fffffff },
		{ 0xc0000000, 0xc03fffff },
	};
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_SERVICE_VM);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	add_region(&scene, 4 * MIB, CFG_LAND_HV);
	bars = place_in(*state, &scene, windows, 2);
	assert_at(&bars, &scene.devices[0], 0, 0xc0000000);
	assert_at(&bars, &scene.devices[1], 1, 0xc0003000);
	assert_at(&bars, &scene.devices[0], 2, 0xc0200000);
	assert_at(&bars, &scene.devices[1], 2, 0x80000000);
}

/* In ACRN's order the pages take the beginning of the only range that has 512 MiB. In the other one
 * the region of 2 MiB leaves them the second window, since it may lie above 4 GiB. */
static void test_another_order(void **state)
{
	static const struct board_window windows[] = {
		{ 0x80000000, 0x9fffffff },
		{ 0xc0000000, 0xc01fffff },
		{ 0x180000000, 0x1801fffff },
	};
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_SERVICE_VM);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	bars = place_in(*state, &scene, windows, 3);
	assert_at(&bars, &scene.devices[0], 0, 0x80000000);
	assert_at(&bars, &scene.devices[0], 2, 0x80200000);
	add_region(&scene, 512 * MIB, CFG_LAND_HV);
	bars = place_in(*state, &scene, windows, 3);
	assert_at(&bars, &scene.devices[1], 2, 0x80000000);
	assert_at(&bars, &scene.devices[0], 2, 0x180000000);
	assert_at(&bars, &scene.devices[0], 0, 0xc0000000);
	assert_at(&bars, &scene.devices[1], 1, 0xc0003000);
	/* Where that has no room either, the addresses and sizes are those of ACRN's order. */
	bars = place_in(*state, &scene, windows, 1);
	assert_at(&bars, &scene.devices[0], 0, 0x80000000);
	assert_at(&bars, &scene.devices[0], 2, 0x80200000);
	assert_int_equal(find_bar(&bars, &scene.devices[1], 2)->largest, 256 * MIB);
}

/* The BARs of a device that a pre-launched VM has are free, but not other ranges that overlap them.
 */
static void test_passed_through(void **state)
{
	static const struct board_window window = { 0x80000000, 0x8fffffff };
	static const struct board_window taken[] = {
		{ 0x80000000, 0x80003fff }, { 0x80000000, 0x80003fff }, { 0x80001000, 0x80001fff },
		{ 0x80003000, 0x80004fff }, { 0x80006000, 0x80006fff }, { 0x80008000, 0x80008fff },
	};
	static const struct board_bar native[] = {
		{ .bdf = CFG_BDF(0, 3, 0), .address = 0x80006000, .size = 0x1000 },
		{ .bdf = CFG_BDF(0, 2, 0), .address = 0x80008000, .size = 0x1000 },
		{ .bdf = CFG_BDF(1, 2, 0), .address = 0x80006000, .size = 0x1000 },
		{ .bdf = CFG_BDF(0, 2, 0), .address = 0x80000000, .size = 0x4000 },
		{ .bdf = CFG_BDF(0, 2, 0), .is_io = true, .address = 0x80006000, .size = 0x1000 },
	};
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_SERVICE_VM);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	scene.board =
		(struct board) { .taken = taken, .taken_count = 6, .bars = native, .bar_count = 5 };
	bars = place_in(*state, &scene, &window, 1);
	assert_at(&bars, &scene.devices[0], 0, 0x80005000);
	assert_at(&bars, &scene.devices[0], 1, 0x80007000);
	assert_at(&bars, &scene.devices[1], 0, 0x80009000);
	scene.model.is_passed_through[CFG_BDF(0, 2, 0)] = true;
	bars = place_in(*state, &scene, &window, 1);
	assert_at(&bars, &scene.devices[0], 0, 0x80000000);
	assert_at(&bars, &scene.devices[0], 1, 0x80002000);
	assert_at(&bars, &scene.devices[1], 0, 0x80005000);
	assert_at(&bars, &scene.devices[1], 1, 0x80007000);
	assert_at(&bars, &scene.devices[2], 0, 0x80008000);
	assert_at(&bars, &scene.devices[2], 1, 0x80009000);
}

/* Behind what is taken up to the last address there is none. */
static void test_taken_to_the_last_address(void **state)
{
	struct fixture *fixture = *state;
	static const struct board_window last = { UINT64_MAX - 256 * MIB + 1, UINT64_MAX };
	struct scene scene;
	const struct bar *bar;
	struct bars bars;

	open_scene(&scene, CFG_SERVICE_VM);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	scene.board = (struct board) {
		.windows = &last, .window_count = 1, .taken = &last, .taken_count = 1
	};
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	bar = find_bar(&bars, &scene.devices[0], 2);
	assert_false(bar->is_placed);
	assert_int_equal(bar->largest, 0);
}

static void test_sizes_that_others_report(void **state)
{
	struct fixture *fixture = *state;
	static const uint64_t sizes[] = { 0, 3 * MIB, GIB, UINT64_MAX };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct scene scene;

		open_scene(&scene, CFG_PRE_LAUNCHED);
		add_region(&scene, sizes[i], CFG_LAND_HV);
		assert_int_equal(bars_place(fixture->arena, &scene.model, &scene.vm).count, 0);
	}
}

/* The next number of a sequence that is the same in every run. */
static uint64_t draw(uint64_t *seed, uint64_t limit)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*seed >> 33) % limit;
}

static bool overlap(uint64_t first, uint64_t size, struct board_window other)
{
	return first <= other.last && other.first <= first + (size - 1);
}

/* Whether a BAR could be at an address once the first `placed` of them are. */
static bool is_free(const struct board *board, const struct bars *bars, size_t placed,
		    uint64_t address, uint64_t size, bool is_64)
{
	bool is_inside = false;

	for (size_t i = 0; i < board->window_count; i++)
		is_inside |= address >= board->windows[i].first &&
			     address + (size - 1) <= board->windows[i].last &&
			     (is_64 || board->windows[i].last <= UINT32_MAX);
	for (size_t i = 0; i < board->taken_count; i++)
		is_inside &= !overlap(address, size, board->taken[i]);
	for (size_t i = 0; i < placed; i++) {
		const struct bar *other = &bars->all[i];
		struct board_window window = { other->address, other->address + other->size - 1 };

		is_inside &= !other->is_placed || !overlap(address, size, window);
	}
	return is_inside;
}

/* The first address that is free, by trying every one; 0 for none. */
static uint64_t first_free(const struct board *board, const struct bars *bars, size_t placed,
			   uint64_t size, bool is_64)
{
	for (size_t i = 0; i < board->window_count; i++) {
		uint64_t address = (board->windows[i].first + size - 1) / size * size;

		for (; address <= board->windows[i].last; address += size)
			if (is_free(board, bars, placed, address, size, is_64))
				return address;
	}
	return 0;
}

/* ACRN's order of the BARs of regions. */
static int compare_bars(const void *left, const void *right)
{
	const struct bar *a = left, *b = right;

	if (a->is_64 != b->is_64)
		return a->is_64 ? 1 : -1;
	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return (int)a->index - (int)b->index;
}

/* Gives each BAR the first free address in ACRN's order; returns how many get none. */
static size_t place_by_trying(const struct board *board, struct bars *bars)
{
	size_t unplaced = 0;

	qsort(bars->all, bars->count, sizeof(*bars->all), compare_bars);
	for (size_t i = 0; i < bars->count; i++) {
		struct bar *bar = &bars->all[i];

		bar->address = first_free(board, bars, i, bar->size, bar->is_64);
		bar->is_placed = bar->address;
		unplaced += !bar->address;
	}
	return unplaced;
}

static size_t count_unplaced(const struct bars *bars)
{
	size_t count = 0;

	for (size_t i = 0; i < bars->count; i++)
		count += !bars->all[i].is_placed;
	return count;
}

static void assert_largest(const struct board *board, const struct bars *bars, size_t at)
{
	const struct bar *bar = &bars->all[at];
	uint64_t largest;

	for (largest = bar->size / 2; largest >= 4 * KIB; largest /= 2)
		if (first_free(board, bars, at, largest, bar->is_64))
			break;
	assert_int_equal(bar->largest, largest >= 4 * KIB ? largest : 0);
}

static bool is_same_place(const struct bar *a, const struct bar *b)
{
	return a->is_placed == b->is_placed && (!a->is_placed || a->address == b->address);
}

/* Every BAR is where ACRN's order puts it, or another order has room for more of them. */
static void assert_places(const struct board *board, const struct bars *bars)
{
	struct bar tried[48];
	struct bars in_acrn = { .all = tried, .count = bars->count };
	size_t unplaced;

	assert_in_range(bars->count, 0, 48);
	memcpy(tried, bars->all, bars->count * sizeof(tried[0]));
	unplaced = place_by_trying(board, &in_acrn);
	assert_true(count_unplaced(bars) <= unplaced);
	for (size_t i = 0; i < bars->count; i++) {
		const struct bar *bar = &bars->all[i];

		if (count_unplaced(bars) == unplaced)
			assert_true(is_same_place(bar, &tried[i]));
		if (bar->is_placed)
			assert_true(bar->address % bar->size == 0 &&
				    is_free(board, bars, i, bar->address, bar->size, bar->is_64));
		else
			assert_largest(board, bars, i);
	}
}

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	return a->first < b->first ? -1 : a->first > b->first;
}

/* Small windows near 4 GiB and near 256 GiB, and occupied ranges of all sizes in them. */
static void draw_board(uint64_t *seed, struct board_window windows[2],
		       struct board_window taken[24], struct board *board)
{
	uint64_t ends[] = { 4 * GIB, 256 * GIB + 64 * MIB };

	for (size_t i = 0; i < 2; i++) {
		windows[i].first = ends[i] - (1 + draw(seed, 64)) * MIB;
		windows[i].last = windows[i].first + draw(seed, ends[i] - windows[i].first);
	}
	for (size_t i = 0; i < 24; i++) {
		struct board_window window = windows[draw(seed, 2)];

		taken[i].first = window.first + draw(seed, window.last - window.first + 1);
		taken[i].last = taken[i].first + draw(seed, UINT64_C(1) << draw(seed, 22));
	}
	qsort(taken, 24, sizeof(taken[0]), compare_windows);
	*board = (struct board) {
		.windows = windows, .window_count = 2, .taken = taken, .taken_count = draw(seed, 25)
	};
}

static void test_random(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seed = 1;

	for (unsigned round = 0; round < 500; round++) {
		struct board_window windows[2], taken[24];
		struct scene scene;
		struct bars bars;

		open_scene(&scene, CFG_SERVICE_VM);
		draw_board(&seed, windows, taken, &scene.board);
		for (uint64_t regions = 1 + draw(&seed, 8); regions; regions--)
			add_region(&scene, MIB << (1 + draw(&seed, 5)), CFG_LAND_HV);
		bars = bars_place(fixture->arena, &scene.model, &scene.vm);
		assert_int_equal(bars.count, 3 * scene.vm.device_count);
		assert_places(&scene.board, &bars);
	}
}

/* Takes an address for a BAR that is drawn from all windows; false where the draws find none. */
static bool draw_place(uint64_t *seed, const struct board *board, struct bars *places,
		       uint64_t size, bool is_64)
{
	for (unsigned tries = 0; tries < 20; tries++) {
		struct board_window window = board->windows[draw(seed, board->window_count)];
		uint64_t count = (window.last - window.first) / size + 1;
		uint64_t address = (window.first / size + draw(seed, count)) * size;

		if (!is_free(board, places, places->count, address, size, is_64))
			continue;
		places->all[places->count++] =
			(struct bar) { .size = size, .is_placed = true, .address = address };
		return true;
	}
	return false;
}

/* Adds regions while places for them are drawn. */
static void draw_regions(uint64_t *seed, struct scene *scene, struct bars *places)
{
	for (unsigned i = 0; i < 16; i++) {
		size_t before = places->count;
		uint64_t size = MIB << (1 + draw(seed, 5));

		if (draw_place(seed, &scene->board, places, size, true) &&
		    draw_place(seed, &scene->board, places, 4 * KIB, false) &&
		    draw_place(seed, &scene->board, places, 4 * KIB, false))
			add_region(scene, size, CFG_LAND_HV);
		else
			places->count = before;
	}
}

/* BARs that have room somehow have it in one of the two orders. */
static void test_room_is_found(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seed = 2;

	for (unsigned round = 0; round < 500; round++) {
		struct board_window windows[2], taken[24];
		struct bar drawn[48];
		struct bars places = { .all = drawn }, bars;
		struct scene scene;

		open_scene(&scene, CFG_SERVICE_VM);
		draw_board(&seed, windows, taken, &scene.board);
		draw_regions(&seed, &scene, &places);
		bars = bars_place(fixture->arena, &scene.model, &scene.vm);
		assert_int_equal(bars.count, places.count);
		assert_int_equal(count_unplaced(&bars), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pre_launched),
		TEST(test_other_devices_take_part),
		TEST(test_msix_page),
		TEST(test_bridge),
		TEST(test_ports),
		TEST(test_who_has_bars),
		TEST(test_end_of_a_window),
		TEST(test_window_without_devices),
		TEST(test_low_windows_first),
		TEST(test_another_order),
		TEST(test_passed_through),
		TEST(test_taken_to_the_last_address),
		TEST(test_sizes_that_others_report),
		TEST(test_random),
		TEST(test_room_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
