/* SPDX-License-Identifier: BSD-3-Clause
 * test_hypervisor.c: what becomes of the hypervisor's settings. */
#include "tests/generator/upgrade/upgraded.h"

/* A scenario of 2.x with `inner` in <hv>. */
static const struct doc *upgrade_hv(struct fixture *fixture, const char *inner)
{
	return upgraded_doc(fixture,
			    arena_printf(fixture->arena,
					 "<acrn-config><hv>%s</hv><vm id='0'>"
					 "<vm_type>PRE_STD_VM</vm_type><name>A</name></vm>"
					 "<vm id='1'><vm_type>SOS_VM</vm_type><name>B</name></vm>"
					 "<vm id='2'><vm_type>KATA_VM</vm_type></vm></acrn-config>",
					 inner));
}

static void assert_hv(struct fixture *fixture, const char *inner, const char *expected)
{
	assert_string_equal(upgraded_text(fixture, upgrade_hv(fixture, inner), "hv"),
			    arena_printf(fixture->arena, "<hv>%s</hv>", expected));
}

static void test_renamed(void **state)
{
	assert_hv(*state,
		  "<DEBUG_OPTIONS desc='x'><RELEASE desc='y'>n</RELEASE>"
		  "<MEM_LOGLEVEL>6</MEM_LOGLEVEL><NPK_LOGLEVEL>3</NPK_LOGLEVEL></DEBUG_OPTIONS>",
		  "<BUILD_TYPE>debug</BUILD_TYPE><DEBUG_OPTIONS><MEM_LOGLEVEL>5</MEM_LOGLEVEL>"
		  "<NPK_LOGLEVEL>3</NPK_LOGLEVEL></DEBUG_OPTIONS>");
	assert_hv(*state, "<DEBUG_OPTIONS><RELEASE>y</RELEASE></DEBUG_OPTIONS>",
		  "<BUILD_TYPE>release</BUILD_TYPE><DEBUG_OPTIONS/>");
	assert_hv(*state, "<DEBUG_OPTIONS><RELEASE>yes</RELEASE></DEBUG_OPTIONS>",
		  "<BUILD_TYPE>yes</BUILD_TYPE><DEBUG_OPTIONS/>");
	assert_hv(*state,
		  "<FEATURES><!-- first --><RELOC desc='x'>y</RELOC><MULTIBOOT2>n</MULTIBOOT2>"
		  "<MCE_ON_PSC_DISABLED>n</MCE_ON_PSC_DISABLED>"
		  "<ENFORCE_TURNOFF_AC>y</ENFORCE_TURNOFF_AC>"
		  "<ENFORCE_TURNOFF_GP>x</ENFORCE_TURNOFF_GP>"
		  "<SCHEDULER readonly='true'>SCHED_NOOP</SCHEDULER>"
		  "<PSRAM><PSRAM_ENABLED>y</PSRAM_ENABLED></PSRAM></FEATURES>",
		  "<FEATURES><!-- first --><RELOC_ENABLED>y</RELOC_ENABLED>"
		  "<MULTIBOOT2_ENABLED>n</MULTIBOOT2_ENABLED>"
		  "<MCE_ON_PSC_ENABLED>y</MCE_ON_PSC_ENABLED>"
		  "<SPLIT_LOCK_DETECTION_ENABLED>n</SPLIT_LOCK_DETECTION_ENABLED>"
		  "<UC_LOCK_DETECTION_ENABLED>x</UC_LOCK_DETECTION_ENABLED>"
		  "<SCHEDULER>SCHED_NOOP</SCHEDULER>"
		  "<SSRAM><SSRAM_ENABLED>y</SSRAM_ENABLED></SSRAM></FEATURES>");
	assert_hv(*state,
		  "<MEMORY><STACK_SIZE>0x4000</STACK_SIZE><HV_RAM_START/></MEMORY>"
		  "<MISC_CFG><GPU_SBDF>0x10</GPU_SBDF></MISC_CFG><OTHER a='1'>x</OTHER>",
		  "<MEMORY><STACK_SIZE>0x4000</STACK_SIZE></MEMORY>"
		  "<MISC_CFG><GPU_SBDF>0x10</GPU_SBDF></MISC_CFG><OTHER a=\"1\">x</OTHER>");
}

