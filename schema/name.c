/* SPDX-License-Identifier: BSD-3-Clause
 * name.c: the alphabets of names, whatever the locale. */
#include "schema/name.h"

#include <stddef.h>

#include "schema/static_config.h"

static bool is_word_character(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

bool region_name_is_valid(const char *name)
{
	size_t length = 0;

	while (length <= CFG_REGION_NAME_MAX && is_word_character(name[length]))
		length++;
	return length > 0 && length <= CFG_REGION_NAME_MAX && name[length] == '\0';
}

bool vm_name_is_valid(const char *name)
{
	size_t length = 0;

	while (length <= CFG_VM_NAME_MAX &&
	       (is_word_character(name[length]) || name[length] == '-'))
		length++;
	return length > 0 && length <= CFG_VM_NAME_MAX && name[length] == '\0' && name[0] != '-';
}
