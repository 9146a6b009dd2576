/* SPDX-License-Identifier: BSD-3-Clause
 * test_lines.c: which lines of a board are copied into C, and what of them. */
#include "tests/generator/helpers.h"

#include "plan/hypervisor.h"
#include "plan/lines.h"

static void assert_constant(const char *text, size_t length, uint64_t value)
{
	uint64_t parsed = 0;

	assert_int_equal(lines_parse_constant(text, &parsed), length);
	assert_int_equal(parsed, value);
}

static void test_constants(void **state)
{
	static const char *const invalid[] = {
		"",
		"x",
		"0x",
		"0xU",
		"1X",
		"010",
		"1UU",
		"1LLL",
		"0b1",
		"1_000U",
		"-1",
		"+1",
		" 1",
		"U",
		"0x1G",
		"1e3",
		"0x10000000000000000",
		"18446744073709551616",
	};
	uint64_t value;

	(void)state;
	assert_constant("0", 1, 0);
	assert_constant("0U", 2, 0);
	assert_constant("0x8A8A808CUL", 12, 0x8a8a808c);
	assert_constant("0XffuLL,", 7, 0xff);
	assert_constant("12lu}", 4, 12);
	assert_constant("0xFFFFFFFFFFFFFFFF", 18, UINT64_MAX);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		assert_int_equal(lines_parse_constant(invalid[i], &value), 0);
}

static void assert_macro(struct fixture *fixture, const char *line, const char *name,
			 const char *value)
{
	struct plan_macro macro;

	assert_int_equal(lines_parse_macro(fixture->arena, line, &macro), LINE_VALUE);
	assert_string_equal(macro.name, name);
	assert_string_equal(macro.value, value);
	assert_false(macro.is_override);
}

static void test_macros(void **state)
{
	static const char *const invalid[] = {
		"#define",
		"#define A",
		"#define A1U",
		"#defineA 1U",
		"#define a 1U",
		"#define 1A 1U",
		"#define _A 1U",
		"#define A(x) 1U",
		"#define A 1U 2U",
		"#define A 1U;",
		"#define A 1U \\",
		"#define A (1U)",
		"#define A system",
		"#define A SPACE_",
		"#define A truest",
		"#define A 1U /* no end",
		"#define A 1U /* one */ x",
		"#define A 1U // text",
		"#undef A",
		"A 1U",
		"/* open",
		"/* one */ x",
		"x /* one */",
	};
	struct fixture *fixture = *state;
	struct plan_macro macro;

	assert_macro(fixture, "#define A_1 0x1800UL", "A_1", "0x1800UL");
	assert_macro(fixture, "#define\tA \t SPACE_SYSTEM_IO /* words */", "A", "SPACE_SYSTEM_IO");
	assert_macro(fixture, "#define A true", "A", "true");
	assert_macro(fixture, "#define A SPACE_FFixedHW", "A", "SPACE_FFixedHW");
	assert_int_equal(lines_parse_macro(fixture->arena, "", &macro), LINE_NOTHING);
	assert_int_equal(lines_parse_macro(fixture->arena, "/* words */", &macro), LINE_NOTHING);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		assert_int_equal(lines_parse_macro(fixture->arena, invalid[i], &macro),
				 LINE_INVALID);
}

static void test_rows(void **state)
{
	static const char *const invalid[] = {
		"{1, SPACE_IO}",	   "{SPACE_IO, 1",    "{SPACE_IO, 1}}",
		"{SPACE_IO, 1}, {",	   "{SPACE_IO 1}",    "{SPACE_IO, f()}",
		"{SPACE_IO, 1, 2}",	   "{SPACE_IO, 1};",  "{SPACE_, 1}",
		"{SPACE_IO, 1} /* no end", "x {SPACE_IO, 1}",
	};
	static const char pattern[] = "{S,N}";
	size_t length = 0;

	(void)state;
	assert_int_equal(lines_parse_row("{SPACE_IO, 0x1UL},\t/* C1 */", pattern, &length),
			 LINE_VALUE);
	assert_int_equal(length, strlen("{SPACE_IO, 0x1UL}"));
	assert_int_equal(lines_parse_row("{ SPACE_IO,1 }", pattern, &length), LINE_VALUE);
	assert_int_equal(length, strlen("{ SPACE_IO,1 }"));
	assert_int_equal(lines_parse_row("/* Px data is not available */", pattern, &length),
			 LINE_NOTHING);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		assert_int_equal(lines_parse_row(invalid[i], pattern, &length), LINE_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_constants),
		TEST(test_macros),
		TEST(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
