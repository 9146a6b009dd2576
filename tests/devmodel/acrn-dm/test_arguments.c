/* SPDX-License-Identifier: BSD-3-Clause
 * test_arguments.c: every option of acrn-dm's with values that are right and values that are not.
 */
#include "helpers.h"

static struct arguments arguments;
static struct command_line line;

static void test_defaults(void **state)
{
	(void)state;
	read_line(&line, "VM1", &arguments);
	assert_string_equal(arguments.vm, "VM1");
	assert_int_equal(arguments.memory, 256u << 20);
	assert_int_equal(arguments.cpus, 1);
	assert_int_equal(arguments.shm_mode, 0600);
	assert_int_equal(arguments.shm_owner, (uid_t)-1);
	assert_int_equal(arguments.shm_group, (gid_t)-1);
	assert_int_equal(arguments.device_count, 0);
	assert_int_equal(arguments.action, ACTION_RUN);
	assert_null(arguments.kernel);
	assert_false(arguments.ignores_unsupported);
}

/* The arguments of the launch script of the 2.0 pair. */
static void test_generated(void **state)
{
	(void)state;
	read_line(
		&line,
		"--cpu_affinity 4 -m 256M -k /boot/vmlinuz -r /boot/initrd.img -B console=ttyS0 "
		"-s 1:0,lpc -l com1,stdio -s 0:0,hostbridge -s 6,ivshmem,test,4096 -s 7,virtio-rnd "
		"--logger_setting console,level=4;kmsg,level=3;disk,level=5 VM1",
		&arguments);
	assert_int_equal(arguments.cpus, 1);
	assert_string_equal(arguments.kernel, "/boot/vmlinuz");
	assert_string_equal(arguments.ramdisk, "/boot/initrd.img");
	assert_string_equal(arguments.bootargs, "console=ttyS0");
	assert_string_equal(arguments.ports[0], "stdio");
	assert_int_equal(arguments.device_count, 4);
	assert_int_equal(arguments.devices[2].slot, 6);
	assert_string_equal(arguments.devices[2].kind, "ivshmem");
	assert_string_equal(arguments.devices[2].options, "test,4096");
	assert_true(arguments.devices[2].is_ivshmem);
	assert_string_equal(arguments.devices[3].kind, "virtio-rnd");
	assert_string_equal(arguments.devices[3].options, "");
}

static void test_memory(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} cases[] = {
		{ "-m 256", 256u << 20 },	{ "-m 16M", 16u << 20 },
		{ "-m16m", 16u << 20 },		{ "-m 1G", 1u << 30 },
		{ "-m 16384K", 16u << 20 },	{ "-m 1024G", 1ull << 40 },
		{ "--memsize 2g", 2ull << 30 }, { "--memsize=268435456", 256u << 20 },
		{ "-m 1G -m 64M", 64u << 20 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[100];

		snprintf(text, sizeof(text), "%s VM", cases[i].text);
		read_line(&line, text, &arguments);
		assert_int_equal(arguments.memory, cases[i].bytes);
	}
}

static void test_spellings(void **state)
{
	(void)state;
	read_line(&line, "-AYW -Ak/kernel --ramdisk=/initrd --bootargs= --windows -- VM-1_a",
		  &arguments);
	assert_string_equal(arguments.kernel, "/kernel");
	assert_string_equal(arguments.ramdisk, "/initrd");
	assert_string_equal(arguments.bootargs, "");
	assert_string_equal(arguments.vm, "VM-1_a");
	read_line(&line,
		  "--cpu_affinity 8,2,10 --ovmf w,/f --mac_seed x --debugexit -U "
		  "495ae2e5-2603-4d64-af76-d4bc5a8ec0e5 VM",
		  &arguments);
	assert_int_equal(arguments.cpus, 3);
	assert_string_equal(arguments.ovmf, "/f");
	assert_true(arguments.is_ovmf_kept);
	assert_true(arguments.has_debug_exit);
	read_line(&line, "--ovmf w,/f --ovmf /g -c 4 -E /elf -l com4,/dev/ttyS3 VM", &arguments);
	assert_false(arguments.is_ovmf_kept);
	assert_int_equal(arguments.cpus, 4);
	assert_string_equal(arguments.ports[3], "/dev/ttyS3");
}

