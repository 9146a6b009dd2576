/* SPDX-License-Identifier: BSD-3-Clause
 * test_manifest.c: the manifest tells what there is, and what an earlier run has written goes
 * if it is known to be unchanged. */
#include "scene.h"

#include "output/manifest.h"

static struct output_file first_files[] = {
	{ "config/table.c", "int table;\n", 11, false },
	{ "old/deep/one.sh", "#!/bin/sh\n", 10, true },
	{ "old/two.txt", "two\n", 4, false },
};

static struct output_file later_files[] = {
	{ "config/table.c", "int table;\n", 11, false },
};

static struct output_files first(struct scene *scene)
{
	return with_manifest(&scene->fixture, "site.xml", first_files, 3);
}

static struct output_files later(struct scene *scene, const char *scenario)
{
	return with_manifest(&scene->fixture, scenario, later_files, 1);
}

static void write_files(struct scene *scene, struct output_files files)
{
	assert_true(emit(scene, &files));
}

static void tells_what_there_is(void **state)
{
	struct scene *scene = *state;
	struct output_files files = later(scene, "/absolute/site.xml");

	assert_int_equal(files.count, 2);
	assert_string_equal(
		files.files[1].text,
		"{\n"
		"  \"manifest\": 1,\n"
		"  \"generator\": {\n"
		"    \"name\": \"acrn-cfg\",\n"
		"    \"version\": \"" VERSION "\"\n"
		"  },\n"
		"  \"release\": \"3.3\",\n"
		"  \"target\": \"acrn\",\n"
		"  \"inputs\": [\n"
		"    {\n"
		"      \"kind\": \"scenario\",\n"
		"      \"path\": \"site.xml\",\n"
		"      \"sha256\": "
		"\"29114363f749a0226b6988dda3ca2492a954117ab6b5f382706c20300dabc079\"\n"
		"    }\n"
		"  ],\n"
		"  \"outputs\": [\n"
		"    {\n"
		"      \"path\": \"config/table.c\",\n"
		"      \"sha256\": "
		"\"81764bdeba013cba6af1bf0fafe54fc3ab5b2affad71160b322862f49a968bed\",\n"
		"      \"executable\": false\n"
		"    }\n"
		"  ]\n"
		"}\n");
}

static void is_read_back(void **state)
{
	struct scene *scene = *state;
	struct output_files files = first(scene);
	const struct output_file *file = manifest_find(&files);
	struct manifest manifest;

	assert_true(manifest_read(scene->fixture.arena, file->text, file->size, &manifest));
	assert_string_equal(manifest.scenario, "site.xml");
	assert_int_equal(manifest.output_count, 3);
	assert_string_equal(manifest.outputs[1].path, "old/deep/one.sh");
}

static void takes_names_that_are_no_utf_8(void **state)
{
	struct scene *scene = *state;
	struct output_files files = later(scene, "s\xFFte.xml");

	assert_contains(manifest_find(&files)->text, "\"path\": \"s?te.xml\"");
}

static void other_json_is_no_manifest(void **state)
{
	static const char head[] = "{\"manifest\": 1, \"generator\": {\"name\": \"acrn-cfg\"}, "
				   "\"inputs\": [{\"kind\": \"scenario\", \"path\": \"a\"}], ";
	static const char *const tails[] = {
		"\"outputs\": 1}",
		"\"outputs\": [1]}",
		"\"outputs\": [{\"path\": \"a\"}]}",
		"\"outputs\": [{\"path\": \"../a\", \"sha256\": \"\"}]}",
		"\"outputs\": [{\"path\": \"/a\", \"sha256\": \"\"}]}",
		"\"outputs\": [{\"path\": \"manifest.json\", \"sha256\": \"\"}]}",
		"\"outputs\": []",
		"\"outputs\": [], \"outputs\": []}",
		"}",
	};
	struct scene *scene = *state;
	struct arena *arena = scene->fixture.arena;
	struct manifest manifest;
	const char *text = arena_printf(arena, "%s\"outputs\": []}", head);

	assert_true(manifest_read(arena, text, strlen(text), &manifest));
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		text = arena_printf(arena, "%s%s", head, tails[i]);
		assert_false(manifest_read(arena, text, strlen(text), &manifest));
	}
	text = "{\"manifest\": 1, \"generator\": {\"name\": \"acrn-cfg\"}, \"inputs\": [], "
	       "\"outputs\": []}";
	assert_false(manifest_read(arena, text, strlen(text), &manifest));
	assert_false(manifest_read(arena, "", 0, &manifest));
	assert_false(manifest_read(arena, "[]", 2, &manifest));
}

static void what_is_stale_goes(void **state)
{
	struct scene *scene = *state;

	write_files(scene, first(scene));
	write_files(scene, later(scene, "site.xml"));
	assert_string_equal(messages(&scene->fixture), "");
	assert_null(strstr(tree(scene), "old"));
	assert_non_null(get(scene, "config/table.c"));
}

