/* SPDX-License-Identifier: BSD-3-Clause
 * test_number.c: numbers are taken whole, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "schema/number.h"

typedef bool (*parser)(const char *text, size_t length, uint64_t max, uint64_t *value);

static void takes(parser parse, const char *text, uint64_t max, uint64_t expected)
{
	uint64_t value = ~expected;

	if (!parse(text, strlen(text), max, &value))
		fail_msg("refused: '%s'", text);
	assert_true(value == expected);
}

static void refuses(parser parse, const char *text, uint64_t max)
{
	uint64_t value;

	if (parse(text, strlen(text), max, &value))
		fail_msg("taken: '%s'", text);
}

static void test_decimal(void **state)
{
	(void)state;
	takes(number_parse_decimal, "0", 0, 0);
	takes(number_parse_decimal, "7", 7, 7);
	takes(number_parse_decimal, "65535", 65535, 65535);
	takes(number_parse_decimal, "00042", 42, 42);
	takes(number_parse_decimal, "18446744073709551615", UINT64_MAX, UINT64_MAX);
	takes(number_parse_decimal, "000000000000000000000000000000000000000000", 0, 0);
}

static void test_decimal_bounds(void **state)
{
	(void)state;
	refuses(number_parse_decimal, "1", 0);
	refuses(number_parse_decimal, "9", 8);
	refuses(number_parse_decimal, "10", 9);
	refuses(number_parse_decimal, "65536", 65535);
	refuses(number_parse_decimal, "655350", 65535);
	refuses(number_parse_decimal, "18446744073709551616", UINT64_MAX);
	refuses(number_parse_decimal, "18446744073709551620", UINT64_MAX);
	refuses(number_parse_decimal, "99999999999999999999999999", UINT64_MAX);
	/* Once around and back to a small number. */
	refuses(number_parse_decimal, "18446744073709551617", 65535);
}

/* Every number near every small limit. */
static void test_decimal_exhaustively(void **state)
{
	(void)state;
	for (uint64_t max = 0; max <= 130; max++) {
		for (uint64_t number = 0; number <= 260; number++) {
			char text[8];

			snprintf(text, sizeof(text), "%u", (unsigned)number);
			if (number <= max)
				takes(number_parse_decimal, text, max, number);
			else
				refuses(number_parse_decimal, text, max);
			snprintf(text, sizeof(text), "0x%x", (unsigned)number);
			if (number <= max)
				takes(number_parse, text, max, number);
			else
				refuses(number_parse, text, max);
		}
	}
}

static void test_not_decimal(void **state)
{
	static const char *const wrong[] = {
		"",    " ",  " 1",   "1 ",  "+1", "-1",	 "-0",	"1.",  ".1",
		"1e3", "1,", "0x10", "10h", "a",  "\t1", "1\n", "1_0", "\xD9\xA1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refuses(number_parse_decimal, wrong[i], UINT64_MAX);
}

/* Only `length` bytes count, and all of them. */
static void test_length(void **state)
{
	uint64_t value;

	(void)state;
	assert_true(number_parse_decimal("123,456", 3, 999, &value));
	assert_int_equal(value, 123);
	assert_false(number_parse_decimal("123,456", 4, 999, &value));
	assert_false(number_parse_decimal("123", 0, 999, &value));
	assert_false(number_parse_decimal("12\0"
					  "3",
					  4, 9999, &value));
	assert_true(number_parse("0x12g", 4, 999, &value));
	assert_int_equal(value, 0x12);
	assert_false(number_parse("0x12", 2, 999, &value));
}

static void test_hex(void **state)
{
	(void)state;
	takes(number_parse, "0x0", 0, 0);
	takes(number_parse, "0xffff", 0xffff, 0xffff);
	takes(number_parse, "0XABCDEF", 0xffffff, 0xabcdef);
	takes(number_parse, "0x0000000000000000000000000001", 1, 1);
	takes(number_parse, "0xffffffffffffffff", UINT64_MAX, UINT64_MAX);
	takes(number_parse, "010", 10, 10); /* no octal */
	takes(number_parse, "4096", 4096, 4096);
	refuses(number_parse, "0x10000000000000000", UINT64_MAX);
	refuses(number_parse, "0x10000", 0xffff);
	refuses(number_parse, "0x10001", 0xffff);
	refuses(number_parse, "0x", UINT64_MAX);
	refuses(number_parse, "0X", UINT64_MAX);
	refuses(number_parse, "x10", UINT64_MAX);
	refuses(number_parse, "ff", UINT64_MAX);
	refuses(number_parse, "0x-1", UINT64_MAX);
	refuses(number_parse, "-0x1", UINT64_MAX);
	refuses(number_parse, "0x 1", UINT64_MAX);
	refuses(number_parse, "0x0x1", UINT64_MAX);
	refuses(number_parse, "0xg", UINT64_MAX);
	refuses(number_parse, "00x1", UINT64_MAX);
	refuses(number_parse, "1x1", UINT64_MAX);
}

static void test_base(void **state)
{
	uint64_t value;

	(void)state;
	assert_true(number_parse_base("0777", 4, 8, 0777, &value));
	assert_int_equal(value, 0777);
	assert_false(number_parse_base("1000", 4, 8, 0777, &value));
	assert_false(number_parse_base("8", 1, 8, 0777, &value));
	assert_true(number_parse_base("fF", 2, 16, 0xff, &value));
	assert_int_equal(value, 0xff);
	assert_false(number_parse_base("g", 1, 16, 0xff, &value));
	assert_false(number_parse_base("f", 1, 16, 7, &value));
}

static void test_range(void **state)
{
	uint64_t value = 77;

	(void)state;
	assert_true(number_parse_range("3", 3, 5, &value));
	assert_int_equal(value, 3);
	assert_true(number_parse_range("5", 3, 5, &value));
	assert_int_equal(value, 5);
	assert_false(number_parse_range("2", 3, 5, &value));
	assert_false(number_parse_range("6", 3, 5, &value));
	assert_false(number_parse_range("4 ", 3, 5, &value));
	assert_false(number_parse_range("0x4", 3, 5, &value));
	assert_false(number_parse_range("", 0, 5, &value));
	assert_int_equal(value, 5); /* as it was */
}

static void test_sizes(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
		bool has_unit;
	} rows[] = {
		{ "0", 0, false },
		{ "4096", 4096, false },
		{ "18446744073709551615", UINT64_MAX, false },
		{ "4K", 4096, true },
		{ "4k", 4096, true },
		{ "3m", 3u << 20, true },
		{ "3M", 3u << 20, true },
		{ "1024G", UINT64_C(1) << 40, true },
		{ "17179869183g", UINT64_MAX - 0x3fffffff, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t bytes;
		bool has_unit;

		assert_true(number_parse_size(rows[i].text, &bytes, &has_unit));
		assert_int_equal(bytes, rows[i].bytes);
		assert_int_equal(has_unit, rows[i].has_unit);
	}
}

static void test_not_sizes(void **state)
{
	static const char *const texts[] = {
		"",
		"K",
		"-4K",
		"+4K",
		" 4K",
		"4 K",
		"4KB",
		"4T",
		"0x10",
		"4.5M",
		"4KK",
		"4096x",
		"1e3",
		"18446744073709551616",
		"17179869184G",
	};
	uint64_t bytes;
	bool has_unit;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(number_parse_size(texts[i], &bytes, &has_unit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decimal),
		cmocka_unit_test(test_decimal_bounds),
		cmocka_unit_test(test_decimal_exhaustively),
		cmocka_unit_test(test_not_decimal),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_range),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_not_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
