/* SPDX-License-Identifier: BSD-3-Clause
 * test_vm.c: what becomes of the elements of a VM, but for its vUARTs. */
#include "tests/generator/upgrade/upgraded.h"

/* What a VM of 2.x becomes, without the tags of <vm> and what `head` has of it. */
static void assert_vm(struct fixture *fixture, const char *type, const char *inner,
		      const char *head, const char *expected)
{
	const char *text =
		arena_printf(fixture->arena,
			     "<acrn-config><hv><MEMORY><SOS_RAM_SIZE>0x40000000</SOS_RAM_SIZE>"
			     "</MEMORY></hv><vm id='0' configurable='0'><vm_type desc='x'>%s"
			     "</vm_type><name>A</name>%s</vm></acrn-config>",
			     type, inner);

	assert_string_equal(upgraded_text(fixture, upgraded_doc(fixture, text), "vm"),
			    arena_printf(fixture->arena, "<vm id=\"0\">%s<name>A</name>%s</vm>",
					 head, expected));
}

#define HEAD(order, type) "<load_order>" order "</load_order><vm_type>" type "</vm_type>"
#define PRE		  HEAD("PRE_LAUNCHED_VM", "STANDARD_VM")
#define SERVICE		  HEAD("SERVICE_VM", "STANDARD_VM")
#define POST		  HEAD("POST_LAUNCHED_VM", "STANDARD_VM")

static void test_types(void **state)
{
	static const struct {
		const char *type, *inner, *head;
	} vms[] = {
		{ "PRE_STD_VM", "", PRE },
		{ "SAFETY_VM", "", PRE },
		{ "PRE_RT_VM", "", HEAD("PRE_LAUNCHED_VM", "RTVM") },
		{ "SOS_VM", "", SERVICE },
		{ "SERVICE_VM", "", SERVICE },
		{ "POST_STD_VM", "", POST },
		{ "POST_RT_VM", "", HEAD("POST_LAUNCHED_VM", "RTVM") },
		{ "POST_STD_VM",
		  "<guest_flags><guest_flag>GUEST_FLAG_RT</guest_flag></guest_flags>",
		  HEAD("POST_LAUNCHED_VM", "RTVM") },
		{ "PRE_STD_VM",
		  "<guest_flags><guest_flag>GUEST_FLAG_TEE</guest_flag></guest_flags>",
		  HEAD("PRE_LAUNCHED_VM", "TEE_VM") },
		{ "PRE_STD_VM",
		  "<guest_flags><guest_flag>GUEST_FLAG_REE</guest_flag></guest_flags>",
		  HEAD("PRE_LAUNCHED_VM", "REE_VM") },
		{ "POSTSTD_VM", "", "<load_order>POSTSTD_VM</load_order>" },
	};

	for (size_t i = 0; i < sizeof(vms) / sizeof(vms[0]); i++)
		assert_vm(*state, vms[i].type, vms[i].inner, vms[i].head, "");
}

static void test_guest_flags(void **state)
{
	struct fixture *fixture = *state;

	assert_vm(fixture, "PRE_STD_VM",
		  "<guest_flags><!-- all --><guest_flag>GUEST_FLAG_LAPIC_PASSTHROUGH</guest_flag>"
		  "<guest_flag>0</guest_flag><guest_flag/>"
		  "<guest_flag>GUEST_FLAG_SECURITY_VM</guest_flag>"
		  "<guest_flag>GUEST_FLAG_LAPIC_PASSTHROUGH</guest_flag>"
		  "<guest_flag>GUEST_FLAG_SECURE_WORLD_ENABLED</guest_flag>"
		  "<guest_flag>GUEST_FLAG_NEW</guest_flag></guest_flags>",
		  PRE,
		  "<!-- all --><lapic_passthrough>y</lapic_passthrough>"
		  "<security_vm>y</security_vm>"
		  "<secure_world_support>y</secure_world_support>");
	assert_contains(messages(fixture), "<guest_flag> 'GUEST_FLAG_NEW' is not carried over");
	assert_vm(fixture, "SOS_VM",
		  "<guest_flags><guest_flag>GUEST_FLAG_NVMX_ENABLED</guest_flag>"
		  "<guest_flag>GUEST_FLAG_VCAT_ENABLED</guest_flag>"
		  "<guest_flag>GUEST_FLAG_HIDE_MTRR</guest_flag>"
		  "<guest_flag>GUEST_FLAG_IO_COMPLETION_POLLING</guest_flag></guest_flags>",
		  SERVICE,
		  "<nested_virtualization_support>y</nested_virtualization_support>"
		  "<virtual_cat_support>y</virtual_cat_support>"
		  "<hide_mtrr_support>y</hide_mtrr_support>"
		  "<io_completion_polling>y</io_completion_polling>");
	assert_null(strstr(messages(fixture), "not carried over"));
}

