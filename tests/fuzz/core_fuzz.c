/* SPDX-License-Identifier: BSD-3-Clause
 * core_fuzz.c: libFuzzer on the ivshmem device against its reference. Built without libFuzzer it
 * replays the files that it is given, and prints what they do: core_fuzz FILE...
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/devmodel/core/interpreter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool run(const uint8_t *bytes, size_t size, FILE *trace)
{
	static struct interpreter it;

	if (interpret(&it, bytes, size, trace))
		return true;
	fprintf(stderr, "step %lu: %s\n", it.steps, it.difference);
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (!run(bytes, size, NULL))
		abort();
	return 0;
}

/* libFuzzer's own takes the place of this one. */
__attribute__((weak)) int main(int argc, char **argv)
{
	static uint8_t bytes[1 << 20];
	int status = EXIT_SUCCESS;

	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");

		if (!file) {
			perror(argv[i]);
			return EXIT_FAILURE;
		}
		printf("%s:\n", argv[i]);
		if (!run(bytes, fread(bytes, 1, sizeof(bytes), file), stdout))
			status = EXIT_FAILURE;
		fclose(file);
	}
	return status;
}
