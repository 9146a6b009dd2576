/* SPDX-License-Identifier: BSD-3-Clause
 * test_land.c: devices come and go, as the table, claims and resets say.
 */
#include "helpers.h"

static void test_memory_is_cleared(void **state)
{
	const struct fixture *fixture = *state;

	for (size_t i = 0; i < SAMPLE_MEMORY; i++)
		if (fixture->memory[i])
			fail_msg("byte %zu is not cleared", i);
	for (size_t i = 0; i < SPARE; i++)
		assert_int_equal(fixture->memory[SAMPLE_MEMORY + i], 0xa5);
}

static void test_devices_from_the_start(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned vm = 0; vm < 6; vm++) {
		for (unsigned vbdf = 0; vbdf <= UINT16_MAX; vbdf++) {
			struct hv_place at = { .vm = (uint16_t)vm, .vbdf = (uint16_t)vbdf };
			bool is_expected = (vm == SAFETY && vbdf == SLOT(6)) ||
					   (vm == SAFETY && vbdf == SLOT(8)) ||
					   (vm == SERVICE && vbdf == SLOT(8));

			assert_int_equal(is_there(fixture, at), is_expected);
		}
	}
	assert_calls(fixture, "");
}

static void test_identity(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(LEFT, 9);

	create_all(fixture);
	assert_int_equal(config_read(fixture, at, PCI_VENDOR_ID, 4), 0x11101af4);
	assert_int_equal(config_read(fixture, place(LEFT, 8), PCI_SUBSYSTEM_ID, 2), 0x1002);
	assert_int_equal(config_read(fixture, at, PCI_SUBSYSTEM_ID, 2), 0);
	/* 8 vectors; a table in BAR1 that is masked */
	assert_int_equal(config_read(fixture, at, PCI_MSIX_CAPABILITY + 2, 2), 7);
	assert_int_equal(bar_read(fixture, at, IVSHMEM_BAR_MSIX, 12, 4), 1);
	/* BAR2 has the region's size. */
	config_write(fixture, at, 0x18, 4, UINT32_MAX);
	assert_int_equal(config_read(fixture, at, 0x18, 4), (uint32_t)-MIB(2) | 0xc);
}

static void test_position_is_the_vm_id(void **state)
{
	struct fixture *fixture = *state;

	create_all(fixture);
	assert_int_equal(bar_read(fixture, place(SAFETY, 6), 0, IVSHMEM_IV_POSITION, 4), SAFETY);
	assert_int_equal(bar_read(fixture, place(SERVICE, 8), 0, IVSHMEM_IV_POSITION, 4), SERVICE);
	assert_int_equal(bar_read(fixture, place(LEFT, 9), 0, IVSHMEM_IV_POSITION, 4), LEFT);
	assert_int_equal(bar_read(fixture, place(RIGHT, 9), 0, IVSHMEM_IV_POSITION, 4), RIGHT);
}

static void test_storage_is_too_small(void **state)
{
	struct fixture *fixture = *state;
	struct hv_land_storage storage = {
		.memory = fixture->memory,
		.memory_size = SAMPLE_MEMORY - 1,
		.devices = fixture->devices,
		.device_count = COUNT(fixture->devices),
	};

	fixture->memory[0] = 1;
	assert_int_equal(
		hv_land_init(&fixture->land, &fixture->sample.table, &fixture->hv, &storage),
		HV_LAND_BAD_STORAGE);
	storage.memory_size++;
	storage.device_count--;
	assert_int_equal(
		hv_land_init(&fixture->land, &fixture->sample.table, &fixture->hv, &storage),
		HV_LAND_BAD_STORAGE);
	assert_int_equal(fixture->memory[0], 1);
}

static void test_table_is_checked(void **state)
{
	struct fixture *fixture = *state;

	fixture->sample.table.abi++;
	assert_int_equal(fixture_start(fixture), HV_LAND_BAD_ABI);
	fixture->sample.table.abi--;
	fixture->sample.devices[0].vm = 99;
	assert_int_equal(fixture_start(fixture), HV_LAND_BAD_TABLE);
}

