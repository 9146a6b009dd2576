/* SPDX-License-Identifier: BSD-3-Clause
 * test_hardening.c: the names of a hardened installation, and the paths of a VM's files. */
#include "tests/generator/helpers.h"

#include "plan/hardening.h"
#include "plan/internal.h"

static void test_plain_name(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(hardening_name(fixture->arena, "acrn-pair-VM_1", 14, true),
			    "acrn-pair-VM_1");
	assert_string_equal(hardening_name(fixture->arena, "acrn_pair", 31, false), "acrn_pair");
}

/* What is left of a changed name is followed by a digest, so that two of them do not meet. */
static void assert_changed(struct fixture *fixture, const char *text, size_t max, bool has_hyphens,
			   const char *beginning)
{
	const char *name = hardening_name(fixture->arena, text, max, has_hyphens);
	size_t length = strlen(beginning);

	assert_memory_equal(name, beginning, length);
	assert_int_equal(strlen(name), length + 6);
	assert_int_equal(strspn(name + length, "0123456789abcdef"), 6);
	assert_true(strlen(name) <= max);
	assert_string_not_equal(name,
				hardening_name(fixture->arena,
					       arena_printf(fixture->arena, "%s%s", text, "."), max,
					       has_hyphens));
}

static void test_changed_name(void **state)
{
	struct fixture *fixture = *state;

	assert_changed(fixture, "pair-2.0", 32, true, "pair-2_0-");
	assert_changed(fixture, "a-b", 31, false, "a_b_");
	assert_changed(fixture, "\xc3\xa4", 31, true, "__-");
	assert_changed(fixture, "0123456789abcdef", 15, true, "01234567-");
	assert_changed(fixture, "0123456789abcdef", 16 - 1, false, "01234567_");
}

/* A kernel, as the plan of a scenario `pair` has it. */
static const struct plan_file *kernel_of(struct fixture *fixture, const char *kernel)
{
	struct plan_vm vm = { .name = "VM1", .launch = PLAN_LAUNCH_USER, .kernel = kernel };
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = &vm, .vm_count = 1 };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	plan_fill_hardening(&planner);
	assert_int_equal(vm.hardening->file_count, 1);
	assert_int_equal(vm.hardening->files[0].kind, PLAN_FILE_KERNEL);
	assert_false(vm.hardening->files[0].is_written);
	return &vm.hardening->files[0];
}

static const char *path_of(struct fixture *fixture, const char *kernel)
{
	return kernel_of(fixture, kernel)->path;
}

static void test_own(void **state)
{
	assert_true(kernel_of(*state, "vmlinuz")->is_own);
	assert_false(kernel_of(*state, "/boot/vmlinuz")->is_own);
	assert_false(kernel_of(*state, "../pair-2/vmlinuz")->is_own);
	assert_false(kernel_of(*state, ".")->is_own);
}

static void test_paths(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(path_of(fixture, "/boot/vmlinuz"), "/boot/vmlinuz");
	assert_string_equal(path_of(fixture, "vmlinuz"),
			    "/var/lib/acrn-cfg/scenarios/pair/vmlinuz");
	assert_string_equal(path_of(fixture, "./a//b/"), "/var/lib/acrn-cfg/scenarios/pair/a/b");
	assert_string_equal(path_of(fixture, "../c"), "/var/lib/acrn-cfg/scenarios/c");
	assert_string_equal(path_of(fixture, "/a/.././b/..c/.d"), "/b/..c/.d");
	assert_string_equal(path_of(fixture, "/../../.."), "/");
}

/* Devices and what a script mounts have no content to record. */
static void test_sealed(void **state)
{
	assert_true(kernel_of(*state, "vmlinuz")->is_sealed);
	assert_true(kernel_of(*state, "/device/vmlinuz")->is_sealed);
	assert_false(kernel_of(*state, "/dev/sda3")->is_sealed);
	assert_false(kernel_of(*state, "../../../../../dev/sda3")->is_sealed);
	assert_false(kernel_of(*state, "/run/acrn-cfg/VM1/slot3/vmlinuz")->is_sealed);
}

