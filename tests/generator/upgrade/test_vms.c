/* SPDX-License-Identifier: BSD-3-Clause
 * test_vms.c: the names of VMs, and the vUARTs between them. */
#include "tests/generator/upgrade/upgraded.h"

/* Upgrades VMs of the types and names, NULL for none, with IDs from 0 on, and compares the names
 * that they then have. */
static void assert_names(struct fixture *fixture, size_t count, const char *const (*vms)[3])
{
	const char *text = "<acrn-config>";
	const struct doc *doc;
	const xmlNode *vm;

	for (size_t i = 0; i < count; i++)
		text = arena_printf(
			fixture->arena, "%s<vm id='%zu'><vm_type>%s</vm_type>%s</vm>", text, i,
			vms[i][0],
			vms[i][1] ? arena_printf(fixture->arena, "<name>%s</name>", vms[i][1])
				  : "");
	doc = upgraded_doc(fixture, arena_printf(fixture->arena, "%s</acrn-config>", text));
	vm = load_child(xmlDocGetRootElement(doc->xml), "vm");
	for (size_t i = 0; i < count; i++, vm = load_next(vm))
		assert_string_equal(load_text(fixture->arena, load_child(vm, "name")), vms[i][2]);
}

#define ASSERT_NAMES(fixture, vms) assert_names(fixture, sizeof(vms) / sizeof((vms)[0]), vms)

static void test_names(void **state)
{
	static const char *const upstream[][3] = {
		{ "SAFETY_VM", "ACRN PRE-LAUNCHED VM0", "SAFETY_VM0" },
		{ "PRE_RT_VM", "ACRN PRE-LAUNCHED RT VM1", "PRE_RT_VM1" },
		{ "SOS_VM", "ACRN SOS VM", "ACRN_SOS_VM" },
		{ "POST_STD_VM", NULL, "post_vm_id1" },
		{ "POST_RT_VM", "", "post_vm_id2" },
		{ "POST_STD_VM", "Fenster", "Fenster" },
	};
	static const char *const illegal[][3] = {
		{ "PRE_STD_VM", "-a.b", "_a_b" },
		{ "PRE_STD_VM", "_a b", "_a_b_2" },
		{ "PRE_STD_VM", "a/b/c/d/e/f/g/h", "a_b_c_d_e_f_g_h" },
		{ "PRE_STD_VM", "a b c d e f g h", "a_b_c_d_e_f_g_2" },
		{ "PRE_STD_VM", "", "PRE_STD_VM4" },
		{ "POST_STD_VM", NULL, "post_vm_id5" },
	};
	/* A legal name stays, whatever is before it. */
	static const char *const same[][3] = {
		{ "PRE_STD_VM", "A B", "A_B_3" },
		{ "PRE_STD_VM", "A_B", "A_B" },
		{ "PRE_STD_VM", "A_B", "A_B_2" },
		{ "SERVICE_VM", "post_vm_id1", "post_vm_id1" },
		{ "POST_STD_VM", NULL, "post_vm_id1_2" },
	};

	ASSERT_NAMES(*state, upstream);
	assert_contains(messages(*state), "<name> 'ACRN SOS VM' is changed: the VM is called "
					  "'ACRN_SOS_VM'");
	ASSERT_NAMES(*state, illegal);
	ASSERT_NAMES(*state, same);
}

/* IDs that are none do not get into names. */
static void test_ids(void **state)
{
	static const char text[] =
		"<acrn-config><vm id='-9223372036854775808'><vm_type>SOS_VM</vm_type></vm>"
		"<vm id='9223372036854775807'><vm_type>POST_STD_VM</vm_type></vm>"
		"<vm id='x y'><vm_type>PRE_STD_VM</vm_type></vm>"
		"<vm><vm_type>PRE_STD_VM</vm_type></vm></acrn-config>";
	static const char *const names[] = { "SERVICE_VM0", "post_vm_id0", "PRE_STD_VM0",
					     "PRE_STD_VM0_2" };
	struct fixture *fixture = *state;
	const struct doc *doc = upgraded_doc(fixture, text);
	const xmlNode *vm = load_child(xmlDocGetRootElement(doc->xml), "vm");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++, vm = load_next(vm))
		assert_string_equal(load_text(fixture->arena, load_child(vm, "name")), names[i]);
}

static void test_kata(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		upgraded_doc(fixture, "<acrn-config><vm id='0'><vm_type>KATA_VM</vm_type></vm>"
				      "<!-- x --></acrn-config>");

	assert_string_equal(upgraded_text(fixture, doc, "acrn-config"),
			    "<acrn-config><!-- x --></acrn-config>");
	assert_contains(messages(fixture), "1:14: warning: <vm> is not carried over");
}

#define VUART(name, id, base, target)                                                          \
	"<" name " id='" id "'><type>VUART_LEGACY_PIO</type><base>" base "</base><irq>x</irq>" \
	"<target_vm_id>" target "</target_vm_id><target_uart_id>1</target_uart_id></" name ">"
