/* SPDX-License-Identifier: BSD-3-Clause
 * claim_check.h: compares a device model's claim with the table, and words the errors.
 */
#ifndef ACRN_HV_CLAIM_CHECK_H
#define ACRN_HV_CLAIM_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "hv-control/protocol.h"
#include "hv/land.h"
#include "schema/static_config.h"

struct claim_check {
	const struct cfg_table *table;
	const struct cfg_vm *vm;
	const struct hv_control_claim *claim;
	const struct cfg_region *region; /* of the table; NULL if not found */
	bool has_device;		 /* the table gives the VM a device of the region */
	uint32_t device;		 /* its index */
};

/* Finds the claim's region and device in the table. What it points to must outlive the check. */
struct claim_check claim_check_new(const struct cfg_table *table, const struct cfg_vm *vm,
				   const struct hv_control_claim *claim);

/* Whether the claim equals its row: for VMs that are not post-launched. False with an error that
 * names both sides. */
bool claim_check_row(const struct claim_check *check, struct error *error);

/* Sets the error for a claim whose VM is not in the table; returns false. */
bool claim_check_reject_vm(const struct cfg_table *table, const struct hv_control_claim *claim,
			   struct error *error);

/* Sets the error for a claim that hv-land rejected, naming both sides; returns false. */
bool claim_check_reject(const struct claim_check *check, enum hv_land_result result,
			struct error *error);

#endif
