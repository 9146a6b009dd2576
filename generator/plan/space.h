/* SPDX-License-Identifier: BSD-3-Clause
 * space.h: the addresses that a VM has for BARs: windows, and what of them is taken.
 */
#ifndef PLAN_SPACE_H
#define PLAN_SPACE_H

#include "board/board.h"
#include "model/model.h"

#define SPACE_PAGE UINT64_C(0x1000)

struct space {
	struct arena *arena;
	const struct board_window *windows; /* in the order in which they are searched */
	size_t window_count;
	struct board_window *taken; /* by rising address; no two of them overlap */
	size_t taken_count;
};

/* The space of a pre-launched VM, which is the same for all; or of the Service VM, whose windows
 * are the board's, with what the board's devices have there that no pre-launched VM has. The
 * windows below 4 GiB come first. */
struct space space_enter(struct arena *arena, const struct model *model, const struct vm *vm);

/* Whether a BAR of the board is in the Service VM where the board has it: no pre-launched VM has
 * its device. */
bool space_keeps(const struct model *model, const struct board_bar *bar);

/* The others first. */
void space_search_high_first(struct space *space);

/* Whether a window is only for 64-bit BARs. */
bool space_is_high(struct board_window window);

/* The first free address, in the order of the windows, that is a multiple of a BAR's size and of a
 * page, with room for all of it inside of one window. False where there is none. */
bool space_find(const struct space *space, bool is_64, uint64_t size, uint64_t *address);

/* Takes a range that space_find() has found. */
void space_take(struct space *space, uint64_t address, uint64_t size);

/* The bytes of all windows, and those of them that nothing has taken. */
uint64_t space_size(const struct space *space);
uint64_t space_free(const struct space *space);

#endif
