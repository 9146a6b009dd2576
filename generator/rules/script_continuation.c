/* SPDX-License-Identifier: BSD-3-Clause
 * script_continuation.c: VMs whose command ends earlier than it should. */
#include <string.h>

#include "rules/launch.h"
#include "rules/lost_lines.h"

/* What is between a command and the line behind it: why the backslash is missing, or does not help.
 */
static const char *reason(struct span last, size_t next)
{
	const char *text = last.source->bytes + last.end;
	size_t length = next > last.end ? next - last.end : 0;

	if (last.end > 0 && strchr(" \t", text[-1]) && last.end > 1 && text[-2] == '\\')
		return "there is a blank behind the backslash";
	if (memchr(text, '#', length))
		return "a comment ends it";
	return "the backslash at the end of the line is missing";
}

static void report(struct check *check, const struct vm *vm, const struct lost_line *lost)
{
	const struct shell_command *command = lost->command;
	struct span last = command->words[command->word_count - 1]->at;
	struct span next = lost->lines[0].at;
	struct diag *diag;

	diag = check_report(check, vm, last, "the command that starts VM '%s' ends here: %s",
			    vm->name.value, reason(last, next.start));
	diag_note(diag, next, "bash runs this line as a command of its own, which does not exist");
	diag_help(diag, "end every line of the command but the last with a backslash, and put "
			"comments in front of it");
}

void check_script_continuation_lost(struct check *check, const struct script *script)
{
	const struct model *model = check->model;
	struct lost_lines lost = lost_lines_find(check->scratch, script->list);

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
