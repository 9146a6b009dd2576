/* SPDX-License-Identifier: BSD-3-Clause
 * string_list.c: a growing list of strings. */
#include "acrn-dm/string_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes ownership of `string`; NULL stands for a failed allocation. */
static const char *add(struct string_list *list, char *string)
{
	if (string && list->count + 1 >= list->room) {
		size_t room = list->room ? 2 * list->room : 32;
		char **items = realloc(list->items, room * sizeof(*items));

		if (!items) {
			free(string);
			string = NULL;
		} else {
			list->items = items;
			list->room = room;
		}
	}
	if (!string) {
		list->is_incomplete = true;
		return "";
	}
	list->items[list->count++] = string;
	list->items[list->count] = NULL;
	return string;
}

const char *string_list_add(struct string_list *list, const char *format, ...)
{
	va_list arguments;
	char *string = NULL;

	va_start(arguments, format);
	if (vasprintf(&string, format, arguments) < 0)
		string = NULL;
	va_end(arguments);
	return add(list, string);
}

/* `text` between two `quote`s, with `replacement` in place of each `mark`; a new string. */
static char *replace(const char *text, char mark, const char *replacement, const char *quote)
{
	char *string = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&string, &size);

	if (!stream)
		return NULL;
	fputs(quote, stream);
	for (; *text; text++) {
		if (*text == mark)
			fputs(replacement, stream);
		else
			fputc(*text, stream);
	}
	fputs(quote, stream);
	if (fclose(stream) == 0)
		return string;
	free(string);
	return NULL;
}

const char *string_list_add_escaped(struct string_list *list, const char *text)
{
	return add(list, replace(text, ',', ",,", ""));
}

const char *string_list_add_quoted(struct string_list *list, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=.,:/@%";

	if (*text && text[strspn(text, plain)] == '\0')
		return add(list, strdup(text));
	return add(list, replace(text, '\'', "'\\''", "'"));
}

void string_list_free(struct string_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct string_list) { 0 };
}
