/* SPDX-License-Identifier: BSD-3-Clause
 * import.c: writes the scenario that launch scripts amount to. */
#include "import/import.h"

#include "base/arena.h"
#include "board/board.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "convert/convert.h"
#include "fmt/fmt.h"
#include "load/load.h"
#include "suppress/suppress.h"

/* The board of --board; false with a diag where there is none. */
static bool find_board(struct arena *arena, const struct options *options, struct diags *diags,
		       const struct board **board)
{
	struct board_search search = {
		.file = options->board,
		.paths = options->board_paths,
		.scenario_path = "-",
	};
	struct scenario_context context;
	struct board_absence absence;

	*board = NULL;
	if (!search.file)
		return true;
	if (!verbs_context(arena, options, diags, &context))
		return false;
	*board = board_find(arena, context.boards, &search, diags, &absence);
	return *board;
}

const char *import_text(struct arena *arena, const struct options *options,
			const struct script_set *set, struct diags *diags, size_t *size)
{
	struct import_context context = { .release = set->release };
	struct doc doc = { 0 };
	const char *text;

	if (!find_board(arena, options, diags, &context.board))
		return NULL;
	doc.xml = import_scripts(arena, set->scripts, set->count, &context, diags);
	text = convert_to_xml(arena, &doc, size);
	if (!text)
		return NULL;
	return fmt_format(arena, source_memory(arena, "imported.xml", text, *size), diags, size);
}

int verb_import(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	struct script_set set;
	const char *text = NULL;
	size_t size;

	options_set_levels(options, diags);
	if (scripts_load(arena, options, options->arguments, options->argument_count, &set, NULL,
			 diags))
		text = import_text(arena, options, &set, diags, &size);
	suppress_filter(arena, diags);
	if (text)
		verbs_write(arena, options, text, size, diags);
	return verbs_finish(options, diags, text);
}
