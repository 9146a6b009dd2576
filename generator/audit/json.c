/* SPDX-License-Identifier: BSD-3-Clause
 * json.c: an audit for programs, by schema/audit.schema.json. */
#include "audit/audit.h"
#include "diag/document.h"
#include "model/harden.h"

static void add_row(struct arena *arena, json_t *rows, const struct audit_row *row,
		    struct audit_finding finding)
{
	json_t *object = document_append_object(arena, rows);

	document_set(arena, object, "rule", json_string(row->rule->slug));
	document_set(arena, object, "practice", json_string(audit_practice_name(row->practice)));
	document_set(arena, object, "weight", document_number(row->weight));
	document_set(arena, object, "state", json_string(audit_state_name(finding.state)));
	document_set(arena, object, "reason", document_text(arena, finding.reason));
	document_set(arena, object, "why", json_string(row->why));
}

static void add_reader(struct arena *arena, json_t *readers, const struct audit_reader *reader)
{
	json_t *object = document_append_object(arena, readers);

	document_set(arena, object, "kind", json_string(reader->kind));
	if (reader->name)
		document_set(arena, object, "name", document_text(arena, reader->name));
	document_set(arena, object, "how", json_string(reader->how));
}

static void add_subject(struct arena *arena, json_t *subjects, const struct audit_subject *subject)
{
	json_t *object = document_append_object(arena, subjects), *list;
	struct span at = audit_subject_at(subject);
	const struct plan_region *region = subject->region;

	document_set(arena, object, "kind", json_string(audit_subject_kind(subject)));
	document_set(arena, object, "name", document_text(arena, audit_subject_name(subject)));
	if (region)
		document_set(arena, object, "land",
			     json_string(region->land == CFG_LAND_HV ? "hv" : "dm"));
	document_set(arena, object, "file", document_text(arena, at.source->name));
	document_set(arena, object, "line",
		     document_number(source_position(at.source, at.start).line));
	document_set(arena, object, "exposure", json_real(subject->score / 10.0));
	document_set(arena, object, "level", json_string(audit_word(subject->score)));
	list = document_set_array(arena, object, "rows");
	for (size_t i = 0; i < subject->row_count; i++)
		add_row(arena, list, subject->rows[i], subject->findings[i]);
	if (region)
		list = document_set_array(arena, object, "readers");
	for (size_t i = 0; i < subject->reader_count; i++)
		add_reader(arena, list, &subject->readers[i]);
}

void audit_print_json(struct arena *arena, const struct audit *audit, FILE *stream)
{
	json_t *root = json_object(), *list;

	document_set(arena, root, "scenario", document_text(arena, audit->path));
	if (audit->root)
		document_set(arena, root, "root", document_text(arena, audit->root));
	list = document_set_array(arena, root, "harden");
	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		if (audit->parts & 1u << part)
			document_append(arena, list, json_string(harden_name(part)));
	document_set(arena, root, "exposure", json_real(audit_worst(audit) / 10.0));
	list = document_set_array(arena, root, "subjects");
	for (size_t i = 0; i < audit->count; i++)
		add_subject(arena, list, &audit->subjects[i]);
	/* So many digits that tenths are printed as tenths. */
	document_print(arena, root, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(3));
}
