/* SPDX-License-Identifier: BSD-3-Clause
 * test_qemu.c: QEMU's command line, as text.
 */
#include "acrn-dm/qemu.h"
#include "helpers.h"

static struct arguments arguments;
static struct command_line line;

struct how {
	bool is_builtin, is_kvm, has_hypervisor;
	int monitor_fd;
};

static bool build(const char *text, struct how how, struct qemu_line *qemu, struct error *error)
{
	static const struct socket_directory none, some = { .path = "/run/hv" };
	struct qemu_setup setup = { .arguments = &arguments,
				    .server = &none,
				    .hypervisor = how.has_hypervisor ? &some : &none,
				    .vmm = "/bin/qemu",
				    .run_dir = "/run/dir",
				    .monitor_fd = how.monitor_fd,
				    .is_builtin = how.is_builtin,
				    .is_kvm = how.is_kvm };

	*qemu = (struct qemu_line) { 0 };
	read_line(&line, text, &arguments);
	return qemu_build(&setup, qemu, error);
}

/* The line as one text, without what every line has. */
static void join(const struct qemu_line *qemu, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < qemu->argv.count; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "",
					 qemu->argv.items[i]);
	assert_true(used < size);
}

static const char head[] =
	"/bin/qemu -name guest=VM -no-user-config -nodefaults -machine pc -accel "
	"tcg -cpu max -global PIIX4_PM.acpi-root-pci-hotplug=off -m size=262144K "
	"-smp 1 -display none";

static void expect_how(const char *asked, struct how how, const char *expected)
{
	struct qemu_line qemu;
	struct error error;
	char text[4096];

	if (!build(asked, how, &qemu, &error))
		fail_msg("%s: %s", asked, error.text);
	join(&qemu, text, sizeof(text));
	if (strncmp(text, head, strlen(head)) == 0)
		assert_string_equal(text + strlen(head), expected);
	else
		assert_string_equal(text, expected);
	qemu_line_free(&qemu);
}

static void expect(const char *asked, const char *expected)
{
	expect_how(asked, (struct how) { 0 }, expected);
}

static void test_machine(void **state)
{
	(void)state;
	expect("VM", "");
	expect_how(
		"-m 2G --cpu_affinity 4,6 -U 495ae2e5-2603-4d64-af76-d4bc5a8ec0e5 --debugexit A-1",
		(struct how) { .is_kvm = true },
		"/bin/qemu -name guest=A-1 -no-user-config -nodefaults -machine pc -accel kvm "
		"-cpu max -global PIIX4_PM.acpi-root-pci-hotplug=off -m size=2097152K -smp 2 "
		"-display none -uuid 495ae2e5-2603-4d64-af76-d4bc5a8ec0e5 -device "
		"isa-debug-exit,iobase=0xf4,iosize=4");
	expect_how("VM", (struct how) { .monitor_fd = 12 },
		   " -chardev socket,id=monitor,fd=12 -qmp chardev:monitor");
	expect("-k /k,1 -r /r -B a=b,c VM", " -kernel /k,1 -initrd /r -append a=b,c");
	expect("-E /elf VM", " -kernel /elf");
	expect("--vtpm2 sock_path=/run/tpm,1 VM",
	       " -chardev socket,id=tpm,path=/run/tpm,,1 -tpmdev emulator,id=tpm0,chardev=tpm "
	       "-device tpm-crb,tpmdev=tpm0");
	expect("--ovmf w,/nv.fd VM",
	       " -drive if=pflash,unit=0,format=raw,readonly=off,file=/nv.fd");
	expect("--ovmf code=/c,vars=/v VM",
	       " -drive if=pflash,unit=0,format=raw,readonly=on,file=/c"
	       " -drive if=pflash,unit=1,format=raw,snapshot=on,file=/v");
	expect("--ovmf w,code=/c,vars=/v VM",
	       " -drive if=pflash,unit=0,format=raw,readonly=on,file=/c"
	       " -drive if=pflash,unit=1,format=raw,readonly=off,file=/v");
	expect("-s 0:0,hostbridge -s 1:0,lpc VM", "");
	/* A file that is there; the rest is the host's. */
	expect("--ovmf /dev/null VM", " -bios /dev/null");
}

