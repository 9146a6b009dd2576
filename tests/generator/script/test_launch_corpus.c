/* SPDX-License-Identifier: BSD-3-Clause
 * test_launch_corpus.c: replays what the fuzzer of launch scripts has been fed and has found. */
#include "tests/fuzz/launch_fuzz.c"
#include "tests/fuzz/replay_corpus.h"

int main(void)
{
	static struct corpus corpus = { "launch", 5, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
