/* SPDX-License-Identifier: BSD-3-Clause
 * render.h: the templates make files of the plan, which comes as a whole or in pieces.
 *
 *     struct render *render = render_begin(arena, directory, diags);
 *     while (the plan has another piece)
 *             render_piece(render, piece);
 *     if (render_end(render, &files)) ...
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "render/files.h"

struct arena;
struct diags;
struct render;

/* Finds and compiles the templates: the embedded ones, or where `directory` is not NULL the file of
 * the same name in there if it has one, and what else *.xsl it has. Faults are reported to `diags`.
 * Everything lives as long as the arena. */
struct render *render_begin(struct arena *arena, const char *directory, struct diags *diags);

/* Whether all templates say that the plan may come in pieces; else it has to come as a whole. */
bool render_takes_pieces(const struct render *render);

/* Runs every template over the plan, or the next piece of it. */
void render_piece(struct render *render, xmlDoc *plan);

/* The files that the templates have made, whose text and paths live in the arena. Returns false
 * where a template is at fault: `diags` has the reasons, of all templates. */
bool render_end(struct render *render, struct output_files *files);

#endif