static void what_is_gone_already_is_no_matter(void **state)
{
	struct scene *scene = *state;

	write_files(scene, first(scene));
	assert_int_equal(unlink(below(scene, "old/two.txt")), 0);
	write_files(scene, later(scene, "other.xml"));
	assert_null(strstr(messages(&scene->fixture), "two.txt"));
}

static void directories_of_others_stay(void **state)
{
	struct scene *scene = *state;

	write_files(scene, first(scene));
	put(scene, "old/stranger", "stays\n");
	write_files(scene, later(scene, "site.xml"));
	assert_non_null(get(scene, "old/stranger"));
	assert_int_not_equal(access(below(scene, "old/deep"), F_OK), 0);
	assert_null(get(scene, "old/two.txt"));
}

static void what_has_changed_stays(void **state)
{
	struct scene *scene = *state;

	write_files(scene, first(scene));
	put(scene, "old/two.txt", "mine\n");
	write_files(scene, later(scene, "site.xml"));
	assert_contains(messages(&scene->fixture), "out/old/two.txt: an earlier run has written "
						   "it, and it has changed since: it stays");
	assert_contains(messages(&scene->fixture), "[output-stale]");
	assert_string_equal(get(scene, "old/two.txt"), "mine\n");
	assert_null(get(scene, "old/deep/one.sh"));
}

static void a_link_in_its_place_stays(void **state)
{
	struct scene *scene = *state;

	write_files(scene, first(scene));
	assert_int_equal(unlink(below(scene, "old/two.txt")), 0);
	assert_int_equal(symlink("../config/table.c", below(scene, "old/two.txt")), 0);
	write_files(scene, later(scene, "site.xml"));
	assert_contains(messages(&scene->fixture), "old/two.txt");
	assert_string_equal(get(scene, "old/two.txt"), "int table;\n");
}

static void another_scenarios_files_stay(void **state)
{
	struct scene *scene = *state;

	write_files(scene, first(scene));
	write_files(scene, later(scene, "other.xml"));
	assert_contains(messages(&scene->fixture),
			"old/two.txt: an earlier run has written it for 'site.xml': it stays");
	assert_non_null(get(scene, "old/two.txt"));
}

static void a_fatal_warning_changes_nothing(void **state)
{
	struct scene *scene = *state;
	struct output_files files = later(scene, "other.xml");
	const char *before;

	write_files(scene, first(scene));
	before = tree(scene);
	diags_set_warnings_fatal(scene->fixture.diags);
	assert_false(emit(scene, &files));
	assert_int_equal(diags_worst(scene->fixture.diags), DIAG_ERROR);
	assert_string_equal(tree(scene), before);
}

static const char *check(struct scene *scene, struct output_files files, bool is_same)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	bool found;
	const char *copy;

	assert_true(emit_check(scene->fixture.arena, &files, scene->output, scene->fixture.diags,
			       stream, &found));
	assert_int_equal(found, is_same);
	fclose(stream);
	copy = arena_copy(scene->fixture.arena, text, size);
	free(text);
	return copy;
}

static void check_shows_what_would_change(void **state)
{
	struct scene *scene = *state;
	const char *before, *shown;

	shown = check(scene, first(scene), false);
	assert_contains(shown, "--- /dev/null\n");
	assert_contains(shown, "+int table;\n");
	assert_contains(shown, "out/old/deep/one.sh becomes executable\n");
	assert_int_equal(access(scene->output, F_OK), -1);
	write_files(scene, first(scene));
	assert_string_equal(check(scene, first(scene), true), "");
	assert_int_equal(chmod(below(scene, "config/table.c"), 0755), 0);
	before = tree(scene);
	shown = check(scene, later(scene, "site.xml"), false);
	assert_contains(shown, "out/config/table.c is no longer executable\n");
	assert_contains(shown, "out/old/two.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-two\n");
	assert_contains(shown, "-      \"path\": \"old/two.txt\",\n");
	assert_string_equal(tree(scene), before);
}

static void check_refuses_what_gen_would(void **state)
{
	struct scene *scene = *state;
	struct output_files files = first(scene);
	bool is_same;

	fixture_file(&scene->fixture, "out", "a file");
	assert_false(emit_check(scene->fixture.arena, &files, scene->output, scene->fixture.diags,
				stdout, &is_same));
	assert_contains(messages(&scene->fixture), "out: Not a directory [output-unwritable]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(tells_what_there_is),
		SCENE_TEST(is_read_back),
		SCENE_TEST(takes_names_that_are_no_utf_8),
		SCENE_TEST(other_json_is_no_manifest),
		SCENE_TEST(what_is_stale_goes),
		SCENE_TEST(what_is_gone_already_is_no_matter),
		SCENE_TEST(directories_of_others_stay),
		SCENE_TEST(what_has_changed_stays),
		SCENE_TEST(a_link_in_its_place_stays),
		SCENE_TEST(another_scenarios_files_stay),
		SCENE_TEST(a_fatal_warning_changes_nothing),
		SCENE_TEST(check_shows_what_would_change),
		SCENE_TEST(check_refuses_what_gen_would),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
