/* SPDX-License-Identifier: BSD-3-Clause
 * test_eras.c: which releases take the arguments of scripts, and the one that most of them show. */
#include "tests/generator/script/command.h"

#include "script/eras.h"

static struct eras eras_of(struct fixture *fixture, const char *text)
{
	const struct script *script = script_of(fixture, text, RELEASE_3_3);

	return eras_read(fixture->arena, &script, 1);
}

/* The releases of the only argument that not all take. */
static uint32_t releases(struct fixture *fixture, const char *text)
{
	struct eras eras = eras_of(fixture, text);

	assert_int_equal(eras.count, 1);
	return eras.arguments[0].releases;
}

static const char *best(struct fixture *fixture, const char *text)
{
	struct eras eras = eras_of(fixture, text);

	return release_name(eras_release(&eras, RELEASE_3_3));
}

static void test_options(void **state)
{
	assert_int_equal(eras_of(*state, "acrn-dm -m 1G -s 3,lpc -B a vm1").count, 0);
	assert_int_equal(releases(*state, "acrn-dm -c 1 vm1"), ERA_BEFORE_2_0);
	assert_int_equal(releases(*state, "acrn-dm -U 1 vm1"), ERA_UNTIL(RELEASE_2_7));
	assert_int_equal(releases(*state, "acrn-dm --cmd_monitor a vm1"), ERA_FROM(RELEASE_3_0));
	assert_int_equal(releases(*state, "acrn-dm --ssram a vm1"), ERA_FROM(RELEASE_3_0));
	assert_int_equal(releases(*state, "acrn-dm --ssram -s 3,lpc vm1"),
			 ERA_FROM(RELEASE_2_5) & ERA_UNTIL(RELEASE_3_0));
	assert_int_equal(eras_of(*state, "qemu-kvm -U").count, 0);
}

static void test_devices(void **state)
{
	assert_int_equal(releases(*state, "acrn-dm -s 3,npk vm1"), ERA_UNTIL(RELEASE_3_0));
	assert_int_equal(releases(*state, "acrn-dm -s 3,virtio-gpu vm1"), ERA_FROM(RELEASE_3_0));
	assert_int_equal(releases(*state, "acrn-dm -s 3,virtio-net,tap0,mac=$m vm1"),
			 ERA_UNTIL(RELEASE_3_0));
	assert_int_equal(releases(*state, "acrn-dm -s 3,virtio-net,tap=$t vm1"),
			 ERA_FROM(RELEASE_3_0));
	assert_int_equal(eras_of(*state, "acrn-dm -s 3,virtio-net,$t vm1").count, 0);
	assert_int_equal(eras_of(*state, "acrn-dm -s 3,$kind vm1").count, 0);
}

static uint32_t region_releases(struct fixture *fixture, const char *text)
{
	struct eras eras = eras_of(fixture, text);

	assert_int_equal(eras.count, 2); /* the device itself is one */
	return eras.arguments[1].releases;
}

static void test_regions(void **state)
{
	assert_int_equal(region_releases(*state, "acrn-dm -s 3,ivshmem,a,4096 vm1"),
			 ERA_OF(RELEASE_2_0) | ERA_OF(RELEASE_2_1));
	assert_int_equal(region_releases(*state, "acrn-dm -s 3,ivshmem,sos:/a,4096 vm1"), 0);
	assert_int_equal(region_releases(*state, "acrn-dm -s 3,ivshmem,dm:/a,2 vm1"),
			 ERA_FROM(RELEASE_2_2));
	assert_int_equal(region_releases(*state, "acrn-dm -s 3,ivshmem,hv:/a,2,0 vm1"),
			 ERA_FROM(RELEASE_3_3));
	assert_int_equal(eras_of(*state, "acrn-dm -s 3,ivshmem,a vm1").count, 1);
}

/* What a VM may be started without shows nothing. */
static void test_conditions(void **state)
{
	assert_int_equal(eras_of(*state, "acrn-dm ?10:-W vm1").count, 0);
	assert_int_equal(eras_of(*state, "?10:acrn-dm ?10:-W vm1").count, 1);
}

static void test_best(void **state)
{
	assert_string_equal(best(*state, "acrn-dm vm1"), "3.3");
	assert_string_equal(best(*state, "acrn-dm -s 3,virtio-gpu vm1"), "3.3");
	assert_string_equal(best(*state, "acrn-dm -s 3,ivshmem,a,4096 -W vm1"), "2.1");
	assert_string_equal(best(*state, "acrn-dm -s 3,ivshmem,a,4096 --psram vm1"), "2.4");
	assert_string_equal(best(*state, "acrn-dm -c 1 -s 3,npk -s 4,virtio-net,tap0 vm1"), "2.0");
	assert_string_equal(best(*state, "acrn-dm -s 3,npk vm1\nacrn-dm -U 1 vm2"), "2.6");
	assert_string_equal(best(*state, "acrn-dm -s 3,virtio-gpu --iasl a -U 1 vm1"), "3.3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_options),    TEST(test_devices), TEST(test_regions),
		TEST(test_conditions), TEST(test_best),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
