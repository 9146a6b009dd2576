/* SPDX-License-Identifier: BSD-3-Clause
 * test_platform.c: what is made of a board's blocks of text: macros of ACPI tables, IOMMUs, CPU
 * states, names of PCI functions and the console. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "plan/internal.h"
#include "plan/iommus.h"
#include "plan/serial.h"

/* A planner for a board of blocks. */
struct scene {
	struct planner planner;
	struct plan_hypervisor hypervisor;
	struct plan plan;
	struct model model;
	struct board board;
	struct board_platform platform;
};

static void open_scene(struct scene *scene, struct fixture *fixture)
{
	memset(scene, 0, sizeof(*scene));
	scene->model.release = RELEASE_MASTER;
	scene->model.board = &scene->board;
	scene->board.name = "board";
	scene->board.platform = &scene->platform;
	scene->hypervisor.settings = &scene->model.hypervisor;
	scene->hypervisor.platform = &scene->platform;
	scene->planner = (struct planner) {
		.arena = fixture->arena,
		.model = &scene->model,
		.plan = &scene->plan,
		.hypervisor = &scene->hypervisor,
	};
}

/* Lines with "\n" between them. */
static struct board_block block(struct fixture *fixture, const char *text)
{
	const char **lines = NULL;
	struct board_block block = { .is_there = true };

	while (*text) {
		size_t length = strcspn(text, "\n");

		lines = arena_grow(fixture->arena, lines, block.line_count, sizeof(*lines));
		lines[block.line_count++] = arena_copy(fixture->arena, text, length);
		text += length + (text[length] == '\n');
	}
	block.lines = lines;
	return block;
}

/* "NAME VALUE", with '!' before overrides, of all macros of a part. */
static const char *macros_text(struct fixture *fixture, const struct plan_macros *macros)
{
	const char *text = "";

	for (size_t i = 0; i < macros->count; i++)
		text = arena_printf(fixture->arena, "%s%s%s %s\n", text,
				    macros->macros[i].is_override ? "!" : "",
				    macros->macros[i].name, macros->macros[i].value);
	return text;
}

static void assert_power(struct fixture *fixture, const char *pm_info, const char *expected)
{
	struct scene scene;

	open_scene(&scene, fixture);
	scene.platform.blocks[BOARD_PM_INFO] = block(fixture, pm_info);
	plan_fill_acpi_info(&scene.planner);
	assert_string_equal(macros_text(fixture, &scene.hypervisor.acpi[PLAN_ACPI_POWER]),
			    expected);
}

#define REQUIRED                              \
	"#define PM1A_EVT_ADDRESS 0x1800UL\n" \
	"#define PM1A_EVT_ACCESS_SIZE 0x2U\n" \
	"#define PM1A_CNT_ADDRESS 0x1804UL\n"
#define REQUIRED_MACROS \
	"PM1A_EVT_ADDRESS 0x1800UL\nPM1A_EVT_ACCESS_SIZE 0x2U\nPM1A_CNT_ADDRESS 0x1804UL\n"

/* Only what differs from the hypervisor's own defaults is written. */
static void test_power_defaults(void **state)
{
	struct fixture *fixture = *state;

	assert_power(fixture, REQUIRED, REQUIRED_MACROS);
	assert_power(fixture,
		     REQUIRED "#define PM1A_EVT_BIT_WIDTH 32\n"
			      "#define PM1A_EVT_SPACE_ID SPACE_SYSTEM_IO\n"
			      "#define PM1A_EVT_BIT_OFFSET 0x1U\n"
			      "#define PM1A_CNT_SPACE_ID SPACE_SYSTEM_MEMORY\n"
			      "#define PM1A_CNT_ACCESS_SIZE 0x0U\n"
			      "#define UNKNOWN 1U\n",
		     REQUIRED_MACROS "!PM1A_EVT_BIT_OFFSET 0x1U\n"
				     "!PM1A_CNT_SPACE_ID SPACE_SYSTEM_MEMORY\n"
				     "!PM1A_CNT_ACCESS_SIZE 0x0U\n");
}

/* What follows the address of a register that is not there is left out, what is before it not. */
static void test_power_registers(void **state)
{
	struct fixture *fixture = *state;

	assert_power(fixture,
		     REQUIRED "#define PM1B_EVT_BIT_WIDTH 0x20U\n"
			      "#define PM1B_EVT_ADDRESS 0x0UL\n"
			      "#define PM1B_EVT_ACCESS_SIZE 0x2U\n"
			      "#define PM1B_CNT_ADDRESS 0x1808UL\n"
			      "#define PM1B_CNT_ACCESS_SIZE 0x2U\n",
		     REQUIRED_MACROS "!PM1B_EVT_BIT_WIDTH 0x20U\n"
				     "!PM1B_CNT_ADDRESS 0x1808UL\n"
				     "!PM1B_CNT_ACCESS_SIZE 0x2U\n");
	assert_power(fixture,
		     "#define PM1A_CNT_ADDRESS 0UL\n"
		     "#define PM1A_CNT_ACCESS_SIZE 0x0U\n",
		     "PM1A_CNT_ADDRESS 0UL\nPM1A_EVT_ACCESS_SIZE 0U\nPM1A_EVT_ADDRESS 0UL\n");
}

