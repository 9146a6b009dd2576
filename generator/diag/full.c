/* SPDX-License-Identifier: BSD-3-Clause
 * full.c: a message as one text, for formats that are read by programs and shown to people. */
#include <stdlib.h>

#include "base/arena.h"
#include "diag/internal.h"
#include "diag/path.h"

const char *diag_omission_text(struct arena *arena, struct diag_omission omission)
{
	if (!omission.errors && !omission.warnings)
		return NULL;
	return arena_printf(arena, "further errors: %zu, further warnings: %zu (not shown)",
			    omission.errors, omission.warnings);
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
