/* SPDX-License-Identifier: BSD-3-Clause
 * test_vfu_corpus.c: replays what the fuzzer of the vfio-user server has been fed and has found. */
#include "helpers.h"

#include "../fuzz/vfu_fuzz.c"

static void replay(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t size;

	assert_non_null(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	LLVMFuzzerTestOneInput(bytes, size);
}

static void test_corpus(void **state)
{
	const char *root = getenv("SRCDIR");
	unsigned count = 0;
	char folder[4096];
	struct dirent *entry;
	DIR *directory;
	int fds;

	(void)state;
	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/vfu", root ? root : ".");
	directory = opendir(folder);
	assert_non_null(directory);
	fds = count_fds();
	while ((entry = readdir(directory))) {
		char path[sizeof(folder) + sizeof(entry->d_name) + 1];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		replay(path);
		count++;
	}
	assert_true(count > 0);
	assert_int_equal(count_fds(), fds);
	closedir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
