/* SPDX-License-Identifier: BSD-3-Clause
 * test_caches.c: what becomes of classes of service: policies where the board has the caches. */
#include "tests/generator/upgrade/upgraded.h"

#include "board/board.h"

/* CPUs 0 and 1 share an L2 cache, 2 and 3 another one, and all of them the L3 cache, which cannot
 * be divided. Both have 8 parts. */
static const struct board_cpu cpus[] = {
	{ .id = 0, .apic_id = 0 },
	{ .id = 1, .apic_id = 2 },
	{ .id = 2, .apic_id = 4 },
	{ .id = 3, .apic_id = 6 },
};
static const uint32_t apic_ids[] = { 0, 2, 4, 6 };
static const struct board_cache caches[] = {
	{ .level = 2, .has_cat = true, .mask_length = 8, .apic_ids = apic_ids, .apic_id_count = 2 },
	{ .level = 2,
	  .id = 1,
	  .has_cat = true,
	  .mask_length = 8,
	  .apic_ids = apic_ids + 2,
	  .apic_id_count = 2 },
	{ .level = 3, .mask_length = 8, .apic_ids = apic_ids, .apic_id_count = 4 },
};
static const struct board board = {
	.cpus = cpus, .cpu_count = 4, .caches = caches, .cache_count = 3
};

/* A scenario with a pre-launched VM on the CPUs 1 and 2, and the Service VM on what is left. */
static const struct doc *upgrade_classes(struct fixture *fixture, const struct board *on,
					 const char *rdt, const char *pre_launched,
					 const char *service)
{
	const char *text = arena_printf(
		fixture->arena,
		"<acrn-config><hv><FEATURES><RDT><RDT_ENABLED>y</RDT_ENABLED>%s</RDT></FEATURES>"
		"</hv><vm id='0'><vm_type>PRE_STD_VM</vm_type><name>A</name><cpu_affinity>"
		"<pcpu_id>1</pcpu_id><pcpu_id>2</pcpu_id></cpu_affinity>%s</vm>"
		"<vm id='1'><vm_type>SOS_VM</vm_type><name>B</name>%s</vm></acrn-config>",
		rdt, pre_launched, service);

	fixture_forget(fixture);
	return upgrade_scenario(fixture->arena, doc_of(fixture, text), NULL, on, true,
				fixture->diags);
}

static bool has_policies(const struct doc *doc)
{
	return find_element(xmlDocGetRootElement(doc->xml), "CACHE_REGION");
}

#define MASK(parts)    "<CLOS_MASK>" parts "</CLOS_MASK>"
#define CLASS(number)  "<vcpu_clos>" number "</vcpu_clos>"
#define CLASSES(inner) "<clos>" inner "</clos>"
#define CACHE(id)      "<CACHE_ID>" id "</CACHE_ID><CACHE_LEVEL>2</CACHE_LEVEL>"
#define POLICY(vm, vcpu, type, parts)                                                        \
	"<POLICY><VM>" vm "</VM><VCPU>" vcpu "</VCPU><TYPE>" type "</TYPE>" MASK(parts) "</" \
											"POLICY>"

static void test_policies(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		upgrade_classes(fixture, &board, MASK("0xff") MASK("0x0f") MASK("0xf0") MASK("0x3"),
				CLASSES(CLASS("1") CLASS("2")), CLASSES(CLASS("0") CLASS("1")));

	assert_string_equal(
		upgraded_text(fixture, doc, "CACHE_REGION"),
		"<CACHE_REGION><CACHE_ALLOCATION>" CACHE("0x0") POLICY("A", "0", "Unified", "0x0f")
			POLICY("B", "0", "Unified",
			       "0xff") "</CACHE_ALLOCATION><CACHE_ALLOCATION>" CACHE("0x1")
				POLICY("A", "1", "Unified", "0xf0")
					POLICY("B", "1", "Unified",
					       "0x0f") "</CACHE_ALLOCATION></CACHE_REGION>");
	assert_string_equal(messages(fixture),
			    "test.xml:1:153: warning: <CLOS_MASK> '0x3' is obsolete: no vCPU has "
			    "this class [value-obsolete]\n");
	assert_span(fixture,
		    load_text_span(doc, load_child(element_of(doc, "POLICY"), "CLOS_MASK")),
		    "0x0f");
}

