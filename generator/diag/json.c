/* SPDX-License-Identifier: BSD-3-Clause
 * json.c: messages for programs, by schema/diagnostics.schema.json: an object a line. */
#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "diag/internal.h"

/* An object on its way to the stream. What is put into it belongs to it. */
struct record {
	struct arena *arena;
	json_t *root;
};

/* Without memory an object would be incomplete: the run ends instead. */
static json_t *exists(const struct record *record, json_t *value)
{
	if (!value)
		arena_exhausted(record->arena);
	return value;
}

static void set(const struct record *record, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, exists(record, value)) != 0)
		arena_exhausted(record->arena);
}

static json_t *append(const struct record *record, json_t *array, json_t *value)
{
	if (json_array_append_new(array, exists(record, value)) != 0)
		arena_exhausted(record->arena);
	return value;
}

/* A text with \xNN for each byte that is not ASCII: what is not UTF-8, such as the name of a
 * file, is not valid in JSON. */
static const char *ascii(struct arena *arena, const char *text)
{
	char *escaped = arena_alloc(arena, 4 * strlen(text) + 1);
	char *end = escaped;

	for (; *text; text++) {
		if ((unsigned char)*text < 0x80)
			*end++ = *text;
		else
			end += sprintf(end, "\\x%02x", (unsigned char)*text);
	}
	return escaped;
}

static json_t *text_of(const struct record *record, const char *text)
{
	json_t *string = json_string(text);

	return string ? string : json_string(ascii(record->arena, text));
}

static json_t *number_of(size_t number)
{
	return json_integer((json_int_t)number);
}

static json_t *position_of(const struct record *record, const struct source *source, size_t offset)
{
	struct position position = source_position(source, offset);
	json_t *object = exists(record, json_object());

	set(record, object, "line", number_of(position.line));
	set(record, object, "column", number_of(position.column));
	set(record, object, "offset", number_of(source->mark_size + offset));
	return object;
}

/* Adds where a span is; nothing for one without a source. */
static void set_span(const struct record *record, json_t *object, struct span at)
{
	if (!at.source)
		return;
	set(record, object, "file", text_of(record, at.source->name));
	set(record, object, "start", position_of(record, at.source, at.start));
	set(record, object, "end",
	    position_of(record, at.source, at.end > at.start ? at.end : at.start));
}

static void set_spans(const struct record *record, const struct diag *diag)
{
	json_t *spans = exists(record, json_array());

	set(record, record->root, "spans", spans);
	if (diag->at.source) {
		json_t *primary = append(record, spans, json_object());

		set(record, primary, "role", json_string("primary"));
		set_span(record, primary, diag->at);
	}
	for (size_t i = 0; i < diag->note_count; i++) {
		json_t *note = append(record, spans, json_object());

		set(record, note, "role", json_string("note"));
		set(record, note, "message", text_of(record, diag->notes[i].message));
		set_span(record, note, diag->notes[i].at);
	}
}

/* There is one fix at most: the help, and the edits that carry it out, where a program can. */
static void set_fixes(const struct record *record, const struct diag *diag)
{
	json_t *fixes = exists(record, json_array());
	json_t *fix, *edits;

	set(record, record->root, "fixes", fixes);
	if (!diag->help)
		return;
	fix = append(record, fixes, json_object());
	edits = exists(record, json_array());
	set(record, fix, "message", text_of(record, diag->help));
	set(record, fix, "edits", edits);
	for (size_t i = 0; i < diag->edit_count; i++) {
		json_t *edit = append(record, edits, json_object());

		set_span(record, edit, diag->edits[i].at);
		set(record, edit, "text", text_of(record, diag->edits[i].text));
	}
}

/* ASCII only, so that no control character reaches a terminal. */
static void print(const struct record *record, FILE *stream)
{
	if (json_dumpf(record->root, stream, JSON_COMPACT | JSON_ENSURE_ASCII) != 0 &&
	    !ferror(stream))
		arena_exhausted(record->arena);
	fputc('\n', stream);
	json_decref(record->root);
}

static void print_diag(const struct diag *diag, FILE *stream)
{
	static const char *const levels[] = {
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
		[DIAG_FAILURE] = "failure",
	};
	struct record record = { .arena = diag->arena, .root = json_object() };

	exists(&record, record.root);
	set(&record, record.root, "level", json_string(levels[diag->level]));
	set(&record, record.root, "rule", json_string(diag->rule->slug));
	set(&record, record.root, "code", number_of(diag->rule->code));
	set(&record, record.root, "summary", json_string(diag->rule->summary));
	set(&record, record.root, "message", text_of(&record, diag->message));
	set_spans(&record, diag);
	set_fixes(&record, diag);
	print(&record, stream);
}

static void print_omission(const struct diag_report *report, FILE *stream)
{
	struct record record = { .arena = report->arena, .root = json_object() };
	json_t *counts = json_object();

	exists(&record, record.root);
	set(&record, record.root, "omitted", counts);
	set(&record, counts, "errors", number_of(report->omission.errors));
	set(&record, counts, "warnings", number_of(report->omission.warnings));
	print(&record, stream);
}

void diag_print_json(const struct diag_report *report, FILE *stream)
{
	for (size_t i = 0; i < report->count; i++)
		print_diag(&report->diags[i], stream);
	if (report->omission.errors || report->omission.warnings)
		print_omission(report, stream);
}
