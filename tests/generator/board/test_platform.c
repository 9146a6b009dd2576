/* SPDX-License-Identifier: BSD-3-Clause
 * test_platform.c: what the configuration of the hypervisor needs to know of a board. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "board/platform.h"
#include "schema/static_config.h"
#include "validate/schema.h"

#define CPUS "<thread><cpu_id>0</cpu_id><apic_id>0x0</apic_id></thread>"

/* A board out of what is in its root; `cpus` is in <processors>. */
static const struct board *read_board(struct fixture *fixture, const char *cpus,
				      const char *content)
{
	struct schema *schema = schema_load(fixture->arena, "schema/board.xsd");
	struct board_search search = { .scenario_path = "-" };
	struct board_absence absence;
	const struct board *board;

	search.file = fixture_file(
		fixture, "board.xml",
		arena_printf(fixture->arena,
			     "<acrn-config><processors>%s</processors>\n%s</acrn-config>", cpus,
			     content));
	board = board_find(fixture->arena, boards_new(fixture->arena, schema, true), &search,
			   fixture->diags, &absence);
	assert_string_equal(messages(fixture), "");
	assert_non_null(board);
	return board;
}

static const struct board_platform *read_platform(struct fixture *fixture, const char *content)
{
	const struct board *board = read_board(fixture, CPUS, content);

	assert_non_null(board->platform);
	return board->platform;
}

/* The lines of the wake vector's block with bars between them; NULL where it is not there. */
static const char *lines_of(struct fixture *fixture, const char *content)
{
	const struct board_platform *platform = read_platform(fixture, content);
	const struct board_block *block = &platform->blocks[BOARD_WAKE_VECTOR_INFO];
	char *text = arena_printf(fixture->arena, "%s", "");

	if (!block->is_there) {
		assert_int_equal(block->line_count, 0);
		return NULL;
	}
	for (size_t i = 0; i < block->line_count; i++)
		text = arena_printf(fixture->arena, "%s%s|", text, block->lines[i]);
	return text;
}

#define BLOCK(text) "<WAKE_VECTOR_INFO>" text "</WAKE_VECTOR_INFO>"

static void test_lines_of_blocks(void **state)
{
	assert_null(lines_of(*state, ""));
	assert_null(lines_of(*state, "<devices>" BLOCK("a") "</devices>"));
	assert_string_equal(lines_of(*state, "<WAKE_VECTOR_INFO/>"), "");
	assert_string_equal(lines_of(*state, BLOCK("\n\t")), "");
	assert_string_equal(lines_of(*state, BLOCK("\n\ta b \r\n  c\n\t")), "a b|c|");
	assert_string_equal(lines_of(*state, BLOCK("\n\n\ta\n\n\tb\n\n\t")), "|a||b||");
	assert_string_equal(lines_of(*state, BLOCK("a")), "a|");
	assert_string_equal(lines_of(*state, BLOCK(" a\nb")), "a|b|");
	assert_string_equal(lines_of(*state, BLOCK("\n&lt;a&gt; &amp;\n")), "<a> &|");
	assert_string_equal(lines_of(*state, BLOCK("\na<!-- x -->b<![CDATA[&c\n]]>")), "ab&c|");
	assert_string_equal(lines_of(*state, BLOCK("\na<x>y</x>b\n")), "ab|");
}

static void test_repeated_blocks(void **state)
{
	struct fixture *fixture = *state;
	const struct board_platform *platform;
	const char *text = "<WAKE_VECTOR_INFO/>" BLOCK("\na\n") BLOCK("\nb\n");
	const struct board_block *block;

	assert_string_equal(lines_of(fixture, text), "a|");
	platform = read_platform(fixture, text);
	block = &platform->blocks[BOARD_WAKE_VECTOR_INFO];
	assert_int_equal(source_position(block->at.source, block->at.start).line, 2);
	assert_int_equal(source_position(block->at.source, block->at.start).column, 20);
	assert_int_equal(platform->at.start, 0);
	assert_string_equal(lines_of(fixture, BLOCK("\n") BLOCK("\n")), "");
}

static void test_each_block(void **state)
{
	struct fixture *fixture = *state;
	const struct board_platform *platform;
	char *text = arena_printf(fixture->arena, "%s", "");

	for (size_t i = 0; i < BOARD_BLOCK_COUNT; i++)
		text = arena_printf(fixture->arena, "%s<%s>%zu</%s>", text, board_block_names[i], i,
				    board_block_names[i]);
	platform = read_platform(fixture, text);
	for (size_t i = 0; i < BOARD_BLOCK_COUNT; i++) {
		assert_true(platform->blocks[i].is_there);
		assert_int_equal(platform->blocks[i].line_count, 1);
		assert_string_equal(platform->blocks[i].lines[0],
				    arena_printf(fixture->arena, "%zu", i));
	}
}

