/* SPDX-License-Identifier: BSD-3-Clause
 * test_vfu_corpus.c: replays what the fuzzer of the vfio-user server has been fed and has found. */
#include "helpers.h"

#include "../fuzz/replay_corpus.h"
#include "../fuzz/vfu_fuzz.c"

static void replay(void *data, const char *path, uint8_t *bytes, size_t size)
{
	int fds = count_fds();

	(void)data;
	(void)path;
	LLVMFuzzerTestOneInput(bytes, size);
	assert_int_equal(count_fds(), fds);
}

static void test_corpus(void **state)
{
	(void)state;
	assert_true(replay_corpus("vfu", replay, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
