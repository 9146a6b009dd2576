/* SPDX-License-Identifier: BSD-3-Clause
 * replay_corpus.h: what a fuzzer has been fed and has found, once more.
 */
#ifndef REPLAY_CORPUS_H
#define REPLAY_CORPUS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <dirent.h>

/* Gives each file of tests/fuzz/corpus/NAME to `use`, with `data`; returns how many there are.
 */
static inline unsigned
replay_corpus(const char *name,
	      void (*use)(void *data, const char *path, uint8_t *bytes, size_t size), void *data)
{
	static uint8_t bytes[1 << 20];
	const char *root = getenv("SRCDIR");
	char folder[4096], path[8192];
	unsigned count = 0;
	DIR *stream;

	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s", root ? root : ".", name);
	stream = opendir(folder);
	assert_non_null(stream);
	for (struct dirent *entry; (entry = readdir(stream));) {
		FILE *file;
		size_t size;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		file = fopen(path, "rb");
		assert_non_null(file);
		size = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		use(data, path, bytes, size);
		count++;
	}
	closedir(stream);
	return count;
}

/* A corpus that is given to a fuzz target as it is; so many files are in it at least. */
struct corpus {
	const char *name;
	unsigned min;
	int (*run)(const uint8_t *bytes, size_t size);
};

static inline void corpus_run(void *data, const char *path, uint8_t *bytes, size_t size)
{
	const struct corpus *corpus = data;

	(void)path;
	corpus->run(bytes, size);
}

/* The test of it, for cmocka_unit_test_prestate(). */
static inline void corpus_test(void **state)
{
	struct corpus *corpus = *state;

	assert_true(replay_corpus(corpus->name, corpus_run, corpus) >= corpus->min);
}

#endif
