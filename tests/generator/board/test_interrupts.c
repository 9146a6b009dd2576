/* SPDX-License-Identifier: BSD-3-Clause
 * test_interrupts.c: which interrupt lines the devices of a board need, and which IRQs are free. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "schema/static_config.h"
#include "validate/schema.h"

static const struct board *read_board(struct fixture *fixture, const char *content)
{
	struct schema *schema = schema_load(fixture->arena, "schema/board.xsd");
	struct board_search search = { .scenario_path = "-" };
	struct board_absence absence;
	const struct board *board;

	search.file = fixture_file(
		fixture, "board.xml",
		arena_printf(fixture->arena,
			     "<acrn-config><processors><thread><cpu_id>0</cpu_id><apic_id>0x0"
			     "</apic_id></thread></processors>%s</acrn-config>",
			     content));
	board = board_find(fixture->arena, boards_new(fixture->arena, schema, false), &search,
			   fixture->diags, &absence);
	assert_string_equal(messages(fixture), "");
	assert_non_null(board);
	return board;
}

static const struct board *read_devices(struct fixture *fixture, const char *devices)
{
	return read_board(fixture,
			  arena_printf(fixture->arena,
				       "<devices><bus type='pci' address='0x0'>%s</bus></devices>",
				       devices));
}

/* The lines of 00:1f.0 as text. */
static const char *lines_of(struct fixture *fixture, const char *devices)
{
	const struct board *board = read_devices(fixture, devices);
	size_t count;
	const struct board_interrupt *lines = board_interrupts(board, CFG_BDF(0, 0x1f, 0), &count);
	char *text = arena_printf(fixture->arena, "%s", lines ? "" : "none");

	assert_int_equal(lines != NULL, count > 0);
	for (size_t i = 0; i < count; i++)
		text = arena_printf(fixture->arena, "%s%u ", text, lines[i].line);
	return text;
}

#define DEVICE(content) "<device address='0x1f0000'>" content "</device>"
#define PIN(source)	"<resource type='interrupt_pin' pin='INTA#'" source "/>"
#define IRQ(id, lines)	"<resource id='" id "' type='irq' int='" lines "'/>"

static void test_devices_that_need_lines(void **state)
{
	assert_string_equal(lines_of(*state, DEVICE(PIN(" source='16'"))), "16 ");
	assert_string_equal(lines_of(*state, DEVICE(IRQ("res0", "7, 3,12"))), "3 7 12 ");
	assert_string_equal(lines_of(*state, DEVICE(IRQ("res0", "7") PIN(" source='16'"))),
			    "7 16 ");
	assert_string_equal(
		lines_of(*state, DEVICE("<capability id='PCI Express'/>" PIN(" source='16'"))),
		"16 ");
	assert_string_equal(lines_of(*state, DEVICE(IRQ("res0", "x, 5, -1"))), "5 ");
}

static void test_devices_that_need_none(void **state)
{
	assert_string_equal(lines_of(*state, ""), "none");
	assert_string_equal(lines_of(*state, DEVICE(PIN(""))), "none");
	assert_string_equal(lines_of(*state, DEVICE("<resource type='irq'/>")), "none");
	assert_string_equal(lines_of(*state, DEVICE("<capability id='MSI'/>" PIN(" source='16'"))),
			    "none");
	assert_string_equal(
		lines_of(*state, DEVICE("<capability id='MSI-X'/>" PIN(" source='16'"))), "none");
	assert_string_equal(lines_of(*state, "<device address='0x1f0000' id='PNP0501'>" PIN(
						     " source='4'") "</device>"),
			    "none");
	assert_string_equal(lines_of(*state, "<device id='INT34B2'>" IRQ("res0", "16") "</device>"),
			    "none");
}

