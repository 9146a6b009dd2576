/* SPDX-License-Identifier: BSD-3-Clause
 * test_condition.c: conditions say what a table of all ways through the branches says. */
#include "tests/generator/helpers.h"

#include "base/condition.h"

/* Three branches: an arm of 0 to 2, or none. */
#define BRANCHES 3u
#define ARMS	 3u
#define WAYS	 64u

/* A condition beside the ways in which it holds. */
struct model {
	const struct condition *condition;
	uint64_t ways;
};

static bool takes(unsigned way, unsigned branch, unsigned arm)
{
	return (way >> (2 * branch) & 3) == arm;
}

static struct model model_take(struct conditions *conditions, unsigned branch, unsigned arm)
{
	struct model model = { conditions_take(conditions, branch, arm), 0 };

	for (unsigned way = 0; way < WAYS; way++)
		model.ways |= (uint64_t)takes(way, branch, arm) << way;
	return model;
}

static unsigned next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static struct model combine(const struct model *one, const struct model *other, unsigned operation)
{
	struct model result = { NULL, 0 };
	bool is_possible;

	switch (operation) {
	case 0:
		result.ways = one->ways & other->ways;
		result.condition = condition_both(one->condition, other->condition, &is_possible);
		assert_true(is_possible == (result.ways != 0));
		break;
	case 1:
		result.ways = one->ways | other->ways;
		result.condition = condition_either(one->condition, other->condition);
		break;
	default:
		result.ways = one->ways & ~other->ways;
		result.condition = condition_without(one->condition, other->condition);
		break;
	}
	return result;
}

static void test_operations(void **state)
{
	struct fixture *fixture = *state;
	struct conditions *conditions = conditions_new(fixture->arena);
	struct model models[200] = { { NULL, UINT64_MAX }, { &condition_never, 0 } };
	size_t count = 2;
	uint32_t seed = 1;

	for (unsigned branch = 0; branch < BRANCHES; branch++) {
		for (unsigned arm = 0; arm < ARMS; arm++)
			models[count++] = model_take(conditions, branch, arm);
	}
	while (count < 200) {
		const struct model *one = &models[next(&seed) % count];
		const struct model *other = &models[next(&seed) % count];

		models[count++] = combine(one, other, next(&seed) % 3);
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			const struct condition *one = models[i].condition;
			const struct condition *other = models[j].condition;
			uint64_t mine = models[i].ways, theirs = models[j].ways;
			const struct condition *given;

			assert_true((one == other) == (mine == theirs));
			assert_true(condition_can_meet(one, other) == ((mine & theirs) != 0));
			assert_true(condition_implies(one, other) == !(mine & ~theirs));
			given = condition_given(one, other);
			assert_true(condition_implies(other, given) == !(theirs & ~mine));
			assert_true(condition_can_meet(other, given) == ((mine & theirs) != 0));
		}
	}
}

static void test_take(void **state)
{
	struct fixture *fixture = *state;
	struct conditions *conditions = conditions_new(fixture->arena);
	const struct condition *first = conditions_take(conditions, 1, 0);
	const struct condition *other = conditions_take(conditions, 1, 1), *both;
	bool is_possible;

	both = condition_both(first, conditions_take(conditions, 2, 1), &is_possible);
	assert_true(is_possible);
	assert_true(condition_implies(both, first));
	assert_false(condition_implies(first, both));
	assert_ptr_equal(condition_both(both, other, &is_possible), &condition_never);
	assert_false(is_possible);
	assert_ptr_equal(condition_both(both, first, &is_possible), both);
}

/* What is given is left out where it was asked first, and where it was asked last. */
static void test_given(void **state)
{
	struct fixture *fixture = *state;
	struct conditions *conditions = conditions_new(fixture->arena);
	const struct condition *early = conditions_take(conditions, 1, 0);
	const struct condition *late = conditions_take(conditions, 2, 0);
	bool is_possible;
	const struct condition *both = condition_both(early, late, &is_possible);

	assert_ptr_equal(condition_given(both, early), late);
	assert_ptr_equal(condition_given(both, late), early);
	assert_null(condition_given(both, both));
	assert_ptr_equal(condition_given(both, &condition_never), both);
}

/* A condition of too many arms meets and implies nothing any more. */
static void test_too_large(void **state)
{
	struct fixture *fixture = *state;
	struct conditions *conditions = conditions_new(fixture->arena);
	const struct condition *all = NULL;
	size_t work = conditions_work(conditions);
	bool is_possible;

	for (uint32_t i = 0; i < CONDITION_ARMS_MAX; i++)
		all = condition_both(all, conditions_take(conditions, i, 0), &is_possible);
	assert_true(condition_can_meet(all, NULL));
	assert_true(conditions_work(conditions) > work);
	all = condition_both(all, conditions_take(conditions, CONDITION_ARMS_MAX, 0), &is_possible);
	assert_true(is_possible);
	assert_false(condition_can_meet(all, NULL));
	assert_false(condition_implies(all, all));
	assert_true(condition_implies(all, NULL));
	assert_ptr_equal(condition_both(all, &condition_never, &is_possible), &condition_never);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_operations),
		TEST(test_take),
		TEST(test_given),
		TEST(test_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
