/* SPDX-License-Identifier: BSD-3-Clause
 * test_ivshmem_argument.c: the declaration of a region in the grammar of every ACRN release. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "schema/ivshmem_argument.h"

#define MIB UINT64_C(1048576)

struct expected {
	const char *text;
	enum cfg_land land;
	size_t prefix_length;
	const char *name, *size, *region_id; /* region_id NULL for none */
	uint64_t bytes;			     /* 0: the size is not a number */
};

static void assert_field(const char *text, struct ivshmem_field field, const char *expected)
{
	assert_true(field.start <= field.end && field.end <= strlen(text));
	assert_int_equal(field.end - field.start, strlen(expected));
	assert_memory_equal(text + field.start, expected, strlen(expected));
}

static void assert_parsed(const struct expected *expected)
{
	const char *text = expected->text;
	struct ivshmem_argument parsed;
	uint64_t bytes = 0;
	bool is_bytes;

	if (ivshmem_argument_parse(text, &parsed) != IVSHMEM_ARGUMENT_OK)
		fail_msg("refused: %s", text);
	assert_int_equal(parsed.land, expected->land);
	assert_int_equal(parsed.prefix_length, expected->prefix_length);
	assert_field(text, parsed.name, expected->name);
	assert_field(text, parsed.size, expected->size);
	assert_int_equal(parsed.has_region_id, expected->region_id != NULL);
	if (expected->region_id)
		assert_field(text, parsed.region_id, expected->region_id);
	assert_int_equal(ivshmem_argument_size(text, &parsed, &bytes, &is_bytes),
			 expected->bytes != 0);
	assert_int_equal(bytes, expected->bytes);
}

#define EACH(cases)                                                     \
	for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++) \
	assert_parsed(&(cases)[i])

/* acrn-dm: -s 2,ivshmem,NAME,BYTES */
static void test_2_0(void **state)
{
	static const struct expected cases[] = {
		{ "test,4096", CFG_LAND_DM, 0, "test", "4096", NULL, 4096 },
		{ "test,134217728", CFG_LAND_DM, 0, "test", "134217728", NULL, 128 * MIB },
		{ "test,2", CFG_LAND_DM, 0, "test", "2", NULL, 2 },
	};

	(void)state;
	EACH(cases);
}

static void test_2_2_candidates(void **state)
{
	static const struct expected cases[] = {
		{ "sos:/test,4096", CFG_LAND_DM, 5, "test", "4096", NULL, 4096 },
		{ "sos:/test,2097152", CFG_LAND_DM, 5, "test", "2097152", NULL, 2 * MIB },
		{ "hv:/shm_region_0,2097152", CFG_LAND_HV, 4, "shm_region_0", "2097152", NULL,
		  2 * MIB },
	};

	(void)state;
	EACH(cases);
}

static void test_2_2_to_3_2(void **state)
{
	static const struct expected cases[] = {
		{ "dm:/test,2", CFG_LAND_DM, 4, "test", "2", NULL, 2 * MIB },
		{ "hv:/test,512", CFG_LAND_HV, 4, "test", "512", NULL, 512 * MIB },
		{ "dm:/test,2097151", CFG_LAND_DM, 4, "test", "2097151", NULL, 2097151 * MIB },
		{ "dm:/test,2097152", CFG_LAND_DM, 4, "test", "2097152", NULL, 2 * MIB },
		{ "hv:/test,536870912", CFG_LAND_HV, 4, "test", "536870912", NULL, 512 * MIB },
	};

	(void)state;
	EACH(cases);
}

static void test_3_3(void **state)
{
	static const struct expected cases[] = {
		{ "dm:/test,2,0x1000", CFG_LAND_DM, 4, "test", "2", "0x1000", 2 * MIB },
		{ "hv:/test,2,4096", CFG_LAND_HV, 4, "test", "2", "4096", 2 * MIB },
		{ "test,4096,7", CFG_LAND_DM, 0, "test", "4096", "7", 4096 },
		{ "dm:/test,2,", CFG_LAND_DM, 4, "test", "2", "", 2 * MIB },
		{ "dm:/test,2,no:such=id", CFG_LAND_DM, 4, "test", "2", "no:such=id", 2 * MIB },
	};

	(void)state;
	EACH(cases);
}

static void test_spaces_are_kept(void **state)
{
	static const struct expected cases[] = {
		{ "dm:/ test , 2 , 0x10 ", CFG_LAND_DM, 4, " test ", " 2 ", " 0x10 ", 0 },
		{ " dm,8", CFG_LAND_DM, 0, " dm", "8", NULL, 8 },
		{ "dm:/ , , ", CFG_LAND_DM, 4, " ", " ", " ", 0 },
	};

	(void)state;
	EACH(cases);
}

