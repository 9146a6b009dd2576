/* SPDX-License-Identifier: BSD-3-Clause
 * eval.h: texts that are run as scripts: of eval and bash -c.
 */
#ifndef SHELL_EVAL_H
#define SHELL_EVAL_H

#include "shell/state.h"

/* Runs the fields, with blanks between them, as a script. What is not known of them is one word
 * where it is quoted there, and not a command's syntax. */
void eval_run(struct shell *shell, const struct fields *fields, struct span at);

/* Where a place in the present text has been written. */
struct span eval_place(const struct shell *shell, struct span at);

#endif
