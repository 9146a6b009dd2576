/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of fix/ share.
 */
#ifndef FIX_INTERNAL_H
#define FIX_INTERNAL_H

#include "diag/diag.h"
#include "fix/fix.h"

struct string_map;

/* The edits of one source that are made together. */
struct chosen_file {
	const struct source *source; /* the first of those that were read from the file */
	const char *path;	     /* as of overlay_path() */
	struct diag_edit *edits;     /* arena_grow()n, in the order of the file */
	size_t count;
};

/* What is fixed in one round. */
struct choice {
	struct arena *arena;
	struct chosen_file *files; /* arena_grow()n */
	size_t file_count;
	size_t message_count;
	const char *last; /* what names the last message that was chosen: see choose_key() */
};

/* fix/choose.c: chooses at most `limit` messages with edits, none of which is in the way of
 * another's, and none of which is in `refused`. */
void choose(struct choice *choice, const struct diags *diags, size_t limit,
	    const struct string_map *refused);

#endif