static void test_sleep_states(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene, fixture);
	scene.platform.blocks[BOARD_PM_INFO] = block(fixture, REQUIRED);
	scene.platform.blocks[BOARD_S3_INFO] = block(fixture, "#define S3_PKG_VAL_PM1A 0x5U\n"
							      "#define S3_PKG_RESERVED 0xaU\n");
	scene.platform.blocks[BOARD_S5_INFO] = block(fixture, "#define S5_PKG_VAL_PM1A 0x5U\n");
	plan_fill_acpi_info(&scene.planner);
	assert_string_equal(macros_text(fixture, &scene.hypervisor.acpi[PLAN_ACPI_POWER]),
			    REQUIRED_MACROS "!S3_PKG_RESERVED 0xaU\n!S5_PKG_VAL_PM1A 0x5U\n");
}

static void test_fallbacks(void **state)
{
	struct fixture *fixture = *state;
	const struct plan_macros *acpi;
	struct scene scene;

	open_scene(&scene, fixture);
	acpi = scene.hypervisor.acpi;
	plan_fill_acpi_info(&scene.planner);
	assert_string_equal(
		macros_text(fixture, &acpi[PLAN_ACPI_POWER]),
		"PM1A_EVT_ACCESS_SIZE 0U\nPM1A_EVT_ADDRESS 0UL\nPM1A_CNT_ADDRESS 0UL\n");
	assert_string_equal(macros_text(fixture, &acpi[PLAN_ACPI_WAKE_VECTOR]),
			    "WAKE_VECTOR_32 0UL\nWAKE_VECTOR_64 0UL\n");
	assert_string_equal(macros_text(fixture, &acpi[PLAN_ACPI_RESET_REGISTER]),
			    "RESET_REGISTER_ADDRESS 0UL\nRESET_REGISTER_VALUE 0UL\n"
			    "RESET_REGISTER_SPACE_ID 0UL\n");
	assert_string_equal(macros_text(fixture, &acpi[PLAN_ACPI_IOMMUS]),
			    "DRHD_COUNT 8U\nDRHD_MAX_DEVSCOPE_COUNT 16U\n");
	assert_string_equal(macros_text(fixture, &acpi[PLAN_ACPI_MMCONFIG]),
			    "DEFAULT_PCI_MMCFG_BASE 0UL\nDEFAULT_PCI_MMCFG_START_BUS 0U\n"
			    "DEFAULT_PCI_MMCFG_END_BUS 0U\n");
	scene.model.release = RELEASE_3_3;
	plan_fill_acpi_info(&scene.planner);
	assert_string_equal(macros_text(fixture, &acpi[PLAN_ACPI_IOMMUS]), "DRHD_COUNT 8U\n");
}

static void test_mmconfig(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene, fixture);
	scene.platform.blocks[BOARD_MMCFG_BASE_INFO] =
		block(fixture, "/* base */\n#define DEFAULT_PCI_MMCFG_BASE 0xe0000000UL\n");
	scene.platform.blocks[BOARD_IOMEM_INFO] =
		block(fixture, "80000000-8fffffff : PCI Bus 0000:00 [bus 01-02]\n"
			       "d0000000-dfffffff : PCI MMCONFIG 0000 [bus 0-g]\n"
			       "e0000000-e3ffffff : PCI MMCONFIG 0000 [bus 0a-fe]\n"
			       "f0000000-f3ffffff : PCI MMCONFIG 0001 [bus 00-3f]\n");
	plan_fill_acpi_info(&scene.planner);
	assert_string_equal(macros_text(fixture, &scene.hypervisor.acpi[PLAN_ACPI_MMCONFIG]),
			    "DEFAULT_PCI_MMCFG_BASE 0xe0000000UL\n"
			    "DEFAULT_PCI_MMCFG_START_BUS 0xAU\n"
			    "DEFAULT_PCI_MMCFG_END_BUS 0xFEU\n");
}

