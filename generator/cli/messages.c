/* SPDX-License-Identifier: BSD-3-Clause
 * messages.c: where the messages of a run go. */
#include "cli/messages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "cli/internal.h"
#include "cli/keep.h"
#include "cli/progress.h"
#include "cli/verbs.h"

struct messages {
	struct arena *arena;
	const struct options *options;
	bool is_list;		       /* nothing is printed */
	enum diag_format text;	       /* of the messages on standard error */
	struct report_option *targets; /* arena_grow()n: the other places */
	size_t target_count;
	struct diags *all; /* for what is printed at the end; NULL for nothing */
	int status;	   /* so far */
	size_t error_count, warning_count;
	struct progress *progress; /* or NULL */
};

static bool is_stdout(const struct report_option *target)
{
	return strcmp(target->path, "-") == 0;
}

/* Whether a target gets each list at once. */
static bool is_immediate(const struct report_option *target)
{
	return is_stdout(target) && !diag_format_is_document(target->format);
}

/* Whether the messages in --format have a place other than standard error: those of check, of which
 * they are the result, and of audit, whose findings are in the same document. */
static bool has_own_target(const struct options *options)
{
	if (options->verb->run == verb_audit)
		return diag_format_is_document(options->format);
	return options->verb->run == verb_check &&
	       (options->output || (!options->has_budget && !diag_format_is_text(options->format)));
}

static struct report_option own_target(const struct options *options)
{
	return (struct report_option) { options->format, options->output ? options->output : "-" };
}

static void add_target(struct messages *messages, struct report_option target)
{
	messages->targets = arena_grow(messages->arena, messages->targets, messages->target_count,
				       sizeof(*messages->targets));
	messages->targets[messages->target_count++] = target;
	if (!messages->all && !is_immediate(&target))
		messages->all = diags_new(messages->arena);
}

struct messages *messages_new(struct arena *arena, const struct options *options)
{
	struct messages *messages = arena_alloc(arena, sizeof(*messages));

	*messages = (struct messages) {
		.arena = arena,
		.options = options,
		.text = options->format,
	};
	if (has_own_target(options)) {
		add_target(messages, own_target(options));
		if (!diag_format_is_text(options->format))
			messages->text = DIAG_FORMAT_TEXT;
	}
	for (size_t i = 0; i < options->report_count; i++)
		add_target(messages, options->reports[i]);
	return messages;
}

struct messages *messages_new_list(struct arena *arena, const struct options *options,
				   struct diags *diags)
{
	struct messages *messages = arena_alloc(arena, sizeof(*messages));

	*messages = (struct messages) {
		.arena = arena, .options = options, .is_list = true, .all = diags
	};
	return messages;
}

struct progress *messages_show_progress(struct messages *messages)
{
	if (!messages->is_list && diag_format_is_text(messages->text))
		messages->progress = progress_new(messages->arena);
	return messages->progress;
}

bool messages_keeps(const struct messages *messages)
{
	return messages->all;
}

/* The exit status that follows from the worst of some messages. */
static int status_of(enum diag_level worst, enum fail_on least)
{
	switch (worst) {
	case DIAG_FAILURE:
		return STATUS_FAILED;
	case DIAG_ERROR:
		return least == FAIL_ON_NOTHING ? STATUS_CLEAN : STATUS_FINDINGS;
	case DIAG_WARNING:
		return least == FAIL_ON_WARNING ? STATUS_FINDINGS : STATUS_CLEAN;
	default:
		return STATUS_CLEAN;
	}
}

void messages_add_of(struct messages *messages, const struct options *options, struct diags *diags)
{
	int status = status_of(diags_worst(diags), options->fail_on);

	if (diags_count(diags))
		progress_erase(messages->progress);
	if (!messages->is_list)
		diags_print(diags, stderr, messages->text, messages->options->has_color);
	for (size_t i = 0; i < messages->target_count; i++)
		if (is_immediate(&messages->targets[i]))
			diags_print(diags, stdout, messages->targets[i].format, false);
	if (status > messages->status)
		messages->status = status;
	messages->error_count += diags_error_count(diags);
	messages->warning_count += diags_warning_count(diags);
	messages_include(messages, diags);
}

void messages_add(struct messages *messages, struct diags *diags)
{
	messages_add_of(messages, messages->options, diags);
}

void messages_include(struct messages *messages, struct diags *diags)
{
	if (messages->all)
		diags_append(messages->all, diags);
}

