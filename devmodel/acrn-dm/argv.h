/* SPDX-License-Identifier: BSD-3-Clause
 * argv.h: a growing list of strings, such as a command line.
 */
#ifndef ACRN_DM_ARGV_H
#define ACRN_DM_ARGV_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty list. `items` ends in NULL as soon as there is one word. When memory ran out
 * `is_short` is set and stays; words are missing then, so look at it before using the list. */
struct argv {
	char **items;
	size_t count, room;
	bool is_short;
};

/* Adds one word, and returns it; it lives as long as the list. "" when memory ran out. */
const char *argv_add(struct argv *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds `text` as QEMU wants it in an option list: with every comma doubled. */
const char *argv_add_escaped(struct argv *words, const char *text);

/* Adds `text` quoted for a POSIX shell where it needs that. */
const char *argv_add_quoted(struct argv *words, const char *text);

/* Empties the list and frees what it held. */
void argv_free(struct argv *words);

#endif