#define MODEL(content) "<model>" content "</model>"

static void test_capabilities_of_models(void **state)
{
	struct fixture *fixture = *state;
	const struct board_platform *platform =
		read_board(fixture,
			   MODEL("<capability id='est'/><capability id='x'/><capability/>"
				 "<attribute id='physical_address_bits'>39</attribute>"
				 "<attribute id='physical_address_bits'>40</attribute>")
				   MODEL("<capability id='hwp_supported'/>"
					 "<attribute id='physical_address_bits'>46</attribute>"
					 "<attribute id='max_none_turbo_ratio'>x</attribute>"
					 "<attribute id='max_none_turbo_ratio'>24</attribute>"
					 "<attribute id='max_none_turbo_ratio'>25</attribute>")
					   CPUS,
			   "")
			->platform;

	assert_true(platform->has_est && platform->has_hwp);
	assert_false(platform->has_turbo || platform->is_hybrid || platform->has_gbyte_pages);
	assert_int_equal(platform->address_bits, 39);
	assert_true(platform->has_max_none_turbo_ratio);
	assert_int_equal(platform->max_none_turbo_ratio, 24);
	platform = read_board(fixture,
			      MODEL("<capability id='turbo_boost_available'/>"
				    "<capability id='hybrid'/><capability id='gbyte_pages'/>") CPUS,
			      "")
			   ->platform;
	assert_true(platform->has_turbo && platform->is_hybrid && platform->has_gbyte_pages);
	assert_false(platform->has_est || platform->has_hwp || platform->has_max_none_turbo_ratio);
	assert_int_equal(platform->address_bits, 0);
}

static void test_levels_of_cpus(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board =
		read_board(fixture,
			   "<core><thread><cpu_id>1</cpu_id><apic_id>0x1</apic_id></thread>"
			   "<thread><cpu_id>0</cpu_id><apic_id>0x0</apic_id>"
			   "<highest_performance_lvl>64</highest_performance_lvl>"
			   "<guaranteed_performance_lvl>32</guaranteed_performance_lvl>"
			   "<lowest_performance_lvl>1</lowest_performance_lvl>"
			   "<freqdomain_cpus>0 1 x 10</freqdomain_cpus></thread></core>",
			   "");
	const struct board_cpu *cpu = board_cpu(board, 0);
	static const uint32_t domain[] = { 0, 1, 10 };

	assert_int_equal(cpu->highest_level, 64);
	assert_int_equal(cpu->guaranteed_level, 32);
	assert_int_equal(cpu->lowest_level, 1);
	assert_int_equal(cpu->domain_count, 3);
	assert_memory_equal(cpu->domain, domain, sizeof(domain));
	cpu = board_cpu(board, 1);
	assert_int_equal(cpu->guaranteed_level, 0);
	assert_int_equal(cpu->domain_count, 0);
}

static void test_caches(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board = read_board(
		fixture, CPUS,
		"<caches><cache level='1' id='0x0'/><cache level='3' id='0x0'>"
		"<capability id='MBA'/></cache><cache level='2' id='0x1'><processors>"
		"<processor>0x8</processor><processor>x</processor><processor>0x10</processor>"
		"</processors></cache><cache level='2' id='0x2'/></caches>");
	const struct board_cache *cache = board_cache(board, 2, 1);
	static const uint32_t apic_ids[] = { 8, 16 };

	assert_int_equal(board->cache_count, 3);
	assert_ptr_equal(cache, &board->caches[0]);
	assert_int_equal(cache->position, 2);
	assert_int_equal(cache->apic_id_count, 2);
	assert_memory_equal(cache->apic_ids, apic_ids, sizeof(apic_ids));
	assert_int_equal(board->caches[1].position, 3);
	assert_int_equal(board->caches[1].apic_id_count, 0);
	assert_false(board->caches[2].has_cat);
	assert_int_equal(board->caches[2].position, 1);
	assert_int_equal(strncmp(cache->at.source->bytes + cache->at.start, "<cache", 6), 0);
}

/* Reads the software SRAM of a cache; false where it has none. */
static bool read_ssram(struct fixture *fixture, const char *range, struct board_window *ssram)
{
	const struct board *board = read_board(
		fixture, CPUS,
		arena_printf(fixture->arena,
			     "<caches><cache level='3' id='0x0'><capability id='Software SRAM'>%s"
			     "</capability></cache></caches>",
			     range));

	*ssram = board->caches[0].ssram;
	return board->caches[0].has_ssram;
}

