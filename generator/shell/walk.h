/* SPDX-License-Identifier: BSD-3-Clause
 * walk.h: goes through the tree of a script, whatever may run of it.
 */
#ifndef SHELL_WALK_H
#define SHELL_WALK_H

#include "shell/syntax.h"

/* What is called for each part of a tree, before the parts in it; NULL for what is not of interest.
 */
struct shell_visitor {
	void (*list)(void *context, const struct shell_list *list);
	void (*command)(void *context, const struct shell_command *command);
	void (*assignment)(void *context, const struct shell_assignment *assignment);
	void (*piece)(void *context, const struct shell_piece *piece);
	void *context;
};

/* Visits a list, which may be NULL, and all that is in it, in the order of the script. */
void shell_walk(const struct shell_list *list, const struct shell_visitor *visitor);

/* The text of a word that has no expansions; NULL for any other. Where the word has several pieces
 * it is made in the arena. */
const char *shell_word_text(struct arena *arena, const struct shell_word *word);

/* The variable of a word that is nothing but $NAME or ${NAME}; NULL for any other. */
const char *shell_word_variable(const struct shell_word *word);

#endif
