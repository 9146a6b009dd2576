/* SPDX-License-Identifier: BSD-3-Clause
 * test_baseline.c: known findings: written, read, matched, and no longer occurring. */
#include "baseline/baseline.h"

#include "../helpers.h"

/* Reports a warning at the line of each "odd" and an error at that of each "wrong". */
static void report(struct fixture *fixture, const char *name, const char *text)
{
	const struct source *source = source_file(fixture->arena, name, text, strlen(text));

	fixture_forget(fixture);
	for (const char *at = text; (at = strstr(at, "odd")); at++)
		diag_add(fixture->diags, DIAG_ELEMENT_UNKNOWN,
			 source_span(source, (size_t)(at - text), (size_t)(at - text) + 3),
			 "odd element");
	for (const char *at = text; (at = strstr(at, "wrong")); at++)
		diag_add(fixture->diags, DIAG_VM_ID_DUPLICATE,
			 source_span(source, (size_t)(at - text), (size_t)(at - text) + 5),
			 "wrong \"ID\" \xF0\x9F\x98\x80 \x1B[1m\x7F");
}

static const char *write_reported(struct fixture *fixture)
{
	const char *path = fixture_file(fixture, "known.json", NULL);
	struct baseline *baseline = baseline_new(fixture->arena);

	baseline_add(baseline, fingerprints_new(fixture->arena, NULL), NULL, fixture->diags);
	fixture_forget(fixture);
	assert_true(baseline_write(baseline, path, fixture->diags));
	return path;
}

static char *contents(struct fixture *fixture, const char *path)
{
	const struct source *source = load_read(fixture->arena, path, fixture->diags);

	assert_non_null(source);
	return arena_copy(fixture->arena, source->bytes, source->size);
}

/* Reads the baseline, and filters what was reported. */
static struct baseline *filter(struct fixture *fixture, const char *path, size_t known)
{
	struct diags *diags = diags_new(fixture->arena);
	struct baseline *baseline = baseline_read(fixture->arena, path, diags);

	assert_non_null(baseline);
	assert_int_equal(
		baseline_filter(baseline, fingerprints_new(fixture->arena, NULL), fixture->diags),
		known);
	return baseline;
}

static void known_findings_are_left_out(void **state)
{
	struct fixture *fixture = *state;
	const char *path;

	report(fixture, "a.xml", "odd\nwrong\n  odd two\n");
	path = write_reported(fixture);
	/* Lines have moved, and one is new. */
	report(fixture, "a.xml", "\n\n  odd\n\n wrong\n\nodd two\nodd three");
	filter(fixture, path, 3);
	assert_string_equal(messages(fixture),
			    "a.xml:8:1: warning: odd element [element-unknown]\n");
	/* Another file is another finding. */
	report(fixture, "b.xml", "odd\n");
	filter(fixture, path, 0);
	assert_int_equal(diags_count(fixture->diags), 1);
}

static void equal_findings_are_counted(void **state)
{
	struct fixture *fixture = *state;
	const char *path;

	report(fixture, "a.xml", "odd\nodd\n");
	path = write_reported(fixture);
	report(fixture, "a.xml", "odd\nodd\nodd\n");
	filter(fixture, path, 2);
	assert_int_equal(diags_count(fixture->diags), 1);
}

static void failures_are_never_known(void **state)
{
	struct fixture *fixture = *state;
	const char *path;

	diag_add(fixture->diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "gone");
	path = write_reported(fixture);
	assert_null(strstr(contents(fixture, path), "gone"));
	diag_add(fixture->diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "gone");
	filter(fixture, path, 0);
	assert_int_equal(diags_count(fixture->diags), 1);
}

static void file_is_sorted_and_reproducible(void **state)
{
	struct fixture *fixture = *state;
	struct baseline *one = baseline_new(fixture->arena), *other = baseline_new(fixture->arena);
	const char *first = fixture_file(fixture, "1.json", NULL);
	const char *second = fixture_file(fixture, "2.json", NULL);
	struct fingerprints *prints = fingerprints_new(fixture->arena, NULL);
	struct fingerprints *others = fingerprints_new(fixture->arena, NULL);

	report(fixture, "b.xml", "odd\nwrong");
	baseline_add(one, prints, NULL, fixture->diags);
	report(fixture, "a.xml", "odd");
	baseline_add(one, prints, NULL, fixture->diags);
	baseline_add(other, others, NULL, fixture->diags);
	report(fixture, "b.xml", "odd\nwrong");
	baseline_add(other, others, NULL, fixture->diags);
	assert_true(baseline_write(one, first, fixture->diags));
	assert_true(baseline_write(other, second, fixture->diags));
	assert_string_equal(contents(fixture, first), contents(fixture, second));
	assert_contains(contents(fixture, first),
			"{\n  \"version\": 1,\n  \"findings\": [\n"
			"    {\"file\": \"a.xml\", \"rule\": \"element-unknown\", \"message\": "
			"\"odd element\", \"fingerprint\": \"");
	assert_contains(contents(fixture, first),
			"\"wrong \\\"ID\\\" \xF0\x9F\x98\x80 \\\\x1b[1m\\\\x7f\"");
	assert_int_equal(baseline_count(one), 3);
}

