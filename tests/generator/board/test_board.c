/* SPDX-License-Identifier: BSD-3-Clause
 * test_board.c: where a board description is found, and what is read of it. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "schema/static_config.h"
#include "validate/schema.h"

static struct {
	struct arena *arena;
	struct schema *schema;
	struct board_absence absence; /* of the last search */
} shared;

static int open_shared(void **state)
{
	(void)state;
	shared.arena = arena_new(helper_out_of_memory);
	shared.schema = schema_load(shared.arena, "schema/board.xsd");
	return shared.schema ? 0 : -1;
}

static int close_shared(void **state)
{
	(void)state;
	arena_free(shared.arena);
	return 0;
}

#define CPU	    "<processors><thread><cpu_id>0</cpu_id><apic_id>0x0</apic_id></thread></processors>"
#define BOARD(name) "<acrn-config board='" name "'>" CPU "</acrn-config>"

/* The board that a search comes to; NULL, without a message, where there is none. */
static const struct board *find(struct fixture *fixture, const struct board_search *search)
{
	const struct board *board =
		board_find(fixture->arena, boards_new(fixture->arena, shared.schema, false), search,
			   fixture->diags, &shared.absence);

	assert_string_equal(messages(fixture), "");
	assert_false(shared.absence.is_broken);
	return board;
}

static void assert_found(struct fixture *fixture, const struct board_search *search,
			 const char *name)
{
	const struct board *board = find(fixture, search);

	assert_non_null(board);
	assert_string_equal(board->name, name);
}

/* A board out of a text, with a CPU where it has none. */
static const struct board *read_board(struct fixture *fixture, const char *text)
{
	size_t start = strcspn(text, ">") + 1;
	const char *whole = strstr(text, "<processors>")
				    ? text
				    : arena_printf(fixture->arena, "%.*s" CPU "%s", (int)start,
						   text, text + start);
	struct board_search search = {
		.file = fixture_file(fixture, "some-board.xml", whole),
		.scenario_path = "-",
	};
	const struct board *board = find(fixture, &search);

	assert_non_null(board);
	return board;
}

/* One with errors, and the first message of it. */
static void refuse(struct fixture *fixture, const struct board_search *search, const char *message)
{
	struct board_absence absence;

	fixture_forget(fixture);
	assert_null(board_find(fixture->arena, boards_new(fixture->arena, shared.schema, false),
			       search, fixture->diags, &absence));
	assert_true(absence.is_broken);
	assert_contains(messages(fixture), message);
}

static void refuse_text(struct fixture *fixture, const char *text, const char *message)
{
	struct board_search search = {
		.file = fixture_file(fixture, "bad.xml", text),
		.scenario_path = "-",
	};

	refuse(fixture, &search, message);
}

/* In the order in which they count, from the strongest to the weakest. */
static void test_where_a_board_is_found(void **state)
{
	struct fixture *fixture = *state;
	const char *file = fixture_file(fixture, "x/named.xml", BOARD("named"));
	const char *scenario = fixture_file(fixture, "where/scenario.xml", "<acrn-config/>");
	const char *beside = fixture_file(fixture, "where/lab.xml", BOARD("beside"));
	const char *first = fixture_file(fixture, "one/lab.xml", BOARD("first"));
	const char *second = fixture_file(fixture, "two/lab.xml", BOARD("second"));
	const char *paths[] = {
		fixture_file(fixture, "nowhere", NULL),
		fixture_file(fixture, "one", NULL),
		fixture_file(fixture, "two", NULL),
		NULL,
	};
	struct board_search search = {
		.file = file,
		.paths = paths,
		.scenario_path = scenario,
		.scenario_board = "lab",
	};

	fixture_file(fixture, "where/where.xml", BOARD("directory"));
	assert_found(fixture, &search, "named");
	search.file = NULL;
	assert_found(fixture, &search, "beside");
	unlink(beside);
	assert_found(fixture, &search, "first");
	unlink(first);
	assert_found(fixture, &search, "second");
	unlink(second);
	assert_found(fixture, &search, "lab"); /* the embedded one */
	search.scenario_board = "no-such-board";
	assert_found(fixture, &search, "directory");
	search.scenario_board = NULL;
	assert_found(fixture, &search, "directory");
	unlink(fixture_file(fixture, "where/where.xml", NULL));
	assert_null(find(fixture, &search));
	search.paths = NULL;
	assert_null(find(fixture, &search));
}

