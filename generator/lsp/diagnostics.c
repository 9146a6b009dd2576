/* SPDX-License-Identifier: BSD-3-Clause
 * diagnostics.c: messages in the client's form. */
#include "base/arena.h"
#include "diag/diag.h"
#include "diag/document.h"
#include "lsp/query.h"

enum severity {
	SEVERITY_ERROR = 1,
	SEVERITY_WARNING = 2,
};

enum tag {
	TAG_UNNECESSARY = 1,
};

/* "scenario.xml:8:37", for those who do not see the place otherwise. */
static const char *name_place(const struct lsp_query *query, struct span at)
{
	struct position position;

	if (!at.source)
		return "";
	position = source_position(at.source, at.start);
	return arena_printf(query->arena, " (%s:%zu:%zu)", at.source->base, position.line,
			    position.column);
}

/* Many clients show the text only: it has the notes and the help, too. */
static json_t *make_text(const struct lsp_query *query, const struct diag_message *message)
{
	const char *text = message->text;

	if (message->at.source && !lsp_is_here(query, message->at))
		text = arena_printf(query->arena, "%s%s", text, name_place(query, message->at));
	for (size_t i = 0; i < message->note_count; i++)
		text = arena_printf(query->arena, "%s\nnote: %s%s", text, message->notes[i].message,
				    name_place(query, message->notes[i].at));
	if (message->help)
		text = arena_printf(query->arena, "%s\nhelp: %s", text, message->help);
	return document_text(query->arena, text);
}

/* What is in another file is shown at the beginning of the document. */
static json_t *make_range(const struct lsp_query *query, struct span at)
{
	return lsp_range(query, lsp_is_here(query, at) ? at : source_span(query->source, 0, 0));
}

static void add_related(const struct lsp_query *query, json_t *list, struct span at,
			const char *text)
{
	json_t *location = lsp_location(query, at), *related;

	if (!location)
		return;
	related = document_append_object(query->arena, list);
	document_set(query->arena, related, "location", location);
	document_set(query->arena, related, "message", document_text(query->arena, text));
}

static void set_related(const struct lsp_query *query, const struct diag_message *message,
			json_t *diagnostic)
{
	json_t *list = document_set_array(query->arena, diagnostic, "relatedInformation");

	if (!lsp_is_here(query, message->at))
		add_related(query, list, message->at, message->text);
	for (size_t i = 0; i < message->note_count; i++)
		add_related(query, list, message->notes[i].at, message->notes[i].message);
}

/* What has no effect can be shown as such. */
static void set_tags(const struct lsp_query *query, const struct diag_message *message,
		     json_t *diagnostic)
{
	if (message->rule->code == DIAG_ELEMENT_UNKNOWN)
		document_append(query->arena, document_set_array(query->arena, diagnostic, "tags"),
				json_integer(TAG_UNNECESSARY));
}

/* The section of the manual about the rule. */
static void set_description(const struct lsp_query *query, const struct diag_message *message,
			    json_t *diagnostic)
{
	json_t *description;

	if (!query->host->manual)
		return;
	description = document_set_object(query->arena, diagnostic, "codeDescription");
	document_set(query->arena, description, "href",
		     json_string(arena_printf(query->arena, "%s#%s", query->host->manual,
					      message->rule->slug)));
}

json_t *lsp_diagnostic(const struct lsp_query *query, const struct diag_message *message)
{
	struct arena *arena = query->arena;
	json_t *diagnostic = json_object();

	document_set(arena, diagnostic, "range", make_range(query, message->at));
	document_set(
		arena, diagnostic, "severity",
		json_integer(message->level == DIAG_WARNING ? SEVERITY_WARNING : SEVERITY_ERROR));
	document_set(arena, diagnostic, "code", json_string(message->rule->slug));
	document_set(arena, diagnostic, "source", json_string("acrn-cfg"));
	document_set(arena, diagnostic, "message", make_text(query, message));
	if (query->client->takes_code_links)
		set_description(query, message, diagnostic);
	if (query->client->takes_related)
		set_related(query, message, diagnostic);
	if (query->client->takes_tags)
		set_tags(query, message, diagnostic);
	return diagnostic;
}

json_t *lsp_diagnostics(const struct lsp_query *query, const struct diags *diags)
{
	json_t *list = json_array();

	for (size_t i = 0; i < diags_count(diags); i++) {
		const struct diag_message message = diags_get(diags, i);

		document_append(query->arena, list, lsp_diagnostic(query, &message));
	}
	return list;
}

struct diags *lsp_check(const struct lsp_query *query, bool *is_parsed)
{
	struct diags *diags = diags_new(query->arena);

	*is_parsed = query->host->check(query->host->context, query->arena, query->source, diags);
	diags_sort(diags);
	return diags;
}

json_t *query_publish(const struct lsp_query *query, bool *is_parsed)
{
	struct arena *arena = query->arena;
	const struct diags *diags = lsp_check(query, is_parsed);
	json_t *params = json_object();

	document_set(arena, params, "uri", json_string(query->document.uri));
	if (query->document.has_version)
		document_set(arena, params, "version", json_integer(query->document.version));
	document_set(arena, params, "diagnostics", lsp_diagnostics(query, diags));
	return params;
}

json_t *lsp_pull_diagnostics(const struct lsp_query *query)
{
	bool is_parsed;
	const struct diags *diags = lsp_check(query, &is_parsed);
	json_t *report = json_object();

	document_set(query->arena, report, "kind", json_string("full"));
	document_set(query->arena, report, "items", lsp_diagnostics(query, diags));
	return report;
}
