/* SPDX-License-Identifier: BSD-3-Clause
 * test_suppress.c: warnings that comments allow. */
#include "suppress/suppress.h"

#include "../helpers.h"

#define FOUR(text) text text text text

/* Reports what a test is about at each place in a source where a text stands. */
static void report(struct fixture *fixture, const struct source *source, enum diag_code code,
		   const char *text)
{
	for (const char *at = source->bytes; (at = strstr(at, text)); at++) {
		size_t start = (size_t)(at - source->bytes);

		diag_add(fixture->diags, code, source_span(source, start, start + strlen(text)),
			 "%s", text);
	}
}

static bool is_complete(enum diag_code code, const void *context)
{
	(void)context;
	return code == DIAG_ELEMENT_UNKNOWN || code == DIAG_VARIABLE_UNSET;
}

static void apply(struct fixture *fixture, const struct source *source)
{
	suppress_apply(fixture->arena,
		       &(struct suppress_run) {
			       .sources = &source, .source_count = 1, .is_complete = is_complete },
		       fixture->diags);
}

static const struct source *named(struct fixture *fixture, const char *name, const char *text)
{
	return source_memory(fixture->arena, name, text, strlen(text));
}

/* What is left of warnings at each <odd in an XML file. */
static const char *left_in_xml(struct fixture *fixture, const char *text)
{
	const struct source *source = named(fixture, "x.xml", text);

	fixture_forget(fixture);
	report(fixture, source, DIAG_ELEMENT_UNKNOWN, "<odd");
	apply(fixture, source);
	return messages(fixture);
}

static void comment_allows_an_element(void **state)
{
	assert_string_equal(left_in_xml(*state,
					"<a>\n<!-- acrn-cfg: allow element-unknown: why -->\n"
					"<b><odd/></b>\n<odd/></a>"),
			    "x.xml:4:1: warning: <odd [element-unknown]\n");
	assert_string_equal(
		left_in_xml(*state, "<a>\n<odd/> <!-- acrn-cfg: allow element-unknown: why -->\n"
				    "<odd/></a>"),
		"x.xml:3:1: warning: <odd [element-unknown]\n");
	assert_string_equal(left_in_xml(*state,
					"<!--acrn-cfg:allow memory-total ,\n element-unknown:w-->\n"
					"<a><odd/><odd/></a>"),
			    "");
}

static void comment_in_yaml_allows_a_key(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source =
		named(fixture, "x.yaml",
		      "a:\n  # acrn-cfg: allow element-unknown: why\n  b:\n    odd: 1\n"
		      "  c: '# acrn-cfg: allow element-unknown: text'\n  odd: 2\n"
		      "  d: # acrn-cfg: allow element-unknown: nothing on this line\n"
		      "    odd: 3\n");

	report(fixture, source, DIAG_ELEMENT_UNKNOWN, "odd");
	apply(fixture, source);
	assert_string_equal(messages(fixture),
			    "x.yaml:6:3: warning: odd [element-unknown]\n"
			    "x.yaml:7:6: warning: the comment allows element-unknown, but there "
			    "is no such warning on this line [allow-unused]\n"
			    "x.yaml:7:6: help: remove the comment\n"
			    "x.yaml:8:5: warning: odd [element-unknown]\n");
}

static void comment_in_a_script_allows_a_command(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source =
		named(fixture, "x.sh",
		      "#!/bin/bash\n"
		      "echo odd\n"
		      "# acrn-cfg: allow variable-unset: why\n"
		      "if true; then\n\techo odd\nfi && echo odd\n"
		      "echo odd # acrn-cfg: allow variable-unset: why\n"
		      "echo '\n# acrn-cfg: allow variable-unset: quoted\n'\n"
		      "echo odd\n"
		      "cat <<END\n# acrn-cfg: allow variable-unset: text\nEND\n"
		      "echo odd\n"
		      "{\n\t:\n\t# acrn-cfg: allow variable-unset: nothing\n}\n"
		      "x=$(\n# acrn-cfg: allow variable-unset: inner\necho odd\necho odd)\n");

	report(fixture, source, DIAG_VARIABLE_UNSET, "odd");
	apply(fixture, source);
	assert_string_equal(messages(fixture),
			    "x.sh:2:6: warning: odd [variable-unset]\n"
			    "x.sh:11:6: warning: odd [variable-unset]\n"
			    "x.sh:15:6: warning: odd [variable-unset]\n"
			    "x.sh:18:2: warning: the comment allows variable-unset, but there is "
			    "no such warning in what follows it [allow-unused]\n"
			    "x.sh:18:2: help: remove the comment\n"
			    "x.sh:23:6: warning: odd [variable-unset]\n");
}

