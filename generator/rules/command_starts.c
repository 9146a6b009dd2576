/* SPDX-License-Identifier: BSD-3-Clause
 * command_starts.c: commands of a script, by where they begin. */
#include "rules/command_starts.h"

#include <stdlib.h>

#include "base/arena.h"
#include "script/script.h"

static int compare(const void *left, const void *right)
{
	const size_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

void command_starts_sort(struct command_starts *commands)
{
	if (commands->count)
		qsort(commands->starts, commands->count, sizeof(*commands->starts), compare);
}

struct command_starts command_starts_of_launches(struct arena *arena, const struct script *script)
{
	struct command_starts commands = {
		.starts = arena_array(arena, script->launch_count, sizeof(*commands.starts)),
		.count = script->launch_count,
	};

	for (size_t i = 0; i < commands.count; i++)
		commands.starts[i] = script->launches[i]->run->at.start;
	command_starts_sort(&commands);
	return commands;
}

bool command_starts_has(const struct command_starts *commands, struct span command)
{
	size_t low = 0, high = commands->count;

	while (low < high) { /* the first that does not begin before the command */
		size_t middle = low + (high - low) / 2;

		if (commands->starts[middle] < command.start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < commands->count && commands->starts[low] < command.end;
}
