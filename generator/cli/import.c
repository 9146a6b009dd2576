/* SPDX-License-Identifier: BSD-3-Clause
 * import.c: writes the scenario that launch scripts amount to. */
#include "import/import.h"

#include "base/arena.h"
#include "board/board.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "convert/convert.h"
#include "load/load.h"

struct reading {
	struct arena *arena;
	const struct options *options;
	struct diags *diags;
	const struct script **scripts;
	size_t count;
	enum release release;
};

/* Reads one script; false with a diag where it is none, or bash would refuse it. */
static bool read_script(struct reading *reading, const char *path)
{
	const struct source *source = load_read(reading->arena, path, reading->diags);
	const struct script *script;

	if (!source)
		return false;
	if (!script_is_script(source)) {
		diag_help(diag_add(reading->diags, DIAG_FORMAT_UNSUPPORTED,
				   source_span(source, 0, 0), "the file is not a launch script"),
			  "name scripts for bash that start acrn-dm or QEMU");
		return false;
	}
	script = script_read(reading->arena, source, reading->release, reading->diags);
	if (script)
		reading->scripts[reading->count++] = script;
	return script;
}

/* How acrn-dm takes its arguments depends on its release, which the arguments may speak of. */
static void choose_release(struct reading *reading)
{
	enum release release = import_release(reading->scripts, reading->count, reading->release);

	if (reading->options->has_release || release == reading->release)
		return;
	reading->release = release;
	for (size_t i = 0; i < reading->count; i++) {
		const struct script *script = reading->scripts[i];

		reading->scripts[i] = script_of_trace(reading->arena, script->source, script->list,
						      script->trace, release);
	}
}

static bool read_scripts(struct reading *reading)
{
	const struct options *options = reading->options;

	reading->scripts =
		arena_array(reading->arena, options->argument_count, sizeof(const struct script *));
	reading->release = options->release;
	for (size_t i = 0; i < options->argument_count; i++)
		read_script(reading, options->arguments[i]);
	choose_release(reading);
	return reading->count == options->argument_count;
}

/* The board of --board; false with a diag where there is none. */
static bool read_board(const struct reading *reading, const struct board **board)
{
	struct board_search search = {
		.file = reading->options->board,
		.paths = reading->options->board_paths,
		.scenario_path = "-",
	};
	struct scenario_context context;
	struct board_absence absence;

	*board = NULL;
	if (!search.file)
		return true;
	if (!verbs_context(reading->arena, reading->options, reading->diags, &context))
		return false;
	*board = board_find(reading->arena, context.boards, &search, reading->diags, &absence);
	return *board;
}

static const char *import(const struct reading *reading, const struct board *board, size_t *size)
{
	const struct import_context context = { .board = board, .release = reading->release };
	const struct doc doc = {
		.xml = import_scripts(reading->arena, reading->scripts, reading->count, &context,
				      reading->diags),
	};

	return convert_to_xml(reading->arena, &doc, size);
}

int verb_import(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	struct reading reading = { .arena = arena, .options = options, .diags = diags };
	const struct board *board;
	const char *text = NULL;
	size_t size;

	options_set_levels(options, diags);
	if (read_scripts(&reading) && read_board(&reading, &board))
		text = import(&reading, board, &size);
	if (text)
		verbs_write(arena, options, text, size, diags);
	return verbs_finish(options, diags, text);
}
