/* SPDX-License-Identifier: BSD-3-Clause
 * emit.h: the plan and the templates become files: all of them, or none.
 */
#ifndef EMIT_H
#define EMIT_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

struct emit_file {
	const char *path; /* below the output directory: "launch/launch_user_vm_id1.sh" */
	const char *text;
	size_t size; /* of the text, in bytes */
	bool is_executable;
};

struct emit_files {
	struct emit_file *files; /* sorted by path, each path once */
	size_t count;
};

/* Runs every template over `plan`. The templates are the embedded ones, or where `directory` is not
 * NULL the file of the same name in there if it has one, and what else *.xsl it has. Text and paths
 * live in `arena`. Returns false, with the reason in `diags`, when a template is at fault. */
bool emit_render(struct arena *arena, xmlDoc *plan, const char *directory, struct diags *diags,
		 struct emit_files *files);

/* Writes the files below `directory`, which is made if it is missing. Either all of them are there
 * afterwards, or on false (the reason is in `diags`) every file is as it was. */
bool emit_write(struct arena *arena, const struct emit_files *files, const char *directory,
		struct diags *diags);

#endif
