/* SPDX-License-Identifier: BSD-3-Clause
 * diff.h: the difference of two texts, as diff(1) shows it.
 */
#ifndef OUTPUT_DIFF_H
#define OUTPUT_DIFF_H

#include <stddef.h>
#include <stdio.h>

struct arena;

/* A text for diff_print(). */
struct diff_text {
	const char *label;
	const char *bytes;
	size_t size;
};

/* Has diff(1) print the difference of two texts to the file that `stream` writes to. Returns NULL,
 * or why that was not possible. Where diff has found a closed pipe there, SIGPIPE usually ends the
 * program. */
const char *diff_print(struct arena *arena, FILE *stream, const struct diff_text *former,
		       const struct diff_text *next);

#endif
