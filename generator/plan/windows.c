/* SPDX-License-Identifier: BSD-3-Clause
 * windows.c: the host bridge's windows as the hypervisor knows them: one below 4 GiB that begins
 * with the first and ends with the last of the board's, and one above likewise. */
#include "plan/windows.h"

#include "plan/internal.h"
#include "plan/space.h"

struct plan_window windows_span(const struct board *board, bool is_high)
{
	struct plan_window span = { 0 };

	for (size_t i = 0; i < board->window_count; i++) {
		const struct board_window *window = &board->windows[i];

		if (space_is_high(*window) != is_high)
			continue;
		if (!span.is_there)
			span.start = window->first;
		span.is_there = true;
		span.end = window->last + 1;
	}
	return span;
}

/* Only the first one above 4 GiB. */
static struct plan_window first_high(const struct board *board)
{
	for (size_t i = 0; i < board->window_count; i++)
		if (space_is_high(board->windows[i]))
			return (struct plan_window) { true, board->windows[i].first,
						      board->windows[i].last + 1 };
	return (struct plan_window) { 0 };
}

void plan_fill_windows(struct planner *planner)
{
	const struct board *board = planner->model->board;

	planner->hypervisor->mmio32 = windows_span(board, false);
	planner->hypervisor->mmio64 = windows_span(board, true);
	planner->hypervisor->high_mmio = first_high(board);
}
