/* SPDX-License-Identifier: BSD-3-Clause
 * choose.c: which VMs a scenario gets, and which arms of the scripts' branches.
 *
 * Of each VM the arms are taken in the order in which its command line needs them, so that of two
 * alternatives the first one counts. Commands that exclude each other and start a VM of one name
 * are alternatives, too. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "import/internal.h"

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";

bool import_is_taken(const struct import_vm *vm, const struct condition *when)
{
	return condition_implies(vm->taken, when);
}

/* Takes the arms that something needs, unless others are taken. */
static void take(struct import_vm *vm, const struct condition *when)
{
	bool is_possible;
	const struct condition *both = condition_both(vm->taken, when, &is_possible);

	if (is_possible)
		vm->taken = both;
}

static const char *option_text(struct arena *arena, const struct launch_option *option)
{
	const char *value = option->has_value && option->value.head ? option->value.head : "";

	if (!*value && !*option->name)
		return "…";
	return *value && *option->name ? arena_printf(arena, "%s %s", option->name, value)
				       : arena_printf(arena, "%s%s", option->name, value);
}

/* Whether two options add one network card, with MAC seeds of which the scenario has none. */
static bool differ_in_seed(const struct launch_option *one, const struct launch_option *other)
{
	const char *seed = one->has_value ? strstr(one->value.head, ",mac_seed=") : NULL;

	return seed && strcmp(one->name, other->name) == 0 && other->has_value &&
	       strncmp(one->value.head, other->value.head,
		       (size_t)(seed - one->value.head) + strlen(",mac_seed=")) == 0;
}

/* Whether an option is not certain only for its MAC seed: the alternatives are beside it. */
static bool is_of_seeds(const struct launch *launch, size_t index)
{
	const struct launch_option *option = &launch->options[index];

	return (index && differ_in_seed(option, option - 1)) ||
	       (index + 1 < launch->option_count && differ_in_seed(option, option + 1));
}

static void report_condition(const struct importing *importing, const struct import_vm *vm,
			     const struct launch_option *option)
{
	const char *text = option_text(importing->arena, option);

	if (import_is_taken(vm, option->when))
		import_report(importing, option->at,
			      "'%s' of VM '%s' is there under a condition only, but the scenario "
			      "has it always",
			      text, vm->name);
	else
		import_report(importing, option->at,
			      "'%s' of VM '%s' is left out: it is there under another condition "
			      "than the rest",
			      text, vm->name);
}

/* What is not certain is in the scenario all the same, or left out for the arm that is taken. */
static void report_conditions(const struct importing *importing, const struct import_vm *vm)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; i < launch->option_count; i++)
		if (!condition_implies(launch->when, launch->options[i].when) &&
		    !is_of_seeds(launch, i))
			report_condition(importing, vm, &launch->options[i]);
}

static void take_arms(struct import_vm *vm)
{
	const struct launch *launch = vm->launch;

	vm->taken = launch->when;
	for (size_t i = 0; i < launch->option_count; i++)
		take(vm, launch->options[i].when);
}

/* The name that the command gives, which is the last word that may be one unless an earlier one
 * certainly is; value NULL where it is not known. */
static struct launch_text given_name(const struct importing *importing, const struct import_vm *vm)
{
	for (size_t i = 0; i < vm->launch->name_count; i++) {
		const struct launch_option *option = vm->launch->names[i];

		if (i + 1 == vm->launch->name_count ||
		    (!option->is_uncertain && import_is_taken(vm, option->when)))
			return launch_name(importing->arena, vm->launch, option);
	}
	return (struct launch_text) { 0 };
}

/* What starts a VM before, if this is another way to start it; NULL if not. `names` are those of
 * the script, of which NULL is one. */
static const struct launch *find_alternative(struct string_map *names, const struct import_vm *vm)
{
	const char *key = vm->name ? vm->name : "";
	const struct launch *first = string_map_find(names, key);

	if (!first)
		string_map_put(names, key, vm->launch);
	return first && !condition_can_meet(first->when, vm->launch->when) ? first : NULL;
}

