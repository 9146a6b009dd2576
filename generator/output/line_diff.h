/* SPDX-License-Identifier: BSD-3-Clause
 * line_diff.h: the difference of two texts, as diff -u shows it and patch(1) takes it.
 */
#ifndef OUTPUT_LINE_DIFF_H
#define OUTPUT_LINE_DIFF_H

#include <stddef.h>
#include <stdio.h>

struct arena;

struct line_text {
	const char *name; /* for the head */
	const char *bytes;
	size_t size;
};

/* Prints nothing where the texts are the same. */
void line_diff(struct arena *arena, FILE *stream, const struct line_text *former,
	       const struct line_text *next);

#endif
