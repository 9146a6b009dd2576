/* SPDX-License-Identifier: BSD-3-Clause
 * stale.c: finds what an earlier run has written and this one does not. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "diag/diag.h"
#include "output/changes.h"
#include "output/manifest.h"

static int compare_path(const void *path, const void *file)
{
	return strcmp(path, ((const struct output_file *)file)->path);
}

static bool is_made(const struct output_files *files, const char *path)
{
	return bsearch(path, files->files, files->count, sizeof(files->files[0]), compare_path);
}

/* Tells about something that stays. */
static void __attribute__((format(printf, 3, 4)))
report(struct tree *tree, const char *path, const char *format, ...)
{
	struct span nowhere = { NULL, 0, 0 };
	struct diag *diag;
	const char *why;
	va_list arguments;

	va_start(arguments, format);
	why = arena_vprintf(tree->arena, format, arguments);
	va_end(arguments);
	diag = diag_add(tree->diags, DIAG_OUTPUT_STALE, nowhere, "%s/%s: %s", tree->output, path,
			why);
	diag_help(diag, "remove what is of no use any more");
}

/* Decides about one output of an earlier run. `other` is the scenario that it was for, where that
 * is not the one of this run. */
static void judge(struct tree *tree, const struct manifest_output *output, const char *other,
		  struct changes *changes)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(tree->arena);
	struct tree_file file;
	enum tree_entry entry = tree_read(tree, scratch, output->path, &file);

	if (entry == TREE_NOTHING)
		return;
	if (other) {
		report(tree, output->path, "an earlier run has written it for '%s': it stays",
		       other);
	} else if (entry != TREE_FILE ||
		   strcmp(digest_bytes(scratch, file.bytes, file.size), output->sha256) != 0) {
		report(tree, output->path,
		       "an earlier run has written it, and it has changed since: it stays");
	} else {
		changes_add(tree, changes, output->path);
	}
}

void changes_add_stale(struct tree *tree, const struct output_files *files, struct changes *changes)
{
	const struct output_file *file = manifest_find(files);
	struct tree_file former_file;
	struct manifest manifest, former;

	if (!file || !manifest_read(tree->arena, file->text, file->size, &manifest) ||
	    tree_read(tree, tree->arena, OUTPUT_MANIFEST, &former_file) != TREE_FILE)
		return;
	if (!manifest_read(tree->arena, former_file.bytes, former_file.size, &former)) {
		report(tree, OUTPUT_MANIFEST,
		       "it is no manifest of acrn-cfg's: what an earlier run has written stays");
		return;
	}
	for (size_t i = 0; i < former.output_count; i++)
		if (!is_made(files, former.outputs[i].path))
			judge(tree, &former.outputs[i],
			      strcmp(former.scenario, manifest.scenario) == 0 ? NULL
									      : former.scenario,
			      changes);
}
