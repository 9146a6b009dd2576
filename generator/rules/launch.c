/* SPDX-License-Identifier: BSD-3-Clause
 * launch.c: which VMs of scripts run at once, and what they have in common. */
#include "rules/launch.h"

#include <string.h>

#include "base/arena.h"
#include "base/condition.h"
#include "base/string_map.h"

/* So many uses of one name are compared with a further one: this bounds the cost for any input. */
#define COMPARED_MAX 16u

const struct script_facts *launch_facts(struct check *check, const struct source *source)
{
	const struct model *model = check->model;
	size_t script = check->facts_script;

	if (!check->facts)
		check->facts =
			arena_array(check->scratch, model->script_count, sizeof(*check->facts));
	/* Rules go through scripts in their order: it is the same one again, or the next. */
	for (size_t i = 0; i < model->script_count; i++, script++) {
		script %= model->script_count;
		if (model->scripts[script]->source == source)
			break;
	}
	check->facts_script = script;
	if (!check->facts[script])
		check->facts[script] = script_facts_read(check->scratch, model->scripts[script]);
	return check->facts[script];
}

bool launch_is_certain(const struct vm *vm, const struct condition *when)
{
	return condition_implies(vm->launch->when, when);
}

bool launch_has_option(const struct vm *vm, const char *name)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; i < launch->option_count; i++)
		if (strcmp(launch->options[i].name, name) == 0 &&
		    launch_is_certain(vm, launch->options[i].when))
			return true;
	return false;
}

static bool is_daemon(struct check *check, const struct vm *vm)
{
	if (check->daemon_vm != vm)
		check->is_daemon =
			vm->launch->program == LAUNCH_QEMU && launch_has_option(vm, "-daemonize");
	check->daemon_vm = vm;
	return check->is_daemon;
}

/* Whether a script goes on to start one VM while another one of it runs. */
static bool runs_beside(struct check *check, const struct vm *earlier, const struct vm *later)
{
	size_t one = earlier->launch->run->at.start, other = later->launch->run->at.start;

	if (!earlier->launch->run->is_background && !is_daemon(check, earlier))
		return false;
	return !script_facts_may_wait(launch_facts(check, earlier->launch->source),
				      one < other ? one : other, one < other ? other : one);
}

bool launch_can_meet(struct check *check, const struct vm *vm, const struct condition *when,
		     const struct vm *other, const struct condition *other_when)
{
	if (vm->launch->source != other->launch->source)
		return launch_is_certain(vm, when) && launch_is_certain(other, other_when);
	if (!condition_can_meet(when, other_when))
		return false;
	return vm == other ||
	       (vm < other ? runs_beside(check, vm, other) : runs_beside(check, other, vm));
}

const struct launch_use *launch_add_use(struct check *check, struct string_map *uses,
					const char *name, const struct launch_use *use)
{
	struct launch_use *added = arena_alloc(check->scratch, sizeof(*added));
	size_t compared = 0;

	*added = *use;
	added->next = string_map_put(uses, name, added);
	for (const struct launch_use *each = added->next; each && compared++ < COMPARED_MAX;
	     each = each->next)
		if (launch_can_meet(check, each->vm, each->when, use->vm, use->when))
			return each;
	return NULL;
}

void launch_note_use(struct diag *diag, struct span at, const struct launch_use *earlier)
{
	if (at.source == earlier->at.source && at.start == earlier->at.start)
		diag_note(diag, at,
			  "the script runs this command again while the first VM is in the "
			  "background");
	else
		diag_note(diag, earlier->at, "VM '%s' has it here", earlier->vm->name.value);
}

const char *launch_first_field(struct check *check, const struct launch_text *text)
{
	size_t length = strcspn(text->head, ",");

	if (!text->head[length] && !text->value)
		return NULL;
	return arena_copy(check->scratch, text->head, length);
}

const char *launch_path(struct check *check, const struct vm *vm, const char *path)
{
	const char *script = vm->launch->source->name, *slash = strrchr(script, '/');

	if (*path == '/')
		return path;
	if (script_facts_changes_directory(launch_facts(check, vm->launch->source)))
		return NULL;
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return arena_printf(check->scratch, "%.*s/%s", slash ? (int)(slash - script) : 1,
			    slash ? script : ".", path);
}
