/* SPDX-License-Identifier: BSD-3-Clause
 * value.h: what a variable or a word may be: a list of texts, unknowns and choices.
 *
 * A choice has one value where its condition holds, and another one where not. Values never change
 * and share their parts, so that n choices after one another take memory for n of them, although
 * they stand for 2^n texts.
 */
#ifndef SHELL_VALUE_H
#define SHELL_VALUE_H

#include "shell/shell.h"

struct shell;
struct choice;

/* Exactly one of the first three is set. */
struct part {
	const char *text;
	const struct shell_unknown *unknown;
	const struct choice *choice;
	bool may_split; /* as in struct shell_part */
	struct span at;
};

/* Without parts it is that of a variable that is not set; an empty text has an empty part. */
struct value {
	const struct part *parts;
	size_t count;
};

struct choice {
	const struct condition *when;
	struct value yes, no;
	size_t depth; /* of the choices in one another, this one included */
};

/* Texts that are longer, and values of more parts or choices in one another, are unknown. */
#define VALUE_TEXT_MAX	65536u
#define VALUE_PARTS_MAX 1024u
#define VALUE_DEPTH_MAX 128u

/* How many texts one argument, or one test, may stand for before it is unknown. */
#define VALUE_WORLDS_MAX 32u

/* Collects the parts of a value; all zero at the start. */
struct builder {
	struct part *parts;
	size_t count, room;
};

void builder_add(struct shell *shell, struct builder *builder, const struct part *part);
void builder_add_text(struct shell *shell, struct builder *builder, const char *text,
		      struct span at);
void builder_add_value(struct shell *shell, struct builder *builder, struct value value);
struct value builder_value(struct shell *shell, const struct builder *builder);

struct value value_text(struct shell *shell, const char *text, struct span at);
struct value value_unknown(struct shell *shell, const struct shell_unknown *unknown);

/* `yes` where the condition holds, `no` where not; what both begin or end with is there once. */
struct value value_choose(struct shell *shell, const struct condition *when, struct value yes,
			  struct value no);

/* The text where there is no other part than texts, else NULL. */
const char *value_known(struct shell *shell, struct value value);

/* The same for what has no choices, and may have unknown parts: these are marked, so that equal
 * texts have equal keys. */
const char *value_key(struct shell *shell, struct value value);

bool value_has_unknown(struct value value);

/* Whether two values have the same parts, from the same places. */
bool value_is_same(struct value one, struct value other);

/* The value without choices: where it has one that `world` leaves open, `world` is narrowed. */
struct value value_in(struct shell *shell, struct value value, const struct condition **world);

/* The same value with each text changed; `change` returns a text in the arena. */
struct value value_map(struct shell *shell, struct value value,
		       const char *(*change)(struct shell *shell, const char *text));

/* Does something in each of the worlds that choices make of the present condition:
 *
 *	for (worlds_start(&worlds, shell); worlds_next(&worlds);)
 *		worlds_add(&worlds, … value_in(shell, value, &worlds.now) …);
 *	return worlds_value(&worlds);
 */
struct worlds {
	struct shell *shell;
	const struct condition *all, *left, *now;
	const struct condition *success;
	size_t count, begun;
	struct {
		const struct condition *when;
		struct value value;
	} items[VALUE_WORLDS_MAX + 1];
};

void worlds_start(struct worlds *worlds, struct shell *shell);
bool worlds_next(struct worlds *worlds);
void worlds_add(struct worlds *worlds, struct value value);

/* Adds something unknown where there were too many worlds. */
void worlds_end(struct worlds *worlds);

/* All that has been added, as one value. */
struct value worlds_value(struct worlds *worlds);

/* The same for whether something succeeds. */
void worlds_add_success(struct worlds *worlds, const struct condition *success);
const struct condition *worlds_success(struct worlds *worlds);

#endif
