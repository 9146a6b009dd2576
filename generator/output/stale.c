/* SPDX-License-Identifier: BSD-3-Clause
 * stale.c: finds files of earlier runs that are no longer generated. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "diag/diag.h"
#include "output/internal.h"
#include "output/manifest.h"

/* What the manifests of earlier runs list and this run does not write. A path is listed by several
 * manifests where runs were interrupted. */
struct listed {
	const char *path, *sha256;
	const char *scenario; /* that the file was written for */
};

struct list {
	struct listed *entries; /* arena_grow()n */
	size_t count;
	size_t room; /* for the bytes of manifests that are still to be read */
};

/* Reports a file that stays. */
static void report(struct tree *tree, const char *path, const char *why)
{
	struct span nowhere = { NULL, 0, 0 };
	struct diag *diag = diag_add(tree->diags, DIAG_OUTPUT_STALE, nowhere, "%s/%s: %s",
				     tree->output, path, why);

	diag_help(diag, "remove what is no longer needed");
}

/* Adds what the manifest at `path` lists, and returns what is there. A staged one may be
 * incomplete: then its run has changed nothing. */
static enum tree_entry list_manifest(struct tree *tree, const char *path,
				     const struct output_files *files, struct list *list)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(tree->arena);
	struct tree_file file = { .bytes = "" };
	struct manifest manifest = { 0 };
	enum tree_entry entry = tree_read(tree, scratch, path, list->room, &file);

	if (entry != TREE_FILE && entry != TREE_LARGE)
		return entry;
	list->room -= file.size;
	if (!manifest_read(tree->arena, file.bytes, file.size, &manifest) &&
	    strcmp(path, OUTPUT_MANIFEST) == 0)
		report(tree, path,
		       "not a manifest of acrn-cfg: files from earlier runs are not removed");
	for (size_t i = 0; i < manifest.output_count; i++) {
		const struct manifest_output *output = &manifest.outputs[i];

		if (output_files_find(files, output->path))
			continue;
		list->entries =
			arena_grow(tree->arena, list->entries, list->count, sizeof(*list->entries));
		list->entries[list->count++] =
			(struct listed) { output->path, output->sha256, manifest.scenario };
	}
	return entry;
}

/* The manifests of runs that were interrupted, where there is no finished one. What else has their
 * names is none, nor is one that is too large: clear_staging() removes it. */
static bool list_unfinished(struct tree *tree, const struct output_files *files,
			    struct changes *changes, struct list *list)
{
	CLEANUP(closedir) DIR *staging = tree_list(tree, OUTPUT_STAGING);

	if (!staging)
		return errno == ENOENT || tree_fail_staging(tree, OUTPUT_STAGING);
	changes->is_interrupted = true;
	for (;; changes->unfinished_count++) {
		const char *path = staged_path(tree, "manifest", changes->unfinished_count);
		enum tree_entry entry = list_manifest(tree, path, files, list);

		if (entry == TREE_ERROR)
			return tree_fail_staging(tree, path);
		if (entry != TREE_FILE)
			return true;
	}
}

/* What the finished manifest lists or, where there is none, those of runs that were interrupted. */
static bool list_manifests(struct tree *tree, const struct output_files *files,
			   struct changes *changes, struct list *list)
{
	switch (list_manifest(tree, OUTPUT_MANIFEST, files, list)) {
	case TREE_MISSING:
		return list_unfinished(tree, files, changes, list);
	case TREE_OTHER:
	case TREE_ERROR:
		return tree_fail(tree, OUTPUT_MANIFEST, NULL);
	default:
		return true;
	}
}

/* Adds the removal of a file that `count` entries list, if one of them says that a run for this
 * scenario wrote it as it is now; else reports it. */
static bool remove_if_unmodified(struct tree *tree, const struct listed *entries, size_t count,
				 const char *scenario, struct changes *changes)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(tree->arena);
	const char *path = entries[0].path, *other = entries[0].scenario;
	struct tree_file file;
	enum tree_entry entry = tree_read(tree, scratch, path, OLD_SIZE_MAX, &file);
	bool is_ours = false;

	if (entry == TREE_ERROR)
		return tree_fail(tree, path, NULL);
	if (entry == TREE_MISSING) {
		if (changes->is_interrupted) /* there may be empty directories */
			changes_add(tree, changes, path)->is_new = true;
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(entries[i].scenario, scenario) != 0)
			continue;
		is_ours = true;
		if (entry == TREE_FILE &&
		    strcmp(digest_bytes(scratch, file.bytes, file.size), entries[i].sha256) == 0) {
			changes_add(tree, changes, path);
			return inputs_keep(tree, &changes->inputs, path, &file);
		}
	}
	report(tree, path,
	       is_ours ? "written by an earlier run and modified since: not removed"
		       : arena_printf(tree->arena,
				      "written by an earlier run for '%s': not removed", other));
	return true;
}

static int compare_listed(const void *left, const void *right)
{
	return strcmp(((const struct listed *)left)->path, ((const struct listed *)right)->path);
}

bool changes_add_stale(struct tree *tree, const struct output_files *files, struct changes *changes)
{
	const struct output_file *file = output_files_find(files, OUTPUT_MANIFEST);
	struct list list = { .room = MANIFEST_SIZE_MAX };
	struct manifest manifest;
	size_t next;

	if (!list_manifests(tree, files, changes, &list))
		return false;
	if (list.count == 0)
		return true;
	manifest_read(tree->arena, file->text, file->size, &manifest);
	qsort(list.entries, list.count, sizeof(list.entries[0]), compare_listed);
	for (size_t i = 0; i < list.count; i = next) {
		for (next = i + 1; next < list.count; next++)
			if (compare_listed(&list.entries[i], &list.entries[next]) != 0)
				break;
		if (!remove_if_unmodified(tree, &list.entries[i], next - i, manifest.scenario,
					  changes))
			return false;
	}
	return true;
}
