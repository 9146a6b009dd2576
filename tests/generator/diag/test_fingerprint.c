/* SPDX-License-Identifier: BSD-3-Clause
 * test_fingerprint.c: messages that are found again, and the paths of files in reports. */
#include "tests/generator/helpers.h"

#include "diag/fingerprint.h"
#include "diag/path.h"

static const struct diag_rule *rule(const char *slug)
{
	const struct diag_rule *found = diag_rule_find(slug, strlen(slug));

	assert_non_null(found);
	return found;
}

/* The fingerprint of the `number`th place of a message at each '4' of a file. */
static const char *fingerprint_in(struct fixture *fixture, const char *name, const char *text,
				  unsigned number)
{
	const struct source *source = source_file(fixture->arena, name, text, strlen(text));
	struct fingerprints *fingerprints = fingerprints_new(fixture->arena, NULL);
	const char *at = text, *fingerprint = NULL;

	for (unsigned i = 0; i < number; i++) {
		at = strchr(at, '4') + 1;
		fingerprint = fingerprint_next(
			fingerprints, rule("vm-id-invalid"),
			source_span(source, (size_t)(at - text) - 1, (size_t)(at - text)), "it");
		assert_int_equal(strlen(fingerprint), 64);
	}
	return fingerprint;
}

static void stays_when_lines_move(void **state)
{
	struct fixture *fixture = *state;
	const char *first = fingerprint_in(fixture, "a.xml", "<a>\n 4\n 4", 1);
	const char *second = fingerprint_in(fixture, "a.xml", "<a>\n 4\n 4", 2);

	assert_string_equal(first, fingerprint_in(fixture, "a.xml", "<a>\n\n\n\t4\r\n", 1));
	assert_string_equal(first, fingerprint_in(fixture, "./b/..//a.xml", "<b>\n4", 1));
	assert_string_equal(second, fingerprint_in(fixture, "a.xml", "\n4  \n\n\n4", 2));
	assert_string_not_equal(first, second);
	assert_string_not_equal(first, fingerprint_in(fixture, "b.xml", "<a>\n 4\n", 1));
	assert_string_not_equal(first, fingerprint_in(fixture, "a.xml", "<a>\n 45\n", 1));
}

static void has_rule_and_text(void **state)
{
	struct fixture *fixture = *state;
	struct fingerprints *fingerprints = fingerprints_new(fixture->arena, NULL);
	struct span nowhere = { 0 };
	const char *one = fingerprint_next(fingerprints, rule("vm-id-invalid"), nowhere, "it");

	assert_string_not_equal(
		one, fingerprint_next(fingerprints, rule("vm-id-invalid"), nowhere, "that"));
	assert_string_not_equal(
		one, fingerprint_next(fingerprints, rule("vm-name-invalid"), nowhere, "it"));
	fingerprints = fingerprints_new(fixture->arena, "/");
	assert_string_equal(one,
			    fingerprint_next(fingerprints, rule("vm-id-invalid"), nowhere, "it"));
}

/* Of a long line only what is near counts. */
static void reads_little_of_a_long_line(void **state)
{
	struct fixture *fixture = *state;
	char one[4002], other[4002];

	memset(one, ' ', sizeof(one));
	one[2000] = '4';
	one[2010] = 'x';
	one[4000] = 'y';
	one[4001] = '\0';
	memcpy(other, one, sizeof(one));
	other[4000] = 'z';
	other[0] = 'z';
	assert_string_equal(fingerprint_in(fixture, "a", one, 1),
			    fingerprint_in(fixture, "a", other, 1));
	other[2010] = 'y';
	assert_string_not_equal(fingerprint_in(fixture, "a", one, 1),
				fingerprint_in(fixture, "a", other, 1));
}

static const char *path_of(struct fixture *fixture, const char *root, const char *name)
{
	return diag_path(fixture->arena, root, name);
}

static void names_files_by_relative_paths(void **state)
{
	struct fixture *fixture = *state;
	char *here = getcwd(NULL, 0);
	const char *last = strrchr(here, '/') + 1;

	assert_string_equal(path_of(fixture, NULL, "a"), "a");
	assert_string_equal(path_of(fixture, NULL, ".//a/./b"), "a/b");
	assert_string_equal(path_of(fixture, NULL, "a/../../b"), "../b");
	assert_string_equal(path_of(fixture, NULL, "../../a/.."), "../..");
	assert_string_equal(path_of(fixture, NULL, "..a/x../..b"), "..a/x../..b");
	assert_string_equal(path_of(fixture, NULL, "/a/../../b/c.xml"), "c.xml");
	assert_string_equal(path_of(fixture, NULL, arena_printf(fixture->arena, "%s/b/c", here)),
			    "b/c");
	assert_string_equal(path_of(fixture, NULL, arena_printf(fixture->arena, "%s2/c", here)),
			    "c");
	assert_string_equal(path_of(fixture, NULL, arena_printf(fixture->arena, "../%s/c", last)),
			    "c");
	free(here);
}

static void names_files_below_another_root(void **state)
{
	struct fixture *fixture = *state;
	char *here = getcwd(NULL, 0);
	const char *last = strrchr(here, '/') + 1;

	assert_string_equal(path_of(fixture, "..", "a/b"),
			    arena_printf(fixture->arena, "%s/a/b", last));
	assert_string_equal(path_of(fixture, "..", "../b"), "b");
	assert_string_equal(path_of(fixture, "./a/", "a/b"), "b");
	assert_string_equal(path_of(fixture, "a", "b"), "../b");
	assert_string_equal(path_of(fixture, "a", "ab/c"), "../ab/c");
	assert_string_equal(path_of(fixture, "/a/b", "/a/../c"), "../../c");
	assert_string_equal(path_of(fixture, "/", "/a/b"), "a/b");
	assert_string_equal(path_of(fixture, "/", "<stdin>"), "<stdin>");
	free(here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(stays_when_lines_move),	      TEST(has_rule_and_text),
		TEST(reads_little_of_a_long_line),    TEST(names_files_by_relative_paths),
		TEST(names_files_below_another_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
