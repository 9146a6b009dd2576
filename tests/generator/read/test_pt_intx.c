/* SPDX-License-Identifier: BSD-3-Clause
 * test_pt_intx.c: the text of <pt_intx>: its pairs, and where it is wrong. */
#include "tests/generator/helpers.h"

#include "read/read.h"

static const struct pt_intx *pt_intx_of(struct fixture *fixture, const char *element)
{
	const char *text = arena_printf(
		fixture->arena, "<acrn-config><vm id='0'><name>A</name>%s</vm></acrn-config>",
		element);

	return read_scenario(fixture->arena, doc_of(fixture, text),
			     &(struct model_context) { .release = RELEASE_3_3 })
		->vms[0]
		.pt_intx;
}

static const struct pt_intx *parse(struct fixture *fixture, const char *text)
{
	const struct pt_intx *parsed =
		pt_intx_of(fixture, arena_printf(fixture->arena, "<pt_intx>%s</pt_intx>", text));

	assert_non_null(parsed);
	return parsed;
}

static void test_none(void **state)
{
	assert_null(pt_intx_of(*state, ""));
	assert_null(pt_intx_of(*state, "<pt_intx/>"));
	assert_null(pt_intx_of(*state, "<pt_intx> \n </pt_intx>"));
}

static void test_as_written(void **state)
{
	const struct intx_line *lines = parse(*state, "(0x10, 3), ( 34 ,0X0)")->lines;

	assert_string_equal(lines[0].physical_text, "0x10");
	assert_string_equal(lines[0].virtual_text, "3");
	assert_string_equal(lines[1].physical_text, "34");
	assert_string_equal(lines[1].virtual_text, "0X0");
}

static void test_pairs(void **state)
{
	static const char *const texts[] = {
		"(16,3)(34,0)",
		"(16, 3), (34, 0)",
		"( 0x10 , 0X3 )\n,\n(34,0)",
		"\t(16,\n3)(34, 0) , \n ",
		"(16, 3)(0x00000022,0),",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct pt_intx *parsed = parse(*state, texts[i]);

		assert_null(parsed->error);
		assert_int_equal(parsed->line_count, 2);
		assert_int_equal(parsed->lines[0].physical, 16);
		assert_int_equal(parsed->lines[0].virtual, 3);
		assert_int_equal(parsed->lines[1].physical, 34);
		assert_int_equal(parsed->lines[1].virtual, 0);
	}
	assert_span((struct fixture *)*state, parse(*state, " (16,3), (34, 0)")->lines[1].at,
		    "(34, 0)");
}

static void test_errors(void **state)
{
	static const struct {
		const char *text, *error, *at;
		size_t lines;
	} cases[] = {
		{ "16,3", "'('", "1", 0 },
		{ "()", "a number", ")", 0 },
		{ "(-1, 3)", "a number", "-", 0 },
		{ "(016, 3)", "a number", "0", 0 },
		{ "(00, 3)", "a number", "0", 0 },
		{ "(0x, 3)", "a number", "0", 0 },
		{ "(16a, 3)", "a number", "1", 0 },
		{ "(4294967296, 3)", "a number", "4", 0 },
		{ "(16 3)", "','", "3", 0 },
		{ "(16, 3, 4)", "')'", ",", 0 },
		{ "(16, 3)(", "a number", "", 1 },
		{ "(16, 3),,(1, 2)", "'('", ",", 1 },
		{ "(16, 3)(1, 2) x", "'('", "x", 2 },
		{ "(16, 3) \n (1, 2)", "no white space", " \n ", 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pt_intx *parsed = parse(*state, cases[i].text);

		assert_non_null(parsed->error);
		assert_string_equal(parsed->error, cases[i].error);
		assert_span((struct fixture *)*state, parsed->error_at, cases[i].at);
		assert_int_equal(parsed->line_count, cases[i].lines);
		assert_int_equal(parsed->has_blank, cases[i].at[0] == ' ');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_none),
		TEST(test_as_written),
		TEST(test_pairs),
		TEST(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
