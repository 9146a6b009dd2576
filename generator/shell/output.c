/* SPDX-License-Identifier: BSD-3-Clause
 * output.c: keeps what commands print, where a substitution makes it a text of the script.
 */
#include "shell/output.h"

#include <string.h>

#include "base/arena.h"
#include "shell/expand.h"
#include "shell/split.h"

void output_add(struct shell *shell, struct value value)
{
	struct builder builder = { 0 };

	if (!shell->output || !value.count)
		return;
	builder_add_value(shell, &builder, shell->output->now.value);
	builder_add_value(shell, &builder, value);
	variable_set(shell, shell->output, builder_value(shell, &builder));
}

void output_add_text(struct shell *shell, const char *text, struct span at)
{
	output_add(shell, value_text(shell, text, at));
}

/* Whether a value has nothing but newlines. */
static bool is_blank(struct value value)
{
	for (size_t i = 0; i < value.count; i++) {
		const char *text = value.parts[i].text;

		if (!text || text[strspn(text, "\n")])
			return false;
	}
	return true;
}

static struct value join(struct shell *shell, struct value before, struct value after)
{
	struct builder builder = { 0 };

	builder_add_value(shell, &builder, before);
	builder_add_value(shell, &builder, after);
	return builder_value(shell, &builder);
}

/* Where one arm is blank, what is before the choice is at the end, too. */
static struct value trim_choice(struct shell *shell, const struct choice *choice,
				struct value before)
{
	if (is_blank(choice->yes) && is_blank(choice->no))
		return output_trim(shell, before);
	if (!is_blank(choice->yes) && !is_blank(choice->no))
		return join(shell, before,
			    value_choose(shell, choice->when, output_trim(shell, choice->yes),
					 output_trim(shell, choice->no)));
	return value_choose(shell, choice->when,
			    output_trim(shell, join(shell, before, choice->yes)),
			    output_trim(shell, join(shell, before, choice->no)));
}

struct value output_trim(struct shell *shell, struct value value)
{
	while (value.count && shell_spend(shell, 1)) {
		const struct part *last = &value.parts[--value.count];
		size_t length, whole;
		struct part rest;

		if (last->choice)
			return trim_choice(shell, last->choice, value);
		if (!last->text)
			return (struct value) { value.parts, value.count + 1 };
		whole = length = strlen(last->text);
		while (length && last->text[length - 1] == '\n')
			length--;
		rest = split_part(shell, last, whole, 0, length);
		if (length)
			return join(shell, value, (struct value) { &rest, 1 });
	}
	return value;
}

static bool is_any_of(const char *text, const char *const *texts)
{
	for (; *texts; texts++) {
		if (strcmp(text, *texts) == 0)
			return true;
	}
	return false;
}

/* Whether a redirection takes away what the command prints. */
static bool takes_output(struct shell *shell, const struct shell_redirection *redirection,
			 struct value target)
{
	static const char *const always[] = { "&>", "&>>", NULL };
	static const char *const plain[] = { ">", ">>", ">|", ">&", "<>", NULL };
	const char *descriptor = redirection->descriptor, *name = value_known(shell, target);

	if (is_any_of(redirection->operation, always))
		return true;
	if (!is_any_of(redirection->operation, plain) ||
	    (descriptor && strcmp(descriptor, "1") != 0))
		return false;
	return !name || (strcmp(name, "1") != 0 && strcmp(name, "/dev/stdout") != 0);
}

void output_redirect(struct shell *shell, const struct shell_command *command)
{
	bool is_taken = false;

	for (size_t i = 0; i < command->redirection_count && shell_spend(shell, 1); i++) {
		const struct shell_redirection *redirection = &command->redirections[i];

		if (redirection->operation[0] != '<' && redirection->target)
			is_taken |= takes_output(shell, redirection,
						 expand_word(shell, redirection->target));
	}
	if (is_taken)
		shell->output = NULL;
}

bool output_input(struct shell *shell, const struct shell_command *command, struct value *input)
{
	for (size_t i = command->redirection_count; i-- > 0;) {
		const struct shell_redirection *redirection = &command->redirections[i];

		if (strncmp(redirection->operation, "<<", 2) != 0 || !redirection->target)
			continue;
		*input = expand_word(shell, redirection->target);
		return true;
	}
	return false;
}

/* The only operand behind options, or NULL. */
static const char *operand_of(struct shell *shell, const struct fields *arguments)
{
	const char *operand = NULL;

	for (size_t i = 0; i < arguments->count && shell_spend(shell, 1); i++) {
		const char *text = arguments->items[i].when
					   ? NULL
					   : value_known(shell, arguments->items[i].value);

		if (!text || (operand && *text != '-'))
			return NULL;
		if (*text != '-')
			operand = text;
	}
	return operand;
}

bool output_path(struct shell *shell, const struct shell_command *command,
		 const struct fields *arguments)
{
	const char *name = operand_of(shell, arguments);
	struct span at = shell_place(shell, command->at);
	const struct condition *is_there = shell_new_branch(shell);
	struct builder path = { 0 };

	if (!name)
		return false;
	if (!strchr(name, '/')) {
		builder_add_value(
			shell, &path,
			value_unknown(shell, shell_unknown_new(shell, SHELL_OUTPUT,
							       "the directory of a program",
							       command->at)));
		builder_add_text(shell, &path, "/", at);
	}
	builder_add_text(shell, &path, name, at);
	builder_add_text(shell, &path, "\n", at);
	if (shell->output)
		output_add(shell, value_choose(shell, is_there, builder_value(shell, &path),
					       (struct value) { 0 }));
	shell_succeed(shell, is_there);
	return true;
}
