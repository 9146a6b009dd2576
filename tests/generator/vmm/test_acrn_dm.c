/* SPDX-License-Identifier: BSD-3-Clause
 * test_acrn_dm.c: acrn-dm's options of all releases. */
#include "tests/generator/helpers.h"

#include "vmm/acrn_dm.h"

static const struct acrn_dm_option *option(const char *name)
{
	for (size_t i = 0; i < acrn_dm_option_count; i++)
		if (strcmp(acrn_dm_options[i].name, name) == 0)
			return &acrn_dm_options[i];
	fail_msg("no option %s", name);
	return NULL;
}

static void test_releases(void **state)
{
	(void)state;
	assert_true(acrn_dm_has(option("uuid"), RELEASE_2_6));
	assert_false(acrn_dm_has(option("uuid"), RELEASE_2_7));
	assert_false(acrn_dm_has(option("ncpus"), RELEASE_2_0));
	assert_false(acrn_dm_has(option("iasl"), RELEASE_3_0_2));
	assert_true(acrn_dm_has(option("iasl"), RELEASE_3_1));
	assert_false(acrn_dm_takes_value(option("ssram"), RELEASE_2_7));
	assert_true(acrn_dm_takes_value(option("ssram"), RELEASE_3_0));
	assert_false(acrn_dm_takes_value(option("rtvm"), RELEASE_MASTER));
}

/* No two options of one letter or name, and every release in the table is one. */
static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < acrn_dm_option_count; i++) {
		const struct acrn_dm_option *one = &acrn_dm_options[i];

		assert_true(one->from[0] <= '3' && (*one->name || one->letter));
		for (size_t j = 0; j < i; j++) {
			assert_true(!*one->name || strcmp(one->name, acrn_dm_options[j].name));
			assert_true(!one->letter || one->letter != acrn_dm_options[j].letter);
		}
	}
}

static const struct acrn_dm_option *found(enum release release, const char *word)
{
	struct acrn_dm_found found;
	size_t at = 0;

	assert_true(acrn_dm_next_option(release, word, &at, &found));
	return found.option;
}

static void test_abbreviations(void **state)
{
	(void)state;
	assert_ptr_equal(found(RELEASE_2_4, "--ps"), option("psram"));
	assert_null(found(RELEASE_3_0, "--ps"));
	assert_ptr_equal(found(RELEASE_3_0, "--psram"), option("psram"));
	assert_null(found(RELEASE_2_7, "--p")); /* of several */
	assert_null(found(RELEASE_2_7, "--virtio_"));
	assert_ptr_equal(found(RELEASE_2_7, "--virtio_m"), option("virtio_msix"));
	assert_ptr_equal(found(RELEASE_3_0, "--virtio_m"), option("virtio_msi"));
	assert_null(found(RELEASE_3_0, "--="));
}

static void test_places(void **state)
{
	struct acrn_dm_found found;
	size_t at = 0;

	(void)state;
	assert_true(acrn_dm_next_option(RELEASE_3_0, "-YAs3", &at, &found));
	assert_int_equal(found.start, 0);
	assert_int_equal(found.end, 2);
	assert_true(acrn_dm_next_option(RELEASE_3_0, "-YAs3", &at, &found));
	assert_int_equal(found.start, 2);
	assert_true(acrn_dm_next_option(RELEASE_3_0, "-YAs3", &at, &found));
	assert_true(found.has_value);
	assert_int_equal(found.value, 4);
	assert_false(acrn_dm_next_option(RELEASE_3_0, "-YAs3", &at, &found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_releases),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_abbreviations),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
