/* SPDX-License-Identifier: BSD-3-Clause
 * test_core_corpus.c: every file of tests/fuzz/corpus/core is a life that device and reference live
 * alike, and together they come to every call at the port.
 */
#include "interpreter.h"
#include "tests/fuzz/replay_corpus.h"

static void replay(void *data, const char *path, uint8_t *bytes, size_t size)
{
	struct interpreter *it = data;

	assert_true(size > 0);
	if (!interpret(it, bytes, size, NULL))
		fail_msg("%s, step %lu: %s", path, it->steps, it->difference);
}

static void test_corpus(void **state)
{
	static struct interpreter it;

	(void)state;
	assert_true(replay_corpus("core", replay, &it) >= 10);
	for (unsigned kind = 0; kind <= CALL_RING; kind++)
		assert_true(it.totals[kind] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