static void test_ivshmem(void **state)
{
	static const struct how builtin = { .is_builtin = true };

	/* With each device comes its region's name. */
	(void)state;
	expect("-s 6,ivshmem,test,4096 VM",
	       " -device {\"driver\":\"vfio-user-pci\",\"addr\":\"06.0\",\"socket\":{\"type\":"
	       "\"unix\",\"path\":\"/run/dir/ivshmem-6.0\"}}"
	       " -fw_cfg name=opt/acrn-cfg/ivshmem/00:06.0,string=test");
	expect("-s 30,ivshmem,dm:/test,2 -s 30:1,virtio-rnd VM",
	       " -device {\"driver\":\"vfio-user-pci\",\"addr\":\"1e.0\",\"multifunction\":true,"
	       "\"socket\":{\"type\":\"unix\",\"path\":\"/run/dir/ivshmem-30.0\"}}"
	       " -fw_cfg name=opt/acrn-cfg/ivshmem/00:1e.0,string=test"
	       " -device virtio-rng-pci,addr=1e.1,multifunction=on");
	expect_how("-s 6,ivshmem,test,4096 VM", builtin,
		   " -object memory-backend-file,id=region-test,mem-path=/dev/shm/test,size=4096,"
		   "share=on -device ivshmem-plain,memdev=region-test,addr=06.0"
		   " -fw_cfg name=opt/acrn-cfg/ivshmem/00:06.0,string=test");
}

/* A region of the hypervisor's, where there is one and where there is none. */
static void test_hypervisor(void **state)
{
	static const struct how served = { .has_hypervisor = true };
	static const struct how builtin = { .has_hypervisor = true, .is_builtin = true };
	static const struct how no_hypervisor;
	struct qemu_line qemu;
	struct error error;

	(void)state;
	expect_how(
		"-s 6,ivshmem,hv:/test,2,9 -s 6:1,ivshmem,dm:/other,2 VM", served,
		" -device {\"driver\":\"vfio-user-pci\",\"addr\":\"06.0\",\"multifunction\":true,"
		"\"socket\":{\"type\":\"unix\",\"path\":\"/run/hv/VM/ivshmem-6.0\"}}"
		" -fw_cfg name=opt/acrn-cfg/ivshmem/00:06.0,string=test"
		" -device {\"driver\":\"vfio-user-pci\",\"addr\":\"06.1\",\"multifunction\":true,"
		"\"socket\":{\"type\":\"unix\",\"path\":\"/run/dir/ivshmem-6.1\"}}"
		" -fw_cfg name=opt/acrn-cfg/ivshmem/00:06.1,string=other");
	expect_how("--ignore-unsupported -s 6,ivshmem,hv:/test,2 VM", no_hypervisor, "");
	assert_false(build("-s 6,ivshmem,hv:/test,2 VM", no_hypervisor, &qemu, &error));
	assert_string_equal(error.text,
			    "-s 6,ivshmem,hv:/test,2: hv-land is not served: start acrn-hv, run "
			    "the VM on ACRN, use dm:/test, or add --ignore-unsupported to omit "
			    "the device");
	qemu_line_free(&qemu);
	assert_false(
		build("--ignore-unsupported -s 6,ivshmem,hv:/test,2 VM", builtin, &qemu, &error));
	assert_non_null(strstr(error.text, "make lab-qemu"));
	qemu_line_free(&qemu);
}