#define START(start) "<start>" start "</start>"

static void test_software_sram(void **state)
{
	struct board_window ssram;

	assert_true(
		read_ssram(*state, START("0x4000") "<end>0x5fff</end><size>4096</size>", &ssram));
	assert_int_equal(ssram.first, 0x4000);
	assert_int_equal(ssram.last, 0x4fff);
	assert_true(read_ssram(*state, START("0x4000") "<end>0x5fff</end>", &ssram));
	assert_int_equal(ssram.last, 0x5fff);
	assert_false(read_ssram(*state, START("0x4000") "<end>0x3fff</end>", &ssram));
	assert_false(read_ssram(*state, START("0x0") "<size>0</size>", &ssram));
	assert_false(read_ssram(*state, START("0x4000") "<size>0</size>", &ssram));
	assert_false(read_ssram(*state, START("0xffffffffffffffff") "<size>2</size>", &ssram));
	assert_false(read_ssram(*state, START("0x4000"), &ssram));
	assert_false(read_ssram(*state, "<size>4096</size>", &ssram));
}

static void test_ioapics(void **state)
{
	const struct board_platform *platform = read_platform(
		*state, "<ioapics><ioapic id='0x2'><gsi_number>24</gsi_number></ioapic>"
			"<ioapic><gsi_number>120</gsi_number></ioapic>"
			"<ioapic><gsi_number>32</gsi_number></ioapic><ioapic/></ioapics>");

	assert_int_equal(platform->ioapic_count, 4);
	assert_int_equal(platform->gsi_count, 120);
}

#define TREE                                                                                    \
	"<devices><device id='ACPI0008'><acpi_object>\\ALSD</acpi_object></device>"             \
	"<bus type='system'><acpi_object>\\_SB_</acpi_object>"                                  \
	"<bus type='pci' address='0x0' id='PNP0A08'><acpi_object>\\_SB_.PCI0</acpi_object>"     \
	"<resource type='bus_number' min='0x0' max='0xff' len='0x100' id='res0'/>"              \
	"<device address='0x1f0000'><acpi_object>\\_SB_.PCI0.LPCB</acpi_object>"                \
	"<device address='0x0' id='PNP0501'><acpi_object>\\_SB_.PCI0.LPCB.UAR1</acpi_object>"   \
	"<resource id='res0' type='irq' int='4, 3'/></device></device>"                         \
	"<device address='0x140000'/>"                                                          \
	"<device address='0x140000' id='0x9ded'><vendor>0x8086</vendor>"                        \
	"<identifier>0x9DED</identifier><class>0x0c0330</class>"                                \
	"<compatible_id>PNP0D10</compatible_id><aml_template>5b82</aml_template>"               \
	"<resource type='interrupt_pin' pin='INTC#' source='\\_SB_.GSIA' index='2'/>"           \
	"<resource type='memory' min='0xa1400000' max='0xa140ffff' len='0x10000' id='bar0' "    \
	"width='64'/><resource type='io_port' min='0x10' max='0x1f' len='0x10' id='bar1'/>"     \
	"<resource type='memory' min='0x1' max='0x0' len='0x0'/>"                               \
	"<dependency type='uses'>\\A</dependency>"                                              \
	"<dependency type='is used by'>\\B</dependency>"                                        \
	"<dependency type='consumes resources from'>\\C</dependency>"                           \
	"<dependency type='provides resources to'>\\D</dependency><dependency>\\E</dependency>" \
	"<capability id='MSI'><count>8</count></capability>"                                    \
	"<capability id='MSI-X'><table_size>16</table_size><table_bir>99</table_bir>"           \
	"</capability></device><device address='0x1c0000'><bus type='pci' address='0x3'>"       \
	"<device address='0x0'><capability id='MSI'><count_of_it>9</count_of_it></capability>"  \
	"</device></bus></device></bus></bus><thermalzone><acpi_object>\\_TZ_</acpi_object>"    \
	"<device><acpi_object>\\_TZ_.FAN0</acpi_object></device></thermalzone><device>"         \
	"<acpi_object>\\ALSD</acpi_object></device></devices>"

