/* SPDX-License-Identifier: BSD-3-Clause
 * launch_commands.c: which commands of a script start VMs. */
#include "rules/launch_commands.h"

#include <stdlib.h>

#include "base/arena.h"
#include "script/script.h"

static int compare(const void *left, const void *right)
{
	const size_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

struct launch_commands launch_commands_read(struct arena *arena, const struct script *script)
{
	struct launch_commands commands = {
		.starts = arena_array(arena, script->launch_count, sizeof(*commands.starts)),
		.count = script->launch_count,
	};

	for (size_t i = 0; i < commands.count; i++)
		commands.starts[i] = script->launches[i]->run->at.start;
	if (commands.count)
		qsort(commands.starts, commands.count, sizeof(*commands.starts), compare);
	return commands;
}

bool launch_commands_has(const struct launch_commands *commands, struct span command)
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
