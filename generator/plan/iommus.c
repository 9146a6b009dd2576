/* SPDX-License-Identifier: BSD-3-Clause
 * iommus.c: finds the units that remap DMA among the macros that describe them. */
#include "plan/iommus.h"

#include "base/arena.h"
#include "base/string_map.h"
#include "plan/internal.h"
#include "plan/lines.h"

/* The macros of a block, and what is made of them. */
struct reader {
	struct arena *arena;
	struct string_map *values; /* by name */
	struct iommus iommus;
};

/* The value of a macro; where it is missing, that is noted. */
static const char *find(struct reader *reader, const char *name)
{
	const char *value = string_map_find(reader->values, name);

	if (!value)
		reader->iommus.missing = name;
	return value;
}

static bool find_number(struct reader *reader, const char *name, uint64_t *number)
{
	const char *value = find(reader, name);

	if (value && !lines_parse_constant(value, number))
		reader->iommus.missing = name;
	return !reader->iommus.missing;
}

/* Every number of scopes is as many lines at least, so that none is too large. */
static void read_scopes(struct reader *reader, size_t unit, uint64_t count)
{
	static const char *const parts[] = { "TYPE", "ID", "BUS", "PATH" };

	for (uint64_t scope = 0; scope < count; scope++)
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			if (!find(reader, arena_printf(reader->arena, "DRHD%zu_DEVSCOPE%zu_%s",
						       unit, (size_t)scope, parts[i])))
				return;
}

static void read_unit(struct reader *reader, size_t unit)
{
	static const char *const parts[] = { "SEGMENT", "FLAGS", "REG_BASE", "IGNORE" };
	struct iommus *iommus = &reader->iommus;
	uint64_t scopes;

	if (!find_number(reader, arena_printf(reader->arena, "DRHD%zu_DEV_CNT", unit), &scopes))
		return;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!find(reader, arena_printf(reader->arena, "DRHD%zu_%s", unit, parts[i])))
			return;
	read_scopes(reader, unit, scopes);
	iommus->units =
		arena_grow(reader->arena, iommus->units, iommus->count, sizeof(*iommus->units));
	iommus->units[iommus->count++].scope_count = (size_t)scopes;
}

struct iommus iommus_read(struct arena *arena, const struct board_block *block)
{
	struct reader reader = {
		.arena = arena,
		.values = string_map_new(arena, block->line_count),
	};
	struct plan_macro macro;
	uint64_t count;

	for (size_t i = 0; i < block->line_count; i++)
		if (lines_parse_macro(arena, block->lines[i], &macro) == LINE_VALUE) {
			string_map_put(reader.values, macro.name, macro.value);
			reader.iommus.is_there = true;
		}
	if (!reader.iommus.is_there || !find_number(&reader, "DRHD_COUNT", &count))
		return reader.iommus;
	for (size_t unit = 0; unit < count && !reader.iommus.missing; unit++)
		read_unit(&reader, unit);
	return reader.iommus;
}

void plan_fill_iommus(struct planner *planner)
{
	const struct board_platform *platform = planner->model->board->platform;
	struct iommus iommus = iommus_read(planner->arena, &platform->blocks[BOARD_DRHD_INFO]);

	planner->hypervisor->has_iommus = iommus.is_there;
	planner->hypervisor->iommus = iommus.units;
	planner->hypervisor->iommu_count = iommus.count;
}
