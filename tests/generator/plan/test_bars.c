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

static void assert_at(const struct bars *bars, const struct device *device, unsigned index,
		      uint64_t address)
{
	const struct bar *bar = bars_find(bars, device, index);

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

/* They come first where they are larger, and vUARTs always; what ACRN adds to them comes last. */
static void test_other_devices_take_part(void **state)
{
	struct fixture *fixture = *state;
	static const struct board_bar board_bars[] = {
		{ CFG_BDF(0, 0x17, 0), false, 64 * KIB }, { CFG_BDF(0, 0x17, 0), false, 256 },
		{ CFG_BDF(0, 0x17, 0), true, 4 * MIB },	  { CFG_BDF(0, 0x18, 0), false, 1 * MIB },
		{ CFG_BDF(0, 0x17, 0), true, 512 * GIB },
	};
	static const struct passthrough_device passthrough = { .bdf = CFG_BDF(0, 0x17, 0) };
	struct scene scene;
	struct bars bars;

	open_scene(&scene, CFG_PRE_LAUNCHED);
	add_region(&scene, 2 * MIB, CFG_LAND_HV);
	add_device(&scene, DEVICE_VUART);
	add_device(&scene, DEVICE_PASSTHROUGH)->passthrough = &passthrough;
	scene.board.bars = board_bars;
	scene.board.bar_count = 5;
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_at(&bars, &scene.devices[2], 0, 0x80000000);
	assert_at(&bars, &scene.devices[1], 0, 0x80010000);
	assert_at(&bars, &scene.devices[1], 1, 0x80011000);
	assert_at(&bars, &scene.devices[0], 0, 0x80012000);
	assert_at(&bars, &scene.devices[0], 1, 0x80013000);
	assert_at(&bars, &scene.devices[2], 1, 0x80014000);
	assert_at(&bars, &scene.devices[2], 4, 0x80015000);
	assert_at(&bars, &scene.devices[2], 2, 0x80400000);
	assert_at(&bars, &scene.devices[0], 2, 0x80200000);
	assert_false(bars_find(&bars, &scene.devices[2], 3)->is_placed);
	scene.model.board = NULL;
	bars = bars_place(fixture->arena, &scene.model, &scene.vm);
	assert_at(&bars, &scene.devices[0], 0, 0x80002000);
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
	bar = bars_find(&bars, &scene.devices[0], 2);
	assert_false(bar->is_placed);
	assert_int_equal(bar->largest, 256 * MIB);
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
	bar = bars_find(&bars, &scene.devices[0], 2);
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

static void assert_first_fit(const struct board *board, const struct bars *bars, size_t at)
{
	const struct bar *bar = &bars->all[at];
	uint64_t expected = first_free(board, bars, at, bar->size, bar->is_64), largest;

	assert_int_equal(bar->is_placed, expected != 0);
	if (bar->is_placed) {
		assert_int_equal(bar->address, expected);
		return;
	}
	for (largest = bar->size / 2; largest >= 4 * KIB; largest /= 2)
		if (first_free(board, bars, at, largest, bar->is_64))
			break;
	assert_int_equal(bar->largest, largest >= 4 * KIB ? largest : 0);
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
		for (size_t i = 0; i < bars.count; i++)
			assert_first_fit(&scene.board, &bars, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pre_launched),
		TEST(test_other_devices_take_part),
		TEST(test_who_has_bars),
		TEST(test_end_of_a_window),
		TEST(test_taken_to_the_last_address),
		TEST(test_sizes_that_others_report),
		TEST(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
