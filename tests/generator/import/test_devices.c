/* SPDX-License-Identifier: BSD-3-Clause
 * test_devices.c: which devices become elements, which say their slot, and which stay arguments. */
#include "tests/generator/import/scene.h"

/* Each in the slot that gen chooses: the first one. */
static void test_elements(void **state)
{
	static const struct {
		const char *device, *element;
	} rows[] = {
		{ "uart,vuart_idx:0", "<console_vuart>PCI</console_vuart>" },
		{ "xhci,1-2,1-3.4", "<usb_dev>1-2</usb_dev><usb_dev>1-3.4</usb_dev>" },
		{ "virtio-input,/dev/input/event3,id:kbd",
		  "<backend_device_file>/dev/input/event3</backend_device_file><id>kbd</id>" },
		{ "virtio-input,/dev/input/event3", "event3</backend_device_file></input>" },
		{ "virtio-console,@stdio:stdio_port",
		  "<use_type>Virtio console</use_type><backend_type>stdio</backend_type>" },
		{ "virtio-console,pty:pty_port",
		  "<use_type>Virtio serial port</use_type><backend_type>pty</backend_type>" },
		{ "virtio-console,@tty:tty_port=/dev/ttyS1",
		  "<tty_device_path>/dev/ttyS1</tty_device_path>" },
		{ "virtio-console,file:file_port=/tmp/log",
		  "<output_file_path>/tmp/log</output_file_path>" },
		{ "virtio-console,socket:vm=/tmp/vm.sock:server",
		  "<backend_type>sock server</backend_type>"
		  "<sock_file_path>/tmp/vm.sock</sock_file_path>" },
		{ "virtio-console,socket:socket=/tmp/.s:client", "sock client" },
		{ "virtio-net,tap=tap0,vhost,mac_seed=$mac",
		  "<virtio_framework>Kernel based (Virtual Host)</virtio_framework>"
		  "<interface_name>tap0</interface_name>" },
		{ "virtio-net,tap=tap0", "User space based (VBSU)" },
		{ "virtio-blk,./disk.img,ro", "<block>./disk.img,ro</block>" },
		{ "virtio-gpu,geometry=fullscreen:0,geometry=fullscreen:1",
		  "<gpu><display_type>Full screen</display_type><displays>"
		  "<display><monitor_id>0</monitor_id></display>"
		  "<display><monitor_id>1</monitor_id></display></displays></gpu>" },
		{ "virtio-gpu,geometry=800x600+10+-20",
		  "<gpu><display_type>Window</display_type><displays><display>"
		  "<window_resolutions>800x600</window_resolutions>"
		  "<horizontal_offset>10</horizontal_offset>"
		  "<vertical_offset>-20</vertical_offset></display></displays></gpu>" },
		{ "vhost-vsock,cid=4", "<vsock>4</vsock>" },
		{ "passthru,0/14/0", "<pci_dev>00:14.0</pci_dev>" },
		{ "passthru,03/00/1", "<pci_dev>03:00.1</pci_dev>" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture *fixture = *state;
		struct scene scene =
			scene_of(fixture, arena_printf(fixture->arena, "-s 3,%s", rows[i].device));

		scene_has(&scene, rows[i].element);
		scene_lacks(&scene, "dm_device");
		scene_lacks(&scene, "-s");
	}
}

/* gen would write another text for any element. */
static void test_other_forms(void **state)
{
	static const char *const devices[] = {
		"virtio-rnd",
		"xhci,1-2:cap=a",
		"xhci,1",
		"virtio-input,/dev/input/event3,id:",
		"virtio-input,/dev/input/event3,kbd",
		"virtio-console,@pty:console",
		"virtio-console,@stdio:stdio_port,pty:pty_port",
		"virtio-console,socket:other=/tmp/vm.sock:server",
		"virtio-console,socket:vm=/tmp/vm.sock",
		"virtio-net,tap=tap0,mac=00:16:3e:00:00:01",
		"virtio-net,tap=a_name_of_16_let,mac_seed=x",
		"virtio-net,tap0",
		"virtio-blk,/dev/sda3:images/a.img",
		"virtio-blk,b,/dev/sda",
		"virtio-gpu",
		"virtio-gpu,geometry=fullscreen:00",
		"virtio-gpu,geometry=fullscreen:0,geometry=800x600+0+0",
		"virtio-gpu,geometry=800x600+0+0,geometry=fullscreen:0",
		"virtio-gpu,geometry=800x600",
		"virtio-gpu,geometry=+0+0x600",
		"virtio-gpu,geometry=0x600+0+0",
		"virtio-gpu,geometry=800x600+0+-0",
		"virtio-gpu,geometry=800x600+0+0,edid=a",
		"vhost-vsock,cid=2",
	};

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		struct fixture *fixture = *state;
		struct scene scene =
			scene_of(fixture, arena_printf(fixture->arena, "-s 7,%s", devices[i]));

		scene_has(&scene, arena_printf(fixture->arena,
					       "<dm_device slot=\"7\">%s</dm_device>", devices[i]));
		scene_lacks(&scene, "-s");
	}
}

