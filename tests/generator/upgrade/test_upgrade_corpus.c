/* SPDX-License-Identifier: BSD-3-Clause
 * test_upgrade_corpus.c: replays what the fuzzer of the upgrade has been fed and has found. */
#include "tests/fuzz/replay_corpus.h"
#include "tests/fuzz/upgrade_fuzz.c"

int main(void)
{
	static struct corpus corpus = { "upgrade", 3, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
