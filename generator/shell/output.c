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

static struct value trim_last(struct shell *shell, const struct part *part, bool *goes_on)
{
	size_t length, whole;
	struct part *rest;

	*goes_on = false;
	if (part->choice)
		return value_choose(shell, part->choice->when,
				    output_trim(shell, part->choice->yes),
				    output_trim(shell, part->choice->no));
	if (!part->text)
		return (struct value) { part, 1 };
	length = strlen(part->text);
	whole = length;
	while (length && part->text[length - 1] == '\n')
		length--;
	*goes_on = !length;
	rest = arena_alloc(shell->arena, sizeof(*rest));
	*rest = split_part(shell, part, whole, 0, length);
	return (struct value) { rest, 1 };
}

struct value output_trim(struct shell *shell, struct value value)
{
	struct builder builder = { 0 };
	struct value last = { 0 };
	bool goes_on = true;

	while (value.count && goes_on && shell_spend(shell, 1))
		last = trim_last(shell, &value.parts[--value.count], &goes_on);
	builder_add_value(shell, &builder, value);
	builder_add_value(shell, &builder, last);
	return builder_value(shell, &builder);
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

	if (is_any_of(redirection->operator, always))
		return true;
	if (!is_any_of(redirection->operator, plain) ||
	    (descriptor && strcmp(descriptor, "1") != 0))
		return false;
	return !name || (strcmp(name, "1") != 0 && strcmp(name, "/dev/stdout") != 0);
}

void output_redirect(struct shell *shell, const struct shell_command *command)
{
	bool is_taken = false;

	for (size_t i = 0; i < command->redirection_count && shell_spend(shell, 1); i++) {
		const struct shell_redirection *redirection = &command->redirections[i];

		if (redirection->operator[0] != '<' && redirection->target)
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

		if (strncmp(redirection->operator, "<<", 2) != 0 || !redirection->target)
			continue;
		*input = expand_word(shell, redirection->target);
		return true;
	}
	return false;
}