static void test_embedded_boards(void **state)
{
	struct fixture *fixture = *state;
	struct board_search search = { .scenario_path = "-", .scenario_board = "lab" };
	const struct board *board = find(fixture, &search);

	assert_non_null(board);
	assert_string_equal(board->name, "lab");
	assert_int_equal(board->cpu_count, 4);
	assert_non_null(board_device(board, CFG_BDF(0, 0, 0)));
	search.scenario_board = "nuc-alder";
	assert_found(fixture, &search, "nuc-alder");
	/* Scenarios beside an embedded board are not boards. */
	search.scenario_board = "pair";
	assert_null(find(fixture, &search));
}

/* Standard input is in no directory, but --board-path and the embedded boards are there. */
static void test_scenario_on_stdin(void **state)
{
	struct fixture *fixture = *state;
	const char *paths[] = { fixture_directory(fixture), NULL };
	struct board_search search = {
		.paths = paths,
		.scenario_path = "-",
		.scenario_board = "mine",
	};

	fixture_file(fixture, "mine.xml", BOARD("mine"));
	assert_found(fixture, &search, "mine");
	search.paths = NULL;
	assert_null(find(fixture, &search));
	search.scenario_board = NULL;
	assert_null(find(fixture, &search));
}

/* A scenario's board is a name: it never leads out of the directory. */
static void test_names_that_are_paths(void **state)
{
	static const char *const names[] = { "../secret", "/etc/secret", "a/b", "..", ".",
					     "",	  ".hidden" };
	struct fixture *fixture = *state;
	const char *scenario = fixture_file(fixture, "a/scenario.xml", "");
	const char *paths[] = { fixture_file(fixture, "a", NULL), NULL };

	fixture_file(fixture, "secret.xml", BOARD("secret"));
	fixture_file(fixture, "a/.hidden.xml", BOARD("hidden"));
	fixture_file(fixture, "a/a/b.xml", BOARD("b"));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct board_search search = {
			.paths = paths,
			.scenario_path = scenario,
			.scenario_board = names[i],
		};

		assert_null(find(fixture, &search));
	}
}

/* A scenario is not the board of its own directory. */
static void test_scenario_named_as_its_directory(void **state)
{
	struct fixture *fixture = *state;
	struct board_search search = {
		.scenario_path = fixture_file(fixture, "both/both.xml", BOARD("wrong")),
	};

	assert_null(find(fixture, &search));
}

/* Nor is it the board of another scenario, whose board has any other name. */
static void test_scenario_named_as_a_board(void **state)
{
	struct fixture *fixture = *state;
	struct board_search search = {
		.scenario_path = fixture_file(fixture, "both/scenario.xml", "<acrn-config><hv/>"),
	};

	fixture_file(fixture, "both/both.xml", "<acrn-config>\n<hv/><vm/></acrn-config>");
	fixture_file(fixture, "both/mine.yaml", "acrn-config:\n  vm:\n    - name: A\n");
	fixture_file(fixture, "both/mine.board.xml", BOARD("found"));
	assert_found(fixture, &search, "found");
	search.scenario_board = "mine";
	assert_found(fixture, &search, "found");
}

static void test_working_directory(void **state)
{
	struct fixture *fixture = *state;
	struct board_search search = {
		.scenario_path = "scenario.xml",
		.scenario_board = "local",
	};
	const char *directory;
	int here = open(".", O_RDONLY | O_DIRECTORY);

	fixture_file(fixture, "sub/local.xml", BOARD("local"));
	fixture_file(fixture, "sub/sub.xml", BOARD("sub"));
	directory = fixture_file(fixture, "sub", NULL);
	assert_true(here >= 0);
	assert_int_equal(chdir(directory), 0);
	assert_found(fixture, &search, "local");
	search.scenario_board = NULL;
	assert_found(fixture, &search, "sub");
	search.scenario_path = "./scenario.xml";
	assert_found(fixture, &search, "sub");
	search.scenario_path = "../sub/scenario.xml";
	assert_found(fixture, &search, "sub");
	assert_int_equal(fchdir(here), 0);
	close(here);
}

