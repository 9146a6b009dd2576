/* SPDX-License-Identifier: BSD-3-Clause
 * test_peer_corpus.c: replays what the fuzzer of the ivshmem server's client has been fed and has
 * found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/peer_fuzz.c"

static void replay(const char *path)
{
	static uint8_t bytes[1 << 16];
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

	(void)state;
	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/peer", root ? root : ".");
	directory = opendir(folder);
	assert_non_null(directory);
	while ((entry = readdir(directory))) {
		char path[sizeof(folder) + sizeof(entry->d_name) + 1];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		replay(path);
		count++;
	}
	closedir(directory);
	assert_true(count >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
