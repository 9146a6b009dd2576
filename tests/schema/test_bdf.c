/* SPDX-License-Identifier: BSD-3-Clause
 * test_bdf.c: PCI addresses are taken whole, or not at all, and written in one form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "schema/bdf.h"
#include "schema/static_config.h"

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
					assert_true(bdf_parse(text, &bdf, &length));
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
		assert_true(bdf_parse(text, &bdf, &length));
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

		if (bdf_parse(wrong[i], &bdf, &length))
			fail_msg("taken: '%s'", wrong[i]);
	}
}

static void test_format(void **state)
{
	(void)state;
	for (unsigned bdf = 0; bdf <= UINT16_MAX; bdf++) {
		char text[BDF_TEXT_SIZE], expected[16];

		snprintf(expected, sizeof(expected), "%02x:%02x.%u", bdf >> 8, bdf >> 3 & 31,
			 bdf & 7);
		assert_ptr_equal(bdf_format((uint16_t)bdf, text), text);
		assert_string_equal(text, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_bdf),
		cmocka_unit_test(test_what_follows_a_bdf),
		cmocka_unit_test(test_no_bdf),
		cmocka_unit_test(test_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
