/* SPDX-License-Identifier: BSD-3-Clause
 * lost_lines.c: finds commands that end earlier than they should. */
#include "rules/lost_lines.h"

#include "base/arena.h"
#include "rules/command_starts.h"
#include "script/script.h"
#include "shell/walk.h"

struct finding {
	struct arena *arena;
	struct command_starts options; /* commands whose program a variable makes an option */
	struct lost_lines lost;
};

/* Whether a command begins as options do: no command is called so. What documentation puts around
 * its lines as `` is an empty command in front of it. */
static bool is_literal_option(const struct shell_command *command)
{
	for (size_t i = 0; i < command->words[0]->count; i++) {
		const struct shell_piece *piece = &command->words[0]->pieces[i];

		if (piece->kind == SHELL_TEXT)
			return piece->text[0] == '-' && piece->text[1];
		if (piece->kind != SHELL_COMMANDS ||
		    (piece->commands && piece->commands->pipeline_count))
			return false;
	}
	return false;
}

static bool is_option(const struct finding *finding, const struct shell_command *command)
{
	return is_literal_option(command) || command_starts_has(&finding->options, command->at);
}

static bool is_variable(const struct shell_command *command)
{
	return command->words[0]->pieces->kind == SHELL_PARAMETER;
}

/* The only command of a pipeline, if it has words; or NULL. */
static const struct shell_command *only_command(const struct shell_pipeline *pipeline)
{
	const struct shell_command *command = pipeline->commands[0];

	if (pipeline->command_count != 1 || command->kind != SHELL_SIMPLE || !command->word_count)
		return NULL;
	return command;
}

/* The lines from `first` on that look like arguments. */
static size_t count_lines(const struct finding *finding, const struct shell_list *list,
			  size_t first)
{
	size_t count = 0;

	while (first + count < list->pipeline_count) {
		const struct shell_command *command = only_command(&list->pipelines[first + count]);

		if (!command || !(is_option(finding, command) || (count && is_variable(command))))
			break;
		count++;
	}
	return count;
}

static void find_in_list(void *context, const struct shell_list *list)
{
	struct finding *finding = context;
	struct lost_lines *lost = &finding->lost;
	size_t line_count;

	for (size_t i = 0; i + 1 < list->pipeline_count; i += 1 + line_count) {
		const struct shell_command *command = only_command(&list->pipelines[i]);

		line_count = command && list->pipelines[i].connector == SHELL_END
				     ? count_lines(finding, list, i + 1)
				     : 0;
		if (!line_count)
			continue;
		lost->all = arena_grow(finding->arena, lost->all, lost->count, sizeof(*lost->all));
		lost->all[lost->count++] =
			(struct lost_line) { command, &list->pipelines[i + 1], line_count };
	}
}

/* The commands that run with an option as their program, in the order of the script. */
static struct command_starts find_options(struct arena *arena, const struct shell_trace *trace)
{
	struct command_starts options = {
		.starts = arena_array(arena, trace->run_count, sizeof(*options.starts)),
	};

	for (size_t i = 0; i < trace->run_count; i++) {
		const struct shell_run *run = &trace->runs[i];
		const struct shell_argument *program = run->arguments;

		if (run->argument_count && program->part_count && program->parts[0].text &&
		    program->parts[0].text[0] == '-' && program->parts[0].text[1])
			options.starts[options.count++] = run->at.start;
	}
	command_starts_sort(&options);
	return options;
}

struct lost_lines lost_lines_find(struct arena *arena, const struct script *script)
{
	struct finding finding = { .arena = arena };

	finding.options = find_options(arena, script->trace);
	shell_walk(script->list,
		   &(struct shell_visitor) { .list = find_in_list, .context = &finding });
	return finding.lost;
}

const struct lost_line *lost_lines_at(const struct lost_lines *lost, size_t start)
{
	size_t low = 0, high = lost->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct span at = lost->all[middle].command->at;

		if (at.start <= start && start < at.end)
			return &lost->all[middle];
		if (at.start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
