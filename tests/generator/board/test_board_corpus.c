/* SPDX-License-Identifier: BSD-3-Clause
 * test_board_corpus.c: replays what the fuzzer of board descriptions has been fed and has found. */
#include "tests/fuzz/board_fuzz.c"
#include "tests/fuzz/replay_corpus.h"

int main(void)
{
	static struct corpus corpus = { "board", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
