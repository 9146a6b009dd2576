/* SPDX-License-Identifier: BSD-3-Clause
 * test_reports.c: messages for CI systems. That reports of whole runs are right is for
 * tests/generator/diag/test_reports.sh. */
#include "tests/generator/helpers.h"

#include "diag/internal.h"

/* An error with a note and a help, a warning in the line above, and a failure without a place, of
 * two files, of which one was not checked completely. */
static void report(struct fixture *fixture)
{
	const struct source *source =
		source_memory(fixture->arena, "./a:b.xml", "<a>\n<b x='1'/>\n</a>", 19);
	struct diags *missing = diags_new(fixture->arena);
	struct diag *diag;

	diags_add_input(fixture->diags, "./a:b.xml");
	diag = diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 7, 8), "it's <%c>",
			'x');
	diag_note(diag, source_span(source, 0, 3), "there");
	diag_note(diag, (struct span) { 0 }, "nowhere");
	diag_help(diag, "use 50%%, \"this\"");
	diag_add(fixture->diags, DIAG_BOARD_MISSING, source_span(source, 0, 18), "no board");
	diags_add_input(missing, "-");
	diags_set_incomplete(missing);
	diag_add(missing, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "cannot read");
	diags_append(fixture->diags, missing);
}

static void annotates_errors_first(void **state)
{
	struct fixture *fixture = *state;

	report(fixture);
	assert_string_equal(
		printed(fixture, DIAG_FORMAT_GITHUB, false),
		"::error file=<stdin>,title=file-unreadable::cannot read\n"
		"::error file=a%3Ab.xml,line=2,endLine=2,col=4,endColumn=4,title=vm-id-invalid::"
		"it's <x>%0Aa:b.xml:1:1: note: there%0Anote: nowhere%0Ahelp: use 50%25, \"this\"\n"
		"::warning file=a%3Ab.xml,line=1,endLine=3,title=board-missing::no board\n");
}

static void lists_files_for_checkstyle(void **state)
{
	struct fixture *fixture = *state;

	report(fixture);
	assert_string_equal(
		printed(fixture, DIAG_FORMAT_CHECKSTYLE, false),
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n"
		"  <file name=\"a:b.xml\">\n"
		"    <error line=\"1\" column=\"1\" severity=\"warning\" message=\"no board\" "
		"source=\"acrn-cfg.board-missing\"/>\n"
		"    <error line=\"2\" column=\"4\" severity=\"error\" message=\"it's "
		"&lt;x&gt;&#10;"
		"a:b.xml:1:1: note: there&#10;note: nowhere&#10;help: use 50%, &quot;this&quot;\" "
		"source=\"acrn-cfg.vm-id-invalid\"/>\n"
		"  </file>\n"
		"  <file name=\"&lt;stdin&gt;\">\n"
		"    <error line=\"0\" severity=\"error\" message=\"cannot read\" "
		"source=\"acrn-cfg.file-unreadable\"/>\n"
		"  </file>\n</checkstyle>\n");
}

/* Severities and lines; that the rest is right is for the schema. */
static void has_issues_for_gitlab(void **state)
{
	struct fixture *fixture = *state;
	const char *text;

	report(fixture);
	text = printed(fixture, DIAG_FORMAT_GITLAB, false);
	assert_contains(text, "\"description\": \"cannot read\"");
	assert_contains(text, "\"severity\": \"blocker\"");
	assert_contains(text, "\"path\": \"<stdin>\",\n   \"lines\": {\n    \"begin\": 1,\n"
			      "    \"end\": 1\n");
	assert_contains(text, "\"severity\": \"major\"");
	assert_contains(text, "\"path\": \"a:b.xml\",\n   \"lines\": {\n    \"begin\": 2,\n"
			      "    \"end\": 2\n");
	assert_contains(text, "\"severity\": \"minor\"");
	assert_contains(text, "    \"begin\": 1,\n    \"end\": 3\n");
}

static void has_tests_for_junit(void **state)
{
	struct fixture *fixture = *state;
	const char *text;

	report(fixture);
	text = printed(fixture, DIAG_FORMAT_JUNIT, false);
	assert_contains(text, "<testsuite name=\"a:b.xml\" ");
	assert_contains(text, "<testcase classname=\"a:b.xml\" name=\"Files\"/>");
	assert_contains(text, "<testcase classname=\"a:b.xml\" name=\"The board\">\n      "
			      "<system-out>a:b.xml:1:1: warning: [board-missing] no board\n"
			      "</system-out>\n    </testcase>");
	assert_contains(text,
			"<testcase classname=\"a:b.xml\" name=\"VMs\">\n      "
			"<failure type=\"vm-id-invalid\" message=\"it's &lt;x&gt;\">a:b.xml:2:4: "
			"error: [vm-id-invalid] it's &lt;x&gt;&#10;");
	assert_contains(text, "name=\"&lt;stdin&gt;\" tests=");
	assert_contains(text, "<testcase classname=\"&lt;stdin&gt;\" name=\"Files\">\n      "
			      "<error type=\"file-unreadable\" message=\"cannot read\">");
	assert_contains(text,
			"<testcase classname=\"&lt;stdin&gt;\" name=\"VMs\">\n      <skipped ");
	assert_null(strstr(text, "The audit"));
}

static void is_a_document_without_messages(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(printed(fixture, DIAG_FORMAT_GITLAB, false), "[]\n");
	assert_string_equal(printed(fixture, DIAG_FORMAT_GITHUB, false), "");
	assert_contains(printed(fixture, DIAG_FORMAT_CHECKSTYLE, false),
			"<checkstyle version=\"4.3\">\n</checkstyle>\n");
	assert_contains(printed(fixture, DIAG_FORMAT_JUNIT, false),
			"<testsuites name=\"acrn-cfg\" tests=\"0\" failures=\"0\" errors=\"0\">\n"
			"</testsuites>\n");
}

