/* SPDX-License-Identifier: BSD-3-Clause
 * words.c: the words of customized_parameters, as argv_split() (base/argv.h) reads them. */
#include <string.h>

#include "base/arena.h"
#include "import/internal.h"

/* What needs no quotes. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "_-+=,.:/@%";

void import_add_word(const struct importing *importing, struct import_vm *vm, const char *word)
{
	vm->words = arena_grow(importing->arena, vm->words, vm->word_count, sizeof(*vm->words));
	vm->words[vm->word_count++] = word;
}

/* A word in single quotes, but for each single quote in it: that has a backslash. */
static char *append_quoted(char *end, const char *word)
{
	*end++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			end = mempcpy(end, "'\\'", strlen("'\\'"));
		*end++ = *word;
	}
	*end++ = '\'';
	return end;
}

const char *import_quote_words(struct arena *arena, const struct import_vm *vm)
{
	size_t size = 1;
	char *text, *end;

	/* A blank, two quotes, and at most four bytes for each. */
	for (size_t i = 0; i < vm->word_count; i++)
		size += 3 + 4 * strlen(vm->words[i]);
	text = end = arena_alloc(arena, size);
	for (size_t i = 0; i < vm->word_count; i++) {
		const char *word = vm->words[i];

		if (i)
			*end++ = ' ';
		if (*word && strspn(word, plain) == strlen(word))
			end = mempcpy(end, word, strlen(word));
		else
			end = append_quoted(end, word);
	}
	return text;
}