static void test_tree(void **state)
{
	const struct board_platform *platform = read_platform(*state, TREE);
	static const struct {
		int depth, bus, bdf, function;
	} expected[] = {
		{ 0, -1, -1, -1 },
		{ 0, -1, -1, -1 },
		{ 1, 0, -1, -1 },
		{ 2, 0, CFG_BDF(0, 0x1f, 0), CFG_BDF(0, 0x1f, 0) },
		{ 3, 0, -1, CFG_BDF(0, 0x1f, 0) },
		{ 2, 0, CFG_BDF(0, 0x14, 0), CFG_BDF(0, 0x14, 0) },
		{ 2, 0, CFG_BDF(0, 0x14, 0), CFG_BDF(0, 0x14, 0) },
		{ 2, 0, CFG_BDF(0, 0x1c, 0), CFG_BDF(0, 0x1c, 0) },
		{ 3, 3, -1, -1 },
		{ 4, 3, CFG_BDF(3, 0, 0), CFG_BDF(3, 0, 0) },
		{ 0, -1, -1, -1 },
		{ 0, -1, -1, -1 },
	};
	size_t count = 0;

	for (const struct board_node *node = platform->devices; node;
	     node = board_node_next(node, NULL)) {
		int depth = 0;

		for (const struct board_node *up = node->parent; up; up = up->parent)
			depth++;
		assert_true(count < sizeof(expected) / sizeof(*expected));
		assert_int_equal(node->number, count);
		assert_int_equal(depth, expected[count].depth);
		assert_int_equal(node->bus, expected[count].bus);
		assert_int_equal(node->has_bdf ? node->bdf : -1, expected[count].bdf);
		assert_int_equal(node->function ? node->function->bdf : -1,
				 expected[count].function);
		count++;
	}
	assert_int_equal(count, sizeof(expected) / sizeof(*expected));
	assert_int_equal(platform->msix_table_size, 16);
}

static void test_lookups(void **state)
{
	const struct board_platform *platform = read_platform(*state, TREE);
	const struct board_node *pci = board_node_of_object(platform, "\\_SB_.PCI0.LPCB")->parent;
	const struct board_node *last = NULL;

	assert_ptr_equal(board_node_of_object(platform, "\\ALSD"), platform->devices);
	assert_null(board_node_of_object(platform, "\\_SB_.PCI0"));
	assert_null(board_node_of_object(platform, "\\NONE"));
	assert_string_equal(board_node_of_object(platform, "\\_SB_.PCI0.LPCB.UAR1")->id, "PNP0501");
	assert_string_equal(board_node_at(platform, CFG_BDF(0, 0x14, 0))->id, "0x9ded");
	assert_false(board_node_at(platform, CFG_BDF(3, 0, 0))->is_pci_function);
	assert_null(board_node_at(platform, CFG_BDF(0, 0, 0)));
	assert_null(board_node_at(platform, UINT16_MAX));
	assert_string_equal(pci->acpi_object, "\\_SB_.PCI0");
	for (const struct board_node *node = board_node_next(pci, pci); node;
	     node = board_node_next(node, pci))
		last = node;
	assert_ptr_equal(last, board_node_at(platform, CFG_BDF(3, 0, 0)));
	assert_null(board_node_next(last, last));
}

static void test_device(void **state)
{
	const struct board_node *node =
		board_node_at(read_platform(*state, TREE), CFG_BDF(0, 0x14, 0));
	static const enum board_dependency_kind kinds[] = {
		BOARD_USES,
		BOARD_IS_USED_BY,
		BOARD_CONSUMES_RESOURCES_FROM,
		BOARD_DEPENDENCY_OTHER,
		BOARD_DEPENDENCY_OTHER,
	};

	assert_true(node->is_pci_function && node->has_msi);
	assert_int_equal(node->vendor, 0x8086);
	assert_int_equal(node->identifier, 0x9ded);
	assert_int_equal(node->class_code, 0x0c0330);
	assert_false(node->is_tpm_compatible);
	assert_string_equal(node->aml_template, "5b82");
	assert_null(node->acpi_object);
	assert_int_equal(node->dependency_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(node->dependencies[i].kind, kinds[i]);
		assert_int_equal(node->dependencies[i].object[1], 'A' + (int)i);
	}
}

