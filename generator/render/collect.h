/* SPDX-License-Identifier: BSD-3-Clause
 * collect.h: takes the files out of what templates give, and puts together what comes in
 * pieces.
 *
 * A <file> holds text, and in it <each> elements, which hold text, too. A piece of the plan adds
 * what is in each <each> to what the pieces before have put there. The text around them is the same
 * for all pieces and counts once.
 */
#ifndef RENDER_COLLECT_H
#define RENDER_COLLECT_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "render/files.h"

struct arena;
struct collection;
struct hearing;

/* An empty collection; it lives as long as the arena. */
struct collection *collection_new(struct arena *arena);

/* Takes the <file>s of the <files> that the template of `hearing` has given for a piece. What is
 * wrong with them is complained of. */
void collection_take(struct collection *collection, xmlDoc *result, struct hearing *hearing);

/* All files by path, with their whole text. The collection is empty then. */
void collection_finish(struct collection *collection, struct output_files *files);

#endif
