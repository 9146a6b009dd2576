/* SPDX-License-Identifier: BSD-3-Clause
 * pattern.h: the patterns of `case`, [[ == ]] and ${…#…}. A backslash makes the next character an
 * ordinary one.
 */
#ifndef SHELL_PATTERN_H
#define SHELL_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Whether a pattern is that of the whole text. Takes time in proportion to both lengths. */
bool pattern_matches(const char *pattern, const char *text, size_t length);

/* The text that a pattern without special characters stands for; NULL where it has some. */
const char *pattern_plain(struct arena *arena, const char *pattern);

/* The pattern that stands for nothing but this text. */
const char *pattern_quote(struct arena *arena, const char *text);

#endif
