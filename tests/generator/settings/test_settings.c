/* SPDX-License-Identifier: BSD-3-Clause
 * test_settings.c: configuration files: their values, where they are found, and who may write them.
 */
#include "settings/settings.h"

#include "../helpers.h"
#include "model/harden.h"

static const struct settings *read_text(struct fixture *fixture, const char *text)
{
	fixture_forget(fixture);
	return settings_read(fixture->arena,
			     source_memory(fixture->arena, "c.yaml", text, strlen(text)), "sub/",
			     fixture->diags);
}

static void all_settings_are_read(void **state)
{
	const struct settings *settings =
		read_text(*state, "release: 3.0\ntarget: lab\nboard: b.xml\nboard-path: [x, /y]\n"
				  "templates: ../t\nharden: [groups, acl]\nexclude: old/\n"
				  "levels:\n  element-unknown: off\n  memory-total: error\n"
				  "  board-missing: warning\n  vm-id-duplicate: error\n"
				  "werror: true\nfail-on: warning\nbaseline: known.json\n");

	assert_string_equal(messages(*state), "");
	assert_non_null(settings);
	assert_int_equal(settings->release, RELEASE_3_0);
	assert_int_equal(settings->target, TARGET_LAB);
	assert_string_equal(settings->board, "sub/b.xml");
	assert_string_equal(settings->board_paths[0], "sub/x");
	assert_string_equal(settings->board_paths[1], "/y");
	assert_null(settings->board_paths[2]);
	assert_string_equal(settings->templates, "sub/../t");
	assert_int_equal(settings->hardening, 1u << HARDEN_GROUPS | 1u << HARDEN_ACL);
	assert_string_equal(settings->excludes[0], "old/");
	assert_null(settings->excludes[1]);
	assert_int_equal(settings->level_count, 4);
	assert_int_equal(settings->levels[0].level, DIAG_OFF);
	assert_int_equal(settings->levels[2].level, DIAG_WARNING);
	assert_true(settings->are_warnings_fatal);
	assert_string_equal(settings->fail_on, "warning");
	assert_string_equal(settings->baseline, "sub/known.json");
	for (enum setting setting = 0; setting < SETTING_COUNT; setting++)
		assert_true(settings_has(settings, setting));
}

static void empty_file_sets_nothing(void **state)
{
	const struct settings *settings = read_text(*state, "# nothing yet\n");

	assert_non_null(settings);
	for (enum setting setting = 0; setting < SETTING_COUNT; setting++)
		assert_false(settings_has(settings, setting));
	assert_false(settings_has(NULL, SETTING_BOARD));
}

static void hardening_has_a_default(void **state)
{
	assert_int_equal(read_text(*state, "harden: true")->hardening, HARDEN_DEFAULT);
	assert_int_equal(read_text(*state, "harden: false")->hardening, 0);
	assert_true(settings_has(read_text(*state, "harden: false"), SETTING_HARDEN));
}

static void wrong_values_are_refused(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "relase: 3.2", "c.yaml:1:1: error: unknown setting 'relase' [config-invalid]\n"
				 "c.yaml:1:1: help: use release\n" },
		{ "nonsense: 1",
		  "use one of release, target, board, board-path, templates, harden, "
		  "exclude, levels, werror, fail-on, baseline" },
		{ "\nrelease: 9.9", "c.yaml:2:10: error: invalid value '9.9': expected a release" },
		{ "release: [3.2]", "c.yaml:1:10: error: invalid value: expected a release of "
				    "ACRN, got a list" },
		{ "release: {a: b}", "got a mapping" },
		{ "target: nuc", "expected acrn or lab" },
		{ "board: ~", "invalid value '~': expected a path" },
		{ "templates: null", "invalid value 'null': expected a path" },
		{ "target:", "invalid value '': expected acrn or lab" },
		{ "board: []", "expected a path, got a list" },
		{ "board: ''", "invalid value '': expected a path" },
		{ "board-path: [a, [b]]", "c.yaml:1:17: error: invalid value: expected a path" },
		{ "templates: {}", "expected a path, got a mapping" },
		{ "harden: groups", "expected true, false, or a list" },
		{ "harden: [grups]", "c.yaml:1:10: error: invalid value 'grups'" },
		{ "harden: ['groups,acl']", "invalid value 'groups,acl'" },
		{ "exclude: {}", "expected a pattern of file names" },
		{ "levels: off", "expected a mapping of rules to off, warning or error" },
		{ "levels:\n  element-unkown: off", "c.yaml:2:3: error: unknown rule "
						    "'element-unkown' [config-invalid]\n"
						    "c.yaml:2:3: help: use element-unknown\n" },
		{ "levels: {nonsense: off}", "`acrn-cfg explain` lists the rules" },
		{ "levels: {element-unknown: maybe}", "expected off, warning or error" },
		{ "levels: {element-unknown: [off]}", "expected off, warning or error" },
		{ "levels: {vm-id-duplicate: off}", "cannot turn off or weaken the error "
						    "'vm-id-duplicate'" },
		{ "werror: yes", "expected true or false" },
		{ "werror: 'true'", "expected true or false" },
		{ "fail-on: errors", "expected error, warning or never" },
		{ "baseline: [a]", "expected a path" },
		{ "werror: true\nwerror: false", "c.yaml:2:1: error: duplicate key 'werror' "
						 "[config-invalid]" },
		{ "werror: [", "[config-invalid]" },
		{ "- werror", "expected a mapping of settings, got a list" },
		{ "werror", "invalid value 'werror': expected a mapping of settings" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_null(read_text(*state, cases[i].text));
		assert_contains(messages(*state), cases[i].message);
		assert_int_equal(diags_worst(((struct fixture *)*state)->diags), DIAG_FAILURE);
	}
}

