/* SPDX-License-Identifier: BSD-3-Clause
 * pipeline.c: from a document to a model that all rules have checked: validate, find the board,
 * read, check. */
#include "cli/pipeline.h"

#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "load/load.h"
#include "read/read.h"
#include "rules/rules.h"
#include "validate/schema.h"

static bool is_acrn_config(const xmlNode *root)
{
	return root && !root->ns && xmlStrEqual(root->name, BAD_CAST "acrn-config");
}

bool scenario_is_one(const struct doc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);

	return is_acrn_config(root) && load_child(root, "vm");
}

/* ACRN 2.x has the load order in the VM type, and no load_order element. */
static bool is_version_2(const xmlNode *root)
{
	bool has_vm_type = false;

	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm)) {
		if (load_child(vm, "load_order"))
			return false;
		has_vm_type = has_vm_type || load_child(vm, "vm_type");
	}
	return has_vm_type;
}

/* What the document is if it is not a scenario of a known format; NULL if it is one. */
static const char *other_format(struct arena *arena, const xmlNode *root)
{
	if (!is_acrn_config(root))
		return "not a scenario: its root is not <acrn-config>";
	if (load_attribute(arena, root, "uos_launcher") ||
	    load_attribute(arena, root, "user_vm_launcher"))
		return "a launch XML of ACRN 2.x, not a scenario";
	if (load_child(root, "PCI_DEVICE") || load_child(root, "processors"))
		return "a board description, not a scenario";
	if (is_version_2(root))
		return "a scenario of ACRN 2.x: its VMs have no <load_order>";
	return NULL;
}

/* Finds the board; without one, reports what is not checked. False when it is invalid. */
static bool find_board(struct arena *arena, const struct scenario_context *context,
		       const struct doc *doc, const char *path, struct diags *diags,
		       const struct board **board)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	struct board_search search = {
		.file = context->board_file,
		.paths = context->board_paths,
		.scenario_path = path,
		.scenario_board = load_attribute(arena, root, "board"),
	};
	bool is_broken;
	struct diag *diag;

	*board = board_find(arena, context->boards, &search, diags, &is_broken);
	if (*board || is_broken)
		return !is_broken;
	diag = diag_add(diags, DIAG_BOARD_MISSING, load_element_span(doc, root),
			"no board description: CPUs and native PCI devices are not checked, and "
			"launch scripts have no --cpu_affinity");
	diag_help(diag, "name one with --board FILE");
	return true;
}

const struct model *scenario_check(struct arena *arena, const struct scenario_context *context,
				   const struct doc *doc, const char *path, struct diags *diags)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const char *other = other_format(arena, root);
	const struct board *board;
	const struct model *model;

	if (other) {
		diag_add(diags, DIAG_FORMAT_UNSUPPORTED, load_element_span(doc, root),
			 "the file is %s", other);
		return NULL;
	}
	if (!schema_apply(context->schema, doc, diags) ||
	    !find_board(arena, context, doc, path, diags, &board))
		return NULL;
	model = read_scenario(arena, doc, board, context->release, context->target);
	load_release(arena, doc);
	check_run(arena, model, diags);
	return model;
}
