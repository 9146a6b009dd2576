/* SPDX-License-Identifier: BSD-3-Clause
 * braces.h: {a,b} and {1..3}.
 */
#ifndef SHELL_BRACES_H
#define SHELL_BRACES_H

#include "shell/state.h"

/* The words that the braces of a word make of it: at least one. */
const struct shell_word *braces_expand(struct shell *shell, const struct shell_word *word,
				       size_t *count);

#endif