static void test_name(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(read_board(fixture, "<acrn-config board=' a b '></acrn-config>")->name,
			    "a b");
	assert_string_equal(read_board(fixture, "<acrn-config></acrn-config>")->name, "some-board");
	assert_string_equal(read_board(fixture, "<acrn-config board=''></acrn-config>")->name,
			    "some-board");
}

#define THREAD(cpu, apic) "<thread><cpu_id>" cpu "</cpu_id><apic_id>" apic "</apic_id></thread>"

static void test_cpus(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board = read_board(
		fixture,
		"<acrn-config><processors><model><cpu_id>99</cpu_id></model>" THREAD(
			"7", "0xFF") "<die id='0'><module><core>" THREAD("2", "0x10")
			THREAD(" 0\n", "0X2") "</core></module></die><core>" THREAD(
				"1", "0x8") "</core></processors>" THREAD("5",
									  "0x5") "</acrn-config>");
	static const struct board_cpu expected[] = {
		{ .id = 0, .apic_id = 2 },
		{ .id = 1, .apic_id = 8 },
		{ .id = 2, .apic_id = 16 },
		{ .id = 7, .apic_id = 255 },
	};

	assert_int_equal(board->cpu_count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(board->cpus[i].id, expected[i].id);
		assert_int_equal(board->cpus[i].apic_id, expected[i].apic_id);
		assert_ptr_equal(board_cpu(board, expected[i].id), &board->cpus[i]);
	}
	assert_null(board_cpu(board, 3));
	assert_null(board_cpu(board, 5));
	assert_null(board_cpu(board, 8));
	assert_null(board_cpu(board, UINT32_MAX));
	assert_null(board_cpu(read_board(fixture, "<acrn-config></acrn-config>"), 1));
}

#define CORE(cpu, type) \
	"<thread><cpu_id>" cpu "</cpu_id><apic_id>0x" cpu "</apic_id>" type "</thread>"

static void test_core_types(void **state)
{
	const struct board *board = read_board(
		*state, "<acrn-config><processors>" CORE("0", "<core_type>Core</core_type>")
				CORE("1", "<core_type>Atom</core_type>") CORE("2", "<core_type/>")
					CORE("3", "") "</processors></acrn-config>");

	assert_int_equal(board->cpus[0].core, BOARD_CORE_PERFORMANCE);
	assert_int_equal(board->cpus[1].core, BOARD_CORE_EFFICIENCY);
	assert_int_equal(board->cpus[2].core, BOARD_CORE_UNKNOWN);
	assert_int_equal(board->cpus[3].core, BOARD_CORE_UNKNOWN);
}

static void test_bus_count(void **state)
{
	assert_int_equal(read_board(*state, "<acrn-config></acrn-config>")->bus_count, 0);
	assert_int_equal(read_board(*state, "<acrn-config><devices><bus type='pci' address='0x0'>"
					    "<device><bus type='pci' address='0x1f'/></device>"
					    "<bus type='pci' address='0x3'/></bus>"
					    "<bus type='usb' address='0x40'/></devices>"
					    "</acrn-config>")
				 ->bus_count,
			 0x20);
}

static uint32_t class_of(const struct board *board, uint16_t bdf)
{
	const struct board_device *device = board_device(board, bdf);

	assert_non_null(device);
	assert_int_equal(device->bdf, bdf);
	return device->class_code;
}