static void test_own_options(void **state)
{
	(void)state;
	read_line(&line,
		  "--ignore-unsupported --print-engine --device=builtin --accel kvm --engine q "
		  "--config t.so "
		  "--shm-mode 0660 --shm-owner 1000 --shm-group=root --hv-dir /hv VM",
		  &arguments);
	assert_true(arguments.ignores_unsupported);
	assert_int_equal(arguments.action, ACTION_PRINT_VMM);
	assert_int_equal(arguments.device_mode, DEVICE_BUILTIN);
	assert_int_equal(arguments.accel, ACCEL_KVM);
	assert_string_equal(arguments.vmm, "q");
	assert_string_equal(arguments.table, "t.so");
	assert_string_equal(arguments.hv_dir, "/hv");
	assert_null(arguments.server_dir);
	assert_int_equal(arguments.shm_mode, 0660);
	assert_int_equal(arguments.shm_owner, 1000);
	assert_int_equal(arguments.shm_group, 0);
	read_line(&line, "--hv-dir= VM", &arguments);
	assert_string_equal(arguments.hv_dir, "");
	read_line(&line, "--help --nonsense", &arguments);
	assert_int_equal(arguments.action, ACTION_HELP);
	read_line(&line, "-v", &arguments);
	assert_int_equal(arguments.action, ACTION_VERSION);
}

/* Accepted without effect. */
static void test_without_effect(void **state)
{
	(void)state;
	read_line(&line,
		  "-A -W -Y -p 0:1 --windows --virtio_poll 1000000 --intr_monitor 10000,10,1,100 "
		  "--logger_setting console,level=1;disk,level=5 --ptdev_no_reset "
		  "--pm_notify_channel uart --pm_by_vuart pty,/run/x --cmd_monitor /run/m "
		  "--part_info /p --iasl /usr/bin/iasl VM",
		  &arguments);
	assert_int_equal(arguments.unsupported_count, 0);
	read_line(&line,
		  "--rtvm --lapic_pt --rtvm --ssram --psram --vsbl f -G 1,2,3 -i x "
		  "--enable_trusty --acpidev_pt a --mmiodev_pt b VM",
		  &arguments);
	assert_int_equal(arguments.unsupported_count, 10);
	assert_string_equal(arguments.unsupported[1], "lapic_pt");
}

static void test_slots(void **state)
{
	(void)state;
	read_line(&line, "-s 31,a -s 5:0,b -s 5:7,c,d,e -s 0:6:3,f VM", &arguments);
	assert_int_equal(arguments.devices[0].slot, 31);
	assert_int_equal(arguments.devices[1].slot, 5);
	assert_int_equal(arguments.devices[2].function, 7);
	assert_string_equal(arguments.devices[2].options, "d,e");
	assert_int_equal(arguments.devices[3].slot, 6);
	assert_int_equal(arguments.devices[3].function, 3);
}

