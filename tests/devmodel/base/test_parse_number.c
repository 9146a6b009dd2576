/* SPDX-License-Identifier: BSD-3-Clause
 * test_parse_number.c: sizes as users write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/parse_number.h"

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
		{ "3m", 3u << 20, true },
		{ "1024G", UINT64_C(1) << 40, true },
		{ "17179869183g", UINT64_MAX - 0x3fffffff, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t bytes;
		bool has_unit;

		assert_true(parse_size(rows[i].text, &bytes, &has_unit));
		assert_int_equal(bytes, rows[i].bytes);
		assert_int_equal(has_unit, rows[i].has_unit);
	}
}

static void test_no_sizes(void **state)
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
		assert_false(parse_size(texts[i], &bytes, &has_unit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_no_sizes),
	};

	return cmocka_run_group_tests_name("digits", tests, NULL, NULL);
}
