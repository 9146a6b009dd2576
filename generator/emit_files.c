/* SPDX-License-Identifier: BSD-3-Clause
 * emit_files.c: writes all files or none. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "diag.h"
#include "emit.h"
#include "emit_changes.h"
#include "emit_manifest.h"
#include "emit_switch.h"
#include "emit_tree.h"

bool emit_is_path(const char *path)
{
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	for (const char *part = path;; part++) {
		size_t length = strcspn(part, "/");

		if (length == 0 || (length == 1 && part[0] == '.') ||
		    (length == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		part += length;
		if (!*part)
			return true;
	}
}

void emit_add(struct arena *arena, struct emit_files *files, const char *path, const char *text)
{
	struct emit_file *larger = arena_array(arena, files->count + 1, sizeof(*larger));
	size_t at = 0;

	for (; at < files->count && strcmp(files->files[at].path, path) < 0; at++)
		larger[at] = files->files[at];
	larger[at] = (struct emit_file) { .path = path, .text = text, .size = strlen(text) };
	for (size_t i = at; i < files->count; i++)
		larger[i + 1] = files->files[i];
	files->files = larger;
	files->count++;
}

const char *emit_directory(struct arena *arena, const char *name)
{
	size_t length = strlen(name);

	while (length > 1 && name[length - 1] == '/')
		length--;
	return length ? arena_copy(arena, name, length) : ".";
}

/* For make(1) the manifest is as old as the last run that it is true of. */
static void touch_manifest(struct tree *tree, const struct emit_files *files)
{
	if (manifest_find(files))
		utimensat(tree->fd, EMIT_MANIFEST, NULL, AT_SYMLINK_NOFOLLOW);
}

static bool write_files(struct tree *tree, const struct emit_files *files)
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

bool emit_write(struct arena *arena, const struct emit_files *files, const char *directory,
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
