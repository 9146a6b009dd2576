/* SPDX-License-Identifier: BSD-3-Clause
 * diff.c: prints what differs between two plans. */
#include "diff/diff.h"

#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/messages.h"
#include "cli/verbs.h"
#include "diag/reads.h"
#include "graph/formats.h"
#include "suppress/suppress.h"

/* The plan of an argument, after its messages. NULL where it cannot be compared. What was read for
 * it is an input of `all`, too, which are the messages of the run. */
static xmlDoc *read_side(struct arena *arena, const struct options *options, const char *path,
			 struct messages *messages, struct diags *all)
{
	struct diags *diags = diags_new(arena);
	xmlDoc *plan;

	options_set_levels(options, diags);
	plan = plans_read(arena, options, path, diags);
	for (size_t i = 0; i < diags_read_count(diags); i++)
		diags_add_read(all, diags_read(diags, i));
	suppress_filter(arena, diags);
	messages_add(messages, diags);
	return diags_error_count(diags) ? NULL : plan;
}

/* What is compared. */
struct comparison {
	struct arena *arena;
	const struct options *options;
	const xmlDoc *old, *new;
	const struct diff *diff;
};

static void print_picture(const struct comparison *comparison, FILE *stream)
{
	const struct graph *graph =
		diff_graph(comparison->arena, comparison->old, comparison->new, comparison->diff);

	xmlDocFormatDump(stream, graph_svg(graph), 1);
}

static void print(FILE *stream, void *context)
{
	const struct comparison *comparison = context;
	const struct options *options = comparison->options;
	const struct diff *diff = comparison->diff;
	const struct diff_names names = { options->arguments[0], options->arguments[1] };

	switch (options->document) {
	case DOCUMENT_JSON:
		diff_print_json(comparison->arena, diff, &names, stream);
		break;
	case DOCUMENT_MARKDOWN:
		diff_print_markdown(comparison->arena, diff, &names, stream);
		break;
	case DOCUMENT_SVG:
		print_picture(comparison, stream);
		break;
	default:
		diff_print_text(diff, stream, options->has_output_color && !options->output);
		break;
	}
}

/* Standard input can be read once. */
static bool is_stdin_twice(const struct options *options)
{
	return strcmp(options->arguments[0], "-") == 0 && strcmp(options->arguments[1], "-") == 0;
}

int verb_diff(struct arena *arena, const struct options *options)
{
	struct messages *messages = messages_new(arena, options);
	struct diags *diags = diags_new(arena);
	struct comparison comparison = { .arena = arena, .options = options };
	int status;

	if (is_stdin_twice(options)) {
		options_refuse(options, "only one input can be", "-", NULL);
		return STATUS_FAILED;
	}
	comparison.old = read_side(arena, options, options->arguments[0], messages, diags);
	comparison.new = read_side(arena, options, options->arguments[1], messages, diags);
	if (comparison.old && comparison.new) {
		comparison.diff = diff_plans(arena, comparison.old, comparison.new);
		verbs_write_printed(arena, options, print, &comparison, diags);
	}
	messages_add(messages, diags);
	status = messages_end(messages);
	if (!comparison.diff || status != STATUS_CLEAN)
		return STATUS_FAILED;
	return comparison.diff->count ? STATUS_FINDINGS : STATUS_CLEAN;
}