void messages_remark(const struct messages *messages, const char *text)
{
	progress_erase(messages->progress);
	if (!messages->is_list)
		diags_print_remark(stderr, messages->text, messages->options->has_color, text);
}

size_t messages_error_count(const struct messages *messages)
{
	return messages->error_count;
}

size_t messages_warning_count(const struct messages *messages)
{
	return messages->warning_count;
}

/* Whether a file can be written without losing an input or another report; if not, that is
 * reported.
 */
static bool is_free(const struct messages *messages, size_t index, struct diags *diags)
{
	const char *path = messages->targets[index].path;
	const char *why = keep_reason_of_inputs(messages->options, messages->all, path);

	for (size_t i = 0; i < index && !why; i++)
		if (!is_stdout(&messages->targets[i]))
			why = keep_reason(path, messages->targets[i].path, "it is another report");
	/* That of check is a target of its own. */
	if (!why && messages->options->output && !has_own_target(messages->options))
		why = keep_reason(path, messages->options->output, "it is the output");
	if (why)
		keep_report(diags, path, why);
	return !why;
}

static void write_file(const struct messages *messages, size_t index, struct diags *diags)
{
	const struct report_option *target = &messages->targets[index];
	char *text = NULL;
	size_t size;
	FILE *stream;

	if (!is_free(messages, index, diags))
		return;
	stream = open_memstream(&text, &size);
	if (!stream)
		arena_exhausted(messages->arena);
	diags_print(messages->all, stream, target->format, false);
	if (fclose(stream) != 0)
		arena_exhausted(messages->arena);
	if (!file_replace(messages->arena, target->path, text, size, false))
		diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
			 "cannot write '%s': %s", target->path, strerror(errno));
	free(text);
}

/* Prints and writes what waits for the end. What goes wrong is reported to `diags`. */
static void finish(const struct messages *messages, struct diags *diags)
{
	for (size_t i = 0; i < messages->target_count; i++)
		if (!is_stdout(&messages->targets[i]))
			write_file(messages, i, diags);
		else if (!is_immediate(&messages->targets[i]))
			diags_print(messages->all, stdout, messages->targets[i].format, false);
	if (messages->target_count)
		verbs_flush_stdout(diags);
}

int messages_end(struct messages *messages)
{
	struct diags *diags = diags_new(messages->arena);

	progress_end(messages->progress);
	finish(messages, diags);
	if (!diags_error_count(diags))
		return messages->status;
	diags_print(diags, stderr, messages->text, messages->options->has_color);
	return STATUS_FAILED;
}

/* How many reports go to standard output. */
static size_t count_printed(const struct options *options)
{
	size_t count = 0;

	for (size_t i = 0; i < options->report_count; i++)
		count += is_stdout(&options->reports[i]);
	if (has_own_target(options)) {
		const struct report_option own = own_target(options);

		count += is_stdout(&own);
	}
	return count;
}

/* A budget is on standard output, and in JSON its messages are on standard error. */
static bool has_place_beside_budget(const struct options *options)
{
	if (!options->has_budget)
		return true;
	if (count_printed(options))
		return options_report("standard output has the", "budget",
				      "write each report to a file");
	if (!options->output && diag_format_is_document(options->format))
		return options_report("standard output has the budget, not messages as",
				      diag_format_name(options->format),
				      "use --output FILE or --report FORMAT=FILE");
	return true;
}

/* With --fix a patch is on standard output, or the fixed text of standard input. */
static bool has_place_beside_fixes(const struct options *options)
{
	bool is_taken = options->is_dry_run;

	for (size_t i = 0; i < options->argument_count; i++)
		is_taken |= strcmp(options->arguments[i], "-") == 0;
	if (!options->is_fixing || !is_taken)
		return true;
	if (options->has_budget)
		return options_report("standard output cannot have the fixes and the", "budget",
				      "check for the budget without --fix");
	return !count_printed(options) ||
	       options_report("standard output has the fixes, not messages as",
			      diag_format_name(options->format),
			      "use --output FILE or --report FORMAT=FILE");
}

bool messages_is_possible(const struct options *options)
{
	if (!has_place_beside_budget(options) || !has_place_beside_fixes(options))
		return false;
	return count_printed(options) <= 1 ||
	       options_report("two reports on", "standard output",
			      "write all but one to files: --report FORMAT=FILE");
}
