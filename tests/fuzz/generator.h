/* SPDX-License-Identifier: BSD-3-Clause
 * generator.h: what the generator's targets share: what must be true, memory for one input, and
 * what must be true of messages.
 */
#ifndef GENERATOR_H
#define GENERATOR_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "base/arena.h"
#include "base/source.h"
#include "diag/diag.h"
#include "load/load.h"

/* Ends the process with what was expected, and why that matters. */
#define REQUIRE(condition, why)                                                                  \
	do {                                                                                     \
		if (!(condition)) {                                                              \
			fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, why, #condition); \
			abort();                                                                 \
		}                                                                                \
	} while (0)

static inline void fuzz_say_nothing(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

/* Memory for one input; running out of it is a finding. */
static inline struct arena *fuzz_arena(void)
{
	xmlSetGenericErrorFunc(NULL, fuzz_say_nothing);
	return arena_new(abort);
}

/* A source over a copy that ends where the input does, so that the sanitizer sees who reads on. The
 * name says which syntax it is. */
static inline const struct source *fuzz_source(struct arena *arena, const char *name,
					       const void *bytes, size_t size)
{
	char *copy = malloc(size + 1);

	REQUIRE(copy, "memory");
	if (size)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	arena_adopt(arena, copy, free);
	return source_memory(arena, name, copy, size);
}

/* Prints all messages: whatever the input, no terminal is told anything. */
static inline void fuzz_check_messages(struct diags *diags)
{
	static const enum diag_format formats[] = { DIAG_FORMAT_TEXT, DIAG_FORMAT_GCC };

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *stream = open_memstream(&text, &size);

		REQUIRE(stream, "memory");
		diags_print(diags, stream, formats[i], false);
		fclose(stream);
		for (size_t at = 0; at < size; at++)
			REQUIRE((unsigned char)text[at] >= ' ' || strchr("\t\n", text[at]),
				"a message holds a control character");
		REQUIRE(!size || text[size - 1] == '\n', "a message has no end");
		free(text);
	}
}

#endif