static void nothing_is_a_baseline_too(void **state)
{
	struct fixture *fixture = *state;
	const char *path = write_reported(fixture);

	assert_string_equal(contents(fixture, path),
			    "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
	filter(fixture, path, 0);
}

/* What baseline_report_stale() says for a baseline of two findings in a.xml, one in gone.xml. */
static const char *stale(struct fixture *fixture, const char *text, bool is_off)
{
	const char *path = fixture_file(fixture, "a.xml", "");
	struct fingerprints *prints = fingerprints_new(fixture->arena, fixture->directory);
	struct baseline *baseline = baseline_new(fixture->arena), *read;
	const char *known = fixture_file(fixture, "known.json", NULL);

	report(fixture, path, "odd\nodd two\n");
	baseline_add(baseline, prints, fixture->directory, fixture->diags);
	assert_true(baseline_write(baseline, known, fixture->diags));
	report(fixture, path, text);
	read = baseline_read(fixture->arena, known, fixture->diags);
	baseline_filter(read, fingerprints_new(fixture->arena, fixture->directory), fixture->diags);
	if (is_off)
		diags_set_level(fixture->diags, diag_rule_find("element-unknown", 15), DIAG_OFF);
	baseline_note_file(read, "a.xml", fixture->diags);
	fixture_forget(fixture);
	baseline_report_stale(fixture->arena, read, fixture->directory, fixture->diags);
	return messages(fixture);
}

static void stale_findings_are_reported(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(stale(fixture, "odd\nodd two\nodd\n", false), "");
	assert_contains(stale(fixture, "odd\n", false),
			"known.json:5:91: warning: 1 known finding no longer occurs "
			"[baseline-stale]\n");
	assert_contains(stale(fixture, "", false), "warning: 2 known findings no longer occur");
	assert_contains(messages(fixture), "note: a.xml: odd element [element-unknown]");
	assert_contains(messages(fixture), "--write-baseline");
	/* It is not known what the rule would say, or what is behind an error. */
	assert_string_equal(stale(fixture, "", true), "");
	assert_string_equal(stale(fixture, "wrong", false), "");
}

static void finding_of_a_missing_file_is_stale(void **state)
{
	struct fixture *fixture = *state;
	struct baseline *baseline;

	report(fixture, fixture_file(fixture, "gone.xml", NULL), "odd\n");
	baseline = baseline_read(fixture->arena, write_reported(fixture), fixture->diags);
	baseline_report_stale(fixture->arena, baseline, "/nonexistent", fixture->diags);
	assert_contains(messages(fixture), "1 known finding no longer occurs");
	/* Standard input is no file that could be missing. */
	report(fixture, "<stdin>", "odd\n");
	baseline = baseline_read(fixture->arena, write_reported(fixture), fixture->diags);
	baseline_report_stale(fixture->arena, baseline, "/nonexistent", fixture->diags);
	assert_string_equal(messages(fixture), "");
}

static void wrong_baselines_are_refused(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "k.json:1:1: error: not a baseline of acrn-cfg: it has no version" },
		{ "[]", "not a baseline of acrn-cfg: expected an object" },
		{ "{\"version\": 2, \"findings\": []}",
		  "k.json:1:13: error: unknown version 2: expected 1" },
		{ "{\"version\": \"1\"}", "it has no version" },
		{ "{\"version\": x}", "it has no version" },
		{ "{\"version\": 1}", "expected a list of findings" },
		{ "{\"version\": 1, \"findings\": 3}",
		  "k.json:1:28: error: expected a list of findings" },
		{ "{\"version\": 1, \"findings\": [], \"x\": 1}",
		  "k.json:1:32: error: unknown key in a baseline" },
		{ "{\"version\": 1, \"findings\": [3]}", "invalid finding: expected an object" },
		{ "{\"version\": 1, \"findings\": [{}]}",
		  "a finding has a file, a rule, a message and a fingerprint" },
		{ "{\"version\": 1,\n\"findings\": [{\"x\": 1}]}",
		  "k.json:2:15: error: unknown key 'x' in a finding" },
		{ "{\"version\": 1, \"findings\": [{\"file\": []}]}", "invalid value of 'file'" },
		{ "{\"version\": 1, \"findings\": [{\"file\": \"a\", \"rule\": \"b\", "
		  "\"message\": \"c\", \"fingerprint\": \"d\"}]}",
		  "invalid fingerprint: expected a SHA-256 in hex" },
		{ "{\"version\": 1,\n\"findings\": [\n", "k.json:3:1: error: " },
		{ "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n", "[baseline-invalid]" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fixture *fixture = *state;
		const char *path = fixture_file(fixture, "k.json", cases[i].text);

		fixture_forget(fixture);
		assert_null(baseline_read(fixture->arena, path, fixture->diags));
		assert_contains(messages(fixture), cases[i].message);
		assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
	}
}

static void missing_baseline_is_a_failure(void **state)
{
	struct fixture *fixture = *state;

	assert_null(baseline_read(fixture->arena, fixture_file(fixture, "none.json", NULL),
				  fixture->diags));
	assert_contains(messages(fixture), "[file-unreadable]");
}

static void other_files_are_not_replaced(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "scenario.xml", "<acrn-config/>");
	struct baseline *baseline = baseline_new(fixture->arena);

	assert_false(baseline_write(baseline, path, fixture->diags));
	assert_contains(messages(fixture), "it is there, and is not a baseline");
	assert_string_equal(contents(fixture, path), "<acrn-config/>");
	fixture_forget(fixture);
	path = arena_printf(fixture->arena, "%s/none/known.json", fixture->directory);
	assert_false(baseline_write(baseline, path, fixture->diags));
	assert_contains(messages(fixture), "[output-unwritable]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(known_findings_are_left_out),	  TEST(equal_findings_are_counted),
		TEST(failures_are_never_known),		  TEST(file_is_sorted_and_reproducible),
		TEST(nothing_is_a_baseline_too),	  TEST(stale_findings_are_reported),
		TEST(finding_of_a_missing_file_is_stale), TEST(wrong_baselines_are_refused),
		TEST(missing_baseline_is_a_failure),	  TEST(other_files_are_not_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
