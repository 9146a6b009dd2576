/* SPDX-License-Identifier: BSD-3-Clause
 * shell_fuzz.c: libFuzzer on the parser of bash: a tree in which everything has its place, or a
 * message. */
#include "shell_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	const struct source *source = fuzz_source(arena, "fuzz.sh", bytes, size);
	const struct shell_list *list = shell_parse(arena, source, diags);

	REQUIRE(list || diags_error_count(diags), "neither a tree nor a message");
	if (list)
		check_shell_tree(source, list);
	fuzz_check_messages(diags);
	arena_free(arena);
	return 0;
}
