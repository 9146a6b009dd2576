/* SPDX-License-Identifier: BSD-3-Clause
 * cpu_states.c: the tables of a CPU's idle states and speeds. */
#include "plan/cpu_states.h"

#include <string.h>

#include "base/arena.h"
#include "plan/internal.h"
#include "plan/lines.h"

static bool is_plain(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\')
			return false;
	return true;
}

const char *cpu_states_brand(struct arena *arena, const struct board_block *block, size_t *line,
			     bool *is_invalid)
{
	const char *text = NULL;
	size_t length;

	*is_invalid = false;
	for (size_t i = block->line_count; !text && i > 0; i--) {
		*line = i - 1;
		text = *block->lines[i - 1] ? block->lines[i - 1] : NULL;
	}
	if (!text)
		return NULL;
	length = strlen(text);
	*is_invalid = length < 3 || length - 2 > CPU_STATES_BRAND_MAX || text[0] != '"' ||
		      text[length - 1] != '"' || !is_plain(text + 1, length - 2);
	return *is_invalid ? NULL : arena_copy(arena, text + 1, length - 2);
}

/* A row as it is, with blanks for tabs. */
static const char *copy_row(struct arena *arena, const char *line, size_t length)
{
	char *row = arena_copy(arena, line, length);

	for (char *tab = strchr(row, '\t'); tab; tab = strchr(tab, '\t'))
		*tab = ' ';
	return row;
}

static struct plan_rows read_rows(struct arena *arena, const struct board_block *block,
				  const char *pattern)
{
	const char **rows = arena_array(arena, block->line_count, sizeof(*rows));
	size_t count = 0, length;

	for (size_t i = 0; i < block->line_count; i++)
		if (lines_parse_row(block->lines[i], pattern, &length) == LINE_VALUE)
			rows[count++] = copy_row(arena, block->lines[i], length);
	return (struct plan_rows) { rows, count };
}

/* The hypervisor uses the tables for CPUs of that brand alone, so that without one they are of no
 * use. */
void plan_fill_cpu_states(struct planner *planner)
{
	const struct board_block *blocks = planner->model->board->platform->blocks;
	struct plan_hypervisor *hypervisor = planner->hypervisor;
	bool is_invalid;
	size_t line;

	hypervisor->cpu_brand =
		cpu_states_brand(planner->arena, &blocks[BOARD_CPU_BRAND], &line, &is_invalid);
	hypervisor->cstates = read_rows(planner->arena, &blocks[BOARD_CX_INFO], CPU_STATES_CX_ROW);
	hypervisor->pstates = read_rows(planner->arena, &blocks[BOARD_PX_INFO], CPU_STATES_PX_ROW);
}
