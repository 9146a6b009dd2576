/* SPDX-License-Identifier: BSD-3-Clause
 * ssram.h: how much software SRAM a pre-launched RTVM has, and where.
 *
 * The rules check with it that there is room. The addresses are those of ACRN's build.
 */
#ifndef PLAN_SSRAM_H
#define PLAN_SSRAM_H

#include "board/board.h"
#include "model/model.h"

#define SSRAM_PAGE UINT64_C(4096)

/* The last address of it in the VM: the VM's ACPI tables follow. */
#define SSRAM_LAST UINT64_C(0x7fdfafff)

/* The pages from the first to the last byte of the board's software SRAM; 0 where no cache of level
 * 3 has it. */
uint64_t ssram_pages(const struct board *board);

/* Whether the scenario gives it to a VM. */
bool ssram_is_in(const struct model *model, const struct vm *vm);

#endif
