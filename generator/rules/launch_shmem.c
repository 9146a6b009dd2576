/* SPDX-License-Identifier: BSD-3-Clause
 * launch_shmem.c: regions of scripts, where acrn-dm and QEMU have rules of their own. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "rules/launch.h"

#define MIB UINT64_C(0x100000)

static bool is_of_qemu(const struct shm_declaration *declaration)
{
	return declaration->vm->launch->program == LAUNCH_QEMU;
}

/* QEMU's names are paths. acrn-dm takes any name of a file for dm-land; for hv-land it has to be
 * one that the hypervisor's configuration can have. */
void check_launch_shmem_name_invalid(struct check *check, const struct shm_region *region)
{
	const struct shm_declaration *declaration = region->declarations[0];
	const char *name = region->name.value;

	if (is_of_qemu(declaration))
		return;
	if (declaration->land == CFG_LAND_HV || !*name || strchr(name, '/'))
		check_shmem_name_invalid(check, region);
}

/* BAR 2 of the device, which is as large as the memory. */
static void check_qemu_size(struct check *check, const struct shm_declaration *declaration)
{
	struct diag *diag;

	if (declaration->has_size && declaration->size &&
	    !(declaration->size & (declaration->size - 1)))
		return;
	diag = check_report(
		check, declaration, declaration->size_text.at,
		"invalid size '%s' of the shared memory '%s': QEMU stops unless it is a "
		"power of two",
		declaration->size_text.value, declaration->region->name.value);
	diag_help(diag, "use a power of two, such as 1M");
}

/* Whether a declaration is written with dm:/ or hv:/, and not as up to ACRN 2.1, which is another
 * rule's. */
static bool has_prefix(const struct shm_declaration *declaration)
{
	const char *text = declaration->land_at.source->bytes + declaration->land_at.start;

	return strncmp(text, "dm:/", 4) == 0 || strncmp(text, "hv:/", 4) == 0;
}

/* A number in bytes where acrn-dm takes MiB: scenarios had such numbers, and acrn-dm never. */
static void report_bytes(struct check *check, const struct shm_declaration *declaration)
{
	struct diag *diag;

	diag = check_report(check, declaration, declaration->size_text.at,
			    "region '%s' is %s MiB: acrn-dm takes the size in MiB, up to %" PRIu64,
			    declaration->region->name.value, declaration->size_text.value,
			    CFG_REGION_SIZE_MAX / MIB);
	diag_help(diag, "write %" PRIu64, declaration->size / MIB);
	diag_replace(diag, declaration->size_text.at, declaration->size_text.value,
		     arena_printf(check->arena, "%" PRIu64, declaration->size / MIB));
}

void check_launch_shmem_size_invalid(struct check *check, const struct shm_declaration *declaration)
{
	bool has_lands = check->model->release >= RELEASE_2_2;

	if (!declaration->size_text.value)
		return;
	if (is_of_qemu(declaration))
		check_qemu_size(check, declaration);
	else if (!declaration->is_bytes || !declaration->has_size || !has_lands)
		check_shmem_size_invalid(check, declaration);
	else if (has_prefix(declaration))
		report_bytes(check, declaration);
}