static void all_mistakes_are_reported(void **state)
{
	assert_null(read_text(*state, "a: 1\nrelease: 1\nwerror: 2\n"));
	assert_int_equal(diags_count(((struct fixture *)*state)->diags), 3);
}

static const struct settings_place *find(struct fixture *fixture, const char *name)
{
	const struct settings_place *place = settings_find(
		settings_cache_new(fixture->arena),
		arena_printf(fixture->arena, "%s/%s", fixture_directory(fixture), name));

	fixture_forget(fixture);
	settings_report(place, fixture->diags);
	return place;
}

static void nearest_file_counts(void **state)
{
	struct fixture *fixture = *state;
	struct settings_cache *cache = settings_cache_new(fixture->arena);
	const struct settings_place *place, *other;
	char *real;

	fixture_file(fixture, ".git/x", "");
	fixture_file(fixture, SETTINGS_FILE, "release: 3.1\nboard: b.xml\n");
	fixture_file(fixture, "a/" SETTINGS_FILE, "release: 3.2\n");
	fixture_file(fixture, "a/b/x.xml", "");
	fixture_file(fixture, "c/.git/x", "");
	fixture_file(fixture, "d/e/x.xml", "");
	place = find(fixture, "a/b");
	assert_int_equal(place->settings->release, RELEASE_3_2);
	assert_false(settings_has(place->settings, SETTING_BOARD));
	assert_null(find(fixture, "c")->settings);
	/* A directory that does not exist has no settings: that is reported when the input is read.
	 */
	assert_null(find(fixture, "nothing")->settings);
	assert_string_equal(messages(fixture), "");
	place = settings_find(cache, fixture_file(fixture, "d/e", NULL));
	assert_int_equal(place->settings->release, RELEASE_3_1);
	real = realpath(fixture->directory, NULL);
	assert_string_equal(place->settings->root, real);
	free(real);
	assert_string_equal(place->settings->board,
			    arena_printf(fixture->arena, "%s/b.xml", place->settings->root));
	/* Each file is read once. */
	other = settings_find(cache, fixture_directory(fixture));
	assert_true(settings_find(cache, fixture_file(fixture, "d/e", NULL)) == place);
	assert_int_equal(other->settings->release, RELEASE_3_1);
}

static void paths_begin_in_the_working_directory(void **state)
{
	struct fixture *fixture = *state;
	char *before = getcwd(NULL, 0);
	const struct settings_place *place;

	fixture_file(fixture, "p/" SETTINGS_FILE, "board: b.xml\nwrong: 1\n");
	fixture_file(fixture, "p/q/x.xml", "");
	assert_int_equal(chdir(fixture_file(fixture, "p/q", NULL)), 0);
	place = settings_find(settings_cache_new(fixture->arena), ".");
	assert_true(place->is_broken);
	settings_report(place, fixture->diags);
	assert_contains(messages(fixture), "../" SETTINGS_FILE ":2:1: error: unknown setting");
	fixture_file(fixture, "p/" SETTINGS_FILE, "board: b.xml\n");
	place = settings_find(settings_cache_new(fixture->arena), ".");
	assert_string_equal(place->settings->board, "../b.xml");
	assert_int_equal(chdir(fixture_directory(fixture)), 0);
	place = settings_find(settings_cache_new(fixture->arena), "p/q");
	assert_string_equal(place->settings->board, "p/b.xml");
	assert_int_equal(chdir(before), 0);
	free(before);
}

static void assert_refused(struct fixture *fixture, const char *why)
{
	const struct settings_place *place = find(fixture, ".");

	assert_true(place->is_broken);
	assert_null(place->settings);
	assert_contains(messages(fixture), why);
	assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
}

