/* SPDX-License-Identifier: BSD-3-Clause
 * upgrade.c: makes a scenario in the current form of one of an earlier release. */
#include "upgrade/upgrade.h"

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

static const struct upgrade_row in_scenario[] = { { 0 } };

/* What is before and behind the root element stays there. */
static void make_document(struct upgrade *upgrade)
{
	xmlNode *document = (xmlNode *)upgrade->made->xml;
	const xmlNode *root = xmlDocGetRootElement(upgrade->scenario->xml);

	for (const xmlNode *node = upgrade->scenario->xml->children; node; node = node->next)
		if (node == root) {
			xmlNode *made = upgrade_element(upgrade, document, "acrn-config", root);

			upgrade_attribute(upgrade, made, root, "board");
			upgrade_attribute(upgrade, made, root, "scenario");
			upgrade_children(upgrade, in_scenario, root, made);
		} else {
			upgrade_comment(upgrade, document, node);
		}
}

const struct doc *upgrade_scenario(struct arena *arena, const struct doc *scenario,
				   const struct doc *launch, bool lists_all, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct upgrade upgrade = {
		.arena = arena,
		.scratch = scratch,
		.scenario = scenario,
		.launch = launch,
		.form = upgrade_form(scenario),
		.lists_all = lists_all,
		.diags = diags,
	};

	if (upgrade.form == UPGRADE_FORM_3_X)
		return scenario;
	upgrade.made = load_make(arena, scenario->source);
	upgrade_find_vms(&upgrade);
	make_document(&upgrade);
	upgrade_launch(&upgrade);
	return upgrade.made;
}
