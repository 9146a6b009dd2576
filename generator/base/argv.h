/* SPDX-License-Identifier: BSD-3-Clause
 * argv.h: splits a text into words as a shell does, and executes nothing.
 */
#ifndef BASE_ARGV_H
#define BASE_ARGV_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct argv {
	const char **words; /* NUL-terminated each */
	size_t count;
	const char *error; /* NULL, or why the text is refused */
	size_t error_at;   /* the offset in the text of what is wrong */
};

/* Words end at white space. '…', "…" and \ quote as in a POSIX shell; a # at the start of a word
 * begins a comment up to the end of the line. What a shell would act upon is refused where it is
 * not quoted: command substitution, ; & | < > ( ). A $ before a name stays what it is. */
struct argv argv_split(struct arena *arena, const char *text);

#endif
