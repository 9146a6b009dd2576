/* SPDX-License-Identifier: BSD-3-Clause
 * changes.c: compares the files with what is in the output directory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "output/internal.h"

struct change *changes_add(struct tree *tree, struct changes *changes, const char *path)
{
	struct change *change;

	changes->list = arena_grow(tree->arena, changes->list, changes->count, sizeof(*change));
	change = &changes->list[changes->count++];
	change->path = path;
	return change;
}

void changes_add_manifest(struct tree *tree, const struct output_files *files,
			  struct changes *changes)
{
	changes_add(tree, changes, OUTPUT_MANIFEST)->file =
		output_files_find(files, OUTPUT_MANIFEST);
}

static bool is_same(const struct output_file *file, const struct tree_file *present)
{
	return file->is_executable == present->is_executable && file->size == present->size &&
	       memcmp(file->text, present->bytes, file->size) == 0;
}

static bool compare_file(struct tree *tree, const struct output_file *file, struct changes *changes)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(tree->arena);
	struct tree_file present;
	enum tree_entry entry = tree_read(tree, scratch, file->path, file->size, &present);
	struct change *change;

	if (entry == TREE_OTHER && errno != ENOTDIR)
		return tree_fail(tree, file->path, "not a regular file");
	if (entry == TREE_OTHER || entry == TREE_ERROR)
		return tree_fail(tree, file->path, NULL);
	if (entry == TREE_FILE && is_same(file, &present))
		return true;
	if (entry != TREE_MISSING && !inputs_keep(tree, &changes->inputs, file->path, &present))
		return false;
	change = changes_add(tree, changes, file->path);
	change->file = file;
	change->is_new = entry == TREE_MISSING;
	return true;
}

static bool is_manifest(const struct change *change)
{
	return strcmp(change->path, OUTPUT_MANIFEST) == 0;
}

static int compare_changes(const void *left, const void *right)
{
	const struct change *a = left, *b = right;

	if (is_manifest(a) != is_manifest(b))
		return is_manifest(a) ? 1 : -1;
	return strcmp(a->path, b->path);
}

void changes_sort(struct tree *tree, const struct output_files *files, struct changes *changes)
{
	if (changes->count == 0)
		return;
	qsort(changes->list, changes->count, sizeof(changes->list[0]), compare_changes);
	if (!is_manifest(&changes->list[changes->count - 1]))
		changes_add_manifest(tree, files, changes);
}

bool changes_find(struct tree *tree, const struct output_files *files, struct changes *changes)
{
	*changes = (struct changes) { 0 };
	if (!inputs_find(tree, files, &changes->inputs))
		return false;
	for (size_t i = 0; i < files->count; i++)
		if (!compare_file(tree, &files->files[i], changes))
			return false;
	if (!changes_add_stale(tree, files, changes))
		return false;
	changes_sort(tree, files, changes);
	return true;
}
