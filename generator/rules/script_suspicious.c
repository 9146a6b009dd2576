/* SPDX-License-Identifier: BSD-3-Clause
 * script_suspicious.c: what bash takes in another way than the rest of the script shows that it is
 * meant. Each is reported only where no other meaning is likely. */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "rules/launch.h"
#include "shell/walk.h"

/* So many variables of the same letters are compared. */
#define COMPARED_MAX 16u

struct finding {
	struct check *check;
	const struct script_facts *facts;
};

/* The name in $(NAME), where it is the only word; or NULL. */
static const char *substituted_name(struct finding *finding, const struct shell_piece *piece)
{
	const struct shell_list *list = piece->kind == SHELL_COMMANDS ? piece->commands : NULL;
	const struct shell_command *command;

	if (!list || list->pipeline_count != 1 || list->pipelines[0].command_count != 1)
		return NULL;
	command = list->pipelines[0].commands[0];
	if (command->kind != SHELL_SIMPLE || command->word_count != 1 ||
	    command->assignment_count || command->redirection_count)
		return NULL;
	return shell_word_text(finding->check->scratch, command->words[0]);
}

/* $(NAME) for ${NAME}. Commands such as date or hostname often give their name to the variable that
 * has their output; their names have no '_'. */
static void check_substitution(struct finding *finding, const struct shell_piece *piece)
{
	const char *name = substituted_name(finding, piece);
	const struct script_variable *variable;
	struct diag *diag;

	if (!name || !strchr(name, '_') || script_facts_has_function(finding->facts, name))
		return;
	variable = script_facts_variable(finding->facts, name);
	if (!variable || !variable->first_set.source)
		return;
	diag = check_report(finding->check, piece, piece->at,
			    "$(%s) runs a command of this name, which the script does not have: "
			    "%s is a variable",
			    name, name);
	diag_note(diag, variable->first_set, "it is set here");
	diag_help(diag, "write ${%s}", name);
	diag_edit(diag, piece->at, arena_printf(finding->check->scratch, "${%s}", name));
}

/* ${NAME-:0:6} for ${NAME:0:6}. */
static void check_parameter(struct finding *finding, const struct shell_parameter *parameter)
{
	const char *operand;
	struct diag *diag;

	if (parameter->operation != SHELL_DEFAULT || strcmp(parameter->symbol, "-") != 0 ||
	    !parameter->operands[0])
		return;
	operand = shell_word_text(finding->check->scratch, parameter->operands[0]);
	if (!operand || operand[0] != ':' || !isdigit((unsigned char)operand[1]))
		return;
	diag = check_report(finding->check, parameter, parameter->at,
			    "${%s-%s} is '%s' where %s is not set, not a part of its text",
			    parameter->name, operand, operand, parameter->name);
	diag_help(diag, "write ${%s%s}", parameter->name, operand);
	diag_edit(diag, parameter->at,
		  arena_printf(finding->check->scratch, "${%s%s}", parameter->name, operand));
}

static void check_piece(void *context, const struct shell_piece *piece)
{
	check_substitution(context, piece);
	if (piece->parameter)
		check_parameter(context, piece->parameter);
}

/* A value as it is written to a file of /sys: a variable's, or a number, an ID or an address. */
static bool is_value(struct finding *finding, const struct shell_word *word)
{
	const char *text = shell_word_text(finding->check->scratch, word);

	if (text)
		return *text && strspn(text, "0123456789abcdefABCDEF:.x ") == strlen(text);
	for (size_t i = 0; i < word->count; i++)
		if (word->pieces[i].kind != SHELL_PARAMETER)
			return false;
	return true;
}

static bool is_system_file(const struct shell_word *word)
{
	const struct shell_piece *piece = word->pieces;

	return piece->kind == SHELL_TEXT && (strncmp(piece->text, "/sys/", 5) == 0 ||
					     strncmp(piece->text, "/proc/sys/", 10) == 0);
}

/* echo VALUE /sys/FILE for echo VALUE > /sys/FILE. */
static void check_echo(struct finding *finding, const struct shell_command *command)
{
	const char *name;
	struct span file;
	struct diag *diag;

	if (command->word_count != 3 || command->redirection_count ||
	    !is_system_file(command->words[2]) || !is_value(finding, command->words[1]))
		return;
	name = shell_word_text(finding->check->scratch, command->words[0]);
	if (!name || strcmp(name, "echo") != 0)
		return;
	file = command->words[2]->at;
	diag = check_report(finding->check, command, file,
			    "echo prints the name of this file: it is written to only behind a >");
	diag_help(diag, "write > in front of it");
	diag_edit(diag, source_span(file.source, file.start, file.start), "> ");
}

static void check_list(void *context, const struct shell_list *list)
{
	for (size_t i = 0; i < list->pipeline_count; i++)
		if (list->pipelines[i].command_count == 1 &&
		    list->pipelines[i].commands[0]->kind == SHELL_SIMPLE)
			check_echo(context, list->pipelines[i].commands[0]);
}

static bool is_within(struct span inner, struct span outer)
{
	return outer.start <= inner.start && inner.end <= outer.end;
}

/* A variable that is read where the value of an option should be. */
static bool is_meant(const struct script_variable *other, const struct script_variable *variable)
{
	return other != variable && other->is_set && !other->option_set.source &&
	       other->last_read.source && !is_within(other->last_read, variable->option_arm);
}

static const struct script_variable *find_meant(struct finding *finding,
						const struct script_variable *variable)
{
	const struct script_variable *other =
		script_facts_same_letters(finding->facts, variable->name);

	for (size_t i = 0; other && i < COMPARED_MAX; i++, other = other->same_letters)
		if (is_meant(other, variable))
			return other;
	return NULL;
}

/* type="$2" where $TYPE is read. */
static void check_option_value(struct finding *finding, const struct script_variable *variable)
{
	const struct script_variable *other;
	struct diag *diag;

	if (!variable->option_set.source)
		return;
	if (variable->first_read.source &&
	    (!is_within(variable->first_read, variable->option_arm) ||
	     !is_within(variable->last_read, variable->option_arm)))
		return;
	other = find_meant(finding, variable);
	if (!other)
		return;
	diag = check_report(finding->check, variable, variable->option_set,
			    "'%s' is set here, but '%s' is read: the option has no effect",
			    variable->name, other->name);
	diag_note(diag, other->first_read, "'%s' is read here", other->name);
	diag_help(diag, "set '%s'", other->name);
}

void check_script_suspicious(struct check *check, const struct script *script)
{
	struct finding finding = {
		.check = check,
		.facts = launch_facts(check, script->source),
	};

	shell_walk(script->list, &(struct shell_visitor) {
					 .list = check_list,
					 .piece = check_piece,
					 .context = &finding,
				 });
	for (const struct script_variable *variable = script_facts_variables(finding.facts);
	     variable; variable = variable->next)
		check_option_value(&finding, variable);
}
