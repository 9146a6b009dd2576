/* SPDX-License-Identifier: BSD-3-Clause
 * writer.c: hands the parts of the plan to a format. */
#include "plan/writer.h"

#include <inttypes.h>
#include <libxml/xmlstring.h>
#include <string.h>

#include "base/arena.h"
#include "schema/bdf.h"

void writer_begin(struct plan_writer *writer, const char *name)
{
	writer->format->begin(writer, name);
}

void writer_end(struct plan_writer *writer)
{
	writer->format->end(writer);
}

void writer_begin_list(struct plan_writer *writer, const char *name)
{
	writer->format->begin_list(writer, name);
}

void writer_end_list(struct plan_writer *writer)
{
	writer->format->end_list(writer);
}

/* A copy with '?' for each byte that is not UTF-8. */
static const char *valid_text(struct arena *arena, const char *text)
{
	char *copy = arena_copy(arena, text, strlen(text));
	int size;

	for (char *at = copy; *at; at += size) {
		size = 4; /* in: the most bytes to look at; out: those of this character */
		if (xmlGetUTF8Char(BAD_CAST at, &size) < 0) {
			*at = '?';
			size = 1;
		}
	}
	return copy;
}

void writer_text(struct plan_writer *writer, const char *name, const char *value)
{
	if (value && !xmlCheckUTF8(BAD_CAST value))
		value = valid_text(writer->arena, value); /* a file's name may be anything */
	if (value)
		writer->format->text(writer, name, value);
}

void writer_textf(struct plan_writer *writer, const char *name, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	writer_text(writer, name, arena_vprintf(writer->arena, format, arguments));
	va_end(arguments);
}

void writer_number(struct plan_writer *writer, const char *name, uint64_t value)
{
	writer->format->number(writer, name, (int64_t)value);
}

void writer_signed(struct plan_writer *writer, const char *name, int64_t value)
{
	writer->format->number(writer, name, value);
}

void writer_boolean(struct plan_writer *writer, const char *name, bool value)
{
	writer->format->boolean(writer, name, value);
}

void writer_flag(struct plan_writer *writer, const char *name, bool is_there)
{
	if (is_there)
		writer->format->flag(writer, name);
}

void writer_address(struct plan_writer *writer, const char *name, uint64_t address)
{
	writer_textf(writer, name, "0x%" PRIx64, address);
}

void writer_bdf(struct plan_writer *writer, const char *name, uint16_t bdf)
{
	char text[BDF_TEXT_SIZE];

	writer_text(writer, name, bdf_format(bdf, text));
}

void writer_wrapped_text(struct plan_writer *writer, const char *name, const char *member,
			 const char *value)
{
	if (!value)
		return;
	writer_begin(writer, name);
	writer_text(writer, member, value);
	writer_end(writer);
}

void writer_origin(struct plan_writer *writer, struct span at)
{
	struct position position = source_position(at.source, at.start);

	writer_textf(writer, "at", "%s:%zu:%zu", at.source->base, position.line, position.column);
}
