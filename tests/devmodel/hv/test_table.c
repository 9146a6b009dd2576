/* SPDX-License-Identifier: BSD-3-Clause
 * test_table.c: what a table needs, where its regions lie, and every way in which it can be
 * wrong.
 */
#include "helpers.h"

static enum hv_land_result measure(const struct sample *sample)
{
	struct hv_land_needs needs;

	return hv_land_measure(&sample->table, &needs);
}

static void test_needs(void **state)
{
	struct hv_land_needs needs;
	struct sample sample;

	(void)state;
	sample_init(&sample);
	assert_int_equal(hv_land_measure(&sample.table, &needs), HV_LAND_OK);
	assert_int_equal(needs.memory, SAMPLE_MEMORY);
	assert_int_equal(needs.devices, COUNT(sample.devices));
}

static void test_largest_first(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample);
	assert_int_equal(hv_land_region_offset(&sample.table, BIG), 0);
	assert_int_equal(hv_land_region_offset(&sample.table, SMALL), MIB(4));
	assert_int_equal(hv_land_region_offset(&sample.table, PAIR), MIB(6));
}

/* All eight regions that there may be, of each size, in every order of rotation. */
static void test_offsets_are_aligned_and_apart(void **state)
{
	struct cfg_region regions[CFG_HV_REGIONS_MAX];
	struct cfg_table table = { .abi = CFG_ABI, .region_count = 8, .regions = regions };

	(void)state;
	for (unsigned turn = 0; turn < 8; turn++) {
		struct hv_land_needs needs;
		uint64_t is_used = 0; /* a bit for each 32 MiB */

		for (unsigned i = 0; i < 8; i++) {
			regions[i] = (struct cfg_region) {
				.size = MIB(32) << (i + turn) * 3 % 8 % 5,
				.land = CFG_LAND_HV,
			};
			snprintf(regions[i].name, sizeof(regions[i].name), "r%u", i);
		}
		assert_int_equal(hv_land_measure(&table, &needs), HV_LAND_OK);
		for (unsigned i = 0; i < 8; i++) {
			uint64_t offset = hv_land_region_offset(&table, i);
			uint64_t bits = (UINT64_C(1) << regions[i].size / MIB(32)) - 1;

			assert_int_equal(offset % regions[i].size, 0);
			assert_true(offset + regions[i].size <= needs.memory);
			bits <<= offset / MIB(32);
			assert_int_equal(is_used & bits, 0);
			is_used |= bits;
		}
		assert_int_equal(is_used, (UINT64_C(1) << needs.memory / MIB(32)) - 1);
	}
}

static void test_empty_table(void **state)
{
	const struct cfg_table table = { .abi = CFG_ABI };
	struct hv_land_needs needs;

	(void)state;
	assert_int_equal(hv_land_measure(&table, &needs), HV_LAND_OK);
	assert_int_equal(needs.memory, 0);
	assert_int_equal(needs.devices, 0);
}

static void test_other_abi(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample);
	sample.table.abi = CFG_ABI + 1;
	sample.table.vms = NULL; /* what it means is not known */
	assert_int_equal(measure(&sample), HV_LAND_BAD_ABI);
}

static void no_vms(struct sample *sample)
{
	sample->table.vms = NULL;
}

static void no_regions(struct sample *sample)
{
	sample->table.regions = NULL;
}

static void no_devices(struct sample *sample)
{
	sample->table.devices = NULL;
}

static void endless_vm_name(struct sample *sample)
{
	memset(sample->vms[1].name, 'x', sizeof(sample->vms[1].name));
}

static void endless_region_name(struct sample *sample)
{
	memset(sample->regions[PAIR].name, 'x', sizeof(sample->regions[PAIR].name));
}

static void endless_dm_region_name(struct sample *sample)
{
	memset(sample->regions[PRIVATE].name, 'x', sizeof(sample->regions[PRIVATE].name));
}

static void same_region_name(struct sample *sample)
{
	memcpy(sample->regions[PAIR].name, "small", 6);
}

static void no_land(struct sample *sample)
{
	sample->regions[PAIR].land = 0;
}

static void other_land(struct sample *sample)
{
	sample->regions[PAIR].land = CFG_LAND_HV + 1;
}

static void small_region(struct sample *sample)
{
	sample->regions[PAIR].size = CFG_REGION_SIZE_MIN / 2;
}

static void large_region(struct sample *sample)
{
	sample->regions[PAIR].size = (uint64_t)CFG_REGION_SIZE_MAX * 2;
}

