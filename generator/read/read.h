/* SPDX-License-Identifier: BSD-3-Clause
 * read.h: input documents become models. Each format has a reader, which alone knows its names and
 * forms, and which builds the model by model/build.h.
 */
#ifndef READ_READ_H
#define READ_READ_H

#include "model/model.h"

struct doc;

/* Reads a pruned scenario of ACRN 3.0 or later, of whose tree the model keeps nothing. `board` is
 * NULL where it is not known. Never fails: invalid values are in the model, for the rules. */
const struct model *read_scenario(struct arena *arena, const struct doc *doc,
				  const struct board *board, enum release release,
				  enum target target);

#endif
