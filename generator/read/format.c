/* SPDX-License-Identifier: BSD-3-Clause
 * format.c: recognizes scenarios of the format that scenario.c reads, and other documents. */
#include <string.h>

#include "base/arena.h"
#include "base/typo.h"
#include "load/load.h"
#include "read/read.h"

#define NO_CONVERSION "acrn-cfg does not convert it: "
#define WRITE_ANEW    "write the scenario in the format of ACRN 3.0 and later, see docs/scenario.md"

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

/* What the VMs of a scenario have. */
struct signs {
	bool has_load_order, has_vm_type;
	bool has_3x_type;	      /* a VM type of 3.x, whose load order may be misspelt */
	bool has_vuart_id;	      /* to 2.2 */
	bool has_split_vuarts;	      /* from 2.3 */
	bool has_sos, has_service_vm; /* VM types to 2.6, of 2.7 */
	bool has_1x_order;	      /* a load order of 1.x */
	bool has_1x_element;	      /* one that 3.x has not */
	bool is_template;	      /* IDs to be filled in */
};

static bool is_text(struct arena *arena, const xmlNode *element, const char *text)
{
	return element && strcmp(load_text(arena, element), text) == 0;
}

static bool is_any_text(struct arena *arena, const xmlNode *element, const char *const *texts)
{
	while (*texts && !is_text(arena, element, *texts))
		texts++;
	return *texts;
}

static bool has_any(const xmlNode *parent, const char *const *names)
{
	for (; *names; names++)
		if (load_child(parent, *names))
			return true;
	return false;
}

static void note_signs(struct arena *arena, const xmlNode *vm, struct signs *signs)
{
	static const char *const removed[] = { "uuid",	   "vcpu_affinity", "guest_flags",
					       "severity", "board_private", NULL };
	static const char *const types[] = { "STANDARD_VM", "RTVM", "TEE_VM", "REE_VM", NULL };
	static const char *const split[] = { "legacy_vuart", "communication_vuart", NULL };
	const xmlNode *load_order = load_child(vm, "load_order");
	const xmlNode *type = load_child(vm, "vm_type"), *vuart = load_child(vm, "vuart");
	const xmlNode *name = load_child(vm, "name");
	const char *id = load_attribute(arena, vm, "id");

	signs->has_load_order |= load_order != NULL;
	signs->has_vm_type |= type != NULL;
	signs->has_3x_type |= is_any_text(arena, type, types);
	signs->has_1x_order |= is_text(arena, load_order, "SOS_VM");
	signs->has_1x_element |= has_any(vm, removed);
	signs->has_vuart_id |= vuart && load_attribute(arena, vuart, "id");
	signs->has_split_vuarts |= has_any(vm, split);
	signs->has_sos |= is_text(arena, type, "SOS_VM");
	signs->has_service_vm |= is_text(arena, type, "SERVICE_VM");
	signs->is_template |= id && !*id && (!name || is_text(arena, name, ""));
}

static struct signs signs_of(struct arena *arena, const xmlNode *root)
{
	struct signs signs = { 0 };

	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm))
		note_signs(arena, vm, &signs);
	return signs;
}

/* ACRN 2.x has the load order in the VM type, and no load_order element. */
static const char *releases_of_2x(const struct signs *signs)
{
	if (signs->has_vuart_id)
		return "2.0 to 2.2";
	if (signs->has_service_vm)
		return "2.7";
	if (signs->has_sos && signs->has_split_vuarts)
		return "2.3 to 2.6";
	return signs->has_split_vuarts ? "2.3 to 2.7" : "2.x";
}

static const char *other_scenario(struct arena *arena, const xmlNode *root, const char **help)
{
	struct signs signs = signs_of(arena, root);

	if (signs.is_template) {
		*help = "give a scenario in which the IDs and names of the VMs are filled in";
		return "a template of ACRN's configuration tools: its VMs have no IDs";
	}
	if (signs.has_1x_order ||
	    (signs.has_load_order && !signs.has_vm_type && signs.has_1x_element)) {
		*help = NO_CONVERSION WRITE_ANEW;
		return "a scenario of ACRN 1.3 to 1.6";
	}
	if (signs.has_load_order || !signs.has_vm_type || signs.has_3x_type)
		return NULL;
	*help = NO_CONVERSION "ACRN's scenario_config/upgrader.py converts a part of it, compare "
			      "each VM afterwards";
	return arena_printf(arena, "a scenario of ACRN %s: its VMs have no <load_order>",
			    releases_of_2x(&signs));
}

static const char *other_launch(struct arena *arena, const xmlNode *root, const char **help)
{
	const char *scenario = load_attribute(arena, root, "scenario");
	bool is_2_7 = xmlHasProp(root, BAD_CAST "user_vm_launcher") || load_child(root, "user_vm");
	const char *count =
		load_attribute(arena, root, is_2_7 ? "user_vm_launcher" : "uos_launcher");

	if (!is_2_7 && !count && !load_child(root, "uos"))
		return NULL;
	*help = arena_printf(arena,
			     "since ACRN 3.0 a scenario has the launch parameters: add them to the "
			     "VMs of the scenario%s%s%s",
			     scenario && *scenario ? " '" : "", scenario ? scenario : "",
			     scenario && *scenario ? "'" : "");
	if (count && !*count)
		return "a template of launch XML, not a scenario";
	return is_2_7 ? "a launch XML of ACRN 2.7, not a scenario"
		      : "a launch XML of ACRN 1.4 to 2.6, not a scenario";
}

const char *read_other_format(struct arena *arena, const struct doc *doc, const char **help)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const char *launch;

	*help = NULL;
	if (!is_acrn_config(root))
		return arena_printf(arena, "not a scenario: its root is <%s>, not <acrn-config>",
				    root->name);
	if (root->ns) {
		*help = "remove the xmlns attribute from the root element";
		return "not a scenario: its root element has a namespace";
	}
	launch = other_launch(arena, root, help);
	if (launch)
		return launch;
	if (load_child(root, "PCI_DEVICE") || load_child(root, "processors") ||
	    load_child(root, "BIOS_INFO")) {
		*help = "give it with --board, and the scenario as the argument";
		return "a board description, not a scenario";
	}
	if (load_child(root, "hv") && !load_child(root, "vm")) {
		*help = "give the whole scenario, with a <vm> for each VM";
		return "a part of a scenario, or a template: it has no <vm>";
	}
	return other_scenario(arena, root, help);
}

const char *read_board_name(struct arena *arena, const struct doc *doc)
{
	return load_attribute(arena, xmlDocGetRootElement(doc->xml), "board");
}
