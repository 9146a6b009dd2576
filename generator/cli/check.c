/* SPDX-License-Identifier: BSD-3-Clause
 * check.c: checks many files, and directories of them. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "budget/budget.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "load/load.h"
#include "plan/plan.h"
#include "read/read.h"
#include "render/acpi/acpi.h"
#include "upgrade/upgrade.h"

/* How deep below a directory scenarios are searched: links may make a circle of directories. */
#define DEPTH_MAX 16

struct checking {
	struct arena *arena;
	const struct options *options;
	struct scenario_context context;
	int status; /* the worst so far */
	/* With SARIF the messages of all files are in one document at the end: until then their
	 * memory stays. */
	struct diags *all; /* NULL with other formats, which report each file by itself */
	size_t scenario_count, skipped_count;
};

static void note_status(struct checking *checking, int status)
{
	if (status > checking->status)
		checking->status = status;
}

static void report(struct checking *checking, struct diags *diags)
{
	if (checking->all)
		diags_append(checking->all, diags);
	else
		note_status(checking, verbs_report(checking->options, diags));
}

/* Ends the memory of a file, after it was reported. */
static void end_arena(struct checking *checking, struct arena *arena)
{
	if (checking->all)
		arena_adopt_arena(checking->arena, arena);
	else
		arena_free(arena);
}

/* Reports that nothing could be checked at a path, which must not look like success. */
static void report_failure(struct checking *checking, const char *path, const char *why)
{
	struct diags *diags = diags_new(checking->arena);

	diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "'%s': %s", path, why);
	report(checking, diags);
}

static void print_remark(const struct checking *checking, const char *text)
{
	diags_print_remark(stderr, checking->options->format, checking->options->has_color, text);
}

/* Whether a file that cannot be parsed may be a scenario, or all that is left of one. */
static bool may_be_scenario(const struct source *source)
{
	const char *tag = source->bytes;

	if (memmem(source->bytes, source->size, "acrn-config", strlen("acrn-config")))
		return true;
	if (load_is_yaml(source))
		return false;
	while ((tag = strchr(tag, '<')) && !isalpha((unsigned char)tag[1]))
		tag++;
	return !tag;
}

const char *check_skip_reason(struct arena *arena, const struct source *source,
			      const struct doc *doc)
{
	const char *help, *other;

	if (!doc)
		return may_be_scenario(source) ? NULL : "not a scenario, and cannot be parsed";
	if (read_is_scenario(doc) || input_is_launch(doc))
		return NULL;
	other = upgrade_refusal(arena, doc, &help);
	return other ? other : "not a scenario: it has no <vm>";
}

static void skip(struct checking *checking, struct arena *arena, const char *path, const char *why)
{
	checking->skipped_count++;
	if (checking->options->is_verbose)
		print_remark(checking, arena_printf(arena, "'%s' skipped: %s", path, why));
}

/* Messages are on standard error, so that both can be read by programs. */
static void print_budget(const struct checking *checking, struct arena *arena,
			 const struct model *model, struct diags *diags)
{
	const struct budget *budget = budget_compute(arena, model);

	if (checking->options->format == DIAG_FORMAT_JSON) {
		budget_print_json(arena, budget, stdout);
	} else {
		if (checking->scenario_count > 1)
			putchar('\n');
		budget_print_text(budget, stdout);
	}
	verbs_flush_stdout(diags);
}

/* Reports what only making the hypervisor's ACPI tables shows. They are thrown away. */
static void check_tables(struct arena *arena, const struct model *model, struct diags *diags)
{
	struct output_files files = { 0 };
	const struct plan *plan;

	if (!model->with_hypervisor)
		return;
	plan = plan_build(arena, model);
	acpi_render(arena, plan, diags, &files);
}

/* Checks a scenario: its model, or NULL if it has errors. It has a budget only without them. */
static const struct model *check_scenario(struct checking *checking, struct arena *arena,
					  const struct scenario_input *input, struct diags *diags)
{
	size_t before = diags_error_count(diags);
	const struct model *model = scenario_check(arena, &checking->context, input, diags);

	if (model && diags_error_count(diags) == before)
		check_tables(arena, model, diags);
	if (diags_error_count(diags) > before)
		return NULL;
	if (!model)
		note_status(checking, STATUS_FAILED);
	else if (checking->options->has_budget)
		print_budget(checking, arena, model, diags);
	return model;
}

/* Checks a scenario or a launch XML, for which a scenario may be known. */
static void check_document(struct checking *checking, const struct input_loader *loader,
			   const struct beside_file *file, const struct doc *doc)
{
	char *scenario = (char *)file->scenario;
	struct scenario_input input = { 0 };

	if (scenario && !input_load(loader, &scenario, 1, &input))
		return;
	if (input_take(loader, file->path, doc, &input) &&
	    input_complete(loader, file->path, &input))
		check_scenario(checking, loader->arena, &input, loader->diags);
}

/* Checks one file, with its own memory. In a directory, files that are not scenarios are skipped.
 */
