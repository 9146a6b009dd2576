/* SPDX-License-Identifier: BSD-3-Clause
 * xml_fuzz.c: libFuzzer on the XML loader: a document in which everything has its place, or one
 * message that says where the bytes are none. */
#include "places.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	const struct source *source = fuzz_source(arena, "fuzz.xml", bytes, size);
	const struct doc *doc = load_source(arena, source, diags);

	REQUIRE(diags_error_count(diags) == !doc, "no document without one message");
	if (doc)
		check_places(arena, doc);
	fuzz_check_messages(diags);
	arena_free(arena);
	return 0;
}
