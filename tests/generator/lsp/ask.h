/* SPDX-License-Identifier: BSD-3-Clause
 * ask.h: what tests of the language server's features share: a question about a text that has a
 * mark where the cursor is.
 */
#ifndef ASK_H
#define ASK_H

#include "tests/generator/helpers.h"

#include <jansson.h>

#include "board/board.h"
#include "cli/pipeline.h"
#include "load/overlay.h"
#include "lsp/query.h"
#include "validate/schema.h"

/* Where the cursor is; it is not part of the text. */
#define MARK "@@"

struct asking {
	struct fixture *fixture;
	struct scenario_context context;
	struct lsp_host host;
	struct server server;
	struct lsp_text text, parsed;
	struct task task;
	struct overlay *overlays; /* none */
	struct lsp_query query;
};

static inline const struct board *ask_board(void *context, struct arena *arena,
					    const struct doc *doc)
{
	const struct scenario_input input = { .path = "-", .scenario = doc };
	struct board_absence absence;
	const struct board *board;

	scenario_board(arena, context, &input, diags_new(arena), &board, &absence);
	return board;
}

static inline const struct model *ask_model(void *context, struct arena *arena,
					    const struct source *source)
{
	struct diags *ignored = diags_new(arena);
	const struct scenario_input input = {
		.path = source->is_file ? source->name : "-",
		.scenario = load_source(arena, source, ignored),
	};

	return input.scenario ? scenario_read(arena, context, &input, ignored) : NULL;
}

/* A client that takes everything, and counts in UTF-16. */
static inline struct asking *ask_new(struct fixture *fixture)
{
	struct arena *arena = fixture->arena;
	struct asking *asking = arena_alloc(arena, sizeof(*asking));

	asking->fixture = fixture;
	asking->context = (struct scenario_context) {
		.schema = schema_load(arena, "schema/scenario.xsd"),
		.boards = boards_new(arena, schema_load(arena, "schema/board.xsd"), false),
		.release = RELEASE_3_3,
	};
	asking->host = (struct lsp_host) {
		.context = &asking->context,
		.board = ask_board,
		.model = ask_model,
	};
	asking->overlays = arena_array(arena, DOCUMENTS_MAX, sizeof(*asking->overlays));
	asking->server = (struct server) {
		.arena = arena,
		.host = &asking->host,
		.client = {
			.encoding = LSP_UTF16,
			.takes_document_changes = true,
			.takes_snippets = true,
			.takes_symbol_trees = true,
		},
	};
	return asking;
}

static inline struct lsp_text ask_text(struct fixture *fixture, const char *text)
{
	return (struct lsp_text) {
		.bytes = arena_copy(fixture->arena, text, strlen(text)),
		.size = strlen(text),
	};
}

/* Makes the query of a text with a MARK; `path` says by its suffix what it is. */
static inline struct lsp_query *ask_about(struct asking *asking, const char *path,
					  const char *marked)
{
	struct fixture *fixture = asking->fixture;
	const char *mark = strstr(marked, MARK);
	size_t offset = (size_t)(mark - marked);

	assert_non_null(mark);
	asking->text = ask_text(fixture, arena_printf(fixture->arena, "%.*s%s", (int)offset, marked,
						      mark + strlen(MARK)));
	asking->task = (struct task) {
		.path = path,
		.text = &asking->text,
		.parsed = asking->parsed.bytes ? &asking->parsed : NULL,
		.state = { .uri = arena_printf(fixture->arena, "file://%s", path),
			   .version = 7,
			   .has_version = true },
	};
	asking->query = query_new(fixture->arena, &asking->server, &asking->task, asking->overlays);
	asking->query.offset = offset;
	query_parse(&asking->query, &asking->task);
	overlay_set(NULL, 0);
	return &asking->query;
}

/* The same where an earlier text could be parsed. */
static inline struct lsp_query *ask_after(struct asking *asking, const char *path,
					  const char *parsed, const char *marked)
{
	asking->parsed = ask_text(asking->fixture, parsed);
	return ask_about(asking, path, marked);
}

static inline void ask_release(void *json)
{
	json_decref(json);
}

/* Keeps JSON, which may be NULL, as long as the test. Returns it. */
static inline json_t *ask_keep(struct fixture *fixture, json_t *json)
{
	return json ? arena_adopt(fixture->arena, json, ask_release) : NULL;
}

/* JSON as a text with its keys in order; it is kept. */
static inline const char *json_text(struct fixture *fixture, json_t *json)
{
	char *text = json ? json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY)
			  : strdup("null");
	const char *copy = arena_copy(fixture->arena, text, strlen(text));

	free(text);
	ask_keep(fixture, json);
	return copy;
}

#endif
