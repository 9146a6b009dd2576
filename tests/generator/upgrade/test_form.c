/* SPDX-License-Identifier: BSD-3-Clause
 * test_form.c: which form a document has, by its content alone. */
#include "tests/generator/helpers.h"

#include "upgrade/upgrade.h"

#define VM(inner) "<acrn-config><vm id='0'>" inner "</vm></acrn-config>"

static void test_forms(void **state)
{
	static const struct {
		const char *text;
		enum upgrade_form form;
	} documents[] = {
		{ VM("<load_order>SOS_VM</load_order>"), UPGRADE_FORM_1_X },
		{ VM("<load_order>PRE_LAUNCHED_VM</load_order><uuid/>"), UPGRADE_FORM_1_X },
		{ VM("<load_order>PRE_LAUNCHED_VM</load_order><vuart id='0'/>"), UPGRADE_FORM_1_X },
		{ VM("<load_order>PRE_LAUNCHED_VM</load_order>"
		     "<os_config><rootfs/></os_config>"),
		  UPGRADE_FORM_1_X },
		{ VM("<vm_type>PRE_STD_VM</vm_type><vuart id='1'/>"), UPGRADE_FORM_2_0 },
		{ VM("<vm_type>SOS_VM</vm_type><legacy_vuart id='1'/>"), UPGRADE_FORM_2_3 },
		{ VM("<vm_type>SERVICE_VM</vm_type>"), UPGRADE_FORM_2_7 },
		{ VM("<load_order>PRE_LAUNCHED_VM</load_order><vm_type>RTVM</vm_type>"
		     "<guest_flags/>"),
		  UPGRADE_FORM_3_X },
		{ VM("<vm_type>RTVM</vm_type>"), UPGRADE_FORM_3_X },
		{ "<acrn-config/>", UPGRADE_FORM_3_X },
		{ "<acrn-config uos_launcher='1'/>", UPGRADE_FORM_LAUNCH },
		{ "<acrn-config><uos id='1'/></acrn-config>", UPGRADE_FORM_LAUNCH },
		{ "<acrn-config><user_vm id='1'/></acrn-config>", UPGRADE_FORM_LAUNCH_2_7 },
		{ "<acrn-config uos_launcher=''/>", UPGRADE_FORM_TEMPLATE },
		{ "<acrn-config><hv/></acrn-config>", UPGRADE_FORM_TEMPLATE },
		{ "<acrn-config><vm id=''><name/></vm></acrn-config>", UPGRADE_FORM_TEMPLATE },
		{ "<acrn-config board='' scenario=''><vm id='0'><vm_type>PRE_RT_VM</vm_type></vm>"
		  "</acrn-config>",
		  UPGRADE_FORM_TEMPLATE },
		{ "<acrn-config board='' scenario=''><vm id='0'><load_order>SERVICE_VM</load_order>"
		  "</vm></acrn-config>",
		  UPGRADE_FORM_3_X },
		{ "<acrn-config><processors/></acrn-config>", UPGRADE_FORM_OTHER },
		{ "<acrn-config xmlns='urn:x'/>", UPGRADE_FORM_OTHER },
		{ "<other/>", UPGRADE_FORM_OTHER },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if (upgrade_form(doc_of(fixture, documents[i].text)) != documents[i].form)
			fail_msg("%s: not the form %d", documents[i].text, documents[i].form);
}

/* Every form has a name of its own, for messages. */
static void test_names(void **state)
{
	(void)state;
	for (int form = UPGRADE_FORM_1_X; form < UPGRADE_FORM_OTHER; form++)
		for (int other = form + 1; other <= UPGRADE_FORM_OTHER; other++)
			assert_string_not_equal(upgrade_form_name((enum upgrade_form)form),
						upgrade_form_name((enum upgrade_form)other));
	assert_string_equal(upgrade_form_name(UPGRADE_FORM_2_0), "a scenario of ACRN 2.0 to 2.2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_forms),
		TEST(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