/* One command may be run in many ways: it is reported once. */
static void report_alternative(const struct importing *importing, const struct import_vm *vm,
			       size_t *last_reported)
{
	struct span at = vm->launch->run->at;

	if (at.start == *last_reported)
		return;
	*last_reported = at.start;
	if (vm->name)
		import_report(importing, at,
			      "another command for the VM '%s' is left out: the first one counts",
			      vm->name);
	else
		import_report(importing, at,
			      "another command for a VM whose name is not known is left out: the "
			      "first one counts");
}

static void add_launches(struct importing *importing, const struct script *script)
{
	CLEANUP(string_map_free)
	struct string_map *names = string_map_new(importing->arena, script->launch_count);
	size_t last_reported = SIZE_MAX;

	if (!script->launch_count)
		import_report(importing, source_span(script->source, 0, 0),
			      "the script starts no VM");
	for (size_t i = 0; i < script->launch_count; i++) {
		struct import_vm vm = { .launch = script->launches[i] };
		const struct launch *first;

		take_arms(&vm);
		vm.name = given_name(importing, &vm).value;
		first = find_alternative(names, &vm);
		if (first) {
			if (!launch_is_same(first, vm.launch))
				report_alternative(importing, &vm, &last_reported);
			continue;
		}
		vm.id = (unsigned)importing->vm_count + 1; /* behind the Service VM */
		importing->vms[importing->vm_count++] = vm;
	}
}

/* As the type VmName of schema/scenario.xsd has it. */
static bool is_name(const char *name)
{
	size_t length = strspn(name, name_characters);

	return length && length <= CFG_VM_NAME_MAX && !name[length] && *name != '-';
}

/* A name as much like `name` as a scenario can have it, with a number behind it if it is not 0. */
static const char *similar_name(struct arena *arena, const char *name, unsigned number)
{
	const char *digits = number ? arena_printf(arena, "%u", number) : "";
	size_t max = CFG_VM_NAME_MAX - strlen(digits), length = strlen(name);
	char *similar = arena_copy(arena, name, length < max ? length : max);

	for (char *at = similar; *at; at++)
		if (!strchr(name_characters, *at) || (at == similar && *at == '-'))
			*at = '_';
	return arena_printf(arena, "%s%s", similar, digits);
}

/* Gives a VM a name that a scenario can have, and no other VM has yet. */
static void rename_vm(const struct importing *importing, struct string_map *names,
		      struct import_vm *vm)
{
	struct launch_text given = given_name(importing, vm);
	bool is_known = given.value && *given.value;
	unsigned number = is_known ? 0 : vm->id;

	vm->name = similar_name(importing->arena, is_known ? given.value : "VM", number);
	/* IDs differ, so that a number from there on is soon free. */
	for (number = vm->id; string_map_put(names, vm->name, vm); number++)
		vm->name = similar_name(importing->arena, is_known ? given.value : "VM", number);
	if (is_known)
		import_report(importing, given.at,
			      "a scenario cannot have the VM name '%s': it has '%s'", given.value,
			      vm->name);
	else if (given.head && !given.value)
		import_report_unknown(importing, &given,
				      "the name of a VM is not known: the scenario has '%s'",
				      vm->name);
	else
		import_report(importing, vm->launch->run->at,
			      "the name of a VM is not known: the scenario has '%s'", vm->name);
}

static void name_others(struct importing *importing)
{
	CLEANUP(string_map_free)
	struct string_map *names = string_map_new(importing->arena, importing->vm_count);

	for (size_t i = 0; i < importing->vm_count; i++) {
		struct import_vm *vm = &importing->vms[i];

		if (vm->name && is_name(vm->name))
			string_map_put(names, vm->name, vm);
		else
			vm->name = NULL;
	}
	for (size_t i = 0; i < importing->vm_count; i++)
		if (!importing->vms[i].name)
			rename_vm(importing, names, &importing->vms[i]);
}

void import_choose(struct importing *importing, const struct script *const *scripts, size_t count)
{
	size_t launch_count = 0;

	for (size_t i = 0; i < count; i++)
		launch_count += scripts[i]->launch_count;
	importing->vms = arena_array(importing->arena, launch_count, sizeof(*importing->vms));
	for (size_t i = 0; i < count; i++)
		add_launches(importing, scripts[i]);
	name_others(importing);
	for (size_t i = 0; i < importing->vm_count; i++)
		report_conditions(importing, &importing->vms[i]);
}
