/* SPDX-License-Identifier: BSD-3-Clause
 * test_randomized.c: random accesses by several guests, from a seed: none reaches more than the
 * table gives it, and hv-land and its reference model never differ. HV_STEPS sets the number of
 * steps.
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

struct trial {
	uint64_t random_state;
	struct random_table random;
	struct watchful_hv watchful;
	struct hv_land land;
	struct hv_device devices[RANDOM_DEVICES];
	struct reference_land reference;
	uint8_t *memory;
	unsigned long steps, totals[LAND_KINDS], refusals;
	char step[120];	   /* the one that is being made */
	char problem[120]; /* empty: none */
};

static uint32_t below(struct trial *it, uint32_t limit)
{
	return random_below(&it->random_state, limit);
}

static void __attribute__((format(printf, 2, 3))) step_is(struct trial *it, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(it->step, sizeof(it->step), format, arguments);
	va_end(arguments);
}

static void expect(struct trial *it, uint64_t is, uint64_t expected)
{
	if (is != expected && !it->problem[0])
		snprintf(it->problem, sizeof(it->problem), "%#" PRIx64 " instead of %#" PRIx64, is,
			 expected);
}

/* Mostly the address of a device, but perhaps not of one that is there. */
static struct hv_place any_place(struct trial *it)
{
	uint32_t vm = below(it, it->random.table.vm_count);

	return (struct hv_place) {
		.vm = below(it, 64) ? it->random.vms[vm].id : (uint16_t)below(it, 8),
		.vbdf = (uint16_t)(CFG_BDF(0, 3 + below(it, 4), 0) | (below(it, 64) == 0)),
	};
}

/* Any device of the table, present or not. */
static struct hv_device *any_device(struct trial *it)
{
	return &it->devices[below(it, it->random.table.device_count)];
}

static unsigned index_of(const struct trial *it, const struct hv_device *device)
{
	return (unsigned)(device - it->devices);
}

static const struct cfg_ivshmem *row_of(const struct trial *it, const struct hv_device *device)
{
	return &it->random.devices[index_of(it, device)];
}

/* The square of a device as its guest sees it; NULL if there is none. */
static struct square *reach(struct trial *it, const struct hv_device *device)
{
	struct square *square = reference_land_square(&it->reference, row_of(it, device));

	return square->is_bound ? square : NULL;
}

static uint64_t ones(unsigned size)
{
	return UINT64_MAX >> (64 - 8 * size);
}

static void compare_config(struct trial *it, struct hv_device *device, unsigned offset,
			   unsigned size)
{
	const struct square *square = reach(it, device);

	expect(it, hv_land_config_read(device, offset, size),
	       square ? reference_config_read(&square->reference, offset, size) : ones(size));
}

static void compare_bar(struct trial *it, struct hv_device *device, unsigned bar, uint64_t offset,
			unsigned size)
{
	const struct square *square = reach(it, device);

	expect(it, hv_land_bar_read(device, bar, offset, size),
	       square ? reference_bar_read(&square->reference, bar, offset, size) : ones(size));
}

static void write_config(struct trial *it, struct hv_device *device, unsigned offset, unsigned size,
			 uint32_t value)
{
	struct square *square = reach(it, device);

	step_is(it, "config of device %u: %#x, %u bytes = %#x", index_of(it, device), offset, size,
		value);
	it->watchful.acting = row_of(it, device)->vm;
	hv_land_config_write(device, offset, size, value);
	if (square)
		reference_config_write(&square->reference, offset, size, value);
}

static void write_bar(struct trial *it, struct hv_device *device, unsigned bar, uint64_t offset,
		      unsigned size, uint64_t value)
{
	struct square *square = reach(it, device);

	step_is(it, "BAR%u of device %u: %#" PRIx64 ", %u bytes = %#" PRIx64, bar,
		index_of(it, device), offset, size, value);
	it->watchful.acting = row_of(it, device)->vm;
	if (square && bar == 0 && offset == IVSHMEM_DOORBELL)
		it->watchful.doorbell = row_of(it, device);
	hv_land_bar_write(device, bar, offset, size, value);
	it->watchful.doorbell = NULL;
	if (square)
		reference_bar_write(&square->reference, bar, offset, size, value);
}