/* Findings of audit and doctor have tests of their own, and so have messages about no input. */
static void has_a_suite_for_no_input(void **state)
{
	struct fixture *fixture = *state;
	const char *text;

	diag_add(fixture->diags, DIAG_ACRN_MISSING, (struct span) { 0 }, "none");
	text = printed(fixture, DIAG_FORMAT_JUNIT, false);
	assert_contains(text, "<testsuite name=\"acrn-cfg\" tests=\"1\" failures=\"1\"");
	assert_contains(text,
			"name=\"Hosts\">\n      <failure type=\"acrn-missing\" message=\"none\">"
			".: error: [acrn-missing] none\n");
	assert_contains(printed(fixture, DIAG_FORMAT_GITLAB, false), "\"path\": \".\"");
}

static void says_what_is_left_out(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned i = 0; i < DIAG_SHOWN_MAX + 2; i++)
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, (struct span) { 0 }, "e");
	assert_contains(printed(fixture, DIAG_FORMAT_GITHUB, false),
			"\n::notice title=acrn-cfg::further errors: 2, further warnings: 0 (not "
			"shown)\n");
	assert_contains(printed(fixture, DIAG_FORMAT_CHECKSTYLE, false),
			"severity=\"error\" message=\"further errors: 2, further warnings: 0 (not "
			"shown)\" source=\"acrn-cfg.omitted\"/>\n  </file>\n</checkstyle>");
	assert_contains(
		printed(fixture, DIAG_FORMAT_JUNIT, false),
		"<failure type=\"omitted\" message=\"further errors: 2, further warnings: 0 (not "
		"shown)\">further errors: 2, further warnings: 0 (not shown)</failure>");
	assert_contains(printed(fixture, DIAG_FORMAT_JUNIT, false),
			"<testsuites name=\"acrn-cfg\" tests=\"2\" failures=\"2\" errors=\"0\">");
	assert_contains(printed(fixture, DIAG_FORMAT_GITLAB, false),
			"\"description\": \"further errors: 2, further warnings: 0 (not shown)\",\n"
			"  \"check_name\": \"omitted\",");
	assert_contains(printed(fixture, DIAG_FORMAT_GITLAB, false), "\"severity\": \"major\"");
}

/* Warnings that are left out do not make a run fail. */
static void says_which_warnings_are_left_out(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned i = 0; i < DIAG_SHOWN_MAX + 1; i++)
		diag_add(fixture->diags, DIAG_BOARD_MISSING, (struct span) { 0 }, "w");
	assert_contains(printed(fixture, DIAG_FORMAT_CHECKSTYLE, false),
			"severity=\"warning\" message=\"further errors: 0, further warnings: 1");
	assert_contains(printed(fixture, DIAG_FORMAT_JUNIT, false),
			"<testsuites name=\"acrn-cfg\" tests=\"2\" failures=\"0\" errors=\"0\">");
	assert_contains(
		printed(fixture, DIAG_FORMAT_JUNIT, false),
		"<system-out>further errors: 0, further warnings: 1 (not shown)</system-out>");
	assert_contains(printed(fixture, DIAG_FORMAT_GITLAB, false), "\"check_name\": \"omitted\"");
}

static void escapes_what_is_no_text(void **state)
{
	static const char direction[] = { '\xE2', '\x80', '\xAE', '\0' };
	struct fixture *fixture = *state;

	assert_string_equal(diag_printable(fixture->arena, "\t\xC3\xA4\xF0\x9F\x98\x80"),
			    "\t\xC3\xA4\xF0\x9F\x98\x80");
	assert_string_equal(diag_printable(fixture->arena, "\x01\n\x7F"), "\\x01\\x0a\\x7f");
	/* no UTF-8, too long a form, half of a pair, no character, the end in the middle of one */
	assert_string_equal(diag_printable(fixture->arena, "\xFF\xC1\x81"), "\\xff\\xc1\\x81");
	assert_string_equal(diag_printable(fixture->arena, "\xED\xA0\x80"), "\\xed\\xa0\\x80");
	assert_string_equal(diag_printable(fixture->arena, "\xEF\xBF\xBF"), "\\xef\\xbf\\xbf");
	assert_string_equal(diag_printable(fixture->arena, "a\xE2\x82"), "a\\xe2\\x82");
	/* C1, and what changes the direction of writing */
	assert_string_equal(diag_printable(fixture->arena, "\xC2\x9B"), "\\xc2\\x9b");
	assert_string_equal(diag_printable(fixture->arena, direction), "\\xe2\\x80\\xae");
	assert_string_equal(diag_printable(fixture->arena, "\u061c\u200e"),
			    "\\xd8\\x9c\\xe2\\x80\\x8e");
	/* a line's end, and neighbours of all these */
	assert_string_equal(diag_printable(fixture->arena, "\u2028"), "\\xe2\\x80\\xa8");
	assert_string_equal(diag_printable(fixture->arena, "\u200d\u2010\u2027\u202f"),
			    "\u200d\u2010\u2027\u202f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(annotates_errors_first),	      TEST(lists_files_for_checkstyle),
		TEST(has_issues_for_gitlab),	      TEST(has_tests_for_junit),
		TEST(is_a_document_without_messages), TEST(has_a_suite_for_no_input),
		TEST(says_what_is_left_out),	      TEST(says_which_warnings_are_left_out),
		TEST(escapes_what_is_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
