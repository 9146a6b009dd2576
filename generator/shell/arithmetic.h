/* SPDX-License-Identifier: BSD-3-Clause
 * arithmetic.h: $((…)) and ((…)), in 64 bits as bash has them.
 */
#ifndef SHELL_ARITHMETIC_H
#define SHELL_ARITHMETIC_H

#include "shell/state.h"

/* The number of an expression; false where it is not known, or no expression. Variables that it
 * sets are set. `world` is narrowed to one value of each variable that it reads. */
bool arithmetic_number(struct shell *shell, const char *text, const struct condition **world,
		       int64_t *number);

/* The text of $((…)). */
struct value arithmetic_value(struct shell *shell, const struct shell_word *expression,
			      struct span at);

/* Whether ((…)) is not 0. An empty expression is not. */
const struct condition *arithmetic_success(struct shell *shell,
					   const struct shell_word *expression);

/* A decimal number and nothing else, as tests compare them. */
bool arithmetic_decimal(const char *text, int64_t *number);

#endif
