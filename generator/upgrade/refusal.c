/* SPDX-License-Identifier: BSD-3-Clause
 * refusal.c: says what documents are that are no scenarios. */
#include "base/arena.h"
#include "load/load.h"
#include "upgrade/upgrade.h"

static const char *refuse_launch(struct arena *arena, enum upgrade_form form, const char **help)
{
	*help = "give its scenario, too";
	return arena_printf(arena, "%s, not a scenario", upgrade_form_name(form));
}

static const char *refuse_template(const xmlNode *root, const char **help)
{
	if (load_child(root, "vm")) {
		*help = "give a scenario in which the values are filled in";
		return "a template of ACRN's configuration tools, to be filled in";
	}
	if (load_child(root, "hv")) {
		*help = "give the whole scenario, with a <vm> for each VM";
		return "a part of a scenario, or a template: it has no <vm>";
	}
	*help = "give a launch XML in which the IDs and values of the VMs are filled in";
	return "a template of launch XML, not a scenario";
}

static const char *refuse_other(struct arena *arena, const xmlNode *root, const char **help)
{
	*help = NULL;
	if (!xmlStrEqual(root->name, BAD_CAST "acrn-config"))
		return arena_printf(arena, "not a scenario: its root is <%s>, not <acrn-config>",
				    root->name);
	if (root->ns) {
		*help = "remove the xmlns attribute from the root element";
		return "not a scenario: its root element has a namespace";
	}
	*help = "give it with --board, and the scenario as the argument";
	return "a board description, not a scenario";
}

const char *upgrade_refusal(struct arena *arena, const struct doc *doc, const char **help)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	enum upgrade_form form = upgrade_form(doc);

	switch (form) {
	case UPGRADE_FORM_LAUNCH:
	case UPGRADE_FORM_LAUNCH_2_7:
		return refuse_launch(arena, form, help);
	case UPGRADE_FORM_TEMPLATE:
		return refuse_template(root, help);
	case UPGRADE_FORM_OTHER:
		return refuse_other(arena, root, help);
	default:
		return NULL;
	}
}
