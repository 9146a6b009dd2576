/* SPDX-License-Identifier: BSD-3-Clause
 * arithmetic.h: $((…)) and ((…)), in 64 bits as bash has them.
 */
#ifndef SHELL_ARITHMETIC_H
#define SHELL_ARITHMETIC_H

#include "shell/state.h"

/* The number of an expression; false where it is not known, or no expression. Variables that it
 * sets are set, or not known either. `world` is narrowed to one value of each variable that it
 * reads. */
bool arithmetic_number(struct shell *shell, const char *text, const struct condition **world,
		       int64_t *number);

/* Makes unknown what an expression sets that is not known itself. */
void arithmetic_forget(struct shell *shell, const char *text, const struct condition **world);

/* The text of $((…)). */
struct value arithmetic_value(struct shell *shell, const struct shell_word *expression,
			      struct span at);

/* The same of what a variable is set to that declare -i has made a number. */
struct value arithmetic_result(struct shell *shell, struct value text, struct span at);

/* Whether a number is not 0. */
const struct condition *arithmetic_holds(struct shell *shell, struct value number);

/* Whether ((…)) is not 0. An empty expression is not. */
const struct condition *arithmetic_success(struct shell *shell,
					   const struct shell_word *expression);

/* A decimal number and nothing else, as tests compare them. */
bool arithmetic_decimal(const char *text, int64_t *number);

#endif
