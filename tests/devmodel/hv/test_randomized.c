/* SPDX-License-Identifier: BSD-3-Clause
 * test_randomized.c: guests that do anything at all, side by side, from a seed: none reaches more
 * than the table gives it, and hv-land and its shadow never differ. HV_STEPS is how long it goes
 * on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "hv/land.h"
#include "random_table.h"
#include "reference_land.h"
#include "watchful_hv.h"

#ifdef __SANITIZE_ADDRESS__
#define STEPS 100000ul
#else
#define STEPS 1000000ul
#endif

#define LIFE	    4096u /* steps of one table */
#define MEMORY_SIZE (RANDOM_REGIONS * 2 * PAGE)

struct adversary {
	uint64_t random_state;
	struct random_table random;
	struct watchful_hv watchful;
	struct hv_land land;
	struct hv_device devices[RANDOM_DEVICES];
	struct shadow_land shadow;
	uint8_t *memory;
	unsigned long steps, totals[LAND_KINDS], refusals;
	char step[120];	   /* the one that is being made */
	char problem[120]; /* empty: none */
};

static uint32_t below(struct adversary *it, uint32_t limit)
{
	return random_below(&it->random_state, limit);
}

static void __attribute__((format(printf, 2, 3)))
step_is(struct adversary *it, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(it->step, sizeof(it->step), format, arguments);
	va_end(arguments);
}

static void expect(struct adversary *it, uint64_t is, uint64_t expected)
{
	if (is != expected && !it->problem[0])
		snprintf(it->problem, sizeof(it->problem), "%#" PRIx64 " instead of %#" PRIx64, is,
			 expected);
}

/* Mostly the place of a device, but perhaps not one that is there. */
static struct hv_place any_place(struct adversary *it)
{
	uint32_t vm = below(it, it->random.table.vm_count);

	return (struct hv_place) {
		.vm = below(it, 64) ? it->random.vms[vm].id : (uint16_t)below(it, 8),
		.vbdf = (uint16_t)(CFG_BDF(0, 3 + below(it, 4), 0) | (below(it, 64) == 0)),
	};
}

static struct square *reach(struct adversary *it, struct hv_place at)
{
	return shadow_land_reach(&it->shadow, vm_index(&it->random.table, at.vm), at.vbdf);
}

static uint64_t ones(unsigned size)
{
	return UINT64_MAX >> (64 - 8 * size);
}

static void compare_config(struct adversary *it, struct hv_place at, unsigned offset, unsigned size)
{
	const struct square *square = reach(it, at);

	expect(it, hv_land_config_read(&it->land, at, offset, size),
	       square ? shadow_config_read(&square->shadow, offset, size) : ones(size));
}

static void compare_bar(struct adversary *it, struct hv_place at, unsigned bar, uint64_t offset,
			unsigned size)
{
	const struct square *square = reach(it, at);

	expect(it, hv_land_bar_read(&it->land, at, bar, offset, size),
	       square ? shadow_bar_read(&square->shadow, bar, offset, size) : ones(size));
}

static void write_config(struct adversary *it, struct hv_place at, unsigned offset, unsigned size,
			 uint32_t value)
{
	struct square *square = reach(it, at);

	step_is(it, "config of %u/%#x: %#x, %u bytes = %#x", at.vm, at.vbdf, offset, size, value);
	it->watchful.acting = vm_index(&it->random.table, at.vm);
	hv_land_config_write(&it->land, at, offset, size, value);
	if (square)
		shadow_config_write(&square->shadow, offset, size, value);
}

/* The row of a device that is there: what its doorbell may reach. */
static const struct cfg_ivshmem *row_at(struct adversary *it, struct hv_place at)
{
	const struct square *square = reach(it, at);
	uint32_t vm = vm_index(&it->random.table, at.vm);

	for (uint32_t i = 0; square && i < it->random.table.device_count; i++) {
		const struct cfg_ivshmem *row = &it->random.devices[i];

		if (row->vm == vm && square == &it->shadow.squares[vm][row->region])
			return row;
	}
	return NULL;
}

static void write_bar(struct adversary *it, struct hv_place at, unsigned bar, uint64_t offset,
		      unsigned size, uint64_t value)
{
	struct square *square = reach(it, at);

	step_is(it, "BAR%u of %u/%#x: %#" PRIx64 ", %u bytes = %#" PRIx64, bar, at.vm, at.vbdf,
		offset, size, value);
	it->watchful.acting = vm_index(&it->random.table, at.vm);
	if (bar == 0 && offset == IVSHMEM_DOORBELL)
		it->watchful.doorbell = row_at(it, at);
	hv_land_bar_write(&it->land, at, bar, offset, size, value);
	it->watchful.doorbell = NULL;
	if (square)
		shadow_bar_write(&square->shadow, bar, offset, size, value);
}

static unsigned any_size(struct adversary *it, unsigned kinds)
{
	return 1u << below(it, kinds);
}

