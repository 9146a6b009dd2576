/* SPDX-License-Identifier: BSD-3-Clause
 * fmt.c: formats files in place, or shows what that would change. */
#include "fmt/fmt.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "cli/files.h"
#include "cli/internal.h"
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

/* Prints the difference. Returns STATUS_FINDINGS. */
static int show(struct arena *arena, const struct diff_text *former, const struct diff_text *next,
		struct diags *diags)
{
	const char *error = diff_print(arena, stdout, former, next);

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
static int format_file(struct arena *arena, const struct options *options, const char *path,
		       struct diags *diags)
{
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
		return show(arena, &former, &next, diags);
	else
		replace(arena, &next, diags);
	return STATUS_CLEAN;
}

/* Each file has its own memory, and is reported by itself. */
static int format_alone(struct arena *arena, const struct options *options, const char *path)
{
	CLEANUP(arena_free) struct arena *memory = arena_new_like(arena);
	struct diags *diags = diags_new(memory);
	int status, found;

	options_set_levels(options, diags);
	found = format_file(memory, options, path, diags);
	status = verbs_report(options, diags);
	return found > status ? found : status;
}

int verb_fmt(struct arena *arena, const struct options *options)
{
	int worst = STATUS_CLEAN;

	if (options->output && options->argument_count > 1) {
		options_report("one file only with", "--output", NULL);
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < options->argument_count; i++) {
		int status = format_alone(arena, options, options->arguments[i]);

		worst = status > worst ? status : worst;
	}
	return worst;
}
