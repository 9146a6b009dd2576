/* SPDX-License-Identifier: BSD-3-Clause
 * common_time.c: files whose times make(1) compares change together. */
#include <string.h>

#include "base/arena.h"
#include "output/internal.h"

static const struct change *find_change(const struct changes *changes, const char *path)
{
	for (size_t i = 0; i < changes->count; i++)
		if (strcmp(changes->list[i].path, path) == 0)
			return &changes->list[i];
	return NULL;
}

/* Looks at a file that does not change: it is there. */
static bool look(struct tree *tree, const char *path, struct tree_file *file)
{
	enum tree_entry entry = tree_read(tree, tree->arena, path, 0, file);

	return entry == TREE_FILE || entry == TREE_LARGE || tree_fail(tree, path, NULL);
}

/* Sets *is_due to whether the files have to be written, though nothing but their times may be
 * wrong. */
static bool find_due(struct tree *tree, const struct output_files *files,
		     const struct changes *changes, bool *is_due)
{
	struct timespec first = { 0 };
	bool has_first = false;

	for (size_t i = 0; i < files->count && !*is_due; i++) {
		const struct output_file *file = &files->files[i];
		struct tree_file present;

		if (!file->has_common_time)
			continue;
		if (find_change(changes, file->path)) {
			*is_due = true;
			return true;
		}
		if (!look(tree, file->path, &present))
			return false;
		if (!has_first)
			first = present.status.st_mtim;
		has_first = true;
		*is_due = present.status.st_mtim.tv_sec != first.tv_sec ||
			  present.status.st_mtim.tv_nsec != first.tv_nsec;
	}
	return true;
}

bool changes_add_common_time(struct tree *tree, const struct output_files *files,
			     struct changes *changes)
{
	bool is_due = false;

	if (!find_due(tree, files, changes, &is_due))
		return false;
	if (!is_due)
		return true;
	for (size_t i = 0; i < files->count; i++) {
		const struct output_file *file = &files->files[i];
		struct tree_file present;

		if (!file->has_common_time || find_change(changes, file->path))
			continue;
		if (!look(tree, file->path, &present) ||
		    !inputs_keep(tree, &changes->inputs, file->path, &present))
			return false;
		changes_add(tree, changes, file->path)->file = file;
	}
	changes_sort(tree, files, changes);
	return true;
}