/* Where a dm_device may not have the slot, or may not be of that kind. */
static void test_words(void **state)
{
	static const char *const devices[] = {
		"2,virtio-gpu",
		"1,virtio-console,@pty:pty_port",
		"31:1,virtio-rnd",
		"3:1,virtio-rnd",
		"1:3:0,virtio-rnd",
		"40,virtio-rnd",
		"9,passthru,0/14/0,gpu",
		"17,uart,vuart_idx:1",
		"0:2,npk",
		"6:1,ivshmem,dm:/a,2",
		"6,ivshmem,dm:/a",
	};

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		struct fixture *fixture = *state;
		struct scene scene =
			scene_of(fixture, arena_printf(fixture->arena, "-s %s", devices[i]));

		scene_has(&scene, arena_printf(fixture->arena, ">-s %s</customized_parameters>",
					       devices[i]));
	}
}

/* gen gives every VM a host bridge, and an LPC bridge to those that are not real-time. */
static void test_bridges(void **state)
{
	struct scene scene = scene_of(*state, "-s 0:0,hostbridge -s 1:0,lpc");

	scene_lacks(&scene, "customized_parameters");
	scene = scene_of(*state, "--rtvm -s 0,hostbridge -s 1:0,lpc");
	scene_has(&scene, ">-s 1:0,lpc</customized_parameters>");
}