#define PORT(vm, port) "<endpoint><vm_name>" vm "</vm_name><io_port>" port "</io_port></endpoint>"
#define CONNECTION(number, type, ends)                                                         \
	"<vuart_connection><name>vUART connection " number "</name><type>" type "</type>" ends \
	"</vuart_connection>"

/* Two VMs with those vUARTs. */
static const struct doc *upgrade_two(struct fixture *fixture, const char *one, const char *other)
{
	return upgraded_doc(fixture,
			    arena_printf(fixture->arena,
					 "<acrn-config><vm id='0'><vm_type>PRE_STD_VM</vm_type>"
					 "<name>A</name>%s</vm><vm id='1'>"
					 "<vm_type>SOS_VM</vm_type><name>B</name>%s</vm>"
					 "</acrn-config>",
					 one, other));
}

static void assert_connections(struct fixture *fixture, const char *one, const char *other,
			       const char *expected)
{
	const struct doc *doc = upgrade_two(fixture, one, other);

	assert_string_equal(upgraded_text(fixture, doc, "vuart_connections"),
			    arena_printf(fixture->arena,
					 "<vuart_connections>%s</vuart_connections>", expected));
}

static void test_connections(void **state)
{
	assert_connections(*state, VUART("vuart", "1", "COM2_BASE", "1"),
			   VUART("vuart", "1", "SOS_COM2_BASE", "0"),
			   CONNECTION("1", "legacy", PORT("A", "0x2F8") PORT("B", "0x2F8")));
	assert_connections(*state,
			   VUART("legacy_vuart", "1", "COM3_BASE", "1")
				   VUART("communication_vuart", "1", "PCI_VUART", "1"),
			   VUART("communication_vuart", "1", "PCI_VUART", "0")
				   VUART("legacy_vuart", "1", "0x2E0", "0"),
			   CONNECTION("1", "legacy", PORT("A", "0x3E8") PORT("B", "0x2e0"))
				   CONNECTION("2", "pci",
					      "<endpoint><vm_name>A</vm_name></endpoint>"
					      "<endpoint><vm_name>B</vm_name></endpoint>"));
}

static void test_one_sided(void **state)
{
	static const struct {
		const char *one, *other;
	} sides[] = {
		{ VUART("vuart", "1", "COM2_BASE", "1"), "" },
		{ VUART("vuart", "1", "COM2_BASE", "2"), "" },
		{ VUART("vuart", "1", "COM2_BASE", "0"), "" },
		{ VUART("vuart", "1", "COM2_BASE", "1"),
		  VUART("vuart", "1", "INVALID_COM_BASE", "0") },
		{ VUART("legacy_vuart", "1", "COM2_BASE", "1"),
		  VUART("communication_vuart", "1", "INVALID_PCI_BASE", "0") },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		const struct doc *doc = upgrade_two(fixture, sides[i].one, sides[i].other);

		assert_null(find_element(xmlDocGetRootElement(doc->xml), "vuart_connections"));
		assert_contains(messages(fixture), "no vUART at its other end leads to it");
	}
	upgrade_two(fixture, VUART("vuart", "1", "INVALID_COM_BASE", "1"), "");
	assert_string_equal(messages(fixture), "");
	upgrade_two(fixture, VUART("vuart", "1", "CONFIG_BASE", "1"),
		    VUART("vuart", "1", "COM2_BASE", "0"));
	assert_contains(messages(fixture), "<base> 'CONFIG_BASE' is not carried over");
}

static void test_consoles(void **state)
{
	static const struct {
		const char *vuarts, *console, *lost;
	} vms[] = {
		{ VUART("vuart", "0", "COM1_BASE", ""), "COM Port 1", NULL },
		{ VUART("legacy_vuart", "0", "SERVICE_VM_COM2_BASE", ""), "COM Port 2", NULL },
		{ VUART("legacy_vuart", "0", "0x3E8", ""), "COM Port 3", NULL },
		{ VUART("vuart", "0", "INVALID_COM_BASE", ""), NULL, NULL },
		{ VUART("vuart", "0", "CONFIG_COM_BASE", ""), NULL, "a console is at a COM port" },
		{ "<vuart id='0'><type>VUART_PCI</type><base>PCI</base></vuart>", "PCI", NULL },
		{ VUART("legacy_vuart", "0", "INVALID_COM_BASE", "")
			  VUART("console_vuart", "0", "PCI_VUART", ""),
		  "PCI", NULL },
		{ VUART("legacy_vuart", "0", "COM1_BASE", "")
			  VUART("console_vuart", "0", "PCI_VUART", ""),
		  "COM Port 1", "the VM has another console" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(vms) / sizeof(vms[0]); i++) {
		const struct doc *doc = upgrade_two(fixture, vms[i].vuarts, "");
		const xmlNode *vm = element_of(doc, "vm");
		const xmlNode *console = load_child(vm, "console_vuart");

		assert_true(!console == !vms[i].console);
		if (console)
			assert_string_equal(load_text(fixture->arena, console), vms[i].console);
		if (vms[i].lost)
			assert_contains(messages(fixture), vms[i].lost);
		else
			assert_string_equal(messages(fixture), "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names),	TEST(test_ids),	      TEST(test_kata),
		TEST(test_connections), TEST(test_one_sided), TEST(test_consoles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
