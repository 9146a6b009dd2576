/* SPDX-License-Identifier: BSD-3-Clause
 * array.h: arrays, and the arguments of scripts and functions, which are one.
 */
#ifndef SHELL_ARRAY_H
#define SHELL_ARRAY_H

#include "shell/state.h"

/* An indexed array of fields. */
const struct array *array_of(struct shell *shell, const struct fields *fields);

/* All elements, or all keys. What may have more of them has an unknown one that may be several. */
struct fields array_fields(struct shell *shell, const struct binding *binding,
			   const struct variable *variable);
struct fields array_keys(struct shell *shell, const struct binding *binding,
			 const struct variable *variable);

/* The field of that number, from 0; unknown where nobody can count. */
struct value array_pick(struct shell *shell, const struct fields *fields, size_t index);

/* How many fields there are. */
struct value array_count(struct shell *shell, const struct fields *fields, const char *what);

/* The element with that key. */
struct value array_element(struct shell *shell, const struct binding *binding, const char *key,
			   const struct variable *variable);

/* NAME[KEY]=VALUE; an unknown key (NULL) leaves nothing of the array known. */
void array_set_element(struct shell *shell, struct variable *variable, const char *key,
		       struct value value);

/* What is left of the fields behind the first `count`. */
struct fields array_shift(struct shell *shell, const struct fields *fields, size_t count);

#endif
