/* SPDX-License-Identifier: BSD-3-Clause
 * changes.c: compares the files with what is in the output directory. */
#include "output/changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct change *changes_add(struct tree *tree, struct changes *changes, const char *path)
{
	struct change *change;

	changes->changes =
		arena_grow(tree->arena, changes->changes, changes->count, sizeof(*change));
	change = &changes->changes[changes->count++];
	change->path = path;
	return change;
}

static bool is_same(const struct output_file *file, const struct tree_file *former)
{
	return file->is_executable == former->is_executable && file->size == former->size &&
	       memcmp(file->text, former->bytes, file->size) == 0;
}

static bool compare_file(struct tree *tree, const struct output_file *file, struct changes *changes)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(tree->arena);
	struct tree_file former;
	enum tree_entry entry = tree_read(tree, scratch, file->path, &former);
	bool is_kind = errno == EISDIR || errno == EEXIST;
	struct change *change;

	if (entry == TREE_OTHER)
		return tree_fail(tree, file->path, is_kind ? "not a regular file: " : "");
	if (entry == TREE_FILE && is_same(file, &former))
		return true;
	change = changes_add(tree, changes, file->path);
	change->file = file;
	change->is_new = entry == TREE_NOTHING;
	return true;
}

static int by_path(const void *left, const void *right)
{
	const struct change *a = left, *b = right;

	return strcmp(a->path, b->path);
}

bool changes_find(struct tree *tree, const struct output_files *files, struct changes *changes)
{
	*changes = (struct changes) { 0 };
	for (size_t i = 0; i < files->count; i++)
		if (!compare_file(tree, &files->files[i], changes))
			return false;
	changes_add_stale(tree, files, changes);
	if (changes->count)
		qsort(changes->changes, changes->count, sizeof(changes->changes[0]), by_path);
	return true;
}
