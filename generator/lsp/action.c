/* SPDX-License-Identifier: BSD-3-Clause
 * action.c: fixes that the client offers beside messages. */
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "diag/document.h"
#include "fix/fix.h"
#include "load/load.h"
#include "lsp/query.h"

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

/* Whether there is anything to fix: to find out how takes several checks. */
static bool has_any_fix(const struct request *request)
{
	for (size_t i = 0; i < diags_count(request->diags); i++) {
		const struct diag_message message = diags_get(request->diags, i);

		if (has_fix(request->query, &message))
			return true;
	}
	return false;
}

/* Checks a state of the files that fix/ has laid over the others. */
static void check_state(struct arena *arena, struct diags *diags, void *context)
{
	const struct lsp_query *query = context;
	const char *path = query->source->is_file ? query->source->name : "-";
	const struct source *source = load_read(arena, path, diags);

	if (source)
		query->host->check(query->host->context, arena, source, diags);
}

static void edit_file(const struct lsp_query *query, json_t *edits, const struct fix_file *file)
{
	bool is_here = strcmp(file->name, query->source->name) == 0;
	const struct source *source =
		is_here ? query->source
			: source_file(query->arena, file->name, file->former, file->former_size);
	struct span at;
	const char *text = lsp_difference(query, source, file->bytes + source->mark_size,
					  file->size - source->mark_size, &at);

	lsp_edit(query, edits, at, text);
}

/* What `check --fix` does, as one action. From then on the files are the fixed ones: it comes last.
 */
static void add_fix_all(struct request *request)
{
	const struct lsp_query *query = request->query;
	const struct fix_check check = { check_state, (void *)query };
	struct fixes fixes = { 0 };
	json_t *edits;

	if (!has_any_fix(request))
		return;
	query_add_files(query, &fixes);
	fix_find(query->arena, &check, &fixes, diags_new(query->arena));
	if (!fix_count_changed(&fixes))
		return;
	edits = lsp_edits_new(query);
	for (size_t i = 0; i < fixes.count; i++)
		if (fix_is_changed(&fixes.files[i]))
			edit_file(query, edits, &fixes.files[i]);
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