/* Whether the image of a text for a virtio-blk is written; it is sealed if not. */
static bool is_written(struct fixture *fixture, const char *text, const char *path)
{
	struct plan_device device = { .kind = PLAN_BLOCK, .block = { .path = text } };
	struct plan_vm vm = {
		.name = "VM1", .launch = PLAN_LAUNCH_USER, .devices = &device, .device_count = 1
	};
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = &vm, .vm_count = 1 };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	plan_fill_hardening(&planner);
	assert_int_equal(vm.hardening->file_count, 1);
	assert_string_equal(vm.hardening->files[0].path, path);
	assert_true(vm.hardening->files[0].is_own);
	assert_int_equal(vm.hardening->files[0].is_sealed, !vm.hardening->files[0].is_written);
	return vm.hardening->files[0].is_written;
}

static void test_images(void **state)
{
	struct fixture *fixture = *state;

	assert_true(is_written(fixture, "/a.img", "/a.img"));
	assert_true(is_written(fixture, "/a.img,writethru", "/a.img"));
	assert_true(is_written(fixture, "/a.img,rox", "/a.img"));
	assert_true(is_written(fixture, "b,/a.img", "/a.img"));
	assert_false(is_written(fixture, "/a.img,ro", "/a.img"));
	assert_false(is_written(fixture, "/a.img,writeback,ro,range=0/1", "/a.img"));
}

static const char *console_directory(struct fixture *fixture, const char *backend, const char *path)
{
	struct plan_device device = { .kind = PLAN_CONSOLE,
				      .console = { .backend = backend, .path = path } };
	struct plan_vm vm = {
		.name = "VM1", .launch = PLAN_LAUNCH_USER, .devices = &device, .device_count = 1
	};
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = &vm, .vm_count = 1 };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	plan_fill_hardening(&planner);
	assert_int_equal(vm.hardening->file_count, path ? 1 : 0);
	return path ? vm.hardening->files[0].directory : NULL;
}

static void test_consoles(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(console_directory(fixture, "socket", "/run/a/b"), "/run/a");
	assert_string_equal(console_directory(fixture, "socket", "a"),
			    "/var/lib/acrn-cfg/scenarios/pair");
	assert_string_equal(console_directory(fixture, "file", "/var/log/a"), "/var/log");
	assert_null(console_directory(fixture, "tty", "/dev/ttyS1"));
	assert_null(console_directory(fixture, "stdio", NULL));
}

/* A region may have the name of a VM that is none of its peers: its group must not be that user's.
 */
static void test_groups(void **state)
{
	struct fixture *fixture = *state;
	struct plan_vm vms[] = { { .id = 0, .name = "SERVICE" },
				 { .id = 3, .name = "a", .launch = PLAN_LAUNCH_USER },
				 { .id = 7, .name = "b", .launch = PLAN_LAUNCH_USER } };
	struct plan_peer peers[] = { { .id = 0 }, { .id = 7 } };
	struct plan_region region = {
		.name = "a", .land = CFG_LAND_DM, .peers = peers, .peer_count = 2
	};
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = vms, .vm_count = 3, .regions = &region, .region_count = 1 };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	plan_fill_hardening(&planner);
	assert_string_equal(region.hardening->group, "shm-pair-a");
	assert_string_equal(vms[1].hardening->user, "acrn-pair-a");
	assert_null(peers[0].user);
	assert_string_equal(peers[1].user, "acrn-pair-b");
}

/* Two VMs with a kernel each, of which the second one has its kernel as an image, too. */
static void compare_kernels(struct fixture *fixture, const char *first, const char *second,
			    struct plan_file files[3])
{
	struct plan_device device = { .kind = PLAN_BLOCK, .block = { .path = second } };
	struct plan_vm vms[] = {
		{ .name = "A-B", .launch = PLAN_LAUNCH_USER, .kernel = first },
		{ .name = "SERVICE", .launch = PLAN_LAUNCH_NONE },
		{ .name = "C",
		  .launch = PLAN_LAUNCH_USER,
		  .kernel = second,
		  .devices = &device,
		  .device_count = 1 },
	};
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = vms, .vm_count = 3 };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	plan_fill_hardening(&planner);
	assert_null(vms[1].hardening);
	assert_int_equal(vms[2].hardening->file_count, 2);
	files[0] = vms[0].hardening->files[0];
	files[1] = vms[2].hardening->files[0];
	files[2] = vms[2].hardening->files[1];
}