/* Only gen's own are in the result: there is one of each. */
static void test_other_bridges(void **state)
{
	static const char *const devices[][2] = {
		{ "31:0,lpc", "1:0,lpc" },
		{ "9,lpc", "1:0,lpc" },
		{ "1:1,lpc", "1:0,lpc" },
		{ "5,hostbridge", "0:0,hostbridge" },
		{ "0:0,hostbridge,x", "0:0,hostbridge" },
		{ "0:0,amd_hostbridge", "0:0,hostbridge" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		struct scene scene =
			scene_of(fixture, arena_printf(fixture->arena, "-s %s", devices[i][0]));

		scene_lacks(&scene, "bridge");
		scene_lacks(&scene, "lpc");
		scene_says(&scene, arena_printf(fixture->arena,
						"'%s' of VM 'vm1' is left out: gen writes '%s' "
						"for it",
						devices[i][0], devices[i][1]));
	}
}

/* In gen's order, and from slot 3 on without a gap: elements. The others say their slot. */
static void test_slots(void **state)
{
	struct scene scene = scene_of(*state, "-s 4,virtio-blk,a -s 3,virtio-console,pty:pty_port");

	scene_lacks(&scene, "dm_device");
	scene = scene_of(*state, "-s 3,virtio-blk,a -s 4,virtio-console,pty:pty_port");
	scene_has(&scene, "<console>");
	scene_has(&scene, "<dm_device slot=\"3\">virtio-blk,a</dm_device>");
	scene = scene_of(*state, "-s 3,virtio-rnd -s 4,virtio-blk,a -s 6,virtio-blk,b");
	scene_has(&scene, "<block>a</block>");
	scene_has(&scene, "<dm_device slot=\"6\">virtio-blk,b</dm_device>");
	scene = scene_of(*state, "-s 3,virtio-blk,a -s 3,virtio-blk,b");
	scene_has(&scene, "<block>a</block>");
	scene_has(&scene, "<dm_device slot=\"3\">virtio-blk,b</dm_device>");
}

/* gen's script makes the tap and takes the device away from its driver: these elements are kept
 * before others. */
static void test_prepared_first(void **state)
{
	struct scene scene = scene_of(*state, "-s 3,virtio-blk,a -s 4,virtio-blk,b "
					      "-s 5,virtio-net,tap=tap0 -s 6,passthru,0/14/0");

	scene_has(&scene, "<network>");
	scene_has(&scene, "<pci_dev>00:14.0</pci_dev>");
	scene_has(&scene, "<dm_device slot=\"3\">virtio-blk,a</dm_device>");
	scene_has(&scene, "<dm_device slot=\"4\">virtio-blk,b</dm_device>");
}

/* A kind of which there is one element. */
static void test_second(void **state)
{
	struct scene scene = scene_of(*state, "-s 3,xhci,1-1 -s 4,xhci,1-2");

	scene_has(&scene, "<usb_dev>1-1</usb_dev></usb_xhci>");
	scene_has(&scene, "<dm_device slot=\"4\">xhci,1-2</dm_device>");
	scene = scene_of(*state, "-s 3,uart,vuart_idx:0 -s 4,uart,vuart_idx:0");
	scene_has(&scene, ">-s 4,uart,vuart_idx:0</customized_parameters>");
}

static void test_gpu_slot(void **state)
{
	struct scene scene = scene_of(*state, "-s 2,passthru,0/2/0 -s 3,virtio-rnd");

	scene_has(&scene, "<pci_dev>00:02.0 VGA compatible controller</pci_dev>");
	scene = scene_import(*state, "acrn-dm -s 2,passthru,0/14/0 -s 3,passthru,0/2/0 vm1\n",
			     &scene_board, RELEASE_3_3);
	scene_lacks(&scene, "pci_dev");
	scene_has(&scene, "-s 2,passthru,0/14/0 -s 3,passthru,0/2/0<");
}

/* The options that gen adds by the class of a device. */
static void test_passthrough_options(void **state)
{
	struct scene scene = scene_import(*state,
					  "acrn-dm --windows -s 3,passthru,0/14/0,d3hot_reset "
					  "-s 4,passthru,0/1f/6,enable_ptm vm1\n",
					  &scene_board, RELEASE_3_3);

	scene_has(&scene, "<pci_dev>00:14.0</pci_dev><pci_dev>00:1f.6</pci_dev>");
	scene_has(&scene, "<PTM>y</PTM>");
	scene = scene_import(*state, "acrn-dm --windows -s 3,passthru,0/14/0 vm1\n", &scene_board,
			     RELEASE_3_3);
	scene_has(&scene, "-s 3,passthru,0/14/0");
	scene = scene_of(*state, "-s 3,passthru,0/1f/6,enable_ptm");
	scene_lacks(&scene, "PTM>");
	scene_has(&scene, "-s 3,passthru,0/1f/6,enable_ptm");
}

static void test_unknown(void **state)
{
	struct scene scene = scene_of(*state, "-s 3,virtio-blk,\"$disk\" -s \"$s\",virtio-rnd "
					      "-s 5,\"$kind\" -s 6");

	scene_lacks(&scene, "dm_device");
	scene_lacks(&scene, "customized_parameters");
	scene_says(&scene, "virtio-blk of VM 'vm1' is left out: its options are not known");
	scene_says(&scene, "virtio-rnd of VM 'vm1' is left out: its slot is not known");
	scene_says(&scene, "a device of VM 'vm1' is left out: its kind is not known");
	scene_says(&scene, "a device of VM 'vm1' is left out: it has no kind");
}

/* gen has a seed of its own, but only in an element. */
static void test_unknown_seed(void **state)
{
	struct scene scene = scene_of(*state, "-s 9,virtio-net,tap=tap0,mac_seed=\"$mac\"");

	scene_has(&scene, "<dm_device slot=\"9\">virtio-net,tap=tap0</dm_device>");
	scene_says(&scene, "the MAC seed of virtio-net in slot 9 of VM 'vm1' is left out");
}

static void test_old_gpu(void **state)
{
	struct scene scene = scene_import(
		*state, "acrn-dm -s 3,virtio-gpu,geometry=fullscreen:0 vm1\n", NULL, RELEASE_3_1);

	scene_has(&scene, "<gpu>geometry=fullscreen:0</gpu>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_elements),	   TEST(test_other_forms),
		TEST(test_words),	   TEST(test_bridges),
		TEST(test_other_bridges),  TEST(test_slots),
		TEST(test_prepared_first), TEST(test_second),
		TEST(test_gpu_slot),	   TEST(test_passthrough_options),
		TEST(test_unknown),	   TEST(test_unknown_seed),
		TEST(test_old_gpu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
