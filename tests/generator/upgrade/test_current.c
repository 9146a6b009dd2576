/* SPDX-License-Identifier: BSD-3-Clause
 * test_current.c: what is outdated in scenarios of ACRN 3.0 and later, and what it becomes. */
#include "tests/generator/upgrade/upgraded.h"

#define SCENARIO(hv, vm)                                                                   \
	"<acrn-config><hv>" hv "</hv><vm id='0'><load_order>POST_LAUNCHED_VM</load_order>" \
	"<vm_type>RTVM</vm_type><name>A B</name>" vm "</vm></acrn-config>"

static bool is_changed(struct fixture *fixture, const char *text, bool lists_all)
{
	const struct doc *doc;

	fixture_forget(fixture);
	doc = doc_of(fixture, text);
	return upgrade_scenario(fixture->arena, doc, NULL, NULL, lists_all, fixture->diags) != doc;
}

/* What is read as it is is left to `upgrade`. */
static void test_read(void **state)
{
	static const char *const texts[] = {
		SCENARIO("<FEATURES><RELOC>y</RELOC></FEATURES>", ""),
		SCENARIO("<FEATURES><IVSHMEM><IVSHMEM_REGION/><IVSHMEM_REGION name='a'/></IVSHMEM>"
			 "</FEATURES>",
			 ""),
		SCENARIO("", "<cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity>"),
		SCENARIO("", "<os_config><name>x</name></os_config>"),
		SCENARIO("", "<virtio_devices><gpu>geometry=fullscreen:0</gpu></virtio_devices>"),
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(is_changed(*state, texts[i], false));
		assert_true(is_changed(*state, texts[i], true));
	}
}

static void test_not_read(void **state)
{
	static const char *const texts[] = {
		SCENARIO("<DEBUG_OPTIONS><RELEASE>y</RELEASE></DEBUG_OPTIONS>", ""),
		SCENARIO("<FEATURES><RDT><CLOS_MASK>0xf</CLOS_MASK></RDT></FEATURES>", ""),
		SCENARIO("", "<guest_flags/>"),
		SCENARIO("", "<vuart0>Enable</vuart0>"),
		SCENARIO("", "<memory><whole>4</whole></memory>"),
		SCENARIO("", "<memory><start_hpa>0x100000000</start_hpa></memory>"),
		SCENARIO("", "<console_vuart id='0'><base>INVALID_PCI_BASE</base></console_vuart>"),
		SCENARIO("", "<virtio_devices><network>tap0</network></virtio_devices>"),
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_true(is_changed(*state, texts[i], false));
}

static void test_current(void **state)
{
	static const char *const texts[] = {
		SCENARIO("<BUILD_TYPE>debug</BUILD_TYPE><FEATURES><RELOC_ENABLED>y</RELOC_ENABLED>"
			 "<IVSHMEM><IVSHMEM_REGION name='x'><NAME>a</NAME></IVSHMEM_REGION>"
			 "</IVSHMEM></FEATURES><MEMORY><HV_RAM_START/></MEMORY>",
			 "<cpu_affinity><pcpu><pcpu_id>1</pcpu_id></pcpu></cpu_affinity>"
			 "<memory><size>4</size></memory><console_vuart>PCI</console_vuart>"
			 "<virtio_devices><gpu>edid=x</gpu><network/></virtio_devices>"),
		"<acrn-config/>",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(is_changed(*state, texts[i], true));
}

static void assert_vm(struct fixture *fixture, const char *vm, const char *expected)
{
	const char *text = arena_printf(fixture->arena, SCENARIO("", "<guest_flags/>%s"), vm);

	assert_string_equal(upgraded_text(fixture, upgraded_doc(fixture, text), "vm"),
			    arena_printf(fixture->arena,
					 "<vm id=\"0\"><load_order>POST_LAUNCHED_VM</load_order>"
					 "<vm_type>RTVM</vm_type><name>A B</name>%s</vm>",
					 expected));
}

static void test_vm(void **state)
{
	assert_vm(*state, "<cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity>",
		  "<cpu_affinity><pcpu><pcpu_id>1</pcpu_id><real_time_vcpu>y</real_time_vcpu>"
		  "</pcpu></cpu_affinity>");
	assert_vm(*state, "<memory><start_hpa>0</start_hpa><size>0x40000000</size></memory>",
		  "<memory><size>1024</size></memory>");
	assert_vm(*state, "<vuart0>Disable</vuart0><vbootloader>Enable</vbootloader>",
		  "<vuart0>n</vuart0><vbootloader>y</vbootloader>");
	assert_vm(*state, "<vuart0>n</vuart0>", "<vuart0>n</vuart0>");
	assert_vm(*state, "<memory><whole>512</whole></memory>",
		  "<memory><size>512</size></memory>");
	assert_vm(*state, "<memory><size>512</size></memory>", "<memory><size>512</size></memory>");
	assert_vm(*state, "<console_vuart>COM Port 2</console_vuart>",
		  "<console_vuart>COM Port 2</console_vuart>");
	assert_vm(*state, "<console_vuart id='0'><base>PCI_VUART</base></console_vuart>",
		  "<console_vuart>PCI</console_vuart>");
	assert_vm(*state, "<os_config><name>x</name><kern_mod>y</kern_mod></os_config>",
		  "<os_config><kern_mod>y</kern_mod></os_config>");
	assert_vm(*state,
		  "<os_config><bootargs>SERVICE_VM_OS_BOOTARGS</bootargs></os_config>"
		  "<board_private><rootfs>/dev/sda3</rootfs><bootargs>rw</bootargs>"
		  "</board_private>",
		  "<os_config><bootargs>root=/dev/sda3 rw</bootargs></os_config>");
}

/* A region whose name is an attribute. */
static void test_region(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgraded_doc(
		fixture, SCENARIO("<FEATURES><IVSHMEM><IVSHMEM_REGION name='ring'>"
				  "<IVSHMEM_SIZE>2</IVSHMEM_SIZE></IVSHMEM_REGION></IVSHMEM>"
				  "</FEATURES>",
				  ""));

	assert_string_equal(upgraded_text(fixture, doc, "IVSHMEM_REGION"),
			    "<IVSHMEM_REGION><NAME>ring</NAME><IVSHMEM_SIZE>2</IVSHMEM_SIZE>"
			    "</IVSHMEM_REGION>");
	assert_span(fixture, load_text_span(doc, element_of(doc, "NAME")), "ring");
}

/* Launch XML was there until the release of 3.0. */
static void test_launch(void **state)
{
	static const char scenario[] = "<acrn-config><vm id='0'><load_order>SERVICE_VM"
				       "</load_order></vm><vm id='1'><load_order>POST_LAUNCHED_VM"
				       "</load_order><name>A</name></vm></acrn-config>";
	static const char launch[] = "<acrn-config user_vm_launcher='1'><user_vm id='1'>"
				     "<mem_size>64</mem_size></user_vm></acrn-config>";
	struct fixture *fixture = *state;
	const struct doc *doc =
		upgrade_scenario(fixture->arena, doc_of(fixture, scenario), doc_of(fixture, launch),
				 NULL, false, fixture->diags);

	assert_string_equal(upgraded_text(fixture, doc, "memory"),
			    "<memory><size>64</size></memory>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_read), TEST(test_not_read), TEST(test_current),
		TEST(test_vm),	 TEST(test_region),   TEST(test_launch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
