/* SPDX-License-Identifier: BSD-3-Clause
 * regex.h: [[ … =~ … ]].
 */
#ifndef SHELL_REGEX_H
#define SHELL_REGEX_H

#include "shell/state.h"

/* Whether a text matches; sets BASH_REMATCH. Both are without choices. */
const struct condition *regex_match(struct shell *shell, struct value text, struct value pattern);

#endif
