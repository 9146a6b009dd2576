/* SPDX-License-Identifier: BSD-3-Clause
 * test_manifest.c: the manifest lists inputs and outputs, and unmodified files from an earlier run
 * that are no longer generated are removed. */
#include "scene.h"

#include "output/manifest.h"

static struct output_file first_files[] = {
	{ .path = "config/table.c", .text = "int table;\n", .size = 11 },
	{ .path = "old/deep/one.sh", .text = "#!/bin/sh\n", .size = 10, .is_executable = true },
	{ .path = "old/two.txt", .text = "two\n", .size = 4 },
};

static struct output_file later_files[] = {
	{ .path = "config/table.c", .text = "int table;\n", .size = 11 },
};

static struct output_files first(struct scene *scene)
{
	return with_manifest(&scene->fixture, "site.xml", first_files, 3);
}

static struct output_files later(struct scene *scene, const char *scenario)
{
	return with_manifest(&scene->fixture, scenario, later_files, 1);
}

static void write_run(struct scene *scene, struct output_files files)
{
	assert_true(write_files(scene, &files));
}

static void lists_inputs_and_outputs(void **state)
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
	const struct output_file *file = output_files_find(&files, OUTPUT_MANIFEST);
	struct manifest manifest;

	assert_true(manifest_read(scene->fixture.arena, file->text, file->size, &manifest));
	assert_string_equal(manifest.scenario, "site.xml");
	assert_int_equal(manifest.output_count, 3);
	assert_string_equal(manifest.outputs[1].path, "old/deep/one.sh");
}

static void replaces_what_is_not_utf_8_in_names(void **state)
{
	struct scene *scene = *state;
	struct output_files files = later(scene, "s\xFFte.xml");

	assert_contains(output_files_find(&files, OUTPUT_MANIFEST)->text, "\"path\": \"s?te.xml\"");
}

static void rejects_other_json(void **state)
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
		"\"outputs\": [{\"path\": \".acrn-cfg/new.0\", \"sha256\": \"\"}]}",
		"\"outputs\": [{\"path\": \"a\", \"sha256\": \"\"}, {\"path\": \"\"}]}",
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
		assert_int_equal(manifest.output_count, 0);
	}
	text = "{\"manifest\": 1, \"generator\": {\"name\": \"acrn-cfg\"}, \"inputs\": [], "
	       "\"outputs\": []}";
	assert_false(manifest_read(arena, text, strlen(text), &manifest));
	assert_false(manifest_read(arena, "", 0, &manifest));
	assert_false(manifest_read(arena, "[]", 2, &manifest));
}

static void stale_files_are_removed(void **state)
{
	struct scene *scene = *state;

	write_run(scene, first(scene));
	write_run(scene, later(scene, "site.xml"));
	assert_string_equal(messages(&scene->fixture), "");
	assert_null(strstr(tree(scene), "old"));
	assert_non_null(get(scene, "config/table.c"));
}

static void stale_files_may_be_missing(void **state)
{
	struct scene *scene = *state;

	write_run(scene, first(scene));
	assert_int_equal(unlink(below(scene, "old/two.txt")), 0);
	write_run(scene, later(scene, "other.xml"));
	assert_null(strstr(messages(&scene->fixture), "two.txt"));
}

static void directories_with_other_files_stay(void **state)
{
	struct scene *scene = *state;

	write_run(scene, first(scene));
	put(scene, "old/stranger", "stays\n");
	write_run(scene, later(scene, "site.xml"));
	assert_non_null(get(scene, "old/stranger"));
	assert_int_not_equal(access(below(scene, "old/deep"), F_OK), 0);
	assert_null(get(scene, "old/two.txt"));
}

static void modified_files_stay(void **state)
{
	struct scene *scene = *state;

	write_run(scene, first(scene));
	put(scene, "old/two.txt", "mine\n");
	write_run(scene, later(scene, "site.xml"));
	assert_contains(messages(&scene->fixture),
			"out/old/two.txt: written by an earlier run and modified since: "
			"not removed");
	assert_contains(messages(&scene->fixture), "[output-stale]");
	assert_string_equal(get(scene, "old/two.txt"), "mine\n");
	assert_null(get(scene, "old/deep/one.sh"));
}

static void links_in_their_place_stay(void **state)
{
	struct scene *scene = *state;

	write_run(scene, first(scene));
	assert_int_equal(unlink(below(scene, "old/two.txt")), 0);
	assert_int_equal(symlink("../config/table.c", below(scene, "old/two.txt")), 0);
	write_run(scene, later(scene, "site.xml"));
	assert_contains(messages(&scene->fixture), "old/two.txt");
	assert_string_equal(get(scene, "old/two.txt"), "int table;\n");
}