static unsigned any_size(struct trial *it, unsigned kinds)
{
	return 1u << below(it, kinds);
}

static void any_config_write(struct trial *it)
{
	write_config(it, any_device(it), below(it, 0x110), any_size(it, 3),
		     random_number(&it->random_state));
}

static void any_bar_write(struct trial *it)
{
	uint64_t value = random_number(&it->random_state);

	write_bar(it, any_device(it), below(it, 7), below(it, 0x1010), any_size(it, 4),
		  value << 32 | random_number(&it->random_state));
}

static void any_read(struct trial *it)
{
	struct hv_device *device = any_device(it);

	step_is(it, "a read of device %u", index_of(it, device));
	compare_config(it, device, below(it, 0x110), any_size(it, 3));
	compare_bar(it, device, below(it, 2), below(it, 0x1010), any_size(it, 4));
}

static void command(struct trial *it)
{
	write_config(it, any_device(it), 0x04, 2, below(it, 8) ? 6 : below(it, 8));
}

static void message_control(struct trial *it)
{
	write_config(it, any_device(it), 0x42, 2, below(it, 8) ? 0x8000 : below(it, 4) << 14);
}

/* Memory goes to where there is room for it, or to the end of the address space and beyond. */
static void place_memory(struct trial *it)
{
	struct hv_device *device = any_device(it);

	if (below(it, 4) == 0)
		write_config(it, device, 0x1c, 4, below(it, 4) ? 0 : below(it, 3) - 1);
	else
		write_config(it, device, 0x18, 4, below(it, GUEST_PAGES + 4) * (uint32_t)PAGE);
}

static void place_registers(struct trial *it)
{
	write_config(it, any_device(it), below(it, 2) ? 0x10 : 0x14, 4, below(it, 8) << 9);
}

/* A vector that is often the same, so that there is one unmasked to ring. */
static unsigned any_vector(struct trial *it)
{
	return below(it, 4) ? below(it, 2) : below(it, PCI_MSIX_VECTORS + 1);
}

static void table_entry(struct trial *it)
{
	uint32_t word = 4 * any_vector(it) + (below(it, 2) ? 3 : below(it, 3));
	uint32_t value = word % 4 == 3 ? below(it, 3) == 0 : random_number(&it->random_state);

	write_bar(it, any_device(it), 1, 4 * word, 4, value);
}

static void doorbell(struct trial *it)
{
	uint32_t vm = below(it, it->random.table.vm_count);
	uint32_t peer = below(it, 16) ? it->random.vms[vm].id : random_number(&it->random_state);

	write_bar(it, any_device(it), 0, IVSHMEM_DOORBELL, 4, peer << 16 | any_vector(it));
}

static void look_up(struct trial *it)
{
	struct hv_place at = any_place(it);
	uint64_t address = below(it, 16 << 8) << 4;
	struct hv_land_bar found;
	unsigned bar;
	bool is_found = hv_land_find_bar(&it->land, at.vm, address, &found);
	const struct square *square = reference_land_find_bar(
		&it->reference, vm_index(&it->random.table, at.vm), address, &bar);

	step_is(it, "what answers at %#" PRIx64 " in VM %u", address, at.vm);
	expect(it, is_found, square != NULL);
	if (!is_found || !square)
		return;
	expect(it, reach(it, found.device) == square, true);
	expect(it, found.bar, bar);
	expect(it, found.offset, address - square->reference.mapped[bar]);
}

static void find(struct trial *it)
{
	struct hv_place at = any_place(it);
	const struct hv_device *found = hv_land_find_device(&it->land, at);
	const struct square *square =
		reference_land_at(&it->reference, vm_index(&it->random.table, at.vm), at.vbdf);

	step_is(it, "the device at %u/%#x", at.vm, at.vbdf);
	expect(it, found != NULL, square != NULL);
	if (found && square)
		expect(it, reference_land_square(&it->reference, row_of(it, found)) == square,
		       true);
}

static void reset(struct trial *it)
{
	uint16_t vm = any_place(it).vm;
	uint32_t index = vm_index(&it->random.table, vm), choice = below(it, 8);

	step_is(it, "reset, down, up, up of VM %u: %u", vm, choice);
	switch (choice) {
	case 0:
		hv_land_reset_vm(&it->land, vm);
		reference_land_down(&it->reference, index, true);
		break;
	case 1:
		hv_land_unbind_vm(&it->land, vm);
		reference_land_down(&it->reference, index, false);
		break;
	default:
		hv_land_bind_vm(&it->land, vm);
		reference_land_up(&it->reference, index);
		break;
	}
}

