/* SPDX-License-Identifier: BSD-3-Clause
 * comments.h: the comments of a file, and what each of them is about.
 */
#ifndef LOAD_COMMENTS_H
#define LOAD_COMMENTS_H

#include <stdbool.h>

#include "base/source.h"

struct arena;

struct load_comment {
	struct span at;	  /* all of it; of several lines with '#' below each other one line */
	struct span text; /* without "<!--", "-->" and '#', and the white space around it */
	bool is_behind;	  /* something else than comments stands before it on its line */
	/* What it is about: behind something its line; before the root element the file; else the
	 * element, in YAML the key or the item of a list, that follows it in the same parent, with
	 * all that is in it. Empty where nothing follows. */
	struct span scope;
};

/* The comments of a source that load_source() accepts, by rising place: neither texts nor values of
 * attributes have any. Takes time in proportion to the source. */
const struct load_comment *load_comments(struct arena *arena, const struct source *source,
					 size_t *count);

#endif
