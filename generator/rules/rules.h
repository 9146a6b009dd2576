/* SPDX-License-Identifier: BSD-3-Clause
 * rules.h: every rule, run over the model.
 *
 * A rule is a function check_x that reports breaches of the rule x. All rules run, whatever the
 * others find; a rule keeps silent about what another has to report first, so that one mistake
 * makes one message.
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "diag/diag.h"
#include "model/model.h"
#include "rules/unshared.h"

struct check {
	struct arena *arena;
	const struct model *model;
	struct diags *diags;
	struct unshared unshared;
};

void check_run(struct arena *arena, const struct model *model, struct diags *diags);

/* rules/vm.c: names, IDs and load orders */
void check_vm_name_invalid(struct check *check);
void check_vm_name_duplicate(struct check *check);
void check_vm_id_invalid(struct check *check);
void check_vm_id_duplicate(struct check *check);
void check_vm_id_order(struct check *check);
void check_load_order_invalid(struct check *check);
void check_service_vm_missing(struct check *check);
void check_service_vm_duplicate(struct check *check);
void check_cpu_not_on_board(struct check *check);

/* rules/shmem.c: what the peers of a region say of it */
void check_shmem_text_invalid(struct check *check);
void check_shmem_name_invalid(struct check *check);
void check_shmem_name_duplicate(struct check *check);
void check_shmem_size_invalid(struct check *check);
void check_shmem_size_mismatch(struct check *check);
void check_shmem_land_mismatch(struct check *check);
void check_shmem_land_forbidden(struct check *check);
void check_shmem_too_many(struct check *check);

/* rules/region_id.c: the IDs of regions */
void check_region_id_invalid(struct check *check);
void check_region_id_reserved(struct check *check);
void check_region_id_mismatch(struct check *check);
void check_region_id_duplicate(struct check *check);
void check_region_id_unsupported(struct check *check);

/* rules/peers.c: who shares a region with whom */
void check_shmem_unknown_vm(struct check *check);
void check_shmem_peer_twice(struct check *check);
void check_shmem_alone(struct check *check);
void check_shmem_name_near_miss(struct check *check);

/* rules/slots.c: where devices are */
void check_vbdf_invalid(struct check *check);
void check_slot_out_of_range(struct check *check);
void check_slot_reserved(struct check *check);
void check_slot_duplicate(struct check *check);
void check_slot_function_collision(struct check *check);
void check_slot_native_conflict(struct check *check);
void check_slot_exhausted(struct check *check);

/* rules/bars.c: the addresses of regions */
void check_shmem_no_room(struct check *check);
void check_board_windows_missing(struct check *check);

/* rules/devices.c: other devices, and text for acrn-dm */
void check_vuart_unknown_vm(struct check *check);
void check_console_path_missing(struct check *check);
void check_passthrough_bdf_invalid(struct check *check);
void check_dm_device_invalid(struct check *check);
void check_parameters_invalid(struct check *check);
void check_text_invalid(struct check *check);
void check_boot_conflict(struct check *check);
void check_boot_missing(struct check *check);
void check_display_incomplete(struct check *check);
void check_tap_name_invalid(struct check *check);

#endif