static void test_own_files(void **state)
{
	struct plan_file files[3];

	compare_kernels(*state, "/b", "/a", files);
	assert_string_equal(files[0].type, "acrn_pair.boot_A-B");
	assert_string_equal(files[1].type, "acrn_pair.disk_C");
	assert_string_equal(files[2].type, "acrn_pair.disk_C");
	for (size_t i = 0; i < 3; i++) {
		assert_false(files[i].is_shared);
		assert_int_equal(files[i].is_repeated, i == 2);
		assert_int_equal(files[i].is_sealed, i == 0);
	}
}

static void test_shared_files(void **state)
{
	struct plan_file files[3];

	compare_kernels(*state, "/a", "/b/../a", files);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(files[i].type, "acrn_pair.shared_disk");
		assert_true(files[i].is_shared);
		assert_int_equal(files[i].is_repeated, i > 0);
		assert_false(files[i].is_sealed);
	}
}

/* The unit of ivshmem-server is acrn-pair-server. */
static void test_vm_named_server(void **state)
{
	struct fixture *fixture = *state;
	struct plan_vm vm = { .name = "server", .launch = PLAN_LAUNCH_USER };
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = &vm, .vm_count = 1 };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	plan_fill_hardening(&planner);
	assert_string_equal(vm.hardening->unit, "acrn-pair-server-virtual-machine");
	assert_string_equal(vm.hardening->profile, vm.hardening->unit);
	assert_string_equal(vm.hardening->user, "acrn-pair-server");
}

/* What a script mounts, by the name of a device that a unit can allow. */
static void test_partitions(void **state)
{
	struct fixture *fixture = *state;
	static const char *const paths[][2] = {
		{ "/dev/sda1", "/dev/sda1" },
		{ "LABEL=data", "/dev/disk/by-label/data" },
		{ "LABEL=../a b", "/dev/disk/by-label/..\\x2fa\\x20b" },
		{ "UUID=12-ab", "/dev/disk/by-uuid/12-ab" },
		{ "PARTLABEL=\xc3\xa4", "/dev/disk/by-partlabel/\xc3\xa4" },
		{ "PARTUUID=0", "/dev/disk/by-partuuid/0" },
	};
	struct plan_device device = { .kind = PLAN_BLOCK, .block = { .image = "a" } };
	struct plan_vm vm = {
		.name = "a", .launch = PLAN_LAUNCH_USER, .devices = &device, .device_count = 1
	};
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = &vm, .vm_count = 1 };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		device.block.partition = paths[i][0];
		plan_fill_hardening(&planner);
		assert_int_equal(vm.hardening->file_count, 2);
		assert_int_equal(vm.hardening->files[0].kind, PLAN_FILE_PARTITION);
		assert_string_equal(vm.hardening->files[0].path, paths[i][1]);
	}
}

/* In the lab a VM needs root for what others than its user must not give it. */
static void test_root(void **state)
{
	struct fixture *fixture = *state;
	struct plan_region hv = { .land = CFG_LAND_HV }, dm = { .land = CFG_LAND_DM };
	struct plan_device devices[] = {
		{ .kind = PLAN_IVSHMEM, .ivshmem.region = &dm },
		{ .kind = PLAN_BLOCK, .block = { .path = "/a" } },
		{ .kind = PLAN_NET },
		{ .kind = PLAN_BLOCK, .block = { .partition = "/dev/sda1", .image = "a" } },
		{ .kind = PLAN_IVSHMEM, .ivshmem.region = &hv },
	};
	struct plan_vm vm = { .name = "a", .launch = PLAN_LAUNCH_USER, .device_count = 1 };
	struct model model = { .name = "pair", .hardening = 1 };
	struct plan plan = { .vms = &vm, .vm_count = 1, .target = TARGET_LAB };
	struct planner planner = { .arena = fixture->arena, .model = &model, .plan = &plan };

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		vm.devices = &devices[i];
		plan_fill_hardening(&planner);
		assert_int_equal(vm.hardening->is_root, i >= 2);
	}
	vm.device_count = 0;
	plan.target = TARGET_ACRN;
	plan_fill_hardening(&planner);
	assert_true(vm.hardening->is_root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plain_name), TEST(test_changed_name),
		TEST(test_paths),      TEST(test_own),
		TEST(test_sealed),     TEST(test_images),
		TEST(test_consoles),   TEST(test_groups),
		TEST(test_root),       TEST(test_vm_named_server),
		TEST(test_own_files),  TEST(test_shared_files),
		TEST(test_partitions),
	};

	return cmocka_run_group_tests_name("hardening", tests, NULL, NULL);
}
