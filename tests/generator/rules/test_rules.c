/* SPDX-License-Identifier: BSD-3-Clause
 * test_rules.c: the table of rules is complete and in order, and a rule is silent about what a
 * rule that it needs has reported, and about nothing else. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "read/read.h"
#include "rules/rules.h"

#define NEEDS_MAX 8

/* Codes from this one on are rules; of those below some are, others are reported by other stages.
 */
#define RULES_FROM 200

static const struct row {
	enum diag_code code;
	const char *function;
	enum diag_code needs[NEEDS_MAX];
} rows[] = {
#define RULE(code, function, subject, ...) { DIAG_##code, #function, { __VA_ARGS__ } },
#include "rules/rules.def"
#undef RULE
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static size_t count_rows(enum diag_code code, size_t end)
{
	size_t count = 0;

	for (size_t i = 0; i < end; i++)
		count += rows[i].code == code;
	return count;
}

static void test_every_rule_has_a_row(void **state)
{
	(void)state;
	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++) {
		size_t count = count_rows(rule->code, ROW_COUNT);

		if (count > 1 || (!count && rule->code >= RULES_FROM))
			fail_msg("%s has %zu rows", rule->slug, count);
	}
}

/* The rule with the slug a-b is check_a_b(). */
static void test_functions_have_the_slugs_name(void **state)
{
	(void)state;
	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
		for (size_t i = 0; i < ROW_COUNT; i++) {
			char name[64] = "check_";

			if (rows[i].code != rule->code)
				continue;
			strcat(name, rule->slug);
			for (char *at = name; (at = strchr(at, '-'));)
				*at = '_';
			assert_string_equal(rows[i].function, name);
		}
}

/* Only what has run before can have reported anything. */
static void test_needs_are_above(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROW_COUNT; i++)
		for (const enum diag_code *need = rows[i].needs; *need; need++)
			if (*need != DIAG_BOARD_MISSING && !count_rows(*need, i))
				fail_msg("%s needs a rule that is not above it", rows[i].function);
}

#define VM(id, name, order, regions)                                                          \
	"<vm id='" id "'><name>" name "</name><load_order>" order                             \
	"</load_order><cpu_affinity><pcpu_id>7</pcpu_id></cpu_affinity><shm_regions>" regions \
	"</shm_regions></vm>\n"

static const char *check(struct fixture *fixture, const char *text, const struct board *board)
{
	fixture_forget(fixture);
	check_run(fixture->arena,
		  read_scenario(fixture->arena, doc_of(fixture, text), board, RELEASE_3_3,
				TARGET_ACRN),
		  fixture->diags);
	return messages(fixture);
}

/* Each line is one message here. */
static size_t count_messages(const char *text, const char *slug)
{
	size_t count = 0;

	for (const char *at = text; (at = strstr(at, slug)); at++)
		count++;
	return count;
}

/* B's slot is not checked, for it depends on the load order; A's and C's are. */
static void test_silent_about_one_vm(void **state)
{
	const char *text = check(
		*state,
		"<acrn-config>\n" VM("0", "S", "SERVICE_VM", "") VM(
			"1", "A", "POST_LAUNCHED_VM", "<shm_region slot='1'>dm:/a,2</shm_region>")
			VM("2", "B", "LAUNCHED", "<shm_region slot='1'>dm:/a,2</shm_region>")
				VM("3", "C", "POST_LAUNCHED_VM",
				   "<shm_region slot='2'>dm:/a,2</shm_region>") "</acrn-config>",
		NULL);

	assert_int_equal(count_messages(text, "[load-order-invalid]"), 1);
	assert_int_equal(count_messages(text, "[slot-reserved]"), 2);
	assert_contains(text, "test.xml:3:");
	assert_contains(text, "test.xml:5:");
}

/* A region with an invalid name is not called unshared; one with a valid name is. */
static void test_silent_about_one_region(void **state)
{
	const char *text =
		check(*state,
		      "<acrn-config>\n" VM("0", "S", "SERVICE_VM", "")
			      VM("1", "A", "POST_LAUNCHED_VM",
				 "<shm_region>dm:/a b,2</shm_region>"
				 "<shm_region>dm:/single,2</shm_region>") "</acrn-config>",
		      NULL);

	assert_int_equal(count_messages(text, "[shmem-name-invalid]"), 1);
	assert_int_equal(count_messages(text, "[shmem-unshared]"), 1);
	assert_contains(text, "'single'");
}

/* An invalid region ID does not hide that two others of the region differ. */
static void test_silent_about_one_declaration(void **state)
{
	const char *text =
		check(*state,
		      "<acrn-config>\n" VM("0", "S", "SERVICE_VM", "") VM(
			      "1", "A", "POST_LAUNCHED_VM", "<shm_region>dm:/a,2,4097</shm_region>")
			      VM("2", "B", "POST_LAUNCHED_VM", "<shm_region>dm:/a,2,x</shm_region>")
				      VM("3", "C", "POST_LAUNCHED_VM",
					 "<shm_region>dm:/a,2,4098</shm_region>") "</acrn-config>",
		      NULL);

	assert_int_equal(count_messages(text, "[region-id-invalid]"), 1);
	assert_int_equal(count_messages(text, "[region-id-mismatch]"), 1);
	assert_int_equal(count_messages(text, "error: "), 2);
}

static void test_silent_without_a_board(void **state)
{
	static const char text[] = "<acrn-config>" VM("0", "S", "SERVICE_VM", "") "</acrn-config>";
	struct board board = { .name = "board" };

	assert_string_equal(check(*state, text, NULL), "");
	assert_int_equal(count_messages(check(*state, text, &board), "[cpu-not-on-board]"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_rule_has_a_row),
		cmocka_unit_test(test_functions_have_the_slugs_name),
		cmocka_unit_test(test_needs_are_above),
		TEST(test_silent_about_one_vm),
		TEST(test_silent_about_one_region),
		TEST(test_silent_about_one_declaration),
		TEST(test_silent_without_a_board),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
