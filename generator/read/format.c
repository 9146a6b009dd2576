/* SPDX-License-Identifier: BSD-3-Clause
 * format.c: recognizes scenarios of the format that scenario.c reads, and other documents. */
#include "load/load.h"
#include "read/read.h"

static bool is_acrn_config(const xmlNode *root)
{
	return root && !root->ns && xmlStrEqual(root->name, BAD_CAST "acrn-config");
}

bool read_is_scenario(const struct doc *doc)
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

const char *read_other_format(struct arena *arena, const struct doc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);

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

const char *read_board_name(struct arena *arena, const struct doc *doc)
{
	return load_attribute(arena, xmlDocGetRootElement(doc->xml), "board");
}
