/* SPDX-License-Identifier: BSD-3-Clause
 * completion.h: what makes a shell complete command lines, for each shell.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "cli/options.h"

/* What a command line can have. */
struct completion {
	struct arena *arena;
	const struct verb *verbs; /* ends with a nameless one */
};

/* One way to write an option. */
struct spelling {
	const char *name; /* "-b", "--board", "-MF" */
	enum value_kind value;
	int has_arg; /* as in struct option */
};

/* The ways to write an option of a verb; the last has a NULL name. */
const struct spelling *completion_spellings(const struct completion *completion,
					    const struct verb *verb, const struct option_row *row);

/* The n-th row of the table that a verb accepts; NULL past the last. */
const struct option_row *completion_option(const struct verb *verb, size_t n);

/* What a kind of value is called, without blanks. */
const char *completion_kind(enum value_kind kind);

/* The words that a value can be, a blank before each; "" where it is anything else. */
const char *completion_words(const struct completion *completion, enum value_kind kind);

/* What an option does, in one line. */
const char *completion_summary(const struct completion *completion, const struct option_row *row);

/* Prints a text in single quotes, in which all of the shells read nothing but it. */
void completion_print_quoted(const char *text);

/* The scripts, on standard output. What they have in common with no table is in
 * templates/completion. */
void completion_print_bash(const struct completion *completion);
void completion_print_zsh(const struct completion *completion);
void completion_print_fish(const struct completion *completion);

#endif
