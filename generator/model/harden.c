/* SPDX-License-Identifier: BSD-3-Clause
 * harden.c: the names of the parts of the hardening. */
#include "model/harden.h"

#include <stdbool.h>
#include <string.h>

static const char *const names[HARDEN_COUNT] = {
	[HARDEN_GROUPS] = "groups",	  [HARDEN_ACL] = "acl",
	[HARDEN_APPARMOR] = "apparmor",	  [HARDEN_SELINUX] = "selinux",
	[HARDEN_FAPOLICYD] = "fapolicyd", [HARDEN_VERITY] = "verity",
	[HARDEN_SYSTEMD] = "systemd",	  [HARDEN_KEYS] = "keys",
};

const char *harden_name(enum harden_part part)
{
	return names[part];
}

static bool is_name(const char *text, size_t length, const char *name)
{
	return strlen(name) == length && memcmp(text, name, length) == 0;
}

/* The bits that a name stands for, 0 for another text. */
static unsigned parse_name(const char *text, size_t length)
{
	if (is_name(text, length, "all"))
		return (1u << HARDEN_COUNT) - 1;
	for (unsigned part = 0; part < HARDEN_COUNT; part++)
		if (is_name(text, length, names[part]))
			return 1u << part;
	return 0;
}

unsigned harden_parse(const char *list)
{
	unsigned set = 0;

	for (;;) {
		size_t length = strcspn(list, ",");
		unsigned bits = parse_name(list, length);

		if (!bits)
			return 0;
		set |= bits;
		if (!list[length])
			return set;
		list += length + 1;
	}
}
