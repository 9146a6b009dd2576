/* SPDX-License-Identifier: BSD-3-Clause
 * test_uri.c: URIs of files, as clients write them. */
#include "tests/generator/helpers.h"

#include "lsp/uri.h"

static void test_path(void **state)
{
	static const struct {
		const char *uri, *path;
	} cases[] = {
		{ "file:///a/b.xml", "/a/b.xml" },
		{ "FILE://localhost/a", "/a" },
		{ "file:///c%3A/x%20y%C3%A9", "/c:/x y\xC3\xA9" },
		{ "file:///100%25%2g%", "/100%%2g%" },
		{ "file:///a#b?c", "/a#b?c" },
		{ "file:///", "/" },
		{ "file://", NULL },
		{ "file://host/a", NULL },
		{ "file:/a", NULL },
		{ "file:///a%00b", NULL },
		{ "untitled:a", NULL },
		{ "", NULL },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *path = uri_path(fixture->arena, cases[i].uri);

		if (cases[i].path)
			assert_string_equal(path, cases[i].path);
		else
			assert_null(path);
	}
}

/* Each byte that a path can have comes back. */
static void test_round_trip(void **state)
{
	struct fixture *fixture = *state;
	char path[257] = "/";
	const char *uri;

	for (int byte = 1; byte < 256; byte++)
		path[byte] = (char)byte;
	uri = uri_of_path(fixture->arena, path);
	for (const char *at = uri; *at; at++)
		assert_true(*at > ' ' && *at < 0x7F && !strchr("\"<>\\^`{|}#?", *at));
	assert_string_equal(uri_path(fixture->arena, uri), path);
	assert_string_equal(uri_of_path(fixture->arena, "/a b/\xC3\xA9.xml"),
			    "file:///a%20b/%C3%A9.xml");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_path),
		TEST(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