static void claim(struct trial *it)
{
	uint32_t region = below(it, RANDOM_REGIONS + 1);
	char name[16];
	const struct hv_land_claim claim = {
		.place = any_place(it),
		.region = name,
		.size = PAGE << below(it, 2),
	};
	struct hv_device *device = NULL;
	enum hv_land_result result;

	snprintf(name, sizeof(name), "region%u", region);
	step_is(it, "claim by %u/%#x of %s", claim.place.vm, claim.place.vbdf, name);
	result = hv_land_create(&it->land, &claim, &device);
	expect(it,
	       device ==
		       (result == HV_LAND_OK ? hv_land_find_device(&it->land, claim.place) : NULL),
	       true);
	it->refusals += result != HV_LAND_OK;
	expect(it, result, reference_land_create(&it->reference, &claim, region));
}

static void destroy(struct trial *it)
{
	struct hv_device *device = any_device(it);

	step_is(it, "device %u is destroyed", index_of(it, device));
	expect(it, hv_land_destroy(device),
	       reference_land_destroy(&it->reference, row_of(it, device)));
}

static void reset_device(struct trial *it)
{
	struct hv_device *device = any_device(it);

	step_is(it, "device %u is reset", index_of(it, device));
	expect(it, hv_land_reset_device(device),
	       reference_land_reset_device(&it->reference, row_of(it, device)));
}

/* How often in 256 steps something is done. */
static const struct {
	unsigned weight;
	void (*act)(struct trial *it);
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
	{ 8, look_up },
	{ 4, find },
	{ 4, reset },
	{ 2, reset_device },
	{ 6, claim },
	{ 2, destroy },
};

static void act(struct trial *it)
{
	unsigned choice = below(it, 256), i = 0;

	it->watchful.acting = NO_VM;
	while (choice >= acts[i].weight)
		choice -= acts[i++].weight;
	acts[i].act(it);
}

static void compare_calls(struct trial *it)
{
	struct land_calls *are = &it->watchful.calls, *expected = &it->reference.calls;

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

/* Every register of a device, present or not. */
static void compare_device(struct trial *it, struct hv_device *device)
{
	for (unsigned offset = 0; offset < 0x104; offset += 4)
		compare_config(it, device, offset, 4);
	for (unsigned offset = 0; offset < 0x104; offset += 4)
		compare_bar(it, device, 0, offset, 4);
	for (unsigned offset = 0; offset < 0x1004; offset += 4)
		compare_bar(it, device, 1, offset, 4);
}

static void compare_pages(struct trial *it, uint32_t vm)
{
	for (unsigned page = 0; page < GUEST_PAGES; page++)
		expect(it, it->watchful.pages[vm][page] != NULL,
		       it->reference.pages[vm][page] != NULL);
}

static void compare_state(struct trial *it)
{
	step_is(it, "the state at the end");
	for (uint32_t vm = 0; vm < it->random.table.vm_count; vm++)
		compare_pages(it, vm);
	for (uint32_t i = 0; i < it->random.table.device_count; i++)
		compare_device(it, &it->devices[i]);
}

static void begin(struct trial *it)
{
	const struct hv_land_storage storage = {
		.memory = it->memory,
		.memory_size = MEMORY_SIZE,
		.devices = it->devices,
		.device_count = RANDOM_DEVICES,
	};

	do
		random_table(&it->random, &it->random_state);
	while (it->random.table.device_count == 0);
	watchful_init(&it->watchful, &it->random.table, it->memory);
	reference_land_init(&it->reference, &it->random.table);
	step_is(it, "init");
	expect(it, hv_land_init(&it->land, &it->random.table, &it->watchful.hv, &storage),
	       HV_LAND_OK);
}

static void live(struct trial *it)
{
	begin(it);
	for (unsigned step = 0; step < LIFE && !it->problem[0]; step++) {
		act(it);
		reference_land_settle(&it->reference);
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
	static struct trial it = { .random_state = 0x1af41110 };
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