static void any_config_write(struct adversary *it)
{
	write_config(it, any_place(it), below(it, 0x110), any_size(it, 3),
		     random_number(&it->random_state));
}

static void any_bar_write(struct adversary *it)
{
	uint64_t value = random_number(&it->random_state);

	write_bar(it, any_place(it), below(it, 7), below(it, 0x1010), any_size(it, 4),
		  value << 32 | random_number(&it->random_state));
}

static void any_read(struct adversary *it)
{
	struct hv_place at = any_place(it);

	step_is(it, "a read of %u/%#x", at.vm, at.vbdf);
	compare_config(it, at, below(it, 0x110), any_size(it, 3));
	compare_bar(it, at, below(it, 2), below(it, 0x1010), any_size(it, 4));
}

static void command(struct adversary *it)
{
	write_config(it, any_place(it), 0x04, 2, below(it, 8) ? 6 : below(it, 8));
}

static void message_control(struct adversary *it)
{
	write_config(it, any_place(it), 0x42, 2, below(it, 8) ? 0x8000 : below(it, 4) << 14);
}

/* Memory goes to where there is room for it, or to the end of the address space and beyond. */
static void place_memory(struct adversary *it)
{
	struct hv_place at = any_place(it);

	if (below(it, 4) == 0)
		write_config(it, at, 0x1c, 4, below(it, 4) ? 0 : below(it, 3) - 1);
	else
		write_config(it, at, 0x18, 4, below(it, GUEST_PAGES + 4) * (uint32_t)PAGE);
}

static void place_registers(struct adversary *it)
{
	write_config(it, any_place(it), below(it, 2) ? 0x10 : 0x14, 4, below(it, 8) << 9);
}

/* A vector that is often the same, so that there is one unmasked to ring. */
static unsigned any_vector(struct adversary *it)
{
	return below(it, 4) ? below(it, 2) : below(it, PCI_MSIX_VECTORS + 1);
}

static void table_entry(struct adversary *it)
{
	uint32_t word = 4 * any_vector(it) + (below(it, 2) ? 3 : below(it, 3));
	uint32_t value = word % 4 == 3 ? below(it, 3) == 0 : random_number(&it->random_state);

	write_bar(it, any_place(it), 1, 4 * word, 4, value);
}

static void doorbell(struct adversary *it)
{
	uint32_t vm = below(it, it->random.table.vm_count);
	uint32_t peer = below(it, 16) ? it->random.vms[vm].id : random_number(&it->random_state);

	write_bar(it, any_place(it), 0, IVSHMEM_DOORBELL, 4, peer << 16 | any_vector(it));
}

static void look_up(struct adversary *it)
{
	struct hv_place at = any_place(it);
	uint64_t address = below(it, 16 << 8) << 4;
	struct hv_land_bar found;
	unsigned bar;
	bool is_found = hv_land_find_bar(&it->land, at.vm, address, &found);
	const struct square *square = shadow_land_find_bar(
		&it->shadow, vm_index(&it->random.table, at.vm), address, &bar);

	step_is(it, "what answers at %#" PRIx64 " in VM %u", address, at.vm);
	expect(it, is_found, square != NULL);
	if (!is_found || !square)
		return;
	expect(it, found.place.vm, at.vm);
	expect(it, found.place.vbdf, square->vbdf);
	expect(it, found.bar, bar);
	expect(it, found.offset, address - square->shadow.mapped[bar]);
}

static void reset(struct adversary *it)
{
	uint16_t vm = any_place(it).vm;
	uint32_t index = vm_index(&it->random.table, vm), choice = below(it, 8);

	step_is(it, "reset, down, up, up of VM %u: %u", vm, choice);
	switch (choice) {
	case 0:
		hv_land_reset_vm(&it->land, vm);
		shadow_land_down(&it->shadow, index, true);
		break;
	case 1:
		hv_land_unbind_vm(&it->land, vm);
		shadow_land_down(&it->shadow, index, false);
		break;
	default:
		hv_land_bind_vm(&it->land, vm);
		shadow_land_up(&it->shadow, index);
		break;
	}
}

static void claim(struct adversary *it)
{
	uint32_t region = below(it, RANDOM_REGIONS + 1);
	char name[16];
	const struct hv_land_claim claim = {
		.place = any_place(it),
		.region = name,
		.size = PAGE << below(it, 2),
	};
	enum hv_land_result result;

	snprintf(name, sizeof(name), "region%u", region);
	step_is(it, "claim by %u/%#x of %s", claim.place.vm, claim.place.vbdf, name);
	result = hv_land_create(&it->land, &claim);
	it->refusals += result != HV_LAND_OK;
	expect(it, result, shadow_land_create(&it->shadow, &claim, region));
}

static void give_back(struct adversary *it)
{
	struct hv_place at = any_place(it);

	step_is(it, "%u/%#x is destroyed", at.vm, at.vbdf);
	expect(it, hv_land_destroy(&it->land, at), shadow_land_destroy(&it->shadow, at));
}

