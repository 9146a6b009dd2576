/* SPDX-License-Identifier: BSD-3-Clause
 * depfile.c: one rule without a recipe, in the form that compilers write. */
#include "output/depfile.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "diag/diag.h"
#include "output/tree.h"
#include "render/files.h"

/* A name as make reads it. Backslashes stand for themselves, except before a blank. */
static const char *quoted(struct arena *arena, const char *name)
{
	char *text = arena_alloc(arena, 3 * strlen(name) + 1), *end = text;
	size_t backslashes = 0;

	for (const char *c = name; *c; c++) {
		if (*c == ' ' || *c == '\t')
			for (size_t i = 0; i <= backslashes; i++)
				*end++ = '\\';
		else if (*c == '#')
			*end++ = '\\';
		else if (*c == '$')
			*end++ = '$';
		*end++ = *c;
		backslashes = *c == '\\' ? backslashes + 1 : 0;
	}
	return text;
}

static bool fail(struct diags *diags, const char *path, const char *why)
{
	diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 }, "%s: %s", path, why);
	return false;
}

static bool can_be_written(const char *name, struct diags *diags)
{
	return !strchr(name, '\n') ||
	       fail(diags, name, "a depfile cannot hold a name with a line feed");
}

const char *depfile_text(struct arena *arena, const char *target, const struct output_files *files,
			 struct diags *diags)
{
	const char *text = arena_printf(arena, "%s:", quoted(arena, target));

	if (!can_be_written(target, diags))
		return NULL;
	for (size_t i = 0; i < files->input_count; i++) {
		const char *name = files->inputs[i];

		if (strcmp(name, "-") == 0)
			continue;
		if (!can_be_written(name, diags))
			return NULL;
		text = arena_printf(arena, "%s \\\n  %s", text, quoted(arena, name));
	}
	return arena_printf(arena, "%s\n", text);
}

static bool differs(const char *path, const char *input, struct diags *diags)
{
	bool is_input = false;

	if (!file_compare(path, input, &is_input))
		return fail(diags, path, strerror(errno));
	return !is_input || fail(diags, path, "the depfile has the name of an input");
}

bool depfile_is_writable(const struct depfile *depfile, const struct output_files *files,
			 struct diags *diags)
{
	for (size_t i = 0; i < files->input_count; i++)
		if (!differs(depfile->path, files->inputs[i], diags))
			return false;
	return true;
}

static bool add_inside(struct tree *tree, const char *path, const char *text,
		       struct output_files *files)
{
	if (output_files_is_reserved(path) || output_files_find(files, path))
		return tree_fail(tree, path, "the depfile has the name of another output");
	output_files_add(tree->arena, files, path, text);
	return true;
}

bool depfile_write(struct arena *arena, const struct depfile *depfile, bool is_durable,
		   struct diags *diags)
{
	return file_replace(arena, depfile->path, depfile->text, strlen(depfile->text),
			    is_durable) ||
	       fail(diags, depfile->path, strerror(errno));
}

bool depfile_begin(struct tree *tree, const struct depfile *depfile, struct output_files *files,
		   bool *is_left)
{
	const char *inside;

	if (!tree_inside(tree, depfile->path, &inside))
		return fail(tree->diags, depfile->path, strerror(errno));
	if (inside)
		return add_inside(tree, inside, depfile->text, files);
	*is_left = file_kind(depfile->path) == FILE_STREAM;
	return *is_left || depfile_write(tree->arena, depfile, tree->is_durable, tree->diags);
}
