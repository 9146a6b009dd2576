/* SPDX-License-Identifier: BSD-3-Clause
 * test_checks.c: the checks of configurations notice what is wrong: each has something to find that
 * is changed in the files of a scenario with VMs and devices of each kind.
 */
#include "tests/generator/helpers.h"

#include "check_configuration.h"
#include "generate.h"

/* A change of a file: of the first text `from`, or without one of the byte at the offset `to`; and
 * what is then said. The file is one of those for the VMs, if it has no directory. */
struct change {
	const char *file, *from, *to, *problem;
};

#define VMS   "vm_configurations.c"
#define MISC  "misc_cfg.h"
#define PCI   "pci_dev.c"
#define BOARD "hypervisor/configs/boards/board.c"
#define TABLE "config/static_config.c"
#define IMAGE "hypervisor/acpi/ACPI_VM0.bin"

static const struct change changes[] = {
	{ "hypervisor/serial.conf", "0X9008", "0X9018", "serial.conf has no port" },
	{ "hypervisor/serial.conf", "# User_VM_id: 0\n", "", "serial.conf has other ports" },
	{ "hypervisor/include/config.h", "#define CONFIG_RELOC 1\n", "",
	  "config.h has not: CONFIG_RELOC" },
	{ "hypervisor/include/config.h", "BOARD \"nuc", "BOARD \"not",
	  "config.h has not: CONFIG_BOARD" },
	{ "hypervisor/configs/config.mk", "CONFIG_RELOC=y", "# CONFIG_RELOC is not set",
	  "config.h has" },
	{ "hypervisor/include/config.h", "BUS_NUM 0x4U", "BUS_NUM 0x3U", "ACFG_MAX_PCI_BUS_NUM" },
	{ "hypervisor/include/config.h", "RAM_START 0x400000U", "RAM_START 0x63000000U",
	  "not in RAM" },
	{ "hypervisor/include/config.h", "RAM_START 0x400000U", "RAM_START 0x400010U",
	  "not aligned" },
	{ "hypervisor/include/config.h", "RAM_START 0x400000U", "RAM_START 0x100000000U",
	  "overlaps other memory" },
	{ "hypervisor/include/config.h", "PCI_DEV_NUM 96U", "PCI_DEV_NUM 6U", "more PCI devices" },
	{ "vm_configurations.h", "IR_ENTRIES 256U", "IR_ENTRIES 320U", "MAX_IR_ENTRIES" },
	{ "vm_configurations.h", "MAX_VM_NUM 6U", "MAX_VM_NUM 7U", "CONFIG_MAX_VM_NUM" },
	{ "vm_configurations.h", "PRE_VM_NUM 1U", "PRE_VM_NUM 2U", "numbers of VMs" },
	{ "vm_configurations.h", "PER_VM 6U", "PER_VM 5U", "exceeds MAX_VUART_NUM_PER_VM" },
	{ "ivshmem_cfg.h", "SHM_SIZE 0x2", "SHM_SIZE 0x4", "IVSHMEM_SHM_SIZE" },
	{ "ivshmem_cfg.h", "DEV_NUM 3", "DEV_NUM 2", "IVSHMEM_DEV_NUM" },
	{ "ivshmem_cfg.h", ".size = 0x2", ".size = 0x4", "not aligned to its 0x400000" },
	{ VMS, "&vm_configs[1]", "&vm_configs[0]", "service_vm_config" },
	{ VMS, "region_num = 2", "region_num = 1", "region_num" },
	{ VMS, "0x100000000", "0x480000000", "is not in RAM" },
	{ VMS, "start_hpa = 0x100000000", "start_hpa = 0x1d0000000", "overlaps other memory" },
	{ VMS, "vuart_id = 3U", "vuart_id = 2U", "the other end does not name it" },
	{ VMS, ".t_vuart.vm_id = 1U", ".t_vuart.vm_id = 9U", "the other end does not name it" },
	{ VMS, "0X9008U", "0X9004U", "the same ports" },
	{ VMS, ".irq = 6U", ".irq = 4U", "the same IRQ" },
	{ VMS, "port_base = 0x9200U", "port_base = 0U", "has no port" },
	{ VMS, "pt_intx_num = 0", "pt_intx_num = 1", "pt_intx_num" },
	{ VMS, "num_pclosids = 2", "num_pclosids = 1", "num_pclosids" },
	{ VMS, "{ 0U, 1U, }", "{ 0U, 2U, }", "has no class" },
	{ VMS, "\"ACPI_VM0\"", "\"ACPI_VM1\"", "boot module" },
	{ VMS, ".irq = 4U,", ".irq = 4U, .irq = 4U,", "initialised twice" },
	{ "pt_intx.c", "{}",
	  "{ { .phys_gsi = 1U, .virt_gsi = 7U }, { .phys_gsi = 1U, .virt_gsi = 8U } }", "twice" },
	{ "pt_intx.c", "{}", "{ { .phys_gsi = 1U, .virt_gsi = 7U } }", "is a device's" },
	{ MISC, "AFFINITY_CPU(3U)", "AFFINITY_CPU(13U)", "is not on the board" },
	{ MISC, "AFFINITY_CPU(3U)", "AFFINITY_CPU(2U)", "there twice" },
	{ MISC, "(AFFINITY_CPU(4U))", "()", "has no CPUs" },
	{ MISC, "AFFINITY_CPU(4U))", "AFFINITY_CPU(3U))", "an RTVM's CPUs" },
	{ MISC, "AFFINITY_CPU(3U)", "AFFINITY_CPU(4U)", "is not that of CPU 4" },
	{ MISC, " | AFFINITY_CPU(3U)", "", "local APIC 1" },
	{ MISC, "| AFFINITY_CPU(3U)", "| AFFINITY_CPU(3U) | AFFINITY_CPU(4U)", "lacks CPUs" },
	{ MISC, "VM1_CONFIG_PCI_DEV_NUM 2", "VM1_CONFIG_PCI_DEV_NUM 3", "are not VM1_CONFIG" },
	{ PCI, ".d = 0x03U", ".d = 0x02U", "or that of another row" },
	{ PCI, ".d = 0x0fU", ".d = 0x1fU", "that of a native device" },
	{ PCI, ".d = 0x0fU", ".d = 0x0eU", "only in static_config.c" },
	{ PCI, "0x8010e000", "0x8010d000", "overlaps vm0_pci_devs" },
	{ PCI, "0x8010e000", "0x8010e100", "not aligned" },
	{ PCI, "0x8010e000", "0xe0000000", "outside of the windows" },
	{ PCI, "0x80700000", "0x70000000", "outside of the windows" },
	{ PCI, "0x80700000", "0x80600000", "overlaps the board's" },
	{ PCI, "0x8020000c", "0x80200000", "not 64-bit and prefetchable" },
	{ PCI, ".vbar_base[1] = 0x8010b000UL,\n", "", "no address or size" },
	{ PCI, ".vbar_base[5]", ".vbar_base[4]", "BARs that the board's device has not" },
	{ PCI, ".vbar_base[5] = 0x8010c000UL,\n", "", "no address" },
	{ PCI, ".pbdf.bits = { .b = 0x02U", ".pbdf.bits = { .b = 0x09U",
	  "no device 900 on the board" },
	{ PCI, "&vhostbridge_ops", "&vpci_ops", "an unknown device" },
	{ PCI, ".vuart_idx = 0,", "", "its console has no device" },
	{ PCI, ".vuart_idx = 3,", ".vuart_idx = 5,", "no vUART 3" },
	{ BOARD, "0x3f0", "0x7f0", "does not fit 10 bits" },
	{ BOARD, "num_clos_config = 2", "num_clos_config = 3", "masks are not num_clos_config" },
	{ BOARD, "cpufreq_limits[MAX_PCPU_NUM] = {\n\t{",
	  "cpufreq_limits[MAX_PCPU_NUM] = {{},\n\t{", "as many limits" },
	{ TABLE, "CFG_BDF(0, 8, 1)", "CFG_BDF(0, 9, 1)", "only in static_config.c" },
	{ TABLE, ".size = 0x200000", ".size = 0x400000", "another size in static_config.c" },
	{ TABLE, ".device_count = 2", ".device_count = 1", "pci_dev.c has 3 ivshmem devices" },
	{ TABLE, ".vm_count = 4", ".vm_count = 3", "has 3 VMs" },
	{ IMAGE, NULL, "0x80", "no XSDT" },
	{ IMAGE, NULL, "0x109", "checksum of FACP" },
	{ IMAGE, NULL, "0x128", "the FADT does not name the DSDT" },
	{ IMAGE, NULL, "0x249", "dsdt.aml is not the table" },
	{ IMAGE, NULL, "0xe00", "something follows APIC" },
	{ IMAGE, NULL, "0xac", "entry 1 of the XSDT" },
	{ IMAGE, NULL, "0x84", "the XSDT has not 3 tables" },
};

