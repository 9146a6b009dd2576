/* SPDX-License-Identifier: BSD-3-Clause
 * check_acpi.h: the ACPI tables of pre-launched VMs, byte by byte.
 */
#ifndef CHECK_ACPI_H
#define CHECK_ACPI_H

#include "check.h"
#include "check_vms.h"

#define ACPI_BASE  0x7fe00000u
#define ACPI_BYTES 0x100000u

static inline uint64_t acpi_number(const char *bytes, unsigned size)
{
	uint64_t number = 0;

	while (size--)
		number = number << 8 | (unsigned char)bytes[size];
	return number;
}

/* A table of an image: its length; 0 with a problem. `end` is where the next one begins. */
static inline size_t acpi_table(struct check *check, unsigned vm, const char *image,
				const char *signature, const char *name, size_t at, size_t end)
{
	const char *path = arena_printf(check->arena, "hypervisor/acpi/ACPI_VM%u/%s.aml", vm, name);
	size_t length = acpi_number(image + at + 4, 4), size = 0;
	const char *own = check_need(check, path, &size);
	unsigned char sum = 0;

	if (memcmp(image + at, signature, 4) != 0 || length < 36 || length > end - at) {
		problem(check, "VM %u: no %s at 0x%zx", vm, signature, at);
		return 0;
	}
	for (size_t i = 0; i < length; i++)
		sum = (unsigned char)(sum + (unsigned char)image[at + i]);
	if (sum)
		problem(check, "VM %u: the checksum of %s is wrong", vm, signature);
	if (size != length || memcmp(own, image + at, length) != 0)
		problem(check, "%s is not the table of the image", path);
	for (size_t i = at + length; i < end; i++)
		if (image[i]) {
			problem(check, "VM %u: something follows %s", vm, signature);
			break;
		}
	return length;
}

/* The CPUs of the MADT are the VM's, by rising number. */
static inline void acpi_check_cpus(struct check *check, unsigned vm, const char *madt,
				   size_t length)
{
	const struct board_facts *facts = check->facts;
	uint64_t cpus = check_cpus(check, vm);
	unsigned count = 0;

	for (size_t at = 44; at + 2 <= length && madt[at + 1] > 0;
	     at += (unsigned char)madt[at + 1]) {
		unsigned lowest = (unsigned)__builtin_ctzll(cpus | UINT64_C(1) << 63);
		bool is_it = false;

		if (madt[at] != 0)
			continue;
		for (size_t i = 0; i < facts->cpu_count; i++)
			is_it |= facts->cpus[i].id == lowest &&
				 facts->cpus[i].apic == (unsigned char)madt[at + 3];
		if (!cpus || !is_it || (unsigned char)madt[at + 2] != count || madt[at + 4] != 1)
			problem(check, "VM %u: local APIC %u of the MADT is not that of CPU %u", vm,
				count, lowest);
		cpus &= cpus - 1;
		count++;
	}
	if (cpus)
		problem(check, "VM %u: the MADT lacks CPUs", vm);
}

/* The XSDT lists the tables that are there. */
static inline void acpi_check_list(struct check *check, unsigned vm, const char *image,
				   bool has_tpm, bool has_ssram)
{
	const uint64_t expected[] = { 0x100, 0xbc0, 0xc00, has_tpm ? 0x1300 : 0xf00, 0xf00 };
	unsigned count = 3u + has_tpm + has_ssram;

	if (acpi_number(image + 0x84, 4) != 36 + 8 * count) {
		problem(check, "VM %u: the XSDT has not %u tables", vm, count);
		return;
	}
	for (unsigned i = 0; i < count; i++)
		if (acpi_number(image + 0x80 + 36 + 8 * (size_t)i, 8) != ACPI_BASE + expected[i])
			problem(check, "VM %u: entry %u of the XSDT is not 0x%lx", vm, i,
				(unsigned long)expected[i]);
}

static inline void check_acpi(struct check *check, unsigned vm)
{
	const char *name = arena_printf(check->arena, "hypervisor/acpi/ACPI_VM%u.bin", vm);
	const char *tag = c_find(&check->c, "vm_configs[%u].acpi_config.acpi_mod_tag", vm);
	size_t size = 0, length;
	const char *image = check_need(check, name, &size);
	bool has_tpm = c_find(&check->c, "vm_configs[%u].pt_tpm2", vm);
	bool has_ssram = size > 0xf04 && memcmp(image + 0xf00, "RTCT", 4) == 0;

	if (!tag || strcmp(tag, arena_printf(check->arena, "\"ACPI_VM%u\"", vm)) != 0)
		problem(check, "VM %u: its boot module is not ACPI_VM%u", vm, vm);
	if (size != ACPI_BYTES) {
		problem(check, "%s has not 1 MiB", name);
		return;
	}
	acpi_table(check, vm, image, "XSDT", "xsdt", 0x80, 0x100);
	acpi_table(check, vm, image, "FACP", "facp", 0x100, 0x240);
	acpi_table(check, vm, image, "DSDT", "dsdt", 0x240, 0xbc0);
	acpi_table(check, vm, image, "MCFG", "mcfg", 0xbc0, 0xc00);
	length = acpi_table(check, vm, image, "APIC", "apic", 0xc00, 0xf00);
	acpi_check_cpus(check, vm, image + 0xc00, length);
	acpi_check_list(check, vm, image, has_tpm, has_ssram);
	if (has_ssram)
		acpi_table(check, vm, image, "RTCT", "rtct", 0xf00, 0x1300);
	if (has_tpm)
		acpi_table(check, vm, image, "TPM2", "tpm2", 0x1300, ACPI_BYTES);
	if (acpi_number(image + 0x128, 4) != ACPI_BASE + 0x240)
		problem(check, "VM %u: the FADT does not name the DSDT", vm);
}

#endif
