/* SPDX-License-Identifier: BSD-3-Clause
 * test_xml_corpus.c: replays what the fuzzer of the XML loader has been fed and has found. */
#include "tests/fuzz/replay_corpus.h"
#include "tests/fuzz/xml_fuzz.c"

int main(void)
{
	static struct corpus corpus = { "xml", 1, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
