/* SPDX-License-Identifier: BSD-3-Clause
 * sarif.c: messages for code scanners: one SARIF 2.1.0 log of one run, as OASIS defines it.
 *
 * Files are named relative to the working directory, so that a log says nothing about the machine.
 */
#include <string.h>

#include "base/arena.h"
#include "diag/document.h"
#include "diag/fingerprint.h"
#include "diag/internal.h"
#include "diag/path.h"

struct sarif {
	struct arena *arena;
	json_t *rules, *results;
	size_t *rule_numbers; /* by the order of the registry: 1 + the index in `rules`, or 0 */
	struct fingerprints *fingerprints;
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
static const char *uri_of(struct arena *arena, const struct source *source)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";
	const char *path = diag_path(arena, NULL, source);
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

static void set_artifact(struct arena *arena, json_t *object, const struct source *source)
{
	json_t *artifact = document_set_object(arena, object, "artifactLocation");

	document_set(arena, artifact, "uri", json_string(uri_of(arena, source)));
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

	set_artifact(arena, place, at.source);
	set_region(arena, place, "region", at);
}

static const char *level_of(enum diag_level level)
{
	return level == DIAG_WARNING ? "warning" : "error";
}

static void add_rule(const struct sarif *sarif, const struct diag_rule *rule)
{
	struct arena *arena = sarif->arena;
	json_t *object = document_append_object(arena, sarif->rules);
	size_t length;
	const char *section = diag_rule_section(rule, &length);
	json_t *help, *configuration;

	for (; length && *section == '\n'; length--)
		section++;

	document_set(arena, object, "id", json_string(rule->slug));
	document_set(arena, document_set_object(arena, object, "shortDescription"), "text",
		     document_text(arena, rule->summary));
	help = document_set_object(arena, object, "help");
	document_set(arena, help, "text", json_stringn(section, length));
	document_set(arena, help, "markdown", json_stringn(section, length));
	configuration = document_set_object(arena, object, "defaultConfiguration");
	document_set(arena, configuration, "level", json_string(level_of(rule->level)));
}

/* The index of a rule among those of the log. */
static size_t rule_index(const struct sarif *sarif, const struct diag_rule *rule)
{
	size_t *number = &sarif->rule_numbers[rule - diag_rules()];

	if (!*number) {
		add_rule(sarif, rule);
		*number = json_array_size(sarif->rules);
	}
	return *number - 1;
}

static void set_fingerprint(const struct sarif *sarif, json_t *result, const struct diag *diag)
{
	const char *fingerprint =
		fingerprint_next(sarif->fingerprints, diag->rule, diag->at, diag->message);

	document_set(sarif->arena, document_set_object(sarif->arena, result, "partialFingerprints"),
		     "primaryLocationLineHash", json_string(fingerprint));
}

static void set_notes(struct arena *arena, json_t *result, const struct diag *diag)
{
	json_t *related = document_set_array(arena, result, "relatedLocations");

	for (size_t i = 0; i < diag->note_count; i++) {
		const struct diag_note *note = &diag->notes[i];
		json_t *location = document_append_object(arena, related);

		document_set(arena, location, "id", document_number(i + 1));
		set_message(arena, location, "message", note->message);
		if (note->at.source)
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

			set_artifact(arena, change, edit->at.source);
			replacements = document_set_array(arena, change, "replacements");
		}
		replacement = document_append_object(arena, replacements);
		set_region(arena, replacement, "deletedRegion", edit->at);
		content = document_set_object(arena, replacement, "insertedContent");
		document_set(arena, content, "text", document_text(arena, edit->text));
	}
}

static void add_result(const struct sarif *sarif, const struct diag *diag)
{
	struct arena *arena = sarif->arena;
	json_t *result = document_append_object(arena, sarif->results);
	json_t *locations;

	document_set(arena, result, "ruleId", json_string(diag->rule->slug));
	document_set(arena, result, "ruleIndex", document_number(rule_index(sarif, diag->rule)));
	document_set(arena, result, "level", json_string(level_of(diag->level)));
	set_message(arena, result, "message",
		    diag->help ? arena_printf(arena, "%s\nhelp: %s", diag->message, diag->help)
			       : diag->message);
	locations = document_set_array(arena, result, "locations");
	if (diag->at.source)
		set_place(arena, document_append_object(arena, locations), diag->at);
	if (diag->note_count)
		set_notes(arena, result, diag);
	if (diag->edit_count)
		set_fixes(arena, result, diag);
	set_fingerprint(sarif, result, diag);
}

/* Whether the run could do its work, and what the log lacks. */
static void set_invocation(const struct diag_report *report, json_t *run)
{
	struct arena *arena = report->arena;
	json_t *list = document_set_array(arena, run, "invocations");
	json_t *invocation = document_append_object(arena, list);
	struct diag_omission omission = report->omission;
	json_t *notification;
	bool is_done = true;

	for (size_t i = 0; i < report->count; i++)
		is_done = is_done && report->diags[i].level != DIAG_FAILURE;
	document_set(arena, invocation, "executionSuccessful", json_boolean(is_done));
	if (!omission.errors && !omission.warnings)
		return;
	list = document_set_array(arena, invocation, "toolExecutionNotifications");
	notification = document_append_object(arena, list);
	document_set(arena, notification, "level", json_string("note"));
	set_message(arena, notification, "message",
		    arena_printf(arena, "further errors: %zu, further warnings: %zu (not shown)",
				 omission.errors, omission.warnings));
}

static size_t rule_count(void)
{
	size_t count = 0;

	while (diag_rules()[count].slug)
		count++;
	return count;
}

void diag_print_sarif(const struct diag_report *report, FILE *stream)
{
	struct arena *arena = report->arena;
	json_t *root = json_object(), *run, *driver;
	struct sarif sarif = {
		.arena = arena,
		.rule_numbers = arena_array(arena, rule_count(), sizeof(size_t)),
		.fingerprints = fingerprints_new(arena, NULL),
	};

	document_set(arena, root, "$schema",
		     json_string("https://json.schemastore.org/sarif-2.1.0.json"));
	document_set(arena, root, "version", json_string("2.1.0"));
	run = document_append_object(arena, document_set_array(arena, root, "runs"));
	driver = document_set_object(arena, document_set_object(arena, run, "tool"), "driver");
	document_set(arena, driver, "name", json_string("acrn-cfg"));
	document_set(arena, driver, "version", json_string(VERSION));
	sarif.rules = document_set_array(arena, driver, "rules");
	document_set(arena, run, "columnKind", json_string("unicodeCodePoints"));
	set_invocation(report, run);
	sarif.results = document_set_array(arena, run, "results");
	for (size_t i = 0; i < report->count; i++)
		add_result(&sarif, &report->diags[i]);
	document_print(arena, root, stream, JSON_INDENT(1));
}
