/* SPDX-License-Identifier: BSD-3-Clause
 * arguments_fuzz.c: libFuzzer on acrn-dm's command line, one word a line. Built without libFuzzer
 * it replays the files that it is given: arguments_fuzz FILE...
 */
#include <stdlib.h>

#include "tests/devmodel/acrn-dm/replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (replay(bytes, size) == REPLAY_BROKEN)
		abort();
	return 0;
}

/* libFuzzer's own takes the place of this one. */
__attribute__((weak)) int main(int argc, char **argv)
{
	static const char *const words[] = { "broken", "refused", "not for QEMU", "understood" };
	static uint8_t bytes[REPLAY_SIZE_MAX];
	int status = EXIT_SUCCESS;

	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		enum replay_result result;

		if (!file) {
			perror(argv[i]);
			return EXIT_FAILURE;
		}
		result = replay(bytes, fread(bytes, 1, sizeof(bytes), file));
		printf("%s: %s\n", argv[i], words[result]);
		if (result == REPLAY_BROKEN)
			status = EXIT_FAILURE;
		fclose(file);
	}
	return status;
}
