/* SPDX-License-Identifier: BSD-3-Clause
 * test_script_corpus.c: replays what the fuzzer of scripts that are followed has been fed and has
 * found. */
#include "tests/fuzz/replay_corpus.h"
#include "tests/fuzz/script_fuzz.c"

int main(void)
{
	static struct corpus corpus = { "script", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
