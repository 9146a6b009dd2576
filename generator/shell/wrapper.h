/* SPDX-License-Identifier: BSD-3-Clause
 * wrapper.h: programs that run another one, such as sudo.
 */
#ifndef SHELL_WRAPPER_H
#define SHELL_WRAPPER_H

#include "shell/state.h"

struct cursor {
	const struct fields *fields;
	size_t at; /* of the next field to look at */
	const struct condition *world;
};

/* The next field that is there in the cursor's world, which is narrowed, without choices; false at
 * the end. */
bool cursor_next(struct shell *shell, struct cursor *cursor, struct field *field);

/* Moves the cursor to the program that is run in the end. Returns false where there is none, else
 * the key of its name (value_key()); `is_exec` where the shell ends with it. */
bool wrapper_look_through(struct shell *shell, struct cursor *cursor, const char **key,
			  bool *is_exec);

#endif
