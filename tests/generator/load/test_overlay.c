/* SPDX-License-Identifier: BSD-3-Clause
 * test_overlay.c: files as they are in an editor, by all names that they have. */
#include "tests/generator/helpers.h"

#include "load/beginning.h"
#include "load/overlay.h"

static void test_found(void **state)
{
	struct fixture *fixture = *state;
	const char *saved = fixture_file(fixture, "saved.xml", "<disk/>");
	const char *directory = fixture->directory;
	const char *link = arena_printf(fixture->arena, "%s/link.xml", directory);
	const char *unsaved = arena_printf(fixture->arena, "%s/unsaved.xml", directory);
	struct overlay overlays[] = {
		{ .path = NULL },
		{ .path = overlay_path(fixture->arena, saved), .bytes = "<a><b/></a>", .size = 11 },
		{ .path = overlay_path(fixture->arena, unsaved), .bytes = "<c/>", .size = 4 },
	};
	const struct source *source;
	struct beginning beginning;

	assert_int_equal(symlink("saved.xml", link), 0);
	overlay_set(overlays, sizeof(overlays) / sizeof(*overlays));
	assert_false(overlays[1].is_used);
	source = load_read(fixture->arena, link, fixture->diags);
	assert_string_equal(source->bytes, "<a><b/></a>");
	assert_string_equal(source->name, link);
	assert_true(source->is_file && overlays[1].is_used && !overlays[2].is_used);
	assert_true(beginning_read(fixture->arena, saved, &beginning));
	assert_string_equal(beginning.root, "a");
	assert_string_equal(beginning.child, "b");
	source = load_read(fixture->arena,
			   arena_printf(fixture->arena, "%s/./unsaved.xml", directory),
			   fixture->diags);
	assert_string_equal(source->bytes, "<c/>");
	assert_null(overlay_find(arena_printf(fixture->arena, "%s/other.xml", directory)));
	assert_null(overlay_find("/no/such/directory/saved.xml"));
	overlay_set(NULL, 0);
	source = load_read(fixture->arena, saved, fixture->diags);
	assert_string_equal(source->bytes, "<disk/>");
}

static void test_path(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(overlay_path(fixture->arena, "/usr/../no-such-file"), "/no-such-file");
	assert_string_equal(overlay_path(fixture->arena, "/no/such/x/../y"), "/no/such/x/../y");
	assert_int_equal(*overlay_path(fixture->arena, "no-such-file"), '/');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_found),
		TEST(test_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