static void files_of_others_are_refused(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, SETTINGS_FILE, "release: 3.2\n");

	assert_non_null(find(fixture, ".")->settings);
	assert_int_equal(chmod(path, 0646), 0);
	assert_refused(fixture, "all users can write to it");
	assert_contains(messages(fixture), "name it by --config FILE");
	/* The user names it: that is a decision. */
	fixture_forget(fixture);
	assert_non_null(settings_load(fixture->arena, path, fixture->diags));
	assert_int_equal(chmod(path, 0664), 0);
	assert_non_null(find(fixture, ".")->settings);
	if (geteuid() != 0) {
		print_message("not root: files of other users are not tried\n");
		return;
	}
	assert_int_equal(chown(path, 0, 4242), 0);
	assert_refused(fixture, "another group can write to it");
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chown(path, 4242, 0), 0);
	assert_refused(fixture, "it belongs to another user");
	setenv("SUDO_UID", "4242", 1);
	assert_non_null(find(fixture, ".")->settings);
	setenv("SUDO_UID", "4242x", 1);
	assert_refused(fixture, "it belongs to another user");
	unsetenv("SUDO_UID");
}

static void odd_files_are_refused(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, SETTINGS_FILE, NULL);

	assert_int_equal(symlink("elsewhere.yaml", path), 0);
	assert_refused(fixture, "it is a link");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_refused(fixture, "it is not a regular file");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_refused(fixture, "it is not a regular file");
}

static void named_file_has_to_be_there(void **state)
{
	struct fixture *fixture = *state;

	assert_null(settings_load(fixture->arena, fixture_file(fixture, "none.yaml", NULL),
				  fixture->diags));
	assert_contains(messages(fixture), "[file-unreadable]");
}

/* Whether a pattern excludes an entry of the directory /p/sub of the project /p. */
static bool is_excluded(struct fixture *fixture, const char *pattern, const char *name,
			bool is_directory)
{
	struct settings *settings =
		settings_read(fixture->arena,
			      source_memory(fixture->arena, "c.yaml",
					    arena_printf(fixture->arena, "exclude: '%s'", pattern),
					    strlen(pattern) + strlen("exclude: ''")),
			      "", fixture->diags);

	settings->root = "/p";
	return settings_excludes(fixture->arena, settings, "/p/sub", name, is_directory);
}

static void patterns_exclude(void **state)
{
	static const struct {
		const char *pattern, *name;
		bool is_directory, is_excluded;
	} cases[] = {
		{ "a.xml", "a.xml", false, true },
		{ "a.xml", "b.xml", false, false },
		{ "*.bak.xml", "a.bak.xml", false, true },
		{ "[ab].xml", "b.xml", false, true },
		{ "sub/*.xml", "a.xml", false, true },
		{ "/sub/a.xml", "a.xml", false, true },
		{ "./sub/a.xml", "a.xml", false, true },
		{ "*/a.xml", "a.xml", false, true },
		{ "/a.xml", "a.xml", false, false },
		{ "s*a.xml", "a.xml", false, false },
		{ "**/a.xml", "a.xml", false, true },
		{ "sub/**", "a.xml", false, true },
		{ "**/x/a.xml", "a.xml", false, false },
		{ "sub/**/a.xml", "a.xml", false, true },
		{ "other/**", "a.xml", false, false },
		{ "old/", "old", true, true },
		{ "old/", "old", false, false },
		{ "sub/old/", "old", true, true },
		{ "**/**/**/**/**/**/**/b", "a", false, false },
		{ "/", "a", true, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (is_excluded(*state, cases[i].pattern, cases[i].name, cases[i].is_directory) !=
		    cases[i].is_excluded)
			fail_msg("%s: %s", cases[i].pattern, cases[i].name);
	assert_false(settings_excludes(((struct fixture *)*state)->arena, NULL, "/p", "a", false));
}

static void input_has_a_directory(void **state)
{
	struct fixture *fixture = *state;
	const char *file = fixture_file(fixture, "a/x.xml", "");

	assert_string_equal(settings_directory(fixture->arena, "-"), ".");
	assert_string_equal(settings_directory(fixture->arena, "x.xml"), ".");
	assert_string_equal(settings_directory(fixture->arena, "/x.xml"), "/");
	assert_string_equal(settings_directory(fixture->arena, file),
			    fixture_file(fixture, "a", NULL));
	assert_string_equal(settings_directory(fixture->arena, fixture->directory),
			    fixture->directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_settings_are_read),
		TEST(empty_file_sets_nothing),
		TEST(hardening_has_a_default),
		TEST(wrong_values_are_refused),
		TEST(all_mistakes_are_reported),
		TEST(nearest_file_counts),
		TEST(paths_begin_in_the_working_directory),
		TEST(files_of_others_are_refused),
		TEST(odd_files_are_refused),
		TEST(named_file_has_to_be_there),
		TEST(patterns_exclude),
		TEST(input_has_a_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
