/* SPDX-License-Identifier: BSD-3-Clause
 * find.h: the files that rendering starts from: templates, and the shell files that they embed.
 */
#ifndef RENDER_FIND_H
#define RENDER_FIND_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;
struct source;

struct template_file {
	const char *name;	     /* below templates/: "lab.sh.xsl", "launch/say.sh",
					"hypervisor/misc_cfg.h.xsl" */
	const struct source *source; /* its is_file is set where it is the user's */
};

struct template_files {
	struct template_file *files; /* arena_grow()n */
	size_t count;
};

/* The parts of a plan that have templates of their own, in a folder of that name: bits. */
enum template_part {
	TEMPLATE_HYPERVISOR = 1,
	TEMPLATE_HARDENING = 2,
};

/* Adds every built-in template, but of those for a part the ones that `parts` has, and every shell
 * file of launch/ and likewise of hardening/, or where `directory` is not NULL the file of the same
 * name in there if it has one, and after them what else of that kind it has. Returns false where a
 * file of the user's cannot be used, which is reported to `diags`; the other files are in the list
 * all the same. Everything lives as long as the arena. */
bool template_files_find(struct arena *arena, const char *directory, unsigned parts,
			 struct diags *diags, struct template_files *files);

/* The built-in template of a name that is there, such as "report/html.xsl", or where `directory` is
 * not NULL the file of that name in there if it has one. NULL where that cannot be used, which is
 * reported to `diags`. It lives as long as the arena. */
const struct source *template_files_one(struct arena *arena, const char *directory,
					const char *name, struct diags *diags);

/* Whether that is the name of a template of plans; the others are shell files. */
bool template_files_is_template(const char *name);

/* The shell file of that name, such as "launch/say.sh", or NULL. */
const struct source *template_files_shell(const struct template_files *files, const char *name);

#endif
