/* SPDX-License-Identifier: BSD-3-Clause
 * words.c: looks up diff/words.def. */
#include "diff/words.h"

#include <stddef.h>
#include <string.h>

static const struct diff_words rows[] = {
#define ELEMENT(parent, name, mode, words) \
	{ parent, name, words, DIFF_MODE_##mode, DIFF_FORM_PLAIN, "" },
#define WORDS(name, words, form, unit) { NULL, name, words, DIFF_MODE_OWN, DIFF_FORM_##form, unit },
#define DERIVED(name)		       { NULL, name, NULL, DIFF_MODE_OWN, DIFF_FORM_PLAIN, "" },
#include "diff/words.def"
#undef ELEMENT
#undef WORDS
#undef DERIVED
	{ "", "", NULL, DIFF_MODE_OWN, DIFF_FORM_PLAIN, "" },
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]) - 1)

const struct diff_words *diff_words_next(const char *parent, const struct diff_words *words)
{
	size_t i = words ? (size_t)(words - rows) + 1 : 0;

	for (; i < ROW_COUNT; i++)
		if (rows[i].parent && *rows[i].parent == *parent &&
		    strcmp(rows[i].parent, parent) == 0)
			return &rows[i];
	return NULL;
}

const struct diff_words *diff_words_find(const char *parent, const char *name)
{
	const struct diff_words *words = NULL;

	while ((words = diff_words_next(parent, words)))
		if (strcmp(words->name, name) == 0)
			break;
	return words;
}

const struct diff_words *diff_words_attribute(const struct diff_words *words)
{
	return words[1].parent ? NULL : words + 1;
}
