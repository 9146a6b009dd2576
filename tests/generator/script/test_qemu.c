/* SPDX-License-Identifier: BSD-3-Clause
 * test_qemu.c: QEMU's ivshmem devices, with the memory and servers that they refer to. */
#include "tests/generator/script/command.h"

#define MIB (UINT64_C(1) << 20)

static const struct launch_ivshmem *ivshmem_of(struct fixture *fixture, const char *options)
{
	const char *text = arena_printf(fixture->arena, "qemu-system-x86_64 %s", options);
	const struct launch *launch = launch_of(fixture, text, RELEASE_3_0);

	assert_int_equal(launch->ivshmem_count, 1);
	return launch->ivshmems;
}

static void test_plain(void **state)
{
	const struct launch_ivshmem *ivshmem = ivshmem_of(
		*state, "-object memory-backend-file,id=m,mem-path=/dev/shm/a,size=4M,share=on "
			"-device ivshmem-plain,memdev=m,master=on");

	assert_int_equal(ivshmem->kind, LAUNCH_IVSHMEM_PLAIN);
	assert_string_equal(ivshmem->region.value, "/dev/shm/a");
	assert_true(ivshmem->has_size);
	assert_int_equal(ivshmem->size, 4 * MIB);
	assert_true(ivshmem->is_master);
	assert_string_equal(ivshmem->backend->id.value, "m");
	assert_string_equal(written(*state, ivshmem->size_text.at), "4M");
}

static void test_doorbell(void **state)
{
	const struct launch_ivshmem *ivshmem =
		ivshmem_of(*state, "-device ivshmem-doorbell,vectors=2,chardev=c -object "
				   "memory-backend-file,id=c,mem-path=x "
				   "-chardev socket,path=/tmp/s,id=c");

	assert_int_equal(ivshmem->kind, LAUNCH_IVSHMEM_DOORBELL);
	assert_string_equal(ivshmem->region.value, "/tmp/s");
	assert_false(ivshmem->has_size);
	assert_true(ivshmem->backend->is_chardev);
}

static void test_legacy(void **state)
{
	const struct launch_ivshmem *ivshmem =
		ivshmem_of(*state, "-device ivshmem,shm=region,size=16");

	assert_int_equal(ivshmem->kind, LAUNCH_IVSHMEM_LEGACY);
	assert_string_equal(ivshmem->region.value, "region");
	assert_int_equal(ivshmem->size, 16 * MIB);
}

static void test_missing_backend(void **state)
{
	const struct launch_ivshmem *ivshmem =
		ivshmem_of(*state, "-device ivshmem-plain,memdev=none");

	assert_null(ivshmem->backend);
	assert_string_equal(ivshmem->reference.value, "none");
	ivshmem = ivshmem_of(*state, "-device ivshmem-plain,memdev=$m -object x,id=m");
	assert_null(ivshmem->backend);
	assert_null(ivshmem->reference.value);
}

static void test_alternatives(void **state)
{
	const char *text = "qemu ?10:-object ?10:memory-backend-file,id=m,mem-path=a "
			   "?11:-object ?11:memory-backend-file,id=m,mem-path=b "
			   "?10:-object ?10:memory-backend-file,id=n,mem-path=c "
			   "-device ivshmem-plain,memdev=m "
			   "?11:-device ?11:ivshmem-plain,memdev=n";
	const struct launch *launch = launch_of(*state, text, RELEASE_3_0);

	assert_int_equal(launch->ivshmem_count, 3);
	assert_string_equal(launch->ivshmems[0].region.value, "a");
	assert_string_equal(launch->ivshmems[1].region.value, "b");
	assert_false(condition_can_meet(launch->ivshmems[0].when, launch->ivshmems[1].when));
	assert_null(launch->ivshmems[2].backend);
}

static void test_used_backends(void **state)
{
	static const struct {
		const char *text;
		bool is_used;
	} cases[] = {
		{ "-object memory-backend-ram,id=m", false },
		{ "-object memory-backend-ram,id=m -device pc-dimm,memdev=m", true },
		{ "-object memory-backend-ram,id=m -machine q35,memory-backend=m", true },
		{ "-object memory-backend-ram,id=m -device e1000,id=m", false },
		{ "-object memory-backend-ram,id=m -device e1000,$more", true },
		{ "-object memory-backend-ram,id=m -m $size", false },
		{ "-object memory-backend-ram,id=m $more", true },
		{ "-object memory-backend-ram,id=$m", true },
		{ "-chardev pty,id=c -serial chardev:c", true },
		{ "-chardev pty,id=c -mon c", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *fixture = *state;
		const char *text = arena_printf(fixture->arena, "qemu %s", cases[i].text);

		assert_int_equal(launch_of(fixture, text, RELEASE_3_0)->backends[0].is_used,
				 cases[i].is_used);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plain),	    TEST(test_doorbell),     TEST(test_legacy),
		TEST(test_missing_backend), TEST(test_alternatives), TEST(test_used_backends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
