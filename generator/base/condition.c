/* SPDX-License-Identifier: BSD-3-Clause
 * condition.c: conditions as decision diagrams: each node asks whether one arm is taken, those of
 * later branches first, so that a further branch is put before what is there.
 */
#include "base/condition.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"

struct condition {
	uint32_t branch, arm;
	uint32_t depth; /* the longest way to an end, in nodes; 0 of the ends themselves */
	const struct condition *taken;
	const struct condition *other;
};

/* The ends, beside NULL. What is not known holds, or does not. */
const struct condition condition_never;
static const struct condition condition_unknown;

/* Pairs of nodes that one operation remembers, and how many of them may be in use: a condition that
 * takes more is as good as unknown. */
#define PAIRS	  512u
#define PAIRS_MAX 448u

/* How many nodes a comparison visits before it gives up. */
#define VISITS_MAX 4096u

enum operation {
	BOTH,
	EITHER,
	WITHOUT,
	GIVEN,
};

struct pair {
	enum operation operation;
	bool is_used;
	const struct condition *one, *other, *result;
};

struct combination {
	struct arena *arena;
	size_t pair_count;
	struct pair pairs[PAIRS];
};

static bool is_end(const struct condition *condition)
{
	return !condition || condition->depth == 0;
}

static bool asks_same(const struct condition *one, const struct condition *other)
{
	return one->branch == other->branch && one->arm == other->arm;
}

/* The node that is asked first. At least one of both is a node. */
static const struct condition *first_asked(const struct condition *one,
					   const struct condition *other)
{
	if (is_end(one))
		return other;
	if (is_end(other))
		return one;
	if (one->branch != other->branch)
		return one->branch > other->branch ? one : other;
	return one->arm > other->arm ? one : other;
}

/* What remains of a condition when the arm that `asked` asks for is taken: no other one is. */
static const struct condition *when_taken(const struct condition *condition,
					  const struct condition *asked)
{
	if (!is_end(condition) && asks_same(condition, asked))
		condition = condition->taken;
	while (!is_end(condition) && condition->branch == asked->branch)
		condition = condition->other;
	return condition;
}

static const struct condition *when_other(const struct condition *condition,
					  const struct condition *asked)
{
	if (!is_end(condition) && asks_same(condition, asked))
		return condition->other;
	return condition;
}

static const struct condition *node_new(struct arena *arena, const struct condition *asked,
					const struct condition *taken,
					const struct condition *other)
{
	uint32_t taken_depth = taken ? taken->depth : 0, other_depth = other ? other->depth : 0;
	struct condition *node;

	if (taken == other)
		return taken;
	if (taken_depth >= CONDITION_ARMS_MAX || other_depth >= CONDITION_ARMS_MAX)
		return &condition_unknown;
	node = arena_alloc(arena, sizeof(*node));
	*node = (struct condition) { .branch = asked->branch,
				     .arm = asked->arm,
				     .depth = 1 + (taken_depth > other_depth ? taken_depth
									     : other_depth),
				     .taken = taken,
				     .other = other };
	return node;
}

/* Whether the result follows from what one of both is, and the result then. */
static bool is_decided(enum operation operation, const struct condition *one,
		       const struct condition *other, const struct condition **result)
{
	const struct condition *never = &condition_never;

	switch (operation) {
	case BOTH:
		*result = one == never || other == never ? never : !one ? other : one;
		return one == never || other == never || !one || !other || one == other;
	case EITHER:
		*result = !one || !other ? NULL : one == never ? other : one;
		return one == never || other == never || !one || !other || one == other;
	case WITHOUT:
		*result = one == never || !other || one == other ? never : one;
		return one == never || !other || other == never ||
		       (one == other && one != &condition_unknown);
	case GIVEN:
		*result = one;
		return is_end(one) || is_end(other);
	}
	return false;
}

/* Where a pair is remembered, or is to be. */
static struct pair *find_pair(struct combination *combination, enum operation operation,
			      const struct condition *one, const struct condition *other)
{
	size_t at = ((uintptr_t)one / 8 * 31 + (uintptr_t)other / 8 * 17 + operation) % PAIRS;

	for (;; at = (at + 1) % PAIRS) {
		struct pair *pair = &combination->pairs[at];

		if (!pair->is_used ||
		    (pair->operation == operation && pair->one == one && pair->other == other))
			return pair;
	}
}

static const struct condition *combine(struct combination *combination, enum operation operation,
				       const struct condition *one, const struct condition *other);

