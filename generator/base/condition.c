/* SPDX-License-Identifier: BSD-3-Clause
 * condition.c: conditions as decision diagrams: each node asks whether one arm is taken, those of
 * later branches first, so that a further branch is put before what is there. There is one node
 * only of each kind, and what operations have led to is remembered.
 */
#include "base/condition.h"

#include <stddef.h>

#include "base/arena.h"

struct condition {
	uint32_t branch, arm;
	uint32_t depth; /* the longest way to an end, in nodes; 0 of the ends themselves */
	const struct condition *taken;
	const struct condition *other;
	struct conditions *conditions;
	struct condition *next; /* in the same bucket */
	/* What is hashed: addresses differ from run to run, and with them how much is remembered
	 * and so how much work there is. */
	uint32_t number;
};

/* The ends, beside NULL. What is not known holds, or does not. */
const struct condition condition_never = { .number = 1 };
static const struct condition condition_unknown = { .number = 2 };

#define FIRST_NUMBER 3u

enum operation {
	BOTH,
	EITHER,
	WITHOUT,
	GIVEN,
};

/* What an operation has led to; a later one may take its place. */
struct result {
	enum operation operation;
	const struct condition *one, *other, *result;
};

#define BUCKETS_MIN 256u
#define RESULTS	    1024u

/* How many nodes an operation may combine, and a comparison visit, before it gives up: a condition
 * that takes more counts as unknown. */
#define STEPS_MAX 16384u

struct conditions {
	struct arena *arena;
	size_t steps; /* of the present operation */
	size_t work;  /* of all */
	struct condition **buckets;
	size_t bucket_count, node_count;
	struct result results[RESULTS];
};

struct conditions *conditions_new(struct arena *arena)
{
	struct conditions *conditions = arena_alloc(arena, sizeof(*conditions));

	conditions->arena = arena;
	conditions->bucket_count = BUCKETS_MIN;
	conditions->buckets = arena_array(arena, BUCKETS_MIN, sizeof(*conditions->buckets));
	return conditions;
}

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
		return one->branch < other->branch ? one : other;
	return one->arm < other->arm ? one : other;
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

static uint64_t number_of(const struct condition *condition)
{
	return condition ? condition->number : 0;
}

static size_t mix(const struct condition *one, const struct condition *other, uint32_t third)
{
	uint64_t mixed = number_of(one) * 0x9e3779b97f4a7c15u +
			 number_of(other) * 0xc2b2ae3d27d4eb4fu + third;

	return (size_t)(mixed ^ mixed >> 29);
}

static uint32_t depth_of(const struct condition *condition)
{
	return condition ? condition->depth : 0;
}

static struct condition **bucket_of(struct conditions *conditions, uint32_t branch, uint32_t arm,
				    const struct condition *taken, const struct condition *other)
{
	return &conditions->buckets[mix(taken, other, branch * 31 + arm) &
				    (conditions->bucket_count - 1)];
}

static void grow(struct conditions *conditions)
{
	struct condition **former = conditions->buckets;
	size_t count = conditions->bucket_count;

	conditions->bucket_count *= 2;
	conditions->buckets = arena_array(conditions->arena, conditions->bucket_count,
					  sizeof(*conditions->buckets));
	for (size_t i = 0; i < count; i++) {
		while (former[i]) {
			struct condition *moved = former[i], **bucket;

			former[i] = moved->next;
			bucket = bucket_of(conditions, moved->branch, moved->arm, moved->taken,
					   moved->other);
			moved->next = *bucket;
			*bucket = moved;
		}
	}
}

