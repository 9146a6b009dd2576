/* SPDX-License-Identifier: BSD-3-Clause
 * gitlab.c: messages as GitLab's code quality report: an array of issues, each of which has to be
 * in a line of a file, and has a fingerprint of its own. */
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "diag/document.h"
#include "diag/fingerprint.h"
#include "diag/internal.h"

static const char *const severities[] = {
	[DIAG_WARNING] = "minor",
	[DIAG_ERROR] = "major",
	[DIAG_FAILURE] = "blocker",
};

/* Without a place the issue is in the first line. */
static void set_location(const struct diag_report *report, json_t *issue, const struct diag *diag)
{
	struct arena *arena = report->arena;
	json_t *location = document_set_object(arena, issue, "location"), *lines;
	size_t begin = 1, end = 1;

	document_set(arena, location, "path", document_text(arena, diag_report_path(report, diag)));
	if (diag->at.source) {
		begin = source_position(diag->at.source, diag->at.start).line;
		end = source_position(diag->at.source, diag->at.end).line;
	}
	lines = document_set_object(arena, location, "lines");
	document_set(arena, lines, "begin", document_number(begin));
	document_set(arena, lines, "end", document_number(end > begin ? end : begin));
}

static void add_issue(const struct diag_report *report, json_t *issues, const struct diag *diag,
		      const char *fingerprint)
{
	struct arena *arena = report->arena;
	json_t *issue = document_append_object(arena, issues);

	document_set(arena, issue, "description",
		     document_text(arena, diag_full_text(arena, diag)));
	document_set(arena, issue, "check_name", json_string(diag->rule->slug));
	document_set(arena, issue, "fingerprint", json_string(fingerprint));
	document_set(arena, issue, "severity", json_string(severities[diag->level]));
	set_location(report, issue, diag);
}

/* How many messages are left out is an issue of the run. */
static void add_omission(const struct diag_report *report, json_t *issues)
{
	static const char name[] = "omitted";
	const char *omission = diag_omission_text(report->arena, report->omission);
	const struct diag whole = {
		.level = report->omission.errors ? DIAG_ERROR : DIAG_WARNING,
	};
	json_t *issue;

	if (!omission)
		return;
	issue = document_append_object(report->arena, issues);
	document_set(report->arena, issue, "description", json_string(omission));
	document_set(report->arena, issue, "check_name", json_string(name));
	document_set(report->arena, issue, "fingerprint",
		     json_string(digest_bytes(report->arena, name, strlen(name))));
	document_set(report->arena, issue, "severity", json_string(severities[whole.level]));
	set_location(report, issue, &whole);
}

void diag_print_gitlab(const struct diag_report *report, FILE *stream)
{
	struct fingerprints *fingerprints = fingerprints_new(report->arena, NULL);
	json_t *issues = json_array();

	for (size_t i = 0; i < report->count; i++) {
		const struct diag *diag = &report->diags[i];

		add_issue(report, issues, diag,
			  fingerprint_next(fingerprints, diag->rule, diag->at, diag->message));
	}
	add_omission(report, issues);
	document_print(report->arena, issues, stream, JSON_INDENT(1));
}