static void test_fields_are_not_checked(void **state)
{
	static const struct expected cases[] = {
		{ ",", CFG_LAND_DM, 0, "", "", NULL, 0 },
		{ "dm:/,2", CFG_LAND_DM, 4, "", "2", NULL, 2 * MIB },
		{ "hv:/../x;y,-1", CFG_LAND_HV, 4, "../x;y", "-1", NULL, 0 },
		{ "\xC3\xA4,0x2", CFG_LAND_DM, 0, "\xC3\xA4", "0x2", NULL, 0 },
		{ "dm:/a,+2", CFG_LAND_DM, 4, "a", "+2", NULL, 0 },
		{ "dm:/a,2M", CFG_LAND_DM, 4, "a", "2M", NULL, 0 },
		{ "dm:/a,2.0", CFG_LAND_DM, 4, "a", "2.0", NULL, 0 },
		{ "a,18446744073709551615", CFG_LAND_DM, 0, "a", "18446744073709551615", NULL,
		  UINT64_MAX },
		{ "a,18446744073709551616", CFG_LAND_DM, 0, "a", "18446744073709551616", NULL, 0 },
		{ "dm:/a,18446744073709551615", CFG_LAND_DM, 4, "a", "18446744073709551615", NULL,
		  UINT64_MAX },
	};

	(void)state;
	EACH(cases);
}

static bool is_in_bytes(const char *text, bool is_number)
{
	struct ivshmem_argument parsed;
	uint64_t bytes;
	bool is_bytes;

	assert_int_equal(ivshmem_argument_parse(text, &parsed), IVSHMEM_ARGUMENT_OK);
	assert_int_equal(ivshmem_argument_size(text, &parsed, &bytes, &is_bytes), is_number);
	return is_bytes;
}

static void test_which_unit(void **state)
{
	(void)state;
	assert_true(is_in_bytes("a,2", true));
	assert_true(is_in_bytes("sos:/a,2", true));
	assert_false(is_in_bytes("dm:/a,0", true));
	assert_false(is_in_bytes("dm:/a,2", true));
	assert_false(is_in_bytes("hv:/a,2097151", true));
	assert_true(is_in_bytes("hv:/a,2097152", true));
	assert_true(is_in_bytes("a,x", false));
	assert_false(is_in_bytes("dm:/a,x", false));
}

static void test_wrong_forms(void **state)
{
	static const struct {
		const char *text;
		enum ivshmem_argument_form form;
	} wrong[] = {
		{ "", IVSHMEM_ARGUMENT_NO_SIZE },
		{ " ", IVSHMEM_ARGUMENT_NO_SIZE },
		{ "test", IVSHMEM_ARGUMENT_NO_SIZE },
		{ "dm:/test", IVSHMEM_ARGUMENT_NO_SIZE },
		{ "dm:/", IVSHMEM_ARGUMENT_NO_SIZE },
		{ "dm:/test,2,3,4", IVSHMEM_ARGUMENT_EXTRA_FIELD },
		{ "dm:/test,2,3,", IVSHMEM_ARGUMENT_EXTRA_FIELD },
		{ ",,,", IVSHMEM_ARGUMENT_EXTRA_FIELD },
		{ "DM:/test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "Hv:/test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "dm:test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "dm:\\test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "dm :/test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "uos:/test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "xhv:/test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "dm:/hv:/test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "hv:/a:b,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "://test,2", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "uos:/test", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
		{ "uos:/test,2,3,4", IVSHMEM_ARGUMENT_UNKNOWN_PREFIX },
	};
	struct ivshmem_argument parsed;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (ivshmem_argument_parse(wrong[i].text, &parsed) != wrong[i].form)
			fail_msg("another form: '%s'", wrong[i].text);
}

/* For messages: the fields that there are. */
static void test_fields_of_wrong_forms(void **state)
{
	struct ivshmem_argument parsed;

	(void)state;
	ivshmem_argument_parse("dm:/test", &parsed);
	assert_field("dm:/test", parsed.name, "test");
	assert_false(parsed.has_region_id);
	ivshmem_argument_parse("dm:/test,2,3,4", &parsed);
	assert_field("dm:/test,2,3,4", parsed.size, "2");
	assert_true(parsed.has_region_id);
	assert_field("dm:/test,2,3,4", parsed.region_id, "3,4");
	ivshmem_argument_parse("x:/test,2", &parsed);
	assert_field("x:/test,2", parsed.name, "x:/test");
	assert_field("x:/test,2", parsed.size, "2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_2_0),
		cmocka_unit_test(test_2_2_candidates),
		cmocka_unit_test(test_2_2_to_3_2),
		cmocka_unit_test(test_3_3),
		cmocka_unit_test(test_spaces_are_kept),
		cmocka_unit_test(test_fields_are_not_checked),
		cmocka_unit_test(test_which_unit),
		cmocka_unit_test(test_wrong_forms),
		cmocka_unit_test(test_fields_of_wrong_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
