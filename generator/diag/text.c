/* SPDX-License-Identifier: BSD-3-Clause
 * text.c: messages for people and for editors: FILE:LINE:COLUMN, the line, a caret. */
#include <ctype.h>
#include <string.h>

#include "diag/excerpt.h"
#include "diag/internal.h"

static const char bold[] = "\033[1m", red[] = "\033[1;31m", magenta[] = "\033[1;35m",
		  cyan[] = "\033[1;36m", green[] = "\033[1;32m", reset[] = "\033[0m";

size_t diag_dangerous_bytes(const char *text, size_t length)
{
	const unsigned char *byte = (const unsigned char *)text;

	if ((byte[0] < 0x20 && byte[0] != '\t') || byte[0] == 0x7F)
		return 1;
	if (length >= 2 && ((byte[0] == 0xC2 && byte[1] >= 0x80 && byte[1] <= 0x9F) ||
			    (byte[0] == 0xD8 && byte[1] == 0x9C))) /* U+0080 to U+009F, U+061C */
		return 2;
	if (length >= 3 && byte[0] == 0xE2 &&
	    ((byte[1] == 0x80 && (byte[2] == 0x8E || byte[2] == 0x8F)) || /* U+200E, U+200F */
	     (byte[1] == 0x80 && byte[2] >= 0xA8 && byte[2] <= 0xAE) ||	  /* U+2028 to U+202E */
	     (byte[1] == 0x81 && byte[2] >= 0xA6 && byte[2] <= 0xA9)))	  /* U+2066 to U+2069 */
		return 3;
	return 0;
}

void diag_print_safely(FILE *stream, const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t dangerous = diag_dangerous_bytes(text + i, length - i);

		if (!dangerous)
			fputc(text[i++], stream);
		for (; dangerous; dangerous--)
			fprintf(stream, "\\x%02x", (unsigned char)text[i++]);
	}
}

static void print_head(FILE *stream, struct span at, const char *kind, const char *kind_color,
		       bool color)
{
	fputs(color ? bold : "", stream);
	if (at.source) {
		struct position position = source_position(at.source, at.start);

		diag_print_safely(stream, at.source->name, strlen(at.source->name));
		fprintf(stream, ":%zu:%zu: ", position.line, position.column);
	} else {
		fputs("acrn-cfg: ", stream);
	}
	fprintf(stream, "%s%s: %s", color ? kind_color : "", kind, color ? reset : "");
}

/* As many columns as diag_print_safely() takes for the text: none for the later bytes of a
 * character. */
static void print_padding(FILE *stream, const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t dangerous = diag_dangerous_bytes(text + i, length - i);

		if (dangerous)
			fprintf(stream, "%*s", (int)(4 * dangerous), "");
		else if (((unsigned char)text[i] & 0xC0) != 0x80)
			fputc(text[i] == '\t' ? '\t' : ' ', stream);
		i += dangerous ? dangerous : 1;
	}
}

static void print_excerpt(FILE *stream, struct span at, bool color)
{
	struct diag_excerpt excerpt = diag_excerpt_at(at);

	fprintf(stream, "%5zu | ", excerpt.line);
	diag_print_safely(stream, excerpt.text, excerpt.length);
	fputs("\n      | ", stream);
	print_padding(stream, excerpt.text, excerpt.start);
	fputs(color ? green : "", stream);
	fputc('^', stream);
	for (size_t i = excerpt.start + 1; i < excerpt.end; i++)
		if (((unsigned char)excerpt.text[i] & 0xC0) != 0x80)
			fputc('~', stream);
	fprintf(stream, "%s\n", color ? reset : "");
}

static void print_part(FILE *stream, struct span at, const char *message, const char *slug,
		       bool has_excerpts, bool color)
{
	diag_print_safely(stream, message, strlen(message));
	if (slug)
		fprintf(stream, " [%s]", slug);
	fputc('\n', stream);
	if (has_excerpts && at.source)
		print_excerpt(stream, at, color);
}

static void print_diag(const struct diag *diag, FILE *stream, bool has_excerpts, bool color)
{
	bool is_warning = diag->level == DIAG_WARNING;

	print_head(stream, diag->at, is_warning ? "warning" : "error", is_warning ? magenta : red,
		   color);
	print_part(stream, diag->at, diag->message, diag->rule->slug, has_excerpts, color);
	for (size_t i = 0; i < diag->note_count; i++) {
		const struct diag_note *note = &diag->notes[i];

		print_head(stream, note->at, "note", cyan, color);
		print_part(stream, note->at, note->message, NULL, has_excerpts, color);
	}
	if (diag->help) {
		print_head(stream, diag->at, "help", cyan, color);
		print_part(stream, diag->at, diag->help, NULL, false, color);
	}
}

static void print_report(const struct diag_report *report, FILE *stream, bool has_excerpts)
{
	const char *omission = diag_omission_text(report->arena, report->omission);

	for (size_t i = 0; i < report->count; i++)
		print_diag(&report->diags[i], stream, has_excerpts, report->color);
	if (!omission)
		return;
	print_head(stream, (struct span) { 0 }, "note", cyan, report->color);
	fprintf(stream, "%s\n", omission);
}

void diag_print_text(const struct diag_report *report, FILE *stream)
{
	print_report(report, stream, true);
}

void diag_print_gcc(const struct diag_report *report, FILE *stream)
{
	print_report(report, stream, false);
}

void diags_print_remark(FILE *stream, enum diag_format format, bool color, const char *text)
{
	if (format != DIAG_FORMAT_TEXT && format != DIAG_FORMAT_GCC)
		return;
	print_head(stream, (struct span) { 0 }, "note", cyan, color);
	print_part(stream, (struct span) { 0 }, text, NULL, false, color);
}
