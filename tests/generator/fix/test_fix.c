/* SPDX-License-Identifier: BSD-3-Clause
 * test_fix.c: rounds of fixing and checking, with a check of the test's own: each letter of a file
 * is a finding. */
#include "fix/fix.h"
#include "tests/generator/helpers.h"

/* What the check reports: for each character of `from` an error, whose fix is the text of the same
 * place in `to`; a "-" has none. */
struct letters {
	const char *const *paths; /* NULL-terminated */
	const char *from;
	const char *to[8];
	bool is_paired; /* the edits of two characters in a row belong together */
};

static void check_source(const struct letters *letters, const struct source *source,
			 struct diags *diags)
{
	struct diag *diag = NULL;
	bool is_second = false;

	for (size_t i = 0; i < source->size; i++) {
		const char *found = strchr(letters->from, source->bytes[i]);
		struct span at = source_span(source, i, i + 1);

		is_second = letters->is_paired && found && diag && !is_second;
		if (!found) {
			diag = NULL;
			continue;
		}
		if (!is_second)
			diag = diag_add(diags, DIAG_SCHEMA_VIOLATION, at, "%c at %zu",
					source->bytes[i], i);
		if (*letters->to[found - letters->from] != '-')
			diag_edit(diag, at, letters->to[found - letters->from]);
	}
}

static void check_letters(struct arena *arena, struct diags *diags, void *context)
{
	const struct letters *letters = context;

	for (const char *const *path = letters->paths; *path; path++) {
		const struct source *source = load_read(arena, *path, diags);

		if (source)
			check_source(letters, source, diags);
	}
}

static bool find(struct fixture *fixture, const struct letters *letters, struct fixes *fixes)
{
	const struct fix_check check = { check_letters, (void *)letters };

	overlay_set(NULL, 0);
	fix_find(fixture->arena, &check, fixes, fixture->diags);
	return !diags_count(fixture->diags);
}

static const char *content(struct fixture *fixture, const char *path)
{
	const struct source *source;

	overlay_set(NULL, 0);
	source = load_read(fixture->arena, path, fixture->diags);
	assert_non_null(source);
	return source->bytes - source->mark_size;
}

/* What the files of the fixes become on the disk. */
static void write_fixes(struct fixture *fixture, const struct fixes *fixes)
{
	assert_true(fix_write(fixture->arena, fixes, stdout, fixture->diags));
	assert_string_equal(messages(fixture), "");
	overlay_set(NULL, 0);
}

static void test_rounds(void **state)
{
	struct fixture *fixture = *state;
	const char *one = fixture_file(fixture, "one",
				       "\xEF\xBB\xBF"
				       "a-b\r\nc");
	const char *two = fixture_file(fixture, "two", "xyz");
	const char *const paths[] = { one, two, one, NULL };
	struct letters letters = { paths, "abc", { "bb", "", "-" }, false };
	struct fixes fixes = { 0 };

	assert_true(find(fixture, &letters, &fixes));
	assert_int_equal(fixes.message_count, 4);
	assert_int_equal(fix_count_changed(&fixes), 1);
	assert_string_equal(fixes.files[0].bytes, "\xEF\xBB\xBF"
						  "-\r\nc");
	assert_string_equal(content(fixture, one), "\xEF\xBB\xBF"
						   "a-b\r\nc");
	write_fixes(fixture, &fixes);
	assert_string_equal(content(fixture, one), "\xEF\xBB\xBF"
						   "-\r\nc");
	assert_string_equal(content(fixture, two), "xyz");
}

/* Edits of one message are all made, or none: the second of a pair has no fix. */
static void test_edits_that_belong_together(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "file", "ab ba aa");
	const char *const paths[] = { path, NULL };
	struct letters letters = { paths, "ab", { "x", "y" }, true };
	struct fixes fixes = { 0 };

	assert_true(find(fixture, &letters, &fixes));
	assert_string_equal(fixes.files[0].bytes, "xy yx xx");
	assert_int_equal(fixes.message_count, 3);
	overlay_set(NULL, 0);
}

