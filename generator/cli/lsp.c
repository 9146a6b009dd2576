/* SPDX-License-Identifier: BSD-3-Clause
 * lsp.c: serves editors, with what `check` does. */
#include "lsp/lsp.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "board/board.h"
#include "cli/files.h"
#include "cli/internal.h"
#include "cli/scope.h"
#include "cli/verbs.h"
#include "load/load.h"
#include "lsp/uri.h"

/* Far more than any check takes. */
#define CHILD_SECONDS 30

/* A file that an editor has open. */
struct opened {
	const char *path; /* "-" for what is no file */
	struct scopes *scopes;
	const struct scope *scope; /* NULL where its settings are invalid, which is reported */
};

static struct opened open_source(struct arena *arena, const struct options *options,
				 const struct source *source, struct diags *diags)
{
	struct opened opened = {
		.path = source->is_file ? source->name : "-",
		.scopes = scopes_new(arena, options),
	};

	opened.scope = scopes_find(opened.scopes, opened.path, diags);
	return opened;
}

static bool check_script(struct arena *arena, const struct scope *scope,
			 const struct source *source, struct diags *diags)
{
	const struct script *script = scripts_read(arena, source, scope->options.release, diags);
	struct script_set set = { &script, 1, scope->options.release };

	if (!script)
		return false;
	if (!scope->options.has_release)
		scripts_choose_release(arena, &set);
	scripts_check(arena, &scope->context, &set, diags);
	return true;
}

static void check_document(struct arena *arena, const struct opened *opened, const struct doc *doc,
			   struct diags *diags)
{
	const struct input_loader loader = { arena, arena, load_source, diags };
	struct scenario_input input = { 0 };
	const struct model *model;

	if (!input_take(&loader, opened->path, doc, &input) ||
	    !input_complete(&loader, opened->path, &input))
		return;
	model = scenario_check(arena, &opened->scope->context, &input, diags);
	if (model && diags_error_count(diags) == 0)
		scenario_check_tables(arena, model, diags);
}

/* Checks what a scope takes for a scenario or a script. */
static bool check_opened(struct arena *arena, const struct opened *opened,
			 const struct source *source, struct diags *diags)
{
	const struct options *options = &opened->scope->options;
	struct diags *broken = diags_new(arena);
	const struct doc *doc;

	options_set_levels(options, diags);
	if (files_is_script(source, options))
		return check_script(arena, opened->scope, source, diags);
	doc = load_source(arena, source, broken);
	if (files_skip_reason(arena, source, doc, options))
		return doc;
	if (doc)
		check_document(arena, opened, doc, diags);
	else
		diags_append(diags, broken);
	return doc;
}

static bool check(void *context, struct arena *arena, const struct source *source,
		  struct diags *diags)
{
	struct opened opened = open_source(arena, context, source, diags);
	bool is_parsed = opened.scope && check_opened(arena, &opened, source, diags);

	scopes_settle(opened.scopes, opened.scope, diags);
	return is_parsed;
}

static const struct board *find_board(void *context, struct arena *arena, const struct doc *doc)
{
	struct diags *ignored = diags_new(arena);
	const struct opened opened = open_source(arena, context, doc->source, ignored);
	const struct scenario_input input = { .path = opened.path, .scenario = doc };
	struct board_absence absence;
	const struct board *board = NULL;

	if (opened.scope)
		scenario_board(arena, &opened.scope->context, &input, ignored, &board, &absence);
	return board;
}

static const struct model *read_model(void *context, struct arena *arena,
				      const struct source *source)
{
	struct diags *ignored = diags_new(arena);
	const struct input_loader loader = { arena, arena, load_source, ignored };
	const struct opened opened = open_source(arena, context, source, ignored);
	const struct doc *doc = load_source(arena, source, ignored);
	struct scenario_input input = { 0 };

	if (!doc || !opened.scope || !input_take(&loader, opened.path, doc, &input))
		return NULL;
	input_take_launch_beside(&loader, &input);
	if (!input_complete(&loader, opened.path, &input))
		return NULL;
	return scenario_read(arena, &opened.scope->context, &input, ignored);
}

/* The page that an installation with this program has; NULL where there is none. */
static const char *find_manual(struct arena *arena)
{
	static const char page[] = "share/doc/acrn-cfg/docs/diagnostics.md";
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *path;

	if (length < 0)
		return NULL;
	program[length] = '\0';
	path = arena_printf(arena, "%s/../%s", dirname(program), page);
	path = realpath(path, program) ? program : NULL;
	return path ? uri_of_path(arena, path) : NULL;
}

int verb_lsp(struct arena *arena, const struct options *options)
{
	struct options skipping = *options;
	struct scenario_context context;
	const struct lsp_host host = {
		.context = &skipping,
		.manual = find_manual(arena),
		.seconds = CHILD_SECONDS,
		.check = check,
		.board = find_board,
		.model = read_model,
	};
	struct diags *diags = diags_new(arena);

	skipping.skips_others = true; /* an editor opens all files of a language */
	if (!verbs_context(arena, options, diags, &context))
		return verbs_report(options, diags);
	return lsp_serve(arena, &host, STDIN_FILENO, STDOUT_FILENO) ? STATUS_CLEAN
								    : STATUS_FINDINGS;
}
