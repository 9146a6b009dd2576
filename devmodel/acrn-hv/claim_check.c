/* SPDX-License-Identifier: BSD-3-Clause
 * claim_check.c: finds a claim's row, and describes differences. */
#include "acrn-hv/claim_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hv/table.h"
#include "schema/bdf.h"

#define MIB 0x100000u

struct claim_check claim_check_new(const struct cfg_table *table, const struct cfg_vm *vm,
				   const struct hv_control_claim *claim)
{
	struct claim_check check = { .table = table,
				     .vm = vm,
				     .claim = claim,
				     .region = hv_table_region(table, claim->region) };

	check.has_device =
		check.region && hv_table_find_device(table, vm, check.region, &check.device);
	return check;
}

/* Appends to a text of `size` bytes; the rest is truncated. */
static void append(char *text, size_t size, const char *separator, const char *name)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, "%s%s", length ? separator : "", name);
}

/* "plant_state, left_right": the regions of hv-land. */
static void list_regions(const struct cfg_table *table, char *text, size_t size)
{
	text[0] = '\0';
	for (uint32_t i = 0; i < table->region_count; i++)
		if (hv_table_is_hv_region(table, i))
			append(text, size, ", ", table->regions[i].name);
}

/* "SAFETY, LEFT, RIGHT": all of its VMs. */
static void list_vms(const struct cfg_table *table, char *text, size_t size)
{
	text[0] = '\0';
	for (uint32_t i = 0; i < table->vm_count; i++)
		append(text, size, ", ", table->vms[i].name);
}

/* "LEFT and RIGHT": the VMs that share the region. */
static void list_peers(const struct claim_check *check, char *text, size_t size)
{
	text[0] = '\0';
	for (uint32_t i = 0; i < check->table->device_count; i++) {
		const struct cfg_ivshmem *row = &check->table->devices[i];

		if (&check->table->regions[row->region] == check->region)
			append(text, size, " and ", check->table->vms[row->vm].name);
	}
}

static void describe_size(uint64_t size, char text[32])
{
	if (size % MIB)
		snprintf(text, 32, "%" PRIu64 " bytes", size);
	else
		snprintf(text, 32, "%" PRIu64 " MiB", size / MIB);
}

static bool reject_region(const struct claim_check *check, struct error *error)
{
	char regions[400];

	list_regions(check->table, regions, sizeof(regions));
	return error_set(error,
			 "VM '%s' claims hv:/%s: region not found in the table (its regions: %s)",
			 check->vm->name, check->claim->region, *regions ? regions : "none");
}

static bool reject_peer(const struct claim_check *check, struct error *error)
{
	char peers[400];

	list_peers(check, peers, sizeof(peers));
	return error_set(error, "VM '%s' claims hv:/%s: the table shares it between %s",
			 check->vm->name, check->claim->region, *peers ? peers : "no VMs");
}

static bool reject_size(const struct claim_check *check, struct error *error)
{
	char claimed[32], expected[32];

	describe_size(check->claim->size, claimed);
	describe_size(check->region->size, expected);
	return error_set(error, "VM '%s' claims hv:/%s with %s: the table has %s", check->vm->name,
			 check->claim->region, claimed, expected);
}

bool claim_check_reject_vm(const struct cfg_table *table, const struct hv_control_claim *claim,
			   struct error *error)
{
	char vms[400];

	list_vms(table, vms, sizeof(vms));
	return error_set(error, "VM '%s' claims hv:/%s: VM not found in the table (its VMs: %s)",
			 claim->vm, claim->region, *vms ? vms : "none");
}

bool claim_check_reject(const struct claim_check *check, enum hv_land_result result,
			struct error *error)
{
	const struct hv_control_claim *claim = check->claim;
	char vbdf[BDF_TEXT_SIZE];

	switch (result) {
	case HV_LAND_NO_REGION:
		return reject_region(check, error);
	case HV_LAND_NOT_SHARED:
		return reject_peer(check, error);
	case HV_LAND_OTHER_SIZE:
		return reject_size(check, error);
	case HV_LAND_DEVICE_EXISTS:
		return error_set(error, "VM '%s' claims hv:/%s: duplicate claim", claim->vm,
				 claim->region);
	case HV_LAND_VBDF_TAKEN:
		return error_set(error,
				 "VM '%s' claims hv:/%s at %s: the address has another region",
				 claim->vm, claim->region, bdf_format(claim->vbdf, vbdf));
	default:
		return error_set(error, "hv-land rejects hv:/%s for VM '%s'", claim->region,
				 claim->vm);
	}
}

static bool reject_vbdf(const struct claim_check *check, uint16_t vbdf, struct error *error)
{
	char claimed[BDF_TEXT_SIZE], expected[BDF_TEXT_SIZE];

	return error_set(error, "VM '%s' claims hv:/%s at %s: the table has %s", check->vm->name,
			 check->claim->region, bdf_format(check->claim->vbdf, claimed),
			 bdf_format(vbdf, expected));
}

bool claim_check_row(const struct claim_check *check, struct error *error)
{
	uint16_t vbdf;

	if (!check->region)
		return claim_check_reject(check, HV_LAND_NO_REGION, error);
	if (!check->has_device)
		return claim_check_reject(check, HV_LAND_NOT_SHARED, error);
	if (check->claim->size != check->region->size)
		return claim_check_reject(check, HV_LAND_OTHER_SIZE, error);
	vbdf = check->table->devices[check->device].vbdf;
	return check->claim->vbdf == vbdf || reject_vbdf(check, vbdf, error);
}
