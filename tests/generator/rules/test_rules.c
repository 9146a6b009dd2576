/* SPDX-License-Identifier: BSD-3-Clause
 * test_rules.c: the table of rules is complete and in order, and a rule is silent about what a
 * rule that it needs has reported, and about nothing else. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "read/read.h"
#include "rules/rules.h"

#define NEEDS_MAX 8

/* Codes within these bounds are rules, the second ones of scripts; of the others some are, and the
 * rest is reported by other stages. */
#define RULES_FIRST	   200
#define RULES_LAST	   899
#define LAUNCH_RULES_FIRST 910
#define LAUNCH_RULES_LAST  939

struct row {
	enum diag_code code;
	const char *function;
	enum diag_code needs[NEEDS_MAX];
};

/* Tables end with a row without a code. */
#define RULE(code, function, subject, ...) { DIAG_##code, #function, { __VA_ARGS__ } },
static const struct row rows[] = {
#include "rules/rules.def"
	{ 0, NULL, { 0 } },
};
static const struct row launch_rows[] = {
#include "rules/launch_rules.def"
	{ 0, NULL, { 0 } },
};
#undef RULE

static size_t count_rows(const struct row *table, enum diag_code code, const struct row *end)
{
	size_t count = 0;

	for (const struct row *row = table; row != end && row->code; row++)
		count += row->code == code;
	return count;
}

static bool is_between(enum diag_code code, unsigned first, unsigned last)
{
	return code >= first && code <= last;
}

static void test_every_rule_has_a_row(void **state)
{
	(void)state;
	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++) {
		size_t count = count_rows(rows, rule->code, NULL);
		size_t launch_count = count_rows(launch_rows, rule->code, NULL);

		if (count > 1 || (!count && is_between(rule->code, RULES_FIRST, RULES_LAST)))
			fail_msg("%s has %zu rows", rule->slug, count);
		if (launch_count > 1 || (!launch_count && is_between(rule->code, LAUNCH_RULES_FIRST,
								     LAUNCH_RULES_LAST)))
			fail_msg("%s has %zu rows for scripts", rule->slug, launch_count);
	}
}

/* The rule with the slug a-b is check_a_b(), where that differs in scripts check_launch_a_b(). */
static void expect_name(const struct row *row, const char *prefix, const char *slug)
{
	char name[80];

	snprintf(name, sizeof(name), "%s%s", prefix, slug);
	for (char *at = name; (at = strchr(at, '-'));)
		*at = '_';
	assert_string_equal(row->function, name);
}

static void test_functions_have_the_slugs_name(void **state)
{
	(void)state;
	for (const struct row *row = rows; row->code; row++)
		for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
			if (rule->code == row->code)
				expect_name(row, "check_", rule->slug);
	for (const struct row *row = launch_rows; row->code; row++)
		for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
			if (rule->code == row->code)
				expect_name(row,
					    strncmp(row->function, "check_launch_", 13) == 0
						    ? "check_launch_"
						    : "check_",
					    rule->slug);
}

/* Only what has run before can have reported anything. */
static void expect_needs_above(const struct row *table)
{
	for (const struct row *row = table; row->code; row++)
		for (const enum diag_code *need = row->needs; *need; need++)
			if (*need != DIAG_BOARD_MISSING && *need != DIAG_BOARD_REQUIRED &&
			    !count_rows(table, *need, row))
				fail_msg("%s needs a rule that is not above it", row->function);
}

static void test_needs_are_above(void **state)
{
	(void)state;
	expect_needs_above(rows);
	expect_needs_above(launch_rows);
}

#define VM(id, name, order, regions)                                                          \
	"<vm id='" id "'><name>" name "</name><load_order>" order                             \
	"</load_order><cpu_affinity><pcpu_id>7</pcpu_id></cpu_affinity><shm_regions>" regions \
	"</shm_regions></vm>\n"

