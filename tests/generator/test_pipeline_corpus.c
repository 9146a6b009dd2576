/* SPDX-License-Identifier: BSD-3-Clause
 * test_pipeline_corpus.c: replays what the fuzzer of the whole straight line has been fed and has
 * found. */
#include "../fuzz/pipeline_fuzz.c"
#include "../fuzz/replay_corpus.h"

static void replay(void *data, const char *path, uint8_t *bytes, size_t size)
{
	(void)data;
	(void)path;
	LLVMFuzzerTestOneInput(bytes, size);
}

static void test_corpus(void **state)
{
	(void)state;
	assert_true(replay_corpus("pipeline", replay, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
