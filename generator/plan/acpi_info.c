/* SPDX-License-Identifier: BSD-3-Clause
 * acpi_info.c: what the firmware's ACPI tables say, as macros for the hypervisor. */
#include "plan/acpi_info.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/release.h"
#include "plan/internal.h"
#include "plan/lines.h"
#include "schema/number.h"

const struct acpi_block acpi_blocks[] = {
	{ BOARD_PM_INFO, PLAN_ACPI_POWER, NULL },
	{ BOARD_S3_INFO, PLAN_ACPI_POWER, NULL },
	{ BOARD_S5_INFO, PLAN_ACPI_POWER, NULL },
	{ BOARD_WAKE_VECTOR_INFO, PLAN_ACPI_WAKE_VECTOR, "WAKE_VECTOR_" },
	{ BOARD_RESET_REGISTER_INFO, PLAN_ACPI_RESET_REGISTER, "RESET_REGISTER_" },
	{ BOARD_DRHD_INFO, PLAN_ACPI_IOMMUS, "DRHD" },
	{ BOARD_MMCFG_BASE_INFO, PLAN_ACPI_MMCONFIG, "DEFAULT_PCI_MMCFG_" },
	{ BOARD_BLOCK_COUNT, PLAN_ACPI_COUNT, NULL },
};

/* What the hypervisor's header default_acpi_info.h has: a number, or a word. A macro of these is
 * written only where the board differs. */
static const struct power_default {
	const char *name;
	uint64_t number;
	const char *word;
} power_defaults[] = {
	{ "PM1A_EVT_SPACE_ID", 0, "SPACE_SYSTEM_IO" },
	{ "PM1A_EVT_BIT_WIDTH", 0x20, NULL },
	{ "PM1A_EVT_BIT_OFFSET", 0, NULL },
	{ "PM1B_EVT_SPACE_ID", 0, "SPACE_SYSTEM_IO" },
	{ "PM1B_EVT_BIT_WIDTH", 0, NULL },
	{ "PM1B_EVT_BIT_OFFSET", 0, NULL },
	{ "PM1B_EVT_ADDRESS", 0, NULL },
	{ "PM1B_EVT_ACCESS_SIZE", 0, NULL },
	{ "PM1A_CNT_SPACE_ID", 0, "SPACE_SYSTEM_IO" },
	{ "PM1A_CNT_BIT_WIDTH", 0x10, NULL },
	{ "PM1A_CNT_BIT_OFFSET", 0, NULL },
	{ "PM1A_CNT_ACCESS_SIZE", 2, NULL },
	{ "PM1B_CNT_SPACE_ID", 0, "SPACE_SYSTEM_IO" },
	{ "PM1B_CNT_BIT_WIDTH", 0, NULL },
	{ "PM1B_CNT_BIT_OFFSET", 0, NULL },
	{ "PM1B_CNT_ADDRESS", 0, NULL },
	{ "PM1B_CNT_ACCESS_SIZE", 0, NULL },
	{ "S3_PKG_VAL_PM1A", 5, NULL },
	{ "S3_PKG_VAL_PM1B", 0, NULL },
	{ "S3_PKG_RESERVED", 0, NULL },
	{ "S5_PKG_VAL_PM1A", 7, NULL },
	{ "S5_PKG_VAL_PM1B", 0, NULL },
	{ "S5_PKG_RESERVED", 0, NULL },
};

/* What ACRN's build says for a board that does not. */
static const struct fallback {
	enum plan_acpi_part part;
	struct plan_macro macro;
} fallbacks[] = {
	{ PLAN_ACPI_POWER, { "PM1A_EVT_ACCESS_SIZE", "0U", false } },
	{ PLAN_ACPI_POWER, { "PM1A_EVT_ADDRESS", "0UL", false } },
	{ PLAN_ACPI_POWER, { "PM1A_CNT_ADDRESS", "0UL", false } },
	{ PLAN_ACPI_WAKE_VECTOR, { "WAKE_VECTOR_32", "0UL", false } },
	{ PLAN_ACPI_WAKE_VECTOR, { "WAKE_VECTOR_64", "0UL", false } },
	{ PLAN_ACPI_RESET_REGISTER, { "RESET_REGISTER_ADDRESS", "0UL", false } },
	{ PLAN_ACPI_RESET_REGISTER, { "RESET_REGISTER_VALUE", "0UL", false } },
	{ PLAN_ACPI_RESET_REGISTER, { "RESET_REGISTER_SPACE_ID", "0UL", false } },
	{ PLAN_ACPI_IOMMUS, { "DRHD_COUNT", "8U", false } },
	{ PLAN_ACPI_MMCONFIG, { "DEFAULT_PCI_MMCFG_BASE", "0UL", false } },
	{ PLAN_ACPI_MMCONFIG, { "DEFAULT_PCI_MMCFG_START_BUS", "0U", false } },
	{ PLAN_ACPI_MMCONFIG, { "DEFAULT_PCI_MMCFG_END_BUS", "0U", false } },
};

/* Of master alone. */
static const struct plan_macro scope_fallback = { "DRHD_MAX_DEVSCOPE_COUNT", "16U", false };

/* The length of the prefixes PM1A_CNT, PM1B_EVT and PM1B_CNT, which a register's macros share. */
#define REGISTER_PREFIX 8

/* The macros of one part in the making. */
struct list {
	struct arena *arena;
	struct plan_macro *macros; /* arena_grow()n */
	size_t count;
	/* The registers that the board does not have: what it says of them further on is left out.
	 */
	const char *absent[3];
	size_t absent_count;
};

