/* SPDX-License-Identifier: BSD-3-Clause
 * test_shm_corpus.c: replays what the fuzzer of region texts has been fed and has found. */
#include "../fuzz/replay_corpus.h"
#include "../fuzz/shm_fuzz.c"

static void replay(void *data, const char *path, uint8_t *bytes, size_t size)
{
	(void)data;
	(void)path;
	LLVMFuzzerTestOneInput(bytes, size);
}

static void test_corpus(void **state)
{
	(void)state;
	assert_true(replay_corpus("shm", replay, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