static void test_consoles(void **state)
{
	(void)state;
	expect("-l com1,stdio VM", " -device isa-serial,index=0,chardev=stdio"
				   " -chardev stdio,id=stdio,signal=off,mux=off");
	expect("-l com2,/dev/tty,S1 VM", " -chardev serial,id=com2,path=/dev/tty,,S1"
					 " -device isa-serial,index=1,chardev=com2");
	expect("-l com1,stdio -s 12,virtio-console,@stdio:stdio_port VM",
	       " -device isa-serial,index=0,chardev=stdio"
	       " -device virtio-serial-pci,id=serial12.0,addr=0c.0"
	       " -device virtconsole,bus=serial12.0.0,nr=0,chardev=stdio,name=stdio_port"
	       " -chardev stdio,id=stdio,signal=off,mux=on");
	expect("-s 13,virtio-console,pty:pty_port VM",
	       " -device virtio-serial-pci,id=serial13.0,addr=0d.0 -chardev pty,id=console13.0.1"
	       " -device virtserialport,bus=serial13.0.0,nr=1,chardev=console13.0.1,name=pty_port");
	expect("-s 3,virtio-console,@file:log=/var/log/a:b=c VM",
	       " -device virtio-serial-pci,id=serial3.0,addr=03.0"
	       " -chardev file,id=console3.0.0,path=/var/log/a:b=c"
	       " -device virtconsole,bus=serial3.0.0,nr=0,chardev=console3.0.0,name=log");
	expect("-s 3,virtio-console,tty:t=/dev/ttyS1,socket:a=/run/a.sock:server,"
	       "socket:b=/run/b.sock:client VM",
	       " -device virtio-serial-pci,id=serial3.0,addr=03.0"
	       " -chardev serial,id=console3.0.1,path=/dev/ttyS1"
	       " -device virtserialport,bus=serial3.0.0,nr=1,chardev=console3.0.1,name=t"
	       " -chardev socket,id=console3.0.2,path=/run/a.sock,server=on,wait=off"
	       " -device virtserialport,bus=serial3.0.0,nr=2,chardev=console3.0.2,name=a"
	       " -chardev socket,id=console3.0.3,path=/run/b.sock"
	       " -device virtserialport,bus=serial3.0.0,nr=3,chardev=console3.0.3,name=b");
}

static void test_disks(void **state)
{
	(void)state;
	expect("-s 5,virtio-blk,/no/disk.img VM",
	       " -blockdev driver=raw,node-name=disk5.0,read-only=off,file.driver=file,"
	       "file.filename=/no/disk.img -device "
	       "virtio-blk-pci,drive=disk5.0,bootindex=1,addr=05.0");
	expect("-s 5,virtio-blk,b,/d,ro,nocache,discard,aio=io_uring,writethru,"
	       "sectorsize=512/4096,range=8/16 -s 6,virtio-blk,/e,writeback,iothread VM",
	       " -blockdev driver=raw,node-name=disk5.0,read-only=on,cache.direct=on,discard=unmap,"
	       "offset=4096,size=8192,file.aio=io_uring,file.driver=file,file.filename=/d"
	       " -device virtio-blk-pci,drive=disk5.0,bootindex=1,write-cache=off,"
	       "logical_block_size=512,physical_block_size=4096,addr=05.0"
	       " -blockdev driver=raw,node-name=disk6.0,read-only=off,file.driver=file,"
	       "file.filename=/e"
	       " -device virtio-blk-pci,drive=disk6.0,bootindex=2,write-cache=on,addr=06.0");
	expect("-s 5,ahci,hd:/a,ro,cd:/b VM",
	       " -device ich9-ahci,id=ahci5.0,addr=05.0"
	       " -blockdev driver=raw,node-name=disk5.0.0,read-only=on,file.driver=file,"
	       "file.filename=/a -device ide-hd,bus=ahci5.0.0,drive=disk5.0.0,bootindex=1"
	       " -blockdev driver=raw,node-name=disk5.0.1,read-only=on,file.driver=file,"
	       "file.filename=/b -device ide-cd,bus=ahci5.0.1,drive=disk5.0.1,bootindex=2");
	expect("-s 5,ahci-cd,/b VM", " -device ich9-ahci,id=ahci5.0,addr=05.0"
				     " -blockdev driver=raw,node-name=disk5.0.0,read-only=on,"
				     "file.driver=file,file.filename=/b"
				     " -device ide-cd,bus=ahci5.0.0,drive=disk5.0.0,bootindex=1");
}

