/* SPDX-License-Identifier: BSD-3-Clause
 * sarif.c: messages for code scanners: one SARIF 2.1.0 log of one run, as OASIS defines it.
 *
 * Files are named relative to the working directory, so that a log says nothing about the machine.
 * GitHub rejects a log with a result without a place: failures, and messages without a place, are
 * notifications of the tool. It rejects larger logs, too: what is more is counted, but not shown.
 */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "diag/document.h"
#include "diag/fingerprint.h"
#include "diag/internal.h"
#include "diag/path.h"
#include "diag/sarif_rules.h"

/* GitHub's limits: of the results of a run, and of the places of a result. */
#define RESULTS_MAX 25000u
#define RELATED_MAX 999u

/* The longest texts of messages together. They are what hardly becomes less when GitHub's limit of
 * 10 MB for a compressed log counts; the rest is much the same in each result. */
#define TEXTS_MAX (6u * 1024u * 1024u)

struct sarif {
	struct arena *arena;
	json_t *results, *notifications;
	struct sarif_rules *rules;
	struct fingerprints *fingerprints;
	size_t text_size; /* of the results so far */
	struct diag_omission omission;
};

/* A text for a message, in which braces would be placeholders. */
static json_t *message_text(struct arena *arena, const char *text)
{
	char *escaped = arena_alloc(arena, 2 * strlen(text) + 1);
	char *end = escaped;

	for (; *text; text++) {
		if (*text == '{' || *text == '}')
			*end++ = *text;
		*end++ = *text;
	}
	return document_text(arena, escaped);
}

static void set_message(struct arena *arena, json_t *object, const char *key, const char *text)
{
	document_set(arena, document_set_object(arena, object, key), "text",
		     message_text(arena, text));
}

/* RFC 3986, each byte that is not unreserved in %XX: a colon, too, that could end a scheme. */
static const char *uri_of(struct arena *arena, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";
	const char *path = diag_path(arena, NULL, name);
	char *uri = arena_alloc(arena, 3 * strlen(path) + 1);
	char *end = uri;

	for (; *path; path++) {
		if (strchr(plain, *path))
			*end++ = *path;
		else
			end += sprintf(end, "%%%02X", (unsigned char)*path);
	}
	return uri;
}

static void set_file(struct arena *arena, json_t *object, const char *key, const char *name)
{
	json_t *location = document_set_object(arena, object, key);

	document_set(arena, location, "uri", json_string(uri_of(arena, name)));
	document_set(arena, location, "uriBaseId", json_string("SRCROOT"));
}

static void set_region(struct arena *arena, json_t *object, const char *key, struct span at)
{
	struct position start = source_position(at.source, at.start);
	struct position end = source_position(at.source, at.end > at.start ? at.end : at.start);
	json_t *region = document_set_object(arena, object, key);

	document_set(arena, region, "startLine", document_number(start.line));
	document_set(arena, region, "startColumn", document_number(start.column));
	document_set(arena, region, "endLine", document_number(end.line));
	document_set(arena, region, "endColumn", document_number(end.column));
}

static void set_place(struct arena *arena, json_t *location, struct span at)
{
	json_t *place = document_set_object(arena, location, "physicalLocation");

	set_file(arena, place, "artifactLocation", at.source->name);
	set_region(arena, place, "region", at);
}

static void set_fingerprint(const struct sarif *sarif, json_t *result, const struct diag *diag)
{
	const char *fingerprint =
		fingerprint_next(sarif->fingerprints, diag->rule, diag->at, diag->message);

	document_set(sarif->arena, document_set_object(sarif->arena, result, "partialFingerprints"),
		     "primaryLocationLineHash", json_string(fingerprint));
}

/* The notes that have a place. */
static void set_notes(struct arena *arena, json_t *result, const struct diag *diag)
{
	json_t *related = document_set_array(arena, result, "relatedLocations");

	for (size_t i = 0; i < diag->note_count; i++) {
		const struct diag_note *note = &diag->notes[i];
		size_t count = json_array_size(related);
		json_t *location;

		if (!note->at.source || count == RELATED_MAX)
			continue;
		location = document_append_object(arena, related);
		document_set(arena, location, "id", document_number(count + 1));
		set_message(arena, location, "message", note->message);
		set_place(arena, location, note->at);
	}
}

