/* SPDX-License-Identifier: BSD-3-Clause
 * test_core_corpus.c: every file of tests/fuzz/corpus/core is a life that device and shadow live
 * alike, and together they come to every call at the port.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interpreter.h"

static void replay(struct interpreter *it, const char *path)
{
	static uint8_t bytes[1 << 16];
	FILE *file = fopen(path, "rb");
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	assert_in_range(size, 1, sizeof(bytes) - 1);
	if (!interpret(it, bytes, size, NULL))
		fail_msg("%s, step %lu: %s", path, it->steps, it->difference);
}

static void test_corpus(void **state)
{
	static struct interpreter it;
	const char *root = getenv("SRCDIR");
	char directory[4096], path[8192];
	unsigned count = 0;
	DIR *stream;

	(void)state;
	snprintf(directory, sizeof(directory), "%s/tests/fuzz/corpus/core", root ? root : ".");
	stream = opendir(directory);
	assert_non_null(stream);
	for (struct dirent *entry; (entry = readdir(stream));) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		replay(&it, path);
		count++;
	}
	closedir(stream);
	assert_true(count >= 10);
	for (unsigned kind = 0; kind <= CALL_RING; kind++)
		assert_true(it.totals[kind] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
