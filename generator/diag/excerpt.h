/* SPDX-License-Identifier: BSD-3-Clause
 * excerpt.h: the line of a file that a message shows, and what is marked in it.
 */
#ifndef DIAG_EXCERPT_H
#define DIAG_EXCERPT_H

#include "base/source.h"

/* The longest part of a line that is shown, in bytes; of a longer one the part around what is
 * marked. */
#define DIAG_EXCERPT_MAX 160u

struct diag_excerpt {
	size_t line;	  /* its number */
	const char *text; /* in the source, cut between characters */
	size_t length;	  /* of the text, in bytes */
	/* What is marked, in the text: one byte where the span is empty, and as much as is in this
	 * line of a longer one. Both are `length` behind the end of the line. */
	size_t start, end;
};

/* The excerpt for a span that has a source. */
struct diag_excerpt diag_excerpt_at(struct span at);

#endif
