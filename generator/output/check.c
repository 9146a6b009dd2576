/* SPDX-License-Identifier: BSD-3-Clause
 * check.c: shows what a run would change. */
#include "base/arena.h"
#include "output/changes.h"
#include "output/line_diff.h"
#include "output/output.h"
#include "output/tree.h"

static void show_mode(FILE *stream, const char *name, const struct change *change,
		      const struct tree_file *former)
{
	bool is_executable = change->file && change->file->is_executable;

	if (change->is_new ? is_executable : change->file && is_executable != former->is_executable)
		fprintf(stream, "%s %s executable\n", name,
			is_executable ? "becomes" : "is no longer");
}

static void show(struct tree *tree, FILE *stream, const struct change *change)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(tree->arena);
	const char *name = arena_printf(scratch, "%s/%s", tree->output, change->path);
	const struct output_file *file = change->file;
	struct tree_file present = { 0 }; /* what cannot be read is shown as empty */
	struct line_text former = { .name = change->is_new ? "/dev/null" : name };
	struct line_text next = {
		.name = file ? name : "/dev/null",
		.bytes = file ? file->text : NULL,
		.size = file ? file->size : 0,
	};

	tree_read(tree, scratch, change->path, &present);
	former.bytes = present.bytes;
	former.size = present.size;
	line_diff(scratch, stream, &former, &next);
	show_mode(stream, name, change, &present);
	if (former.size == 0 && next.size == 0 && (change->is_new || !file))
		fprintf(stream, "%s %s\n", name,
			file ? "comes, and is empty" : "goes, and is empty");
}

bool emit_check(struct arena *arena, const struct output_files *files, const char *directory,
		struct diags *diags, FILE *stream, bool *is_same)
{
	struct changes changes = { 0 };
	struct tree tree;
	bool is_done;

	is_done = tree_open(&tree, arena, directory, TREE_READ, diags) &&
		  changes_find(&tree, files, &changes);
	for (size_t i = 0; is_done && i < changes.count; i++)
		show(&tree, stream, &changes.changes[i]);
	*is_same = is_done && changes.count == 0;
	tree_close(&tree);
	return is_done;
}
