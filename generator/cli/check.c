/* SPDX-License-Identifier: BSD-3-Clause
 * check.c: checks many files: scenarios each by itself, launch scripts together. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "budget/budget.h"
#include "cli/files.h"
#include "cli/internal.h"
#include "cli/messages.h"
#include "cli/progress.h"
#include "cli/scope.h"
#include "cli/verbs.h"
#include "load/load.h"

struct checking {
	struct arena *arena;
	const struct options *options; /* of the command line */
	struct scopes *scopes;
	struct messages *messages;
	struct progress *progress; /* or NULL */
	bool has_failed;	   /* without a message that says so */
	bool has_directory;
	size_t file_count, scenario_count, skipped_count;
};

/* Ends the memory of a file, after it was reported. */
static void end_arena(const struct checking *checking, struct arena *arena)
{
	if (messages_keeps(checking->messages))
		arena_adopt_arena(checking->arena, arena);
	else
		arena_free(arena);
}

/* Reports a list, but for the findings in it that are known; `scope` may be NULL. */
static void report(struct checking *checking, const struct scope *scope, struct diags *diags)
{
	scopes_settle(checking->scopes, scope, diags);
	messages_add_of(checking->messages, scope ? &scope->options : checking->options, diags);
}

/* Reports that nothing could be checked at a path, which must not look like success. */
static void report_failure(struct checking *checking, const char *path, const char *why)
{
	struct diags *diags = diags_new(checking->arena);

	diags_add_input(diags, path);
	diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "'%s': %s", path, why);
	report(checking, NULL, diags);
}

static void skip(struct checking *checking, struct arena *arena, const char *path, const char *why)
{
	checking->skipped_count++;
	if (checking->options->is_verbose)
		messages_remark(checking->messages,
				arena_printf(arena, "'%s' skipped: %s", path, why));
}

/* Messages are on standard error, so that both can be read by programs. */
static void print_budget(const struct checking *checking, struct arena *arena,
			 const struct model *model, struct diags *diags)
{
	const struct budget *budget = budget_compute(arena, model);

	progress_erase(checking->progress);
	if (checking->options->format == DIAG_FORMAT_JSON) {
		budget_print_json(arena, budget, stdout);
	} else {
		if (checking->scenario_count > 1)
			putchar('\n');
		budget_print_text(budget, stdout);
	}
	verbs_flush_stdout(diags);
}

/* Checks a scenario: its model, or NULL if it has errors. It has a budget only without them. */
static const struct model *check_scenario(struct checking *checking, const struct scope *scope,
					  struct arena *arena, const struct scenario_input *input,
					  struct diags *diags)
{
	size_t before = diags_error_count(diags);
	const struct model *model = scenario_check(arena, &scope->context, input, diags);

	if (model && diags_error_count(diags) == before)
		scenario_check_tables(arena, model, diags);
	if (!model)
		diags_set_incomplete(diags);
	if (diags_error_count(diags) > before)
		return NULL;
	if (!model)
		checking->has_failed = true;
	else if (checking->options->has_budget)
		print_budget(checking, arena, model, diags);
	return model;
}

/* Checks a scenario or a launch XML, for which a scenario may be known. */
static void check_document(struct checking *checking, const struct scope *scope,
			   const struct input_loader *loader, const struct file_entry *file,
			   const struct doc *doc)
{
	char *scenario = (char *)file->scenario;
	struct scenario_input input = { 0 };

	if ((!scenario || input_load(loader, &scenario, 1, &input)) &&
	    input_take(loader, file->path, doc, &input) &&
	    input_complete(loader, file->path, &input))
		check_scenario(checking, scope, loader->arena, &input, loader->diags);
	else
		diags_set_incomplete(loader->diags);
}

/* The settings for an input. NULL where they are invalid, which the first such input reports. */
static const struct scope *find_scope(struct checking *checking, const char *path)
{
	struct diags *diags = diags_new(checking->arena);
	const struct scope *scope = scopes_find(checking->scopes, path, diags);

	messages_add(checking->messages, diags);
	checking->has_failed |= !scope;
	return scope;
}

static void count_file(struct checking *checking, const struct file_entry *file,
		       const struct source *source)
{
	checking->file_count += source != NULL;
	checking->scenario_count++;
	if (file->directory)
		file->directory->checked_count++;
}

/* Checks one file, with its own memory and the settings of its directory. Where many are given,
 * those that are not scenarios are skipped. */
static void check_file(struct checking *checking, const struct file_entry *file)
{
	struct arena *arena = arena_new_like(checking->arena);
	struct diags *diags = diags_new(arena);
	const struct scope *scope = find_scope(checking, file->path);
	const struct input_loader loader = { arena, arena, load_source, diags };
	const struct source *source;
	const struct doc *doc;
	const char *why = NULL;

	options_set_levels(scope ? &scope->options : checking->options, diags);
	diags_add_input(diags, file->path);
	source = load_read(arena, file->path, diags);
	doc = source ? load_source(arena, source, diags) : NULL;
	if (source && (file->directory || checking->options->skips_others))
		why = files_skip_reason(arena, source, doc, checking->options);
	if (why) {
		skip(checking, arena, file->path, why);
		arena_free(arena);
		return;
	}
	count_file(checking, file, source);
	if (doc && scope)
		check_document(checking, scope, &loader, file, doc);
	else
		diags_set_incomplete(diags);
	report(checking, scope, diags);
	end_arena(checking, arena);
}