/* The edits of a message belong together; those that follow each other in one file are its change.
 */
static void set_fixes(struct arena *arena, json_t *result, const struct diag *diag)
{
	json_t *fix, *changes, *replacements = NULL;

	fix = document_append_object(arena, document_set_array(arena, result, "fixes"));
	set_message(arena, fix, "description", diag->help ? diag->help : diag->message);
	changes = document_set_array(arena, fix, "artifactChanges");
	for (size_t i = 0; i < diag->edit_count; i++) {
		const struct diag_edit *edit = &diag->edits[i];
		json_t *replacement, *content;

		if (i == 0 || edit->at.source != diag->edits[i - 1].at.source) {
			json_t *change = document_append_object(arena, changes);

			set_file(arena, change, "artifactLocation", edit->at.source->name);
			replacements = document_set_array(arena, change, "replacements");
		}
		replacement = document_append_object(arena, replacements);
		set_region(arena, replacement, "deletedRegion", edit->at);
		content = document_set_object(arena, replacement, "insertedContent");
		document_set(arena, content, "text", document_text(arena, edit->text));
	}
}

/* The message, its notes without a place, and its help. */
static const char *result_text(struct arena *arena, const struct diag *diag)
{
	const char *text = diag->message;

	for (size_t i = 0; i < diag->note_count; i++)
		if (!diag->notes[i].at.source)
			text = arena_printf(arena, "%s\nnote: %s", text, diag->notes[i].message);
	return diag->help ? arena_printf(arena, "%s\nhelp: %s", text, diag->help) : text;
}

static void add_result(const struct sarif *sarif, const struct diag *diag)
{
	struct arena *arena = sarif->arena;
	json_t *result = document_append_object(arena, sarif->results);
	json_t *locations;

	document_set(arena, result, "ruleId", json_string(diag->rule->slug));
	document_set(arena, result, "ruleIndex",
		     document_number(sarif_rule_index(sarif->rules, diag->rule)));
	document_set(arena, result, "level", json_string(sarif_level(diag->level)));
	set_message(arena, result, "message", result_text(arena, diag));
	locations = document_set_array(arena, result, "locations");
	set_place(arena, document_append_object(arena, locations), diag->at);
	if (diag->note_count)
		set_notes(arena, result, diag);
	if (diag->edit_count)
		set_fixes(arena, result, diag);
	set_fingerprint(sarif, result, diag);
}

/* A message of the tool about itself, or about what it could not do. */
static void add_notification(const struct sarif *sarif, const struct diag *diag)
{
	struct arena *arena = sarif->arena;
	json_t *notification = document_append_object(arena, sarif->notifications);
	json_t *rule = document_set_object(arena, notification, "associatedRule");

	document_set(arena, rule, "id", json_string(diag->rule->slug));
	document_set(arena, rule, "index",
		     document_number(sarif_rule_index(sarif->rules, diag->rule)));
	document_set(arena, notification, "level", json_string(sarif_level(diag->level)));
	set_message(arena, notification, "message", result_text(arena, diag));
	if (diag->at.source)
		set_place(arena,
			  document_append_object(
				  arena, document_set_array(arena, notification, "locations")),
			  diag->at);
}

static size_t text_size(const struct diag *diag)
{
	size_t size = strlen(diag->message) + (diag->help ? strlen(diag->help) : 0);

	for (size_t i = 0; i < diag->note_count; i++)
		size += strlen(diag->notes[i].message);
	for (size_t i = 0; i < diag->edit_count; i++)
		size += strlen(diag->edits[i].text);
	return size;
}

