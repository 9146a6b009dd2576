/* SPDX-License-Identifier: BSD-3-Clause
 * helpers.h: what the generator's tests share: an arena and a diagnostic list for each test,
 * sources and documents out of strings, messages as text, and files in a directory of the test's
 * own.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/source.h"
#include "diag/diag.h"
#include "load/load.h"

struct fixture {
	struct arena *arena;
	struct diags *diags;
	char *directory; /* NULL until the test makes one */
};

/* A test that gets a struct fixture in *state. */
#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_open, fixture_close)

static inline void helper_out_of_memory(void)
{
	abort();
}

static inline int helper_remove(const char *path, const struct stat *status, int type,
				struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static inline int fixture_open(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->arena = arena_new(helper_out_of_memory);
	fixture->diags = diags_new(fixture->arena);
	*state = fixture;
	return 0;
}

static inline int fixture_close(void **state)
{
	struct fixture *fixture = *state;

	if (fixture->directory)
		nftw(fixture->directory, helper_remove, 16, FTW_DEPTH | FTW_PHYS);
	free(fixture->directory);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

/* The same with nothing reported so far. */
static inline void fixture_forget(struct fixture *fixture)
{
	fixture->diags = diags_new(fixture->arena);
}

/* A directory of the test's own, which goes with the fixture. */
static inline const char *fixture_directory(struct fixture *fixture)
{
	const char *parent = getenv("TMPDIR");

	if (fixture->directory)
		return fixture->directory;
	if (asprintf(&fixture->directory, "%s/acrn-cfg-test-XXXXXX", parent ? parent : "/tmp") < 0)
		abort();
	assert_non_null(mkdtemp(fixture->directory));
	return fixture->directory;
}

/* The path of a file below the test's directory; with `text`, the file is written. */
static inline const char *fixture_file(struct fixture *fixture, const char *name, const char *text)
{
	const char *path = arena_printf(fixture->arena, "%s/%s", fixture_directory(fixture), name);
	char *parent = arena_copy(fixture->arena, path, strlen(path));
	FILE *file;

	for (char *slash = parent + strlen(fixture->directory) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		mkdir(parent, 0777);
		*slash = '/';
	}
	if (!text)
		return path;
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return path;
}

/* A source over a copy of `size` bytes; its name is "test.xml". */
static inline const struct source *source_of_bytes(struct fixture *fixture, const char *bytes,
						   size_t size)
{
	return source_memory(fixture->arena, "test.xml", arena_copy(fixture->arena, bytes, size),
			     size);
}

static inline const struct source *source_of(struct fixture *fixture, const char *text)
{
	return source_of_bytes(fixture, text, strlen(text));
}

/* All messages so far, as the program would print them. */
static inline const char *printed(struct fixture *fixture, enum diag_format format, bool color)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	assert_non_null(stream);
	diags_print(fixture->diags, stream, format, color);
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

static inline const char *messages(struct fixture *fixture)
{
	return printed(fixture, DIAG_FORMAT_GCC, false);
}

/* A document that is expected to be fine. */
static inline const struct doc *doc_of(struct fixture *fixture, const char *text)
{
	const struct doc *doc =
		load_source(fixture->arena, source_of(fixture, text), fixture->diags);

	assert_string_equal(messages(fixture), "");
	assert_non_null(doc);
	return doc;
}

/* The nearest element of that name, in the order of the document; NULL if there is none. */
static inline const xmlNode *find_element(const xmlNode *node, const char *name)
{
	for (; node; node = node->next) {
		const xmlNode *found;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (strcmp((const char *)node->name, name) == 0)
			return node;
		found = find_element(node->children, name);
		if (found)
			return found;
	}
	return NULL;
}

static inline const xmlNode *element_of(const struct doc *doc, const char *name)
{
	const xmlNode *found = find_element(xmlDocGetRootElement(doc->xml), name);

	assert_non_null(found);
	return found;
}

/* The bytes that a span covers. */
static inline const char *text_at(struct fixture *fixture, struct span span)
{
	assert_non_null(span.source);
	assert_true(span.start <= span.end && span.end <= span.source->size);
	return arena_copy(fixture->arena, span.source->bytes + span.start, span.end - span.start);
}

#define assert_span(fixture, span, text) assert_string_equal(text_at(fixture, span), text)

#define assert_contains(text, part)                                          \
	do {                                                                 \
		if (!strstr(text, part))                                     \
			fail_msg("'%s' is not in: %s", (const char *)(part), \
				 (const char *)(text));                      \
	} while (0)

static inline const char *source_root(void)
{
	const char *root = getenv("SRCDIR");

	return root ? root : ".";
}

#endif
