/* SPDX-License-Identifier: BSD-3-Clause
 * test_cpus.c: which VMs may share a CPU, and that each CPU that is shared makes one message. */
#include "tests/generator/helpers.h"

#include "read/read.h"
#include "rules/rules.h"

#define SERVICE "<vm id='0'><name>S</name><load_order>SERVICE_VM</load_order></vm>"
#define VM(id, name, options, cpus)                                                              \
	"<vm id='" id "'><name>" name "</name><load_order>POST_LAUNCHED_VM</load_order>" options \
	"<cpu_affinity>" cpus "</cpu_affinity></vm>"
#define RTVM		"<vm_type>RTVM</vm_type>"
#define OWNER		"<own_pcpu>y</own_pcpu>"
#define COMPANION(id)	"<companion_vmid>" id "</companion_vmid>"
#define CPU(id)		"<pcpu_id>" id "</pcpu_id>"
#define SHARED_BY_RTVM	"[rtvm-cpu-shared]"
#define SHARED_BY_OWNER "[own-cpu-shared]"

/* The messages about the Service VM and `vms`. */
static const char *check(struct fixture *fixture, const char *vms)
{
	const char *text =
		arena_printf(fixture->arena, "<acrn-config>" SERVICE "%s</acrn-config>", vms);

	fixture_forget(fixture);
	check_run(fixture->arena,
		  read_scenario(fixture->arena, doc_of(fixture, text),
				&(struct model_context) { .board = NULL,
							  .release = RELEASE_3_3,
							  .target = TARGET_ACRN }),
		  fixture->diags);
	return messages(fixture);
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

static void assert_shared(struct fixture *fixture, const char *vms, size_t by_rtvm, size_t by_owner)
{
	const char *text = check(fixture, vms);

	assert_int_equal(count_of(text, SHARED_BY_RTVM), by_rtvm);
	assert_int_equal(count_of(text, SHARED_BY_OWNER), by_owner);
}

static void test_companion_is_the_owner_s(void **state)
{
	assert_shared(*state,
		      VM("1", "A", RTVM COMPANION("2"), CPU("1")) VM("2", "B", "", CPU("1")), 0, 0);
	assert_shared(*state, VM("1", "A", RTVM, CPU("1")) VM("2", "B", COMPANION("1"), CPU("1")),
		      1, 0);
	assert_shared(*state,
		      VM("1", "A", OWNER COMPANION("2"), CPU("1")) VM("2", "B", "", CPU("1")), 0,
		      0);
	assert_shared(*state, VM("1", "A", OWNER, CPU("1")) VM("2", "B", COMPANION("1"), CPU("1")),
		      0, 1);
}

/* Each of two owners has to name the other. */
static void test_companions_that_both_own(void **state)
{
	assert_shared(*state,
		      VM("1", "A", RTVM COMPANION("2"), CPU("1"))
			      VM("2", "B", RTVM COMPANION("1"), CPU("1")),
		      0, 0);
	assert_shared(*state,
		      VM("1", "A", RTVM COMPANION("2"), CPU("1")) VM("2", "B", RTVM, CPU("1")), 1,
		      0);
}

static void test_third_vm_is_no_companion(void **state)
{
	assert_shared(*state,
		      VM("1", "A", RTVM COMPANION("2"), CPU("1")) VM("2", "B", "", CPU("1"))
			      VM("3", "C", "", CPU("1")),
		      1, 0);
}

static void test_unknown_companion_is_one_mistake(void **state)
{
	const char *text;

	assert_shared(*state,
		      VM("1", "A", RTVM COMPANION("1"), CPU("1")) VM("2", "B", "", CPU("1")), 0, 0);
	text = check(*state,
		     VM("1", "A", RTVM COMPANION("4"), CPU("1")) VM("2", "B", "", CPU("1")));

	assert_contains(text, "[companion-unknown]");
	assert_null(strstr(text, SHARED_BY_RTVM));
}

static void test_one_message_for_each_cpu(void **state)
{
	assert_shared(*state,
		      VM("1", "A", RTVM, CPU("1") CPU("2") CPU("3"))
			      VM("2", "B", OWNER, CPU("3") CPU("2")) VM("3", "C", OWNER, CPU("2")),
		      2, 0);
	assert_shared(*state,
		      VM("1", "A", RTVM, CPU("1")) VM("2", "B", OWNER, CPU("2"))
			      VM("3", "C", "", CPU("1") CPU("2")),
		      1, 1);
}

static void test_cpu_zero_of_rtvm_is_one_mistake(void **state)
{
	const char *text =
		check(*state, VM("1", "A", RTVM, CPU("0")) VM("2", "B", OWNER, CPU("0")));

	assert_contains(text, "[rtvm-cpu-zero]");
	assert_null(strstr(text, SHARED_BY_RTVM));
	assert_null(strstr(text, SHARED_BY_OWNER));
}

static void test_repeated_cpu_is_not_shared(void **state)
{
	const char *text = check(*state, VM("1", "A", RTVM OWNER, CPU("1") CPU("1")));

	assert_contains(text, "[cpu-duplicate]");
	assert_null(strstr(text, SHARED_BY_RTVM));
	assert_null(strstr(text, SHARED_BY_OWNER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_companion_is_the_owner_s),   TEST(test_companions_that_both_own),
		TEST(test_third_vm_is_no_companion),   TEST(test_unknown_companion_is_one_mistake),
		TEST(test_one_message_for_each_cpu),   TEST(test_cpu_zero_of_rtvm_is_one_mistake),
		TEST(test_repeated_cpu_is_not_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
