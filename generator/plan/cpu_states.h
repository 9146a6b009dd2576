/* SPDX-License-Identifier: BSD-3-Clause
 * cpu_states.h: what a board says about the idle states and the speeds of its CPUs.
 */
#ifndef PLAN_CPU_STATES_H
#define PLAN_CPU_STATES_H

#include "board/platform.h"

struct arena;

/* The forms of the rows of CX_INFO and PX_INFO: see lines_parse_row(). */
#define CPU_STATES_CX_ROW "{{S,N,N,N,N},N,N,N}"
#define CPU_STATES_PX_ROW "{N,N,N,N,N,N}"

/* The most characters of a brand, as CPUID has it. */
#define CPU_STATES_BRAND_MAX 48

/* What is in the quotes of the last line of CPU_BRAND that is not blank: the brand of the CPUs.
 * NULL where there is none; where that line is not a string of printable ASCII, without quotes and
 * backslashes, *is_invalid is set. *line is its index. */
const char *cpu_states_brand(struct arena *arena, const struct board_block *block, size_t *line,
			     bool *is_invalid);

#endif
