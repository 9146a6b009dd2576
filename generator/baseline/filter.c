/* SPDX-License-Identifier: BSD-3-Clause
 * filter.c: takes known findings out of messages, and finds those that no longer occur. */
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "baseline/internal.h"

/* How many of the stale findings a message lists. */
#define LISTED_MAX 5

struct filtering {
	const struct baseline *baseline;
	struct fingerprints *fingerprints;
	size_t known;
};

static bool is_new(const struct diag_message *message, void *context)
{
	struct filtering *filtering = context;
	struct baseline_finding *finding;

	if (message->level == DIAG_FAILURE)
		return true;
	finding = string_map_find(filtering->baseline->by_fingerprint,
				  fingerprint_next(filtering->fingerprints, message->rule,
						   message->at, message->text));
	if (!finding)
		return true;
	finding->is_used = true;
	filtering->known++;
	return false;
}

size_t baseline_filter(struct baseline *baseline, struct fingerprints *fingerprints,
		       struct diags *diags)
{
	struct filtering filtering = { baseline, fingerprints, 0 };

	diags_filter(diags, is_new, &filtering);
	return filtering.known;
}

static bool is_on(const struct baseline_finding *finding, const struct diags *diags)
{
	const struct diag_rule *rule = diag_rule_find(finding->rule, strlen(finding->rule));

	return !rule || diags_is_on(diags, rule);
}

void baseline_note_file(struct baseline *baseline, const char *path, const struct diags *diags)
{
	if (diags_error_count(diags))
		return;
	for (struct baseline_finding *finding = string_map_find(baseline->by_file, path); finding;
	     finding = finding->next)
		finding->is_known = is_on(finding, diags);
}

/* Whether a finding is of a file that is not there any more; one of "<stdin>" is of none. */
static bool is_gone(struct arena *arena, const char *root, const struct baseline_finding *finding)
{
	const char *path = finding->file;

	if (!*path || *path == '<')
		return false;
	if (root && *path != '/')
		path = arena_printf(arena, "%s/%s", root, path);
	return access(path, F_OK) != 0;
}

void baseline_report_stale(struct arena *arena, const struct baseline *baseline, const char *root,
			   struct diags *diags)
{
	const struct baseline_finding *listed[LISTED_MAX];
	size_t count = 0;
	struct diag *diag;

	for (size_t i = 0; i < baseline->count; i++) {
		const struct baseline_finding *finding = &baseline->findings[i];

		if (finding->is_used || !(finding->is_known || is_gone(arena, root, finding)))
			continue;
		if (count < LISTED_MAX)
			listed[count] = finding;
		count++;
	}
	if (!count)
		return;
	diag = diag_add(diags, DIAG_BASELINE_STALE, listed[0]->at,
			"%zu known finding%s no longer occur%s", count, count == 1 ? "" : "s",
			count == 1 ? "s" : "");
	for (size_t i = 0; i < count && i < LISTED_MAX; i++)
		diag_note(diag, listed[i]->at, "%s: %s [%s]", listed[i]->file, listed[i]->message,
			  listed[i]->rule);
	diag_help(diag, "write the baseline again: --write-baseline %s", baseline->path);
}

size_t baseline_count(const struct baseline *baseline)
{
	return baseline->count;
}