/* The ivshmem device in the form of every release. */
static void test_claims(void **state)
{
	static const struct {
		const char *text, *name;
		uint64_t size;
		enum cfg_land land;
		int id; /* -1: none was given */
	} cases[] = {
		{ "test,4096", "test", 4096, CFG_LAND_DM, -1 },
		{ "a,134217728", "a", 128u << 20, CFG_LAND_DM, -1 },
		{ "abcdefghijklmnopqrstuvwxyz_,8192", "abcdefghijklmnopqrstuvwxyz_", 8192,
		  CFG_LAND_DM, -1 },
		{ "looking-glass,8192", "looking-glass", 8192, CFG_LAND_DM, -1 },
		{ "dm:/my.shmem-0,32", "my.shmem-0", 32u << 20, CFG_LAND_DM, -1 },
		{ "dm:/abcdefghijklmnopqrstuvwxyz01,2", "abcdefghijklmnopqrstuvwxyz01", 2u << 20,
		  CFG_LAND_DM, -1 },
		{ "sos:/x,65536", "x", 65536, CFG_LAND_DM, -1 },
		{ "dm:/x,2", "x", 2u << 20, CFG_LAND_DM, -1 },
		{ "dm:/x,512", "x", 512u << 20, CFG_LAND_DM, -1 },
		{ "dm:/x,2097152", "x", 2u << 20, CFG_LAND_DM, -1 },
		{ "dm:/x,536870912", "x", 512u << 20, CFG_LAND_DM, -1 },
		{ "dm:/x,4,0", "x", 4u << 20, CFG_LAND_DM, 0 },
		{ "dm:/x,4,4096", "x", 4u << 20, CFG_LAND_DM, 4096 },
		{ "dm:/x,4,0x1000", "x", 4u << 20, CFG_LAND_DM, 4096 },
		{ "dm:/x,4,65535", "x", 4u << 20, CFG_LAND_DM, 65535 },
		{ "hv:/x,16,7", "x", 16u << 20, CFG_LAND_HV, 7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct claim *claim = &arguments.devices[0].claim;
		char text[100];

		snprintf(text, sizeof(text), "-s 5,ivshmem,%s VM", cases[i].text);
		read_line(&line, text, &arguments);
		assert_string_equal(claim->name, cases[i].name);
		assert_int_equal(claim->size, cases[i].size);
		assert_int_equal(claim->land, cases[i].land);
		assert_true(dm_device_is_in(&arguments.devices[0], cases[i].land));
		assert_false(dm_device_is_in(&arguments.devices[0],
					     CFG_LAND_DM + CFG_LAND_HV - cases[i].land));
		assert_int_equal(claim->has_region_id, cases[i].id >= 0);
		assert_int_equal(claim->region_id, cases[i].id < 0 ? 0 : cases[i].id);
	}
}

/* Each with a part of its error. */
static const struct {
	const char *text, *expected;
} invalid[] = {
	{ "", "expected 1 to 15" },
	{ "-m 256M", "missing VM name" },
	{ "VM1 VM2", "unexpected 'VM2' after 'VM1'" },
	{ "VM1 -m 256M", "unexpected '-m' after 'VM1'" },
	{ "a.b VM1", "'a.b'" },
	{ "a.b", "'a.b'" },
	{ "ABCDEFGHIJKLMNOP", "1 to 15" },
	{ "--nonsense VM", "unknown option --nonsense" },
	{ "--print VM", "unknown option --print: did you mean --print-engine?" },
	{ "--memsiz=3 VM", "unknown option --memsiz: did you mean --memsize?" },
	{ "-x VM", "unknown option -x" },
	{ "-Ax VM", "unknown option -x" },
	{ "--windows=yes VM", "--windows takes no value" },
	{ "-m", "missing value for -m" },
	{ "--memsize", "missing value for --memsize" },
	{ "-m 2abc VM", "invalid memory size '2abc' for -m" },
	{ "-m -1 VM", "invalid memory size '-1' for -m" },
	{ "-m +64M VM", "16M to 1024G" },
	{ "-m  VM", "invalid memory size ''" },
	{ "-m M VM", "invalid memory size 'M'" },
	{ "-m 15M VM", "16M to 1024G" },
	{ "-m 1025G VM", "16M to 1024G" },
	{ "-m 18446744073709551616 VM", "invalid memory size" },
	{ "-m 17592186044417M VM", "invalid memory size" },
	{ "-m 16777217 VM", "multiple of 4K" },
	{ "-m 64MB VM", "invalid memory size" },
	{ "-m 0x100M VM", "invalid memory size" },
	{ "-c 0 VM", "invalid number of CPUs '0' for -c" },
	{ "-c 256 VM", "from 1 to 255" },
	{ "--cpu_affinity 1,1 VM", "duplicate CPU 1" },
	{ "--cpu_affinity 1,,2 VM", "such as 2,4" },
	{ "--cpu_affinity 1, VM", "such as 2,4" },
	{ "--cpu_affinity 65536 VM", "0 to 65535" },
	{ "--cpu_affinity -1 VM", "--cpu_affinity -1" },
	{ "--virtio_poll 0 VM", "1 to 1000000000" },
	{ "--virtio_poll 1s VM", "invalid interval '1s' for --virtio_poll" },
	{ "--intr_monitor 1,2,3 VM", "four positive numbers" },
	{ "--intr_monitor 1,2,3,4,5 VM", "four positive numbers" },
	{ "--intr_monitor 0,2,3,4 VM", "four positive numbers" },
	{ "--intr_monitor a,b,c,d,1,2,3 VM", "four positive numbers" },
	{ "--logger_setting console VM", "NAME,level=N" },
	{ "--logger_setting console,level=6 VM", "1 to 5" },
	{ "--logger_setting console,level=45 VM", "1 to 5" },
	{ "--logger_setting console,level=4;; VM", "NAME,level=N" },
	{ "--logger_setting tape,level=4 VM", "console, kmsg and disk" },
	{ "-U 1234 VM", "invalid UUID" },
	{ "-U 495ae2e5-2603-4d64-af76-d4bc5a8ec0eg VM", "invalid UUID" },
	{ "-k  VM", "empty value for --kernel" },
	{ "--ovmf w, VM", "empty value for --ovmf" },
	{ "-k a -E b VM", "-k and -E" },
	{ "-r initrd VM", "-r initrd needs a kernel" },
	{ "-l com1 VM", "com1 to com4" },
	{ "-l com5,stdio VM", "com1 to com4" },
	{ "-l com1,pty VM", "expected comN,stdio or comN,PATH" },
	{ "-l com1,stdio2 VM", "expected comN,stdio or comN,PATH" },
	{ "--accel xen VM", "auto, kvm or tcg" },
	{ "--device pci VM", "auto, vfio-user or builtin" },
	{ "--shm-mode 666 VM --x", "unexpected '--x' after 'VM'" },
	{ "--shm-mode 0400 VM", "0600 to 0777" },
	{ "--shm-mode 01777 VM", "0600 to 0777" },
	{ "--shm-mode 0688 VM", "octal" },
	{ "--shm-owner no-such-user VM", "user not found" },
	{ "--shm-owner 4294967295 VM", "user not found" },
	{ "--shm-group no-such-group VM", "group not found" },
	{ "-s VM", "invalid slot 'VM'" },
	{ "-s x,lpc VM", "invalid slot 'x'" },
	{ "-s 32,lpc VM", "from 0 to 31" },
	{ "-s -1,lpc VM", "invalid slot" },
	{ "-s ,lpc VM", "invalid slot" },
	{ "-s 3:,lpc VM", "invalid slot" },
	{ "-s 3:8,lpc VM", "functions from 0 to 7" },
	{ "-s 1:3:0,lpc VM", "invalid slot" },
	{ "-s 0:3:0:0,lpc VM", "invalid slot" },
	{ "-s 3a,lpc VM", "invalid slot '3a'" },
	{ "-s 3 VM", "-s 3: missing device kind" },
	{ "-s 3, VM", "missing device kind" },
	{ "-s 3,a-kind-with-a-name-beyond-all-bounds VM", "unknown device kind" },
	{ "-s 6,virtio-hyper_dmabuf -s 6,ivshmem,test,4096 VM",
	  "-s 6,virtio-hyper_dmabuf and -s 6,ivshmem,test,4096: both in slot 6" },
	{ "-s 5,ivshmem,a,4096 -s 6,ivshmem,dm:/a,2 VM", "duplicate region" },
	{ "-s 5,ivshmem VM", "missing region name" },
	{ "-s 5,ivshmem,test VM", "region 'test': missing size: expected test,BYTES" },
	{ "-s 5,ivshmem,dm:/test VM", "expected dm:/test,MIB" },
	{ "-s 5,ivshmem,test, VM", "invalid size ''" },
	{ "-s 5,ivshmem,test,4098 VM", "invalid size '4098' of region 'test'" },
	{ "-s 5,ivshmem,test,2abc VM", "invalid size '2abc'" },
	{ "-s 5,ivshmem,test,-1 VM", "invalid size '-1'" },
	{ "-s 5,ivshmem,test,2048 VM", "4096 to 134217728 (bytes)" },
	{ "-s 5,ivshmem,test,268435456 VM", "4096 to 134217728 (bytes)" },
	{ "-s 5,ivshmem,test,0x1000 VM", "4096 to 134217728 (bytes)" },
	{ "-s 5,ivshmem,test,4096,7 VM", "unexpected '7' after the size" },
	{ "-s 5,ivshmem,dm:/test,1 VM", "2 to 512 (MiB)" },
	{ "-s 5,ivshmem,dm:/test,3 VM", "2 to 512 (MiB)" },
	{ "-s 5,ivshmem,dm:/test,1024 VM", "2 to 512 (MiB)" },
	{ "-s 5,ivshmem,dm:/test,1073741824 VM", "2 to 512 (MiB)" },
	{ "-s 5,ivshmem,dm:/test,4098 VM", "2 to 512 (MiB)" },
	{ "-s 5,ivshmem,dm:/test,18446744073709551618 VM", "2 to 512 (MiB)" },
	{ "-s 5,ivshmem,dm:/test,2, VM", "invalid region ID ''" },
	{ "-s 5,ivshmem,dm:/test,2,65536 VM", "0 to 65535" },
	{ "-s 5,ivshmem,dm:/test,2,0x VM", "invalid region ID '0x'" },
	{ "-s 5,ivshmem,dm:/test,2,7,8 VM", "invalid region ID '7,8'" },
	{ "-s 5,ivshmem,dm:test,2 VM", "A-Z, a-z, 0-9, _, - and ." },
	{ "-s 5,ivshmem,/test,4096 VM", "A-Z, a-z, 0-9, _, - and ." },
	{ "-s 5,ivshmem,.test,4096 VM", "not beginning with - or ." },
	{ "-s 5,ivshmem,dm:/-test,2 VM", "not beginning with - or ." },
	{ "-s 5,ivshmem,hv:/te-st,2 VM", "A-Z, a-z, 0-9 and _" },
	{ "-s 5,ivshmem,dm:/,2 VM", "missing region name" },
	{ "-s 5,ivshmem,hv:/abcdefghijklmnopqrstuvwxyz01,2 VM", "28 characters, at most 27" },
};

static void test_invalid(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
		struct error error = { "" };

		command_line_cut(&line, invalid[i].text);
		if (arguments_read(line.argc, line.argv, &arguments, &error))
			fail_msg("accepted: %s", invalid[i].text);
		if (!strstr(error.text, invalid[i].expected))
			fail_msg("%s: '%s' is not in '%s'", invalid[i].text, invalid[i].expected,
				 error.text);
		assert_null(strchr(error.text, '\n'));
	}
}

/* A device in each function of each slot. */
static void test_full(void **state)
{
	static char words[256][16];
	static char *argv[2 * 256 + 2];
	struct error error;
	int argc = 1;

	(void)state;
	for (int i = 0; i < 256; i++) {
		snprintf(words[i], sizeof(words[i]), "%d:%d,x", i / 8, i % 8);
		argv[argc++] = (char *)"-s";
		argv[argc++] = words[i];
	}
	argv[argc++] = (char *)"VM";
	assert_true(arguments_read(argc, argv, &arguments, &error));
	assert_int_equal(arguments.device_count, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),    cmocka_unit_test(test_generated),
		cmocka_unit_test(test_memory),	    cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_own_options), cmocka_unit_test(test_without_effect),
		cmocka_unit_test(test_slots),	    cmocka_unit_test(test_claims),
		cmocka_unit_test(test_invalid),	    cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
