/* SPDX-License-Identifier: BSD-3-Clause
 * rules.c: runs a table of rules, and remembers which of them have reported about what. */
#include "rules/rules.h"

#include <search.h>

#include "base/arena.h"
#include "rules/internal.h"

#define RULE(rule_code, function, rule_subject, ...) \
	{ .code = DIAG_##rule_code, .rule_subject = (function), .needs = { __VA_ARGS__ } },

/* Of scenarios. Each table ends with a row without a code. */
static const struct rule rules[] = {
#include "rules/rules.def"
	{ .code = 0 },
};

/* Of what scripts start. */
static const struct rule launch_rules[] = {
#include "rules/launch_rules.def"
	{ .code = 0 },
};

#undef RULE

/* A rule and an object of the model about which it has reported; in scripts also the first byte of
 * what it was reported at. */
struct report {
	enum diag_code code;
	const void *subject;
};

static int compare_reports(const void *left, const void *right)
{
	const struct report *a = left, *b = right;

	if (a->subject != b->subject)
		return (uintptr_t)a->subject < (uintptr_t)b->subject ? -1 : 1;
	return a->code < b->code ? -1 : a->code > b->code;
}

static void remember(struct check *check, enum diag_code code, const void *subject)
{
	struct report *report = arena_alloc(check->scratch, sizeof(*report));

	*report = (struct report) { code, subject };
	if (!tsearch(report, &check->reports, compare_reports))
		arena_exhausted(check->arena);
}

static void keep(void *report)
{
	(void)report; /* the arena has it */
}

void check_mark(struct check *check, const void *subject)
{
	if (check->is_needed[check->rule->code])
		remember(check, check->rule->code, subject);
}

static bool is_remembered(const struct check *check, enum diag_code code, const void *subject)
{
	struct report report = { code, subject };

	return tfind(&report, &check->reports, compare_reports);
}

bool check_is_reported(const struct check *check, const void *subject)
{
	for (const enum diag_code *code = check->rule->needs; *code; code++)
		if (is_remembered(check, *code, subject))
			return true;
	return false;
}

/* Whether the running rule has reported about the same place of a script; remembers it. */
static bool is_repeated(struct check *check, struct span at)
{
	const void *place = at.source ? at.source->bytes + at.start : NULL;

	if (!check->model->is_of_scripts || !place)
		return false;
	if (is_remembered(check, check->rule->code, place))
		return true;
	remember(check, check->rule->code, place);
	return false;
}

struct diag *check_report(struct check *check, const void *subject, struct span at,
			  const char *format, ...)
{
	struct diag *diag = NULL;
	va_list arguments;

	check_mark(check, subject);
	va_start(arguments, format);
	if (!is_repeated(check, at))
		diag = diag_add_va(check->diags, check->rule->code, at, format, arguments);
	va_end(arguments);
	return diag;
}

struct diag *check_warn(struct check *check, const void *subject, struct span at,
			const char *format, ...)
{
	struct diag *diag = NULL;
	va_list arguments;

	check_mark(check, subject);
	va_start(arguments, format);
	if (!is_repeated(check, at))
		diag = diag_warn_va(check->diags, check->rule->code, at, format, arguments);
	va_end(arguments);
	return diag;
}

static void run_on_vm(struct check *check, const struct vm *vm)
{
	const struct rule *rule = check->rule;

	if (check_is_reported(check, vm))
		return;
	if (rule->vm)
		rule->vm(check, vm);
	for (size_t i = 0; rule->device && i < vm->device_count; i++)
		if (!check_is_reported(check, &vm->devices[i]))
			rule->device(check, vm, &vm->devices[i]);
}

static void run_on_region(struct check *check, const struct shm_region *region)
{
	const struct rule *rule = check->rule;

	if (check_is_reported(check, region))
		return;
	if (rule->region)
		rule->region(check, region);
	for (size_t i = 0; rule->declaration && i < region->declaration_count; i++)
		if (!check_is_reported(check, region->declarations[i]))
			rule->declaration(check, region->declarations[i]);
	for (size_t i = 0; rule->peer && i < region->peer_count; i++)
		if (!check_is_reported(check, region->peers[i]))
			rule->peer(check, region->peers[i]);
}

static void run_on_cache(struct check *check, const struct cache_allocation *cache)
{
	for (size_t i = 0; i < cache->policy_count; i++)
		if (!check_is_reported(check, &cache->policies[i]))
			check->rule->policy(check, cache, &cache->policies[i]);
}

static void run_on_script(struct check *check, const struct script *script)
{
	if (!check_is_reported(check, script))
		check->rule->script(check, script);
}

static void run_rule(struct check *check)
{
	const struct model *model = check->model;
	const struct rule *rule = check->rule;

	if (check_is_reported(check, model))
		return;
	if (rule->scenario)
		rule->scenario(check);
	for (size_t i = 0; rule->script && i < model->script_count; i++)
		run_on_script(check, model->scripts[i]);
	for (size_t i = 0; (rule->vm || rule->device) && i < model->vm_count; i++)
		run_on_vm(check, &model->vms[i]);
	for (size_t i = 0;
	     (rule->region || rule->declaration || rule->peer) && i < model->region_count; i++)
		run_on_region(check, model->regions[i]);
	for (size_t i = 0; rule->policy && i < model->hypervisor.cache_count; i++)
		run_on_cache(check, &model->hypervisor.caches[i]);
}

static void find_needed(struct check *check, const struct rule *table)
{
	for (const struct rule *rule = table; rule->code; rule++)
		for (const enum diag_code *need = rule->needs; *need; need++)
			check->is_needed[*need] = true;
}

/* Whether a rule needs what a model does not have. */
static bool lacks(const struct model *model, const struct rule *rule)
{
	for (const enum diag_code *need = rule->needs; *need; need++)
		if ((*need == DIAG_BOARD_MISSING && !model->board) ||
		    (*need == DIAG_BOARD_REQUIRED && !(model->board && model->with_hypervisor)))
			return true;
	return false;
}

bool check_is_complete(const struct model *model, enum diag_code code)
{
	const struct rule *rule = model->is_of_scripts ? launch_rules : rules;

	while (rule->code && rule->code != code)
		rule++;
	if (!rule->code || lacks(model, rule))
		return false;
	return !model->is_of_scripts || rule->vm || rule->device || rule->script;
}

void check_run(struct arena *arena, const struct model *model, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	const struct rule *table = model->is_of_scripts ? launch_rules : rules;
	struct check check = {
		.arena = arena,
		.model = model,
		.diags = diags,
		.scratch = scratch,
	};

	find_needed(&check, table);
	if (!model->board)
		remember(&check, DIAG_BOARD_MISSING, model);
	if (!model->board || !model->with_hypervisor)
		remember(&check, DIAG_BOARD_REQUIRED, model);
	for (check.rule = table; check.rule->code; check.rule++)
		run_rule(&check);
	tdestroy(check.reports, keep);
}
