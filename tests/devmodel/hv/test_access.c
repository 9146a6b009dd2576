/* SPDX-License-Identifier: BSD-3-Clause
 * test_access.c: guests' accesses, and their effects on the guests themselves and on others.
 */
#include "helpers.h"

static void test_no_device(void **state)
{
	struct fixture *fixture = *state;
	const struct hv_place nowhere[] = {
		place(SAFETY, 7),
		place(LEFT, 8),
		place(2, 6),
		place(UINT16_MAX, 31),
	};

	for (size_t i = 0; i < COUNT(nowhere); i++)
		assert_null(hv_land_find_device(&fixture->land, nowhere[i]));
	assert_calls(fixture, "");
}

/* LEFT's devices, of dm-land and not claimed. */
static void test_absent_device(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned i = 3; i < 6; i++) {
		struct hv_device *device = &fixture->devices[i];

		assert_int_equal(device->place.vm, LEFT);
		assert_int_equal(hv_land_config_read(device, 0, 1), UINT8_MAX);
		assert_int_equal(hv_land_config_read(device, 0, 2), UINT16_MAX);
		assert_int_equal(hv_land_config_read(device, 0, 4), UINT32_MAX);
		assert_int_equal(hv_land_bar_read(device, 0, 8, 4), UINT32_MAX);
		assert_int_equal(hv_land_bar_read(device, 1, 8, 8), UINT64_MAX);
		hv_land_config_write(device, PCI_COMMAND, 2, UINT16_MAX);
		hv_land_bar_write(device, 0, IVSHMEM_DOORBELL, 4, 0);
	}
	assert_calls(fixture, "");
}