static void test_device_tree(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board = read_board(
		fixture, "<acrn-config><devices><bus type='system'><device id='x'/>"
			 "<bus type='pci' address='0x0' id='PNP0A08'>"
			 "<device address='0x1F0006'><class>0x020000</class></device>"
			 "<device address='0x20000'><class>0x030000</class></device>"
			 "<device address='0x1c0000'><class>0x060400</class>"
			 "<bus type='pci' address='0x3'>"
			 "<device address='0x0'><class>0X010802</class></device>"
			 "<device address='0x7'/></bus></device>"
			 "<device address='0x20000'/><device address='0x30000'/>"
			 "<device address='0x30000'><class>0x040300</class></device>"
			 "<device address='0x200000'/><device address='0x8'/><device id='y'/>"
			 "</bus></bus><device address='0x50000'/></devices></acrn-config>");
	static const uint16_t expected[] = {
		CFG_BDF(0, 0x02, 0), CFG_BDF(0, 0x03, 0), CFG_BDF(0, 0x1c, 0),
		CFG_BDF(0, 0x1f, 6), CFG_BDF(3, 0x00, 0), CFG_BDF(3, 0x00, 7),
	};

	assert_int_equal(board->device_count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(board->devices[i].bdf, expected[i]);
	assert_int_equal(class_of(board, CFG_BDF(0, 2, 0)), 0x030000);
	assert_int_equal(class_of(board, CFG_BDF(0, 3, 0)), 0x040300);
	assert_int_equal(class_of(board, CFG_BDF(0, 0x1f, 6)), 0x020000);
	assert_int_equal(class_of(board, CFG_BDF(3, 0, 0)), 0x010802);
	assert_int_equal(class_of(board, CFG_BDF(3, 0, 7)), 0);
	assert_null(board_device(board, CFG_BDF(0, 5, 0)));
	assert_null(board_device(board, CFG_BDF(0, 0, 0)));
	assert_null(board_device(board, 0xffff));
}

/* What lspci says about devices, and where the board has them and its CPUs. */
static void test_places(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board = read_board(
		fixture, "<acrn-config><PCI_DEVICE>\n\t00:00.0 Host bridge: X\n\t00:03.0 Audio: Y "
			 "(rev 1)\n</PCI_DEVICE><processors><thread><cpu_id>1</cpu_id>"
			 "<apic_id>0x2</apic_id></thread></processors><devices>"
			 "<bus type='pci' address='0x0'>"
			 "<device address='0x20000' description='00:02.0 VGA: Z'/>"
			 "<device address='0x30000'><class>0x040300</class></device>"
			 "</bus></devices></acrn-config>");
	const struct board_device *host = board_device(board, CFG_BDF(0, 0, 0));
	const struct board_device *audio = board_device(board, CFG_BDF(0, 3, 0));
	const struct board_device *vga = board_device(board, CFG_BDF(0, 2, 0));

	assert_string_equal(host->description, "Host bridge: X");
	assert_span(fixture, host->at, "00:00.0");
	assert_string_equal(audio->description, "Audio: Y (rev 1)");
	assert_span(fixture, audio->at, "<device");
	assert_string_equal(vga->description, "VGA: Z");
	assert_span(fixture, board_cpu(board, 1)->at, "<thread");
}

static void assert_windows(const struct board_window *windows, size_t count,
			   const struct board_window *expected, size_t expected_count)
{
	assert_int_equal(count, expected_count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(windows[i].first, expected[i].first);
		assert_int_equal(windows[i].last, expected[i].last);
	}
}

/* Whether a BAR is that of a device behind another one. */
static void assert_is_behind(const struct board *board, const struct board_bar *bar, uint16_t bdf,
			     bool is_behind)
{
	const struct board_device *device = board_device(board, bdf);

	assert_non_null(device);
	assert_int_equal(bar->place > device->place && bar->place < device->end, is_behind);
}

/* Windows are what buses have. In them the bridges' own windows are taken, and the BARs of other
 * devices. */
static void test_memory(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board = read_board(
		fixture,
		"<acrn-config><IOMEM_INFO>\n"
		"  88000000-88ffffff : PCI Bus 0000:01\n"
		"</IOMEM_INFO><devices><device>"
		"<resource type='memory' min='0x82000000' max='0x820003ff' id='res0'/>"
		"</device><bus type='pci' address='0x0'>"
		"<resource type='memory' min='0x4000000000' max='0x7fffffffff' id='res3'/>"
		"<resource type='memory' min='0x80000000' max='0xBFFFFFFF' id='res0'/>"
		"<resource type='memory' min='0xa0000' max='0xbffff' id='res1'/>"
		"<resource type='memory' min='0xfc800000' max='0xfe7fffff'/>"
		"<resource type='memory' min='0xfc800000' max='0xfe7fffff' id='res2'/>"
		"<resource type='memory' min='0xc0000' max='0xbffff' id='res4'/>"
		"<resource type='memory' min='0x0' max='-0x1' id='res5'/>"
		"<resource type='memory' min='0xe0000000' max='0xe0ffffff' len='0x0'/>"
		"<resource type='memory' min='0x0' max='0xffffffffffffffff' len='0x1'/>"
		"<resource type='io_port' min='0x90000000' max='0x9000ffff'/>"
		"<resource type='memory' min='0xe2000000' max='0xe2000fff' id='bar1'/>"
		"<resource type='memory' min='0x8a000000' max='0x8a000fff' id='bar0' width='32'/>"
		"<!-- Neither a bus nor a device. --><device address='0x10000'>"
		"<resource type='memory' min='0x81000000' max='0x810fffff'/>"
		"<bus type='pci' address='0x1'>"
		"<device address='0x0'>"
		"<resource type='memory' min='0x81000000' max='0x81003fff' id='bar0' width='64'/>"
		"<resource type='memory' min='0x0' max='0xfff' id='bar2' width='32'/>"
		"</device></bus></device><device address='0x10001'>"
		"<resource type='memory' min='0x81000000' max='0x810fffff'/>"
		"<resource type='memory' min='0x81010000' max='0x8101ffff'/>"
		"<resource type='memory' min='0xbff00000' max='0xc00fffff'/>"
		"<bus type='pci' address='0x2'/></device>"
		"<device address='0x20000'>"
		"<resource type='memory' min='0x5000000000' max='0x500fffffff' id='bar2' "
		"width='64'/>"
		"<resource type='memory' min='0x80000000' max='0x80000fff' id='rom' width='32'/>"
		"<resource type='memory' min='0xbffff000' max='0xc0000fff' id='bar0' width='32'/>"
		"<resource type='io_port' min='0x4000' max='0x403f' len='0x40' id='bar4'/>"
		"<resource type='io_port' min='0x60' max='0x60' len='0x1' id='res0'/>"
		"<device><resource type='memory' min='0x90000000' max='0x90000fff' id='bar5' "
		"width='32'/><resource type='memory' min='0x90000000' max='0x90000fff' id='bar6' "
		"width='32'/></device></device></bus></devices></acrn-config>");
	static const struct board_window windows[] = {
		{ 0x80000000, 0xbfffffff },
		{ 0xfc800000, 0xfe7fffff },
		{ 0x4000000000, 0x7fffffffff },
	};
	static const struct board_window taken[] = {
		{ 0x80000000, 0x80000fff },
		{ 0x81000000, 0x810fffff },
		{ 0x90000000, 0x90000fff },
		{ 0x5000000000, 0x500fffffff },
	};
	static const struct board_bar bars[] = {
		{ CFG_BDF(1, 0, 0), 0, false, true, 0x81000000, 0x4000, 4 },
		{ CFG_BDF(0, 2, 0), 2, false, true, 0x5000000000, 0x10000000, 7 },
		{ CFG_BDF(0, 2, 0), 0, false, false, 0xbffff000, 0x2000, 7 },
		{ CFG_BDF(0, 2, 0), 4, true, false, 0x4000, 0x40, 7 },
		{ CFG_BDF(0, 2, 0), 5, false, false, 0x90000000, 0x1000, 8 },
	};

	assert_windows(board->windows, board->window_count, windows, 3);
	assert_windows(board->taken, board->taken_count, taken, 4);
	assert_int_equal(board->bar_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(board->bars[i].bdf, bars[i].bdf);
		assert_int_equal(board->bars[i].index, bars[i].index);
		assert_int_equal(board->bars[i].is_io, bars[i].is_io);
		assert_int_equal(board->bars[i].is_64, bars[i].is_64);
		assert_int_equal(board->bars[i].address, bars[i].address);
		assert_int_equal(board->bars[i].size, bars[i].size);
		assert_int_equal(board->bars[i].place, bars[i].place);
	}
	assert_is_behind(board, &board->bars[0], CFG_BDF(0, 1, 0), true);
	assert_is_behind(board, &board->bars[0], CFG_BDF(0, 1, 1), false);
	assert_is_behind(board, &board->bars[1], CFG_BDF(0, 1, 0), false);
}

/* lspci's text, with the host bridge that no tree has; the tree knows the class. */
static void test_listing(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board =
		read_board(fixture, "<acrn-config><PCI_DEVICE>\n"
				    "\t00:00.0 Host bridge: x (rev 0b)\n"
				    "\tRegion 0: Memory at 80000000 (64-bit)\r\n"
				    "\t00:1F.6 Ethernet controller\n"
				    "0a:1c.7 Bridge\n"
				    "\t00:02.0 VGA\n"
				    "\t00:20.0 no such device\n"
				    "\t00:03.8 no such function\n"
				    "\t00:04.0\n"
				    "\t0000:00:05.0 with a domain\n"
				    "\tsee 00:06.0 for more\n"
				    "\t00:02.0 again"
				    "</PCI_DEVICE><devices><bus type='pci' address='0x0'>"
				    "<device address='0x20000'><class>0x030000</class></device>"
				    "</bus></devices></acrn-config>");
	static const uint16_t expected[] = { CFG_BDF(0, 0, 0), CFG_BDF(0, 2, 0),
					     CFG_BDF(0, 0x1f, 6), CFG_BDF(0x0a, 0x1c, 7) };

	assert_int_equal(board->device_count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(board->devices[i].bdf, expected[i]);
	assert_int_equal(class_of(board, CFG_BDF(0, 2, 0)), 0x030000);
	assert_int_equal(class_of(board, CFG_BDF(0, 0, 0)), 0);
}

static bool is_function(const struct board *board, uint16_t bdf)
{
	const struct board_device *device = board_device(board, bdf);

	assert_non_null(device);
	return device->is_function;
}

/* A function has a vendor or is in lspci's text, whichever element of its address has it. What is
 * part of a device has an address there, not on the bus. */
static void test_objects_of_acpi(void **state)
{
	struct fixture *fixture = *state;
	const struct board *board =
		read_board(fixture, "<acrn-config><PCI_DEVICE>\n"
				    "\t00:00.0 Host bridge: x\n"
				    "</PCI_DEVICE><devices><bus type='pci' address='0x0'>"
				    "<device address='0x0'/>"
				    "<device address='0x100000'><class>0x0c8000</class>"
				    "<device address='0x1'/></device>"
				    "<device address='0x140000'><class>0x0c0330</class></device>"
				    "<device address='0x140000'><vendor>0x8086</vendor></device>"
				    "<device address='0x140001'><vendor>0x8086</vendor></device>"
				    "</bus></devices></acrn-config>");

	assert_true(is_function(board, CFG_BDF(0, 0, 0)));
	assert_null(board_device(board, CFG_BDF(0, 0, 1)));
	assert_false(is_function(board, CFG_BDF(0, 0x10, 0)));
	assert_true(is_function(board, CFG_BDF(0, 0x14, 0)));
	assert_int_equal(class_of(board, CFG_BDF(0, 0x14, 0)), 0x0c0330);
	assert_true(is_function(board, CFG_BDF(0, 0x14, 1)));
}

static void test_nothing_at_all(void **state)
{
	const struct board *board = read_board(*state, "<acrn-config></acrn-config>");

	assert_int_equal(board->cpu_count, 1);
	assert_int_equal(board->device_count, 0);
	assert_null(board_device(board, 0));
}

static void test_broken_boards(void **state)
{
	struct fixture *fixture = *state;

	refuse_text(fixture, "", "bad.xml:1:1: error: ");
	refuse_text(fixture, "<acrn-config>", "[xml-malformed]");
	refuse_text(fixture, "<!DOCTYPE acrn-config><acrn-config/>", "[doctype-forbidden]");
	refuse_text(fixture, "<other/>", "bad.xml:1:1: error: the file is not a board description");
	refuse_text(fixture,
		    "<acrn-config><processors>" THREAD("0", "12") "</processors></acrn-config>",
		    "[schema-violation]");
	refuse_text(fixture,
		    "<acrn-config><processors>" THREAD("x", "0x1") "</processors></acrn-config>",
		    "[schema-violation]");
	refuse_text(
		fixture,
		"<acrn-config><devices><bus type='pci' address='zero'/></devices></acrn-config>",
		"[schema-violation]");
}

/* One message about the board, at what is wrong with it. */
static void test_other_files(void **state)
{
	struct fixture *fixture = *state;

	refuse_text(fixture, "<acrn-config/>", "bad.xml:1:1: error: the board description has no");
	refuse_text(fixture, "<acrn-config><processors/></acrn-config>", "bad.xml:1:14: error: ");
	refuse_text(fixture,
		    "<acrn-config><processors>" THREAD("0", "0x0") "<die><thread><cpu_id>1</cpu_id>"
								   "</thread><thread/></die>"
								   "</processors></acrn-config>",
		    "bad.xml:1:88: error: the board description has a <thread> without <apic_id>");
	assert_int_equal(diags_error_count(fixture->diags), 1);
	refuse_text(fixture, "<acrn-config><vm/></acrn-config>", "the file is a scenario, not");
	refuse_text(fixture, "<acrn-config><hv/></acrn-config>", "the file is a scenario, not");
	refuse_text(fixture, "<acrn-config><uos/></acrn-config>", "the file is a launch XML, not");
	refuse_text(fixture, "#!/bin/sh\n", "the file is a script");
	refuse_text(fixture, "<acrn-config xmlns='x'/>", "its root element has a namespace");
}

/* The names that ACRN's Configurator gives. */
static void test_configurator(void **state)
{
	struct fixture *fixture = *state;
	const char *paths[] = { fixture_file(fixture, "boards", NULL), NULL };
	struct board_search search = {
		.paths = paths,
		.scenario_path = fixture_file(fixture, "work/scenario.xml", "<acrn-config/>"),
		.scenario_board = "mine",
	};
	const char *beside = fixture_file(fixture, "work/mine.board.xml", BOARD("x"));

	fixture_file(fixture, "boards/mine.board.xml", BOARD("y"));
	assert_found(fixture, &search, "x");
	unlink(beside);
	assert_found(fixture, &search, "y");
}

/* The only board beside a scenario, however it is called. */
static void test_found_by_content(void **state)
{
	struct fixture *fixture = *state;
	struct board_search search = {
		.scenario_path = fixture_file(fixture, "d/scenario.xml", "<acrn-config><hv/>"),
	};

	fixture_file(fixture, "d/other.xml", "<acrn-config><uos/></acrn-config>");
	fixture_file(fixture, "d/page.xml", "<html><processors/></html>");
	fixture_file(fixture, "d/.hidden.xml", BOARD("hidden"));
	fixture_file(fixture, "d/text.txt", BOARD("text"));
	assert_null(find(fixture, &search));
	assert_contains(shared.absence.places, "all XML files in");
	assert_null(shared.absence.others);
	fixture_file(fixture, "d/first.xml",
		     "<!-- x --><acrn-config board='one'>" CPU "</acrn-config>");
	assert_found(fixture, &search, "one");
	search.scenario_board = "another";
	assert_null(find(fixture, &search));
	assert_contains(shared.absence.others, "first.xml' (board 'one')");
	fixture_file(fixture, "d/second.xml", "<acrn-config>" CPU "</acrn-config>");
	search.scenario_board = "second";
	assert_found(fixture, &search, "second");
	search.scenario_board = NULL;
	assert_null(find(fixture, &search));
	assert_contains(shared.absence.others, "first.xml' (board 'one'), '");
	assert_contains(shared.absence.others, "second.xml' (board 'second')");
}

/* A board that is recognized may be broken further below. */
static void test_broken_and_found_by_content(void **state)
{
	struct fixture *fixture = *state;
	struct board_search search = {
		.scenario_path = fixture_file(fixture, "d/scenario.xml", "<acrn-config><hv/>"),
	};

	fixture_file(
		fixture, "d/a.xml",
		"<acrn-config board='a'>\n<BIOS_INFO>\nVendor: \x02</BIOS_INFO></acrn-config>");
	refuse(fixture, &search, "a.xml:3:9: error: invalid control character 0x02");
}

/* Neither a FIFO nor a link to itself, nor a directory of any size, stops a search. */
static void test_hostile_directory(void **state)
{
	struct fixture *fixture = *state;
	struct board_search search = {
		.scenario_path = fixture_file(fixture, "d/scenario.xml", "<acrn-config><hv/>"),
	};

	assert_int_equal(mkfifo(fixture_file(fixture, "d/fifo.xml", NULL), 0600), 0);
	assert_int_equal(symlink("loop.xml", fixture_file(fixture, "d/loop.xml", NULL)), 0);
	assert_int_equal(mkdir(fixture_file(fixture, "d/directory.xml", NULL), 0700), 0);
	fixture_file(fixture, "d/board.xml", BOARD("one"));
	assert_found(fixture, &search, "one");
	for (int i = 0; i < 100; i++)
		fixture_file(fixture, arena_printf(fixture->arena, "d/%d.xml", i), "<a/>");
	assert_null(find(fixture, &search));
	assert_contains(shared.absence.places, "which are too many");
	assert_null(shared.absence.others);
	search.scenario_path = fixture_file(fixture, "nowhere/scenario.xml", NULL);
	assert_null(find(fixture, &search));
}

/* A board that was asked for and cannot be read is an error, not a board that is not there. */
static void test_unreadable_boards(void **state)
{
	struct fixture *fixture = *state;
	const char *missing = fixture_file(fixture, "missing.xml", NULL);
	struct board_search search = {
		.file = missing,
		.scenario_path = "-",
		.scenario_board = "lab",
	};

	refuse(fixture, &search, "[file-unreadable]");
	assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
	search.file = fixture_directory(fixture);
	refuse(fixture, &search, "is a directory");
	search.file = NULL;
	search.scenario_path = fixture_file(fixture, "scenario.xml", "");
	assert_int_equal(mkdir(fixture_file(fixture, "lab.xml", NULL), 0700), 0);
	refuse(fixture, &search, "is a directory");
}

/* A second scenario gets the board that the first one had, and hears of a broken one again. */
static void test_each_is_read_once(void **state)
{
	struct fixture *fixture = *state;
	struct boards *boards = boards_new(fixture->arena, shared.schema, false);
	struct board_search good = { .scenario_path = "-", .scenario_board = "lab" };
	struct board_search bad = {
		.file = fixture_file(fixture, "bad.xml", "<acrn-config><cpu_id/></acrn-config>"),
		.scenario_path = "-",
	};
	const struct board *board;
	struct board_absence absence;

	board = board_find(fixture->arena, boards, &good, fixture->diags, &absence);
	assert_non_null(board);
	assert_ptr_equal(board_find(fixture->arena, boards, &good, fixture->diags, &absence),
			 board);
	for (size_t errors = 1; errors <= 2; errors++) {
		struct arena *arena = arena_new(helper_out_of_memory);

		assert_null(board_find(arena, boards, &bad, diags_new(arena), &absence));
		assert_true(absence.is_broken);
		arena_free(arena);
		board_find(fixture->arena, boards, &bad, fixture->diags, &absence);
		assert_int_equal(diags_error_count(fixture->diags), errors);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_where_a_board_is_found),
		TEST(test_embedded_boards),
		TEST(test_scenario_on_stdin),
		TEST(test_names_that_are_paths),
		TEST(test_scenario_named_as_its_directory),
		TEST(test_scenario_named_as_a_board),
		TEST(test_working_directory),
		TEST(test_name),
		TEST(test_cpus),
		TEST(test_core_types),
		TEST(test_bus_count),
		TEST(test_device_tree),
		TEST(test_places),
		TEST(test_memory),
		TEST(test_listing),
		TEST(test_objects_of_acpi),
		TEST(test_nothing_at_all),
		TEST(test_broken_boards),
		TEST(test_other_files),
		TEST(test_configurator),
		TEST(test_found_by_content),
		TEST(test_broken_and_found_by_content),
		TEST(test_hostile_directory),
		TEST(test_unreadable_boards),
		TEST(test_each_is_read_once),
	};

	return cmocka_run_group_tests(tests, open_shared, close_shared);
}
