/* SPDX-License-Identifier: BSD-3-Clause
 * launch_commands.h: which commands of a script start VMs.
 */
#ifndef RULES_LAUNCH_COMMANDS_H
#define RULES_LAUNCH_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/source.h"

struct arena;
struct script;

struct launch_commands {
	size_t *starts; /* of the commands, in order */
	size_t count;
};

struct launch_commands launch_commands_read(struct arena *arena, const struct script *script);

/* Whether a command is one of them. */
bool launch_commands_has(const struct launch_commands *commands, struct span command);

#endif
