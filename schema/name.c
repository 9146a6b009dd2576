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

static bool is_in(char c, const char *set)
{
	while (*set && *set != c)
		set++;
	return *set != '\0';
}

/* Whether the text consists of 1 to `max` word characters and `others`, and begins with one of the
 * former. */
static bool is_name(const char *text, size_t max, const char *others)
{
	size_t length = 0;

	if (!is_word_character(text[0]))
		return false;
	while (length <= max && (is_word_character(text[length]) || is_in(text[length], others)))
		length++;
	return length <= max && text[length] == '\0';
}

bool region_name_is_valid(const char *name)
{
	return is_name(name, CFG_REGION_NAME_MAX, "");
}

bool shm_name_is_valid(const char *name)
{
	return is_name(name, SHM_NAME_MAX, "-.");
}

bool vm_name_is_valid(const char *name)
{
	return is_name(name, CFG_VM_NAME_MAX, "-");
}
