/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: reports comments that allow nothing. */
#include <string.h>

#include "base/arena.h"
#include "suppress/internal.h"
#include "suppress/suppress.h"

/* The comment, with what would be left of its line. */
static struct span removed_span(const struct load_comment *comment)
{
	const struct source *source = comment->at.source;
	size_t start = comment->at.start, end = comment->at.end;

	while (start > 0 && strchr(" \t", source->bytes[start - 1]))
		start--;
	if (comment->is_behind)
		return source_span(source, start, comment->at.end);
	while (end < source->size && strchr(" \t\r", source->bytes[end]))
		end++;
	if ((start > 0 && source->bytes[start - 1] != '\n') ||
	    (end < source->size && source->bytes[end] != '\n'))
		return comment->at;
	return source_span(source, start, end < source->size ? end + 1 : end);
}

static bool is_removed(const struct allow *allow, const bool *removed)
{
	for (size_t i = 0; i < allow->allowed_count; i++)
		if (!removed[i])
			return false;
	return true;
}

/* What is left of the list of rules; `removed` has which of them go. */
static void edit_list(struct arena *arena, const struct allow *allow, const bool *removed,
		      struct diag *diag)
{
	const struct span first = allow->allowed[0].at;
	const struct span last = allow->allowed[allow->allowed_count - 1].at;
	const char *left = "";

	if (is_removed(allow, removed)) {
		diag_edit(diag, removed_span(&allow->comment), "");
		return;
	}
	for (size_t i = 0; i < allow->allowed_count; i++) {
		struct span at = allow->allowed[i].at;

		if (!removed[i])
			left = arena_printf(arena, "%s%s%.*s", left, *left ? ", " : "",
					    (int)(at.end - at.start), at.source->bytes + at.start);
	}
	diag_edit(diag, source_span(first.source, first.start, last.end), left);
}

static void report_unknown(struct arena *arena, const struct allowed *allowed, struct diags *diags)
{
	const char *bytes = allowed->at.source->bytes + allowed->at.start;
	const char *slug = arena_copy(arena, bytes, allowed->at.end - allowed->at.start);
	const struct diag_rule *likely = diag_rule_likely(slug);
	struct diag *diag = diag_add(diags, DIAG_ALLOW_INVALID, allowed->at,
				     "unknown rule '%s': the comment allows nothing by it", slug);

	if (likely) {
		diag_help(diag, "use %s", likely->slug);
		diag_edit(diag, allowed->at, likely->slug);
	} else {
		diag_help(diag, "`acrn-cfg explain` lists the rules");
	}
}

static void report_error(struct arena *arena, const struct allow *allow, size_t index,
			 struct diags *diags)
{
	const struct allowed *allowed = &allow->allowed[index];
	bool *removed = arena_array(arena, allow->allowed_count, sizeof(*removed));
	struct diag *diag =
		diag_add(diags, DIAG_ALLOW_INVALID, allowed->at,
			 "the rule %s cannot be allowed: it reports errors", allowed->rule->slug);

	removed[index] = true;
	diag_help(diag, "remove it from the comment");
	edit_list(arena, allow, removed, diag);
}

void allow_report_invalid(struct arena *arena, const struct allow *allow, struct diags *diags)
{
	if (allow->problem) {
		diag_help(diag_add(diags, DIAG_ALLOW_INVALID, allow->comment.at,
				   "the comment allows nothing: %s", allow->problem),
			  "write acrn-cfg: allow RULE: reason");
		return;
	}
	for (size_t i = 0; i < allow->allowed_count; i++) {
		const struct allowed *allowed = &allow->allowed[i];

		if (!allowed->rule)
			report_unknown(arena, allowed, diags);
		else if (!allow_is_valid(allow, allowed))
			report_error(arena, allow, i, diags);
	}
}

/* Nothing is known of a rule that is off. An allow of unused ones is for other runs than this. */
static bool is_unused(const struct allow *allow, const struct allowed *allowed,
		      const struct suppress_run *run, const struct diags *diags)
{
	return allow_is_valid(allow, allowed) && !allowed->is_used &&
	       diags_is_on(diags, allowed->rule) &&
	       run->is_complete(allowed->rule->code, run->context);
}

void allow_report_unused(struct arena *arena, const struct allow *allow,
			 const struct suppress_run *run, struct diags *diags)
{
	bool *removed = arena_array(arena, allow->allowed_count + 1, sizeof(*removed));
	const char *slugs = "";
	struct diag *diag;

	for (size_t i = 0; i < allow->allowed_count; i++) {
		removed[i] = is_unused(allow, &allow->allowed[i], run, diags);
		if (removed[i])
			slugs = arena_printf(arena, "%s%s%s", slugs, *slugs ? ", " : "",
					     allow->allowed[i].rule->slug);
	}
	if (!*slugs)
		return;
	diag = diag_add(diags, DIAG_ALLOW_UNUSED, allow->comment.at,
			"the comment allows %s, but there is no such warning %s", slugs,
			allow->comment.is_behind ? "on this line" : "in what follows it");
	diag_help(diag,
		  is_removed(allow, removed) ? "remove the comment" : "remove it from the comment");
	edit_list(arena, allow, removed, diag);
}
