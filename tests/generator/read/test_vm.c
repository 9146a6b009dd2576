/* SPDX-License-Identifier: BSD-3-Clause
 * test_vm.c: the settings of a VM, as they are written and by default. */
#include "tests/generator/helpers.h"

#include "read/read.h"

/* The only VM of a scenario, with `inner` in it. */
static const struct vm *vm_of(struct fixture *fixture, const char *order, const char *inner)
{
	const char *text = arena_printf(fixture->arena,
					"<acrn-config><vm id='0'><name>A</name><load_order>%s"
					"</load_order>%s</vm></acrn-config>",
					order, inner);

	return &read_scenario(fixture->arena, doc_of(fixture, text),
			      &(struct model_context) { .release = RELEASE_MASTER })
			->vms[0];
}

static void assert_texts(const struct text *texts, const char *const *expected, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (expected[i])
			assert_string_equal(texts[i].value, expected[i]);
		else
			assert_null(texts[i].value);
}

static void assert_scheduling(struct scheduling scheduling, const char *const expected[5])
{
	assert_texts((struct text[]) { scheduling.priority, scheduling.bvt_weight,
				       scheduling.bvt_warp_value, scheduling.bvt_warp_limit,
				       scheduling.bvt_unwarp_period },
		     expected, 5);
}

static void assert_image(struct boot_image image, const char *const expected[6])
{
	assert_texts((struct text[]) { image.kernel_type, image.kernel_module, image.ramdisk_module,
				       image.load_address, image.entry_address, image.arguments },
		     expected, 6);
}

#define NONE_OF_SCHEDULING                                           \
	"<priority/><bvt_weight/><bvt_warp_value> </bvt_warp_value>" \
	"<bvt_warp_limit/><bvt_unwarp_period/>"

static void test_scheduling(void **state)
{
	static const char *const defaults[] = { "PRIO_LOW", "1", "0", "0", "0" };
	static const char *const given[] = { "PRIO_HIGH", "010", "-5", "3", "10" };
	const struct vm *vm = vm_of(*state, "POST_LAUNCHED_VM",
				    "<bvt_unwarp_period>10</bvt_unwarp_period>"
				    "<bvt_warp_limit>3</bvt_warp_limit>"
				    "<bvt_warp_value>\n-5 </bvt_warp_value>"
				    "<bvt_weight>010</bvt_weight><priority>PRIO_HIGH</priority>");

	assert_scheduling(vm->scheduling, given);
	assert_span((struct fixture *)*state, vm->scheduling.bvt_warp_value.at, "-5");
	vm = vm_of(*state, "PRE_LAUNCHED_VM", "");
	assert_scheduling(vm->scheduling, defaults);
	assert_int_equal(vm->scheduling.priority.at.start, vm->at.start);
	vm = vm_of(*state, "SERVICE_VM", NONE_OF_SCHEDULING);
	assert_scheduling(vm->scheduling, defaults);
}

#define ARGUMENTS                                                                    \
	"rw rootwait root=/dev/nvme0n1p2 console=tty0 console=ttyS0 consoleblank=0 " \
	"no_timer_check quiet loglevel=3 i915.nuclear_pageflip=1 swiotlb=131072"

/* Only VMs that the hypervisor boots by itself have defaults. */
static void test_image(void **state)
{
	static const char *const defaults[] = { "KERNEL_BZIMAGE", "Linux_bzImage", NULL, NULL, NULL,
						ARGUMENTS };
	static const char *const none[6] = { NULL };
	static const char *const given[] = { "KERNEL_ELF", "zephyr", "disk",
					     "0X8000",	   "0x100",  "a  b\n c" };
	static const char *const all = "<os_config><kern_type>KERNEL_ELF</kern_type>"
				       "<kern_mod> zephyr\n</kern_mod><ramdisk_mod>disk"
				       "</ramdisk_mod><kern_load_addr>0X8000</kern_load_addr>"
				       "<kern_entry_addr>0x100</kern_entry_addr>"
				       "<bootargs> a  b\n c </bootargs></os_config>";
	static const char *const empty = "<os_config><kern_type/><kern_mod/><ramdisk_mod/>"
					 "<kern_load_addr/><kern_entry_addr/><bootargs/>"
					 "</os_config>";

	assert_image(vm_of(*state, "PRE_LAUNCHED_VM", "")->image, defaults);
	assert_image(vm_of(*state, "SERVICE_VM", empty)->image, defaults);
	assert_image(vm_of(*state, "POST_LAUNCHED_VM", empty)->image, none);
	assert_image(vm_of(*state, "POST_LAUNCHED_VM", "")->image, none);
	assert_image(vm_of(*state, "later", "")->image, none);
	assert_image(vm_of(*state, "PRE_LAUNCHED_VM", all)->image, given);
	assert_image(vm_of(*state, "POST_LAUNCHED_VM", all)->image, given);
}

