/* SPDX-License-Identifier: BSD-3-Clause
 * action.c: fixes that the client offers beside messages. */
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "diag/document.h"
#include "lsp/internal.h"

static const char fix_kind[] = "quickfix", fix_all_kind[] = "source.fixAll.acrn-cfg";

/* A request for the actions in a range. */
struct request {
	const struct lsp_query *query;
	size_t start, end;
	const struct diags *diags;
	json_t *actions; /* so far */
};

/* Whether the client wants a kind of action: its own list has no other, or those above it, as
 * "source" is above "source.fixAll". */
static bool is_wanted(const struct request *request, const char *kind)
{
	const json_t *context = json_object_get(request->query->params, "context");
	const json_t *only = json_object_get(context, "only");

	for (size_t i = 0; i < json_array_size(only); i++) {
		const char *wanted = json_string_value(json_array_get(only, i));
		size_t length = wanted ? strlen(wanted) : 0;

		if (wanted && (!length || (strncmp(kind, wanted, length) == 0 &&
					   (!kind[length] || kind[length] == '.'))))
			return true;
	}
	return !json_is_array(only);
}

static bool has_fix(const struct lsp_query *query, const struct diag_message *message)
{
	for (size_t i = 0; i < message->edit_count; i++)
		if (!lsp_has_uri(query, message->edits[i].at))
			return false;
	return message->edit_count;
}

/* Whether the range of the request touches a span. */
static bool is_at(const struct request *request, struct span at)
{
	return lsp_is_here(request->query, at) && at.start <= request->end &&
	       request->start <= at.end;
}

/* A cursor may be on the message, or on what its fix changes. */
static bool is_offered(const struct request *request, const struct diag_message *message)
{
	if (!has_fix(request->query, message))
		return false;
	for (size_t i = 0; i < message->edit_count; i++)
		if (is_at(request, message->edits[i].at))
			return true;
	return is_at(request, message->at);
}

static json_t *add_action(struct request *request, const char *title, const char *kind,
			  json_t *edits)
{
	struct arena *arena = request->query->arena;
	json_t *action = document_append_object(arena, request->actions);

	document_set(arena, action, "title", document_text(arena, title));
	document_set(arena, action, "kind", json_string(kind));
	document_set(arena, action, "edit", edits);
	return action;
}

static void add_edits(const struct lsp_query *query, json_t *edits,
		      const struct diag_message *message)
{
	for (size_t i = 0; i < message->edit_count; i++)
		lsp_edit(query, edits, message->edits[i].at, message->edits[i].text);
}

static void add_fix(struct request *request, const struct diag_message *message)
{
	const struct lsp_query *query = request->query;
	json_t *edits = lsp_edits_new(query), *action, *diagnostics;

	add_edits(query, edits, message);
	action = add_action(request, message->help, fix_kind, edits);
	diagnostics = document_set_array(query->arena, action, "diagnostics");
	document_append(query->arena, diagnostics, lsp_diagnostic(query, message));
	document_set(query->arena, action, "isPreferred", json_true());
}

/* Whether one of a message's edits would change what is changed already. */
static bool is_in_conflict(const struct diag_message *message, const struct span *changed,
			   size_t count)
{
	for (size_t i = 0; i < message->edit_count; i++)
		for (size_t j = 0; j < count; j++) {
			struct span at = message->edits[i].at;

			if (at.source == changed[j].source && at.start <= changed[j].end &&
			    changed[j].start <= at.end)
				return true;
		}
	return false;
}

/* All fixes that can be made at the same time, as one action. */
static void add_fix_all(struct request *request)
{
	const struct lsp_query *query = request->query;
	json_t *edits = lsp_edits_new(query);
	struct span *changed = NULL;
	size_t count = 0;

	for (size_t i = 0; i < diags_count(request->diags); i++) {
		const struct diag_message message = diags_get(request->diags, i);

		if (!has_fix(query, &message) || is_in_conflict(&message, changed, count))
			continue;
		add_edits(query, edits, &message);
		for (size_t j = 0; j < message.edit_count; j++) {
			changed = arena_grow(query->arena, changed, count, sizeof(*changed));
			changed[count++] = message.edits[j].at;
		}
	}
	if (count)
		add_action(request, "Fix all that acrn-cfg can fix", fix_all_kind, edits);
}

json_t *lsp_code_action(const struct lsp_query *query)
{
	const json_t *range = json_object_get(query->params, "range");
	struct request request = { .query = query, .actions = json_array() };
	bool is_parsed;

	if (!lsp_offset(query, json_object_get(range, "start"), &request.start) ||
	    !lsp_offset(query, json_object_get(range, "end"), &request.end))
		return lsp_refuse(query, "invalid or missing range");
	request.diags = lsp_check(query, &is_parsed);
	for (size_t i = 0; is_wanted(&request, fix_kind) && i < diags_count(request.diags); i++) {
		const struct diag_message message = diags_get(request.diags, i);

		if (is_offered(&request, &message))
			add_fix(&request, &message);
	}
	if (is_wanted(&request, fix_all_kind))
		add_fix_all(&request);
	return request.actions;
}
