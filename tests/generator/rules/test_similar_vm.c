/* SPDX-License-Identifier: BSD-3-Clause
 * test_similar_vm.c: a VM that is one typo away from an unknown name is suggested, unless there are
 * several, and only within limits. */
#include "tests/generator/helpers.h"

#include "read/read.h"
#include "rules/rules.h"

/* As in similar_vm.c. */
#define COMPARED_MAX 256

/* The messages about a vUART between the VM 'S' and `name`. */
static const char *check(struct fixture *fixture, const char *name, const char *vms)
{
	char *text;

	assert_true(asprintf(&text,
			     "<acrn-config><hv><vuart_connections><vuart_connection>"
			     "<type>pci</type><endpoint><vm_name>S</vm_name></endpoint>"
			     "<endpoint><vm_name>%s</vm_name></endpoint></vuart_connection>"
			     "</vuart_connections></hv><vm id='0'><name>S</name>"
			     "<load_order>SERVICE_VM</load_order></vm>%s</acrn-config>",
			     name, vms) > 0);
	fixture_forget(fixture);
	check_run(fixture->arena,
		  read_scenario(fixture->arena, doc_of(fixture, text),
				&(struct model_context) { .board = NULL,
							  .release = RELEASE_3_3,
							  .target = TARGET_ACRN }),
		  fixture->diags);
	free(text);
	return messages(fixture);
}

#define VM(name) "<vm><name>" name "</name></vm>"

static void test_suggests_the_only_one(void **state)
{
	assert_contains(check(*state, "LEFT", VM("RIGHT") VM("LIFT")), "help: use 'LIFT'");
	assert_contains(check(*state, "left", VM("LEFT")), "help: use 'LEFT'");
	assert_null(strstr(check(*state, "LEFT", VM("RIGHT")), "use '"));
	assert_null(strstr(check(*state, "LEFT", VM("LIFT") VM("LOFT")), "use '"));
	assert_contains(check(*state, "LEFT", VM("LIFT") VM("LIFT")), "help: use 'LIFT'");
}

static void test_only_names_of_vms(void **state)
{
	assert_contains(check(*state, "A23456789012345", VM("B23456789012345")), "use 'B");
	assert_contains(check(*state, "A23456789012345x", VM("A23456789012345")), "use 'A");
	assert_null(strstr(check(*state, "A23456789012345xy", VM("A23456789012345x")), "use '"));
	assert_null(strstr(check(*state, "-LEFT", VM("-LIFT")), "use '"));
}

/* The Service VM is one of those that are compared. */
static void test_compares_only_the_first(void **state)
{
	char vms[COMPARED_MAX * sizeof(VM("LEFT"))] = "";

	for (size_t i = 0; i < COMPARED_MAX - 2; i++)
		strcat(vms, VM("RIGHT"));
	strcat(vms, VM("LIFT"));
	assert_contains(check(*state, "LEFT", vms), "help: use 'LIFT'");
	*strstr(vms, VM("LIFT")) = '\0';
	strcat(vms, VM("RIGHT") VM("LIFT"));
	assert_null(strstr(check(*state, "LEFT", vms), "use '"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_suggests_the_only_one),
		TEST(test_only_names_of_vms),
		TEST(test_compares_only_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
