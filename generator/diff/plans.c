/* SPDX-License-Identifier: BSD-3-Clause
 * plans.c: compares two plans. */
#include <string.h>

#include "diff/internal.h"

const char *diff_vm_name(const struct diff_run *run, const char *old)
{
	const char *name = old ? string_map_find(run->vm_names, old) : NULL;

	return name ? name : old;
}

/* Names of VMs and regions have no slash. */
const char *diff_device_key(struct arena *arena, const char *vm, const char *region)
{
	return arena_printf(arena, "%s/%s", vm, region);
}

/* The elements of a kind by an attribute. */
static struct string_map *map_of(struct arena *arena, const xmlNode *parent, const char *name)
{
	struct string_map *map = string_map_new(arena, 0);

	for (const xmlNode *each = diff_child(parent, name); each; each = diff_next(each))
		string_map_put(map, diff_attribute(each, "name"), each);
	return map;
}

static struct string_map *devices_of(struct arena *arena, const xmlNode *vms)
{
	struct string_map *map = string_map_new(arena, 0);

	for (const xmlNode *vm = diff_child(vms, "vm"); vm; vm = diff_next(vm))
		for (const xmlNode *each = diff_child(vm, "ivshmem"); each; each = diff_next(each))
			string_map_put(map,
				       diff_device_key(arena, diff_attribute(vm, "name"),
						       diff_attribute(each, "name")),
				       each);
	return map;
}

static struct diff_side side_of(struct arena *arena, const xmlDoc *doc)
{
	const xmlNode *plan = xmlDocGetRootElement(doc);

	return (struct diff_side) {
		.plan = plan,
		.vms = map_of(arena, diff_child(plan, "vms"), "vm"),
		.affinities = map_of(arena, diff_child(plan, "affinities"), "affinity"),
		.regions = map_of(arena, diff_child(plan, "regions"), "region"),
		.devices = devices_of(arena, diff_child(plan, "vms")),
	};
}

/* What both plans may have, where one of them was asked for it. */
static void compare_part(struct diff_run *run, const char *name, const char *context,
			 const char *thing)
{
	const xmlNode *old = diff_child(run->old.plan, name);
	const xmlNode *new = diff_child(run->new.plan, name);
	struct diff_place place = { .subject = DIFF_SCENARIO, .context = context };

	if (old && new) {
		diff_compare(run, &place, diff_words_find("plan", name), old, new);
	} else if (old || new) {
		place = (struct diff_place) { .subject = DIFF_SCENARIO, .thing = thing };
		diff_add_whole(run, &place, new ? DIFF_ADDED : DIFF_REMOVED, NULL);
	}
}

static bool has_both(const struct diff_run *run, const char *name)
{
	return diff_child(run->old.plan, name) && diff_child(run->new.plan, name);
}

struct diff *diff_plans(struct arena *arena, const xmlDoc *old, const xmlDoc *new)
{
	struct diff_run run = {
		.arena = arena,
		.diff = arena_alloc(arena, sizeof(struct diff)),
		.old = side_of(arena, old),
		.new = side_of(arena, new),
		.vm_names = string_map_new(arena, 0),
	};
	static const struct diff_place scenario = { .subject = DIFF_SCENARIO };

	run.with_hypervisor = has_both(&run, "hypervisor");
	run.with_hardening = has_both(&run, "hardening");
	diff_compare_values(&run, &scenario, diff_words_find("", "plan"), run.old.plan,
			    run.new.plan);
	compare_part(&run, "hypervisor", "hypervisor", "the hypervisor's configuration");
	compare_part(&run, "hardening", "hardening", "the hardening");
	diff_vms(&run);
	diff_regions(&run);
	diff_connections(&run);
	diff_cpus(&run);
	diff_sort(run.diff);
	return run.diff;
}
