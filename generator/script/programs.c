/* SPDX-License-Identifier: BSD-3-Clause
 * programs.c: which commands of a script start a VM. */
#include <string.h>

#include "base/condition.h"
#include "script/internal.h"

/* The name of a program, without its directory, which may be unknown; NULL where the name is. */
static const char *base_name(const struct launch_text *program)
{
	size_t start = program->length;

	while (start && program->head[start - 1] != '/')
		start--;
	if (strlen(program->head + start) < program->length - start)
		return NULL;
	return program->head + start;
}

bool script_find_program(const struct launch_text *text, enum launch_program *program)
{
	static const char *const qemu[] = { "qemu-kvm", "kvm", "qemu" };
	const char *name = base_name(text);

	if (!name)
		return false;
	*program = LAUNCH_ACRN_DM;
	if (strcmp(name, "acrn-dm") == 0)
		return true;
	*program = LAUNCH_QEMU;
	for (size_t i = 0; i < sizeof(qemu) / sizeof(qemu[0]); i++)
		if (strcmp(name, qemu[i]) == 0)
			return true;
	return strncmp(name, "qemu-system-", strlen("qemu-system-")) == 0;
}

/* -device help, -machine ?, -device ivshmem,help */
static bool asks_for_help(const struct launch_text *value)
{
	size_t length = value->value ? value->length : 0, help = strlen("help");

	if (launch_is(value, "?") || launch_is(value, "help"))
		return true;
	return length > help && strcmp(value->value + length - help - 1, ",help") == 0;
}

static bool shows_something(const struct launch_option *option, enum launch_program program)
{
	if (program == LAUNCH_ACRN_DM)
		return strcmp(option->name, "-h") == 0 || strcmp(option->name, "-v") == 0;
	if (strcmp(option->name, "-help") == 0 || strcmp(option->name, "-version") == 0)
		return true;
	return option->has_value && *option->name && asks_for_help(&option->value) &&
	       strcmp(option->name, "-name") != 0;
}

bool script_starts_vm(const struct launch *launch)
{
	for (size_t i = 0; i < launch->option_count; i++)
		if (condition_implies(launch->when, launch->options[i].when) &&
		    shows_something(&launch->options[i], launch->program))
			return false;
	return true;
}