static void test_find_vm(void **state)
{
	struct fixture *fixture = *state;
	uint16_t vm = 99;

	assert_true(hv_land_find_vm(&fixture->land, "RIGHT", &vm));
	assert_int_equal(vm, RIGHT);
	assert_false(hv_land_find_vm(&fixture->land, "RIGH", &vm));
	assert_false(hv_land_find_vm(&fixture->land, "RIGHTS", &vm));
	assert_false(hv_land_find_vm(&fixture->land, "", &vm));
	assert_int_equal(vm, RIGHT);
}

static void test_claims_that_differ(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(create(fixture, 2, 9, "pair", MIB(2)), HV_LAND_NO_VM);
	assert_int_equal(create(fixture, SAFETY, 9, "small", MIB(2)), HV_LAND_NOT_POST_LAUNCHED);
	assert_int_equal(create(fixture, SERVICE, 9, "big", MIB(4)), HV_LAND_NOT_POST_LAUNCHED);
	assert_int_equal(create(fixture, LEFT, 9, "pairs", MIB(2)), HV_LAND_NO_REGION);
	assert_int_equal(create(fixture, LEFT, 9, "pai", MIB(2)), HV_LAND_NO_REGION);
	assert_int_equal(create(fixture, LEFT, 9, "private", MIB(2)), HV_LAND_NO_REGION);
	assert_int_equal(create(fixture, LEFT, 9, "small", MIB(2)), HV_LAND_NOT_SHARED);
	assert_int_equal(create(fixture, LEFT, 9, "pair", MIB(4)), HV_LAND_OTHER_SIZE);
	assert_int_equal(create(fixture, LEFT, 9, "pair", 2), HV_LAND_OTHER_SIZE);
	assert_false(is_there(fixture, place(LEFT, 9)));
	assert_calls(fixture, "");
}

static void test_claims_against_what_is_there(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(create(fixture, LEFT, 20, "pair", MIB(2)), HV_LAND_OK);
	assert_true(is_there(fixture, place(LEFT, 20))); /* the slot is the caller's */
	assert_int_equal(create(fixture, LEFT, 9, "pair", MIB(2)), HV_LAND_DEVICE_EXISTS);
	assert_int_equal(create(fixture, LEFT, 20, "big", MIB(4)), HV_LAND_VBDF_TAKEN);
	assert_int_equal(create(fixture, RIGHT, 20, "pair", MIB(2)), HV_LAND_OK);
	hv_land_unbind_vm(&fixture->land, LEFT);
	assert_int_equal(create(fixture, LEFT, 20, "big", MIB(4)), HV_LAND_VBDF_TAKEN);
}

