/* SPDX-License-Identifier: BSD-3-Clause
 * test_json.c: messages for programs, to the last byte. That they keep to their schema is for
 * tests/schema/test_diagnostics.sh. */
#include "tests/generator/helpers.h"

#define SUMMARY "\"summary\":\"A VM's id attribute is a decimal number from 0 to 65535.\""

static const char *json_of(struct fixture *fixture)
{
	return printed(fixture, DIAG_FORMAT_JSON, true);
}

static void test_nothing(void **state)
{
	assert_string_equal(json_of(*state), "");
}

static void test_all_there_is(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "<a>\n\t\xC3\xA4 4 2</a>");
	struct diag *diag = diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 8, 9),
				     "it is %d", 4);

	diag_note(diag, source_span(source, 10, 11), "and %d here", 2);
	diag_note(diag, (struct span) { 0 }, "somewhere");
	diag_help(diag, "make both %d", 2);
	diag_edit(diag, source_span(source, 8, 9), "2");
	assert_string_equal(
		json_of(fixture),
		"{\"level\":\"error\",\"rule\":\"vm-id-invalid\",\"code\":204," SUMMARY ","
		"\"message\":\"it is 4\",\"spans\":["
		"{\"role\":\"primary\",\"file\":\"test.xml\","
		"\"start\":{\"line\":2,\"column\":4,\"offset\":8},"
		"\"end\":{\"line\":2,\"column\":5,\"offset\":9}},"
		"{\"role\":\"note\",\"message\":\"and 2 here\",\"file\":\"test.xml\","
		"\"start\":{\"line\":2,\"column\":6,\"offset\":10},"
		"\"end\":{\"line\":2,\"column\":7,\"offset\":11}},"
		"{\"role\":\"note\",\"message\":\"somewhere\"}],"
		"\"fixes\":[{\"message\":\"make both 2\",\"edits\":[{\"file\":\"test.xml\","
		"\"start\":{\"line\":2,\"column\":4,\"offset\":8},"
		"\"end\":{\"line\":2,\"column\":5,\"offset\":9},\"text\":\"2\"}]}]}\n");
}

static void test_levels(void **state)
{
	struct fixture *fixture = *state;
	struct span nowhere = { 0 };

	diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "w");
	diag_add(fixture->diags, DIAG_VM_ID_INVALID, nowhere, "e");
	diag_add(fixture->diags, DIAG_OUTPUT_UNWRITABLE, nowhere, "f");
	assert_contains(json_of(fixture),
			"{\"level\":\"warning\",\"rule\":\"board-missing\",\"code\":121,");
	assert_contains(json_of(fixture), "{\"level\":\"error\",\"rule\":\"vm-id-invalid\",");
	assert_contains(json_of(fixture), "{\"level\":\"failure\",\"rule\":\"output-unwritable\",");
	assert_contains(json_of(fixture), "\"message\":\"f\",\"spans\":[],\"fixes\":[]}\n");
}

/* Offsets are those of the file on the disk, which begins with the mark. */
static void test_byte_order_mark(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "\xEF\xBB\xBF<a/>");

	diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 1, 2), "m");
	assert_contains(json_of(fixture), "\"start\":{\"line\":1,\"column\":2,\"offset\":4},"
					  "\"end\":{\"line\":1,\"column\":3,\"offset\":5}");
}

/* The output is ASCII: without control characters and invalid UTF-8. */
static void test_odd_text(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_memory(fixture->arena, "\xC3\xA4\xFF.xml", "", 0);

	diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 0, 0),
		 "\"\\\x1b[31m\n\x7f \xC3\xA4 \xE2\x80\xAE");
	assert_contains(json_of(fixture),
			"\"message\":\"\\\"\\\\\\u001B[31m\\n\x7f \\u00E4 \\u202E\"");
	assert_contains(json_of(fixture), "\"file\":\"\\\\xc3\\\\xa4\\\\xff.xml\"");
}

static void test_a_line_each(void **state)
{
	struct fixture *fixture = *state;
	const char *line;

	for (int i = 0; i < 3; i++)
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, (struct span) { 0 }, "a\n\r%d", i);
	line = json_of(fixture);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(*line, '{');
		line = strchr(line, '\n') + 1;
		assert_int_equal(line[-2], '}');
	}
	assert_string_equal(line, "");
}

static void test_omission(void **state)
{
	struct fixture *fixture = *state;
	const char *line;

	for (size_t i = 0; i < DIAG_SHOWN_MAX + 3; i++)
		diag_add(fixture->diags, DIAG_BOARD_MISSING, (struct span) { 0 }, "w");
	line = strrchr(json_of(fixture), '{');
	assert_string_equal(line - strlen("{\"omitted\":"),
			    "{\"omitted\":{\"errors\":0,\"warnings\":3}}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing),	    TEST(test_all_there_is), TEST(test_levels),
		TEST(test_byte_order_mark), TEST(test_odd_text),     TEST(test_a_line_each),
		TEST(test_omission),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
