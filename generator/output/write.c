/* SPDX-License-Identifier: BSD-3-Clause
 * write.c: writes all files or none, by these steps in the staging directory OUTPUT_STAGING:
 *
 * 1. The new files are written to new.0, new.1, ... and the manifest to manifest.0.
 * 2. manifest.json becomes manifest.1: without it the output is unfinished.
 * 3. The file that new.N replaces is kept as old.N, and new.N is renamed to its place. What is no
 *    longer generated becomes old.N, and directories that became empty are removed.
 * 4. manifest.0 is renamed to manifest.json: the output is finished.
 * 5. The staging directory is removed.
 *
 * A failure before the end of step 4 puts everything back. A run that is killed leaves the staging
 * directory to the next one, which starts over. If the output is unfinished, the manifests that are
 * there say what the killed run and those before it have written; they stay until step 5, and
 * manifest.0 becomes the next free number.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "output/depfile.h"
#include "output/internal.h"

const char *staged_path(struct tree *tree, const char *kind, size_t number)
{
	return arena_printf(tree->arena, OUTPUT_STAGING "/%s.%zu", kind, number);
}

/* Whether a run has made the entry of the staging directory, but for the first manifests. */
static bool is_staged(const char *name, size_t manifests)
{
	if (strncmp(name, "manifest.", 9) == 0)
		return strtoul(name + 9, NULL, 10) >= manifests;
	return strncmp(name, "new.", 4) == 0 || strncmp(name, "old.", 4) == 0;
}

/* Removes what has the names of what runs put into the staging directory, but for the first
 * manifests, and the directory if it is empty. What else has its name is removed, too. */
static bool clear_staging(struct tree *tree, size_t manifests)
{
	CLEANUP(closedir) DIR *entries = tree_list(tree, OUTPUT_STAGING);
	const struct dirent *entry;

	if (!entries)
		return (errno == ENOENT &&
			(tree_remove(tree, OUTPUT_STAGING) || errno == ENOENT)) ||
		       tree_fail_staging(tree, OUTPUT_STAGING);
	while (errno = 0, (entry = readdir(entries))) {
		const char *path = arena_printf(tree->arena, OUTPUT_STAGING "/%s", entry->d_name);

		if (is_staged(entry->d_name, manifests) &&
		    !remove_all(dirfd(entries), entry->d_name))
			return tree_fail_staging(tree, path);
	}
	return (errno == 0 && tree_prune(tree, OUTPUT_STAGING "/.")) ||
	       tree_fail_staging(tree, OUTPUT_STAGING);
}

/* Between two steps: they may be given up, and the one before is on the disk. */
static bool finish_step(struct tree *tree)
{
	if (tree_is_interrupted(tree))
		errno = EINTR;
	else if (tree_sync(tree))
		return true;
	return tree_fail(tree, "", NULL);
}

/* Where the manifest of this run is staged; the next number is that of the one in its place. */
static const char *staged_manifest(struct tree *tree, const struct changes *changes, size_t next)
{
	return staged_path(tree, "manifest", changes->unfinished_count + next);
}

/* The time lasts: renaming a file does not change it. */
static bool write_staged(struct tree *tree, const char *path, const struct output_file *file,
			 struct timespec common)
{
	return tree_write(tree, path, file) &&
	       (!file->has_common_time || tree_set_time(tree, path, common));
}

/* Step 1. */
static bool stage(struct tree *tree, const struct changes *changes)
{
	size_t last = changes->count - 1;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];
		const char *path =
			i < last ? staged_path(tree, "new", i) : staged_manifest(tree, changes, 0);

		if (tree_is_interrupted(tree))
			errno = EINTR;
		else if (!change->file || write_staged(tree, path, change->file, now))
			continue;
		return tree_fail(tree, change->path, NULL);
	}
	return true;
}

/* Step 2. */
static bool take_manifest(struct tree *tree, const struct changes *changes)
{
	return changes->list[changes->count - 1].is_new ||
	       tree_rename(tree, OUTPUT_MANIFEST, staged_manifest(tree, changes, 1)) ||
	       tree_fail(tree, OUTPUT_MANIFEST, NULL);
}

/* Keeps the file that the change replaces under a second name: its place is never empty. A file
 * that is removed is moved, and so is one that cannot have a second name. */
static bool keep_old(struct tree *tree, const struct change *change, size_t number)
{
	const char *old = staged_path(tree, "old", number);

	return change->is_new || (change->file && tree_link(tree, change->path, old)) ||
	       tree_rename(tree, change->path, old);
}

static bool put_new(struct tree *tree, const struct change *change, size_t number)
{
	return !change->file || tree_rename(tree, staged_path(tree, "new", number), change->path);
}

