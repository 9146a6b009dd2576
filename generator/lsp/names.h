/* SPDX-License-Identifier: BSD-3-Clause
 * names.h: what the names and addresses in a scenario refer to, and where they are in the text now.
 *
 * They are those of the model of the last text that could be parsed, so that this works for
 * scenarios of every release, for launch XML, and in customized_parameters. What was changed since
 * then has none.
 */
#ifndef LSP_NAMES_H
#define LSP_NAMES_H

#include "lsp/internal.h"
#include "model/model.h"

enum lsp_name_kind {
	LSP_VM,
	LSP_REGION,
	LSP_DEVICE, /* a PCI device of the board */
	LSP_CPU,    /* of the board */
};

struct lsp_name {
	enum lsp_name_kind kind;
	const char *text; /* the name; of a device or CPU its address or ID, as the board has it */
	struct span at;
	bool is_definition; /* a VM's own name, or a declaration of a region */
	bool is_id;	    /* refers to a VM by its ID */
	uint32_t cpu;	    /* of LSP_CPU */
	bool is_whole;	    /* all of the text of an element, not a part of it */

	/* What it is, as far as it is known. */
	const struct vm *vm; /* of LSP_VM: the VM that is called so, else the one that it is in */
	const struct shm_region *region; /* in whose declaration it is, with one of these: */
	const struct shm_declaration *declaration;
	const struct shm_peer *peer;
};

struct lsp_names {
	const struct lsp_query *query;
	const struct model *model;
	struct lsp_name *items; /* by their places; those of the document come first */
	size_t count;
	struct string_map *vms, *regions; /* of the model; of one name the first */

	/* How the text was changed since it could be parsed: the bytes before `start` are the same,
	 * and those from `old_end` on, which are those from `new_end` on now. */
	size_t start, old_end, new_end;
};

/* The names of the query's scenario; without a model there are none. */
const struct lsp_names *lsp_names(const struct lsp_query *query);

/* Moves a span of the model to where it is in the text now; false where that was changed. Those in
 * other files stay. */
bool lsp_move(const struct lsp_names *names, struct span *at);

/* The name at an offset of the text, or at its end; or NULL. */
const struct lsp_name *lsp_name_at(const struct lsp_names *names, size_t offset);

/* Whether two names refer to the same thing. */
bool lsp_is_same(const struct lsp_name *left, const struct lsp_name *right);

/* Whether the name itself is written at its place, byte by byte. */
bool lsp_is_written(const struct lsp_name *name);

/* The VM, or region, of that name, or NULL; the VM of an ID. `names` may have no model. */
const struct vm *lsp_vm(const struct lsp_names *names, const char *name);
const struct shm_region *lsp_region(const struct lsp_names *names, const char *name);
const struct vm *lsp_vm_of_id(const struct lsp_names *names, uint64_t id);

/* For names_launch.c: adds a name, whose place is that in the last text that could be parsed. */
void lsp_add_name(struct lsp_names *names, struct lsp_name name);

/* names_launch.c: adds those of the launch XML that belongs to the scenario. */
void lsp_add_launch(struct lsp_names *names);

#endif