#define UNIT(n, scopes)                             \
	"#define DRHD" n "_DEV_CNT " scopes "\n"    \
	"#define DRHD" n "_SEGMENT 0U\n"            \
	"#define DRHD" n "_FLAGS 0U\n"              \
	"#define DRHD" n "_REG_BASE 0xFED90000UL\n" \
	"#define DRHD" n "_IGNORE true\n"
#define SCOPE(n, s)                                 \
	"#define DRHD" n "_DEVSCOPE" s "_TYPE 1U\n" \
	"#define DRHD" n "_DEVSCOPE" s "_ID 0U\n"   \
	"#define DRHD" n "_DEVSCOPE" s "_BUS 0U\n"  \
	"#define DRHD" n "_DEVSCOPE" s "_PATH 0x10U\n"

static void assert_missing(struct fixture *fixture, const char *text, const char *missing)
{
	struct board_block drhd = block(fixture, text);
	struct iommus iommus = iommus_read(fixture->arena, &drhd);

	assert_true(iommus.is_there);
	assert_string_equal(iommus.missing, missing);
}

static void test_iommus(void **state)
{
	struct fixture *fixture = *state;
	struct board_block drhd =
		block(fixture, "#define DRHD_COUNT 2U\n" UNIT("0", "0x0U") "\n" UNIT("1", "0x2U")
				       SCOPE("1", "0") SCOPE("1", "1"));
	struct iommus iommus = iommus_read(fixture->arena, &drhd);

	assert_true(iommus.is_there);
	assert_null(iommus.missing);
	assert_int_equal(iommus.count, 2);
	assert_int_equal(iommus.units[0].scope_count, 0);
	assert_int_equal(iommus.units[1].scope_count, 2);
	drhd = block(fixture, "/* none */");
	assert_false(iommus_read(fixture->arena, &drhd).is_there);

	assert_missing(fixture, UNIT("0", "0U"), "DRHD_COUNT");
	assert_missing(fixture, "#define DRHD_COUNT true\n", "DRHD_COUNT");
	assert_missing(fixture, "#define DRHD_COUNT 0xFFFFFFFFFFFFFFFFUL\n" UNIT("0", "0U"),
		       "DRHD1_DEV_CNT");
	assert_missing(fixture,
		       "#define DRHD_COUNT 1U\n" UNIT("0", "0xFFFFFFFFFFFFFFFFUL") SCOPE("0", "0"),
		       "DRHD0_DEVSCOPE1_TYPE");
	assert_missing(fixture, "#define DRHD_COUNT 1U\n#define DRHD0_DEV_CNT 0U\n",
		       "DRHD0_SEGMENT");
}

static void test_cpu_states(void **state)
{
	struct fixture *fixture = *state;
	const struct plan_hypervisor *hypervisor;
	struct scene scene;

	open_scene(&scene, fixture);
	hypervisor = &scene.hypervisor;
	plan_fill_cpu_states(&scene.planner);
	assert_null(hypervisor->cpu_brand);
	assert_int_equal(hypervisor->cstates.count + hypervisor->pstates.count, 0);

	scene.platform.blocks[BOARD_CPU_BRAND] = block(fixture, "\"Old\"\n\n\"A CPU\"\n\n");
	scene.platform.blocks[BOARD_CX_INFO] = block(
		fixture, "/* rows */\n{{SPACE_IO,\t1U, 2U, 3U, 4UL}, 5U, 6U, 7U},\t/* C1 */\n");
	scene.platform.blocks[BOARD_PX_INFO] = block(fixture, "/* Px data is not available */\n");
	plan_fill_cpu_states(&scene.planner);
	assert_string_equal(hypervisor->cpu_brand, "A CPU");
	assert_int_equal(hypervisor->cstates.count, 1);
	assert_string_equal(hypervisor->cstates.rows[0],
			    "{{SPACE_IO, 1U, 2U, 3U, 4UL}, 5U, 6U, 7U}");
	assert_int_equal(hypervisor->pstates.count, 0);
}