static void odd_region(struct sample *sample)
{
	sample->regions[PAIR].size = MIB(3);
}

static void no_size(struct sample *sample)
{
	sample->regions[PAIR].size = 0;
}

static void same_vm_id(struct sample *sample)
{
	sample->vms[3].id = LEFT;
}

static void falling_vm_id(struct sample *sample)
{
	sample->vms[0].id = SERVICE + 1;
}

static void same_vm_name(struct sample *sample)
{
	memcpy(sample->vms[3].name, "SAFETY", 7);
}

static void no_load_order(struct sample *sample)
{
	sample->vms[0].load_order = 0;
}

static void other_load_order(struct sample *sample)
{
	sample->vms[0].load_order = CFG_POST_LAUNCHED + 1;
}

static void overlapping_runs(struct sample *sample)
{
	sample->vms[1].first_device = 1;
}

static void gap_between_runs(struct sample *sample)
{
	sample->vms[1].first_device = 3;
	sample->vms[1].device_count = 0;
}

static void run_beyond_the_end(struct sample *sample)
{
	sample->vms[3].device_count = 3;
}

static void run_around_the_end(struct sample *sample)
{
	sample->vms[3].device_count = UINT32_MAX - 5;
}

static void device_of_no_vm(struct sample *sample)
{
	sample->vms[3].device_count = 1;
}

static void device_of_another_vm(struct sample *sample)
{
	sample->devices[2].vm = 2;
}

static void device_of_no_region(struct sample *sample)
{
	sample->devices[7].region = COUNT(sample->regions);
}

static void too_many_vectors(struct sample *sample)
{
	sample->devices[7].vectors = CFG_VECTORS + 1;
}

static void duplicate_region_in_a_vm(struct sample *sample)
{
	sample->devices[0].region = BIG;
}

static void duplicate_vbdf_in_a_vm(struct sample *sample)
{
	sample->devices[0].vbdf = SLOT(8);
}

static void (*const contradictions[])(struct sample *) = {
	no_vms,
	no_regions,
	no_devices,
	endless_vm_name,
	endless_region_name,
	endless_dm_region_name,
	same_region_name,
	no_land,
	other_land,
	small_region,
	large_region,
	odd_region,
	no_size,
	same_vm_id,
	falling_vm_id,
	same_vm_name,
	no_load_order,
	other_load_order,
	overlapping_runs,
	gap_between_runs,
	run_beyond_the_end,
	run_around_the_end,
	device_of_no_vm,
	device_of_another_vm,
	device_of_no_region,
	too_many_vectors,
	duplicate_region_in_a_vm,
	duplicate_vbdf_in_a_vm,
};

static void test_contradictions(void **state)
{
	struct sample sample;

	(void)state;
	for (size_t i = 0; i < COUNT(contradictions); i++) {
		sample_init(&sample);
		contradictions[i](&sample);
		if (measure(&sample) != HV_LAND_BAD_TABLE)
			fail_msg("contradiction %zu goes unnoticed", i);
	}
}

/* hv-land ignores dm-land. */
static void test_dm_land_may_be_anything(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample);
	memcpy(sample.regions[PRIVATE].name, "pair", 5);
	sample.regions[PRIVATE].size = 12345;
	sample.devices[6].vectors = 100;
	sample.devices[6].vbdf = SLOT(9);
	assert_int_equal(measure(&sample), HV_LAND_OK);
}

static void test_one_region_too_many(void **state)
{
	struct cfg_region regions[CFG_HV_REGIONS_MAX + 1];
	struct cfg_table table = { .abi = CFG_ABI, .region_count = 9, .regions = regions };
	struct hv_land_needs needs;

	(void)state;
	for (unsigned i = 0; i < COUNT(regions); i++) {
		regions[i] = (struct cfg_region) { .size = MIB(2), .land = CFG_LAND_HV };
		snprintf(regions[i].name, sizeof(regions[i].name), "r%u", i);
	}
	assert_int_equal(hv_land_measure(&table, &needs), HV_LAND_BAD_TABLE);
	regions[4].land = CFG_LAND_DM;
	assert_int_equal(hv_land_measure(&table, &needs), HV_LAND_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_largest_first),
		cmocka_unit_test(test_offsets_are_aligned_and_apart),
		cmocka_unit_test(test_empty_table),
		cmocka_unit_test(test_other_abi),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_dm_land_may_be_anything),
		cmocka_unit_test(test_one_region_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