static void reset_device(struct adversary *it)
{
	struct hv_place at = any_place(it);

	step_is(it, "%u/%#x is reset", at.vm, at.vbdf);
	expect(it, hv_land_reset_device(&it->land, at), shadow_land_reset_device(&it->shadow, at));
}

/* How often in 256 steps something is done. */
static const struct {
	unsigned weight;
	void (*act)(struct adversary *it);
} acts[] = {
	{ 8, any_config_write },
	{ 8, any_bar_write },
	{ 14, any_read },
	{ 24, command },
	{ 16, message_control },
	{ 48, place_memory },
	{ 16, place_registers },
	{ 48, table_entry },
	{ 48, doorbell },
	{ 12, look_up },
	{ 4, reset },
	{ 2, reset_device },
	{ 6, claim },
	{ 2, give_back },
};

static void act(struct adversary *it)
{
	unsigned choice = below(it, 256), i = 0;

	it->watchful.acting = NOBODY;
	while (choice >= acts[i].weight)
		choice -= acts[i++].weight;
	acts[i].act(it);
}

static void compare_calls(struct adversary *it)
{
	struct land_calls *are = &it->watchful.calls, *expected = &it->shadow.calls;

	if (it->watchful.error && !it->problem[0])
		snprintf(it->problem, sizeof(it->problem), "%s", it->watchful.error);
	if (!is_same_land_calls(are, expected) && !it->problem[0]) {
		snprintf(it->problem, sizeof(it->problem), "other calls than expected");
		land_calls_print(are, stderr);
		fprintf(stderr, "    instead of\n");
		land_calls_print(expected, stderr);
	}
	for (unsigned i = 0; i < expected->count && i < LAND_CALLS_MAX; i++)
		it->totals[expected->list[i].kind]++;
	are->count = 0;
	expected->count = 0;
}

/* Every register of a place, be there a device or not. */
static void compare_place(struct adversary *it, struct hv_place at)
{
	for (unsigned offset = 0; offset < 0x104; offset += 4)
		compare_config(it, at, offset, 4);
	for (unsigned offset = 0; offset < 0x104; offset += 4)
		compare_bar(it, at, 0, offset, 4);
	for (unsigned offset = 0; offset < 0x1004; offset += 4)
		compare_bar(it, at, 1, offset, 4);
}

static void compare_pages(struct adversary *it, uint32_t vm)
{
	for (unsigned page = 0; page < GUEST_PAGES; page++)
		expect(it, it->watchful.pages[vm][page] != NULL,
		       it->shadow.pages[vm][page] != NULL);
}

static void compare_state(struct adversary *it)
{
	step_is(it, "the state at the end");
	for (uint32_t vm = 0; vm < it->random.table.vm_count; vm++) {
		compare_pages(it, vm);
		for (unsigned slot = 3; slot < 7; slot++)
			compare_place(it, (struct hv_place) { .vm = it->random.vms[vm].id,
							      .vbdf = CFG_BDF(0, slot, 0) });
	}
}

static void begin(struct adversary *it)
{
	const struct hv_land_storage storage = {
		.memory = it->memory,
		.memory_size = MEMORY_SIZE,
		.devices = it->devices,
		.device_count = RANDOM_DEVICES,
	};

	random_table(&it->random, &it->random_state);
	watchful_init(&it->watchful, &it->random.table, it->memory);
	shadow_land_init(&it->shadow, &it->random.table);
	step_is(it, "init");
	expect(it, hv_land_init(&it->land, &it->random.table, &it->watchful.hv, &storage),
	       HV_LAND_OK);
}

static void live(struct adversary *it)
{
	begin(it);
	for (unsigned step = 0; step < LIFE && !it->problem[0]; step++) {
		act(it);
		shadow_land_settle(&it->shadow);
		compare_calls(it);
		it->steps++;
	}
	if (!it->problem[0])
		compare_state(it);
}

static unsigned long steps_wanted(void)
{
	const char *text = getenv("HV_STEPS");

	return text ? strtoul(text, NULL, 10) : STEPS;
}

static void test_random_lives(void **state)
{
	static struct adversary it = { .random_state = 0x1af41110 };
	unsigned long wanted = steps_wanted();

	(void)state;
	it.memory = malloc(MEMORY_SIZE);
	assert_non_null(it.memory);
	while (it.steps < wanted) {
		live(&it);
		if (it.problem[0])
			fail_msg("step %lu: %s: %s", it.steps, it.step, it.problem);
	}
	free(it.memory);
	printf("%lu steps: %lu maps, %lu unmaps, %lu refused, %lu messages, "
	       "%lu claims refused\n",
	       it.steps, it.totals[LAND_MAP], it.totals[LAND_UNMAP], it.totals[LAND_LOG],
	       it.totals[LAND_MSI], it.refusals);
	/* The lives were not idle ones. */
	for (unsigned kind = 0; kind < LAND_KINDS; kind++)
		assert_true(it.totals[kind] > wanted / 200);
	assert_true(it.refusals > wanted / 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_lives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
