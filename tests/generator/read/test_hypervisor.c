/* SPDX-License-Identifier: BSD-3-Clause
 * test_hypervisor.c: what the section <hv> says, and what holds where it says nothing. */
#include "tests/generator/helpers.h"

#include "read/read.h"

static const struct model *read_for(struct fixture *fixture, enum release release, const char *hv)
{
	const char *text = arena_printf(
		fixture->arena, "<acrn-config>%s<vm id='0'><name>A</name></vm></acrn-config>", hv);

	return read_scenario(fixture->arena, doc_of(fixture, text),
			     &(struct model_context) {
				     .board = NULL, .release = release, .target = TARGET_ACRN });
}

static const struct model *read_hv(struct fixture *fixture, const char *hv)
{
	return read_for(fixture, RELEASE_3_3, hv);
}

static void assert_number(struct number number, uint64_t value, bool is_given)
{
	assert_int_equal(number.value, value);
	assert_int_equal(number.is_given, is_given);
}

static void test_defaults(void **state)
{
	struct fixture *fixture = *state;
	const struct hypervisor *hypervisor = &read_hv(fixture, "")->hypervisor;

	assert_true(hypervisor->debug.is_set);
	assert_false(hypervisor->debug.is_given);
	assert_false(hypervisor->rdt.is_set || hypervisor->cdp.is_set || hypervisor->vcat.is_set);
	assert_null(hypervisor->serial_console.value);
	assert_int_equal(hypervisor->scheduler, SCHEDULER_BVT);
	assert_number(hypervisor->max_vms, 16, false);
	assert_number(hypervisor->max_pci_devices, 96, false);
	assert_number(hypervisor->console_vm, 65535, false);
	assert_number(hypervisor->vuart_timer_cpu, 0, false);
	assert_int_equal(hypervisor->cache_count, 0);
	assert_span(fixture, hypervisor->max_vms.at, "<acrn-config");
	assert_span(fixture, hypervisor->caches_at, "<acrn-config");
}

static void test_given(void **state)
{
	struct fixture *fixture = *state;
	const struct hypervisor *hypervisor =
		&read_hv(fixture,
			 "<hv><BUILD_TYPE>release</BUILD_TYPE><DEBUG_OPTIONS><SERIAL_CONSOLE>None"
			 "</SERIAL_CONSOLE></DEBUG_OPTIONS><FEATURES><RDT><RDT_ENABLED>y"
			 "</RDT_ENABLED><CDP_ENABLED/></RDT><VUART_TIMER_PCPU>3</VUART_TIMER_PCPU>"
			 "</FEATURES><MEMORY><HV_RAM_START>0x400000</HV_RAM_START></MEMORY>"
			 "<CAPACITIES><MAX_VM_NUM> 2 </MAX_VM_NUM><MAX_PCI_DEV_NUM>many"
			 "</MAX_PCI_DEV_NUM><MAX_PT_IRQ_ENTRIES>0x80</MAX_PT_IRQ_ENTRIES>"
			 "</CAPACITIES></hv>")
			 ->hypervisor;

	assert_false(hypervisor->debug.is_set);
	assert_true(hypervisor->debug.is_given);
	assert_string_equal(hypervisor->serial_console.value, "None");
	assert_true(hypervisor->rdt.is_set);
	assert_false(hypervisor->cdp.is_given);
	assert_span(fixture, hypervisor->cdp.at, "<RDT");
	assert_number(hypervisor->vuart_timer_cpu, 3, true);
	assert_number(hypervisor->ram_start, 0x400000, true);
	assert_number(hypervisor->max_vms, 2, true);
	assert_span(fixture, hypervisor->max_vms.at, "2");
	assert_number(hypervisor->max_pci_devices, 96, false);
	assert_true(hypervisor->max_pci_devices.is_invalid);
	assert_true(hypervisor->max_pt_irqs.is_invalid);
	assert_false(hypervisor->max_vms.is_invalid || hypervisor->max_msix_entries.is_invalid);
	assert_span(fixture, hypervisor->max_pci_devices.at, "<CAPACITIES");
}

static void test_hidden_devices(void **state)
{
	const struct hypervisor *hypervisor =
		&read_hv(*state, "<hv><HIDDEN_PDEV_REGION><HIDDEN_PDEV>00:1F.1</HIDDEN_PDEV>"
				 "<HIDDEN_PDEV/><HIDDEN_PDEV>nowhere</HIDDEN_PDEV>"
				 "</HIDDEN_PDEV_REGION></hv>")
			 ->hypervisor;

	assert_int_equal(hypervisor->hidden_device_count, 2);
	assert_true(hypervisor->hidden_devices[0].has_bdf);
	assert_int_equal(hypervisor->hidden_devices[0].bdf, CFG_BDF(0, 0x1f, 1));
	assert_false(hypervisor->hidden_devices[1].has_bdf);
}

static void test_caches(void **state)
{
	const struct model *model = read_hv(
		*state, "<hv><CACHE_REGION><CACHE_ALLOCATION><CACHE_ID>0x1</CACHE_ID><CACHE_LEVEL>2"
			"</CACHE_LEVEL><POLICY><VM>A</VM><VCPU>1</VCPU><TYPE>Code</TYPE><CLOS_MASK>"
			"0xf0</CLOS_MASK></POLICY><POLICY><VM>B</VM></POLICY></CACHE_ALLOCATION>"
			"<CACHE_ALLOCATION/></CACHE_REGION></hv>");
	const struct hypervisor *hypervisor = &model->hypervisor;
	const struct cache_policy *policies = hypervisor->caches[0].policies;

	assert_int_equal(hypervisor->cache_count, 2);
	assert_number(hypervisor->caches[0].id, 1, true);
	assert_number(hypervisor->caches[0].level, 2, true);
	assert_int_equal(hypervisor->caches[0].policy_count, 2);
	assert_ptr_equal(policies[0].vm, &model->vms[0]);
	assert_number(policies[0].vcpu, 1, true);
	assert_int_equal(policies[0].type, CACHE_CODE);
	assert_number(policies[0].mask, 0xf0, true);
	assert_null(policies[1].vm);
	assert_string_equal(policies[1].vm_name.value, "B");
	assert_int_equal(hypervisor->caches[1].policy_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_given),
		TEST(test_hidden_devices),
		TEST(test_caches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
