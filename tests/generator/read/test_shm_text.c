/* SPDX-License-Identifier: BSD-3-Clause
 * test_shm_text.c: a region's text in the grammar of every era of ACRN. */
#include "tests/generator/helpers.h"

#include "read/shm_text.h"

#define MIB UINT64_C(1048576)

static const char *field(struct fixture *fixture, const char *text, struct shm_field field)
{
	assert_true(field.start <= field.end && field.end <= strlen(text));
	return arena_copy(fixture->arena, text + field.start, field.end - field.start);
}

struct expected {
	const char *text;
	enum cfg_land land;
	bool has_prefix;
	const char *name, *size, *region_id; /* region_id NULL for none */
	uint64_t bytes;			     /* 0: the size is no number */
};

static void assert_parsed(struct fixture *fixture, const struct expected *expected)
{
	const char *text = expected->text;
	struct shm_text parsed;
	uint64_t bytes = 0;

	if (!shm_text_parse(text, &parsed))
		fail_msg("refused: %s", text);
	assert_int_equal(parsed.land, expected->land);
	assert_int_equal(parsed.has_prefix, expected->has_prefix);
	assert_string_equal(field(fixture, text, parsed.name), expected->name);
	assert_string_equal(field(fixture, text, parsed.size), expected->size);
	assert_int_equal(parsed.has_region_id, expected->region_id != NULL);
	if (expected->region_id)
		assert_string_equal(field(fixture, text, parsed.region_id), expected->region_id);
	assert_int_equal(shm_text_size(text, &parsed, &bytes), expected->bytes != 0);
	assert_int_equal(bytes, expected->bytes);
}

#define EACH(fixture, cases)                                            \
	for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++) \
	assert_parsed(fixture, &(cases)[i])

/* acrn-dm: -s 2,ivshmem,NAME,BYTES */
static void test_2_0(void **state)
{
	static const struct expected cases[] = {
		{ "test,4096", CFG_LAND_DM, false, "test", "4096", NULL, 4096 },
		{ "test,134217728", CFG_LAND_DM, false, "test", "134217728", NULL, 128 * MIB },
		{ "test,2", CFG_LAND_DM, false, "test", "2", NULL, 2 },
	};

	EACH(*state, cases);
}

static void test_2_2_candidates(void **state)
{
	static const struct expected cases[] = {
		{ "sos:/test,4096", CFG_LAND_DM, true, "test", "4096", NULL, 4096 },
		{ "sos:/test,2097152", CFG_LAND_DM, true, "test", "2097152", NULL, 2 * MIB },
		{ "hv:/shm_region_0,2097152", CFG_LAND_HV, true, "shm_region_0", "2097152", NULL,
		  2 * MIB },
	};

	EACH(*state, cases);
}

static void test_2_2_to_3_2(void **state)
{
	static const struct expected cases[] = {
		{ "dm:/test,2", CFG_LAND_DM, true, "test", "2", NULL, 2 * MIB },
		{ "hv:/test,512", CFG_LAND_HV, true, "test", "512", NULL, 512 * MIB },
		{ "dm:/test,2097151", CFG_LAND_DM, true, "test", "2097151", NULL, 2097151 * MIB },
		{ "dm:/test,2097152", CFG_LAND_DM, true, "test", "2097152", NULL, 2 * MIB },
		{ "hv:/test,536870912", CFG_LAND_HV, true, "test", "536870912", NULL, 512 * MIB },
	};

	EACH(*state, cases);
}

static void test_3_3(void **state)
{
	static const struct expected cases[] = {
		{ "dm:/test,2,0x1000", CFG_LAND_DM, true, "test", "2", "0x1000", 2 * MIB },
		{ "hv:/test,2,4096", CFG_LAND_HV, true, "test", "2", "4096", 2 * MIB },
		{ "test,4096,7", CFG_LAND_DM, false, "test", "4096", "7", 4096 },
		{ "dm:/test,2,", CFG_LAND_DM, true, "test", "2", "", 2 * MIB },
		{ "dm:/test,2,no:such=id", CFG_LAND_DM, true, "test", "2", "no:such=id", 2 * MIB },
	};

	EACH(*state, cases);
}

