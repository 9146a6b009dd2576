/* SPDX-License-Identifier: BSD-3-Clause
 * compare.c: compares each VM of the scripts with that of the scenario. */
#include "compare/compare.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "base/typo.h"
#include "compare/internal.h"
#include "diag/diag.h"
#include "script/eras.h"

/* Likely typos are looked for among so many VMs: this bounds the cost for any input. */
#define SIMILAR_MAX 256u

struct diag *compare_report(const struct comparing *comparing, struct span at, const char *format,
			    ...)
{
	struct diag *diag;
	va_list arguments;

	va_start(arguments, format);
	diag = diag_add_va(comparing->diags, DIAG_SCRIPT_MISMATCH, at, format, arguments);
	va_end(arguments);
	return diag;
}

bool compare_is_certain(const struct comparing *comparing, const struct condition *when)
{
	return condition_implies(comparing->actual->when, when);
}

/* The name that the command certainly gives to its VM; value NULL where there is none, or it is not
 * known. */
static struct launch_text certain_name(struct arena *arena, const struct launch *launch)
{
	for (size_t i = 0; i < launch->name_count; i++) {
		const struct launch_option *option = launch->names[i];

		if (option->is_uncertain || !condition_implies(launch->when, option->when))
			break;
		return launch_name(arena, launch, option);
	}
	return (struct launch_text) { 0 };
}

/* The only VM that a name is a likely typo of, or NULL. */
static const struct vm *find_similar(const struct model *model, const char *name)
{
	const struct vm *found = NULL;

	for (size_t i = 0; i < model->vm_count && i < SIMILAR_MAX; i++) {
		const struct vm *vm = &model->vms[i];

		if (vm->load_order != CFG_POST_LAUNCHED || !typo_is_one_apart(name, vm->name.value))
			continue;
		if (found)
			return NULL;
		found = vm;
	}
	return found;
}

static void report_unknown_vm(const struct compare_scenario *scenario,
			      const struct launch_text *name, struct diags *diags)
{
	const struct vm *similar;
	struct diag *diag = diag_add(diags, DIAG_SCRIPT_VM_UNKNOWN, name->at,
				     "VM '%s' is not a post-launched VM of scenario '%s'",
				     name->value, scenario->model->source->name);

	similar = strnlen(name->value, CFG_VM_NAME_MAX + 2) <= CFG_VM_NAME_MAX + 1
			  ? find_similar(scenario->model, name->value)
			  : NULL;
	if (similar) {
		diag_note(diag, similar->name.at, "VM '%s' is here", similar->name.value);
		diag_help(diag, "use '%s'", similar->name.value);
	} else {
		diag_help(diag, "add the VM to the scenario, or leave the script out");
	}
}

static const struct vm *find_vm(const struct model *model, const char *name)
{
	for (size_t i = 0; i < model->vm_count; i++)
		if (strcmp(model->vms[i].name.value, name) == 0)
			return &model->vms[i];
	return NULL;
}

/* The VMs of the plan that have a launch script, by their names. */
static struct string_map *map_vms(struct arena *arena, const struct compare_scenario *scenario)
{
	const struct plan *plan = scenario->plan;
	struct string_map *map = string_map_new(arena, plan->vm_count);

	for (size_t i = 0; i < plan->vm_count; i++)
		if (scenario->launches[i] && scenario->launches[i]->launch_count)
			string_map_put(map, plan->vms[i].name, &plan->vms[i]);
	return map;
}

/* Whether the scripts are for a release that has region IDs: it is stated, or an earlier one would
 * not take all of their arguments. */
static bool has_region_ids(struct arena *arena, const struct model *model,
			   const struct script *const *scripts, size_t count)
{
	struct eras eras = eras_read(arena, scripts, count);

	return model->has_release || !(eras_common(&eras) & ERA_UNTIL(RELEASE_3_3));
}

static void compare_launch(const struct comparing *base, const struct compare_scenario *scenario,
			   const struct string_map *vms, const struct launch *launch)
{
	struct launch_text name = certain_name(base->arena, launch);
	const struct plan_vm *plan;

	if (launch->program != LAUNCH_ACRN_DM || !name.value)
		return;
	plan = string_map_find(vms, name.value);
	if (plan) {
		struct comparing comparing = *base;

		comparing.vm = find_vm(base->model, name.value);
		comparing.plan = plan;
		comparing.expected = scenario->launches[plan->index]->launches[0];
		comparing.actual = launch;
		compare_options(&comparing);
		compare_devices(&comparing);
	} else {
		report_unknown_vm(scenario, &name, base->diags);
	}
}

void compare_scripts(struct arena *arena, const struct compare_scenario *scenario,
		     const struct script *const *scripts, size_t count, struct diags *diags)
{
	CLEANUP(string_map_free) struct string_map *vms = map_vms(arena, scenario);
	const struct comparing base = {
		.arena = arena,
		.diags = diags,
		.model = scenario->model,
		.has_region_ids = has_region_ids(arena, scenario->model, scripts, count),
	};

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < scripts[i]->launch_count; j++)
			if (!script_is_repeated(scripts[i], j))
				compare_launch(&base, scenario, vms, scripts[i]->launches[j]);
}
