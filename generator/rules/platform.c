/* SPDX-License-Identifier: BSD-3-Clause
 * platform.c: the board's blocks of text, of which lines become C of the hypervisor: they are
 * there, and have the form of what they become. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "board/board.h"
#include "board/platform.h"
#include "plan/acpi_info.h"
#include "plan/cpu_states.h"
#include "plan/iommus.h"
#include "plan/lines.h"
#include "plan/serial.h"
#include "plan/vmsix.h"
#include "rules/internal.h"

static const struct board_platform *platform_of(const struct check *check)
{
	return check->model->board->platform;
}

static void report_missing(struct check *check, enum board_block_kind kind, const char *purpose)
{
	const struct board *board = check->model->board;
	struct diag *diag;

	if (board->platform->blocks[kind].is_there)
		return;
	diag = check_report(check, check->model, board->platform->at, "board '%s' has no <%s>: %s",
			    board->name, board_block_names[kind], purpose);
	diag_help(diag, "run ACRN's board inspector on the board again");
}

/* Of other blocks there are defaults. */
void check_board_block_missing(struct check *check)
{
	if (!check->model->hypervisor.ram_start.is_given)
		report_missing(check, BOARD_IOMEM_INFO, "the hypervisor's memory cannot be chosen");
	if (vmsix_count(check->model->board))
		report_missing(check, BOARD_PCI_VID_PID,
			       "devices whose MSI is shown as MSI-X cannot be found");
	if (!check->model->hypervisor.acpi_parsing.is_set)
		report_missing(check, BOARD_DRHD_INFO,
			       "without it the hypervisor needs ACPI_PARSE_ENABLED");
}

static size_t next_line(const struct source *source, size_t offset)
{
	const char *end = memchr(source->bytes + offset, '\n', source->size - offset);

	return end ? (size_t)(end - source->bytes) + 1 : source->size;
}

/* The place of a block's line: block->lines has no white space around them, and not the rest of the
 * start tag's line if that is blank. */
static struct span line_span(const struct board_block *block, size_t line)
{
	const struct source *source = block->at.source;
	size_t start = block->at.start, end;

	while (start < source->size && source->bytes[start] != '>')
		start++;
	start += start < source->size;
	if (start + strspn(source->bytes + start, " \t\r") + 1 >= next_line(source, start))
		line++;
	for (; line; line--)
		start = next_line(source, start);
	start += strspn(source->bytes + start, " \t");
	end = start + strcspn(source->bytes + start, "\r\n<");
	while (end > start && strchr(" \t", source->bytes[end - 1]))
		end--;
	return source_span(source, start, end);
}

static struct diag *report_line(struct check *check, enum board_block_kind kind, size_t line,
				const char *expected)
{
	const struct board_block *block = &check->model->board->platform->blocks[kind];

	return check_report(check, check->model, line_span(block, line), "invalid line in <%s>: %s",
			    board_block_names[kind], expected);
}

static bool has_prefix(const char *name, const char *prefix)
{
	return !prefix || strncmp(name, prefix, strlen(prefix)) == 0;
}

/* Checks a line of a block of macros; `lines` has the line of each name before it. False where it
 * is invalid, and reported. */
static bool check_macro(struct check *check, const struct acpi_block *kind, size_t line,
			struct string_map *lines)
{
	const struct board_block *block = &check->model->board->platform->blocks[kind->kind];
	struct plan_macro macro;
	const char *const *first;
	struct diag *diag;

	switch (lines_parse_macro(check->scratch, block->lines[line], &macro)) {
	case LINE_NOTHING:
		return true;
	case LINE_INVALID:
		report_line(check, kind->kind, line,
			    "must be '#define NAME VALUE' with a constant, or a comment");
		return false;
	case LINE_VALUE:
		break;
	}
	if (!has_prefix(macro.name, kind->prefix)) {
		diag = report_line(check, kind->kind, line, "not a macro of this block");
		diag_help(diag, "its macros begin with '%s'", kind->prefix);
		return false;
	}
	first = string_map_put(lines, macro.name, &block->lines[line]);
	if (!first)
		return true;
	diag = check_report(check, check->model, line_span(block, line),
			    "duplicate macro '%s' in <%s>", macro.name,
			    board_block_names[kind->kind]);
	diag_note(diag, line_span(block, (size_t)(first - block->lines)), "it is here before");
	return false;
}