static const char *path_of(struct fixture *fixture, const char *file)
{
	return strchr(file, '/') ? arena_printf(fixture->arena, "out/%s", file)
				 : arena_printf(fixture->arena,
						"out/hypervisor/configs/scenarios/input/%s", file);
}

static void write_bytes(struct fixture *fixture, const char *path, const char *bytes, size_t size)
{
	FILE *file = fopen(fixture_file(fixture, path, NULL), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Makes a change in the bytes of a file, and writes that. */
static void apply(struct fixture *fixture, const struct change *change, const char *bytes,
		  size_t size)
{
	const char *path = path_of(fixture, change->file), *at;
	char *copy;

	if (!change->from) {
		copy = arena_copy(fixture->arena, bytes, size);
		copy[strtoul(change->to, NULL, 16)] ^= 1;
		write_bytes(fixture, path, copy, size);
		return;
	}
	at = strstr(bytes, change->from);
	if (!at)
		fail_msg("%s has no '%s'", change->file, change->from);
	copy = arena_printf(fixture->arena, "%.*s%s%s", (int)(at - bytes), bytes, change->to,
			    at + strlen(change->from));
	write_bytes(fixture, path, copy, strlen(copy));
}

static void test_changes(void **state)
{
	struct fixture *fixture = *state;
	const char *out = fixture_file(fixture, "out", NULL);
	struct board_facts *facts = board_facts("boards/nuc-alder/nuc-alder.xml");
	unsigned unnoticed = 0;

	assert_non_null(facts);
	assert_int_equal(generate(fixture, facts, "tests/cases/ok/hypervisor/input.xml", "master",
				  out, fixture_file(fixture, "messages", NULL)),
			 0);
	assert_string_equal(check_configuration(fixture->arena, facts, out, "input"), "");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const struct change *change = &changes[i];
		const char *path = path_of(fixture, change->file), *problems;
		size_t size = 0;
		char *bytes = check_file(fixture->arena, fixture->directory, path, &size);

		assert_non_null(bytes);
		apply(fixture, change, bytes, size);
		problems = check_configuration(fixture->arena, facts, out, "input");
		if (!strstr(problems, change->problem)) {
			printf("change %zu of %s is not noticed as '%s':\n%s", i, change->file,
			       change->problem, problems);
			unnoticed++;
		}
		write_bytes(fixture, path, bytes, size);
	}
	free(facts);
	assert_int_equal(unnoticed, 0);
}

/* A file that is missing is noticed, whichever. */
static void test_missing_files(void **state)
{
	static const char *const files[] = { "hypervisor/.board.xml",
					     "hypervisor/configs/unified.xml",
					     "hypervisor/acpi/ACPI_VM0/apic.aml", IMAGE, TABLE };
	struct fixture *fixture = *state;
	const char *out = fixture_file(fixture, "out", NULL);
	struct board_facts *facts = board_facts("boards/nuc-alder/nuc-alder.xml");

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assert_int_equal(generate(fixture, facts, "tests/cases/ok/hypervisor/input.xml",
					  "master", out, fixture_file(fixture, "messages", NULL)),
				 0);
		assert_int_equal(unlink(arena_printf(fixture->arena, "%s/%s", out, files[i])), 0);
		assert_non_null(strstr(check_configuration(fixture->arena, facts, out, "input"),
				       arena_printf(fixture->arena, "no file %s", files[i])));
	}
	free(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_changes),
		TEST(test_missing_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
