/* SPDX-License-Identifier: BSD-3-Clause
 * test_offsets.c: each question about random places of scenarios, launch XML and boards, whole, cut
 * off there, or with random bytes there: the answers are JSON, and nothing else happens.
 *
 * The files are our own ones, and those of the corpus in SHARED. LSP_OFFSETS is how many places
 * each file is tried at.
 */
#include "tests/generator/lsp/ask.h"

#include <glob.h>

static json_t *(*const questions[])(const struct lsp_query *query) = {
	lsp_hover,   lsp_completion,	 lsp_definition, lsp_references,  lsp_highlight,
	lsp_symbols, lsp_prepare_rename, lsp_rename,	 lsp_inlay_hints,
};

static uint32_t seed = 1;

static uint32_t next_random(uint32_t limit)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % limit;
}

/* The text with a mark at an offset: whole, cut off there, or with something typed there. */
static const char *marked(struct fixture *fixture, const char *text, size_t offset)
{
	static const char *const typed[] = {
		"<", "<VM", "\"", ">", "&", "\xc3", "\n  - ", ": ", "$"
	};
	const char *more = next_random(3) ? "" : typed[next_random(sizeof(typed) / sizeof(*typed))];

	return arena_printf(fixture->arena, "%.*s%s" MARK "%s", (int)offset, text, more,
			    next_random(3) ? text + offset : "");
}

static void ask_all(const char *path, const char *text, size_t offset)
{
	struct fixture *fixture;
	void *state;

	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		struct lsp_query *query;
		struct asking *asking;

		fixture_open(&state);
		fixture = state;
		asking = ask_new(fixture);
		asking->server.client.takes_snippets = i % 2;
		query = ask_after(asking, path, text, marked(fixture, text, offset));
		json_decref(questions[i](query));
		fixture_close(&state);
	}
}

static void try_file(const char *path, size_t count)
{
	struct fixture *fixture;
	const struct source *source;
	void *state;

	fixture_open(&state);
	fixture = state;
	source = load_read(fixture->arena, path, fixture->diags);
	if (source && !strstr(source->bytes, MARK) && strlen(source->bytes) == source->size)
		for (size_t i = 0; i < count; i++)
			ask_all(path, source->bytes, next_random((uint32_t)source->size + 1));
	fixture_close(&state);
}

static void try_files(const char *pattern, size_t count, size_t step)
{
	glob_t found = { 0 };

	glob(pattern, GLOB_BRACE, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i += step)
		try_file(found.gl_pathv[i], count);
	globfree(&found);
}

static void test_offsets(void **state)
{
	const char *shared = getenv("SHARED"), *asked = getenv("LSP_OFFSETS");
	size_t count = asked ? strtoul(asked, NULL, 10) : 1;
	char *corpus;

	(void)state;
	try_files("boards/*/*.xml", 4 * count, 1);
	if (!shared)
		return;
	assert_true(asprintf(&corpus,
			     "%s/corpus/{cases,eras,acrn,upgrade}{/,/*/,/*/*/,/*/*/*/}*.{xml,yaml}",
			     shared) > 0);
	try_files(corpus, count, asked ? 1 : 7);
	free(corpus);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
