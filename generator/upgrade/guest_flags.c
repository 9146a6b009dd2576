/* SPDX-License-Identifier: BSD-3-Clause
 * guest_flags.c: makes an element of each guest flag of a VM. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

/* The element that a flag becomes. Those without one are part of the VM's type in the current form,
 * or nothing depends on them. */
static const struct flag {
	const char *name, *element;
} flags[] = {
	{ "GUEST_FLAG_LAPIC_PASSTHROUGH", "lapic_passthrough" },
	{ "GUEST_FLAG_IO_COMPLETION_POLLING", "io_completion_polling" },
	{ "GUEST_FLAG_NVMX_ENABLED", "nested_virtualization_support" },
	{ "GUEST_FLAG_VCAT_ENABLED", "virtual_cat_support" },
	{ "GUEST_FLAG_SECURE_WORLD_ENABLED", "secure_world_support" },
	{ "GUEST_FLAG_HIDE_MTRR", "hide_mtrr_support" },
	{ "GUEST_FLAG_SECURITY_VM", "security_vm" },
	{ "GUEST_FLAG_RT", NULL },
	{ "GUEST_FLAG_TEE", NULL },
	{ "GUEST_FLAG_REE", NULL },
	{ "GUEST_FLAG_HIGHEST_SEVERITY", NULL },
	{ "GUEST_FLAG_CLOS_REQUIRED", NULL },
	{ "", NULL },
	{ "0", NULL },
	{ "0UL", NULL },
};

#define FLAG_COUNT (sizeof(flags) / sizeof(flags[0]))

/* The index of a flag; FLAG_COUNT for one that is not known. */
static size_t find_flag(const char *name)
{
	size_t at = 0;

	while (at < FLAG_COUNT && strcmp(flags[at].name, name) != 0)
		at++;
	return at;
}

bool upgrade_has_flag(const struct upgrade *upgrade, const xmlNode *vm, const char *name)
{
	const xmlNode *list = load_child(vm, "guest_flags");
	const xmlNode *flag = list ? load_child(list, "guest_flag") : NULL;

	while (flag && strcmp(load_text(upgrade->scratch, flag), name) != 0)
		flag = load_next(flag);
	return flag;
}

/* A flag that is there several times makes one element. */
static void carry_flag(struct upgrade *upgrade, const xmlNode *from, xmlNode *to,
		       bool is_made[FLAG_COUNT])
{
	size_t at = find_flag(load_text(upgrade->scratch, from));

	if (at == FLAG_COUNT) {
		upgrade_lost(upgrade, from, "no element has its meaning");
		return;
	}
	if (flags[at].element && !is_made[at])
		upgrade_text(upgrade, to, flags[at].element, from, "y");
	is_made[at] = true;
}

void upgrade_carry_guest_flags(struct upgrade *upgrade, const struct upgrade_row *row,
			       const xmlNode *from, xmlNode *to)
{
	const xmlNode *flag = load_child(from, "guest_flag");
	const char *text = load_text(upgrade->scratch, from);
	bool is_made[FLAG_COUNT] = { false };

	(void)row;
	upgrade_comments(upgrade, to, from);
	if (*text && strcmp(text, "0") != 0)
		upgrade_lost(upgrade, from, "expected a <guest_flag> for each flag");
	for (; flag; flag = load_next(flag))
		carry_flag(upgrade, flag, to, is_made);
}
