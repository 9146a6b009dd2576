/* SPDX-License-Identifier: BSD-3-Clause
 * test_arguments_corpus.c: every file of tests/fuzz/corpus/arguments is a command line that is
 * refused in one line, or understood; and so is every file with a byte of it gone or another one.
 */
#include "replay.h"
#include "tests/fuzz/replay_corpus.h"

static unsigned totals[REPLAY_BUILT + 1];

static void replay_mutants(uint8_t *bytes, size_t size)
{
	static const uint8_t others[] = { 0, ',', ':', '\n', '-', '9', 0xff };

	for (size_t i = 0; i < size; i++) {
		uint8_t kept = bytes[i];

		assert_int_not_equal(replay(bytes, i), REPLAY_BROKEN);
		for (size_t j = 0; j < sizeof(others); j++) {
			bytes[i] = others[j];
			assert_int_not_equal(replay(bytes, size), REPLAY_BROKEN);
		}
		bytes[i] = kept;
	}
}

static void replay_file(void *data, const char *path, uint8_t *bytes, size_t size)
{
	enum replay_result result;

	(void)data;
	assert_in_range(size, 0, REPLAY_SIZE_MAX);
	result = replay(bytes, size);
	if (result == REPLAY_BROKEN)
		fail_msg("%s", path);
	totals[result]++;
	replay_mutants(bytes, size);
}

static void test_corpus(void **state)
{
	(void)state;
	replay_corpus("arguments", replay_file, NULL);
	assert_true(totals[REPLAY_NOT_READ] > 2);
	assert_true(totals[REPLAY_NOT_BUILT] > 2);
	assert_true(totals[REPLAY_BUILT] > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
