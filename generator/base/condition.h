/* SPDX-License-Identifier: BSD-3-Clause
 * condition.h: when something is there that depends on undecided branches, such as a device that a
 * script adds in one arm of an `if`.
 *
 * A condition says which arms have to be taken, and which not. Conditions never change; those of
 * one run live in its arena. NULL is the condition that always holds.
 */
#ifndef BASE_CONDITION_H
#define BASE_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct condition;
struct conditions;

/* A condition that depends on more arms than this is not known any more: it meets nothing, and
 * implies nothing but NULL. */
#define CONDITION_ARMS_MAX 256u

/* The condition that never holds. */
extern const struct condition condition_never;

/* The conditions of one run, which have in common what they share: so they stay small, and two that
 * say the same are the same. */
struct conditions *conditions_new(struct arena *arena);

/* That arm of that branch is taken. The arms of a branch exclude one another; numbers of branches
 * rise in the order of the script. */
const struct condition *conditions_take(struct conditions *conditions, uint32_t branch,
					uint32_t arm);

/* How many steps all operations have taken, for limits. */
size_t conditions_work(const struct conditions *conditions);

/* Of this and the following ones all conditions are of one run.
 *
 * Both of two conditions; condition_never with *is_possible false where they exclude each other. */
const struct condition *condition_both(const struct condition *one, const struct condition *other,
				       bool *is_possible);

/* At least one of two conditions. */
const struct condition *condition_either(const struct condition *one,
					 const struct condition *other);

/* One condition, but not the other one. */
const struct condition *condition_without(const struct condition *one,
					  const struct condition *other);

/* A condition that says the same as `one` wherever `given` holds, with fewer arms if possible. */
const struct condition *condition_given(const struct condition *one, const struct condition *given);

/* Whether it is known that two conditions can hold at once. */
bool condition_can_meet(const struct condition *one, const struct condition *other);

/* Whether one condition holds only when the other one does, too. */
bool condition_implies(const struct condition *one, const struct condition *other);

#endif
