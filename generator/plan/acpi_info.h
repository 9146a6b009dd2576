/* SPDX-License-Identifier: BSD-3-Clause
 * acpi_info.h: which lines of a board are macros of platform_acpi_info.h.
 */
#ifndef PLAN_ACPI_INFO_H
#define PLAN_ACPI_INFO_H

#include "board/platform.h"
#include "plan/hypervisor.h"

/* A block of the board whose lines are macros. */
struct acpi_block {
	enum board_block_kind kind;
	enum plan_acpi_part part;
	/* What the name of each macro begins with; NULL where names that are not known are left
	 * out, so that they do not matter. */
	const char *prefix;
};

/* In the order of the header; the last one has the kind BOARD_BLOCK_COUNT. */
extern const struct acpi_block acpi_blocks[];

#endif
