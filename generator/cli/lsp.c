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
#include "cli/verbs.h"
#include "load/load.h"
#include "lsp/uri.h"
#include "upgrade/upgrade.h"

/* Far more than any check takes. */
#define CHILD_SECONDS 30

/* What the functions for the server share. */
struct serving {
	const struct options *options;
	struct scenario_context context;
};

static bool check_script(struct arena *arena, const struct serving *serving,
			 const struct source *source, struct diags *diags)
{
	const struct script *script = scripts_read(arena, source, serving->options->release, diags);
	struct script_set set = { &script, 1, serving->options->release };

	if (!script)
		return false;
	if (!serving->options->has_release)
		scripts_choose_release(arena, &set);
	scripts_check(arena, &serving->context, &set, diags);
	return true;
}

static void check_document(struct arena *arena, const struct serving *serving,
			   const struct doc *doc, struct diags *diags)
{
	const struct input_loader loader = { arena, arena, load_source, diags };
	const char *path = doc->source->is_file ? doc->source->name : "-";
	struct scenario_input input = { 0 };
	const struct model *model;

	if (!input_take(&loader, path, doc, &input) || !input_complete(&loader, path, &input))
		return;
	model = scenario_check(arena, &serving->context, &input, diags);
	if (model && diags_error_count(diags) == 0)
		scenario_check_tables(arena, model, diags);
}

static bool check(void *context, struct arena *arena, const struct source *source,
		  struct diags *diags)
{
	const struct serving *serving = context;
	struct diags *broken = diags_new(arena);
	const struct doc *doc;

	options_set_levels(serving->options, diags);
	if (files_is_script(source, serving->options))
		return check_script(arena, serving, source, diags);
	doc = load_source(arena, source, broken);
	if (files_skip_reason(arena, source, doc, serving->options))
		return doc;
	if (doc)
		check_document(arena, serving, doc, diags);
	else
		diags_append(diags, broken);
	return doc;
}

static const struct board *find_board(void *context, struct arena *arena, const struct doc *doc)
{
	const struct serving *serving = context;
	const struct scenario_input input = {
		.path = doc->source->is_file ? doc->source->name : "-",
		.scenario = doc,
	};
	struct board_absence absence;
	const struct board *board;

	scenario_board(arena, &serving->context, &input, diags_new(arena), &board, &absence);
	return board;
}

/* Takes the launch XML of a scenario of a release that has any. */
static void take_launch(const struct input_loader *loader, const struct doc *scenario,
			struct scenario_input *input)
{
	bool is_current = upgrade_form(scenario) == UPGRADE_FORM_3_X;
	const char *path = is_current || !scenario->source->is_file
				   ? NULL
				   : beside_launch(loader->arena, scenario->source->name);
	const struct source *source = path ? load_read(loader->arena, path, loader->diags) : NULL;

	if (source)
		input->launch = load_source(loader->memory, source, loader->diags);
}

static const struct model *read_model(void *context, struct arena *arena,
				      const struct source *source)
{
	const struct serving *serving = context;
	struct diags *ignored = diags_new(arena);
	const struct input_loader loader = { arena, arena, load_source, ignored };
	const char *path = source->is_file ? source->name : "-";
	const struct doc *doc = load_source(arena, source, ignored);
	struct scenario_input input = { 0 };

	if (!doc || !input_take(&loader, path, doc, &input))
		return NULL;
	if (!input.launch)
		take_launch(&loader, doc, &input);
	if (!input_complete(&loader, path, &input))
		return NULL;
	return scenario_read(arena, &serving->context, &input, ignored);
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
	struct serving serving = { .options = &skipping };
	const struct lsp_host host = {
		.context = &serving,
		.manual = find_manual(arena),
		.seconds = CHILD_SECONDS,
		.check = check,
		.board = find_board,
		.model = read_model,
	};
	struct diags *diags = diags_new(arena);

	skipping.skips_others = true; /* an editor opens all files of a language */
	if (!verbs_context(arena, options, diags, &serving.context))
		return verbs_report(options, diags);
	return lsp_serve(arena, &host, STDIN_FILENO, STDOUT_FILENO) ? STATUS_CLEAN
								    : STATUS_FINDINGS;
}