static void comment_before_the_first_command_allows_a_script(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source =
		named(fixture, "x.sh",
		      "#!/bin/bash\n# acrn-cfg: allow variable-unset: why\necho odd\necho odd\n");

	report(fixture, source, DIAG_VARIABLE_UNSET, "odd");
	apply(fixture, source);
	assert_string_equal(messages(fixture), "");
}

static void errors_stay(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = named(fixture, "x.xml",
					    "<!-- acrn-cfg: allow vm-id-duplicate, value-range, "
					    "element-unknown: why --><odd/>");

	diags_set_warnings_fatal(fixture->diags);
	report(fixture, source, DIAG_ELEMENT_UNKNOWN, "<odd");
	report(fixture, source, DIAG_VM_ID_DUPLICATE, "<odd");
	apply(fixture, source);
	assert_contains(messages(fixture), "error: <odd [vm-id-duplicate]");
	assert_contains(messages(fixture), "vm-id-duplicate cannot be allowed: it reports errors");
	assert_null(strstr(messages(fixture), "[element-unknown]"));
}

/* The text after the edits of the last message, which are one. */
static const char *fixed(struct fixture *fixture)
{
	struct diag_message message = diags_get(fixture->diags, diags_count(fixture->diags) - 1);
	const struct source *source = message.at.source;

	assert_int_equal(message.edit_count, 1);
	return arena_printf(fixture->arena, "%.*s%s%s", (int)message.edits[0].at.start,
			    source->bytes, message.edits[0].text,
			    source->bytes + message.edits[0].at.end);
}

static void unused_comment_is_removed(void **state)
{
	assert_contains(
		left_in_xml(*state, "<a>\n\t<!-- acrn-cfg: allow element-unknown: why -->\n\t<b/>\n"
				    "</a>\n"),
		"x.xml:2:2: warning: the comment allows element-unknown, but there is no such "
		"warning in what follows it [allow-unused]\n");
	assert_string_equal(fixed(*state), "<a>\n\t<b/>\n</a>\n");
	left_in_xml(*state, "<a>\n\t<b/> <!-- acrn-cfg: allow element-unknown: why -->\n</a>\n");
	assert_string_equal(fixed(*state), "<a>\n\t<b/>\n</a>\n");
	left_in_xml(*state, "<a>\n<!-- acrn-cfg: allow element-unknown: why --><b/>\n</a>\n");
	assert_string_equal(fixed(*state), "<a>\n<b/>\n</a>\n");
	left_in_xml(*state, "<!-- acrn-cfg: allow memory-total, element-unknown: why --><b/>\n");
	assert_string_equal(fixed(*state), "<!-- acrn-cfg: allow memory-total: why --><b/>\n");
}

static void unused_comment_is_not_known(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source =
		named(fixture, "x.xml",
		      "<!-- acrn-cfg: allow element-unknown, memory-total: why --><a/>");

	/* The rule is off. */
	diags_set_level(fixture->diags, diag_rule_find("element-unknown", 15), DIAG_OFF);
	apply(fixture, source);
	assert_string_equal(messages(fixture), "");
	/* An error may have hidden the warning. */
	fixture_forget(fixture);
	diag_add(fixture->diags, DIAG_VM_ID_DUPLICATE, source_span(source, 0, 1), "wrong");
	apply(fixture, source);
	assert_string_equal(messages(fixture), "x.xml:1:1: error: wrong [vm-id-duplicate]\n");
	/* There are more than the list keeps. */
	fixture_forget(fixture);
	for (size_t i = 0; i <= DIAG_SHOWN_MAX; i++)
		diag_add(fixture->diags, DIAG_MEMORY_TOTAL, source_span(source, 0, 1), "much");
	apply(fixture, source);
	assert_null(strstr(messages(fixture), "allow-unused"));
	/* It is allowed. */
	assert_string_equal(left_in_xml(fixture, "<!-- acrn-cfg: allow allow-unused: other "
						 "releases need it -->\n<a>\n"
						 "<!-- acrn-cfg: allow element-unknown: why -->"
						 "<b/></a>"),
			    "");
}