static void test_net(void **state)
{
	struct qemu_line qemu;
	struct error error;

	(void)state;
	expect("-s 4,virtio-net,tap=tap0,vhost,mac=00:16:3e:00:00:01 VM",
	       " -netdev tap,id=net4.0,ifname=tap0,script=no,downscript=no,vhost=on"
	       " -device virtio-net-pci,netdev=net4.0,mac=00:16:3e:00:00:01,romfile=,addr=04.0");
	expect("-s 4,virtio-net,tap0,mac_seed=02:fc:00:00:00:01-VM VM",
	       " -netdev tap,id=net4.0,ifname=tap0,script=no,downscript=no,vhost=off"
	       " -device virtio-net-pci,netdev=net4.0,mac=52:54:00:c7:2c:56,romfile=,addr=04.0");
	assert_true(build("--ignore-unsupported -s 4,virtio-net,tap=no-such-tap VM",
			  (struct how) { 0 }, &qemu, &error));
	assert_int_equal(qemu.notes.count, 1);
	assert_non_null(strstr(qemu.notes.items[0], "no-such-tap"));
	qemu_line_free(&qemu);
}

static void test_others(void **state)
{
	(void)state;
	expect("-s 3,virtio-rnd -s 4,virtio-rnd,kernel=on VM",
	       " -device virtio-rng-pci,addr=03.0 -device virtio-rng-pci,addr=04.0");
	expect("-s 3,virtio-input,/dev/input/event3,pad VM",
	       " -device virtio-input-host-pci,evdev=/dev/input/event3,addr=03.0");
	expect("-s 2,virtio-gpu VM", " -device virtio-vga,max_outputs=1,addr=02.0");
	expect("-s 3,virtio-gpu,geometry=1280x720+0+40,geometry=640x480+1280+-20 VM",
	       " -device virtio-vga,max_outputs=2,xres=1280,yres=720,addr=03.0");
	expect("-s 3,virtio-gpu,geometry=fullscreen:0 VM",
	       " -device virtio-vga,max_outputs=1,addr=03.0");
	expect("-s 6,vhost-vsock,cid=3 VM", " -device vhost-vsock-pci,guest-cid=3,addr=06.0");
	expect("-s 3,xhci,1-3,2-4.1,tablet VM",
	       " -device qemu-xhci,id=xhci3.0,addr=03.0"
	       " -device usb-host,bus=xhci3.0.0,hostbus=1,hostport=3"
	       " -device usb-host,bus=xhci3.0.0,hostbus=2,hostport=4.1"
	       " -device usb-tablet,bus=xhci3.0.0");
	expect("-s 31,wdt-i6300esb VM", " -device i6300esb,addr=1f.0");
}

/* What needs ACRN's hypervisor is an error that names it, or omitted with one note for all. */
static void test_acrn_only(void **state)
{
	static const char *const cases[] = { "-s 3,passthru,0/1f/6", "-s 3,uart,vuart_idx:0",
					     "-s 3,pci-gvt",	     "-s 3,virtio-hyper_dmabuf",
					     "-s 3,virtio-i2c,x",    "-s 31,igd-lpc",
					     "-s 3,ivshmem,hv:/x,2", "--rtvm",
					     "--lapic_pt",	     "--ssram" };
	struct qemu_line qemu;
	struct error error;
	char text[100];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%s VM", cases[i]);
		assert_false(build(text, (struct how) { 0 }, &qemu, &error));
		assert_non_null(strstr(error.text, cases[i]));
		assert_non_null(strstr(error.text, "--ignore-unsupported"));
		qemu_line_free(&qemu);
		snprintf(text, sizeof(text), "--ignore-unsupported %s VM", cases[i]);
		assert_true(build(text, (struct how) { 0 }, &qemu, &error));
		assert_int_equal(qemu.notes.count, 1);
		assert_non_null(strstr(qemu.notes.items[0], cases[i]));
		qemu_line_free(&qemu);
	}
	assert_true(
		build("--ignore-unsupported --rtvm -s 3,uart,vuart_idx:0 -s 4,passthru,0/1/0 VM",
		      (struct how) { 0 }, &qemu, &error));
	assert_int_equal(qemu.notes.count, 1);
	assert_string_equal(qemu.notes.items[0],
			    "omitted, because it needs ACRN's hypervisor: --rtvm; "
			    "-s 3,uart,vuart_idx:0; -s 4,passthru,0/1/0");
	qemu_line_free(&qemu);
}