static void append(struct list *list, struct plan_macro macro)
{
	list->macros = arena_grow(list->arena, list->macros, list->count, sizeof(macro));
	list->macros[list->count++] = macro;
}

static bool has(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->macros[i].name, name) == 0)
			return true;
	return false;
}

static bool is_absent(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->absent_count; i++)
		if (strncmp(list->absent[i], name, REGISTER_PREFIX) == 0)
			return true;
	return false;
}

/* The board has a register of its own at most once. */
static void set_absent(struct list *list, const char *name)
{
	if (!is_absent(list, name) && list->absent_count < 3)
		list->absent[list->absent_count++] = name;
}

static bool is_number(const char *value, uint64_t number)
{
	uint64_t parsed;

	return lines_parse_constant(value, &parsed) && parsed == number;
}

static bool is_default(const struct power_default *known, const char *value)
{
	return known->word ? strcmp(known->word, value) == 0 : is_number(value, known->number);
}

static const struct power_default *find_default(const char *name)
{
	for (size_t i = 0; i < sizeof(power_defaults) / sizeof(power_defaults[0]); i++)
		if (strcmp(power_defaults[i].name, name) == 0)
			return &power_defaults[i];
	return NULL;
}

/* Those that the hypervisor's headers do not have. */
static bool is_required(const char *name)
{
	for (size_t i = 0; i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++)
		if (fallbacks[i].part == PLAN_ACPI_POWER &&
		    strcmp(fallbacks[i].macro.name, name) == 0)
			return true;
	return false;
}

/* A register at address 0 does not exist. */
static void append_power(struct list *list, struct plan_macro macro)
{
	const struct power_default *known = find_default(macro.name);

	if (is_absent(list, macro.name))
		return;
	if (is_required(macro.name)) {
		append(list, macro);
		if (strcmp(macro.name, "PM1A_CNT_ADDRESS") == 0 && is_number(macro.value, 0))
			set_absent(list, macro.name);
	} else if (known && !is_default(known, macro.value)) {
		macro.is_override = true;
		append(list, macro);
	} else if (strcmp(macro.name, "PM1B_EVT_ADDRESS") == 0 ||
		   strcmp(macro.name, "PM1B_CNT_ADDRESS") == 0) {
		set_absent(list, macro.name);
	}
}

static void append_block(struct list *list, const struct acpi_block *kind,
			 const struct board_block *block)
{
	struct plan_macro macro;

	for (size_t i = 0; i < block->line_count; i++) {
		if (lines_parse_macro(list->arena, block->lines[i], &macro) != LINE_VALUE)
			continue;
		if (kind->part == PLAN_ACPI_POWER)
			append_power(list, macro);
		else
			append(list, macro);
	}
}

static void append_fallbacks(struct list *list, enum plan_acpi_part part, enum release release)
{
	for (size_t i = 0; i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++)
		if (fallbacks[i].part == part && !has(list, fallbacks[i].macro.name))
			append(list, fallbacks[i].macro);
	if (part == PLAN_ACPI_IOMMUS && release >= RELEASE_MASTER &&
	    !has(list, scope_fallback.name))
		append(list, scope_fallback);
}

/* Two hex digits and what follows them; returns the text behind, or NULL. */
static const char *parse_bus(const char *text, char follower, uint64_t *bus)
{
	size_t length = strspn(text, "0123456789abcdefABCDEF");

	return number_parse_base(text, length, 16, 0xff, bus) && text[length] == follower
		       ? text + length + 1
		       : NULL;
}

/* The buses of "e0000000-efffffff : PCI MMCONFIG 0000 [bus 00-ff]". */
static bool parse_buses(const char *line, uint64_t *first, uint64_t *last)
{
	const char *bus = strstr(line, "MMCONFIG") ? strstr(line, "bus ") : NULL;

	bus = bus ? parse_bus(bus + strlen("bus "), '-', first) : NULL;
	return bus && parse_bus(bus, ']', last);
}

static void append_bus(struct list *list, const char *name, uint64_t bus)
{
	append(list, (struct plan_macro) {
			     .name = name,
			     .value = arena_printf(list->arena, "0x%" PRIX64 "U", bus),
		     });
}

static void append_buses(struct list *list, const struct board_block *iomem)
{
	uint64_t first, last;

	for (size_t i = 0; i < iomem->line_count; i++)
		if (parse_buses(iomem->lines[i], &first, &last)) {
			append_bus(list, "DEFAULT_PCI_MMCFG_START_BUS", first);
			append_bus(list, "DEFAULT_PCI_MMCFG_END_BUS", last);
			return;
		}
}

void plan_fill_acpi_info(struct planner *planner)
{
	const struct board_block *blocks = planner->model->board->platform->blocks;
	struct list lists[PLAN_ACPI_COUNT] = { 0 };

	for (int part = 0; part < PLAN_ACPI_COUNT; part++)
		lists[part].arena = planner->arena;
	for (const struct acpi_block *kind = acpi_blocks; kind->kind != BOARD_BLOCK_COUNT; kind++)
		append_block(&lists[kind->part], kind, &blocks[kind->kind]);
	append_buses(&lists[PLAN_ACPI_MMCONFIG], &blocks[BOARD_IOMEM_INFO]);
	for (int part = 0; part < PLAN_ACPI_COUNT; part++) {
		append_fallbacks(&lists[part], (enum plan_acpi_part)part, planner->model->release);
		planner->hypervisor->acpi[part] =
			(struct plan_macros) { lists[part].macros, lists[part].count };
	}
}
