/* SPDX-License-Identifier: BSD-3-Clause
 * test_arguments_corpus.c: every file of tests/fuzz/corpus/arguments is a command line that is
 * refused in one line, or understood; and so is every file with a byte of it gone or another one.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "replay.h"

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

static void replay_file(const char *path)
{
	static uint8_t bytes[REPLAY_SIZE_MAX];
	FILE *file = fopen(path, "rb");
	enum replay_result result;
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	result = replay(bytes, size);
	if (result == REPLAY_BROKEN)
		fail_msg("%s", path);
	totals[result]++;
	replay_mutants(bytes, size);
}

static void test_corpus(void **state)
{
	const char *root = getenv("SRCDIR");
	char directory[4096], path[8192];
	DIR *stream;

	(void)state;
	snprintf(directory, sizeof(directory), "%s/tests/fuzz/corpus/arguments", root ? root : ".");
	stream = opendir(directory);
	assert_non_null(stream);
	for (struct dirent *entry; (entry = readdir(stream));) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		replay_file(path);
	}
	closedir(stream);
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