/* Adds the messages of some levels, as long as they are within the limits. */
static void add_messages(struct sarif *sarif, const struct diag_report *report,
			 enum diag_level least, enum diag_level most)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct diag *diag = &report->diags[i];

		if (diag->level < least || diag->level > most)
			continue;
		sarif->text_size += text_size(diag);
		if (json_array_size(sarif->results) == RESULTS_MAX || sarif->text_size > TEXTS_MAX)
			++*(diag->level == DIAG_WARNING ? &sarif->omission.warnings
							: &sarif->omission.errors);
		else if (diag->at.source && diag->level != DIAG_FAILURE)
			add_result(sarif, diag);
		else
			add_notification(sarif, diag);
	}
}

static void add_omission(const struct sarif *sarif)
{
	struct arena *arena = sarif->arena;
	const char *omission = diag_omission_text(arena, sarif->omission);
	json_t *notification;

	if (!omission)
		return;
	notification = document_append_object(arena, sarif->notifications);
	document_set(arena, notification, "level", json_string("note"));
	set_message(arena, notification, "message", omission);
}

/* Whether the run could do its work. */
static bool is_done(const struct diag_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->diags[i].level == DIAG_FAILURE)
			return false;
	return true;
}

static void set_driver(struct sarif *sarif, json_t *run)
{
	struct arena *arena = sarif->arena;
	json_t *tool = document_set_object(arena, run, "tool");
	json_t *driver = document_set_object(arena, tool, "driver");

	document_set(arena, driver, "name", json_string("acrn-cfg"));
	document_set(arena, driver, "version", json_string(VERSION));
	document_set(arena, driver, "semanticVersion", json_string(VERSION));
	sarif->rules = sarif_rules_new(arena, document_set_array(arena, driver, "rules"));
}

static void set_invocation(struct sarif *sarif, json_t *run, const struct diag_report *report)
{
	struct arena *arena = sarif->arena;
	json_t *list = document_set_array(arena, run, "invocations");
	json_t *invocation = document_append_object(arena, list);

	document_set(arena, invocation, "executionSuccessful", json_boolean(is_done(report)));
	sarif->notifications = document_set_array(arena, invocation, "toolExecutionNotifications");
}

/* A file that was checked, once. */
static void add_artifact(struct arena *arena, json_t *artifacts, const char *name,
			 struct string_map *seen)
{
	json_t *artifact;

	if (string_map_put(seen, uri_of(arena, name), name))
		return;
	artifact = document_append_object(arena, artifacts);
	set_file(arena, artifact, "location", name);
	document_append(arena, document_set_array(arena, artifact, "roles"),
			json_string("analysisTarget"));
}

/* What paths are relative to, and the files that were checked. */
static void set_files(struct arena *arena, json_t *run, const struct diag_report *report)
{
	json_t *bases = document_set_object(arena, run, "originalUriBaseIds");
	json_t *root = document_set_object(arena, bases, "SRCROOT");
	json_t *artifacts = document_set_array(arena, run, "artifacts");
	struct string_map *seen = string_map_new(arena, report->input_count);

	set_message(arena, root, "description", "the working directory of acrn-cfg");
	for (size_t i = 0; i < report->input_count; i++)
		add_artifact(arena, artifacts, report->inputs[i].path, seen);
}

void diag_print_sarif(const struct diag_report *report, FILE *stream)
{
	struct arena *arena = report->arena;
	json_t *root = json_object(), *run;
	struct sarif sarif = {
		.arena = arena,
		.fingerprints = fingerprints_new(arena, NULL),
		.omission = report->omission,
	};

	document_set(arena, root, "$schema",
		     json_string("https://json.schemastore.org/sarif-2.1.0.json"));
	document_set(arena, root, "version", json_string("2.1.0"));
	run = document_append_object(arena, document_set_array(arena, root, "runs"));
	set_driver(&sarif, run);
	document_set(arena, run, "columnKind", json_string("unicodeCodePoints"));
	set_files(arena, run, report);
	set_invocation(&sarif, run, report);
	sarif.results = document_set_array(arena, run, "results");
	add_messages(&sarif, report, DIAG_ERROR, DIAG_FAILURE);
	add_messages(&sarif, report, DIAG_WARNING, DIAG_WARNING);
	add_omission(&sarif);
	document_print(arena, root, stream, JSON_INDENT(1));
}