/* Step 3. *begun is the number of changes that may have to be put back. */
static bool replace_files(struct tree *tree, const struct changes *changes, size_t *begun)
{
	for (size_t i = 0; i + 1 < changes->count; i++) {
		const struct change *change = &changes->list[i];

		*begun = i + 1;
		if (tree_is_interrupted(tree))
			errno = EINTR;
		else if (keep_old(tree, change, i) && put_new(tree, change, i))
			continue;
		return tree_fail(tree, change->path, NULL);
	}
	return true;
}

/* Step 3, too: the directories that became empty. */
static bool remove_directories(struct tree *tree, const struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++)
		if (!changes->list[i].file && !tree_prune(tree, changes->list[i].path))
			return tree_fail(tree, changes->list[i].path, NULL);
	return true;
}

/* Step 4. */
static bool put_manifest(struct tree *tree, const struct changes *changes)
{
	return tree_rename(tree, staged_manifest(tree, changes, 0), OUTPUT_MANIFEST) ||
	       tree_fail(tree, OUTPUT_MANIFEST, NULL);
}

/* Step 3 backwards. Where a name is missing, the step was not reached. */
static bool put_old(struct tree *tree, const struct change *change, size_t number)
{
	bool is_done = change->is_new
			       ? tree_remove(tree, change->path)
			       : tree_rename(tree, staged_path(tree, "old", number), change->path);

	return is_done || errno == ENOENT ||
	       tree_fail(tree, change->path,
			 arena_printf(tree->arena, "not restored: %s: run `acrn-cfg gen` again",
				      strerror(errno)));
}

/* Puts everything back. Where that fails the output is unfinished. */
static bool undo(struct tree *tree, const struct changes *changes, size_t begun)
{
	bool is_done = true;

	while (begun-- > 0)
		is_done &= put_old(tree, &changes->list[begun], begun);
	tree_sync(tree); /* there is no more to do about a disk that fails */
	return is_done && (tree_rename(tree, staged_manifest(tree, changes, 1), OUTPUT_MANIFEST) ||
			   errno == ENOENT || tree_fail(tree, OUTPUT_MANIFEST, NULL));
}

/* The end of step 4, and step 5. */
static bool finish(struct tree *tree)
{
	bool is_synced = tree_sync(tree) || tree_fail(tree, "", NULL);

	return clear_staging(tree, 0) && is_synced;
}

static bool write_changes(struct tree *tree, const struct changes *changes)
{
	size_t begun = 0;

	if (stage(tree, changes) && finish_step(tree) && take_manifest(tree, changes) &&
	    finish_step(tree) && replace_files(tree, changes, &begun) &&
	    remove_directories(tree, changes) && finish_step(tree) && put_manifest(tree, changes))
		return finish(tree);
	if (undo(tree, changes, begun))
		clear_staging(tree, changes->unfinished_count);
	return false;
}

static struct output_result count(const struct changes *changes)
{
	struct output_result result = { 0 };

	for (size_t i = 0; i < changes->count; i++) {
		if (changes->list[i].file)
			result.written++;
		else if (!changes->list[i].is_new)
			result.removed++;
	}
	return result;
}

static bool write_files(struct tree *tree, const struct output_files *files,
			struct output_result *result)
{
	struct changes changes;

	/* With -Werror files that are not removed are errors. */
	if (!changes_find(tree, files, &changes) ||
	    !changes_add_common_time(tree, files, &changes) || diags_error_count(tree->diags) > 0)
		return false;
	if (!clear_staging(tree, changes.unfinished_count))
		return false;
	*result = count(&changes);
	if (changes.count == 0) {
		/* For make(1) the manifest is as new as the run. */
		if (utimensat(tree->fd, OUTPUT_MANIFEST, NULL, AT_SYMLINK_NOFOLLOW) == 0)
			return true;
		/* It may belong to another user, and the directory to this one. */
		changes_add_manifest(tree, files, &changes);
	}
	return write_changes(tree, &changes);
}

const char *output_directory(struct arena *arena, const char *name)
{
	size_t length = strlen(name);

	while (length > 1 && name[length - 1] == '/')
		length--;
	return length ? arena_copy(arena, name, length) : ".";
}

bool output_write(struct arena *arena, const struct output_files *files,
		  const struct depfile *depfile, const char *directory, bool is_durable,
		  struct output_result *result, struct diags *diags)
{
	struct output_files all = *files;
	bool is_depfile_left = false;
	struct tree tree;
	bool is_written = tree_open(&tree, arena, directory, TREE_WRITE, diags);

	tree.is_durable = is_durable;
	is_written = is_written &&
		     (!depfile || depfile_begin(&tree, depfile, &all, &is_depfile_left)) &&
		     write_files(&tree, &all, result);
	if (!is_written)
		tree_remove_made(&tree);
	tree_close(&tree);
	return is_written && (!is_depfile_left || depfile_write(arena, depfile, is_durable, diags));
}
