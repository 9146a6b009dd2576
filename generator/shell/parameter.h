/* SPDX-License-Identifier: BSD-3-Clause
 * parameter.h: $NAME and ${…}, for variables, arrays and the arguments.
 */
#ifndef SHELL_PARAMETER_H
#define SHELL_PARAMETER_H

#include "shell/state.h"

/* Whether it is one field for each of an array's elements or arguments; with * they are joined
 * where it is quoted. */
bool parameter_is_list(struct shell *shell, const struct shell_parameter *parameter);
bool parameter_is_star(const struct shell_parameter *parameter);

struct fields parameter_fields(struct shell *shell, const struct shell_parameter *parameter);

/* One value; a list is joined. */
struct value parameter_value(struct shell *shell, const struct shell_parameter *parameter);

/* What an operator such as # makes of a value. */
struct value parameter_change(struct shell *shell, const struct shell_parameter *parameter,
			      struct value value);

#endif
