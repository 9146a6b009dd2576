/* SPDX-License-Identifier: BSD-3-Clause
 * test_shm_corpus.c: replays what the fuzzer of region texts has been fed and has found. */
#include "tests/fuzz/replay_corpus.h"
#include "tests/fuzz/shm_fuzz.c"

int main(void)
{
	static struct corpus corpus = { "shm", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
