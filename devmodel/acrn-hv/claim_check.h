/* SPDX-License-Identifier: BSD-3-Clause
 * claim_check.h: a device model's claim beside the table, and why it is refused, in words.
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
	const struct cfg_region *region; /* of the table; NULL: it has none of this name */
	bool has_device;		 /* the table gives the VM a device of the region */
	uint32_t device;		 /* its index */
};

/* Finds in the table what the claim is about. What it points to must outlive the check. */
struct claim_check claim_check_new(const struct cfg_table *table, const struct cfg_vm *vm,
				   const struct hv_control_claim *claim);

/* Whether a VM that is not post-launched has in the table just what it claims. False with an error
 * that names both sides. */
bool claim_check_row(const struct claim_check *check, struct error *error);

/* Says that the table has no VM of the claim's, but others; returns false. */
bool claim_check_refuse_vm(const struct cfg_table *table, const struct hv_control_claim *claim,
			   struct error *error);

/* Says why hv-land has refused the claim, naming both sides; returns false. */
bool claim_check_refuse(const struct claim_check *check, enum hv_land_result result,
			struct error *error);

#endif