static void check_file(struct checking *checking, const struct beside_file *file,
		       bool is_in_directory)
{
	struct arena *arena = arena_new_like(checking->arena);
	struct diags *diags = diags_new(arena);
	const struct input_loader loader = { arena, arena, load_source, diags };
	const struct source *source;
	const struct doc *doc;
	const char *why = NULL;

	options_set_levels(checking->options, diags);
	source = load_read(arena, file->path, diags);
	doc = source ? load_source(arena, source, diags) : NULL;
	if (source && is_in_directory)
		why = check_skip_reason(arena, source, doc);
	if (why) {
		skip(checking, arena, file->path, why);
	} else {
		checking->scenario_count++;
		if (doc)
			check_document(checking, &loader, file, doc);
		report(checking, diags);
	}
	end_arena(checking, arena);
}

/* For scandir(): XML and YAML files, and directories that are not hidden. */
static int is_candidate(const struct dirent *entry)
{
	if (entry->d_name[0] == '.')
		return 0;
	return entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN ||
	       entry->d_name[load_stem(entry->d_name)];
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

static bool is_directory(const char *path)
{
	struct stat status;

	return strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void check_directory(struct checking *checking, const char *path, int depth);

/* Checks the files of a directory, and its directories. */
static void check_entries(struct checking *checking, char *const *paths, size_t count, int depth)
{
	const struct beside_file *files = beside_pair(checking->arena, paths, count, false);

	for (size_t i = 0; i < count; i++)
		if (is_directory(paths[i]))
			check_directory(checking, paths[i], depth + 1);
		else if (!files[i].is_covered)
			check_file(checking, &files[i], true);
}

static void check_directory(struct checking *checking, const char *path, int depth)
{
	struct dirent **entries;
	char **paths;
	int count;

	if (depth > DEPTH_MAX) {
		report_failure(checking, path, "directories are nested too deeply");
		return;
	}
	count = scandir(path, &entries, is_candidate, by_name);
	if (count < 0) {
		report_failure(checking, path, strerror(errno));
		return;
	}
	paths = arena_array(checking->arena, (size_t)count, sizeof(*paths));
	for (int i = 0; i < count; i++) {
		paths[i] = arena_printf(checking->arena, "%s/%s", path, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	check_entries(checking, paths, (size_t)count, depth);
}

/* Returns whether the argument is a directory. */
static bool check_argument(struct checking *checking, const struct beside_file *file)
{
	size_t before = checking->scenario_count;

	if (!is_directory(file->path)) {
		check_file(checking, file, false);
		return false;
	}
	check_directory(checking, file->path, 1);
	if (checking->scenario_count == before)
		report_failure(checking, file->path, "no scenario found in this directory");
	return true;
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
	struct script_set set;

	options_set_levels(checking->options, diags);
	scripts_load(arena, checking->options, scripts, count, &set, diags);
	scripts_check(arena, &checking->context, &set, diags);
	if (other_count && input_load(&loader, others, other_count, &input)) {
		checking->scenario_count++;
		model = check_scenario(checking, arena, &input, diags);
	}
	if (model)
		scripts_compare(arena, &set, model, diags);
	report(checking, diags);
	end_arena(checking, arena);
}

/* Checks each scenario by itself. */
static void check_scenarios(struct checking *checking)
{
	const struct options *options = checking->options;
	const struct beside_file *files =
		beside_pair(checking->arena, options->arguments, options->argument_count, true);
	bool has_directory = false;

	for (size_t i = 0; i < options->argument_count; i++)
		if (!files[i].is_covered)
			has_directory |= check_argument(checking, &files[i]);
	if (has_directory)
		print_remark(checking,
			     arena_printf(checking->arena, "%zu checked, %zu skipped",
					  checking->scenario_count, checking->skipped_count));
}

/* By its name; a file without a suffix that says what it is, by what is in it. */
static bool is_script(struct arena *arena, const char *path)
{
	const struct source *source;

	if (script_is_named(path))
		return true;
	if (strcmp(path, "-") == 0 || path[load_stem(path)] || is_directory(path))
		return false;
	source = load_read(arena, path, diags_new(arena));
	return source && script_is_script(source);
}

/* Moves the scripts among the arguments to their beginning, in their order. Returns their number.
 */
static size_t partition(struct arena *arena, const struct options *options, char **sorted)
{
	char **others = arena_array(arena, options->argument_count, sizeof(*others));
	size_t count = 0, other_count = 0;

	for (size_t i = 0; i < options->argument_count; i++)
		if (is_script(arena, options->arguments[i]))
			sorted[count++] = options->arguments[i];
		else
			others[other_count++] = options->arguments[i];
	memcpy(sorted + count, others, other_count * sizeof(*others));
	return count;
}

int verb_check(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	struct checking checking = {
		.arena = arena,
		.options = options,
		.all = options->format == DIAG_FORMAT_SARIF ? diags : NULL,
	};
	char **paths = arena_array(arena, options->argument_count, sizeof(*paths));
	size_t count = partition(arena, options, paths);

	if (!verbs_context(arena, options, diags, &checking.context))
		return verbs_report(options, diags);
	if (count)
		check_scripts(&checking, paths, count, paths + count,
			      options->argument_count - count);
	else
		check_scenarios(&checking);
	if (checking.all)
		note_status(&checking, verbs_report(options, checking.all));
	return checking.status;
}
