/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what a run changes in the output directory.
 */
#ifndef OUTPUT_INTERNAL_H
#define OUTPUT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "output/output.h"
#include "output/tree.h"

/* Files of the output directory that are larger are not of acrn-cfg: their bytes are not read. */
#define OLD_SIZE_MAX (64u << 20)

/* One path whose file is written, replaced or removed. Where nothing is there and nothing is to be,
 * only empty directories that lead to it are removed. */
struct change {
	const char *path;
	const struct output_file *file; /* what is to be there; NULL: nothing */
	bool is_new;			/* nothing is there now */
};

/* The files that were read. */
struct inputs {
	struct stat *list; /* all zero for one that has gone since */
	size_t count;
};

struct changes {
	struct inputs inputs;
	/* arena_grow()n. By path, but the manifest comes last; it is there if anything changes. */
	struct change *list;
	size_t count;
	bool is_interrupted;	 /* there is no manifest, but a staging directory */
	size_t unfinished_count; /* the manifests in it, OUTPUT_STAGING/manifest.N from 0 */
};

/* Compares the files with what is there. Returns false with a diag where something is in the way,
 * or is an input. */
bool changes_find(struct tree *tree, const struct output_files *files, struct changes *changes);

/* Adds a change, whose fields but the path are zero. */
struct change *changes_add(struct tree *tree, struct changes *changes, const char *path);

/* Adds the manifest, which is right, but is to be written. */
void changes_add_manifest(struct tree *tree, const struct output_files *files,
			  struct changes *changes);

/* Puts them in their order, and adds the manifest if anything changes. */
void changes_sort(struct tree *tree, const struct output_files *files, struct changes *changes);

/* inputs.c: looks at the inputs of `files`. False with a diag. */
bool inputs_find(struct tree *tree, const struct output_files *files, struct inputs *inputs);

/* Whether the file at `path`, which is about to be replaced or removed, is none of the inputs; if
 * it is one, by whatever name, that is reported. */
bool inputs_keep(struct tree *tree, const struct inputs *inputs, const char *path,
		 const struct tree_file *file);

/* stale.c: adds the removal of files from earlier runs that are no longer generated, and counts the
 * unfinished runs among those. DIAG_OUTPUT_STALE reports files that stay. False with a diag. */
bool changes_add_stale(struct tree *tree, const struct output_files *files,
		       struct changes *changes);

/* common_time.c: adds the files that have a common time where one of them changes, or where their
 * times are not the same. False with a diag. Only output_write() cares: their bytes are right. */
bool changes_add_common_time(struct tree *tree, const struct output_files *files,
			     struct changes *changes);

/* Entry N of a kind in the staging directory (write.c): OUTPUT_STAGING/KIND.N */
const char *staged_path(struct tree *tree, const char *kind, size_t number);

/* remove.c: removes a file, or a directory with everything in it; symbolic links are not followed.
 * False with errno. */
bool remove_all(int directory, const char *name);

#endif
