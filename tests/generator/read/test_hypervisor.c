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
	assert_number(hypervisor->max_pci_buses, 0, false);
	assert_number(hypervisor->max_pci_devices, 96, false);
	assert_number(hypervisor->max_pt_irqs, 256, false);
	assert_number(hypervisor->max_ir_entries, 256, false);
	assert_number(hypervisor->max_msix_entries, 64, false);
	assert_number(hypervisor->max_emulated_mmio, 16, false);
	assert_string_equal(hypervisor->max_emulated_mmio.text, "16");
	assert_number(hypervisor->ram_start, 0, false);
	assert_null(hypervisor->ram_start.text);
	assert_number(hypervisor->console_vm, VM_ID_NONE, false);
	assert_number(hypervisor->vuart_timer_cpu, 0, false);
	assert_int_equal(hypervisor->cache_count, 0);
	assert_span(fixture, hypervisor->max_vms.at, "<acrn-config");
	assert_span(fixture, hypervisor->caches_at, "<acrn-config");
}

#define SWITCH_COUNT 15

/* The switches of FEATURES, in the order of get_switches(), with what is around them. */
static const struct {
	const char *name, *before, *after;
	bool is_on; /* by default */
} switches[SWITCH_COUNT] = {
	{ "RELOC_ENABLED", "", "", true },
	{ "MULTIBOOT2_ENABLED", "", "", true },
	{ "HYPERV_ENABLED", "", "", true },
	{ "ACPI_PARSE_ENABLED", "", "", true },
	{ "MCE_ON_PSC_ENABLED", "", "", true },
	{ "SERVICE_VM_SUPERVISOR_ENABLED", "", "", false },
	{ "SPLIT_LOCK_DETECTION_ENABLED", "", "", false },
	{ "UC_LOCK_DETECTION_ENABLED", "", "", false },
	{ "SECURITY_VM_FIXUP", "", "", false },
	{ "KEEP_IRQ_DISABLED", "", "", false },
	{ "L1D_VMENTRY_ENABLED", "", "", false },
	{ "RDT_ENABLED", "<RDT>", "</RDT>", false },
	{ "CDP_ENABLED", "<RDT>", "</RDT>", false },
	{ "VCAT_ENABLED", "<RDT>", "</RDT>", false },
	{ "SSRAM_ENABLED", "<SSRAM>", "</SSRAM>", false },
};

static void get_switches(const struct hypervisor *from, struct flag to[SWITCH_COUNT])
{
	const struct flag all[SWITCH_COUNT] = {
		from->relocation,
		from->multiboot2,
		from->hyperv,
		from->acpi_parsing,
		from->machine_check_workaround,
		from->service_vm_supervisor,
		from->split_lock_detection,
		from->uncached_lock_detection,
		from->security_vm_fixup,
		from->keeps_interrupts_disabled,
		from->l1d_flush,
		from->rdt,
		from->cdp,
		from->vcat,
		from->ssram,
	};

	memcpy(to, all, sizeof(all));
}

/* Each of them turned round, alone. */
static void test_switches(void **state)
{
	struct fixture *fixture = *state;
	struct flag flags[SWITCH_COUNT];

	for (size_t i = 0; i < SWITCH_COUNT; i++) {
		const char *text = arena_printf(
			fixture->arena, "<hv><FEATURES>%s<%s>%c</%s>%s</FEATURES></hv>",
			switches[i].before, switches[i].name, switches[i].is_on ? 'n' : 'y',
			switches[i].name, switches[i].after);

		get_switches(&read_hv(fixture, text)->hypervisor, flags);
		for (size_t j = 0; j < SWITCH_COUNT; j++) {
			assert_int_equal(flags[j].is_set, switches[j].is_on != (i == j));
			assert_int_equal(flags[j].is_given, i == j);
		}
	}
}

/* What ACRN's build copies. */
static void assert_copied(const struct hypervisor *hypervisor, const char *const expected[6])
{
	const struct text texts[] = {
		hypervisor->memory_log_level,  hypervisor->trace_hub_log_level,
		hypervisor->console_log_level, hypervisor->vuart_input_size,
		hypervisor->vuart_output_size, hypervisor->stack_size,
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(texts[i].value, expected[i]);
}

static void test_copied(void **state)
{
	static const char *const defaults[] = { "5", "5", "5", "256", "8192", "0x2000" };
	static const char *const given[] = { "0", "1", "2", "0300", "9000", "0X4000" };

	assert_copied(&read_hv(*state, "")->hypervisor, defaults);
	assert_copied(&read_hv(*state, "<hv><DEBUG_OPTIONS><MEM_LOGLEVEL/><NPK_LOGLEVEL> "
				       "</NPK_LOGLEVEL></DEBUG_OPTIONS><MEMORY><STACK_SIZE/>"
				       "</MEMORY></hv>")
			       ->hypervisor,
		      defaults);
	assert_copied(&read_hv(*state, "<hv><MEMORY><STACK_SIZE> 0X4000\n</STACK_SIZE></MEMORY>"
				       "<FEATURES><VUART_TX_BUF_SIZE>9000</VUART_TX_BUF_SIZE>"
				       "<VUART_RX_BUF_SIZE>0300</VUART_RX_BUF_SIZE></FEATURES>"
				       "<DEBUG_OPTIONS><CONSOLE_LOGLEVEL>2</CONSOLE_LOGLEVEL>"
				       "<NPK_LOGLEVEL>1</NPK_LOGLEVEL><MEM_LOGLEVEL>0"
				       "</MEM_LOGLEVEL></DEBUG_OPTIONS></hv>")
			       ->hypervisor,
		      given);
}

/* From master on the board is asked. */
static void test_defaults_by_release(void **state)
{
	static const char *const given =
		"<hv><CAPACITIES><MAX_IOAPIC_NUM>2</MAX_IOAPIC_NUM>"
		"<MAX_IOAPIC_LINES>64</MAX_IOAPIC_LINES></CAPACITIES></hv>";
	const struct hypervisor *old = &read_for(*state, RELEASE_3_3, "<hv/>")->hypervisor;
	const struct hypervisor *new = &read_for(*state, RELEASE_MASTER, "<hv/>")->hypervisor;

	assert_number(old->max_ioapics, 1, false);
	assert_string_equal(old->max_ioapics.text, "1");
	assert_number(old->max_ioapic_lines, 120, false);
	assert_number(new->max_ioapics, 0, false);
	assert_null(new->max_ioapics.text);
	assert_null(new->max_ioapic_lines.text);
	new = &read_for(*state, RELEASE_MASTER, given)->hypervisor;
	assert_number(new->max_ioapics, 2, true);
	assert_string_equal(new->max_ioapic_lines.text, "64");
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
	assert_string_equal(hypervisor->max_vms.text, "2");
	assert_string_equal(hypervisor->max_pci_devices.text, "96");
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
		TEST(test_defaults), TEST(test_switches),
		TEST(test_copied),   TEST(test_defaults_by_release),
		TEST(test_given),    TEST(test_hidden_devices),
		TEST(test_caches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
