/* SPDX-License-Identifier: BSD-3-Clause
 * verbs.c: what the verbs share. */
#include "cli/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "board/board.h"
#include "cli/internal.h"
#include "cli/keep.h"
#include "cli/messages.h"
#include "load/load.h"
#include "validate/schema.h"

/* Reports each directory of --board-path that is none: a typo would look like a missing board. */
static bool are_directories(const char *const *paths, struct diags *diags)
{
	bool are_good = true;

	for (; *paths; paths++) {
		struct stat status;
		bool is_there = stat(*paths, &status) == 0;
		int error = is_there ? ENOTDIR : errno;

		if (is_there && S_ISDIR(status.st_mode))
			continue;
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "cannot search for boards in '%s': %s", *paths, strerror(error));
		are_good = false;
	}
	return are_good;
}

/* By itself a scenario may be for each release whose scenarios have this format. One for ACRN 2.x
 * has its elements from later releases: 2.x itself reads another format. */
static struct schema *scenario_schema(struct arena *arena, const struct options *options)
{
	struct schema *schema = schema_load(arena, "schema/scenario.xsd");
	enum release first = options->has_release ? options->release : RELEASE_3_0;
	bool is_for_one = options->has_release && first >= RELEASE_3_0;

	schema_set_releases(schema, first, is_for_one ? first : RELEASE_MASTER);
	return schema;
}

bool verbs_context(struct arena *arena, const struct options *options, struct diags *diags,
		   struct scenario_context *context)
{
	*context = (struct scenario_context) {
		.schema = scenario_schema(arena, options),
		.boards = boards_new(arena, schema_load(arena, "schema/board.xsd"),
				     options->with_hypervisor),
		.release = options->release,
		.has_release = options->has_release,
		.target = options->target,
		.with_hypervisor = options->with_hypervisor,
		.hardening = options->hardening,
		.board_file = options->board,
		.board_paths = options->board_paths,
	};
	return are_directories(options->board_paths, diags);
}

int verbs_report(const struct options *options, struct diags *diags)
{
	struct messages *messages = messages_new(diags_arena(diags), options);

	messages_add(messages, diags);
	return messages_end(messages);
}

const struct model *verbs_checked_model(struct arena *arena, struct arena *memory,
					const struct options *options, struct diags *diags)
{
	const struct input_loader loader = { arena, memory, load_source, diags };
	struct scenario_context context;
	struct scenario_input input;
	const struct model *model = NULL;
	bool is_loaded = input_load(&loader, options->arguments, options->argument_count, &input);

	if (verbs_context(arena, options, diags, &context) && is_loaded)
		model = scenario_check(memory, &context, &input, diags);
	if (!model)
		diags_set_incomplete(diags);
	return model;
}

const struct model *verbs_model(struct arena *arena, struct arena *memory,
				const struct options *options, struct diags *diags)
{
	const struct model *model = verbs_checked_model(arena, memory, options, diags);

	return diags_error_count(diags) == 0 ? model : NULL;
}

/* The list may not keep all errors: then it is not known what the others are. */
bool verbs_is_valid(const struct diags *diags)
{
	size_t count = 0;

	for (size_t i = 0; i < diags_count(diags); i++) {
		struct diag_message message = diags_get(diags, i);

		count += message.is_warning && message.level == DIAG_ERROR;
	}
	return diags_error_count(diags) == count;
}

int verbs_finish(const struct options *options, struct diags *diags, bool is_done)
{
	int status = verbs_report(options, diags);

	return is_done || status != STATUS_CLEAN ? status : STATUS_FAILED;
}

bool verbs_flush_stdout(struct diags *diags)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
		 "cannot write to standard output");
	return false;
}

void verbs_write(struct arena *arena, const struct options *options, const char *text, size_t size,
		 struct diags *diags)
{
	const char *path = options->output, *why;

	if (!path || strcmp(path, "-") == 0) {
		fwrite(text, 1, size, stdout);
		verbs_flush_stdout(diags);
		return;
	}
	why = keep_reason_of_inputs(options, diags, path);
	if (why) {
		keep_report(diags, path, why);
	} else if (!file_replace(arena, path, text, size, true)) {
		diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
			 "cannot write '%s': %s", path, strerror(errno));
	}
}

void verbs_write_printed(struct arena *arena, const struct options *options,
			 void (*print)(FILE *stream, void *context), void *context,
			 struct diags *diags)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		arena_exhausted(arena);
	print(stream, context);
	if (fclose(stream) != 0)
		arena_exhausted(arena);
	verbs_write(arena, options, text, size, diags);
	free(text);
}
