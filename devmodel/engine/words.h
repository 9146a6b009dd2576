/* SPDX-License-Identifier: BSD-3-Clause
 * words.h: a growing list of strings, such as a command line.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty list. `items` ends in NULL as soon as there is one word. When memory ran out
 * `is_short` is set and stays; words are missing then, so look at it before using the list. */
struct words {
	char **items;
	size_t count, room;
	bool is_short;
};

/* Adds one word, and returns it; it lives as long as the list. "" when memory ran out. */
const char *words_add(struct words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds `text` as QEMU wants it in an option list: with every comma doubled. */
const char *words_add_escaped(struct words *words, const char *text);

/* Adds `text` quoted for a POSIX shell where it needs that. */
const char *words_add_quoted(struct words *words, const char *text);

/* Empties the list and frees what it held. */
void words_free(struct words *words);

#endif
