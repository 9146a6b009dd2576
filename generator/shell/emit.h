/* SPDX-License-Identifier: BSD-3-Clause
 * emit.h: lists a command that may be run.
 */
#ifndef SHELL_EMIT_H
#define SHELL_EMIT_H

#include "shell/state.h"

/* A program with its arguments, the fields from `first` on, at a place in the script. */
void emit_run(struct shell *shell, const struct fields *fields, size_t first, struct span at);

#endif
