/* SPDX-License-Identifier: BSD-3-Clause
 * string_list.h: a growing list of strings, such as a command line.
 */
#ifndef ACRN_DM_STRING_LIST_H
#define ACRN_DM_STRING_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty list. `items` ends in NULL once there is a string. `is_incomplete` is set
 * for good when memory ran out and a string is missing: check it before using the list. */
struct string_list {
	char **items;
	size_t count, room;
	bool is_incomplete;
};

/* Adds a string, and returns it; it lives as long as the list. "" if memory ran out. */
const char *string_list_add(struct string_list *list, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds `text` with every comma doubled, as in the values of QEMU's options. */
const char *string_list_add_escaped(struct string_list *list, const char *text);

/* Adds `text`, quoted for a POSIX shell if it needs that. */
const char *string_list_add_quoted(struct string_list *list, const char *text);

/* Empties the list and frees what it held. */
void string_list_free(struct string_list *list);

#endif
