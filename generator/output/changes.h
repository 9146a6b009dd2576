/* SPDX-License-Identifier: BSD-3-Clause
 * changes.h: what a run would change in the output directory.
 */
#ifndef OUTPUT_CHANGES_H
#define OUTPUT_CHANGES_H

#include "output/output.h"
#include "output/tree.h"

/* One path whose file comes, changes or goes. */
struct change {
	const char *path;
	const struct output_file *file; /* what is to be there; NULL: nothing */
	bool is_new;			/* nothing is there now */
};

struct changes {
	struct change *changes; /* arena_grow()n; by path once changes_find() has returned */
	size_t count;
};

/* Compares the files with what is there. Returns false with a diag where something is in the way.
 */
bool changes_find(struct tree *tree, const struct output_files *files, struct changes *changes);

/* output/stale.c: adds what an earlier run has written and this one does not, if it may go. */
void changes_add_stale(struct tree *tree, const struct output_files *files,
		       struct changes *changes);

/* A new change, for the two above. */
struct change *changes_add(struct tree *tree, struct changes *changes, const char *path);

#endif
