/* SPDX-License-Identifier: BSD-3-Clause
 * test_aml_corpus.c: replays what the fuzzer of AML has been fed and has found. */
#include "tests/fuzz/aml_fuzz.c"
#include "tests/fuzz/replay_corpus.h"

int main(void)
{
	static struct corpus corpus = { "aml", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
