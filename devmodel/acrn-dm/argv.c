/* SPDX-License-Identifier: BSD-3-Clause
 * argv.c: a growing list of strings. */
#include "acrn-dm/argv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes over `word`, which may be NULL for want of memory. */
static const char *add(struct argv *words, char *word)
{
	if (word && words->count + 1 >= words->room) {
		size_t room = words->room ? 2 * words->room : 32;
		char **items = realloc(words->items, room * sizeof(*items));

		if (!items) {
			free(word);
			word = NULL;
		} else {
			words->items = items;
			words->room = room;
		}
	}
	if (!word) {
		words->is_short = true;
		return "";
	}
	words->items[words->count++] = word;
	words->items[words->count] = NULL;
	return word;
}

const char *argv_add(struct argv *words, const char *format, ...)
{
	va_list arguments;
	char *word = NULL;

	va_start(arguments, format);
	if (vasprintf(&word, format, arguments) < 0)
		word = NULL;
	va_end(arguments);
	return add(words, word);
}

/* `text` with `mark` written as `replacement`, and `quote` around it all. */
static char *replace(const char *text, char mark, const char *replacement, const char *quote)
{
	char *word = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&word, &size);

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
		return word;
	free(word);
	return NULL;
}

const char *argv_add_escaped(struct argv *words, const char *text)
{
	return add(words, replace(text, ',', ",,", ""));
}

const char *argv_add_quoted(struct argv *words, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=.,:/@%";

	if (*text && text[strspn(text, plain)] == '\0')
		return add(words, strdup(text));
	return add(words, replace(text, '\'', "'\\''", "'"));
}

void argv_free(struct argv *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct argv) { 0 };
}
