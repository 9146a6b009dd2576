/* SPDX-License-Identifier: BSD-3-Clause
 * import.h: the scenario that launch scripts amount to: what `gen` makes the same command lines of.
 *
 * What acrn-dm gets becomes an element where gen writes the same argument for it, in the same slot;
 * anything else a dm_device with a slot, or a word of customized_parameters, which reach acrn-dm
 * unchanged. Nothing is guessed: what a script decides when it runs is taken as its first arm says,
 * or left out, and reported (import-not-carried).
 */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include <libxml/tree.h>

#include "script/script.h"

struct board;
struct diags;

struct import_context {
	const struct board *board; /* NULL: not known, and so no pcpu_id */
	enum release release;	   /* that the command lines are for */
};

/* The scenario of all VMs that the scripts start, in their order, with a Service VM before them. It
 * is a tree without white space between the elements, which lives as long as the arena. */
xmlDoc *import_scripts(struct arena *arena, const struct script *const *scripts, size_t count,
		       const struct import_context *context, struct diags *diags);

#endif
