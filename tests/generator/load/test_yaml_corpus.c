/* SPDX-License-Identifier: BSD-3-Clause
 * test_yaml_corpus.c: replays what the fuzzer of the YAML loader has been fed and has found. */
#include "tests/fuzz/replay_corpus.h"
#include "tests/fuzz/yaml_fuzz.c"

int main(void)
{
	static struct corpus corpus = { "yaml", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
