/* SPDX-License-Identifier: BSD-3-Clause
 * vms.c: finds the VMs of a scenario, and the load order and the name of each in the current form.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/load.h"
#include "schema/number.h"
#include "upgrade/internal.h"

/* Characters of a VM's name in the current form. */
#define NAME_MAX_LENGTH 15
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

/* VM types of 2.x, and the load orders that 1.x has in their place. The name is that of a VM whose
 * own name is too long, as ACRN 2.7 has them, with the VM's ID behind it. */
static const struct type {
	const char *text, *name;
	enum upgrade_order order;
	bool is_realtime;
} types[] = {
	{ "PRE_STD_VM", "PRE_STD_VM", UPGRADE_PRE_LAUNCHED, false },
	{ "PRE_RT_VM", "PRE_RT_VM", UPGRADE_PRE_LAUNCHED, true },
	{ "SAFETY_VM", "SAFETY_VM", UPGRADE_PRE_LAUNCHED, false },
	{ "SOS_VM", "SERVICE_VM", UPGRADE_SERVICE_VM, false },
	{ "SERVICE_VM", "SERVICE_VM", UPGRADE_SERVICE_VM, false },
	{ "POST_STD_VM", "POST_STD_VM", UPGRADE_POST_LAUNCHED, false },
	{ "POST_RT_VM", "POST_RT_VM", UPGRADE_POST_LAUNCHED, true },
	{ "KATA_VM", "KATA_VM", UPGRADE_KATA, false },
	{ "PRE_LAUNCHED_VM", "PRE_STD_VM", UPGRADE_PRE_LAUNCHED, false },
	{ "POST_LAUNCHED_VM", "POST_STD_VM", UPGRADE_POST_LAUNCHED, false },
};
static const struct type no_type = { "", "VM", UPGRADE_UNKNOWN_ORDER, false };

static const char *child_text(const struct upgrade *upgrade, const xmlNode *element,
			      const char *name)
{
	const xmlNode *child = load_child(element, name);

	return child ? load_text(upgrade->scratch, child) : "";
}

static const struct type *type_of(const struct upgrade *upgrade, const xmlNode *vm)
{
	const char *text = child_text(upgrade, vm, upgrade_order_element(upgrade));

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].text, text) == 0)
			return &types[i];
	return &no_type;
}

/* 1.x marks real-time VMs by a flag or, in 1.6, by the severity; 3.x has a type for them. */
static bool is_marked_realtime(const struct upgrade *upgrade, const xmlNode *vm)
{
	return strcmp(child_text(upgrade, vm, "severity"), "SEVERITY_RTVM") == 0 ||
	       strcmp(child_text(upgrade, vm, "vm_type"), "RTVM") == 0 ||
	       upgrade_has_flag(upgrade, vm, "GUEST_FLAG_RT");
}

static const char *type_in_3x(const struct upgrade *upgrade, const struct upgrade_vm *vm)
{
	if (vm->is_realtime)
		return "RTVM";
	if (upgrade_has_flag(upgrade, vm->from, "GUEST_FLAG_TEE"))
		return "TEE_VM";
	return upgrade_has_flag(upgrade, vm->from, "GUEST_FLAG_REE") ? "REE_VM" : "STANDARD_VM";
}

static bool is_legal(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length <= NAME_MAX_LENGTH && *name != '-' &&
	       strspn(name, NAME_CHARACTERS) == length;
}

/* The number of a VM; 0 where it has none, which is for the rule of IDs. */
static int number_of(const struct upgrade_vm *vm)
{
	uint64_t number = 0;

	number_parse_decimal(vm->id, strlen(vm->id), UINT16_MAX, &number);
	return (int)number;
}

/* Launch XML and launch scripts count post-launched VMs from the Service VM on. */
static int relative_number(const struct upgrade *upgrade, const struct upgrade_vm *vm)
{
	return number_of(vm) - (upgrade->service ? number_of(upgrade->service) : 0);
}

/* A legal name for a VM without one: the original's with '_' in place of what is not allowed, that
 * of its type and ID where it is too long, or where there is none, that of the launch scripts of
 * 2.x. */
