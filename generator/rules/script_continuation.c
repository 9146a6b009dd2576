/* SPDX-License-Identifier: BSD-3-Clause
 * script_continuation.c: VMs whose command ends earlier than it should. */
#include <string.h>

#include "rules/launch.h"
#include "rules/lost_lines.h"

/* Why a command ends before the line behind it. */
enum reason {
	NO_BACKSLASH,
	BLANK_BEHIND_BACKSLASH,
	COMMENT,
};

static enum reason find_reason(const struct shell_command *command, size_t next)
{
	const char *text = command->at.source->bytes;
	size_t end = command->at.end;

	if (end > 1 && strchr(" \t", text[end - 1]) && text[end - 2] == '\\')
		return BLANK_BEHIND_BACKSLASH;
	return next > end && memchr(text + end, '#', next - end) ? COMMENT : NO_BACKSLASH;
}

/* A comment has to go elsewhere, which is up to the user. */
static void mend(struct diag *diag, struct span command, enum reason reason)
{
	if (reason == BLANK_BEHIND_BACKSLASH)
		diag_edit(diag, source_span(command.source, command.end - 1, command.end), "");
	else if (reason == NO_BACKSLASH)
		diag_edit(diag, source_span(command.source, command.end, command.end), " \\");
}

static void report(struct check *check, const struct vm *vm, const struct lost_line *lost)
{
	static const char *const reasons[] = {
		[NO_BACKSLASH] = "the backslash at the end of the line is missing",
		[BLANK_BEHIND_BACKSLASH] = "there is a blank behind the backslash",
		[COMMENT] = "a comment follows",
	};
	const struct shell_command *command = lost->command;
	struct span next = lost->lines[0].at;
	enum reason reason = find_reason(command, next.start);
	struct diag *diag;

	diag = check_report(check, vm, command->words[command->word_count - 1]->at,
			    "the command that starts a VM ends here: %s", reasons[reason]);
	diag_note(diag, next, "bash runs this line as a command of its own, which does not exist");
	diag_help(diag, "end every line of the command but the last with a backslash, and put "
			"comments in front of it");
	mend(diag, command->at, reason);
}

void check_script_continuation_lost(struct check *check, const struct script *script)
{
	const struct model *model = check->model;
	struct lost_lines lost = lost_lines_find(check->scratch, script);

	for (size_t i = 0; lost.count && i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		const struct lost_line *line;

		if (vm->launch->source != script->source)
			continue;
		line = lost_lines_at(&lost, vm->launch->run->at.start);
		if (line)
			report(check, vm, line);
	}
}
