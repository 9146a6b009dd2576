/* SPDX-License-Identifier: BSD-3-Clause
 * fix.c: check --fix: fixes the files of the command line, or shows how. */
#include "fix/fix.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "load/load.h"

/* What each round of checks is made with. */
struct fix_run {
	const struct options *options;
	struct progress *progress;
};

static void check_state(struct arena *arena, struct diags *diags, void *context)
{
	const struct fix_run *run = context;
	struct options options = *run->options;

	options.has_budget = false; /* which is printed once, of the fixed files */
	check_collect(arena, &options, run->progress, diags);
}

/* Standard input is read once, and checked many times. False with a diag. */
static bool add_input(struct arena *arena, const struct options *options, struct fixes *fixes,
		      struct diags *diags)
{
	const struct source *source;

	for (size_t i = 0; i < options->argument_count; i++) {
		if (strcmp(options->arguments[i], "-") != 0)
			continue;
		source = load_read(arena, "-", diags);
		if (source)
			fix_add_file(arena, fixes, "-", source);
		return source;
	}
	return true;
}

/* What the messages on standard error look like. */
static enum diag_format remark_format(const struct options *options)
{
	return options->format == DIAG_FORMAT_GCC ? DIAG_FORMAT_GCC : DIAG_FORMAT_TEXT;
}

/* "fixed 3 findings in 2 files", if there were any. */
static void print_summary(struct arena *arena, const struct options *options,
			  const struct fixes *fixes)
{
	size_t count = fix_count_changed(fixes);

	if (!count)
		return;
	diags_print_remark(stderr, remark_format(options), options->has_color,
			   arena_printf(arena, "%s %zu finding%s in %zu file%s",
					options->is_dry_run ? "would fix" : "fixed",
					fixes->message_count, fixes->message_count == 1 ? "" : "s",
					count, count == 1 ? "" : "s"));
}

/* Writes the fixed files, or prints the patch. */
static bool finish(struct arena *arena, const struct options *options, const struct fixes *fixes,
		   struct diags *diags)
{
	bool is_done = options->is_dry_run ? fix_print_patch(arena, fixes, stdout, diags)
					   : fix_write(arena, fixes, stdout, diags);

	return verbs_flush_stdout(diags) && is_done;
}

int fix_run(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	struct fix_run run = { options, progress_new(arena) };
	const struct fix_check check = { check_state, &run };
	struct fixes fixes = { 0 };
	int status;

	options_set_levels(options, diags);
	if (!add_input(arena, options, &fixes, diags))
		return verbs_report(options, diags);
	fix_find(arena, &check, &fixes, diags);
	progress_end(run.progress);
	if (!finish(arena, options, &fixes, diags))
		return verbs_report(options, diags);
	status = check_and_report(arena, options, diags);
	print_summary(arena, options, &fixes);
	if (options->is_dry_run && status == STATUS_CLEAN && fix_count_changed(&fixes))
		status = STATUS_FINDINGS;
	return status;
}
