/* SPDX-License-Identifier: BSD-3-Clause
 * serial.c: the hypervisor's own console, by the board's line about it:
 *
 *     seri:/dev/ttyS4 type:mmio base:0x91526000 width:4byte irq:4 bdf:"00:19.2"
 */
#include "plan/serial.h"

#include <string.h>

#include "base/arena.h"
#include "plan/internal.h"
#include "plan/lines.h"
#include "schema/bdf.h"

#define BLANKS " \t"
#define NAME   "seri:"

bool serial_is_none(const char *console)
{
	return !console || !*console || strcmp(console, "None") == 0;
}

size_t serial_find(const struct board_block *block, const char *console)
{
	for (size_t i = 0; i < block->line_count; i++) {
		const char *line = block->lines[i];
		size_t length = strcspn(line, BLANKS);

		if (strncmp(line, NAME, strlen(NAME)) == 0 &&
		    strlen(console) == length - strlen(NAME) &&
		    strncmp(line + strlen(NAME), console, strlen(console)) == 0)
			return i;
	}
	return block->line_count;
}

/* What follows a word's beginning, up to the end of the word; NULL where no word begins so. */
static const char *find_value(struct arena *arena, const char *line, const char *beginning)
{
	while (*line) {
		size_t length = strcspn(line, BLANKS);

		if (strncmp(line, beginning, strlen(beginning)) == 0)
			return arena_copy(arena, line + strlen(beginning),
					  length - strlen(beginning));
		line += length;
		line += strspn(line, BLANKS);
	}
	return NULL;
}

/* Whether a text is a constant of C, and nothing else. */
static bool is_constant(const char *text)
{
	uint64_t number;
	size_t length = lines_parse_constant(text, &number);

	return length && !text[length];
}

/* The 4 of "width:4byte"; NULL where a line does not say it. */
static const char *find_width(struct arena *arena, const char *line)
{
	const char *width = find_value(arena, line, "width:");
	const char *unit = width ? strstr(width, "byte") : NULL;

	return unit && !unit[strlen("byte")] ? arena_copy(arena, width, (size_t)(unit - width))
					     : width;
}

/* In quotes; without them the address is not one that the hypervisor takes. */
static bool parse_bdf(struct arena *arena, const char *line, struct plan_serial *serial)
{
	const char *text = find_value(arena, line, "bdf:\"");
	size_t length;

	serial->has_bdf = text;
	return !text ||
	       (bdf_parse(text, &serial->bdf, &length) && strcmp(text + length, "\"") == 0);
}

bool serial_parse(struct arena *arena, const char *line, struct plan_serial *serial)
{
	const char *type = find_value(arena, line, "type:");
	bool is_port = type && strcmp(type, "portio") == 0;
	bool is_memory = type && strcmp(type, "mmio") == 0;

	serial->kind = is_port ? PLAN_SERIAL_PORT : PLAN_SERIAL_MMIO;
	serial->base = find_value(arena, line, "base:");
	serial->width = find_width(arena, line);
	return (is_port || is_memory) && serial->base && is_constant(serial->base) &&
	       (!serial->width || is_constant(serial->width)) && parse_bdf(arena, line, serial);
}

void plan_fill_serial(struct planner *planner)
{
	const struct board_block *block = &planner->model->board->platform->blocks[BOARD_TTYS_INFO];
	const char *console = planner->model->hypervisor.serial_console.value;
	struct plan_serial *serial = &planner->hypervisor->serial;
	size_t line;

	if (serial_is_none(console))
		return;
	line = serial_find(block, console);
	if (line < block->line_count)
		serial_parse(planner->arena, block->lines[line], serial);
	if (planner->model->release < RELEASE_MASTER)
		serial->width = NULL; /* the hypervisor knows no other one than its own */
}