static const struct {
	const char *text, *expected;
} invalid[] = {
	{ "-s 3,nonsense", "unknown device kind 'nonsense'" },
	{ "-s 1:0,virtio-rnd", "slot 1 is reserved for the LPC bridge" },
	{ "-s 0,virtio-rnd", "slot 0 is reserved for the host bridge" },
	{ "-s 3:0,hostbridge", "the host bridge must be in slot 0" },
	{ "-s 31:0,lpc", "the LPC bridge must be in slot 1" },
	{ "-s 3:1,virtio-rnd", "needs a function 0 in slot 3" },
	{ "-s 3,virtio-rnd,x", "invalid option 'x'" },
	{ "-s 3,virtio-blk", "path of an image" },
	{ "-s 3,virtio-blk,nodisk", "path of an image" },
	{ "-s 3,virtio-blk,/a,rw", "'rw'" },
	{ "-s 3,virtio-blk,/a,sectorsize=513", "'sectorsize=513'" },
	{ "-s 3,virtio-blk,/a,sectorsize=4096/512", "'sectorsize=4096/512'" },
	{ "-s 3,virtio-blk,/a,range=1", "'range=1'" },
	{ "-s 3,virtio-blk,/a,range=1/0", "'range=1/0'" },
	{ "-s 3,virtio-blk,/a,range=99999999999999999999/1", "'range=" },
	{ "-s 3,ahci", "hd:PATH or cd:PATH" },
	{ "-s 3,ahci,/a", "hd:PATH or cd:PATH" },
	{ "-s 3,ahci,hd:", "path of an image" },
	{ "-s 3,ahci,hd:/a,x", "'x'" },
	{ "-s 3,virtio-net", "tap=NAME" },
	{ "-s 3,virtio-net,tap=", "tap=NAME" },
	{ "-s 3,virtio-net,tap=abcdefghijklmnop", "1 to 15" },
	{ "-s 3,virtio-net,tap=a/b", "1 to 15" },
	{ "-s 3,virtio-net,tap=a,mac=1", "'mac=1'" },
	{ "-s 3,virtio-net,tap=a,mac=01:00:00:00:00:00", "'mac=01" },
	{ "-s 3,virtio-net,tap=a,mac=00:00:00:00:00:0g", "'mac=00" },
	{ "-s 3,virtio-net,tap=a,fast", "'fast'" },
	{ "-s 3,virtio-console", "invalid port" },
	{ "-s 3,virtio-console,stdio", "invalid port" },
	{ "-s 3,virtio-console,stdio:", "invalid port" },
	{ "-s 3,virtio-console,fifo:a=/b", "unknown back end 'fifo'" },
	{ "-s 3,virtio-console,file:a", "missing path" },
	{ "-s 3,virtio-console,file:a=", "missing path" },
	{ "-s 3,virtio-console,socket:a=/b", ":server or :client" },
	{ "-s 3,virtio-console,socket:a=/b:peer", ":server or :client" },
	{ "-s 3,virtio-console,stdio:a,stdio:b,stdio:c,stdio:d,stdio:e", "at most 4" },
	{ "-s 3,virtio-input", "path of the device" },
	{ "-s 3,virtio-input,event3", "path of the device" },
	{ "-s 3,virtio-gpu,fast", "'fast'" },
	{ "-s 3,virtio-gpu,geometry=0x0+0+0", "invalid geometry" },
	{ "-s 3,virtio-gpu,geometry=1x1", "invalid geometry" },
	{ "-s 3,virtio-gpu,geometry=1x1+1+1z", "invalid geometry" },
	{ "-s 3,vhost-vsock", "cid=N" },
	{ "-s 3,vhost-vsock,cid=2", "3 to 4294967294" },
	{ "-s 3,vhost-vsock,cid=4294967295", "3 to 4294967294" },
	{ "-s 3,xhci,1", "BUS-PORT" },
	{ "-s 3,xhci,0-1", "BUS-PORT" },
	{ "-s 3,xhci,1-0", "BUS-PORT" },
	{ "-s 3,xhci,1-2,", "BUS-PORT" },
	{ "-s 3,xhci,1-2;x", "BUS-PORT" },
	{ "--vtpm2 /run/tpm", "sock_path=PATH" },
	{ "--vtpm2 sock_path=", "sock_path=PATH" },
	{ "--ovmf code=/a", "code=FILE,vars=FILE" },
	{ "--ovmf code=,vars=/a", "code=FILE,vars=FILE" },
	{ "--ovmf code=/a,vars=", "code=FILE,vars=FILE" },
};