static void test_cpus(void **state)
{
	assert_vm(*state, "POST_STD_VM",
		  "<cpu_affinity><!-- a --><pcpu_id>2</pcpu_id><pcpu_id/></cpu_affinity>", POST,
		  "<cpu_affinity><!-- a --><pcpu><pcpu_id>2</pcpu_id></pcpu></cpu_affinity>");
	assert_vm(*state, "POST_RT_VM", "<vcpu_affinity><pcpu_id>3</pcpu_id></vcpu_affinity>",
		  HEAD("POST_LAUNCHED_VM", "RTVM"),
		  "<cpu_affinity><pcpu><pcpu_id>3</pcpu_id><real_time_vcpu>y</real_time_vcpu>"
		  "</pcpu></cpu_affinity>");
}

#define MEMORY(start, size, start2, size2)                              \
	"<memory><start_hpa>" start "</start_hpa><size>" size "</size>" \
	"<start_hpa2>" start2 "</start_hpa2><size_hpa2>" size2 "</size_hpa2></memory>"
#define HPA(start, mib) \
	"<hpa_region><start_hpa>" start "</start_hpa><size_hpa>" mib "</size_hpa></hpa_region>"

static void test_memory(void **state)
{
	static const struct {
		const char *type, *inner, *head, *expected, *lost;
	} vms[] = {
		{ "PRE_STD_VM", MEMORY("0x100000000", "0x20000000", "0x0", ""), PRE,
		  "<memory>" HPA("0x100000000", "512") "</memory>", NULL },
		{ "PRE_STD_VM", MEMORY("0x100000000", "0x20000000", "0x180000000", "1048576"), PRE,
		  "<memory>" HPA("0x100000000", "512") HPA("0x180000000", "1") "</memory>", NULL },
		{ "PRE_STD_VM", MEMORY("0x100000000", "CONFIG_SOS_RAM_SIZE", "", ""), PRE,
		  "<memory>" HPA("0x100000000", "1024") "</memory>", NULL },
		{ "PRE_STD_VM", "<memory><!-- a --><size>0x20000000</size></memory>", PRE,
		  "<memory><!-- a --><size>512</size></memory>", NULL },
		{ "PRE_STD_VM", MEMORY("0x100000000", "VM9_MEM_SIZE", "", ""), PRE, "",
		  "<size> 'VM9_MEM_SIZE' is not carried over" },
		{ "PRE_STD_VM", MEMORY("VM0_START", "0x20000000", "", ""), PRE, "",
		  "<start_hpa> 'VM0_START' is not carried over" },
		{ "PRE_STD_VM", MEMORY("0x100000000", "", "", ""), PRE, "",
		  "<start_hpa> '0x100000000' is not carried over: it has no size" },
		{ "POST_STD_VM", "<memory><start_hpa>0</start_hpa><size>0x200001</size></memory>",
		  POST, "<memory><size>2</size></memory>", "1 bytes are no whole number of MiB" },
		{ "POST_STD_VM", "<memory><start_hpa>0x1000</start_hpa></memory>", POST, "",
		  "only pre-launched VMs choose it" },
		{ "SOS_VM",
		  "<memory><start_hpa>0</start_hpa><size>CONFIG_SOS_RAM_SIZE</size></memory>",
		  SERVICE, "", "<memory> is obsolete" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(vms) / sizeof(vms[0]); i++) {
		assert_vm(fixture, vms[i].type, vms[i].inner, vms[i].head, vms[i].expected);
		if (vms[i].lost)
			assert_contains(messages(fixture), vms[i].lost);
	}
}

static void test_boot(void **state)
{
	static const char private[] = "<board_private><rootfs>/dev/sda3</rootfs><bootargs>\n rw\n "
				      "quiet\n</bootargs></board_private>";
	struct fixture *fixture = *state;

	assert_vm(fixture, "PRE_STD_VM",
		  "<os_config><name>Zephyr</name><kern_type>KERNEL_ZEPHYR</kern_type>"
		  "<kern_mod>Z</kern_mod><ramdisk_mod/><bootargs/>"
		  "<kern_load_addr>0x100000</kern_load_addr><kern_entry_addr/></os_config>",
		  PRE,
		  "<os_config><kern_type>KERNEL_RAWIMAGE</kern_type><kern_mod>Z</kern_mod>"
		  "<ramdisk_mod/><bootargs> </bootargs><kern_load_addr>0x100000</kern_load_addr>"
		  "</os_config>");
	assert_vm(fixture, "PRE_STD_VM", "<os_config><bootargs> a b </bootargs></os_config>", PRE,
		  "<os_config><bootargs> a b </bootargs></os_config>");
	assert_vm(fixture, "SOS_VM",
		  arena_printf(fixture->arena,
			       "<os_config><bootargs>SOS_VM_BOOTARGS</bootargs></os_config>%s",
			       private),
		  SERVICE, "<os_config><bootargs>root=/dev/sda3 rw\n quiet</bootargs></os_config>");
	assert_contains(messages(fixture), "<bootargs> 'rw");
	assert_vm(fixture, "SERVICE_VM", private, SERVICE,
		  "<os_config><bootargs>root=/dev/sda3 rw\n quiet</bootargs></os_config>");
	assert_vm(fixture, "SERVICE_VM",
		  arena_printf(fixture->arena, "<os_config><bootargs>a</bootargs></os_config>%s",
			       private),
		  SERVICE, "<os_config><bootargs>a</bootargs></os_config>");
	assert_contains(messages(fixture), "<board_private> is not carried over");
	assert_vm(fixture, "SERVICE_VM",
		  "<os_config><bootargs>SERVICE_VM_OS_BOOTARGS</bootargs></os_config>", SERVICE,
		  "<os_config><bootargs> </bootargs></os_config>");
	assert_contains(messages(fixture), "the arguments are not in the scenario");
}

/* What is there several times stays for the schema, and is not made several times. */
static void test_repeated(void **state)
{
	struct fixture *fixture = *state;

	assert_vm(fixture, "PRE_STD_VM",
		  "<os_config><rootfs>/dev/sda3</rootfs><bootargs>rw</bootargs><bootargs/>"
		  "</os_config><os_config/>",
		  PRE,
		  "<os_config><bootargs>root=/dev/sda3 rw</bootargs><bootargs/></os_config>"
		  "<os_config/>");
	assert_vm(fixture, "SOS_VM",
		  "<board_private><bootargs>console=ttyS0</bootargs></board_private>"
		  "<board_private><bootargs>rw</bootargs></board_private>",
		  SERVICE, "<os_config><bootargs>console=ttyS0</bootargs></os_config>");
	assert_contains(messages(fixture), "<board_private> is not carried over");
}

/* What no release takes stays, for the schema to report. */
static void test_invalid(void **state)
{
	struct fixture *fixture = *state;

	assert_vm(fixture, "PRE_STD_VM", "x<memory>512<colour/></memory>", PRE,
		  "x<memory>512<colour/></memory>");
	assert_vm(fixture, "PRE_STD_VM", "<PTM>n<x/></PTM>", PRE, "<PTM>n<x/></PTM>");
	assert_vm(fixture, "PRE_STD_VM", "<os_config><kern_type>A<x/></kern_type></os_config>", PRE,
		  "<os_config><kern_type>A<x/></kern_type><bootargs> </bootargs></os_config>");
	assert_vm(fixture, "PRE_STD_VM", "<guest_flags>GUEST_FLAG_RT</guest_flags>", PRE, "");
	assert_contains(messages(fixture), "<guest_flags> 'GUEST_FLAG_RT' is not carried over");
}

static void test_devices(void **state)
{
	struct fixture *fixture = *state;

	assert_vm(fixture, "PRE_STD_VM",
		  "<epc_section><base>0</base><size>0</size></epc_section>"
		  "<pci_devs desc='x'><pci_dev>00:17.0 SATA</pci_dev><pci_dev/></pci_devs>"
		  "<mmio_resources><TPM2>true</TPM2><p2sb>false</p2sb></mmio_resources>"
		  "<pt_intx>(14, 0)</pt_intx><PTM>y</PTM>",
		  PRE,
		  "<epc_section><base>0</base><size>0</size></epc_section>"
		  "<pci_devs><pci_dev>00:17.0 SATA</pci_dev></pci_devs>"
		  "<mmio_resources><TPM2>y</TPM2><p2sb>n</p2sb></mmio_resources>"
		  "<pt_intx>(14, 0)</pt_intx><PTM>y</PTM>");
	assert_vm(fixture, "POST_STD_VM",
		  "<uuid>x</uuid><epc_section><base>0x0</base></epc_section>"
		  "<pci_devs><pci_dev/></pci_devs><pt_intx/><pci_dev_num>X</pci_dev_num>"
		  "<mmio_resources><TPM2>n</TPM2></mmio_resources>",
		  POST, "<mmio_resources><TPM2>n</TPM2></mmio_resources>");
	assert_vm(fixture, "POST_STD_VM", "<epc_section><size>0x1000</size></epc_section>", POST,
		  "<epc_section><size>0x1000</size></epc_section>");
	assert_vm(fixture, "PRE_STD_VM", "<pci_devs>vm0_pci_devs</pci_devs>", PRE, "");
	assert_contains(messages(fixture), "<pci_devs> 'vm0_pci_devs' is not carried over");
	assert_vm(fixture, "PRE_STD_VM", "<clos><vcpu_clos>3</vcpu_clos></clos>", PRE, "");
	assert_contains(messages(fixture), "<clos> is obsolete: RDT is not enabled");
	assert_vm(fixture, "SOS_VM", "<pci_devs>sos_pci_devs</pci_devs>", SERVICE, "");
	assert_contains(messages(fixture), "<pci_devs> 'sos_pci_devs' is obsolete");
}

/* ACRN 1.x has load orders, and no types. */
static void test_1x(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgraded_doc(
		fixture, "<acrn-config><vm id='0'><load_order>SOS_VM</load_order>"
			 "<name>ACRN SOS VM</name><severity>SEVERITY_SOS</severity><clos>0</clos>"
			 "<board_private><rootfs>/dev/sda3</rootfs><console>/dev/ttyS0</console>"
			 "<bootargs>rw</bootargs></board_private></vm><vm id='1'>"
			 "<load_order>POST_LAUNCHED_VM</load_order>"
			 "<severity>SEVERITY_RTVM</severity></vm>"
			 "<vm id='2'><load_order>PRE_LAUNCHED_VM</load_order><pcpu_ids>"
			 "<pcpu_id>1</pcpu_id></pcpu_ids><memory><size>0x40000000</size></memory>"
			 "</vm><vm id='3'><load_order>PRE_LAUNCHED_VM</load_order><memory>"
			 "<size>VM2_MEM_SIZE</size></memory></vm></acrn-config>");

	assert_string_equal(
		upgraded_text(fixture, doc, "acrn-config"),
		"<acrn-config><vm id=\"0\">" SERVICE "<name>ACRN_SOS_VM</name>"
		"<os_config><bootargs>root=/dev/sda3 console=ttyS0 rw</bootargs>"
		"</os_config></vm><vm id=\"1\">" HEAD(
			"POST_LAUNCHED_VM",
			"RTVM") "<name>post_vm_id1</name></vm><vm id=\"2\">" PRE
				"<name>PRE_STD_VM2</name><cpu_affinity><pcpu><pcpu_id>1</pcpu_id></"
				"pcpu>"
				"</cpu_affinity><memory><size>1024</size></memory></vm><vm "
				"id=\"3\">" PRE
				"<name>PRE_STD_VM3</name><memory><size>1024</size></memory></vm>"
				"</acrn-config>");
	assert_contains(messages(fixture), "<severity> 'SEVERITY_RTVM' is obsolete");
}

/* As users add them by hand, and snapshots of 3.0 have them. */
static void test_launch_parameters(void **state)
{
	assert_vm(*state, "POST_STD_VM",
		  "<vuart0>Enable</vuart0><virtio_devices><network>tap0</network></virtio_devices>",
		  POST,
		  "<vuart0>y</vuart0><virtio_devices><network><interface_name>tap0"
		  "</interface_name></network></virtio_devices>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_types),   TEST(test_guest_flags),
		TEST(test_cpus),    TEST(test_memory),
		TEST(test_boot),    TEST(test_repeated),
		TEST(test_invalid), TEST(test_devices),
		TEST(test_1x),	    TEST(test_launch_parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
