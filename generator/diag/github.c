/* SPDX-License-Identifier: BSD-3-Clause
 * github.c: messages as annotations of a workflow on GitHub: a command a line.
 *
 * Only the first 10 errors and the first 10 warnings of a step are shown there, so that all errors
 * of a run come first.
 */
#include <string.h>

#include "diag/internal.h"

/* Prints a text with %XX for its bytes that end a command, or in a property that. */
static void print_escaped(FILE *stream, const char *text, const char *special)
{
	for (; *text; text++)
		if (strchr(special, *text))
			fprintf(stream, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, stream);
}

static void print_property(FILE *stream, const char *text)
{
	print_escaped(stream, text, "%\r\n:,");
}

/* Columns are shown within one line only; the last one is that of the last character. */
static void print_place(FILE *stream, struct span at)
{
	struct position start = source_position(at.source, at.start);
	struct position end = source_position(at.source, at.end > at.start ? at.end : at.start);

	fprintf(stream, "line=%zu,endLine=%zu,", start.line, end.line);
	if (end.line == start.line)
		fprintf(stream, "col=%zu,endColumn=%zu,", start.column,
			end.column > start.column ? end.column - 1 : start.column);
}

static void print_diag(const struct diag_report *report, const struct diag *diag, FILE *stream)
{
	fprintf(stream, "::%s file=", diag->level == DIAG_WARNING ? "warning" : "error");
	print_property(stream, diag_printable(report->arena, diag_report_path(report, diag)));
	fputc(',', stream);
	if (diag->at.source)
		print_place(stream, diag->at);
	fputs("title=", stream);
	print_property(stream, diag->rule->slug);
	fputs("::", stream);
	print_escaped(stream, diag_full_text(report->arena, diag), "%\r\n");
	fputc('\n', stream);
}

void diag_print_github(const struct diag_report *report, FILE *stream)
{
	const char *omission = diag_omission_text(report->arena, report->omission);

	for (enum diag_level level = DIAG_FAILURE; level >= DIAG_WARNING; level--)
		for (size_t i = 0; i < report->count; i++)
			if (report->diags[i].level == level)
				print_diag(report, &report->diags[i], stream);
	if (omission)
		fprintf(stream, "::notice title=acrn-cfg::%s\n", omission);
}
