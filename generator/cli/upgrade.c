/* SPDX-License-Identifier: BSD-3-Clause
 * upgrade.c: writes a scenario of any release, with its launch XML, in the current form. */
#include "upgrade/upgrade.h"

#include "board/board.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "convert/convert.h"
#include "diag/diag.h"
#include "fmt/fmt.h"
#include "load/load.h"
#include "suppress/suppress.h"

/* With the white space between elements, which shows what a comment stands behind. */
static const struct doc *load_tidy(struct arena *arena, const struct source *source,
				   struct diags *diags)
{
	const struct doc *doc = load_whole(arena, source, diags);

	if (doc)
		convert_tidy(doc);
	return doc;
}

/* What is current already stays as it is, byte for byte. */
static const char *text_of(struct arena *arena, const struct scenario_input *input,
			   const struct board *board, struct diags *diags, size_t *size)
{
	const struct doc *before = input->scenario;
	const struct source *source = before->source;
	const struct doc *after =
		upgrade_scenario(arena, before, input->launch, board, true, diags);

	if (after != before) {
		const char *text = convert_to_xml(arena, after, size);

		return text ? fmt_format(arena, source_memory(arena, "upgraded.xml", text, *size),
					 diags, size)
			    : NULL;
	}
	*size = source->mark_size + source->size;
	return source->bytes - source->mark_size;
}

int verb_upgrade(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const struct input_loader loader = { arena, arena, load_tidy, diags };
	struct scenario_context context;
	struct board_absence absence;
	const struct board *board;
	struct scenario_input input;
	const char *text = NULL;
	size_t size;

	options_set_levels(options, diags);
	if (verbs_context(arena, options, diags, &context) &&
	    input_load(&loader, options->arguments, options->argument_count, &input) &&
	    scenario_is_supported(arena, input.scenario, diags) &&
	    scenario_board(arena, &context, &input, diags, &board, &absence))
		text = text_of(arena, &input, board, diags, &size);
	suppress_filter(arena, diags);
	if (text)
		verbs_write(arena, options, text, size, diags);
	return verbs_finish(options, diags, text);
}
