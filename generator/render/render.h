/* SPDX-License-Identifier: BSD-3-Clause
 * render.h: the templates make files of the plan, and texts of other documents.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "render/files.h"

struct arena;
struct diags;

/* Runs every template over the plan, those of hypervisor/ and hardening/
 * only where it has that part: the embedded ones, or where `directory` is not NULL the file of the
 * same name in there if it has one, and every other *.xsl in it. Returns false where a template is
 * invalid: `diags` has the reasons, of all templates. The files are added to `files`, where none
 * has the path of one that is there, and live as long as the arena. */
bool render_plan(struct arena *arena, const char *directory, xmlDoc *plan, struct diags *diags,
		 struct output_files *files);

/* Runs one template over a document: the built-in one of that name, such as "report/html.xsl", or
 * where `directory` is not NULL the file of the same name in there if it has one. Returns the text
 * that its <xsl:output> describes, in UTF-8, as long as the arena lives; NULL where the template is
 * invalid, for the reasons in `diags`. */
const char *render_document(struct arena *arena, const char *directory, const char *name,
			    xmlDoc *document, struct diags *diags);

#endif
