/* SPDX-License-Identifier: BSD-3-Clause
 * argv.h: splits a text into words as a shell does, without running anything, and quotes words for
 * one.
 */
#ifndef BASE_ARGV_H
#define BASE_ARGV_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The bytes of a text that make a word, without the quotes around the whole of it. */
struct argv_range {
	size_t start, end;
};

struct argv {
	const char **words;		 /* NUL-terminated each */
	const struct argv_range *ranges; /* of each word */
	size_t count;
	const char *error; /* NULL, or what is wrong with the text */
	size_t error_at;   /* the offset of that in the text */
};

/* Words end at white space. '…', "…" and \ quote as in a POSIX shell; a # at the start of a word
 * begins a comment up to the end of the line. Unquoted shell operators are errors: command
 * substitution, ; & | < > ( ). A $ before a name stays what it is. */
struct argv argv_split(struct arena *arena, const char *text);

/* A text as a word of a shell's: in single quotes unless none of its characters needs them. */
const char *argv_quote(struct arena *arena, const char *text);

#endif
