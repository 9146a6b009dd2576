/* SPDX-License-Identifier: BSD-3-Clause
 * script_unset.c: variables that a script uses and never sets. */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "rules/launch.h"
#include "rules/lost_lines.h"
#include "shell/walk.h"

/* So many variables are looked for among options, which bounds the cost for any input. */
#define LOOKUPS_MAX 100u

struct finding {
	struct check *check;
	const struct script *script;
	const struct script_facts *facts;
	struct string_map *reported; /* names: each variable once a script */
	size_t lookups;
};

/* Whether a variable has to be reported; it is then taken as reported. */
static bool is_new(struct finding *finding, const char *name)
{
	return script_facts_is_unset(finding->facts, name) &&
	       !string_map_put(finding->reported, name, finding);
}

/* The name of the variable that an unknown part stands for, if that is one without quotes that has
 * to be reported; or NULL. */
static const char *unset_name(struct finding *finding, const struct shell_part *part)
{
	const char *name;

	if (!part->unknown || !part->may_split || part->unknown->reason != SHELL_UNSET)
		return NULL;
	name = part->unknown->what;
	name += *name == '$';
	return is_new(finding, name) ? name : NULL;
}

/* Where a variable is in a word of the command; else it is in another variable's text, and shown
 * where the script reads it first. */
static struct span place_of(struct finding *finding, struct span word, const char *name)
{
	const char *text = word.source->bytes + word.start;
	size_t length = strlen(name), size = word.end - word.start;

	for (size_t at = 0; at + length < size; at++) {
		size_t start = at + 1 + (text[at + 1] == '{');

		if (text[at] == '$' && start + length <= size &&
		    strncmp(text + start, name, length) == 0)
			return source_span(word.source, word.start + at,
					   word.start + start + length + (text[at + 1] == '{'));
	}
	return script_facts_variable(finding->facts, name)->first_read;
}

static void help_with_value(struct diag *diag, const char *name)
{
	diag_help(diag, "set it, or make sure at the start that it is given: ${%s:?}", name);
}

/* The option that has nothing but an unknown text as its value, from a word of its own; or NULL. */
static const struct launch_option *option_of(struct finding *finding, const struct launch *launch,
					     const struct shell_part *part)
{
	if (finding->lookups++ >= LOOKUPS_MAX)
		return NULL;
	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];

		if (option->has_value && *option->name && option->value.part_count == 1 &&
		    option->value.parts[0].unknown == part->unknown)
			return option;
	}
	return NULL;
}

/* Whether a name is one that variables of the environment have. */
static bool is_upper(const char *name)
{
	while (*name && !islower((unsigned char)*name))
		name++;
	return !*name;
}

static void report_argument(struct finding *finding, const struct launch *launch,
			    const struct shell_argument *argument, const struct shell_part *part,
			    const char *name)
{
	struct span at = place_of(finding, argument->used_at, name);
	const struct launch_option *option =
		argument->part_count == 1 ? option_of(finding, launch, part) : NULL;
	struct diag *diag;

	/* More arguments, or none, as the user likes. */
	if (!option && argument->part_count == 1 && is_upper(name))
		return;
	if (option)
		diag = check_report(finding->check, argument, at,
				    "'%s' is never set: without a value, %s takes the next word",
				    name, option->name);
	else
		diag = check_report(
			finding->check, argument, at,
			argument->part_count == 1
				? "'%s' is never set: without a value, this argument is "
				  "left out"
				: "'%s' is never set: without a value, this argument "
				  "lacks a part",
			name);
	help_with_value(diag, name);
}

static void check_launch(struct finding *finding, const struct launch *launch)
{
	const struct shell_run *run = launch->run;

	for (size_t i = 0; i < run->argument_count; i++)
		for (size_t j = 0; j < run->arguments[i].part_count; j++) {
			const struct shell_part *part = &run->arguments[i].parts[j];
			const char *name = unset_name(finding, part);

			if (name)
				report_argument(finding, launch, &run->arguments[i], part, name);
		}
}

/* Lines that should be arguments of a command: their words are expanded as that command's. */
static void check_line(struct finding *finding, const struct shell_command *command)
{
	for (size_t i = 0; i < command->word_count; i++) {
		const char *name = shell_word_variable(command->words[i]);
		struct diag *diag;

		if (!name || command->words[i]->pieces->is_quoted || !is_new(finding, name))
			continue;
		diag = check_report(finding->check, command, command->words[i]->at,
				    "'%s' is never set: without a value, this argument is left out",
				    name);
		help_with_value(diag, name);
	}
}

static void check_lost_lines(struct finding *finding)
{
	const struct script *script = finding->script;
	struct lost_lines lost = lost_lines_find(finding->check->scratch, script);

	for (size_t i = 0; lost.count && i < script->launch_count; i++) {
		const struct lost_line *line =
			lost_lines_at(&lost, script->launches[i]->run->at.start);

		for (size_t j = 0; line && j < line->line_count; j++)
			check_line(finding, line->lines[j].commands[0]);
	}
}

/* `[ -e $NAME ]` asks for "-e" itself without a value: true, whatever there is. */
static bool is_file_test(const char *operation)
{
	return strlen(operation) == 2 && operation[0] == '-' &&
	       strchr("abcdefghkprstuwxOGLNS", operation[1]);
}

static void check_test(void *context, const struct shell_command *command)
{
	struct finding *finding = context;
	struct arena *arena = finding->check->scratch;
	const char *program;

	if (command->kind != SHELL_SIMPLE || command->word_count < 3)
		return;
	program = shell_word_text(arena, command->words[0]);
	if (!program || (strcmp(program, "[") != 0 && strcmp(program, "test") != 0))
		return;
	for (size_t i = 1; i + 1 < command->word_count; i++) {
		const char *operation = shell_word_text(arena, command->words[i]);
		const char *name = shell_word_variable(command->words[i + 1]);
		struct diag *diag;

		if (!operation || !is_file_test(operation) || !name ||
		    command->words[i + 1]->pieces->is_quoted || !is_new(finding, name))
			continue;
		diag = check_report(finding->check, command, command->words[i + 1]->at,
				    "'%s' is never set: without a value, %s is not a test of a "
				    "file, and is always true",
				    name, operation);
		diag_help(diag, "set it, and put it into quotes: \"$%s\"", name);
	}
}

void check_variable_unset(struct check *check, const struct script *script)
{
	struct finding finding = {
		.check = check,
		.script = script,
		.facts = launch_facts(check, script->source),
		.reported = string_map_new(check->scratch, script->launch_count),
	};

	for (size_t i = 0; i < script->launch_count; i++)
		check_launch(&finding, script->launches[i]);
	check_lost_lines(&finding);
	shell_walk(script->list,
		   &(struct shell_visitor) { .command = check_test, .context = &finding });
	string_map_free(finding.reported);
}