static void invalid_comment_is_reported(void **state)
{
	static const struct {
		const char *comment, *message;
	} cases[] = {
		{ "acrn-cfg: allow element-unkown: why",
		  "unknown rule 'element-unkown': the comment allows nothing by it" },
		{ "acrn-cfg: allow nonsense: why", "unknown rule 'nonsense'" },
		{ "acrn-cfg: allow element-unknown", "allows nothing: no reason" },
		{ "acrn-cfg: allow element-unknown:", "allows nothing: no reason" },
		{ "acrn-cfg: allow element-unknown why", "allows nothing: no ':'" },
		{ "acrn-cfg: allow : why", "allows nothing: no rule" },
		{ "acrn-cfg: allow element-unknown,: why", "allows nothing: no rule" },
		{ "acrn-cfg: allow", "allows nothing: no rule" },
		{ "acrn-cfg: deny element-unknown: why", "allows nothing: no 'allow'" },
		{ "acrn-cfg:", "allows nothing: no 'allow'" },
		{ "acrn-cfg: allow vm-id-duplicate: why", "cannot be allowed" },
		{ "acrn-cfg: allow " FOUR(FOUR(FOUR("element-unknown, "))) "memory-total: why",
		  "allows nothing: more than 64 rules" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fixture *fixture = *state;
		const char *left =
			left_in_xml(fixture, arena_printf(fixture->arena, "<!-- %s --><odd/>",
							  cases[i].comment));

		assert_contains(left, cases[i].message);
		assert_contains(left, "<odd [element-unknown]");
	}
	left_in_xml(*state, "<!-- acrn-cfg: allow element-unkown: why --><b/>");
	assert_string_equal(fixed(*state), "<!-- acrn-cfg: allow element-unknown: why --><b/>");
	left_in_xml(*state, "<!-- acrn-cfg: allow vm-id-duplicate: why --><b/>");
	assert_string_equal(fixed(*state), "<b/>");
	/* Comments that only mention it are others. */
	assert_string_equal(left_in_xml(*state, "<!-- see acrn-cfg: allow x --><b/>"), "");
}

static void broken_file_says_nothing(void **state)
{
	assert_string_equal(
		left_in_xml(*state, "<!-- acrn-cfg: allow element-unknown: why --><odd>"),
		"x.xml:1:46: warning: <odd [element-unknown]\n");
}

static void messages_of_other_files_are_filtered(void **state)
{
	struct fixture *fixture = *state;
	const struct source *board =
		named(fixture, "board.xml",
		      "<!-- acrn-cfg: allow element-unknown, nonsense: w --><odd/>");

	report(fixture, board, DIAG_ELEMENT_UNKNOWN, "<odd");
	diag_add(fixture->diags, DIAG_ELEMENT_UNKNOWN, (struct span) { 0 }, "nowhere");
	apply(fixture, NULL);
	assert_string_equal(messages(fixture), "acrn-cfg: warning: nowhere [element-unknown]\n");
	fixture_forget(fixture);
	report(fixture, board, DIAG_ELEMENT_UNKNOWN, "<odd");
	suppress_filter(fixture->arena, fixture->diags);
	assert_string_equal(messages(fixture), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(comment_allows_an_element),
		TEST(comment_in_yaml_allows_a_key),
		TEST(comment_in_a_script_allows_a_command),
		TEST(comment_before_the_first_command_allows_a_script),
		TEST(errors_stay),
		TEST(unused_comment_is_removed),
		TEST(unused_comment_is_not_known),
		TEST(invalid_comment_is_reported),
		TEST(broken_file_says_nothing),
		TEST(messages_of_other_files_are_filtered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