static void test_no_kernel_arguments(void **state)
{
	static const char *const texts[] = { " ", "\n", "<!-- none --> ", "<![CDATA[ ]]>" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *inner =
			arena_printf(((struct fixture *)*state)->arena,
				     "<os_config><bootargs>%s</bootargs></os_config>", texts[i]);

		assert_string_equal(vm_of(*state, "SERVICE_VM", inner)->image.arguments.value, "");
	}
	assert_string_equal(vm_of(*state, "SERVICE_VM",
				  "<os_config><bootargs><!-- none --></bootargs></os_config>")
				    ->image.arguments.value,
			    ARGUMENTS);
}

static void test_flags(void **state)
{
	static const char *const names[] = {
		"own_pcpu",
		"lapic_passthrough",
		"nested_virtualization_support",
		"virtual_cat_support",
		"io_completion_polling",
		"virtual_thermal_monitor",
		"hide_mtrr_support",
		"security_vm",
		"stateless",
		"PTM",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *inner = arena_printf(((struct fixture *)*state)->arena, "<%s>y</%s>",
						 names[i], names[i]);
		const struct vm *vm = vm_of(*state, "PRE_LAUNCHED_VM", inner);
		const struct flag flags[] = {
			vm->own_pcpu,	vm->lapic_passthrough,	   vm->nested_virtualization,
			vm->vcat,	vm->io_completion_polling, vm->thermal_monitor,
			vm->hides_mtrr, vm->is_security_vm,	   vm->is_stateless,
			vm->ptm,
		};

		for (size_t j = 0; j < sizeof(flags) / sizeof(flags[0]); j++) {
			assert_int_equal(flags[j].is_set, i == j);
			assert_int_equal(flags[j].is_given, i == j);
		}
	}
}

/* Its default is not what holds without it. */
static void test_ptm(void **state)
{
	assert_true(vm_of(*state, "POST_LAUNCHED_VM", "<PTM/>")->ptm.is_set);
	assert_false(vm_of(*state, "POST_LAUNCHED_VM", "<PTM>n</PTM>")->ptm.is_set);
	assert_false(vm_of(*state, "POST_LAUNCHED_VM", "")->ptm.is_set);
}

static void assert_number(struct number number, const char *text, uint64_t value, bool is_given)
{
	assert_texts(&(struct text) { .value = number.text }, &text, 1);
	assert_int_equal(number.value, value);
	assert_int_equal(number.is_given, is_given);
}

static void test_numbers(void **state)
{
	const struct vm *vm = vm_of(*state, "PRE_LAUNCHED_VM",
				    "<virtual_cat_number>3</virtual_cat_number><epc_section><size>"
				    "0X2000 </size><base>0x01000</base></epc_section>"
				    "<companion_vmid>07</companion_vmid><memory><hpa_region>"
				    "<start_hpa>0x100000000</start_hpa><size_hpa>512</size_hpa>"
				    "</hpa_region></memory>");

	assert_number(vm->vcat_classes, "3", 3, true);
	assert_number(vm->epc_start, "0x01000", 0x1000, true);
	assert_number(vm->epc_size, "0X2000", 0x2000, true);
	assert_number(vm->companion_id, "07", 7, true);
	assert_number(vm->memory_parts[0].start, "0x100000000", 0x100000000, true);
	assert_number(vm->memory_parts[0].mib, "512", 512, true);
	assert_number(vm->memory_size, NULL, 0, false);
	assert_int_equal(vm->memory_mib, 512);
	vm = vm_of(*state, "SERVICE_VM", "<virtual_cat_number/><epc_section><size/></epc_section>");
	assert_number(vm->vcat_classes, "0", 0, false);
	assert_number(vm->epc_start, "0", 0, false);
	assert_number(vm->epc_size, "0", 0, false);
	assert_number(vm->companion_id, "65535", VM_ID_NONE, false);
	assert_string_equal(vm->console_vuart.value, "None");
}

/* An empty size is one of 1024 MiB, a missing one is none. */
static void test_memory_size(void **state)
{
#define PART "<hpa_region><start_hpa>0x100000000</start_hpa><size_hpa>256</size_hpa></hpa_region>"
	const struct vm *vm = vm_of(*state, "PRE_LAUNCHED_VM", "<memory>" PART "<size/></memory>");

	assert_number(vm->memory_size, "1024", 1024, true);
	assert_int_equal(vm->memory_mib, 1280);
	vm = vm_of(*state, "POST_LAUNCHED_VM", "<memory/>");
	assert_number(vm->memory_size, NULL, 0, false);
	assert_int_equal(vm->memory_mib, 1024);
	vm = vm_of(*state, "PRE_LAUNCHED_VM", "<memory>" PART "<size>x</size></memory>");
	assert_false(vm->memory_size.is_given);
	assert_int_equal(vm->memory_mib, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_scheduling),	TEST(test_image), TEST(test_no_kernel_arguments),
		TEST(test_flags),	TEST(test_ptm),	  TEST(test_numbers),
		TEST(test_memory_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
