/* SPDX-License-Identifier: BSD-3-Clause
 * windows.h: the windows of the host bridge, as the hypervisor knows them.
 */
#ifndef PLAN_WINDOWS_H
#define PLAN_WINDOWS_H

#include "board/board.h"
#include "plan/hypervisor.h"

/* From the start of the board's first window on one side of 4 GiB to the end of the last one. */
struct plan_window windows_span(const struct board *board, bool is_high);

#endif
