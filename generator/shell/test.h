/* SPDX-License-Identifier: BSD-3-Clause
 * test.h: [ … ], test and [[ … ]].
 */
#ifndef SHELL_TEST_H
#define SHELL_TEST_H

#include "shell/state.h"

/* Under which condition the test of these words succeeds: those of `[` without the last "]". */
const struct condition *test_fields(struct shell *shell, const struct fields *fields);

/* The same of [[ … ]]. */
const struct condition *test_extended(struct shell *shell, const struct shell_command *command);

/* Whether a value matches the pattern of `case`. */
const struct condition *test_matches(struct shell *shell, struct value value, struct value pattern);

#endif
