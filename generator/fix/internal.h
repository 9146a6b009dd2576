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
	size_t message_count; /* whose first edit is here */
	size_t group;	      /* of files that a message changes together */
	bool is_given_up;
};

/* What is fixed in one round. */
struct choice {
	struct arena *arena;
	const struct string_map *refused;  /* keys of messages that are not fixed */
	const struct string_map *given_up; /* paths of files that are not changed */
	struct chosen_file *files;	   /* arena_grow()n */
	size_t file_count;
	const char **keys; /* arena_grow()n: what names each message, in every state of the files */
	size_t message_count;
};

/* fix/choose.c: chooses at most `limit` messages with edits, none of which is in the way of
 * another's. Of the choice, what is not to be chosen is set. */
void choose(struct choice *choice, const struct diags *diags, size_t limit);

#endif
