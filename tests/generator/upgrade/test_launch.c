/* SPDX-License-Identifier: BSD-3-Clause
 * test_launch.c: what becomes of the elements of launch XML. */
#include "tests/generator/upgrade/upgraded.h"

#define HEAD                                                                      \
	"<load_order>POST_LAUNCHED_VM</load_order><vm_type>STANDARD_VM</vm_type>" \
	"<name>A</name>"

/* A scenario whose Service VM has the ID 1, and a post-launched VM the ID 2. */
static const struct doc *upgrade_both(struct fixture *fixture, const char *scenario,
				      const char *launch)
{
	const char *text = arena_printf(
		fixture->arena,
		"<acrn-config><hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>"
		"<IVSHMEM_REGION>dm:/ring,4,1:2</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>"
		"<vm id='1'><vm_type>SOS_VM</vm_type><name>S</name></vm>"
		"<vm id='2'><vm_type>POST_STD_VM</vm_type><name>A</name>%s</vm></acrn-config>",
		scenario);

	fixture_forget(fixture);
	return upgrade_scenario(fixture->arena, doc_of(fixture, text), doc_of(fixture, launch),
				NULL, true, fixture->diags);
}

/* The same with a <uos> for the post-launched VM. */
static const struct doc *upgrade_uos(struct fixture *fixture, const char *scenario, const char *uos)
{
	return upgrade_both(fixture, scenario,
			    arena_printf(fixture->arena,
					 "<acrn-config uos_launcher='1'><uos id='1'>%s</uos>"
					 "</acrn-config>",
					 uos));
}