/* In a snapshot of 3.0 a CPU has an element of its own. */
static void test_snapshot(void **state)
{
	static const char text[] =
		"<acrn-config><hv><FEATURES><RDT><RDT_ENABLED>y</RDT_ENABLED>" MASK("0x0f")
			MASK("0xf0") "</RDT></FEATURES></hv><vm id='0'><load_order>PRE_LAUNCHED_VM"
				     "</load_order><name>A</name><cpu_affinity><pcpu><pcpu_id>1"
				     "</pcpu_id></pcpu></cpu_affinity>" CLASSES(
					     CLASS("1")) "</vm></acrn-config>";
	struct fixture *fixture = *state;
	const struct doc *doc;

	fixture_forget(fixture);
	doc = upgrade_scenario(fixture->arena, doc_of(fixture, text), NULL, &board, false,
			       fixture->diags);
	assert_string_equal(
		upgraded_text(fixture, doc, "CACHE_REGION"),
		"<CACHE_REGION><CACHE_ALLOCATION>" CACHE("0x0")
			POLICY("A", "0", "Unified", "0xf0") "</CACHE_ALLOCATION></CACHE_REGION>");
}

/* With CDP a class has a mask for data and one for code. */
static void test_cdp(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgrade_classes(fixture, &board,
						"<CDP_ENABLED>y</CDP_ENABLED>" MASK("0xff")
							MASK("0xff") MASK("0x0f") MASK("0xf0"),
						CLASSES(CLASS("1") CLASS("0")), "");

	assert_string_equal(
		upgraded_text(fixture, doc, "CACHE_REGION"),
		"<CACHE_REGION><CACHE_ALLOCATION>" CACHE("0x0") POLICY("A", "0", "Data", "0x0f")
			POLICY("A", "0", "Code", "0xf0") POLICY("B", "0", "Data", "0xff") POLICY(
				"B", "0", "Code", "0xff") "</CACHE_ALLOCATION></CACHE_REGION>");
	assert_string_equal(messages(fixture), "");
}

/* Without a board the caches are not known. */
static void test_no_board(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = upgrade_classes(fixture, NULL, MASK("0x0f") MASK("0xf0") MASK(""),
						CLASSES(CLASS("1")), "");

	assert_false(has_policies(doc));
	assert_contains(messages(fixture), "<CLOS_MASK> '0x0f' is not carried over");
	assert_contains(messages(fixture), "<CLOS_MASK> '0xf0' is not carried over");
}

static void test_undivided(void **state)
{
	struct fixture *fixture = *state;

	assert_false(has_policies(upgrade_classes(fixture, NULL, MASK("0xff") MASK("0xff"),
						  CLASSES(CLASS("1")), "")));
	assert_contains(messages(fixture), "'0xff' is obsolete: all classes have the whole cache");
	assert_false(has_policies(
		upgrade_classes(fixture, &board, MASK("0xfff"), CLASSES(CLASS("0")), "")));
	assert_string_equal(messages(fixture), "");
}

static void test_delay(void **state)
{
	struct fixture *fixture = *state;

	upgrade_classes(fixture, &board, "<MBA_DELAY>0</MBA_DELAY>", "", "");
	assert_contains(messages(fixture), "<MBA_DELAY> '0' is obsolete");
	upgrade_classes(fixture, &board, "<MBA_DELAY>50</MBA_DELAY>", "", "");
	assert_contains(messages(fixture), "<MBA_DELAY> '50' is not carried over");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_policies), TEST(test_snapshot),  TEST(test_cdp),
		TEST(test_no_board), TEST(test_undivided), TEST(test_delay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
