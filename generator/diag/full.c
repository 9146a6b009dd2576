/* SPDX-License-Identifier: BSD-3-Clause
 * full.c: a message as one text, for formats that are read by programs and shown to people. */
#include <libxml/chvalid.h>
#include <libxml/xmlstring.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "diag/internal.h"
#include "diag/path.h"

/* The length of the character at `text` as UTF-8; 0 for bytes that are none, and for those that XML
 * does not have, such as U+FFFE. libxml2 takes each byte above 0x7F for a first one. */
static size_t character_length(const char *text, size_t length)
{
	unsigned char first = (unsigned char)*text;
	int size = length < 4 ? (int)length : 4;
	int character = xmlGetUTF8Char((const unsigned char *)text, &size);
	int shortest = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

	return character > 0 && (first < 0x80 || first >= 0xC2) && size == shortest &&
			       xmlIsCharQ(character)
		       ? (size_t)size
		       : 0;
}

const char *diag_printable(struct arena *arena, const char *text)
{
	size_t length = strlen(text);
	char *printable = arena_alloc(arena, 4 * length + 1), *end = printable;

	while (length) {
		size_t dangerous = diag_dangerous_bytes(text, length);
		size_t size = dangerous ? 0 : character_length(text, length);
		size_t taken = size ? size : dangerous ? dangerous : 1;

		if (size)
			end = mempcpy(end, text, size);
		for (size_t i = 0; !size && i < taken; i++)
			end += sprintf(end, "\\x%02x", (unsigned char)text[i]);
		text += taken;
		length -= taken;
	}
	return printable;
}

const char *diag_report_path(const struct diag_report *report, const struct diag *diag)
{
	if (diag->at.source)
		return diag_path(report->arena, NULL, diag->at.source->name);
	return diag->input ? diag_path(report->arena, NULL, report->inputs[diag->input - 1].path)
			   : ".";
}

static void print_note(struct arena *arena, const struct diag_note *note, FILE *stream)
{
	fputc('\n', stream);
	if (note->at.source) {
		struct position position = source_position(note->at.source, note->at.start);
		const char *path = diag_path(arena, NULL, note->at.source->name);

		fprintf(stream, "%s:%zu:%zu: ", diag_printable(arena, path), position.line,
			position.column);
	}
	fprintf(stream, "note: %s", diag_printable(arena, note->message));
}

const char *diag_full_text(struct arena *arena, const struct diag *diag)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	if (!stream)
		arena_exhausted(arena);
	fputs(diag_printable(arena, diag->message), stream);
	for (size_t i = 0; i < diag->note_count; i++)
		print_note(arena, &diag->notes[i], stream);
	if (diag->help)
		fprintf(stream, "\nhelp: %s", diag_printable(arena, diag->help));
	if (fclose(stream) != 0)
		arena_exhausted(arena);
	copy = arena_copy(arena, text, size);
	free(text);
	return copy;
}