static void test_memory_is_mapped_and_moved(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(SAFETY, 8);

	map_memory(fixture, at, 0xe0000000);
	assert_calls(fixture, "map 0 e0000000 0+400000");
	config_write(fixture, at, 0x1c, 4, 1);
	assert_calls(fixture, "unmap 0 e0000000+400000; map 0 1e0000000 0+400000");
	config_write(fixture, at, PCI_COMMAND, 2, 0);
	assert_calls(fixture, "unmap 0 1e0000000+400000");
	config_write(fixture, at, PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
	assert_calls(fixture, "map 0 1e0000000 0+400000");
}

/* Sizing with decoding on, as some guests do. */
static void test_sizing_unmaps(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(SAFETY, 6);

	map_memory(fixture, at, 0x100000000);
	assert_calls(fixture, "map 0 100000000 400000+200000");
	config_write(fixture, at, 0x1c, 4, UINT32_MAX);
	config_write(fixture, at, 0x18, 4, UINT32_MAX);
	assert_calls(fixture, "unmap 0 100000000+200000; map 0 ffffffff00000000 400000+200000; "
			      "unmap 0 ffffffff00000000+200000");
}

static void test_registers_are_not_mapped(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(SAFETY, 6);

	config_write(fixture, at, 0x10, 4, 0xd0000000);
	config_write(fixture, at, 0x14, 4, 0xd0001000);
	config_write(fixture, at, PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
	assert_calls(fixture, "");
}

/* What hv.h has refused is not unmapped later, and is tried again when the guest does. */
static void test_map_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(SAFETY, 8);

	fixture->is_map_refused = true;
	map_memory(fixture, at, 0xe0000000);
	assert_calls(fixture, "map 0 e0000000 0+400000; "
			      "log 0/40 BAR2 address refused: not mapped");
	fixture->is_map_refused = false;
	config_write(fixture, at, PCI_COMMAND, 2, 0);
	assert_calls(fixture, "");
	config_write(fixture, at, PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
	assert_calls(fixture, "map 0 e0000000 0+400000");
}

#define OVERLAP "BAR2 overlaps another region's: not mapped"

static void test_regions_do_not_overlap(void **state)
{
	struct fixture *fixture = *state;

	map_memory(fixture, place(SAFETY, 8), 0xe0000000); /* 4 MiB */
	calls(fixture);
	map_memory(fixture, place(SAFETY, 6), 0xe0200000); /* in the upper half of it */
	assert_calls(fixture, "log 0/30 " OVERLAP);
	config_write(fixture, place(SAFETY, 6), 0x18, 4, 0xe0400000); /* behind it */
	assert_calls(fixture, "map 0 e0400000 400000+200000");
	config_write(fixture, place(SAFETY, 8), 0x18, 4, 0xe0400000); /* over the other */
	assert_calls(fixture, "unmap 0 e0000000+400000; log 0/40 " OVERLAP);
	config_write(fixture, place(SAFETY, 6), 0x18, 4, 0xdfe00000); /* before it */
	assert_calls(fixture, "unmap 0 e0400000+200000; map 0 dfe00000 400000+200000");
	map_memory(fixture, place(SERVICE, 8), 0xdfc00000); /* another VM has other addresses */
	assert_calls(fixture, "map 1 dfc00000 0+400000");
}

static void test_ring(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned vector = 0; vector < CFG_VECTORS; vector++)
		enable_vector(fixture, place(SERVICE, 8), vector);
	for (unsigned vector = 0; vector < CFG_VECTORS; vector++) {
		char text[64];

		ring(fixture, place(SAFETY, 8), SERVICE, vector);
		snprintf(text, sizeof(text), "msi 1/40 %u fee00000 %x", vector, 0x40 + vector);
		assert_calls(fixture, text);
	}
	ring(fixture, place(SAFETY, 8), SERVICE, CFG_VECTORS);
	ring(fixture, place(SAFETY, 8), SERVICE, UINT16_MAX);
	assert_calls(fixture, "");
}

static void test_ring_self(void **state)
{
	struct fixture *fixture = *state;

	enable_vector(fixture, place(SAFETY, 8), 2);
	ring(fixture, place(SAFETY, 8), SAFETY, 2);
	assert_calls(fixture, "msi 0/40 2 fee00000 42");
}

/* The message is sent by the device of the same region as the doorbell's, and by no other. */
static void test_ring_within_the_region(void **state)
{
	struct fixture *fixture = *state;

	create_all(fixture);
	enable_vector(fixture, place(LEFT, 8), 0);
	enable_vector(fixture, place(LEFT, 9), 0);
	ring(fixture, place(SAFETY, 8), LEFT, 0);
	assert_calls(fixture, "msi 3/40 0 fee00000 40");
	ring(fixture, place(RIGHT, 9), LEFT, 0);
	assert_calls(fixture, "msi 3/48 0 fee00000 40");
}

static void test_ring_no_peer(void **state)
{
	struct fixture *fixture = *state;

	enable_vector(fixture, place(SERVICE, 8), 0);
	enable_vector(fixture, place(SAFETY, 8), 0);
	ring(fixture, place(SAFETY, 6), SERVICE, 0); /* has no device of this region */
	ring(fixture, place(SAFETY, 8), LEFT, 0);    /* has not claimed its device */
	ring(fixture, place(SAFETY, 8), 2, 0);	     /* no such VM */
	ring(fixture, place(SAFETY, 8), UINT16_MAX, 0);
	create_all(fixture);
	enable_vector(fixture, place(LEFT, 8), 0);
	hv_land_destroy(device_at(fixture, place(LEFT, 8)));
	ring(fixture, place(SAFETY, 8), LEFT, 0); /* has released its device */
	assert_calls(fixture, "");
}

static void test_no_interrupt_before_msix_is_enabled(void **state)
{
	struct fixture *fixture = *state;

	ring(fixture, place(SAFETY, 8), SERVICE, 0);
	enable_vector(fixture, place(SERVICE, 8), 0);
	assert_calls(fixture, "");
}

static void test_masked_vectors_wait(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(SERVICE, 8);

	enable_vector(fixture, at, 0);
	bar_write(fixture, at, IVSHMEM_BAR_MSIX, 12, 4, PCI_MSIX_ENTRY_MASK);
	ring(fixture, place(SAFETY, 8), SERVICE, 0);
	ring(fixture, place(SAFETY, 8), SERVICE, 0);
	assert_calls(fixture, "");
	assert_int_equal(bar_read(fixture, at, IVSHMEM_BAR_MSIX, MSIX_PBA_OFFSET, 4), 1);
	bar_write(fixture, at, IVSHMEM_BAR_MSIX, 12, 4, 0);
	assert_calls(fixture, "msi 1/40 0 fee00000 40");
	assert_int_equal(bar_read(fixture, at, IVSHMEM_BAR_MSIX, MSIX_PBA_OFFSET, 4), 0);
}

/* The table in BAR1 is not used: its entries are masked, and all of them are 0. */
static void test_vmm_keeps_the_table(void **state)
{
	struct fixture *fixture = *state;
	unsigned control = PCI_MSIX_CAPABILITY + PCI_MSIX_CONTROL;

	fixture->hv.is_vmm_table = true;
	assert_int_equal(fixture_start(fixture), HV_LAND_OK);
	config_write(fixture, place(SERVICE, 8), control, 2, PCI_MSIX_ENABLE);
	config_write(fixture, place(SERVICE, 8), PCI_COMMAND, 2, PCI_COMMAND_MASTER);
	ring(fixture, place(SAFETY, 8), SERVICE, 5);
	assert_calls(fixture, "msi 1/40 5 0 0");
}

static void test_masked_function_waits(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(SERVICE, 8);
	unsigned control = PCI_MSIX_CAPABILITY + PCI_MSIX_CONTROL;

	enable_vector(fixture, at, 0);
	config_write(fixture, at, control, 2, PCI_MSIX_ENABLE | PCI_MSIX_FUNCTION_MASK);
	ring(fixture, place(SAFETY, 8), SERVICE, 0);
	assert_calls(fixture, "");
	config_write(fixture, at, control, 2, PCI_MSIX_ENABLE);
	assert_calls(fixture, "msi 1/40 0 fee00000 40");
}

/* A doorbell write of the wrong width notifies no peer, now or at the next write. */
static void test_doorbell_of_a_wrong_width(void **state)
{
	struct fixture *fixture = *state;

	enable_vector(fixture, place(SERVICE, 8), 0);
	bar_write(fixture, place(SAFETY, 8), 0, IVSHMEM_DOORBELL, 2, SERVICE << 16);
	bar_write(fixture, place(SAFETY, 8), 0, IVSHMEM_DOORBELL, 8, SERVICE << 16);
	bar_write(fixture, place(SAFETY, 8), 0, IVSHMEM_IRQ_MASK, 4, SERVICE << 16);
	assert_calls(fixture, "");
}

static void test_device_without_notification(void **state)
{
	struct fixture *fixture = *state;

	fixture->sample.devices[1].vectors = 0;
	assert_int_equal(fixture_start(fixture), HV_LAND_OK);
	enable_vector(fixture, place(SERVICE, 8), 0);
	ring(fixture, place(SAFETY, 8), SERVICE, 0);
	ring(fixture, place(SERVICE, 8), SAFETY, 0);
	assert_int_equal(config_read(fixture, place(SAFETY, 8), 0x14, 4), 0);
	assert_calls(fixture, "");
}

static void assert_bar(struct fixture *fixture, unsigned vm, uint64_t address, unsigned slot,
		       unsigned bar, uint64_t offset)
{
	struct hv_land_bar found;

	assert_true(hv_land_find_bar(&fixture->land, (uint16_t)vm, address, &found));
	assert_ptr_equal(found.device, device_at(fixture, place(vm, slot)));
	assert_int_equal(found.bar, bar);
	assert_int_equal(found.offset, offset);
}

static bool has_bar(struct fixture *fixture, unsigned vm, uint64_t address)
{
	struct hv_land_bar found;

	return hv_land_find_bar(&fixture->land, (uint16_t)vm, address, &found);
}

static void test_find_bar(void **state)
{
	struct fixture *fixture = *state;
	struct hv_place at = place(SAFETY, 8);

	config_write(fixture, at, 0x10, 4, 0xd0000000);
	config_write(fixture, at, 0x14, 4, 0xd0001000);
	assert_false(has_bar(fixture, SAFETY, 0xd0000000)); /* not before decoding is on */
	map_memory(fixture, at, 0xe0000000);
	assert_bar(fixture, SAFETY, 0xd0000000, 8, 0, 0);
	assert_bar(fixture, SAFETY, 0xd00000ff, 8, 0, 0xff);
	assert_bar(fixture, SAFETY, 0xd0001000, 8, 1, 0);
	assert_bar(fixture, SAFETY, 0xd0001fff, 8, 1, 0xfff);
	assert_false(has_bar(fixture, SAFETY, 0xcfffffff));
	assert_false(has_bar(fixture, SAFETY, 0xd0000100));
	assert_false(has_bar(fixture, SAFETY, 0xd0002000));
	assert_false(has_bar(fixture, SAFETY, 0xe0000000)); /* memory */
	assert_false(has_bar(fixture, SERVICE, 0xd0000000));
	hv_land_unbind_vm(&fixture->land, SAFETY);
	assert_false(has_bar(fixture, SAFETY, 0xd0000000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_device),
		TEST(test_absent_device),
		TEST(test_memory_is_mapped_and_moved),
		TEST(test_sizing_unmaps),
		TEST(test_registers_are_not_mapped),
		TEST(test_map_is_refused),
		TEST(test_regions_do_not_overlap),
		TEST(test_ring),
		TEST(test_ring_self),
		TEST(test_ring_within_the_region),
		TEST(test_ring_no_peer),
		TEST(test_no_interrupt_before_msix_is_enabled),
		TEST(test_masked_vectors_wait),
		TEST(test_vmm_keeps_the_table),
		TEST(test_masked_function_waits),
		TEST(test_doorbell_of_a_wrong_width),
		TEST(test_device_without_notification),
		TEST(test_find_bar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