static const char *check(struct fixture *fixture, const char *text, const struct board *board)
{
	fixture_forget(fixture);
	check_run(fixture->arena,
		  read_scenario(fixture->arena, doc_of(fixture, text),
				&(struct model_context) { .board = board,
							  .release = RELEASE_3_3,
							  .target = TARGET_ACRN }),
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
	assert_contains(text, "has the ID 4098 here but 4097 for VM 'A'");
	assert_int_equal(count_messages(text, "error: "), 2);
}

#define SERVICE(id)		VM(id, "S", "SERVICE_VM", "")
#define POST(id, name, regions) VM(id, name, "POST_LAUNCHED_VM", regions)
#define TEXT(attributes, text)	"<shm_region" attributes ">" text "</shm_region>"
#define LIST(name, vbdf)                                                                  \
	"<IVSHMEM_REGION><NAME>" name                                                     \
	"</NAME><IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>A</VM_NAME><VBDF>" vbdf                 \
	"</VBDF></IVSHMEM_VM><IVSHMEM_VM><VM_NAME>B</VM_NAME></IVSHMEM_VM></IVSHMEM_VMS>" \
	"</IVSHMEM_REGION>"
#define LISTS(lists) "<hv><FEATURES><IVSHMEM>" lists "</IVSHMEM></FEATURES></hv>"

/* Mistakes that another rule would report as well, if it did not need the first. */
static const struct {
	const char *scenario, *slug;
} mistakes[] = {
	/* vm-id-order */
	{ SERVICE("1") POST("x", "A", ""), "vm-id-invalid" },
	{ SERVICE("x") VM("1", "A", "PRE_LAUNCHED_VM", ""), "vm-id-invalid" },
	{ SERVICE("1") VM("0", "A", "LAUNCHED", ""), "load-order-invalid" },
	/* shmem-name-duplicate, shmem-name-likely-typo, shmem-unshared */
	{ LISTS(LIST("a b", "") LIST("a b", "")) SERVICE("0") POST("1", "A", "") POST("2", "B", ""),
	  "shmem-name-invalid" },
	{ SERVICE("0") POST("1", "A", TEXT("", "dm:/a-a,2") TEXT("", "dm:/a-b,2")),
	  "shmem-name-invalid" },
	/* shmem-land-forbidden */
	{ SERVICE("0") POST("1", "A", TEXT("", "dm:/a,2"))
		  VM("2", "B", "LAUNCHED", TEXT("", "dm:/a,2")),
	  "load-order-invalid" },
	/* vbdf-invalid; slot-out-of-range; slot-duplicate; slot-function-collision */
	{ LISTS(LIST("a", "x")) SERVICE("0") VM("1", "A", "LAUNCHED", "") POST("2", "B", ""),
	  "load-order-invalid" },
	{ LISTS(LIST("a", "01:06.0")) SERVICE("0") VM("1", "A", "LAUNCHED", "") POST("2", "B", ""),
	  "load-order-invalid" },
	{ LISTS(LIST("a", "00:06.0") LIST("b", "00:06.0")) SERVICE("0") VM("1", "A", "LAUNCHED", "")
		  POST("2", "B", ""),
	  "load-order-invalid" },
	{ LISTS(LIST("a", "01:06.0") LIST("b", "00:06.0")) SERVICE("0") POST("1", "A", "")
		  POST("2", "B", ""),
	  "slot-out-of-range" },
	/* slot-duplicate */
	{ LISTS(LIST("a", "00:02.0")) SERVICE("0") POST(
		  "1", "A",
		  "</shm_regions><pci_devs><pci_dev>00:02.0 VGA compatible controller</pci_dev>"
		  "</pci_devs><shm_regions>") POST("2", "B", ""),
	  "slot-reserved" },
};

static void test_one_mistake_one_message(void **state)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct fixture *fixture = *state;
		const char *scenario = arena_printf(fixture->arena, "<acrn-config>%s</acrn-config>",
						    mistakes[i].scenario);
		const char *text = check(fixture, scenario, NULL);

		if (!strstr(text, mistakes[i].slug) ||
		    count_messages(text, mistakes[i].slug) != count_messages(text, "error: "))
			fail_msg("not only %s:\n%s", mistakes[i].slug, text);
	}
}

static void test_silent_without_a_board(void **state)
{
	static const char text[] = "<acrn-config>" VM("0", "S", "SERVICE_VM", "") "</acrn-config>";
	static const struct board_cpu cpu = { .id = 0 };
	struct board board = { .name = "board", .cpus = &cpu, .cpu_count = 1 };

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
		TEST(test_one_mistake_one_message),
		TEST(test_silent_without_a_board),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
