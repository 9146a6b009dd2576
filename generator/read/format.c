/* SPDX-License-Identifier: BSD-3-Clause
 * format.c: what can be said of a document before it is read. */
#include "base/typo.h"
#include "load/load.h"
#include "read/read.h"

static bool is_acrn_config(const xmlNode *root)
{
	return xmlStrEqual(root->name, BAD_CAST "acrn-config");
}

bool read_is_misspelt(const struct doc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);

	return !root->ns && typo_is_one_apart((const char *)root->name, "acrn-config");
}

bool read_is_scenario(const struct doc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);

	return read_is_misspelt(doc) ||
	       (is_acrn_config(root) && (root->ns || load_child(root, "vm")));
}

const char *read_board_name(struct arena *arena, const struct doc *doc)
{
	return load_attribute(arena, xmlDocGetRootElement(doc->xml), "board");
}
