/* SPDX-License-Identifier: BSD-3-Clause
 * vmsix.c: devices of the board whose MSI the hypervisor shows as MSI-X. */
#include "plan/vmsix.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "plan/internal.h"
#include "schema/bdf.h"

/* In the order of ACRN's table. */
static const uint16_t identifiers[] = {
	0x4b30, 0x4b31, 0x4b32, 0x4ba0, 0x4ba1, 0x4ba2, 0x4bb0,
	0x4bb1, 0x4bb2, 0xa0ac, 0x43ac, 0x43a2, 0x4b88, 0x4b89,
};

#define IDENTIFIER_COUNT (sizeof(identifiers) / sizeof(identifiers[0]))

bool vmsix_has_id(uint16_t vendor, uint16_t identifier)
{
	for (size_t i = 0; vendor == PCI_VENDOR_INTEL && i < IDENTIFIER_COUNT; i++)
		if (identifiers[i] == identifier)
			return true;
	return false;
}

size_t vmsix_count(const struct board *board)
{
	size_t count = 0;

	for (size_t i = 0; i < board->device_count; i++)
		count += vmsix_has_id(board->devices[i].vendor, board->devices[i].identifier);
	return count;
}

/* The device of the first line with an ID: "00:1e.0 1180: 8086:4b30 (rev 11)". */
static bool find_line(const struct board_block *lspci, uint16_t identifier, uint16_t *bdf)
{
	char id[sizeof("8086:ffff")];
	size_t length;

	snprintf(id, sizeof(id), "%x:%04x", PCI_VENDOR_INTEL, (unsigned)identifier);
	for (size_t i = 0; i < lspci->line_count; i++)
		if (strstr(lspci->lines[i], id))
			return bdf_parse(lspci->lines[i], bdf, &length);
	return false;
}

static void fill_table(struct planner *planner, const struct board_block *lspci)
{
	struct plan_hypervisor *to = planner->hypervisor;
	uint16_t *table = arena_array(planner->arena, IDENTIFIER_COUNT, sizeof(*table));

	for (size_t i = 0; i < IDENTIFIER_COUNT; i++)
		to->vmsix_count += find_line(lspci, identifiers[i], &table[to->vmsix_count]);
	to->vmsix = table;
}

void plan_fill_vmsix(struct planner *planner)
{
	const struct board_platform *platform = planner->hypervisor->platform;

	planner->hypervisor->vmsix_id_count = vmsix_count(planner->model->board);
	fill_table(planner, &platform->blocks[BOARD_PCI_VID_PID]);
}