static void files_of_another_scenario_stay(void **state)
{
	struct scene *scene = *state;

	write_run(scene, first(scene));
	write_run(scene, later(scene, "other.xml"));
	assert_contains(messages(&scene->fixture),
			"old/two.txt: written by an earlier run for 'site.xml': not removed");
	assert_non_null(get(scene, "old/two.txt"));
}

static void a_fatal_warning_changes_nothing(void **state)
{
	struct scene *scene = *state;
	struct output_files files = later(scene, "other.xml");
	const char *before;

	write_run(scene, first(scene));
	before = tree(scene);
	diags_set_warnings_fatal(scene->fixture.diags);
	assert_false(write_files(scene, &files));
	assert_int_equal(diags_worst(scene->fixture.diags), DIAG_ERROR);
	assert_string_equal(tree(scene), before);
}

/* It is not read, however much memory there is; nor is a file that it lists and that has grown. */
static void a_huge_manifest_is_none_of_ours(void **state)
{
	struct scene *scene = *state;

	write_run(scene, first(scene));
	assert_int_equal(truncate(below(scene, "manifest.json"), 1LL << 40), 0);
	write_run(scene, later(scene, "site.xml"));
	assert_contains(messages(&scene->fixture), "manifest.json: not a manifest of acrn-cfg");
	fixture_forget(&scene->fixture);
	write_run(scene, first(scene));
	assert_int_equal(truncate(below(scene, "old/two.txt"), 1LL << 40), 0);
	write_run(scene, later(scene, "site.xml"));
	assert_contains(messages(&scene->fixture), "old/two.txt: written by an earlier run and "
						   "modified since: not removed");
}

/* Where there is no manifest, those in the staging directory count; one may be incomplete. */
static void manifests_of_unfinished_runs_count(void **state)
{
	struct scene *scene = *state;
	struct output_files files = first(scene);

	write_run(scene, files);
	put(scene, ".acrn-cfg/manifest.0", output_files_find(&files, OUTPUT_MANIFEST)->text);
	put(scene, ".acrn-cfg/manifest.1", "{");
	assert_int_equal(unlink(below(scene, "manifest.json")), 0);
	write_run(scene, later(scene, "site.xml"));
	assert_string_equal(messages(&scene->fixture), "");
	assert_null(strstr(tree(scene), "old"));
	assert_null(strstr(tree(scene), "/."));
}

/* Together they have no more bytes than one may have. */
static void huge_manifests_of_unfinished_runs_do_not_count(void **state)
{
	struct scene *scene = *state;
	struct output_files files = first(scene);

	write_run(scene, files);
	put(scene, ".acrn-cfg/manifest.0", "{");
	assert_int_equal(truncate(below(scene, ".acrn-cfg/manifest.0"), MANIFEST_SIZE_MAX), 0);
	assert_int_equal(
		rename(below(scene, "manifest.json"), below(scene, ".acrn-cfg/manifest.1")), 0);
	write_run(scene, later(scene, "site.xml"));
	assert_string_equal(messages(&scene->fixture), "");
	assert_string_equal(read_text(scene, below(scene, "old/two.txt")), "two\n");
	assert_null(strstr(tree(scene), "/."));
}

/* A file that one run has written so and a later one otherwise. */
static void any_of_those_manifests_suffices(void **state)
{
	static struct output_file other[] = {
		{ .path = "old/two.txt", .text = "three\n", .size = 6 }
	};
	struct scene *scene = *state;
	struct output_files second = with_manifest(&scene->fixture, "site.xml", other, 1);
	struct output_files files = first(scene);

	write_run(scene, files);
	put(scene, ".acrn-cfg/manifest.0", output_files_find(&second, OUTPUT_MANIFEST)->text);
	assert_int_equal(
		rename(below(scene, "manifest.json"), below(scene, ".acrn-cfg/manifest.1")), 0);
	write_run(scene, later(scene, "site.xml"));
	assert_string_equal(messages(&scene->fixture), "");
	assert_null(strstr(tree(scene), "old"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(lists_inputs_and_outputs),
		SCENE_TEST(is_read_back),
		SCENE_TEST(replaces_what_is_not_utf_8_in_names),
		SCENE_TEST(rejects_other_json),
		SCENE_TEST(stale_files_are_removed),
		SCENE_TEST(stale_files_may_be_missing),
		SCENE_TEST(directories_with_other_files_stay),
		SCENE_TEST(modified_files_stay),
		SCENE_TEST(links_in_their_place_stay),
		SCENE_TEST(files_of_another_scenario_stay),
		SCENE_TEST(a_fatal_warning_changes_nothing),
		SCENE_TEST(a_huge_manifest_is_none_of_ours),
		SCENE_TEST(manifests_of_unfinished_runs_count),
		SCENE_TEST(huge_manifests_of_unfinished_runs_do_not_count),
		SCENE_TEST(any_of_those_manifests_suffices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