static void test_loop(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "file", "a");
	const char *const paths[] = { path, NULL };
	struct letters letters = { paths, "ab", { "b", "a" }, false };
	struct fixes fixes = { 0 };

	assert_false(find(fixture, &letters, &fixes));
	assert_string_equal(
		messages(fixture),
		arena_printf(fixture->arena,
			     "acrn-cfg: error: the fixes of '%s' do not come to an end: they lead "
			     "back to an earlier state [fix-unstable]\n"
			     "acrn-cfg: help: the file is not changed: fix some of its messages by "
			     "hand\n",
			     path));
	assert_int_equal(fix_count_changed(&fixes), 0);
	assert_int_equal(fixes.message_count, 0);
	assert_string_equal(content(fixture, path), "a");
}

/* What files become, one behind the other. */
static const char *fixed(struct fixture *fixture, const struct fixes *fixes)
{
	const char *text = "";

	for (size_t i = 0; i < fixes->count; i++)
		text = arena_printf(fixture->arena, "%s%.*s;", text, (int)fixes->files[i].size,
				    fixes->files[i].bytes);
	overlay_set(NULL, 0);
	return text;
}

/* Each file that comes to an end is fixed, whatever the others do: "a" and "b" lead back to each
 * other, "c" grows. */
static void test_some_unstable(void **state)
{
	struct fixture *fixture = *state;
	const char *const paths[] = {
		fixture_file(fixture, "good", "d d"),
		fixture_file(fixture, "loop", "d a"),
		fixture_file(fixture, "growth", "c"),
		fixture_file(fixture, "late", "ef"),
		NULL,
	};
	struct letters letters = { paths, "abcdef", { "b", "a", "cx", "x", "f", "dd" }, false };
	struct fixes fixes = { 0 };

	assert_false(find(fixture, &letters, &fixes));
	assert_int_equal(diags_count(fixture->diags), 2);
	assert_contains(messages(fixture), "loop' do not come to an end");
	assert_contains(messages(fixture), "growth' do not come to an end");
	assert_string_equal(fixed(fixture, &fixes), "x x;d a;c;xxxx;");
	assert_int_equal(fixes.message_count, 2 + 1 + 2 + 4);
}

/* What the check of test_common_edits() reports: "a" in the first file, whose fix is also an "a" of
 * the second; and "p" and "q", whose fixes are each other. */
static void check_common(struct arena *arena, struct diags *diags, void *context)
{
	const char *const *paths = context;
	const struct source *one = load_read(arena, paths[0], diags);
	const struct source *two = load_read(arena, paths[1], diags);
	const struct source *three = load_read(arena, paths[2], diags);
	struct diag *diag;

	if (one->bytes[0] == 'a') {
		diag = diag_add(diags, DIAG_SCHEMA_VIOLATION, source_span(one, 0, 1), "a");
		diag_edit(diag, source_span(one, 0, 1), "x");
		diag_edit(diag, source_span(two, 0, 1), "x");
	}
	diag = diag_add(diags, DIAG_SCHEMA_VIOLATION, source_span(two, 1, 2), "loop");
	diag_edit(diag, source_span(two, 1, 2), two->bytes[1] == 'p' ? "q" : "p");
	if (three->bytes[0] == 'a') {
		diag = diag_add(diags, DIAG_SCHEMA_VIOLATION, source_span(three, 0, 1), "a");
		diag_edit(diag, source_span(three, 0, 1), "x");
	}
}

/* A file that has fixes in common with one that is given up is given up, too: half of a fix is
 * none. */
static void test_common_edits(void **state)
{
	struct fixture *fixture = *state;
	const char *paths[] = {
		fixture_file(fixture, "one", "a"),
		fixture_file(fixture, "two", "ap"),
		fixture_file(fixture, "three", "a"),
	};
	const struct fix_check check = { check_common, paths };
	struct fixes fixes = { 0 };

	overlay_set(NULL, 0);
	fix_find(fixture->arena, &check, &fixes, fixture->diags);
	assert_int_equal(diags_count(fixture->diags), 2);
	assert_string_equal(fixed(fixture, &fixes), "a;ap;x;");
	assert_int_equal(fixes.message_count, 1);
}