static void test_invalid(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
		struct qemu_line qemu;
		struct error error;
		char text[200];

		snprintf(text, sizeof(text), "%s VM", invalid[i].text);
		if (build(text, (struct how) { 0 }, &qemu, &error))
			fail_msg("accepted: %s", invalid[i].text);
		if (!strstr(error.text, invalid[i].expected))
			fail_msg("%s: '%s' is not in '%s'", invalid[i].text, invalid[i].expected,
				 error.text);
		qemu_line_free(&qemu);
	}
}

static void test_needs(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "-k /no/kernel", "the kernel: cannot read /no/kernel" },
		{ "-k /dev/null -r /no/initrd", "the RAM disk: cannot read /no/initrd" },
		{ "-s 5,virtio-blk,/no/disk", "the disk image: cannot read and write /no/disk" },
		{ "-s 5,virtio-blk,/no/disk,ro", "the disk image: cannot read /no/disk" },
		{ "-s 5,virtio-net,tap=no-such-tap", "/sys/class/net/no-such-tap" },
		{ "--ovmf w,/no/firmware", "the UEFI firmware: cannot read and write" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct qemu_line qemu;
		struct error error;
		char text[200];

		snprintf(text, sizeof(text), "%s VM", cases[i].text);
		assert_true(build(text, (struct how) { 0 }, &qemu, &error));
		assert_false(qemu_check_needs(&qemu, &error));
		if (!strstr(error.text, cases[i].expected))
			fail_msg("%s: '%s' is not in '%s'", cases[i].text, cases[i].expected,
				 error.text);
		qemu_line_free(&qemu);
	}
}

static void test_quoting(void **state)
{
	static const struct {
		const char *text, *quoted;
	} cases[] = {
		{ "plain-1.0,x=/y:z", "plain-1.0,x=/y:z" },
		{ "", "''" },
		{ "two words", "'two words'" },
		{ "it's", "'it'\\''s'" },
		{ "$HOME", "'$HOME'" },
		{ "{\"a\":1}", "'{\"a\":1}'" },
	};
	struct string_list words = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(string_list_add_quoted(&words, cases[i].text), cases[i].quoted);
	string_list_free(&words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_machine),	   cmocka_unit_test(test_ivshmem),
		cmocka_unit_test(test_hypervisor), cmocka_unit_test(test_consoles),
		cmocka_unit_test(test_disks),	   cmocka_unit_test(test_net),
		cmocka_unit_test(test_others),	   cmocka_unit_test(test_acrn_only),
		cmocka_unit_test(test_invalid),	   cmocka_unit_test(test_needs),
		cmocka_unit_test(test_quoting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