static void test_resources(void **state)
{
	const struct board_platform *platform = read_platform(*state, TREE);
	const struct board_resource *resources =
		board_node_at(platform, CFG_BDF(0, 0x14, 0))->resources;
	const struct board_node *uart = board_node_of_object(platform, "\\_SB_.PCI0.LPCB.UAR1");

	assert_int_equal(resources[0].kind, BOARD_INTERRUPT_PIN);
	assert_int_equal(resources[0].pin, 2);
	assert_string_equal(resources[0].source, "\\_SB_.GSIA");
	assert_int_equal(resources[0].index, 2);
	assert_int_equal(resources[1].kind, BOARD_MEMORY);
	assert_true(resources[1].has_width && resources[1].is_64);
	assert_string_equal(resources[1].id, "bar0");
	assert_int_equal(resources[1].min, 0xa1400000);
	assert_int_equal(resources[1].max, 0xa140ffff);
	assert_int_equal(resources[1].length, 0x10000);
	assert_int_equal(resources[2].kind, BOARD_IO_PORT);
	assert_false(resources[2].has_width);
	assert_int_equal(resources[2].min, 0x10);
	assert_int_equal(resources[3].length, 0);
	assert_null(resources[3].id);
	assert_int_equal(uart->resources[0].kind, BOARD_IRQ);
	assert_int_equal(uart->resources[0].line_count, 2);
	assert_int_equal(uart->resources[0].lines[0], 4);
	assert_int_equal(uart->resources[0].lines[1], 3);
	assert_int_equal(uart->parent->parent->resources[0].kind, BOARD_RESOURCE_OTHER);
}

static int pin_of(struct fixture *fixture, const char *pin)
{
	const struct board_platform *platform = read_platform(
		fixture, arena_printf(fixture->arena,
				      "<devices><device><resource type='interrupt_pin'%s/>"
				      "</device></devices>",
				      pin));

	return platform->devices->resources[0].pin;
}

static void test_pins(void **state)
{
	assert_int_equal(pin_of(*state, " pin='INTA#'"), 0);
	assert_int_equal(pin_of(*state, " pin='INTD#'"), 3);
	assert_int_equal(pin_of(*state, " pin='B'"), 1);
	assert_int_equal(pin_of(*state, " pin='INTE#'"), -1);
	assert_int_equal(pin_of(*state, " pin='INTA##'"), -1);
	assert_int_equal(pin_of(*state, " pin=''"), -1);
	assert_int_equal(pin_of(*state, ""), -1);
}

#define TPM                                                                                    \
	"<capability id='start_method'><value>0x6</value><parameter>0x1</parameter>"           \
	"<parameter>0x100</parameter><parameter>255</parameter></capability>"                  \
	"<capability id='log_area'><log_area_minimum_length>0x10000</log_area_minimum_length>" \
	"<log_area_start_address>0x3F673000</log_area_start_address></capability>"

static void test_tpm(void **state)
{
	struct fixture *fixture = *state;
	const struct board_tpm *tpm = &read_platform(fixture, TREE)->tpm;
	static const uint8_t parameters[] = { 1, 0, 255 };

	assert_null(tpm->device);
	assert_false(tpm->has_log_area || tpm->has_start_method);
	tpm = &read_platform(fixture,
			     "<devices><device><compatible_id>MSFT0101</compatible_id></device>"
			     "<device id='MSFT0101'>" TPM "</device><device><capability "
			     "id='log_area'/><capability id='start_method'/></device></devices>")
		       ->tpm;
	assert_string_equal(tpm->device->id, "MSFT0101");
	assert_true(tpm->has_log_area && tpm->has_start_method);
	assert_int_equal(tpm->log_minimum_length, 0x10000);
	assert_int_equal(tpm->log_start, 0x3f673000);
	assert_int_equal(tpm->start_method, 6);
	assert_int_equal(tpm->start_parameter_count, 3);
	assert_memory_equal(tpm->start_parameters, parameters, sizeof(parameters));
	tpm = &read_platform(fixture, "<devices><device id='X'><compatible_id>PNP0C31"
				      "</compatible_id><compatible_id>MSFT0101"
				      "</compatible_id><capability id='start_method'>"
				      "<parameter/><parameter/><parameter/><parameter/><parameter/>"
				      "<parameter/><parameter/><parameter/><parameter/><parameter/>"
				      "<parameter/><parameter/><parameter/></capability></device>"
				      "</devices>")
		       ->tpm;
	assert_string_equal(tpm->device->id, "X");
	assert_int_equal(tpm->start_parameter_count, 12);
}

static void test_nothing_at_all(void **state)
{
	const struct board_platform *platform = read_platform(*state, "");

	assert_null(platform->devices);
	assert_int_equal(platform->ioapic_count, 0);
	assert_null(board_node_at(platform, 0));
	assert_null(board_node_of_object(platform, "\\_SB_"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lines_of_blocks),
		TEST(test_repeated_blocks),
		TEST(test_each_block),
		TEST(test_capabilities_of_models),
		TEST(test_levels_of_cpus),
		TEST(test_caches),
		TEST(test_software_sram),
		TEST(test_ioapics),
		TEST(test_tree),
		TEST(test_lookups),
		TEST(test_device),
		TEST(test_resources),
		TEST(test_pins),
		TEST(test_tpm),
		TEST(test_nothing_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
