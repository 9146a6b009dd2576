/* SPDX-License-Identifier: BSD-3-Clause
 * check.c: checks many files, and directories of them. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "load/load.h"
#include "read/read.h"

/* How deep below a directory scenarios are searched: links may make a circle of directories. */
#define DEPTH_MAX 16

struct checking {
	struct arena *arena;
	const struct options *options;
	struct scenario_context context;
	int status; /* the worst so far */
	size_t scenario_count;
};

static void note_status(struct checking *checking, int status)
{
	if (status > checking->status)
		checking->status = status;
}

/* Reports that nothing could be checked at a path, which must not look like success. */
static void report_failure(struct checking *checking, const char *path, const char *why)
{
	struct diags *diags = diags_new(checking->arena);

	diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "'%s': %s", path, why);
	note_status(checking, verbs_report(checking->options, diags));
}

/* Checks one file, with its own memory. In a directory, well-formed files that are not scenarios
 * are skipped. */
static void check_file(struct checking *checking, const char *path, bool is_in_directory)
{
	struct arena *arena = arena_new_like(checking->arena);
	struct diags *diags = diags_new(arena);
	const struct source *source;
	const struct doc *doc;

	options_set_levels(checking->options, diags);
	source = load_read(arena, path, diags);
	doc = source ? load_source(arena, source, diags) : NULL;
	if (!doc || !is_in_directory || read_is_scenario(doc)) {
		checking->scenario_count++;
		if (doc && !scenario_check(arena, &checking->context, doc, path, diags) &&
		    diags_error_count(diags) == 0)
			note_status(checking, STATUS_FAILED);
		note_status(checking, verbs_report(checking->options, diags));
	}
	arena_free(arena);
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

static void check_directory(struct checking *checking, const char *path, int depth)
{
	struct dirent **entries;
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
	for (int i = 0; i < count; i++) {
		const char *inner =
			arena_printf(checking->arena, "%s/%s", path, entries[i]->d_name);

		if (is_directory(inner))
			check_directory(checking, inner, depth + 1);
		else
			check_file(checking, inner, true);
		free(entries[i]);
	}
	free(entries);
}

static void check_argument(struct checking *checking, const char *path)
{
	size_t before = checking->scenario_count;

	if (!is_directory(path)) {
		check_file(checking, path, false);
		return;
	}
	check_directory(checking, path, 1);
	if (checking->scenario_count == before)
		report_failure(checking, path, "no scenario found in this directory");
}

int verb_check(struct arena *arena, const struct options *options)
{
	struct checking checking = { .arena = arena, .options = options };

	verbs_context(arena, options, &checking.context);
	for (size_t i = 0; i < options->argument_count; i++)
		check_argument(&checking, options->arguments[i]);
	return checking.status;
}
