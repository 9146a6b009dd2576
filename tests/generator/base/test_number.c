/* SPDX-License-Identifier: BSD-3-Clause
 * test_number.c: numbers and PCI addresses are taken whole, or not at all. */
#include "tests/generator/helpers.h"

#include "base/number.h"
#include "schema/static_config.h"

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

static void test_every_bdf(void **state)
{
	(void)state;
	for (unsigned bus = 0; bus <= 0xff; bus += 0x11) {
		for (unsigned device = 0; device <= 0x1f; device++) {
			for (unsigned function = 0; function <= 7; function++) {
				static const char *const formats[] = { "%02x:%02x.%u", "%X:%X.%u",
								       "%x:%02X.%u more" };
				char text[32];
				uint16_t bdf;
				size_t length;

				for (int i = 0; i < 3; i++) {
					snprintf(text, sizeof(text), formats[i], bus, device,
						 function);
					assert_true(number_parse_bdf(text, &bdf, &length));
					assert_int_equal(bdf, bus << 8 | device << 3 | function);
					assert_int_equal(length, strcspn(text, " "));
				}
			}
		}
	}
}

static void test_what_follows_a_bdf(void **state)
{
	static const char *const behind[] = {
		"", " ", "\t", "\n", ",", ":", ".", "g", "-", "\xC3"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		char text[16];
		uint16_t bdf;
		size_t length;

		snprintf(text, sizeof(text), "0a:1F.7%s", behind[i]);
		assert_true(number_parse_bdf(text, &bdf, &length));
		assert_int_equal(bdf, CFG_BDF(0x0a, 0x1f, 7));
		assert_int_equal(length, 7);
	}
}

static void test_no_bdf(void **state)
{
	static const char *const wrong[] = {
		"",	    "0",	"00",		"00:",
		"00:1",	    "00:1.",	"00:1f",	"00:20.0",
		"00:08.8",  "00:08.9",	"00:08.a",	"00:08,0",
		"00.08.0",  "00:08:0",	" 00:08.0",	"00: 08.0",
		"00:08 .0", "00:08. 0", "000:08.0",	"00:008.0",
		"00:08.00", "00:08.07", ":08.0",	"00:.0",
		"g0:08.0",  "00:g8.0",	"00:08.x",	"-1:08.0",
		"0x0:08.0", "00:0x8.0", "0000:00:08.0", "00:ff.0",
		"00:08.-1", "00:08.0a",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint16_t bdf;
		size_t length;

		if (number_parse_bdf(wrong[i], &bdf, &length))
			fail_msg("taken: '%s'", wrong[i]);
	}
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
		cmocka_unit_test(test_every_bdf),
		cmocka_unit_test(test_what_follows_a_bdf),
		cmocka_unit_test(test_no_bdf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
