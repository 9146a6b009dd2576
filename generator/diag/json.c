/* SPDX-License-Identifier: BSD-3-Clause
 * json.c: messages for programs, by schema/diagnostics.schema.json: an object a line. */
#include "base/arena.h"
#include "diag/document.h"
#include "diag/internal.h"

static void set_position(struct arena *arena, json_t *object, const char *key,
			 const struct source *source, size_t offset)
{
	struct position position = source_position(source, offset);
	json_t *value = document_set_object(arena, object, key);

	document_set(arena, value, "line", document_number(position.line));
	document_set(arena, value, "column", document_number(position.column));
	document_set(arena, value, "offset", document_number(source->mark_size + offset));
}

/* Adds where a span is; nothing for one without a source. */
static void set_span(struct arena *arena, json_t *object, struct span at)
{
	if (!at.source)
		return;
	document_set(arena, object, "file", document_text(arena, at.source->name));
	set_position(arena, object, "start", at.source, at.start);
	set_position(arena, object, "end", at.source, at.end > at.start ? at.end : at.start);
}

static void set_spans(struct arena *arena, json_t *root, const struct diag *diag)
{
	json_t *spans = document_set_array(arena, root, "spans");

	if (diag->at.source) {
		json_t *primary = document_append_object(arena, spans);

		document_set(arena, primary, "role", json_string("primary"));
		set_span(arena, primary, diag->at);
	}
	for (size_t i = 0; i < diag->note_count; i++) {
		json_t *note = document_append_object(arena, spans);

		document_set(arena, note, "role", json_string("note"));
		document_set(arena, note, "message", document_text(arena, diag->notes[i].message));
		set_span(arena, note, diag->notes[i].at);
	}
}

/* There is one fix at most: the help, and the edits that carry it out, where a program can. */
static void set_fixes(struct arena *arena, json_t *root, const struct diag *diag)
{
	json_t *fixes = document_set_array(arena, root, "fixes");
	json_t *fix, *edits;

	if (!diag->help)
		return;
	fix = document_append_object(arena, fixes);
	document_set(arena, fix, "message", document_text(arena, diag->help));
	edits = document_set_array(arena, fix, "edits");
	for (size_t i = 0; i < diag->edit_count; i++) {
		json_t *edit = document_append_object(arena, edits);

		set_span(arena, edit, diag->edits[i].at);
		document_set(arena, edit, "text", document_text(arena, diag->edits[i].text));
	}
}

static void print_diag(const struct diag *diag, FILE *stream)
{
	static const char *const levels[] = {
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
		[DIAG_FAILURE] = "failure",
	};
	struct arena *arena = diag->arena;
	json_t *root = json_object();

	document_set(arena, root, "level", json_string(levels[diag->level]));
	document_set(arena, root, "rule", json_string(diag->rule->slug));
	document_set(arena, root, "code", document_number(diag->rule->code));
	document_set(arena, root, "summary", json_string(diag->rule->summary));
	document_set(arena, root, "message", document_text(arena, diag->message));
	set_spans(arena, root, diag);
	set_fixes(arena, root, diag);
	document_print(arena, root, stream, JSON_COMPACT);
}

static void print_omission(const struct diag_report *report, FILE *stream)
{
	json_t *root = json_object();
	json_t *counts = document_set_object(report->arena, root, "omitted");

	document_set(report->arena, counts, "errors", document_number(report->omission.errors));
	document_set(report->arena, counts, "warnings", document_number(report->omission.warnings));
	document_print(report->arena, root, stream, JSON_COMPACT);
}

void diag_print_json(const struct diag_report *report, FILE *stream)
{
	for (size_t i = 0; i < report->count; i++)
		print_diag(&report->diags[i], stream);
	if (report->omission.errors || report->omission.warnings)
		print_omission(report, stream);
}
