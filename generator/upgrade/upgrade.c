/* SPDX-License-Identifier: BSD-3-Clause
 * upgrade.c: makes a scenario in the current form of one of an earlier release. */
#include "upgrade/upgrade.h"

#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

static const struct upgrade_row in_scenario[] = {
	UPGRADE_SECTION("hv", NULL, upgrade_in_hypervisor),
	UPGRADE_BY("vm", upgrade_carry_vm),
	{ 0 },
};

static void make_root(struct upgrade *upgrade, const xmlNode *from)
{
	xmlNode *root =
		upgrade_element(upgrade, (xmlNode *)upgrade->made->xml, "acrn-config", from);

	upgrade_attribute(upgrade, root, from, "board");
	upgrade_attribute(upgrade, root, from, "scenario");
	upgrade_children(upgrade, in_scenario, from, root);
	upgrade_vuart_connections(upgrade, root);
	upgrade_cache_regions(upgrade, root);
}

/* What is before and behind the root element stays there. */
static void make_document(struct upgrade *upgrade)
{
	const xmlNode *root = xmlDocGetRootElement(upgrade->scenario->xml);

	for (const xmlNode *node = upgrade->scenario->xml->children; node; node = node->next)
		if (node == root)
			make_root(upgrade, root);
		else
			upgrade_comment(upgrade, (xmlNode *)upgrade->made->xml, node);
}

static const xmlNode *find_rdt(const struct upgrade *upgrade)
{
	static const char *const path[] = { "hv", "FEATURES", "RDT", NULL };
	const xmlNode *element = xmlDocGetRootElement(upgrade->scenario->xml);

	for (const char *const *name = path; element && *name; name++)
		element = load_child(element, *name);
	return element;
}

static bool has_rdt(const struct upgrade *upgrade)
{
	const xmlNode *enabled = upgrade->rdt ? load_child(upgrade->rdt, "RDT_ENABLED") : NULL;

	return enabled && strcmp(load_text(upgrade->scratch, enabled), "y") == 0;
}

const struct doc *upgrade_scenario(struct arena *arena, const struct doc *scenario,
				   const struct doc *launch, const struct board *board,
				   bool lists_all, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct upgrade upgrade = {
		.arena = arena,
		.scratch = scratch,
		.scenario = scenario,
		.launch = launch,
		.board = board,
		.form = upgrade_form(scenario),
		.lists_all = lists_all,
		.diags = diags,
	};

	if (upgrade.form == UPGRADE_FORM_3_X && !launch && !upgrade_is_outdated(&upgrade))
		return scenario;
	upgrade.made = load_make(arena, scenario->source);
	upgrade.rdt = find_rdt(&upgrade);
	upgrade.has_rdt = has_rdt(&upgrade);
	upgrade_find_settings(&upgrade);
	upgrade_find_vms(&upgrade);
	make_document(&upgrade);
	upgrade_launch(&upgrade);
	return upgrade.made;
}
