/* SPDX-License-Identifier: BSD-3-Clause
 * question.h: what only a run of the script can answer. The same question has the same answer.
 */
#ifndef SHELL_QUESTION_H
#define SHELL_QUESTION_H

#include "shell/state.h"

/* The condition under which the answer is yes. */
const struct condition *question_ask(struct shell *shell, const char *question);

/* Whether two values, without choices, are the same text. What is unknown equals one of several
 * texts at most. */
const struct condition *question_equal(struct shell *shell, struct value one, struct value other);

const struct condition *question_empty(struct shell *shell, struct value value);

#endif
