/* SPDX-License-Identifier: BSD-3-Clause
 * collect.h: takes the files out of the templates' results.
 */
#ifndef RENDER_COLLECT_H
#define RENDER_COLLECT_H

#include <libxml/tree.h>

#include "render/files.h"

struct arena;
struct capture;
struct collection;

/* A collection that begins with `files`; it lives as long as the arena. */
struct collection *collect_new(struct arena *arena, const struct output_files *files);

/* Adds the <file>s of the <files> that the template of `capture` has made. What is wrong with them
 * is reported to `capture`. */
void collect_files(struct collection *collection, xmlDoc *result, struct capture *capture);

/* All files, by path. */
void collect_finish(struct collection *collection, struct output_files *files);

#endif
