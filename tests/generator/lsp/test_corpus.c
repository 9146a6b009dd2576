/* SPDX-License-Identifier: BSD-3-Clause
 * test_corpus.c: what the fuzzer of the language server has been fed. */
#include "tests/fuzz/replay_corpus.h"

#include "tests/fuzz/lsp_fuzz.c"

static void use(void *data, const char *path, uint8_t *bytes, size_t size)
{
	(void)data;
	(void)path;
	assert_int_equal(LLVMFuzzerTestOneInput(bytes, size), 0);
}

static void test_corpus(void **state)
{
	(void)state;
	assert_true(replay_corpus("lsp", use, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_corpus) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
