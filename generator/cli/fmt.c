/* SPDX-License-Identifier: BSD-3-Clause
 * fmt.c: formats files in place, or shows what that would change. */
#include "fmt/fmt.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "cli/files.h"
#include "cli/internal.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "diag/diag.h"
#include "load/load.h"
#include "output/diff.h"

/* What a source was read from, with its byte order mark. */
static struct diff_text former_of(const struct source *source)
{
	return (struct diff_text) { source->name, source->bytes - source->mark_size,
				    source->size + source->mark_size };
}

/* A run over files, each of which has its own memory and its own messages. */
struct formatting {
	const struct options *options;
	struct progress *progress; /* or NULL */
};

/* Prints the difference. Returns STATUS_FINDINGS. */
static int show(struct arena *arena, const struct formatting *formatting,
		const struct diff_text *former, const struct diff_text *next, struct diags *diags)
{
	const char *error;

	progress_erase(formatting->progress);
	error = diff_print(arena, stdout, former, next);
	if (error)
		diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 }, "%s", error);
	verbs_flush_stdout(diags);
	return STATUS_FINDINGS;
}

static void replace(struct arena *arena, const struct diff_text *next, struct diags *diags)
{
	if (!file_update(arena, next->label, next->bytes, next->size))
		diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
			 "cannot write '%s': %s", next->label, strerror(errno));
}

/* With --skip-others: whether a file is none to format. */
static bool is_skipped(struct arena *arena, const struct options *options,
		       const struct source *source)
{
	struct diags *ignored = diags_new(arena);

	return options->skips_others &&
	       files_skip_reason(arena, source, load_source(arena, source, ignored), options);
}

/* Formats one file. Returns the status of what was found, not of what is in `diags`. */
static int format_file(struct arena *arena, const struct formatting *formatting, const char *path,
		       struct diags *diags)
{
	const struct options *options = formatting->options;
	const struct source *source = load_read(arena, path, diags);
	struct diff_text former, next;

	if (!source || is_skipped(arena, options, source))
		return STATUS_CLEAN;
	former = next = former_of(source);
	next.bytes = fmt_format(arena, source, diags, &next.size);
	if (!next.bytes)
		return STATUS_CLEAN;
	if (!options->is_check && (options->output || strcmp(path, "-") == 0))
		verbs_write(arena, options, next.bytes, next.size, diags);
	else if (former.size == next.size && memcmp(former.bytes, next.bytes, next.size) == 0)
		return STATUS_CLEAN;
	else if (options->is_check)
		return show(arena, formatting, &former, &next, diags);
	else
		replace(arena, &next, diags);
	return STATUS_CLEAN;
}

/* Formats one file, and reports what is to be said of it. */
static int format_alone(struct arena *arena, const struct formatting *formatting, const char *path)
{
	CLEANUP(arena_free) struct arena *memory = arena_new_like(arena);
	struct diags *diags = diags_new(memory);
	int status, found;

	progress_step(formatting->progress, path);
	options_set_levels(formatting->options, diags);
	found = format_file(memory, formatting, path, diags);
	if (diags_count(diags))
		progress_erase(formatting->progress);
	status = verbs_report(formatting->options, diags);
	return found > status ? found : status;
}

int verb_fmt(struct arena *arena, const struct options *options)
{
	struct formatting formatting = { options, progress_new(arena) };
	int worst = STATUS_CLEAN;

	if (options->output && options->argument_count > 1) {
		options_report("one file only with", "--output", NULL);
		return STATUS_FAILED;
	}
	progress_begin(formatting.progress, "formatting", options->argument_count);
	for (size_t i = 0; i < options->argument_count; i++) {
		int status = format_alone(arena, &formatting, options->arguments[i]);

		worst = status > worst ? status : worst;
	}
	progress_end(formatting.progress);
	return worst;
}