/* Reports the first line alone: where one is wrong, many may be. */
static void check_macros(struct check *check, const struct acpi_block *kind)
{
	const struct board_block *block = &check->model->board->platform->blocks[kind->kind];
	CLEANUP(string_map_free)
	struct string_map *lines = string_map_new(check->scratch, block->line_count);

	for (size_t line = 0; line < block->line_count; line++)
		if (!check_macro(check, kind, line, lines))
			return;
}

static void check_rows(struct check *check, enum board_block_kind kind, const char *pattern)
{
	const struct board_block *block = &check->model->board->platform->blocks[kind];
	size_t length;

	for (size_t line = 0; line < block->line_count; line++)
		if (lines_parse_row(block->lines[line], pattern, &length) == LINE_INVALID) {
			report_line(check, kind, line,
				    "must be an initialiser of constants, or a comment");
			return;
		}
}

static void check_brand(struct check *check, const struct board_platform *platform)
{
	bool is_invalid;
	size_t line;

	cpu_states_brand(check->scratch, &platform->blocks[BOARD_CPU_BRAND], &line, &is_invalid);
	if (is_invalid)
		report_line(check, BOARD_CPU_BRAND, line,
			    "must be a brand of at most 48 plain characters in quotes");
}

/* Only the line of the console that is chosen is copied. */
static void check_console(struct check *check, const struct board_platform *platform)
{
	const struct board_block *block = &platform->blocks[BOARD_TTYS_INFO];
	const char *console = check->model->hypervisor.serial_console.value;
	size_t line = serial_is_none(console) ? block->line_count : serial_find(block, console);
	struct plan_serial serial;

	if (line < block->line_count && !serial_parse(check->scratch, block->lines[line], &serial))
		report_line(check, BOARD_TTYS_INFO, line,
			    "must have type:portio or type:mmio and base:ADDRESS, and may have "
			    "width:NUMBERbyte and bdf:\"BUS:DEVICE.FUNCTION\"");
}

void check_board_block_invalid(struct check *check)
{
	const struct board_platform *platform = platform_of(check);

	for (const struct acpi_block *kind = acpi_blocks; kind->kind != BOARD_BLOCK_COUNT; kind++)
		check_macros(check, kind);
	check_rows(check, BOARD_CX_INFO, CPU_STATES_CX_ROW);
	check_rows(check, BOARD_PX_INFO, CPU_STATES_PX_ROW);
	check_brand(check, platform);
	check_console(check, platform);
}

void check_board_block_incomplete(struct check *check)
{
	const struct board_block *block = &platform_of(check)->blocks[BOARD_DRHD_INFO];
	struct iommus iommus = iommus_read(check->scratch, block);
	struct diag *diag;

	if (!iommus.missing)
		return;
	diag = check_report(check, check->model, block->at,
			    "macro '%s' is missing in <DRHD_INFO>, or has no number",
			    iommus.missing);
	diag_help(diag, "run ACRN's board inspector on the board again");
}

void check_console_not_on_board(struct check *check)
{
	const struct board_platform *platform = platform_of(check);
	struct text console = check->model->hypervisor.serial_console;
	const struct board_block *block = &platform->blocks[BOARD_TTYS_INFO];
	struct diag *diag;

	if (serial_is_none(console.value) || serial_find(block, console.value) < block->line_count)
		return;
	diag = check_report(check, check->model, console.at, "board '%s' has no serial port '%s'",
			    check->model->board->name, console.value);
	diag_note(diag, block->is_there ? block->at : platform->at,
		  block->is_there ? "its serial ports are in <%s>" : "it has no <%s>",
		  board_block_names[BOARD_TTYS_INFO]);
	diag_help(diag, "use a serial port of the board, or None");
}