static const struct condition *node(struct conditions *conditions, uint32_t branch, uint32_t arm,
				    const struct condition *taken, const struct condition *other)
{
	uint32_t below = depth_of(depth_of(taken) > depth_of(other) ? taken : other);
	const struct condition *same = other;
	struct condition **bucket, *made;

	/* Where the arm is taken, none of the later ones is. */
	while (!is_end(same) && same->branch == branch)
		same = same->other;
	if (taken == same)
		return other;
	if (below >= CONDITION_ARMS_MAX)
		return &condition_unknown;
	if (conditions->node_count >= conditions->bucket_count)
		grow(conditions);
	bucket = bucket_of(conditions, branch, arm, taken, other);
	for (made = *bucket; made; made = made->next) {
		if (made->branch == branch && made->arm == arm && made->taken == taken &&
		    made->other == other)
			return made;
	}
	made = arena_alloc(conditions->arena, sizeof(*made));
	*made = (struct condition) {
		.branch = branch,
		.arm = arm,
		.depth = below + 1,
		.taken = taken,
		.other = other,
		.conditions = conditions,
		.next = *bucket,
		.number = FIRST_NUMBER + (uint32_t)conditions->node_count++,
	};
	*bucket = made;
	return made;
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

static const struct condition *combine(struct conditions *conditions, enum operation operation,
				       const struct condition *one, const struct condition *other);

/* Where what is given leaves one answer only, the question is left out. */
static const struct condition *simplify(struct conditions *conditions, const struct condition *one,
					const struct condition *given)
{
	const struct condition *asked = first_asked(one, given);
	const struct condition *taken = when_taken(given, asked), *other = when_other(given, asked);

	if (taken == &condition_never)
		return combine(conditions, GIVEN, when_other(one, asked), other);
	if (other == &condition_never)
		return combine(conditions, GIVEN, when_taken(one, asked), taken);
	if (!asks_same(one, asked))
		return combine(conditions, GIVEN, one, combine(conditions, EITHER, taken, other));
	return node(conditions, asked->branch, asked->arm,
		    combine(conditions, GIVEN, when_taken(one, asked), taken),
		    combine(conditions, GIVEN, when_other(one, asked), other));
}

static const struct condition *combine(struct conditions *conditions, enum operation operation,
				       const struct condition *one, const struct condition *other)
{
	const struct condition *asked, *result;
	struct result *known;

	if (is_decided(operation, one, other, &result))
		return result;
	if ((is_end(one) && is_end(other)) || ++conditions->steps > STEPS_MAX)
		return &condition_unknown;
	known = &conditions->results[mix(one, other, operation) % RESULTS];
	if (known->operation == operation && known->one == one && known->other == other &&
	    known->result)
		return known->result;
	asked = first_asked(one, other);
	if (operation == GIVEN)
		result = simplify(conditions, one, other);
	else
		result = node(conditions, asked->branch, asked->arm,
			      combine(conditions, operation, when_taken(one, asked),
				      when_taken(other, asked)),
			      combine(conditions, operation, when_other(one, asked),
				      when_other(other, asked)));
	/* What had to be given up may have been begun too late. */
	if (conditions->steps <= STEPS_MAX)
		*known = (struct result) { operation, one, other, result };
	return result;
}

static const struct condition *combined(enum operation operation, const struct condition *one,
					const struct condition *other)
{
	struct conditions *conditions;
	const struct condition *result;

	if (is_decided(operation, one, other, &result))
		return result;
	if (is_end(one) && is_end(other))
		return &condition_unknown;
	conditions = first_asked(one, other)->conditions;
	conditions->steps = 0;
	result = combine(conditions, operation, one, other);
	conditions->work += conditions->steps;
	return result;
}

size_t conditions_work(const struct conditions *conditions)
{
	return conditions->work;
}

const struct condition *conditions_take(struct conditions *conditions, uint32_t branch,
					uint32_t arm)
{
	return node(conditions, branch, arm, NULL, &condition_never);
}

const struct condition *condition_both(const struct condition *one, const struct condition *other,
				       bool *is_possible)
{
	const struct condition *both = combined(BOTH, one, other);

	*is_possible = both != &condition_never;
	return both;
}

const struct condition *condition_either(const struct condition *one, const struct condition *other)
{
	return combined(EITHER, one, other);
}

const struct condition *condition_without(const struct condition *one,
					  const struct condition *other)
{
	return combined(WITHOUT, one, other);
}

const struct condition *condition_given(const struct condition *one, const struct condition *given)
{
	return combined(GIVEN, one, given);
}

/* Whether there is a way to where it holds: past what is not known. */
static bool can_hold(const struct condition *condition, size_t *visits)
{
	if (is_end(condition) || ++*visits > STEPS_MAX)
		return !condition;
	return can_hold(condition->other, visits) || can_hold(condition->taken, visits);
}

bool condition_can_meet(const struct condition *one, const struct condition *other)
{
	size_t visits = 0;

	return can_hold(combined(BOTH, one, other), &visits);
}

bool condition_implies(const struct condition *one, const struct condition *other)
{
	return combined(WITHOUT, one, other) == &condition_never;
}