static void test_spaces(void **state)
{
	static const struct expected cases[] = {
		{ "dm:/ test , 2 , 0x10 ", CFG_LAND_DM, true, "test", "2", "0x10", 2 * MIB },
		{ "dm:/\ttest\n,\r2\t\n", CFG_LAND_DM, true, "test", "2", NULL, 2 * MIB },
		{ " test , 8 ", CFG_LAND_DM, false, "test", "8", NULL, 8 },
		{ "dm:/ , , ", CFG_LAND_DM, true, "", "", "", 0 },
		{ "dm:/a b,2 3", CFG_LAND_DM, true, "a b", "2 3", NULL, 0 },
	};

	EACH(*state, cases);
}

/* Fields are told apart, not judged. */
static void test_fields_are_not_judged(void **state)
{
	static const struct expected cases[] = {
		{ ",", CFG_LAND_DM, false, "", "", NULL, 0 },
		{ "dm:/,2", CFG_LAND_DM, true, "", "2", NULL, 2 * MIB },
		{ "hv:/../x;y,-1", CFG_LAND_HV, true, "../x;y", "-1", NULL, 0 },
		{ "\xC3\xA4,0x2", CFG_LAND_DM, false, "\xC3\xA4", "0x2", NULL, 0 },
		{ "dm:/a,+2", CFG_LAND_DM, true, "a", "+2", NULL, 0 },
		{ "dm:/a,2M", CFG_LAND_DM, true, "a", "2M", NULL, 0 },
		{ "dm:/a,2.0", CFG_LAND_DM, true, "a", "2.0", NULL, 0 },
		{ "a,18446744073709551615", CFG_LAND_DM, false, "a", "18446744073709551615", NULL,
		  UINT64_MAX },
		{ "a,18446744073709551616", CFG_LAND_DM, false, "a", "18446744073709551616", NULL,
		  0 },
		{ "dm:/a,18446744073709551615", CFG_LAND_DM, true, "a", "18446744073709551615",
		  NULL, UINT64_MAX },
	};

	EACH(*state, cases);
}

/* Zero is a number, if no size. */
static void test_zero(void **state)
{
	struct shm_text parsed;
	uint64_t bytes = 1;

	(void)state;
	assert_true(shm_text_parse("dm:/a,0", &parsed));
	assert_true(shm_text_size("dm:/a,0", &parsed, &bytes));
	assert_int_equal(bytes, 0);
}

static void test_which_unit(void **state)
{
	static const struct {
		const char *text;
		bool is_bytes;
	} cases[] = {
		{ "a,2", true },	   { "sos:/a,2", true },
		{ "dm:/a,2", false },	   { "hv:/a,2097151", false },
		{ "hv:/a,2097152", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct shm_text parsed;
		uint64_t bytes;

		assert_true(shm_text_parse(cases[i].text, &parsed));
		assert_true(shm_text_size(cases[i].text, &parsed, &bytes));
		assert_int_equal(parsed.is_bytes, cases[i].is_bytes);
	}
}

static void test_wrong_forms(void **state)
{
	static const char *const wrong[] = {
		"",
		" ",
		"test",
		"dm:/test",
		"dm:/",
		"dm:/test,2,3,4",
		"dm:/test,2,3,",
		",,,",
		"DM:/test,2",
		"Hv:/test,2",
		"dm:test,2",
		"dm:\\test,2",
		"dm :/test,2",
		"uos:/test,2",
		"xhv:/test,2",
		"dm:/hv:/test,2",
		"hv:/a:b,2",
		"://test,2",
	};
	struct shm_text parsed;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (shm_text_parse(wrong[i], &parsed))
			fail_msg("taken: '%s'", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_2_0),	 TEST(test_2_2_candidates), TEST(test_2_2_to_3_2),
		TEST(test_3_3),	 TEST(test_spaces),	    TEST(test_fields_are_not_judged),
		TEST(test_zero), TEST(test_which_unit),	    TEST(test_wrong_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
