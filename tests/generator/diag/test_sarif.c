/* SPDX-License-Identifier: BSD-3-Clause
 * test_sarif.c: messages for code scanners. That logs of whole runs are right is for
 * tests/generator/diag/test_sarif.sh. */
#include "tests/generator/helpers.h"

#include <jansson.h>

/* The run of the log; the fixture's arena owns it. */
static const json_t *run_of(struct fixture *fixture)
{
	json_t *root = json_loads(printed(fixture, DIAG_FORMAT_SARIF, true), 0, NULL);

	assert_non_null(root);
	arena_adopt(fixture->arena, root, (void (*)(void *))json_decref);
	return json_array_get(json_object_get(root, "runs"), 0);
}

static const json_t *result_of(const json_t *run, size_t index)
{
	const json_t *result = json_array_get(json_object_get(run, "results"), index);

	assert_non_null(result);
	return result;
}

/* The member at the end of a path, such as "a.b.0.c". */
static const json_t *member(const json_t *value, const char *path)
{
	char key[32];

	while (*path) {
		size_t length = strcspn(path, ".");

		assert_true(length < sizeof(key));
		memcpy(key, path, length);
		key[length] = '\0';
		value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
					     : json_object_get(value, key);
		assert_non_null(value);
		path += length + (path[length] == '.');
	}
	return value;
}

static void assert_text(const json_t *value, const char *path, const char *expected)
{
	assert_string_equal(json_string_value(member(value, path)), expected);
}

static void assert_number(const json_t *value, const char *path, json_int_t expected)
{
	assert_int_equal(json_integer_value(member(value, path)), expected);
}

static void is_a_log_without_messages(void **state)
{
	const json_t *run = run_of(*state);

	assert_int_equal(json_array_size(member(run, "results")), 0);
	assert_int_equal(json_array_size(member(run, "tool.driver.rules")), 0);
	assert_true(json_is_true(member(run, "invocations.0.executionSuccessful")));
	assert_text(run, "columnKind", "unicodeCodePoints");
}

static void has_all_there_is(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "<a>\n\t\xC3\xA4 4 2</a>");
	struct diag *diag = diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 8, 9),
				     "it is %d", 4);
	const json_t *run, *result;

	diag_note(diag, source_span(source, 10, 11), "and %d here", 2);
	diag_note(diag, (struct span) { 0 }, "somewhere");
	diag_help(diag, "make both %d", 2);
	diag_edit(diag, source_span(source, 8, 9), "2");
	run = run_of(fixture);
	result = result_of(run, 0);
	assert_text(result, "ruleId", "vm-id-invalid");
	assert_text(run, "tool.driver.rules.0.id", "vm-id-invalid");
	assert_text(result, "level", "error");
	assert_text(result, "message.text", "it is 4\nnote: somewhere\nhelp: make both 2");
	assert_number(result, "locations.0.physicalLocation.region.startLine", 2);
	assert_number(result, "locations.0.physicalLocation.region.startColumn", 4);
	assert_number(result, "locations.0.physicalLocation.region.endColumn", 5);
	assert_text(result, "relatedLocations.0.message.text", "and 2 here");
	assert_number(result, "relatedLocations.0.physicalLocation.region.startColumn", 6);
	assert_int_equal(json_array_size(member(result, "relatedLocations")), 1);
	assert_text(result, "fixes.0.description.text", "make both 2");
	assert_number(result, "fixes.0.artifactChanges.0.replacements.0.deletedRegion.startLine",
		      2);
	assert_text(result, "fixes.0.artifactChanges.0.replacements.0.insertedContent.text", "2");
}

static void names_each_rule_once(void **state)
{
	struct fixture *fixture = *state;
	struct span first = source_span(source_of(fixture, "<a/>"), 0, 1);
	const json_t *run;

	diag_add(fixture->diags, DIAG_BOARD_MISSING, first, "one");
	diag_add(fixture->diags, DIAG_VM_ID_INVALID, first, "two");
	diag_add(fixture->diags, DIAG_BOARD_MISSING, first, "three");
	run = run_of(fixture);
	assert_int_equal(json_array_size(member(run, "tool.driver.rules")), 2);
	assert_text(run, "tool.driver.rules.0.name", "VmIdInvalid");
	assert_text(run, "tool.driver.rules.1.properties.tags.0", "The board");
	assert_number(result_of(run, 0), "ruleIndex", 0);
	assert_number(result_of(run, 1), "ruleIndex", 1);
	assert_number(result_of(run, 2), "ruleIndex", 1);
	assert_text(result_of(run, 0), "level", "error");
	assert_text(result_of(run, 1), "level", "warning");
	assert_text(result_of(run, 1), "message.text", "one");
	assert_true(json_is_true(member(run, "invocations.0.executionSuccessful")));
}

/* A failure, and what has no place, are no results. */
static void notifies_of_failures(void **state)
{
	struct fixture *fixture = *state;
	struct span nowhere = { 0 };
	const json_t *run;

	diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "w");
	diag_add(fixture->diags, DIAG_OUTPUT_UNWRITABLE,
		 source_span(source_of(fixture, "<a/>"), 0, 1), "f");
	run = run_of(fixture);
	assert_int_equal(json_array_size(member(run, "results")), 0);
	assert_true(json_is_false(member(run, "invocations.0.executionSuccessful")));
	run = member(run, "invocations.0.toolExecutionNotifications");
	assert_text(run, "0.message.text", "f");
	assert_text(run, "0.level", "error");
	assert_text(run, "0.associatedRule.id", "output-unwritable");
	assert_number(run, "0.locations.0.physicalLocation.region.startLine", 1);
	assert_text(run, "1.message.text", "w");
	assert_text(run, "1.level", "warning");
	assert_number(run, "1.associatedRule.index", 1);
}

