/* SPDX-License-Identifier: BSD-3-Clause
 * inputs.c: recognizes the files that were read, whatever their names. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "output/internal.h"

/* stat() of an input. One that has gone is like none. */
static bool look(const char *name, struct stat *status)
{
	memset(status, 0, sizeof(*status));
	return (strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, status) : stat(name, status)) == 0 ||
	       errno == ENOENT;
}

bool inputs_find(struct tree *tree, const struct output_files *files, struct inputs *inputs)
{
	inputs->list = arena_array(tree->arena, files->input_count, sizeof(*inputs->list));
	inputs->count = files->input_count;
	for (size_t i = 0; i < files->input_count; i++) {
		struct span nowhere = { NULL, 0, 0 };

		if (look(files->inputs[i], &inputs->list[i]))
			continue;
		diag_add(tree->diags, DIAG_OUTPUT_UNWRITABLE, nowhere, "%s: %s", files->inputs[i],
			 strerror(errno));
		return false;
	}
	return true;
}

bool inputs_keep(struct tree *tree, const struct inputs *inputs, const char *path,
		 const struct tree_file *file)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (inputs->list[i].st_dev == file->status.st_dev &&
		    inputs->list[i].st_ino == file->status.st_ino)
			return tree_fail(tree, path, "it is an input");
	return true;
}