/* A value that is not the usual one mattered. */
static void test_obsolete(void **state)
{
	struct fixture *fixture = *state;

	assert_hv(fixture,
		  "<DEBUG_OPTIONS><LOG_BUF_SIZE>0x40000</LOG_BUF_SIZE>"
		  "<LOG_DESTINATION>1</LOG_DESTINATION></DEBUG_OPTIONS>",
		  "<DEBUG_OPTIONS/>");
	assert_contains(messages(fixture), "<LOG_BUF_SIZE> '0x40000' is obsolete");
	assert_contains(messages(fixture), "<LOG_DESTINATION> '1' is not carried over");
	assert_hv(fixture,
		  "<MEMORY><HV_RAM_SIZE/><LOW_RAM_SIZE>0x10000</LOW_RAM_SIZE></MEMORY>"
		  "<CAPACITIES><IOMMU_BUS_NUM>0x100</IOMMU_BUS_NUM></CAPACITIES>",
		  "<MEMORY/><CAPACITIES/>");
	assert_null(strstr(messages(fixture), "HV_RAM_SIZE"));
	assert_null(strstr(messages(fixture), "not carried over: ACRN"));
	assert_contains(messages(fixture), "<IOMMU_BUS_NUM> '0x100' is obsolete");
}

static void test_nested(void **state)
{
	struct fixture *fixture = *state;

	assert_hv(fixture, "<FEATURES><NVMX_ENABLED>n</NVMX_ENABLED></FEATURES>", "<FEATURES/>");
	assert_contains(messages(fixture), "<NVMX_ENABLED> 'n' is obsolete");
	assert_hv(fixture, "<FEATURES><NVMX_ENABLED>y</NVMX_ENABLED></FEATURES>", "<FEATURES/>");
	assert_contains(messages(fixture), "<NVMX_ENABLED> 'y' is not carried over");
}

#define REGIONS(flag, text)                                              \
	"<FEATURES><IVSHMEM><IVSHMEM_ENABLED>" flag "</IVSHMEM_ENABLED>" \
	"<IVSHMEM_REGION>" text "</IVSHMEM_REGION></IVSHMEM></FEATURES>"
#define REGION(provider, size, vms)                                                 \
	"<FEATURES><IVSHMEM><IVSHMEM_REGION><NAME>a_b</NAME><PROVIDED_BY>" provider \
	"</PROVIDED_BY><IVSHMEM_SIZE>" size "</IVSHMEM_SIZE><IVSHMEM_VMS>" vms      \
	"</IVSHMEM_VMS></IVSHMEM_REGION></IVSHMEM></FEATURES>"
#define PEER(name) "<IVSHMEM_VM><VM_NAME>" name "</VM_NAME></IVSHMEM_VM>"

static void test_regions(void **state)
{
	static const struct {
		const char *inner, *expected;
	} regions[] = {
		{ REGIONS("y", "hv:/a_b, 2, 0:1"), REGION("Hypervisor", "2", PEER("A") PEER("B")) },
		{ REGIONS("y", "\n dm:/a_b,16,1: 0 "),
		  REGION("Device Model", "16", PEER("B") PEER("A")) },
		{ REGIONS("y", "hv:/a_b, 0x200000, 0:1"),
		  REGION("Hypervisor", "2", PEER("A") PEER("B")) },
		{ REGIONS("y", "hv:/a_b,4194304,0:9"),
		  REGION("Hypervisor", "4", PEER("A") PEER("9")) },
		{ REGIONS("y", "hv:/a_b,0x200001,0:2"),
		  REGION("Hypervisor", "0x200001", PEER("A")) },
		{ REGIONS("y", ""), "<FEATURES><IVSHMEM/></FEATURES>" },
		{ REGIONS("n", "hv:/a_b, 2, 0:1"), "<FEATURES><IVSHMEM/></FEATURES>" },
		{ REGIONS("y", "a_b, 2, 0:1"),
		  "<FEATURES><IVSHMEM><IVSHMEM_REGION>a_b, 2, 0:1</IVSHMEM_REGION></IVSHMEM>"
		  "</FEATURES>" },
		{ "<FEATURES>"
		  "<IVSHMEM><IVSHMEM_REGION><NAME>a</NAME></IVSHMEM_REGION></IVSHMEM></FEATURES>",
		  "<FEATURES>"
		  "<IVSHMEM><IVSHMEM_REGION><NAME>a</NAME></IVSHMEM_REGION></IVSHMEM></FEATURES>" },
	};

	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
		assert_hv(*state, regions[i].inner, regions[i].expected);
}

/* What is left out of the regions is reported as what it is. */
static void test_lost_regions(void **state)
{
	struct fixture *fixture = *state;

	upgrade_hv(fixture, REGIONS("y", "hv:/a_b,2,0:2"));
	assert_contains(messages(fixture), "VM 2 is of Kata Containers");
	upgrade_hv(fixture, REGIONS("n", "hv:/a_b,2,0:1"));
	assert_contains(messages(fixture), "is obsolete: IVSHMEM_ENABLED is not y");
	upgrade_hv(fixture, "<FEATURES><IVSHMEM><IVSHMEM_REGION>hv:/a_b,2,0:1</IVSHMEM_REGION>"
			    "</IVSHMEM></FEATURES>");
	assert_contains(messages(fixture), "not carried over: there is no IVSHMEM_ENABLED");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_renamed), TEST(test_obsolete),     TEST(test_nested),
		TEST(test_regions), TEST(test_lost_regions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