/* Where what is given leaves one answer only, the question is left out. */
static const struct condition *simplify(struct combination *combination,
					const struct condition *one, const struct condition *given)
{
	const struct condition *asked = first_asked(one, given);
	const struct condition *taken = when_taken(given, asked), *other = when_other(given, asked);

	if (taken == &condition_never)
		return combine(combination, GIVEN, when_other(one, asked), other);
	if (other == &condition_never)
		return combine(combination, GIVEN, when_taken(one, asked), taken);
	if (!asks_same(one, asked))
		return combine(combination, GIVEN, one, combine(combination, EITHER, taken, other));
	return node_new(combination->arena, asked,
			combine(combination, GIVEN, when_taken(one, asked), taken),
			combine(combination, GIVEN, when_other(one, asked), other));
}

static const struct condition *combine(struct combination *combination, enum operation operation,
				       const struct condition *one, const struct condition *other)
{
	const struct condition *asked, *result;
	struct pair *pair;

	if (is_decided(operation, one, other, &result))
		return result;
	if (is_end(one) && is_end(other))
		return &condition_unknown;
	pair = find_pair(combination, operation, one, other);
	if (pair->is_used)
		return pair->result;
	if (combination->pair_count >= PAIRS_MAX)
		return &condition_unknown;
	asked = first_asked(one, other);
	result = operation == GIVEN
			 ? simplify(combination, one, other)
			 : node_new(combination->arena, asked,
				    combine(combination, operation, when_taken(one, asked),
					    when_taken(other, asked)),
				    combine(combination, operation, when_other(one, asked),
					    when_other(other, asked)));
	/* Others have been remembered meanwhile. */
	if (combination->pair_count < PAIRS_MAX) {
		combination->pair_count++;
		*find_pair(combination, operation, one, other) =
			(struct pair) { operation, true, one, other, result };
	}
	return result;
}

static const struct condition *combined(struct arena *arena, enum operation operation,
					const struct condition *one, const struct condition *other)
{
	struct combination combination;
	const struct condition *result;

	if (is_decided(operation, one, other, &result))
		return result;
	memset(&combination, 0, sizeof(combination));
	combination.arena = arena;
	return combine(&combination, operation, one, other);
}

const struct condition *condition_take(struct arena *arena, const struct condition *when,
				       uint32_t branch, uint32_t arm, bool *is_possible)
{
	const struct condition asked = { .branch = branch, .arm = arm, .depth = 1 };

	return condition_both(arena, node_new(arena, &asked, NULL, &condition_never), when,
			      is_possible);
}

const struct condition *condition_both(struct arena *arena, const struct condition *one,
				       const struct condition *other, bool *is_possible)
{
	const struct condition *both = combined(arena, BOTH, one, other);

	*is_possible = both != &condition_never;
	return both;
}

const struct condition *condition_either(struct arena *arena, const struct condition *one,
					 const struct condition *other)
{
	return combined(arena, EITHER, one, other);
}

const struct condition *condition_without(struct arena *arena, const struct condition *one,
					  const struct condition *other)
{
	return combined(arena, WITHOUT, one, other);
}

const struct condition *condition_given(struct arena *arena, const struct condition *one,
					const struct condition *given)
{
	return combined(arena, GIVEN, one, given);
}

static bool can_meet(const struct condition *one, const struct condition *other, size_t *visits)
{
	const struct condition *asked;

	if (++*visits > VISITS_MAX)
		return false;
	if (is_end(one) && is_end(other))
		return !one && !other;
	if (one == &condition_never || other == &condition_never || one == &condition_unknown ||
	    other == &condition_unknown)
		return false;
	asked = first_asked(one, other);
	return can_meet(when_other(one, asked), when_other(other, asked), visits) ||
	       can_meet(when_taken(one, asked), when_taken(other, asked), visits);
}

bool condition_can_meet(const struct condition *one, const struct condition *other)
{
	size_t visits = 0;

	return can_meet(one, other, &visits);
}

/* Whether `one` may hold where `other` may not. */
static bool can_escape(const struct condition *one, const struct condition *other, size_t *visits)
{
	const struct condition *asked;

	if (one == &condition_never || !other)
		return false;
	if (one == &condition_unknown || other == &condition_unknown || ++*visits > VISITS_MAX)
		return true;
	if (one == other || (is_end(one) && is_end(other)))
		return one != other;
	asked = first_asked(one, other);
	return can_escape(when_other(one, asked), when_other(other, asked), visits) ||
	       can_escape(when_taken(one, asked), when_taken(other, asked), visits);
}

bool condition_implies(const struct condition *one, const struct condition *other)
{
	size_t visits = 0;

	return !can_escape(one, other, &visits);
}
