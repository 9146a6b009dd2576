/* SPDX-License-Identifier: BSD-3-Clause
 * command_starts.h: commands of a script that have something in common, such as that they start
 * VMs.
 */
#ifndef RULES_COMMAND_STARTS_H
#define RULES_COMMAND_STARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/source.h"

struct arena;
struct script;

struct command_starts {
	size_t *starts; /* of the commands, in order */
	size_t count;
};

struct command_starts command_starts_of_launches(struct arena *arena, const struct script *script);

void command_starts_sort(struct command_starts *commands);

/* Whether a command is one of them. */
bool command_starts_has(const struct command_starts *commands, struct span command);

#endif
