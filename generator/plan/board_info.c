/* SPDX-License-Identifier: BSD-3-Clause
 * board_info.c: the numbers of board_info.h, and the PCI devices of the board that no VM sees. */
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/internal.h"

/* Boards with a P2SB bridge that ACRN's build hides, whatever the scenario says. */
static const char *const bridged_boards[] = { "apl-mrb", "apl-up2" };

#define BRIDGE CFG_BDF(0, 0xd, 0)

static bool has_bridge(const char *board)
{
	for (size_t i = 0; i < sizeof(bridged_boards) / sizeof(bridged_boards[0]); i++)
		if (strcmp(bridged_boards[i], board) == 0)
			return true;
	return false;
}

static void fill_hidden_devices(struct planner *planner)
{
	const struct hypervisor *settings = &planner->model->hypervisor;
	uint16_t *devices =
		arena_array(planner->arena, settings->hidden_device_count + 1, sizeof(*devices));
	bool needs_bridge = has_bridge(planner->model->board->name);
	size_t count = 0;

	for (size_t i = 0; i < settings->hidden_device_count; i++) {
		if (!settings->hidden_devices[i].has_bdf)
			continue;
		devices[count++] = settings->hidden_devices[i].bdf;
		if (settings->hidden_devices[i].bdf == BRIDGE)
			needs_bridge = false;
	}
	if (needs_bridge)
		devices[count++] = BRIDGE;
	planner->hypervisor->hidden_devices = devices;
	planner->hypervisor->hidden_device_count = count;
}

static bool has_sideband(const struct model *model)
{
	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].p2sb.is_set)
			return true;
	return false;
}

void plan_fill_board_info(struct planner *planner)
{
	planner->hypervisor->cpu_count = planner->model->board->cpu_count;
	planner->hypervisor->has_sideband = has_sideband(planner->model);
	fill_hidden_devices(planner);
}