/* Searching for the fixes that make more errors has an end, and what was fixed until then stays so.
 */
static void test_many_worse(void **state)
{
	struct fixture *fixture = *state;
	char *text = arena_alloc(fixture->arena, 901);
	const char *paths[] = { NULL, NULL };
	struct letters letters = { paths, "abd", { "x", "ddd", "-" }, false };
	struct fixes fixes = { 0 };

	for (size_t i = 0; i < 900; i++)
		text[i] = i % 9 == 0 ? 'a' : 'b';
	paths[0] = fixture_file(fixture, "file", text);
	assert_true(find(fixture, &letters, &fixes));
	assert_string_equal(messages(fixture), "");
	assert_in_range(fixes.message_count, 1, 100);
	overlay_set(NULL, 0);
}

static void test_endless_growth(void **state)
{
	struct fixture *fixture = *state;
	const char *const paths[] = { fixture_file(fixture, "file", "a"), NULL };
	struct letters letters = { paths, "a", { "ax" }, false };
	struct fixes fixes = { 0 };

	assert_false(find(fixture, &letters, &fixes));
	assert_contains(messages(fixture), "still more after 64 rounds [fix-unstable]");
	assert_int_equal(fix_count_changed(&fixes), 0);
	overlay_set(NULL, 0);
}

/* A fix that makes more errors is not made; the others of its round are. */
static void test_worse(void **state)
{
	struct fixture *fixture = *state;
	const char *const paths[] = { fixture_file(fixture, "file", "a c b a"), NULL };
	struct letters letters = { paths, "abcd", { "x", "y", "ddddd", "-" }, false };
	struct fixes fixes = { 0 };

	assert_true(find(fixture, &letters, &fixes));
	assert_string_equal(fixes.files[0].bytes, "x c y x");
	assert_int_equal(fixes.message_count, 3);
	overlay_set(NULL, 0);
}

/* More findings than a list of messages keeps. */
static void test_many(void **state)
{
	struct fixture *fixture = *state;
	char *text = arena_alloc(fixture->arena, 5001);
	struct letters letters = { NULL, "a", { "x" }, false };
	const char *paths[] = { NULL, NULL };
	struct fixes fixes = { 0 };

	memset(text, 'a', 5000);
	paths[0] = fixture_file(fixture, "file", text);
	letters.paths = paths;
	assert_true(find(fixture, &letters, &fixes));
	assert_int_equal(fixes.message_count, 5000);
	assert_int_equal(strspn(fixes.files[0].bytes, "x"), 5000);
	overlay_set(NULL, 0);
}

static void test_links_and_permissions(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "file", "a");
	const char *link = fixture_file(fixture, "link", NULL);
	const char *const paths[] = { link, path, NULL };
	struct letters letters = { paths, "a", { "x" }, false };
	struct fixes fixes = { 0 };
	struct stat status;

	assert_int_equal(symlink("file", link), 0);
	assert_int_equal(chmod(path, 0640), 0);
	assert_true(find(fixture, &letters, &fixes));
	assert_int_equal(fixes.count, 1);
	write_fixes(fixture, &fixes);
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(lstat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	assert_string_equal(content(fixture, path), "x");
}

/* Nothing is written where one of the files has another content than it had. */
static void test_changed_meanwhile(void **state)
{
	struct fixture *fixture = *state;
	const char *one = fixture_file(fixture, "one", "a");
	const char *two = fixture_file(fixture, "two", "a");
	const char *const paths[] = { one, two, NULL };
	struct letters letters = { paths, "a", { "x" }, false };
	struct fixes fixes = { 0 };

	assert_true(find(fixture, &letters, &fixes));
	fixture_file(fixture, "two", "ab");
	assert_false(fix_write(fixture->arena, &fixes, stdout, fixture->diags));
	assert_contains(messages(fixture), "two' has changed since it was read [fix-file-changed]");
	assert_string_equal(content(fixture, one), "a");
	assert_string_equal(content(fixture, two), "ab");
}

