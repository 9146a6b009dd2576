/* SPDX-License-Identifier: BSD-3-Clause
 * expand.h: what words become.
 */
#ifndef SHELL_EXPAND_H
#define SHELL_EXPAND_H

#include "shell/state.h"

/* One value, as in an assignment: nothing is split. */
struct value expand_word(struct shell *shell, const struct shell_word *word);

/* A pattern: what is quoted stands for itself. NULL is an empty one. */
struct value expand_pattern(struct shell *shell, const struct shell_word *word);

/* The fields of an array's element, or a word of ${NAME:-WORD}, added to others. */
void expand_fields(struct shell *shell, const struct shell_word *word, struct fields *fields);

/* Those of a command's word: bash replaces a ~ behind NAME= there, too. */
void expand_argument(struct shell *shell, const struct shell_word *word, struct fields *fields);

/* A word that is one literal text, or NULL. */
const char *expand_literal(const struct shell_word *word);

/* All fields as one text, as "$*" has them. */
struct value expand_join(struct shell *shell, const struct fields *fields, const char *separator);

/* The text between the fields of "$*". */
const char *expand_separator(struct shell *shell);

/* Something unknown that is made of a value without choices. */
struct value expand_derived(struct shell *shell, struct value flat, const char *how,
			    struct span at);

/* The same, where the unknown parts may be any number of words each. */
struct value expand_several(struct shell *shell, struct value value);

/* The fields that are there in a world, without choices. */
struct fields expand_in(struct shell *shell, const struct fields *fields,
			const struct condition **world);

/* Whether a field may be any number of words. One with a known text is taken for one word: such
 * values as a MAC address have no blanks. */
bool expand_is_several(const struct field *field);

#endif