static void lists_the_inputs_once(void **state)
{
	struct fixture *fixture = *state;
	const json_t *run;

	diags_add_input(fixture->diags, "./a b.xml");
	diags_add_input(fixture->diags, "-");
	diags_add_input(fixture->diags, "a b.xml");
	run = run_of(fixture);
	assert_int_equal(json_array_size(member(run, "artifacts")), 2);
	assert_text(run, "artifacts.0.location.uri", "a%20b.xml");
	assert_text(run, "artifacts.0.location.uriBaseId", "SRCROOT");
	assert_text(run, "artifacts.1.location.uri", "%3Cstdin%3E");
}

/* GitHub takes so many results, and so many places of one. */
static void keeps_to_limits(void **state)
{
	struct fixture *fixture = *state;
	struct span first = source_span(source_of(fixture, "<a/>"), 0, 1);
	const json_t *run;

	for (unsigned i = 0; i < 13; i++) {
		struct diags *more = diags_new(fixture->arena);

		for (unsigned j = 0; j < DIAG_SHOWN_MAX; j++) {
			diag_add(more, DIAG_BOARD_MISSING, first, "w");
			diag_add(more, DIAG_VM_ID_INVALID, first, "e");
		}
		diags_append(fixture->diags, more);
	}
	run = run_of(fixture);
	assert_int_equal(json_array_size(member(run, "results")), 25000);
	assert_text(result_of(run, 12999), "level", "error");
	assert_text(result_of(run, 13000), "level", "warning");
	assert_text(run, "invocations.0.toolExecutionNotifications.0.message.text",
		    "further errors: 0, further warnings: 1000 (not shown)");
}

static void keeps_to_the_size(void **state)
{
	struct fixture *fixture = *state;
	struct span first = source_span(source_of(fixture, "<a/>"), 0, 1);
	char text[1001] = "";

	memset(text, 'x', sizeof(text) - 1);
	for (unsigned i = 0; i < 7; i++) {
		struct diags *more = diags_new(fixture->arena);

		for (unsigned j = 0; j < DIAG_SHOWN_MAX; j++)
			diag_add(more, DIAG_VM_ID_INVALID, first, "%s", text);
		diags_append(fixture->diags, more);
	}
	assert_int_equal(json_array_size(member(run_of(fixture), "results")),
			 6 * 1024 * 1024 / 1000);
}

static void keeps_a_thousand_places(void **state)
{
	struct fixture *fixture = *state;
	struct span first = source_span(source_of(fixture, "<a/>"), 0, 1);
	struct diag *diag = diag_add(fixture->diags, DIAG_VM_ID_INVALID, first, "e");

	for (unsigned i = 0; i < 1001; i++)
		diag_note(diag, first, "n");
	assert_int_equal(json_array_size(member(result_of(run_of(fixture), 0), "relatedLocations")),
			 999);
}

/* Braces would be placeholders. */
static void escapes_braces(void **state)
{
	struct fixture *fixture = *state;

	diag_add(fixture->diags, DIAG_BOARD_MISSING, source_span(source_of(fixture, "<a/>"), 0, 1),
		 "{0}");
	assert_text(result_of(run_of(fixture), 0), "message.text", "{{0}}");
}

static const char *uri_of(struct fixture *fixture, const char *name)
{
	const struct source *source = source_memory(fixture->arena, name, "x", 1);

	fixture_forget(fixture);
	diag_add(fixture->diags, DIAG_BOARD_MISSING, source_span(source, 0, 1), "m");
	return json_string_value(member(result_of(run_of(fixture), 0),
					"locations.0.physicalLocation.artifactLocation.uri"));
}

static void names_files_by_relative_uris(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(uri_of(fixture, "a b/%\xC3\xA4.xml"), "a%20b/%25%C3%A4.xml");
	assert_string_equal(uri_of(fixture, "http:x"), "http%3Ax");
	assert_string_equal(uri_of(fixture, "/else/where/a.xml"), "a.xml");
}

static void counts_what_it_leaves_out(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned i = 0; i < DIAG_SHOWN_MAX + 3; i++)
		diag_add(fixture->diags, DIAG_BOARD_MISSING,
			 source_span(source_of(fixture, "<a/>"), 0, 1), "w");
	assert_text(run_of(fixture), "invocations.0.toolExecutionNotifications.0.message.text",
		    "further errors: 0, further warnings: 3 (not shown)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_a_log_without_messages), TEST(has_all_there_is),
		TEST(names_each_rule_once),	 TEST(escapes_braces),
		TEST(notifies_of_failures),	 TEST(lists_the_inputs_once),
		TEST(keeps_to_limits),		 TEST(keeps_to_the_size),
		TEST(keeps_a_thousand_places),	 TEST(names_files_by_relative_uris),
		TEST(counts_what_it_leaves_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
