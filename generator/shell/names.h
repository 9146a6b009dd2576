/* SPDX-License-Identifier: BSD-3-Clause
 * names.h: the variables that a script sets, and those that its environment may have.
 */
#ifndef SHELL_NAMES_H
#define SHELL_NAMES_H

#include "base/string_map.h"
#include "shell/syntax.h"

/* Adds what a part of a script sets to a map of names. */
void names_collect(struct string_map *names, const struct shell_list *list);

/* Whether the script sets it anywhere. */
bool names_is_set(const struct string_map *names, const char *name);

/* Whether the environment usually has it, or the script has a default for where it has it not. */
bool names_is_environment(const struct string_map *names, const char *name);

/* The length of the name at the start of a text, which may be 0. */
size_t names_length(const char *text);

#endif