/* A pin that an ACPI object routes, which may come later in the file. */
static void test_routed_pins(void **state)
{
#define ROUTER                                                                          \
	"<device id='PNP0C0F'><acpi_object>\\_SB_.GSIA</acpi_object>" IRQ("res0", "16") \
		IRQ("res1", "17") "<resource id='res2' type='memory'/></device>"
	assert_string_equal(lines_of(*state, DEVICE(PIN(" source='\\_SB_.GSIA'")) ROUTER), "16 ");
	assert_string_equal(lines_of(*state, ROUTER DEVICE(PIN(" source='\\_SB_.GSIA' index='1'"))),
			    "17 ");
	assert_string_equal(lines_of(*state, ROUTER DEVICE(PIN(" source='\\_SB_.GSIA' index='2'"))),
			    "none");
	assert_string_equal(lines_of(*state, ROUTER DEVICE(PIN(" source='\\_SB_.GSIB'"))), "none");
}

/* Only the first 255 lines of a resource count, the first 64 resources of a router, of one ID the
 * first, and the first four pins of a function. */
static void test_limits(void **state)
{
	struct fixture *fixture = *state;
	char *numbers = arena_printf(fixture->arena, "%s", ""), *resources = numbers;
	const struct board *board;

	for (unsigned i = 0; i < 256; i++)
		numbers = arena_printf(fixture->arena, "%s%u ", numbers, i);
	board = read_devices(fixture,
			     arena_printf(fixture->arena, DEVICE(IRQ("res0", "%s")), numbers));
	assert_int_equal(board->interrupt_count, 255);
	for (unsigned i = 0; i < 65; i++)
		resources = arena_printf(fixture->arena, "%s" IRQ("res%u", "5"), resources, i);
	board = read_devices(
		fixture, arena_printf(fixture->arena,
				      DEVICE(PIN(" source='R' index='63'") PIN(
					      " source='R' index='64'")) "<device><acpi_object>R</"
									 "acpi_object>%s</device>",
				      resources));
	assert_int_equal(board->interrupt_count, 1);
	board = read_devices(
		fixture,
		DEVICE(PIN(" source='1'") PIN(" source='2'") PIN(" source='R'") PIN(" source='4'")
			       PIN(" source='5'")) "<device><acpi_object>R</"
						   "acpi_object>" IRQ("res0", "3")
							   IRQ("res0", "6") "</device>");
	assert_int_equal(board->interrupt_count, 4);
	assert_int_equal(board->interrupts[3].line, 4);
}

static void test_several_devices(void **state)
{
	const struct board *board = read_devices(
		*state,
		"<device address='0x1f0004'>" PIN(" source='20'") "</device>" DEVICE(IRQ(
			"res0",
			"9, 8")) "<device address='0x20000'>" PIN(" source='16'") "<bus type='pci' "
										  "address='0x1'><"
										  "device "
										  "address='0x0'"
										  ">" PIN(" source="
											  "'17'") "</device></bus></device>");
	size_t count;

	assert_int_equal(board->interrupt_count, 5);
	assert_int_equal(board_interrupts(board, CFG_BDF(0, 2, 0), &count)->line, 16);
	assert_int_equal(count, 1);
	assert_int_equal(board_interrupts(board, CFG_BDF(0, 0x1f, 0), &count)->line, 8);
	assert_int_equal(count, 2);
	assert_int_equal(board_interrupts(board, CFG_BDF(0, 0x1f, 4), &count)->line, 20);
	assert_int_equal(board_interrupts(board, CFG_BDF(1, 0, 0), &count)->line, 17);
	assert_null(board_interrupts(board, CFG_BDF(1, 0, 1), &count));
}

static void test_free_irqs(void **state)
{
	assert_int_equal(read_board(*state, "")->free_irqs, 0);
	assert_int_equal(
		read_board(*state, "<AVAILABLE_IRQ_INFO>\n\t</AVAILABLE_IRQ_INFO>")->free_irqs, 0);
	assert_int_equal(
		read_board(*state,
			   "<AVAILABLE_IRQ_INFO>\n\t3, 5,63 , 64, x\n\t</AVAILABLE_IRQ_INFO>")
			->free_irqs,
		UINT64_C(1) << 3 | UINT64_C(1) << 5 | UINT64_C(1) << 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_devices_that_need_lines),
		TEST(test_devices_that_need_none),
		TEST(test_routed_pins),
		TEST(test_limits),
		TEST(test_several_devices),
		TEST(test_free_irqs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