static void check_entry(struct checking *checking, const struct file_entry *entry)
{
	progress_step(checking->progress, entry->path);
	if (entry->failure)
		report_failure(checking, entry->path, entry->failure);
	else if (entry->is_covered)
		checking->file_count++;
	else
		check_file(checking, entry);
}

/* Checks each scenario by itself. */
static void check_scenarios(struct checking *checking, char *const *paths, size_t count)
{
	struct file_list list = files_find(checking->arena, paths, count, checking->scopes);

	checking->has_directory = list.directory_count;
	progress_begin(checking->progress, "checking", list.count);
	for (size_t i = 0; i < list.count; i++)
		check_entry(checking, &list.entries[i]);
	for (size_t i = 0; i < list.directory_count; i++)
		if (!list.directories[i]->checked_count && !checking->options->skips_others)
			report_failure(checking, list.directories[i]->path,
				       "no scenario found in this directory");
}

/* Checks scripts together, and compares them with the scenario, if there is one, of which `others`
 * are the files. */
static void check_scripts(struct checking *checking, char *const *scripts, size_t count,
			  char *const *others, size_t other_count)
{
	struct arena *arena = arena_new_like(checking->arena);
	struct diags *diags = diags_new(arena);
	const struct input_loader loader = { arena, arena, load_source, diags };
	const struct model *model = NULL;
	struct scenario_input input;
	const struct scope *scope = find_scope(checking, *scripts);
	struct script_set set;

	if (!scope)
		return;
	options_set_levels(&scope->options, diags);
	progress_begin(checking->progress, "checking", count);
	if (!scripts_load(arena, &scope->options, scripts, count, &set, checking->progress, diags))
		diags_set_incomplete(diags);
	scripts_check(arena, &scope->context, &set, diags);
	checking->file_count += count + other_count;
	if (other_count && input_load(&loader, others, other_count, &input)) {
		checking->scenario_count++;
		model = check_scenario(checking, scope, arena, &input, diags);
	}
	if (model)
		scripts_compare(arena, &set, model, diags);
	report(checking, scope, diags);
	end_arena(checking, arena);
}

/* Of several scenarios none is that of the scripts, which is an error; but with --skip-others the
 * files are just those that a repository has. */
static void check_arguments(struct checking *checking)
{
	const struct options *options = checking->options;
	char **paths = arena_array(checking->arena, options->argument_count, sizeof(*paths));
	size_t count, scripts = files_partition(checking->arena, options, paths, &count);
	bool is_apart = !scripts || (options->skips_others && count != scripts);

	if (scripts)
		check_scripts(checking, paths, scripts, paths + scripts,
			      is_apart ? 0 : count - scripts);
	if (is_apart)
		check_scenarios(checking, paths + scripts, count - scripts);
}

static const char *number_of(struct arena *arena, size_t count, const char *what)
{
	return arena_printf(arena, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

/* Whether there is a last line: for directories and for several files, and for one file where there
 * is anything to count. As a compiler's lines messages of files stand alone. */
static bool has_summary(const struct checking *checking)
{
	const struct options *options = checking->options;
	const struct messages *messages = checking->messages;

	if (checking->has_directory || options->is_verbose)
		return true;
	return options->format != DIAG_FORMAT_GCC &&
	       (checking->file_count > 1 || messages_error_count(messages) ||
		messages_warning_count(messages));
}

static void summarize(const struct checking *checking)
{
	struct arena *arena = checking->arena;
	const struct messages *messages = checking->messages;
	bool has_skipped = checking->skipped_count &&
			   (checking->has_directory || checking->options->is_verbose);
	const char *skipped = "";

	if (!has_summary(checking))
		return;
	if (has_skipped)
		skipped = arena_printf(arena, " (%s skipped)",
				       number_of(arena, checking->skipped_count, "other file"));
	messages_remark(messages,
			arena_printf(arena, "%s checked, %s, %s%s",
				     number_of(arena, checking->file_count, "file"),
				     number_of(arena, messages_error_count(messages), "error"),
				     number_of(arena, messages_warning_count(messages), "warning"),
				     skipped));
}

void check_collect(struct arena *arena, const struct options *options, struct progress *progress,
		   struct diags *diags)
{
	struct checking checking = {
		.arena = arena,
		.options = options,
		.scopes = scopes_new(arena, options),
		.messages = messages_new_list(arena, options, diags),
		.progress = progress,
	};

	check_arguments(&checking);
}

int check_and_report(struct arena *arena, const struct options *options, struct diags *diags)
{
	struct checking checking = {
		.arena = arena,
		.options = options,
		.scopes = scopes_new(arena, options),
	};
	const struct scope *first = scopes_find(checking.scopes, options->arguments[0], diags);
	int status;

	/* What is of the run as a whole is decided by the first input. */
	checking.messages = messages_new(arena, first ? &first->options : options);
	checking.progress = messages_show_progress(checking.messages);
	checking.has_failed = !first;
	messages_add(checking.messages, diags);
	check_arguments(&checking);
	scopes_end(checking.scopes, checking.has_failed, checking.messages);
	summarize(&checking);
	status = messages_end(checking.messages);
	return status < STATUS_FAILED && checking.has_failed ? STATUS_FAILED : status;
}

int verb_check(struct arena *arena, const struct options *options)
{
	return options->is_fixing ? fix_run(arena, options)
				  : check_and_report(arena, options, diags_new(arena));
}
