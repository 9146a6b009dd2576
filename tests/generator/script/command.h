/* SPDX-License-Identifier: BSD-3-Clause
 * command.h: commands with unknown parts and conditions, as shell_run() gives them, out of one
 * line of text; and what became of them, as text.
 *
 * Words have blanks between them. $NAME is unknown and not quoted, "$NAME" is quoted, "" is an
 * empty argument, and ?BA: before a word means that arm A of branch B is taken, both of one digit;
 * it is of the whole command where a blank follows.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <ctype.h>

#include "tests/generator/helpers.h"

#include "base/condition.h"
#include "script/script.h"

struct command {
	struct fixture *fixture;
	const struct source *source;
	struct conditions *conditions;
	struct shell_argument *arguments;
	size_t count;
};

static inline void command_add_part(struct command *command, struct shell_argument *argument,
				    struct shell_part part, size_t start, size_t end)
{
	struct shell_part *parts = arena_grow(command->fixture->arena, (void *)argument->parts,
					      argument->part_count, sizeof(*parts));

	part.at = source_span(command->source, start, end);
	parts[argument->part_count++] = part;
	argument->parts = parts;
}

/* An unknown part from `at`, which a quote or a dollar sign is at, up to the result. */
static inline size_t command_add_unknown(struct command *command, struct shell_argument *argument,
					 size_t at)
{
	const char *text = command->source->bytes;
	bool is_quoted = text[at] == '"';
	size_t end = at + is_quoted + (text[at + is_quoted] == '$');

	while (isalnum((unsigned char)text[end]))
		end++;
	command_add_part(command, argument, (struct shell_part) { .may_split = !is_quoted },
			 at + is_quoted, end);
	return end + (is_quoted && text[end] == '"');
}

static inline void command_add_parts(struct command *command, struct shell_argument *argument,
				     size_t start, size_t end)
{
	const char *text = command->source->bytes;
	struct arena *arena = command->fixture->arena;

	while (start < end) {
		size_t length = strcspn(text + start, "\"$ \n");

		if (strncmp(text + start, "\"\"", 2) == 0) {
			start += 2;
		} else if (length) {
			const char *known = arena_copy(arena, text + start, length);

			command_add_part(command, argument, (struct shell_part) { .text = known },
					 start, start + length);
			start += length;
		} else {
			start = command_add_unknown(command, argument, start);
		}
	}
}

/* The condition at *at, which then is behind it; NULL for none. */
static inline const struct condition *command_condition(const struct command *command, size_t *at)
{
	const char *text = command->source->bytes + *at;

	if (text[0] != '?' || !isdigit((unsigned char)text[1]) ||
	    !isdigit((unsigned char)text[2]) || text[3] != ':')
		return NULL;
	*at += strlen("?BA:");
	return conditions_take(command->conditions, (uint32_t)(text[1] - '0'),
			       (uint32_t)(text[2] - '0'));
}

static inline void command_add_word(struct command *command, size_t start, size_t end)
{
	struct arena *arena = command->fixture->arena;
	struct shell_argument *argument;

	command->arguments =
		arena_grow(arena, command->arguments, command->count, sizeof(*command->arguments));
	argument = &command->arguments[command->count++];
	argument->when = command_condition(command, &start);
	argument->used_at = source_span(command->source, start, end);
	command_add_parts(command, argument, start, end);
	argument->at = argument->part_count ? argument->parts[0].at : argument->used_at;
}

/* The command of a line, which ends at `end`. */
static inline struct shell_run command_run(struct command *command, size_t at, size_t end)
{
	const char *text = command->source->bytes;
	struct shell_run run = { 0 };

	if (end - at > 4 && text[at + 4] == ' ')
		run.when = command_condition(command, &at);
	run.at = source_span(command->source, at, end);
	command->arguments = NULL;
	command->count = 0;
	while (at < end) {
		size_t behind = at + strcspn(text + at, " \n");

		if (behind > at)
			command_add_word(command, at, behind);
		at = behind + 1;
	}
	for (size_t i = 0; i < command->count; i++)
		if (!command->arguments[i].when)
			command->arguments[i].when = run.when;
	run.arguments = command->arguments;
	run.argument_count = command->count;
	return run;
}

/* The runs of a script with a command on each line. */
static inline const struct script *script_of(struct fixture *fixture, const char *text,
					     enum release release)
{
	struct shell_trace *trace = arena_alloc(fixture->arena, sizeof(*trace));
	struct shell_run *runs = NULL;
	struct command command = {
		.fixture = fixture,
		.conditions = conditions_new(fixture->arena),
	};

	command.source = source_memory(fixture->arena, "vm1.sh", text, strlen(text));
	text = command.source->bytes;
	for (size_t at = 0; text[at];) {
		size_t end = at + strcspn(text + at, "\n");

		runs = arena_grow(fixture->arena, runs, trace->run_count, sizeof(*runs));
		runs[trace->run_count++] = command_run(&command, at, end);
		at = end + (text[end] != '\0');
	}
	trace->runs = runs;
	return script_of_trace(fixture->arena, command.source, NULL, trace, release);
}

/* The VM that the only command of a text starts. */
static inline const struct launch *launch_of(struct fixture *fixture, const char *text,
					     enum release release)
{
	const struct script *script = script_of(fixture, text, release);

	assert_int_equal(script->launch_count, 1);
	return script->launches[0];
}

/* A text with a $ for each unknown part. */
static inline const char *shown(struct fixture *fixture, const struct launch_text *text)
{
	char *bytes = arena_copy(fixture->arena, text->head, text->length);

	for (size_t i = 0; i < text->length; i++)
		if (!bytes[i])
			bytes[i] = '$';
	return bytes;
}

/* What is in the file at a span. */
static inline const char *written(struct fixture *fixture, struct span at)
{
	return arena_copy(fixture->arena, at.source->bytes + at.start, at.end - at.start);
}

/* All options: NAME=VALUE with blanks between; a ! behind unknown names, a ~ behind what is
 * uncertain, and a - for a value that is lacking. */
static inline const char *options_of(struct fixture *fixture, const struct launch *launch)
{
	const char *all = "";

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];

		all = arena_printf(fixture->arena, "%s%s%s%s%s%s%s%s", all, i ? " " : "",
				   option->name, option->is_known ? "" : "!",
				   option->has_value ? "=" : "",
				   option->has_value ? shown(fixture, &option->value) : "",
				   option->is_uncertain ? "~" : "", option->lacks_value ? "-" : "");
	}
	return all;
}

#endif
