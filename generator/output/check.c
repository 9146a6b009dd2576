/* SPDX-License-Identifier: BSD-3-Clause
 * check.c: shows what a run would change. */
#include "base/arena.h"
#include "output/diff.h"
#include "output/internal.h"

static void print_mode(FILE *stream, const char *name, const struct change *change,
		       const struct tree_file *present)
{
	bool is_executable = change->file && change->file->is_executable;

	if (change->is_new ? is_executable
			   : change->file && is_executable != present->is_executable)
		fprintf(stream, "%s %s executable\n", name,
			is_executable ? "becomes" : "is no longer");
}

/* Prints one change, as diff shows it; diff shows neither modes nor empty files. */
static bool print_change(struct tree *tree, FILE *stream, const struct change *change)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(tree->arena);
	const char *name = arena_printf(scratch, "%s/%s", tree->output, change->path);
	const struct output_file *file = change->file;
	struct tree_file present = { 0 };
	struct diff_text former = { .label = change->is_new ? "/dev/null" : name };
	struct diff_text next = { .label = "/dev/null" };
	enum tree_entry entry = TREE_FILE;
	const char *error;

	if (!change->is_new)
		entry = tree_read(tree, scratch, change->path, OLD_SIZE_MAX, &present);
	if (entry == TREE_LARGE) {
		fprintf(stream, "%s differs: larger than %u MiB\n", name, OLD_SIZE_MAX >> 20);
		return true;
	}
	if (entry != TREE_FILE)
		return tree_fail(tree, change->path, NULL);
	former.bytes = present.bytes;
	former.size = present.size;
	if (file)
		next = (struct diff_text) { name, file->text, file->size };
	error = diff_print(scratch, stream, &former, &next);
	if (error)
		return tree_fail(tree, change->path, error);
	print_mode(stream, name, change, &present);
	if (former.size == 0 && next.size == 0 && change->is_new != !file)
		fprintf(stream, "%s is %s, and empty\n", name, file ? "new" : "removed");
	return true;
}

bool output_check(struct arena *arena, const struct output_files *files, const char *directory,
		  struct diags *diags, FILE *stream, bool *is_same)
{
	struct changes changes = { 0 };
	struct tree tree;
	bool is_done;

	is_done = tree_open(&tree, arena, directory, TREE_READ, diags) &&
		  changes_find(&tree, files, &changes);
	*is_same = is_done && changes.count == 0;
	if (changes.is_interrupted)
		fprintf(stream,
			"%s: interrupted: the last run did not finish; run `acrn-cfg gen` again\n",
			tree.output);
	for (size_t i = 0; is_done && i < changes.count; i++)
		is_done = print_change(&tree, stream, &changes.list[i]);
	tree_close(&tree);
	return is_done;
}
