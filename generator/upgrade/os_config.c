/* SPDX-License-Identifier: BSD-3-Clause
 * os_config.c: carries over what the hypervisor boots in a VM, and with which arguments. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

/* What stands for the Service VM's arguments, which are in board_private: to 2.6, and in 2.7. */
static const char *const symbols[] = { "SOS_VM_BOOTARGS", "SERVICE_VM_OS_BOOTARGS", NULL };

static const char *child_text(const struct upgrade *upgrade, const xmlNode *parent,
			      const char *name)
{
	const xmlNode *child = parent ? load_child(parent, name) : NULL;

	return child ? load_text(upgrade->scratch, child) : "";
}

static bool is_symbol(const char *text)
{
	const char *const *symbol = symbols;

	while (*symbol && strcmp(*symbol, text) != 0)
		symbol++;
	return *symbol;
}

/* board_private has them in place of a symbol, or of none. */
const xmlNode *upgrade_find_arguments(const struct upgrade *upgrade, const xmlNode *vm)
{
	const xmlNode *os = load_child(vm, "os_config");
	const xmlNode *board_private = load_child(vm, "board_private");
	const char *text = os ? child_text(upgrade, os, "bootargs") : "";

	return board_private && (!*text || is_symbol(text)) ? board_private : os;
}

/* The arguments with those before them that have elements of their own: root=, and in 1.x
 * console=. */
static const char *all_arguments(const struct upgrade *upgrade, const xmlNode *source)
{
	const char *arguments = child_text(upgrade, source, "bootargs");
	const char *root = child_text(upgrade, source, "rootfs");
	const char *console = child_text(upgrade, source, "console");

	if (strncmp(console, "/dev/", strlen("/dev/")) == 0)
		console += strlen("/dev/");
	if (*console)
		arguments = arena_printf(upgrade->scratch, "console=%s %s", console, arguments);
	if (*root)
		arguments = arena_printf(upgrade->scratch, "root=%s %s", root, arguments);
	return arguments;
}

/* ACRN 2.x itself adds a console= to the Service VM's arguments, by the board. */
static void report_console(const struct upgrade *upgrade, const xmlNode *from, const char *text)
{
	if (!strstr(text, "console=ttyS"))
		upgrade_changed(upgrade, from,
				"ACRN no longer adds console=ttyS0 or the like by itself");
}

/* Once for a VM. White space alone is for no arguments: an empty element would get those of the
 * schema. */
static void add_arguments(struct upgrade *upgrade, xmlNode *to)
{
	const xmlNode *source = upgrade->vm->arguments;
	const xmlNode *from = source ? load_child(source, "bootargs") : NULL;
	const char *text;

	if (!source || upgrade->vm->has_arguments)
		return;
	upgrade->vm->has_arguments = true;
	text = all_arguments(upgrade, source);
	if (is_symbol(text)) {
		upgrade_lost(upgrade, from, "the arguments are not in the scenario");
		text = "";
	}
	if (from && xmlStrEqual(source->name, BAD_CAST "board_private"))
		report_console(upgrade, from, text);
	if (from && strcmp(text, child_text(upgrade, source, "bootargs")) == 0 && *text)
		upgrade_keep(upgrade, to, "bootargs", from);
	else
		upgrade_text(upgrade, to, "bootargs", from ? from : source, *text ? text : " ");
}

static void carry_arguments(struct upgrade *upgrade, const struct upgrade_row *row,
			    const xmlNode *from, xmlNode *to)
{
	(void)row;
	if (upgrade->vm->has_arguments)
		upgrade_copy(upgrade, to, from);
	else
		add_arguments(upgrade, to);
}

static void carry_kernel_type(struct upgrade *upgrade, const struct upgrade_row *row,
			      const xmlNode *from, xmlNode *to)
{
	if (strcmp(load_text(upgrade->scratch, from), "KERNEL_ZEPHYR") == 0)
		upgrade_text(upgrade, to, row->name, from, "KERNEL_RAWIMAGE");
	else
		upgrade_keep(upgrade, to, row->name, from);
}

static const struct upgrade_row in_os_config[] = {
	UPGRADE_OBSOLETE("name", "nothing reads it", NULL),
	UPGRADE_DROPPED("rootfs"),
	UPGRADE_DROPPED("console"),
	UPGRADE_BY("kern_type", carry_kernel_type),
	UPGRADE_BY("bootargs", carry_arguments),
	UPGRADE_FILLED("kern_load_addr"),
	UPGRADE_FILLED("kern_entry_addr"),
	{ 0 },
};

void upgrade_carry_os_config(struct upgrade *upgrade, const struct upgrade_row *row,
			     const xmlNode *from, xmlNode *to)
{
	xmlNode *made = upgrade_element(upgrade, to, row->name, from);

	upgrade_children(upgrade, in_os_config, from, made);
	if (!load_child(from, "bootargs"))
		add_arguments(upgrade, made);
}

void upgrade_carry_board_private(struct upgrade *upgrade, const struct upgrade_row *row,
				 const xmlNode *from, xmlNode *to)
{
	(void)row;
	upgrade_comments(upgrade, to, from);
	if (upgrade->vm->arguments != from)
		upgrade_lost(upgrade, from, "os_config has boot arguments of its own");
	else if (!load_child(from->parent, "os_config"))
		add_arguments(upgrade, upgrade_element(upgrade, to, "os_config", from));
}
