/* SPDX-License-Identifier: BSD-3-Clause
 * element.c: writes elements and attributes. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "diag/path.h"
#include "diag/printable.h"
#include "report/internal.h"

const char report_has_errors[] = "The scenario has errors.";
const char report_has_too_many[] = "There are more than 1000 VMs.";

/* libxml2 returns NULL when memory runs out. */
static void *exists(const struct report *report, void *made)
{
	if (!made)
		arena_exhausted(report->arena);
	return made;
}

xmlNode *report_add(const struct report *report, xmlNode *parent, const char *name)
{
	return exists(report, xmlNewChild(parent, NULL, BAD_CAST name, NULL));
}

static void set(const struct report *report, xmlNode *node, const char *name, const char *text)
{
	exists(report, xmlNewProp(node, BAD_CAST name, BAD_CAST text));
}

static bool is_plain(const char *text)
{
	while (*text >= 0x20 && *text < 0x7F)
		text++;
	return !*text;
}

void report_text(const struct report *report, xmlNode *node, const char *name, const char *text)
{
	CLEANUP(arena_free) struct arena *scratch = NULL;

	if (!text)
		return;
	if (!is_plain(text)) {
		scratch = arena_new_like(report->arena);
		text = diag_printable(scratch, text);
	}
	set(report, node, name, text);
}

void report_textf(const struct report *report, xmlNode *node, const char *name, const char *format,
		  ...)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(report->arena);
	va_list arguments;

	va_start(arguments, format);
	report_text(report, node, name, arena_vprintf(scratch, format, arguments));
	va_end(arguments);
}

void report_number(const struct report *report, xmlNode *node, const char *name, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, number);
	set(report, node, name, digits);
}

void report_flag(const struct report *report, xmlNode *node, const char *name, bool flag)
{
	set(report, node, name, flag ? "y" : "n");
}

void report_address(const struct report *report, xmlNode *node, const char *name, uint64_t address)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "0x%" PRIx64, address);
	set(report, node, name, digits);
}

/* In MiB, in which everything is given away, or in GiB from 10 of them on; with one digit behind
 * the point where there is more. */
void report_size(const struct report *report, xmlNode *node, const char *name, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB" };
	unsigned unit = bytes >> 30 >= 10 ? 3 : bytes >> 20 ? 2 : bytes % 1024 ? 0 : 1;
	unsigned shift = 10 * unit;
	uint64_t rest = bytes & ((UINT64_C(1) << shift) - 1);
	unsigned tenths = (unsigned)(rest * 10 >> shift);

	if (tenths)
		report_textf(report, node, name, "%" PRIu64 ".%u %s", bytes >> shift, tenths,
			     units[unit]);
	else
		report_textf(report, node, name, "%" PRIu64 " %s", bytes >> shift, units[unit]);
}

const char *report_path(const struct report *report, const char *path)
{
	return diag_path(report->arena, NULL, strcmp(path, "-") == 0 ? "<stdin>" : path);
}

void report_place(const struct report *report, xmlNode *node, struct span at)
{
	struct position position;
	const char *path;

	if (!at.source)
		return;
	position = source_position(at.source, at.start);
	path = report_path(report, at.source->name);
	report_textf(report, node, "place", "%s:%zu:%zu", path, position.line, position.column);
}

uint64_t report_share(uint64_t part, uint64_t whole, unsigned parts)
{
	while (part > UINT64_MAX / parts) {
		part >>= 1;
		whole >>= 1;
	}
	return whole ? part * parts / whole : 0;
}

void report_draw(const struct report *report, xmlNode *node, uint64_t start, uint64_t size,
		 uint64_t whole)
{
	uint64_t offset = report_share(start, whole, 1000);
	uint64_t end = report_share(start + size, whole, 1000);

	report_number(report, node, "offset", offset);
	report_number(report, node, "extent", end - offset);
}