/* A class is made an identifier, and the functions of a class are counted. */
static void test_pci_names(void **state)
{
	static const char *const expected[] = {
		"HOST_BRIDGE",
		"VGA_COMPATIBLE_CONTROLLER_0",
		"PCI_BRIDGE_0",
		"HOST_BRIDGE_1",
		"UNCLASSIFIED_DEVICE_00FF_0",
		"PCI_BRIDGE_1",
		"CLASS_1394_0",
		"CLASS_0",
		"NON_VOLATILE_MEMORY_CONTROLLER_0",
	};
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene, fixture);
	scene.platform.blocks[BOARD_PCI_DEVICE] =
		block(fixture, "00:00.0 Host bridge: Intel\n"
			       "00:02.0 VGA compatible controller: Intel: UHD\n"
			       "Region 0: Memory at a0000000\n"
			       "00:1c.0 PCI bridge: Intel\n"
			       "00:1d.0 Host bridge: Intel\n"
			       "01:00.0 Unclassified device [00ff]: x\n"
			       "0000:02:00.0 Ethernet controller: another form\n"
			       "01:00.1 PCI bridge: Intel\n"
			       "01:00.2 1394: x\n"
			       "01:00.3 */: x\n"
			       "01:00.4 no class\n"
			       "01:00.7 Non-Volatile memory controller: x\n");
	plan_fill_pci_names(&scene.planner);
	assert_int_equal(scene.hypervisor.pci_name_count, 9);
	for (size_t i = 0; i < 9; i++)
		assert_string_equal(scene.hypervisor.pci_names[i].name, expected[i]);
	assert_int_equal(scene.hypervisor.pci_names[8].bdf, CFG_BDF(1, 0, 7));
}

static void fill_console(struct scene *scene, struct fixture *fixture, const char *line)
{
	open_scene(scene, fixture);
	scene->model.hypervisor.serial_console.value = "/dev/ttyS1";
	scene->platform.blocks[BOARD_TTYS_INFO] = block(fixture, line);
	plan_fill_serial(&scene->planner);
}

static void test_consoles(void **state)
{
	struct fixture *fixture = *state;
	const struct plan_serial *serial;
	struct scene scene;

	serial = &scene.hypervisor.serial;
	fill_console(&scene, fixture,
		     "seri:/dev/ttyS10 type:portio base:0x2F8 irq:3\n"
		     "seri:/dev/ttyS1 type:portio base:0x3F8 irq:4 bdf:0:22.3\n");
	assert_int_equal(serial->kind, PLAN_SERIAL_PORT);
	assert_string_equal(serial->base, "0x3F8");
	assert_false(serial->has_bdf);
	assert_null(serial->width);

	fill_console(&scene, fixture,
		     "seri:/dev/ttyS1 type:mmio base:0x91526000 width:4byte bdf:\"01:02.3\"\n");
	assert_int_equal(serial->kind, PLAN_SERIAL_MMIO);
	assert_int_equal(serial->bdf, CFG_BDF(1, 2, 3));
	assert_string_equal(serial->width, "4");
	scene.model.release = RELEASE_3_3;
	plan_fill_serial(&scene.planner);
	assert_null(serial->width);

	fill_console(&scene, fixture, "");
	assert_int_equal(serial->kind, PLAN_SERIAL_NONE);
}

static void test_invalid_consoles(void **state)
{
	static const char *const invalid[] = {
		"type:portio",
		"base:0x3F8",
		"type:other base:0x3F8",
		"type:portio base:0x3F8;",
		"type:portio base:",
		"type:mmio base:0x3F8 width:byte",
		"type:mmio base:0x3F8 width:4bytes",
		"type:mmio base:0x3F8 bdf:\"00:1e.0",
		"type:mmio base:0x3F8 bdf:\"00:1e.9\"",
	};
	struct fixture *fixture = *state;
	struct plan_serial serial;

	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		assert_false(serial_parse(fixture->arena, invalid[i], &serial));
	assert_true(serial_parse(fixture->arena, "type:mmio base:1 width:4", &serial));
}

/* ACRN's build hides a device of some boards, once. */
static void test_hidden_devices(void **state)
{
	struct fixture *fixture = *state;
	struct hidden_device hidden[] = { { .has_bdf = true, .bdf = CFG_BDF(0, 31, 1) },
					  { .has_bdf = false },
					  { .has_bdf = true, .bdf = CFG_BDF(0, 13, 0) } };
	struct scene scene;

	open_scene(&scene, fixture);
	scene.model.hypervisor.hidden_devices = hidden;
	scene.model.hypervisor.hidden_device_count = 2;
	plan_fill_board_info(&scene.planner);
	assert_int_equal(scene.hypervisor.hidden_device_count, 1);
	scene.board.name = "apl-up2";
	plan_fill_board_info(&scene.planner);
	assert_int_equal(scene.hypervisor.hidden_device_count, 2);
	assert_int_equal(scene.hypervisor.hidden_devices[1], CFG_BDF(0, 13, 0));
	scene.model.hypervisor.hidden_device_count = 3;
	plan_fill_board_info(&scene.planner);
	assert_int_equal(scene.hypervisor.hidden_device_count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_power_defaults),   TEST(test_power_registers), TEST(test_sleep_states),
		TEST(test_fallbacks),	     TEST(test_mmconfig),	 TEST(test_iommus),
		TEST(test_cpu_states),	     TEST(test_pci_names),	 TEST(test_consoles),
		TEST(test_invalid_consoles), TEST(test_hidden_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
