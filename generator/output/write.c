/* SPDX-License-Identifier: BSD-3-Clause
 * write.c: writes all files or none. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "output/changes.h"
#include "output/manifest.h"
#include "output/output.h"
#include "output/switch.h"
#include "output/tree.h"

const char *emit_directory(struct arena *arena, const char *name)
{
	size_t length = strlen(name);

	while (length > 1 && name[length - 1] == '/')
		length--;
	return length ? arena_copy(arena, name, length) : ".";
}

/* For make(1) the manifest is as old as the last run that it is true of. */
static void touch_manifest(struct tree *tree, const struct output_files *files)
{
	if (manifest_find(files))
		utimensat(tree->fd, OUTPUT_MANIFEST, NULL, AT_SYMLINK_NOFOLLOW);
}

static bool write_files(struct tree *tree, const struct output_files *files)
{
	struct changes changes;

	/* -Werror makes errors of what there is to say about the files that stay. */
	if (!switch_recover(tree) || !changes_find(tree, files, &changes) ||
	    diags_error_count(tree->diags) > 0) {
		tree_take_back(tree);
		return false;
	}
	if (changes.count > 0 && !switch_run(tree, changes.changes, changes.count))
		return false;
	touch_manifest(tree, files);
	return true;
}

bool emit_write(struct arena *arena, const struct output_files *files, const char *directory,
		struct diags *diags)
{
	struct tree tree;
	bool is_written;

	is_written = tree_open(&tree, arena, directory, TREE_WRITE, diags);
	if (is_written)
		is_written = write_files(&tree, files);
	else
		tree_take_back(&tree);
	tree_close(&tree);
	return is_written;
}