static void test_destroy(void **state)
{
	struct fixture *fixture = *state;
	struct hv_device *device;

	create_all(fixture);
	map_memory(fixture, place(LEFT, 9), 0xe0000000);
	assert_calls(fixture, "map 3 e0000000 600000+200000");
	device = device_at(fixture, place(LEFT, 9));
	assert_int_equal(hv_land_destroy(device), HV_LAND_OK);
	assert_calls(fixture, "unmap 3 e0000000+200000");
	assert_false(is_there(fixture, place(LEFT, 9)));
	assert_true(is_there(fixture, place(LEFT, 8)));
	assert_int_equal(hv_land_destroy(device), HV_LAND_NO_DEVICE);
	/* What a CPU still does with the handle has no effect. */
	hv_land_config_write(device, PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
	assert_int_equal(hv_land_config_read(device, PCI_COMMAND, 2), UINT16_MAX);
	hv_land_bar_write(device, IVSHMEM_BAR_REGISTERS, IVSHMEM_IRQ_MASK, 4, 1);
	assert_int_equal(hv_land_bar_read(device, IVSHMEM_BAR_REGISTERS, IVSHMEM_IRQ_MASK, 4),
			 UINT32_MAX);
	assert_int_equal(hv_land_reset_device(device), HV_LAND_NO_DEVICE);
	assert_calls(fixture, "");
	/* It comes back as new, with its handle. */
	assert_int_equal(create(fixture, LEFT, 4, "pair", MIB(2)), HV_LAND_OK);
	assert_ptr_equal(device_at(fixture, place(LEFT, 4)), device);
	assert_int_equal(config_read(fixture, place(LEFT, 4), PCI_COMMAND, 2), 0);
	assert_int_equal(config_read(fixture, place(LEFT, 4), 0x18, 4), 0xc);
}

static void test_destroy_what_is_there_for_good(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(hv_land_destroy(device_at(fixture, place(SAFETY, 6))),
			 HV_LAND_NOT_POST_LAUNCHED);
	assert_true(is_there(fixture, place(SAFETY, 6)));
}

/* Memory keeps what is in it: a VM may have left it for another. */
static void test_memory_outlives_devices(void **state)
{
	struct fixture *fixture = *state;

	create_all(fixture);
	fixture->memory[MIB(6)] = 7;
	hv_land_destroy(device_at(fixture, place(LEFT, 9)));
	hv_land_reset_vm(&fixture->land, RIGHT);
	create(fixture, LEFT, 9, "pair", MIB(2));
	assert_int_equal(fixture->memory[MIB(6)], 7);
}

/* Both of SAFETY's devices are at work, and one of another VM. */
static void run_both(struct fixture *fixture)
{
	map_memory(fixture, place(SAFETY, 6), 0xe0000000);
	map_memory(fixture, place(SAFETY, 8), 0xe0400000);
	map_memory(fixture, place(SERVICE, 8), 0xe0400000);
	enable_vector(fixture, place(SAFETY, 8), 0);
}

static void test_reset(void **state)
{
	struct fixture *fixture = *state;

	run_both(fixture);
	calls(fixture);
	hv_land_reset_vm(&fixture->land, SAFETY);
	assert_calls(fixture, "unmap 0 e0000000+200000; unmap 0 e0400000+400000");
	assert_true(is_there(fixture, place(SAFETY, 6)));
	assert_int_equal(config_read(fixture, place(SAFETY, 8), PCI_COMMAND, 2), 0);
	assert_int_equal(bar_read(fixture, place(SAFETY, 8), 0, IVSHMEM_IV_POSITION, 4), SAFETY);
	assert_int_equal(config_read(fixture, place(SERVICE, 8), PCI_COMMAND, 2), 6);
	ring(fixture, place(SERVICE, 8), SAFETY, 0);
	assert_calls(fixture, "");
	enable_vector(fixture, place(SAFETY, 8), 0);
	assert_calls(fixture, ""); /* nothing has waited for it */
	ring(fixture, place(SERVICE, 8), SAFETY, 0);
	assert_calls(fixture, "msi 0/40 0 fee00000 40");
}

static void test_reset_of_one_device(void **state)
{
	struct fixture *fixture = *state;

	run_both(fixture);
	ring(fixture, place(SERVICE, 8), SAFETY, 1); /* masked: it waits */
	calls(fixture);
	assert_int_equal(hv_land_reset_device(device_at(fixture, place(SAFETY, 8))), HV_LAND_OK);
	assert_calls(fixture, "unmap 0 e0400000+400000");
	assert_int_equal(config_read(fixture, place(SAFETY, 8), PCI_COMMAND, 2), 0);
	assert_int_equal(bar_read(fixture, place(SAFETY, 8), 0, IVSHMEM_IV_POSITION, 4), SAFETY);
	/* The VM's other device goes on, and so does the other VM's. */
	assert_int_equal(config_read(fixture, place(SAFETY, 6), PCI_COMMAND, 2), 6);
	assert_int_equal(config_read(fixture, place(SERVICE, 8), PCI_COMMAND, 2), 6);
	ring(fixture, place(SERVICE, 8), SAFETY, 0);
	enable_vector(fixture, place(SAFETY, 8), 0);
	enable_vector(fixture, place(SAFETY, 8), 1);
	assert_calls(fixture, ""); /* nothing has waited for it */
	ring(fixture, place(SERVICE, 8), SAFETY, 0);
	assert_calls(fixture, "msi 0/40 0 fee00000 40");
}

static void test_reset_of_an_unbound_device(void **state)
{
	struct fixture *fixture = *state;

	create_all(fixture);
	hv_land_unbind_vm(&fixture->land, LEFT);
	assert_int_equal(hv_land_reset_device(device_at(fixture, place(LEFT, 9))), HV_LAND_OK);
	assert_false(is_there(fixture, place(LEFT, 9)));
	hv_land_bind_vm(&fixture->land, LEFT);
	assert_true(is_there(fixture, place(LEFT, 9)));
}

static void test_reset_of_an_absent_device(void **state)
{
	struct fixture *fixture = *state;

	map_memory(fixture, place(SAFETY, 6), 0xe0000000);
	calls(fixture);
	for (unsigned i = 3; i < COUNT(fixture->devices); i++) {
		assert_int_equal(hv_land_reset_device(&fixture->devices[i]), HV_LAND_NO_DEVICE);
		assert_int_equal(hv_land_destroy(&fixture->devices[i]), HV_LAND_NO_DEVICE);
		assert_int_equal(hv_land_config_read(&fixture->devices[i], 0, 4), UINT32_MAX);
	}
	assert_calls(fixture, "");
}

static void test_down_and_up(void **state)
{
	struct fixture *fixture = *state;

	map_memory(fixture, place(SAFETY, 8), 0xe0400000);
	enable_vector(fixture, place(SAFETY, 8), 0);
	calls(fixture);
	hv_land_unbind_vm(&fixture->land, SAFETY);
	assert_calls(fixture, "unmap 0 e0400000+400000");
	assert_false(is_there(fixture, place(SAFETY, 8)));
	/* What is written is lost, too. */
	map_memory(fixture, place(SAFETY, 8), 0xe0400000);
	enable_vector(fixture, place(SAFETY, 8), 0);
	ring(fixture, place(SERVICE, 8), SAFETY, 0);
	hv_land_reset_vm(&fixture->land, SAFETY);
	assert_false(is_there(fixture, place(SAFETY, 8)));
	hv_land_bind_vm(&fixture->land, SAFETY);
	assert_calls(fixture, "");
	assert_int_equal(config_read(fixture, place(SAFETY, 8), PCI_COMMAND, 2), 0);
	enable_vector(fixture, place(SAFETY, 8), 0);
	ring(fixture, place(SERVICE, 8), SAFETY, 0);
	assert_calls(fixture, "msi 0/40 0 fee00000 40");
}

static void test_bind_what_is_bound(void **state)
{
	struct fixture *fixture = *state;

	enable_vector(fixture, place(SAFETY, 8), 0);
	hv_land_bind_vm(&fixture->land, SAFETY);
	assert_int_equal(config_read(fixture, place(SAFETY, 8), PCI_COMMAND, 2), 6);
}

static void test_absent_devices_stay_so(void **state)
{
	struct fixture *fixture = *state;

	hv_land_reset_vm(&fixture->land, LEFT);
	hv_land_unbind_vm(&fixture->land, LEFT);
	hv_land_bind_vm(&fixture->land, LEFT);
	hv_land_bind_vm(&fixture->land, 99); /* no such VM */
	assert_false(is_there(fixture, place(LEFT, 8)));
	assert_false(is_there(fixture, place(LEFT, 9)));
}

static void test_destroy_what_is_unbound(void **state)
{
	struct fixture *fixture = *state;

	create_all(fixture);
	hv_land_unbind_vm(&fixture->land, LEFT);
	assert_int_equal(hv_land_destroy(device_at(fixture, place(LEFT, 9))), HV_LAND_OK);
	hv_land_bind_vm(&fixture->land, LEFT);
	assert_false(is_there(fixture, place(LEFT, 9)));
	assert_true(is_there(fixture, place(LEFT, 8)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_memory_is_cleared),
		TEST(test_devices_from_the_start),
		TEST(test_identity),
		TEST(test_position_is_the_vm_id),
		TEST(test_storage_is_too_small),
		TEST(test_table_is_checked),
		TEST(test_find_vm),
		TEST(test_claims_that_differ),
		TEST(test_claims_against_what_is_there),
		TEST(test_destroy),
		TEST(test_destroy_what_is_there_for_good),
		TEST(test_memory_outlives_devices),
		TEST(test_reset),
		TEST(test_reset_of_one_device),
		TEST(test_reset_of_an_unbound_device),
		TEST(test_reset_of_an_absent_device),
		TEST(test_down_and_up),
		TEST(test_bind_what_is_bound),
		TEST(test_absent_devices_stay_so),
		TEST(test_destroy_what_is_unbound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