static void test_not_writable(void **state)
{
	struct fixture *fixture = *state;
	const char *one = fixture_file(fixture, "one", "a");
	const char *two = fixture_file(fixture, "two/file", "a");
	const char *const paths[] = { one, two, NULL };
	struct letters letters = { paths, "a", { "x" }, false };
	const uid_t user = geteuid();
	struct fixes fixes = { 0 };

	assert_int_equal(chmod(two, 0444), 0);
	assert_true(find(fixture, &letters, &fixes));
	if (user == 0) /* root may write to any file */
		assert_int_equal(chmod(fixture_directory(fixture), 0755) | seteuid(65534), 0);
	assert_false(fix_write(fixture->arena, &fixes, stdout, fixture->diags));
	assert_int_equal(seteuid(user), 0);
	assert_contains(messages(fixture), "Permission denied [output-unwritable]");
	assert_string_equal(content(fixture, one), "a");
}

/* The patch of files, which diff(1) prints. */
static const char *patch_of(struct fixture *fixture, const struct fixes *fixes)
{
	FILE *stream = tmpfile();
	char *text;
	long size;

	assert_non_null(stream);
	assert_true(fix_print_patch(fixture->arena, fixes, stream, fixture->diags));
	fseek(stream, 0, SEEK_END);
	size = ftell(stream);
	rewind(stream);
	text = arena_alloc(fixture->arena, (size_t)size + 1);
	assert_int_equal(fread(text, 1, (size_t)size, stream), size);
	fclose(stream);
	return text;
}

static void test_patch(void **state)
{
	struct fixture *fixture = *state;
	const char *one = fixture_file(fixture, "na me", "a\r\nz");
	const char *two = fixture_file(fixture, "f\xC3\xA4\"\\\t", "a\n");
	const char *const paths[] = { one, two, NULL };
	struct letters letters = { paths, "a", { "x" }, false };
	char *working = getcwd(NULL, 0);
	struct fixes fixes = { 0 };

	assert_int_equal(chdir(fixture_directory(fixture)), 0);
	assert_true(find(fixture, &letters, &fixes));
	assert_string_equal(
		patch_of(fixture, &fixes),
		"--- a/na me\t\n+++ b/na me\t\n@@ -1,2 +1,2 @@\n-a\r\n+x\r\n z\n"
		"\\ No newline at end of file\n"
		"--- \"a/f\\303\\244\\\"\\\\\\011\"\n+++ \"b/f\\303\\244\\\"\\\\\\011\"\n"
		"@@ -1 +1 @@\n-a\n+x\n");
	assert_int_equal(chdir(working), 0);
	free(working);
	overlay_set(NULL, 0);
}

/* A file that is not below the working directory is named from the root on. */
static void test_patch_elsewhere(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "one", "a\n");
	const char *sub = fixture_file(fixture, "sub/file", "");
	const char *const paths[] = { path, NULL };
	struct letters letters = { paths, "a", { "x" }, false };
	char *working = getcwd(NULL, 0);
	struct fixes fixes = { 0 };

	assert_int_equal(chdir(arena_copy(fixture->arena, sub, strlen(sub) - strlen("/file"))), 0);
	assert_true(find(fixture, &letters, &fixes));
	assert_string_equal(patch_of(fixture, &fixes),
			    arena_printf(fixture->arena, "--- a%s\n+++ b%s\n@@ -1 +1 @@\n-a\n+x\n",
					 fixes.files[0].path, fixes.files[0].path));
	assert_int_equal(chdir(working), 0);
	free(working);
	overlay_set(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_rounds),
		TEST(test_edits_that_belong_together),
		TEST(test_loop),
		TEST(test_some_unstable),
		TEST(test_common_edits),
		TEST(test_many_worse),
		TEST(test_endless_growth),
		TEST(test_worse),
		TEST(test_many),
		TEST(test_links_and_permissions),
		TEST(test_changed_meanwhile),
		TEST(test_not_writable),
		TEST(test_patch),
		TEST(test_patch_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
