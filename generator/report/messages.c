/* SPDX-License-Identifier: BSD-3-Clause
 * messages.c: the messages of check, with the lines that they are about. */
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "diag/excerpt.h"
#include "diag/printable.h"
#include "report/internal.h"

static void add_place(const struct report *report, xmlNode *node, struct span at)
{
	struct position position;

	if (!at.source)
		return;
	position = source_position(at.source, at.start);
	report_text(report, node, "file", report_path(report, at.source->name));
	report_number(report, node, "line", position.line);
	report_number(report, node, "column", position.column);
	report_place(report, node, at);
}

/* The line below an excerpt: as wide as what is above, with tabs where that has tabs. */
static const char *pointer_of(struct arena *arena, const char *before, const char *marked)
{
	char *pointer = arena_alloc(arena, strlen(before) + strlen(marked) + 2), *end = pointer;

	for (; *before; before++)
		if (((unsigned char)*before & 0xC0) != 0x80)
			*end++ = *before == '\t' ? '\t' : ' ';
	*end++ = '^';
	for (bool is_first = true; *marked; marked++)
		if (((unsigned char)*marked & 0xC0) != 0x80) {
			if (!is_first)
				*end++ = '~';
			is_first = false;
		}
	return pointer;
}

static void add_excerpt(const struct report *report, xmlNode *parent, struct span at)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(report->arena);
	struct diag_excerpt excerpt;
	const char *before, *marked, *after;
	xmlNode *node;

	if (!at.source)
		return;
	excerpt = diag_excerpt_at(at);
	before = diag_printable_bytes(scratch, excerpt.text, excerpt.start);
	marked = diag_printable_bytes(scratch, excerpt.text + excerpt.start,
				      excerpt.end - excerpt.start);
	after = diag_printable_bytes(scratch, excerpt.text + excerpt.end,
				     excerpt.length - excerpt.end);
	node = report_add(report, parent, "excerpt");
	report_number(report, node, "line", excerpt.line);
	report_text(report, node, "before", before);
	report_text(report, node, "marked", marked);
	report_text(report, node, "after", after);
	report_text(report, node, "pointer", pointer_of(scratch, before, marked));
}

static void add_message(const struct report *report, xmlNode *parent,
			const struct diag_message *message)
{
	xmlNode *node = report_add(report, parent, "message");

	report_text(report, node, "level", message->level == DIAG_WARNING ? "warning" : "error");
	report_text(report, node, "slug", message->rule->slug);
	report_text(report, node, "text", message->text);
	report_text(report, node, "help", message->help);
	add_place(report, node, message->at);
	add_excerpt(report, node, message->at);
	for (size_t i = 0; i < message->note_count; i++) {
		xmlNode *note = report_add(report, node, "note");

		report_text(report, note, "text", message->notes[i].message);
		add_place(report, note, message->notes[i].at);
		add_excerpt(report, note, message->notes[i].at);
	}
}

void report_add_messages(const struct report *report, xmlNode *root)
{
	const struct diags *diags = report->request->diags;
	xmlNode *messages = report_add(report, root, "messages");
	size_t errors = diags_error_count(diags), warnings = diags_warning_count(diags);

	for (size_t i = 0; i < diags_count(diags); i++) {
		const struct diag_message message = diags_get(diags, i);

		if (message.level == DIAG_WARNING)
			warnings--;
		else
			errors--;
		add_message(report, messages, &message);
	}
	if (errors || warnings)
		report_textf(report, messages, "omitted",
			     "further errors: %zu, further warnings: %zu (not shown)", errors,
			     warnings);
}