static const char *wanted_name(const struct upgrade *upgrade, const struct upgrade_vm *vm)
{
	char *name = arena_printf(upgrade->scratch, "%s", child_text(upgrade, vm->from, "name"));

	for (char *at = name + strspn(name, NAME_CHARACTERS); *at;
	     at += strspn(at, NAME_CHARACTERS))
		*at = '_';
	if (*name == '-')
		*name = '_';
	if (is_legal(name))
		return name;
	if (!*name && vm->order == UPGRADE_POST_LAUNCHED)
		return arena_printf(upgrade->scratch, "post_vm_id%d", relative_number(upgrade, vm));
	return arena_printf(upgrade->scratch, "%s%d", type_of(upgrade, vm->from)->name,
			    number_of(vm));
}

/* The names that are taken, and how often each has been asked for. */
struct names {
	struct arena *arena;
	struct string_map *counts; /* size_t */
};

/* The name, or the first one that is free with "_2", "_3" and so on at its end. */
static const char *take_name(struct names *names, const char *name)
{
	const char *candidate = arena_copy(names->arena, name, strnlen(name, NAME_MAX_LENGTH));
	size_t *count = string_map_find(names->counts, candidate);

	while (string_map_find(names->counts, candidate)) {
		char suffix[24];
		int length = snprintf(suffix, sizeof(suffix), "_%zu", ++*count);

		candidate = arena_printf(names->arena, "%.*s%s", NAME_MAX_LENGTH - length, name,
					 suffix);
	}
	count = arena_alloc(names->arena, sizeof(*count));
	*count = 1;
	string_map_put(names->counts, candidate, count);
	return candidate;
}

/* Those of 3.x stay. Legal names are taken first, so that none is changed for the sake of another.
 */
static void name_vms(struct upgrade *upgrade)
{
	struct names names = {
		.arena = upgrade->arena,
		.counts = string_map_new(upgrade->scratch, upgrade->vm_count),
	};

	for (size_t i = 0; i < upgrade->vm_count; i++) {
		const char *name = child_text(upgrade, upgrade->vms[i].from, "name");

		if (upgrade->form == UPGRADE_FORM_3_X)
			upgrade->vms[i].name = name;
		else if (upgrade->vms[i].order != UPGRADE_KATA && is_legal(name))
			upgrade->vms[i].name = take_name(&names, name);
	}
	for (size_t i = 0; i < upgrade->vm_count; i++) {
		struct upgrade_vm *vm = &upgrade->vms[i];

		if (vm->order != UPGRADE_KATA && !vm->name)
			vm->name = take_name(&names, wanted_name(upgrade, vm));
	}
}

static void add_vm(struct upgrade *upgrade, const xmlNode *from, struct string_map *by_id)
{
	const struct type *type = type_of(upgrade, from);
	const char *id = load_attribute(upgrade->arena, from, "id");
	const xmlNode *memory = load_child(from, "memory");
	struct upgrade_vm *vm = &upgrade->vms[upgrade->vm_count++];

	*vm = (struct upgrade_vm) {
		.from = from,
		.id = id ? id : "",
		.order = type->order,
		.is_realtime = type->is_realtime || is_marked_realtime(upgrade, from),
		.memory_size = memory ? load_child(memory, "size") : NULL,
		.arguments = upgrade_find_arguments(upgrade, from),
	};
	vm->type = type_in_3x(upgrade, vm);
	upgrade->has_nested_vm |= upgrade_has_flag(upgrade, from, "GUEST_FLAG_NVMX_ENABLED");
	if (vm->order == UPGRADE_SERVICE_VM && !upgrade->service)
		upgrade->service = vm;
	if (!string_map_find(by_id, vm->id))
		string_map_put(by_id, vm->id, vm);
}

void upgrade_find_vms(struct upgrade *upgrade)
{
	const xmlNode *first = load_child(xmlDocGetRootElement(upgrade->scenario->xml), "vm");
	struct string_map *by_id;
	size_t count = 0;

	for (const xmlNode *vm = first; vm; vm = load_next(vm))
		count++;
	by_id = string_map_new(upgrade->scratch, count);
	upgrade->vms = arena_array(upgrade->scratch, count, sizeof(*upgrade->vms));
	for (const xmlNode *vm = first; vm; vm = load_next(vm))
		add_vm(upgrade, vm, by_id);
	upgrade->vms_by_id = by_id;
	name_vms(upgrade);
}

const struct upgrade_vm *upgrade_vm_of_id(const struct upgrade *upgrade, const char *id)
{
	return string_map_find(upgrade->vms_by_id, id);
}

const char *upgrade_order_element(const struct upgrade *upgrade)
{
	bool is_apart = upgrade->form == UPGRADE_FORM_1_X || upgrade->form == UPGRADE_FORM_3_X;

	return is_apart ? "load_order" : "vm_type";
}
