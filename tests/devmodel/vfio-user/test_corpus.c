/* SPDX-License-Identifier: BSD-3-Clause
 * test_corpus.c: replays what the fuzzer of the vfio-user server has been fed and has found. */
#include "helpers.h"

#include "tests/fuzz/replay_corpus.h"
#include "tests/fuzz/vfu_fuzz.c"

static int run(const uint8_t *bytes, size_t size)
{
	int fds = count_fds();

	LLVMFuzzerTestOneInput(bytes, size);
	assert_int_equal(count_fds(), fds);
	return 0;
}

int main(void)
{
	static struct corpus corpus = { "vfu", 1, run };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
