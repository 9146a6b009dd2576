/* SPDX-License-Identifier: BSD-3-Clause
 * test_parse_corpus.c: replays what the fuzzer of the parser of bash has found. */
#include "tests/fuzz/replay_corpus.h"
#include "tests/fuzz/shell_fuzz.c"

int main(void)
{
	static struct corpus corpus = { "shell", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
