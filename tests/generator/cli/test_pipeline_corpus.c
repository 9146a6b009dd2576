/* SPDX-License-Identifier: BSD-3-Clause
 * test_pipeline_corpus.c: replays what the fuzzer of the whole straight line has been fed and has
 * found. */
#include "tests/fuzz/pipeline_fuzz.c"
#include "tests/fuzz/replay_corpus.h"

int main(void)
{
	static struct corpus corpus = { "pipeline", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
