/* SPDX-License-Identifier: BSD-3-Clause
 * rules.c: the table of rules, and its runner. */
#include "rules/rules.h"

struct rule {
	void (*run)(struct check *check);
	bool needs_board;
};

static const struct rule rules[] = {
	{ .run = check_vm_name_invalid },
	{ .run = check_vm_name_duplicate },
	{ .run = check_vm_id_invalid },
	{ .run = check_vm_id_duplicate },
	{ .run = check_vm_id_order },
	{ .run = check_load_order_invalid },
	{ .run = check_service_vm_missing },
	{ .run = check_service_vm_duplicate },
	{ .run = check_cpu_not_on_board, .needs_board = true },

	{ .run = check_shmem_text_invalid },
	{ .run = check_shmem_name_invalid },
	{ .run = check_shmem_name_duplicate },
	{ .run = check_shmem_size_invalid },
	{ .run = check_shmem_size_mismatch },
	{ .run = check_shmem_land_mismatch },
	{ .run = check_shmem_land_forbidden },
	{ .run = check_shmem_too_many },
	{ .run = check_region_id_invalid },
	{ .run = check_region_id_reserved },
	{ .run = check_region_id_mismatch },
	{ .run = check_region_id_duplicate },
	{ .run = check_region_id_unsupported },

	{ .run = check_shmem_unknown_vm },
	{ .run = check_shmem_peer_twice },
	{ .run = check_shmem_alone },
	{ .run = check_shmem_name_near_miss },

	{ .run = check_vbdf_invalid },
	{ .run = check_slot_out_of_range },
	{ .run = check_slot_reserved },
	{ .run = check_slot_duplicate },
	{ .run = check_slot_function_collision },
	{ .run = check_slot_native_conflict, .needs_board = true },
	{ .run = check_slot_exhausted },

	{ .run = check_shmem_no_room },
	{ .run = check_board_windows_missing, .needs_board = true },

	{ .run = check_vuart_unknown_vm },
	{ .run = check_console_path_missing },
	{ .run = check_passthrough_bdf_invalid },
	{ .run = check_dm_device_invalid },
	{ .run = check_parameters_invalid },
	{ .run = check_text_invalid },
	{ .run = check_boot_conflict },
	{ .run = check_boot_missing },
	{ .run = check_display_incomplete },
	{ .run = check_tap_name_invalid },
};

void check_run(struct arena *arena, const struct model *model, struct diags *diags)
{
	struct check check = {
		.arena = arena,
		.model = model,
		.diags = diags,
		.unshared = unshared_find(arena, model),
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (model->board || !rules[i].needs_board)
			rules[i].run(&check);
}
