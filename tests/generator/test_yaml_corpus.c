/* SPDX-License-Identifier: BSD-3-Clause
 * test_yaml_corpus.c: replays what the fuzzer of the YAML loader has been fed and has found. */
#include "../fuzz/replay_corpus.h"
#include "../fuzz/yaml_fuzz.c"

static void replay(void *data, const char *path, uint8_t *bytes, size_t size)
{
	(void)data;
	(void)path;
	LLVMFuzzerTestOneInput(bytes, size);
}

static void test_corpus(void **state)
{
	(void)state;
	assert_true(replay_corpus("yaml", replay, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
