/* SPDX-License-Identifier: BSD-3-Clause
 * loop.h: for, while and until.
 */
#ifndef SHELL_LOOP_H
#define SHELL_LOOP_H

#include "shell/state.h"

void loop_while(struct shell *shell, const struct shell_command *command);
void loop_for(struct shell *shell, const struct shell_command *command);
void loop_for_arithmetic(struct shell *shell, const struct shell_command *command);

#endif
