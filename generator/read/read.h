/* SPDX-License-Identifier: BSD-3-Clause
 * read.h: input documents become models. Each format has a reader, which alone knows its names and
 * forms, and which builds the model by model/build.h.
 */
#ifndef READ_READ_H
#define READ_READ_H

#include "model/model.h"

struct doc;
struct script;

/* Whether a well-formed document looks like a scenario of any era, even a misspelt one, and not
 * like a board description or something else. */
bool read_is_scenario(const struct doc *doc);

/* Whether its root is a likely typo of <acrn-config>. */
bool read_is_misspelt(const struct doc *doc);

/* The name of the board that a scenario is for, or NULL. */
const char *read_board_name(struct arena *arena, const struct doc *doc);

/* The name that ACRN's build gives to a scenario: that of its file, or of the directory where the
 * file is called scenario. */
const char *read_scenario_name(struct arena *arena, const struct source *source);

/* Reads a pruned scenario of ACRN 3.0 or later, of whose tree the model keeps nothing. Never fails:
 * invalid values are in the model, for the rules. */
const struct model *read_scenario(struct arena *arena, const struct doc *doc,
				  const struct model_context *context);

/* Reads the VMs that scripts start, as post-launched VMs; there is at least one script. Their
 * regions are those that the VMs declare, each for itself. */
const struct model *read_launches(struct arena *arena, const struct script *const *scripts,
				  size_t count, const struct model_context *context);

#endif
