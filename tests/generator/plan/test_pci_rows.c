/* SPDX-License-Identifier: BSD-3-Clause
 * test_pci_rows.c: how many PCI devices the hypervisor has for a VM. */
#include "tests/generator/helpers.h"

#include "plan/pci_rows.h"

static size_t count(enum cfg_load_order load_order, bool has_ptm, size_t first, size_t last)
{
	static struct shm_declaration hv = { .land = CFG_LAND_HV }, dm = { .land = CFG_LAND_DM };
	static struct shm_declaration *of_hv = &hv, *of_dm = &dm;
	static const struct shm_region regions[] = {
		{ .declarations = &of_hv },
		{ .declarations = &of_dm },
	};
	static const struct shm_peer peers[] = {
		{ .region = &regions[0] },
		{ .region = &regions[1] },
	};
	static struct device devices[] = {
		{ .kind = DEVICE_IVSHMEM, .ivshmem = &peers[0] },
		{ .kind = DEVICE_IVSHMEM, .ivshmem = &peers[1] },
		{ .kind = DEVICE_VUART, .vuart_index = 0 },
		{ .kind = DEVICE_VUART, .vuart_index = 3 },
		{ .kind = DEVICE_PASSTHROUGH },
		{ .kind = DEVICE_BLOCK },
	};
	struct vm vm = {
		.load_order = load_order,
		.ptm.is_set = has_ptm,
		.devices = devices + first,
		.device_count = last - first,
	};

	assert_int_equal(pci_rows_have_ptm(&vm), load_order == CFG_POST_LAUNCHED && has_ptm);
	return pci_rows_count(&vm);
}

static void test_counts(void **state)
{
	(void)state;
	assert_int_equal(count(CFG_PRE_LAUNCHED, false, 0, 6), 5);
	assert_int_equal(count(CFG_PRE_LAUNCHED, true, 4, 5), 2);
	assert_int_equal(count(CFG_PRE_LAUNCHED, true, 5, 6), 0);
	assert_int_equal(count(CFG_SERVICE_VM, true, 0, 6), 3);
	assert_int_equal(count(CFG_SERVICE_VM, true, 4, 6), 0);
	assert_int_equal(count(CFG_POST_LAUNCHED, false, 0, 6), 3);
	assert_int_equal(count(CFG_POST_LAUNCHED, true, 0, 6), 4);
	assert_int_equal(count(CFG_POST_LAUNCHED, true, 0, 0), 1);
	assert_int_equal(count(CFG_POST_LAUNCHED, false, 4, 6), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_counts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