/* Compares the VM, without its first elements, which are the scenario's. */
static void assert_vm(struct fixture *fixture, const char *scenario, const char *uos,
		      const char *expected)
{
	const struct doc *doc = upgrade_uos(fixture, scenario, uos);
	const xmlNode *vm = load_next(element_of(doc, "vm"));
	xmlBuffer *buffer = xmlBufferCreate();
	const char *text;

	xmlNodeDump(buffer, doc->xml, (xmlNode *)vm, 0, 0);
	text = arena_printf(fixture->arena, "%s", (const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	assert_string_equal(text, arena_printf(fixture->arena, "<vm id=\"2\">%s</vm>", expected));
}

static void assert_lost(struct fixture *fixture, const char *uos, const char *message)
{
	assert_vm(fixture, "", uos, HEAD);
	assert_contains(messages(fixture), message);
}

/* Elements without a text say nothing. */
static void test_empty(void **state)
{
	struct fixture *fixture = *state;

	assert_vm(fixture, "",
		  "<uos_type/><vm_name/><rtos_type>no</rtos_type><mem_size/><gvt_args/>"
		  "<vbootloader/><vuart0/><console_type/><poweroff_channel/>"
		  "<allow_trigger_s5>n</allow_trigger_s5><enable_ptm/><cpu_sharing/><rootfs_dev/>"
		  "<rootfs_img/><usb_xhci/><cpu_affinity><pcpu_id/></cpu_affinity>"
		  "<shm_regions><shm_region> </shm_region></shm_regions>"
		  "<console_vuart>Disable</console_vuart><communication_vuarts>"
		  "<communication_vuart/></communication_vuarts><passthrough_devices><gpu/>"
		  "</passthrough_devices><sriov><network/></sriov><virtio_devices><input/>"
		  "<block/></virtio_devices>",
		  HEAD);
	assert_null(strstr(messages(fixture), "<vm_name>"));
	assert_null(strstr(messages(fixture), "not carried over"));
}

static void test_texts(void **state)
{
	assert_vm(*state, "<PTM>n</PTM>",
		  "<!-- first --><uos_type>WINDOWS</uos_type><mem_size> 4096 </mem_size>"
		  "<!-- loader --><vbootloader>ovmf</vbootloader><vuart0>Enable</vuart0>"
		  "<enable_ptm>y</enable_ptm><console_vuart>Enable</console_vuart><!-- last -->",
		  HEAD "<memory><size> 4096 </size></memory><console_vuart>PCI</console_vuart>"
		       "<PTM>y</PTM><!-- first --><os_type>Windows OS</os_type>"
		       "<!-- loader --><vbootloader>y</vbootloader><vuart0>y</vuart0>"
		       "<!-- last -->");
	assert_vm(*state, "", "<uos_type>YOCTO</uos_type><vuart0>Disable</vuart0>",
		  HEAD "<os_type>Non-Windows OS</os_type><vuart0>n</vuart0>");
}

static void test_realtime(void **state)
{
	static const char head[] = "<load_order>POST_LAUNCHED_VM</load_order>"
				   "<vm_type>RTVM</vm_type><name>A</name>";

	assert_vm(*state, "", "<rtos_type>Soft RT</rtos_type>", head);
	assert_vm(
		*state,
		"<guest_flags><guest_flag>GUEST_FLAG_LAPIC_PASSTHROUGH</guest_flag></guest_flags>",
		"<rtos_type>Hard RT</rtos_type>",
		arena_printf(((struct fixture *)*state)->arena,
			     "%s<lapic_passthrough>y</lapic_passthrough>", head));
	assert_lost(*state, "<rtos_type>RT</rtos_type>", "<rtos_type> 'RT' is not carried over");
}

/* The list of the launch XML is that of --cpu_affinity. */
static void test_cpus(void **state)
{
	static const char scenario[] = "<cpu_affinity><pcpu_id>0</pcpu_id></cpu_affinity>";

	assert_vm(*state, scenario, "<cpu_affinity><pcpu_id/></cpu_affinity>",
		  HEAD "<cpu_affinity><pcpu><pcpu_id>0</pcpu_id></pcpu></cpu_affinity>");
	assert_vm(*state, scenario,
		  "<cpu_affinity><pcpu_id>2</pcpu_id><pcpu_id>3</pcpu_id></cpu_affinity>",
		  HEAD "<cpu_affinity><pcpu><pcpu_id>2</pcpu_id></pcpu><pcpu><pcpu_id>3</pcpu_id>"
		       "</pcpu></cpu_affinity>");
}

#define GPU "<pci_dev>00:02.0 VGA compatible controller</pci_dev>"

static void test_passthrough(void **state)
{
	assert_vm(*state, "<pci_devs><pci_dev>00:14.0 USB</pci_dev></pci_devs>",
		  "<gvt_args>gvtd</gvt_args><passthrough_devices><usb_xdci/><gpu/><!-- sound -->"
		  "<audio>00:1f.3 Audio</audio><nvme>02:00.0 x</nvme></passthrough_devices>"
		  "<sriov><gpu/><network>03:10.0 VF</network></sriov>",
		  HEAD "<pci_devs><pci_dev>00:14.0 USB</pci_dev>" GPU "<!-- sound -->"
		       "<pci_dev>00:1f.3 Audio</pci_dev><pci_dev>02:00.0 x</pci_dev>"
		       "<pci_dev>03:10.0 VF</pci_dev></pci_devs>");
	assert_vm(*state, "",
		  "<gvt_args>gvtd</gvt_args><passthrough_devices><gpu>00:02.0 G</gpu>"
		  "</passthrough_devices>",
		  HEAD "<pci_devs><pci_dev>00:02.0 G</pci_dev></pci_devs>");
	assert_lost(*state, "<gvt_args>64 448 8</gvt_args>", "<gvt_args> '64 448 8' is not");
}

static void test_usb(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgrade_uos(fixture, "", "<usb_xhci>1-2:2-4</usb_xhci>");

	assert_string_equal(upgraded_text(fixture, doc, "usb_xhci"),
			    "<usb_xhci><usb_dev>1-2</usb_dev><usb_dev>2-4</usb_dev></usb_xhci>");
	assert_span(fixture, load_text_span(doc, load_next(element_of(doc, "usb_dev"))), "2-4");
}

#define VIRTIO(inner) HEAD "<virtio_devices>" inner "</virtio_devices>"
#define STDIO                                          \
	"<console><use_type>Virtio console</use_type>" \
	"<backend_type>stdio</backend_type></console>"

/* Elements of 1.4 to 2.0, where there are no others for the same device. */
static void test_first_elements(void **state)
{
	assert_vm(*state, "", "<console_type>com1(ttyS0)</console_type>",
		  HEAD "<vuart0>y</vuart0>");
	assert_vm(*state, "", "<vuart0>Disable</vuart0><console_type>com1(ttyS0)</console_type>",
		  HEAD "<vuart0>n</vuart0>");
	assert_vm(*state, "", "<console_type>virtio-console(hvc0)</console_type>", VIRTIO(STDIO));
	assert_vm(*state, "",
		  "<console_type>virtio-console(hvc0)</console_type><virtio_devices>"
		  "<console>@stdio:stdio_port</console></virtio_devices>",
		  VIRTIO(STDIO));
	assert_vm(*state, "", "<rootfs_dev>/dev/sda3</rootfs_dev><rootfs_img>/a/b.img</rootfs_img>",
		  VIRTIO("<block>/dev/sda3:/a/b.img</block>"));
	assert_vm(*state, "", "<rootfs_dev>/dev/sda3</rootfs_dev><rootfs_img/>",
		  VIRTIO("<block>/dev/sda3</block>"));
	assert_vm(*state, "", "<rootfs_img>a.img</rootfs_img>", VIRTIO("<block>a.img</block>"));
	assert_vm(*state, "",
		  "<rootfs_dev>/dev/sda3</rootfs_dev><rootfs_img>a.img</rootfs_img>"
		  "<virtio_devices><block>c.img</block></virtio_devices>",
		  VIRTIO("<block>c.img</block>"));
	assert_contains(messages(*state), "<rootfs_img> 'a.img' is obsolete: virtio_devices has");
}

/* What had an effect, and has none any more. */
/* A legacy connection to the Service VM does what a channel of acrn-dm has done. */
static void test_shutdown(void **state)
{
	static const char launch[] = "<acrn-config uos_launcher='1'><uos id='1'><poweroff_channel>"
				     "vuart1(tty)</poweroff_channel></uos></acrn-config>";
	static const char scenario[] =
		"<acrn-config><vm id='0'><vm_type>SOS_VM</vm_type><legacy_vuart id='1'><base>"
		"SOS_COM2_BASE</base><target_vm_id>1</target_vm_id><target_uart_id>1"
		"</target_uart_id></legacy_vuart></vm><vm id='1'><vm_type>POST_RT_VM</vm_type>"
		"<legacy_vuart id='1'><base>COM2_BASE</base><target_vm_id>0</target_vm_id>"
		"<target_uart_id>1</target_uart_id></legacy_vuart></vm></acrn-config>";
	struct fixture *fixture = *state;

	fixture_forget(fixture);
	upgrade_scenario(fixture->arena, doc_of(fixture, scenario), doc_of(fixture, launch), NULL,
			 true, fixture->diags);
	assert_contains(messages(fixture), "<poweroff_channel> 'vuart1(tty)' is obsolete");
	assert_null(strstr(messages(fixture), "not carried over"));
}

static void test_lost(void **state)
{
	assert_lost(*state, "<vbootloader>vsbl</vbootloader>", "<vbootloader> 'vsbl' is not");
	assert_lost(*state, "<poweroff_channel>vuart1(tty)</poweroff_channel>",
		    "by a vUART connection");
	assert_lost(*state, "<poweroff_channel>IOC</poweroff_channel>", "no such way");
	assert_lost(*state, "<allow_trigger_s5>y</allow_trigger_s5>", "no such option");
	assert_lost(*state, "<console_type>tty</console_type>", "expected com1");
	assert_lost(*state, "<cpu_affinity>1</cpu_affinity>", "expected elements only");
	assert_lost(*state, "<console_vuart>y</console_vuart>", "expected Enable");
	assert_lost(*state, "<cpu_sharing>Disabled</cpu_sharing>", "is obsolete");
	assert_lost(*state, "<vm_name>B</vm_name>", "the scenario calls this VM 'A'");
	assert_lost(*state, "<colour>red</colour>", "unknown element");
	assert_lost(*state,
		    "<communication_vuarts><communication_vuart>1</communication_vuart>"
		    "</communication_vuarts>",
		    "no PCI vUART of this VM");
	assert_vm(*state, "", "<mem_size>1</mem_size><mem_size>2</mem_size>",
		  HEAD "<memory><size>1</size></memory>");
	assert_contains(messages(*state), "it is there already");
}

#define REGION(name, provider, size, vms)                                              \
	"<IVSHMEM_REGION><NAME>" name "</NAME><PROVIDED_BY>" provider "</PROVIDED_BY>" \
	"<IVSHMEM_SIZE>" size "</IVSHMEM_SIZE><IVSHMEM_VMS>" vms "</IVSHMEM_VMS></IVSHMEM_REGION>"
#define PEER(name) "<IVSHMEM_VM><VM_NAME>" name "</VM_NAME></IVSHMEM_VM>"
#define RING	   REGION("ring", "Device Model", "4", PEER("S") PEER("A"))

static void assert_regions(struct fixture *fixture, const char *text, const char *expected)
{
	const struct doc *doc = upgrade_uos(
		fixture, "",
		arena_printf(fixture->arena,
			     "<shm_regions><shm_region>%s</shm_region></shm_regions>", text));

	assert_string_equal(upgraded_text(fixture, doc, "IVSHMEM"),
			    arena_printf(fixture->arena, "<IVSHMEM>%s</IVSHMEM>", expected));
}

/* A region of the scenario has the VM once; any other name is a region of its own. */
static void test_regions(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc;

	assert_regions(fixture, "dm:/ring,4", RING);
	assert_regions(fixture, " dm:/ring , 4194304 ", RING);
	assert_regions(fixture, "hv:/new,2", RING REGION("new", "Hypervisor", "2", PEER("A")));
	assert_regions(fixture, "dm:/new,0x1000000",
		       RING REGION("new", "Device Model", "16", PEER("A")));
	doc = upgrade_uos(fixture, "",
			  "<shm_regions><shm_region>hv:/new,2</shm_region></shm_regions>");
	assert_span(fixture,
		    load_text_span(doc, load_next(element_of(doc, "IVSHMEM_REGION"))->children),
		    "new");
}

/* What contradicts the scenario replaces what that says of the VM. */
static void test_contradiction(void **state)
{
	static const char once[] = "dm:/ring,8";
	static const char twice[] = "dm:/ring,8</shm_region><shm_region>dm:/ring,16</shm_region>"
				    "<shm_region>dm:/ring,4";

	assert_regions(*state, once, REGION("ring", "Device Model", "4", PEER("S")));
	assert_regions(*state, twice, REGION("ring", "Device Model", "4", PEER("S")));
}

/* It stays for the rules, and so does what is no region. */
static void test_statements(void **state)
{
	static const char *const texts[] = { "dm:/ring,8", "hv:/ring,4", "ring,4", "dm:/ring",
					     "dm:/ring,4,1" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_vm(fixture, "",
			  arena_printf(fixture->arena,
				       "<shm_regions><shm_region>%s</shm_region></shm_regions>",
				       texts[i]),
			  arena_printf(fixture->arena,
				       "%s<shm_regions><shm_region>%s</shm_region></shm_regions>",
				       HEAD, texts[i]));
}

/* An ID counts from the Service VM's. */
static void test_missing(void **state)
{
	static const char *const launches[] = {
		"<acrn-config uos_launcher='1'><uos id='2'/></acrn-config>",
		"<acrn-config uos_launcher='1'><uos id='0'/></acrn-config>",
		"<acrn-config uos_launcher='1'><uos id='x'/></acrn-config>",
		"<acrn-config user_vm_launcher='1'><user_vm/></acrn-config>",
		"<acrn-config uos_launcher='2'><uos id='1'/><uos id='1'/></acrn-config>",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(launches) / sizeof(launches[0]); i++) {
		upgrade_both(fixture, "", launches[i]);
		assert_int_equal(diags_error_count(fixture->diags), 1);
		assert_contains(messages(fixture), "[launch-vm-missing]");
	}
	upgrade_both(fixture, "", "<acrn-config uos_launcher='1'><vm id='1'/></acrn-config>");
	assert_contains(messages(fixture), "unknown element");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_empty),	   TEST(test_texts),	     TEST(test_realtime),
		TEST(test_cpus),	   TEST(test_passthrough),   TEST(test_usb),
		TEST(test_first_elements), TEST(test_shutdown),	     TEST(test_lost),
		TEST(test_regions),	   TEST(test_contradiction), TEST(test_statements),
		TEST(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
