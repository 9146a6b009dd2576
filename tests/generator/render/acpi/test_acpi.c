/* SPDX-License-Identifier: BSD-3-Clause
 * test_acpi.c: the tables of a VM, one by one and in their image; and what cannot be made. */
#include "tests/generator/helpers.h"

#include "render/acpi/namespace.h"
#include "scene.h"
#include "tables.h"

static struct output_files render(struct fixture *fixture, const struct scene *scene)
{
	struct output_files files = { 0 };

	assert_true(acpi_render(fixture->arena, &scene->plan, fixture->diags, &files));
	return files;
}

static const struct output_file *find(struct fixture *fixture, const struct output_files *files,
				      const char *name)
{
	const char *path = arena_printf(fixture->arena, "hypervisor/acpi/ACPI_VM0%s", name);

	return output_files_find(files, path);
}

/* A table of the VM as hex, without what all headers have. */
static const char *body(struct fixture *fixture, const struct output_files *files, const char *name)
{
	const struct output_file *file = find(fixture, files, name);
	char *hex;

	assert_non_null(file);
	hex = arena_alloc(fixture->arena, 2 * file->size);
	for (size_t i = 36; i < file->size; i++)
		sprintf(hex + 2 * (i - 36), "%02x", (unsigned char)file->text[i]);
	return hex;
}

/* Each table's own file is what the image has, and nothing else is there. */
static void check_image(struct fixture *fixture, const struct output_files *files)
{
	static const struct {
		const char *name;
		size_t offset;
	} tables[] = {
		{ "/xsdt.aml", 0x80 },	 { "/facp.aml", 0x100 }, { "/dsdt.aml", 0x240 },
		{ "/mcfg.aml", 0xbc0 },	 { "/apic.aml", 0xc00 }, { "/rtct.aml", 0xf00 },
		{ "/tpm2.aml", 0x1300 },
	};
	const struct output_file *image = find(fixture, files, ".bin");
	char *expected = arena_alloc(fixture->arena, ACPI_IMAGE_SIZE);

	assert_non_null(image);
	assert_int_equal(image->size, ACPI_IMAGE_SIZE);
	assert_null(table_check_image((const uint8_t *)image->text));
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const struct output_file *file = find(fixture, files, tables[i].name);

		if (file)
			memcpy(expected + tables[i].offset, file->text, file->size);
	}
	assert_memory_equal(image->text, expected, ACPI_IMAGE_SIZE);
}

static void test_image(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	files = render(fixture, &scene);
	assert_int_equal(files.count, 6);
	check_image(fixture, &files);
	scene_add_tpm(&scene);
	scene_add_ssram(&scene);
	files = render(fixture, &scene);
	assert_int_equal(files.count, 8);
	check_image(fixture, &files);
	assert_string_equal(messages(fixture), "");
}

static void test_xsdt(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	files = render(fixture, &scene);
	assert_string_equal(body(fixture, &files, "/xsdt.aml"), "0001e07f00000000"
								"c00be07f00000000"
								"000ce07f00000000");
	scene_add_tpm(&scene);
	scene_add_ssram(&scene);
	files = render(fixture, &scene);
	assert_string_equal(body(fixture, &files, "/xsdt.aml") + 48, "0013e07f00000000"
								     "000fe07f00000000");
}

/* The CPUs by rising number, with their APIC IDs. */
static void test_madt(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	files = render(fixture, &scene);
	assert_string_equal(body(fixture, &files, "/apic.aml"), "0000e0fe01000000"
								"010c01000000c0fe00000000"
								"0406ff050001"
								"0008000201000000"
								"0008010401000000");
}

static void test_fixed_tables(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;
	const struct output_file *fadt;

	scene_fill(fixture->arena, &scene);
	files = render(fixture, &scene);
	assert_string_equal(body(fixture, &files, "/mcfg.aml"),
			    "0000000000000000000000e000000000000000ff00000000");
	fadt = find(fixture, &files, "/facp.aml");
	assert_int_equal(fadt->size, 268);
	assert_memory_equal(fadt->text + 4, "\x0c\x01\0\0\5", 5);
	assert_memory_equal(fadt->text + 10, "ACRN  ACRNFADT\1\0\0\0INTL\3\7\x19\x20", 26);
	assert_memory_equal(fadt->text + 112, "\x05\x15\x10\0\1\x08\0\1\xf9\x0c\0\0\0\0\0\0\x0e",
			    17);
	assert_memory_equal(fadt->text + 244, "\1\x08\0\1\0\4\0\0\0\0\0\0\1\x08\0\1\1\4", 18);
}

static void test_tpm2(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	scene_add_tpm(&scene);
	files = render(fixture, &scene);
	assert_string_equal(body(fixture, &files, "/tpm2.aml"), "00000000"
								"4000d4fe00000000"
								"06000000010203000000000000000000"
								"000001000000fb7f00000000");
	scene.hypervisor.has_tpm_log = false;
	files = render(fixture, &scene);
	assert_int_equal(find(fixture, &files, "/tpm2.aml")->size, 0x40);
}

/* Of the two caches, a CPU of the VM shares the second one. */
static void test_rtct(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;
	const struct output_file *rtct;

	scene_fill(fixture->arena, &scene);
	scene_add_ssram(&scene);
	files = render(fixture, &scene);
	rtct = find(fixture, &files, "/rtct.aml");
	assert_memory_equal(rtct->text + 24, "\5\0\0\0INTL\x0d\0\0\1", 12);
	assert_string_equal(body(fixture, &files, "/rtct.aml"),
			    "180001000000000002000000000000000000000000000000"
			    "2000020007000000020000000100000000b0cf7f000000000000080000000000"
			    "14000100060000000200000001000000f0000000");
	scene.caches[1].ssram_mask = 0;
	files = render(fixture, &scene);
	assert_int_equal(find(fixture, &files, "/rtct.aml")->size, 36 + 24 + 32);
	scene.vm.type = VM_STANDARD;
	files = render(fixture, &scene);
	assert_null(find(fixture, &files, "/rtct.aml"));
}

/* Caches are in the order of the document, whatever that of the array. */
static void test_rtct_order(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	scene_add_ssram(&scene);
	scene.caches[0].position = 2;
	scene.caches[0].ssram_mask = scene.caches[1].ssram_mask = 0;
	scene.pcpus[0] = 0;
	files = render(fixture, &scene);
	assert_string_equal(body(fixture, &files, "/rtct.aml") + 48,
			    "2000020007000000020000000100000000b0d77f000000000000080000000000"
			    "2000020007000000020000000000000000b0cf7f000000000000080000000000");
}

static bool has_part(const struct output_file *file, const char *part, size_t size)
{
	return memmem(file->text, file->size, part, size);
}

#define assert_part(file, part)	   assert_true(has_part(file, part, sizeof(part) - 1))
#define assert_no_part(file, part) assert_false(has_part(file, part, sizeof(part) - 1))

/* What is in the scope of the host bridge is inside of it, with the VM's addresses; the object that
 * the I2C controller depends on is beside it. */
static void test_devices(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;
	const struct output_file *dsdt;

	scene_fill(fixture->arena, &scene);
	files = render(fixture, &scene);
	dsdt = find(fixture, &files, "/dsdt.aml");
	assert_memory_equal(dsdt->text + 36, "\x08_S5_\x12\5\2\x0a\5\0\x10", 12);
	assert_part(dsdt, "\x5b\x82\x14GPIO\x08_HID\x0dGPIO0001\0"
			  "\x5b\x82\x42\x0ePCI0\x08_HID");
	assert_part(dsdt, "\x5b\x82\x0fSAT0\x08_ADR\x0c\0\0\1\0"
			  "\x5b\x82\x16I2C0\x08_STA\x0a\x0f\x08_ADR\x0c\0\0\2\0"
			  "\x5b\x82\x37UAR0");
	/* The disk controller has MSI, and so no line. */
	assert_part(dsdt, "\x08_PRT\x12\x0e\1\x12\x0b\4\x0c\xff\xff\2\0\1\0\x0a\x14");
	assert_no_part(dsdt, "MSFT0101");
	scene_add_tpm(&scene);
	scene.vm.lapic_passthrough.is_set = true;
	files = render(fixture, &scene);
	dsdt = find(fixture, &files, "/dsdt.aml");
	assert_no_part(dsdt, "UAR0");
	assert_part(dsdt, "RTC0\x08_HID\x0c\x41\xd0\x0b\0");
	/* What the root has is before its scopes. */
	assert_part(dsdt, "\x08_S5_\x12\5\2\x0a\5\0"
			  "\x5b\x82\x14TPM_\x08_HID\x0dMSFT0101\0\x10");
}

/* ACRN's build needs a description to find a device, and a template to describe it. */
static void test_devices_without(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;
	const struct output_file *dsdt;

	scene_fill(fixture->arena, &scene);
	scene.passthrough[0].text.value = "00:17.0";
	scene.nodes[SCENE_I2C].aml_template = NULL;
	files = render(fixture, &scene);
	dsdt = find(fixture, &files, "/dsdt.aml");
	assert_no_part(dsdt, "SAT0");
	assert_no_part(dsdt, "I2C0");
	assert_part(dsdt, "GPIO");
	scene.nodes[SCENE_BUS].bus = 1;
	files = render(fixture, &scene);
	dsdt = find(fixture, &files, "/dsdt.aml");
	assert_no_part(dsdt, "PCI0");
	assert_no_part(dsdt, "_PRT");
}

/* A device that is passed through and that another one depends on is there once, with its address
 * in the VM; and circles end. */
static void test_dependencies(void **state)
{
	struct fixture *fixture = *state;
	struct board_dependency back = { BOARD_CONSUMES_RESOURCES_FROM, "\\_SB_.PCI0.SAT0" };
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	scene.nodes[SCENE_GPIO].dependencies = &back;
	scene.nodes[SCENE_GPIO].dependency_count = 1;
	files = render(fixture, &scene);
	assert_part(find(fixture, &files, "/dsdt.aml"), "SAT0\x08_ADR\x0c\0\0\1\0");
	back.object = "\\_SB_.PCI0.I2C0";
	files = render(fixture, &scene);
	check_image(fixture, &files);
	scene.dependency.kind = BOARD_DEPENDENCY_OTHER;
	files = render(fixture, &scene);
	assert_no_part(find(fixture, &files, "/dsdt.aml"), "GPIO");
	scene.dependency = (struct board_dependency) { BOARD_USES, "\\NONE" };
	files = render(fixture, &scene);
	assert_no_part(find(fixture, &files, "/dsdt.aml"), "GPIO");
}

/* What one device depends on is in the order of the board, not in its own. */
static void test_dependency_order(void **state)
{
	struct fixture *fixture = *state;
	const struct board_dependency two[] = { { BOARD_IS_USED_BY, "\\TPM_" },
						{ BOARD_USES, "\\_SB_.GPIO" } };
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	scene.nodes[SCENE_I2C].dependencies = two;
	scene.nodes[SCENE_I2C].dependency_count = 2;
	/* Device(\_SB_.TPM_) {} */
	scene.nodes[SCENE_TPM].aml_template = "5b820b5c2e5f53425f54504d5f";
	files = render(fixture, &scene);
	assert_part(find(fixture, &files, "/dsdt.aml"), "GPIO0001\0\x5b\x82\5TPM_\x5b\x82");
}

/* A line that the VM does not have is none of its rows; one may be mapped in hex. */
static void test_routes(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	scene.intx.physical = "17";
	files = render(fixture, &scene);
	assert_part(find(fixture, &files, "/dsdt.aml"), "\x08_PRT\x12\2\0");
	scene.intx = (struct plan_intx) { "0x10", "0x11" };
	files = render(fixture, &scene);
	assert_part(find(fixture, &files, "/dsdt.aml"), "\2\0\1\0\x0a\x11");
	scene.pin.source = "\\_SB_.LNKA";
	files = render(fixture, &scene);
	assert_part(find(fixture, &files, "/dsdt.aml"), "\x08_PRT\x12\2\0");
}

/* A scope that nothing else defines is opened as a device. */
static void test_scopes(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	/* Device(\_SB_.PCI0.RP01.PXSX) {} */
	scene.nodes[SCENE_DISK].aml_template = "5b82145c2f045f53425f504349305250303150585358";
	files = render(fixture, &scene);
	check_image(fixture, &files);
	assert_part(find(fixture, &files, "/dsdt.aml"),
		    "\x5b\x82\x16RP01\x5b\x82\x0fPXSX\x08_ADR\x0c\0\0\1\0");
}

static const char *errors(struct fixture *fixture, const struct scene *scene)
{
	struct output_files files = { 0 };

	fixture_forget(fixture);
	assert_false(acpi_render(fixture->arena, &scene->plan, fixture->diags, &files));
	assert_int_equal(files.count, 0);
	return messages(fixture);
}

static void test_templates(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	scene_fill(fixture->arena, &scene);
	scene.nodes[SCENE_DISK].aml_template = "5b8";
	assert_contains(errors(fixture, &scene), "invalid aml_template of the device "
						 "'\\_SB_.PCI0.SAT0': two digits in hex are "
						 "expected at byte 1 [aml-template-invalid]");
	scene.nodes[SCENE_DISK].aml_template = "5b82065c4348554g";
	assert_contains(errors(fixture, &scene), "in hex are expected at byte 7 ");
	scene.nodes[SCENE_DISK].aml_template = "5b82055f53425f";
	assert_contains(errors(fixture, &scene), "does not begin at the root at byte 7 ");
	scene.nodes[SCENE_DISK].aml_template = "";
	assert_contains(errors(fixture, &scene), "bytes are missing at byte 0 ");
	assert_contains(messages(fixture), "note: VM 'RT' gets this device");
}

static void test_paths(void **state)
{
	static const char *const invalid[] = { "",
					       "\\",
					       "PCI0",
					       "\\PCI",
					       "\\_SB_.PCI0.",
					       "\\_SB_.pci0",
					       "\\_SB_PCI00",
					       "\\0SB_",
					       "\\_SB_..PCI" };
	struct fixture *fixture = *state;
	char *path = arena_alloc(fixture->arena, 256 * 5 + 1);
	struct scene scene;

	scene_fill(fixture->arena, &scene);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
		scene.nodes[SCENE_BUS].acpi_object = invalid[i];
		assert_contains(errors(fixture, &scene), "[acpi-path-invalid]");
	}
	for (size_t i = 0; i < 256; i++)
		memcpy(path + i * 5, i ? ".ABCD" : "\\ABCD", 5);
	scene.nodes[SCENE_BUS].acpi_object = path;
	assert_contains(errors(fixture, &scene), "[acpi-path-invalid]");
	path[255 * 5] = '\0';
	assert_true(namespace_is_path(path));
	path[100 * 5] = '\0';
	check_image(fixture, (struct output_files[]) { render(fixture, &scene) });
}

static void test_duplicates(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	scene_fill(fixture->arena, &scene);
	/* Name(_ADR, 0) once more */
	scene.nodes[SCENE_GPIO].aml_template = "5b82175c2e5f53425f4750494f"
					       "085f41445200085f41445200";
	assert_contains(errors(fixture, &scene),
			"duplicate ACPI name '\\_SB_.GPIO._ADR' [acpi-name-duplicate]");
	scene.nodes[SCENE_GPIO].aml_template = SCENE_DISK_AML;
	assert_contains(errors(fixture, &scene), "duplicate ACPI name '\\_SB_.PCI0.SAT0'");
	/* Device(\_SB_.PCI0._CRS) {} */
	scene.nodes[SCENE_GPIO].aml_template = "5b82105c2f035f53425f504349305f435253";
	assert_contains(errors(fixture, &scene), "duplicate ACPI name '\\_SB_.PCI0._CRS'");
	/* Device(\_SB_.PCI0._CRS.GPIO) {} */
	scene.nodes[SCENE_GPIO].aml_template = "5b82145c2f045f53425f504349305f4352534750494f";
	assert_contains(errors(fixture, &scene), "duplicate ACPI name '\\_SB_.PCI0._CRS'");
	/* Device(\_SB_) {} */
	scene.nodes[SCENE_GPIO].aml_template = "5b82065c5f53425f";
	assert_contains(errors(fixture, &scene), "duplicate ACPI name '\\_SB_'");
	/* What has a path of its own is not looked at: Name(\_S5_, 0) */
	scene.nodes[SCENE_GPIO].aml_template = "5b82125c2e5f53425f4750494f085c5f53355f00";
	check_image(fixture, (struct output_files[]) { render(fixture, &scene) });
	scene.nodes[SCENE_GPIO].aml_template = "5b82065c5f53355f";
	assert_contains(errors(fixture, &scene), "duplicate ACPI name '\\_S5_'");
}

/* Device(\_SB_.GPIO) { Name(_HID, a string of so many characters) }, at least 64 */
static const char *long_template(struct fixture *fixture, unsigned characters)
{
	unsigned length = 2 + 10 + 6 + characters + 1;
	char *string = arena_alloc(fixture->arena, 2 * characters + 1);

	for (unsigned i = 0; i < characters; i++)
		memcpy(string + 2 * i, "41", 2);
	return arena_printf(fixture->arena, "5b82%02x%02x5c2e5f53425f4750494f085f4849440d%s00",
			    0x40 | (length & 15), length >> 4, string);
}

/* A DSDT of exactly the size that there is room for, and of a byte more. */
static void test_room(void **state)
{
	struct fixture *fixture = *state;
	unsigned characters = 100;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	scene.nodes[SCENE_GPIO].aml_template = long_template(fixture, characters);
	files = render(fixture, &scene);
	characters += 0x980 - (unsigned)find(fixture, &files, "/dsdt.aml")->size;
	scene.nodes[SCENE_GPIO].aml_template = long_template(fixture, characters);
	files = render(fixture, &scene);
	assert_int_equal(find(fixture, &files, "/dsdt.aml")->size, 0x980);
	check_image(fixture, &files);
	scene.nodes[SCENE_GPIO].aml_template = long_template(fixture, characters + 1);
	assert_contains(errors(fixture, &scene), "the ACPI table 'dsdt' of VM 'RT' has 2433 bytes: "
						 "the hypervisor has room for 2432 "
						 "[acpi-table-too-large]");
}

static void test_cpus(void **state)
{
	struct fixture *fixture = *state;
	uint32_t pcpus[89];
	struct board_cpu cpus[89];
	struct scene scene;

	scene_fill(fixture->arena, &scene);
	scene.cpus[1].apic_id = 255;
	assert_contains(errors(fixture, &scene), "CPU 1 of VM 'RT' has the APIC ID 255: a "
						 "pre-launched VM's are 254 at most "
						 "[apic-id-too-large]");
	for (uint32_t i = 0; i < 89; i++) {
		pcpus[i] = i;
		cpus[i] = (struct board_cpu) { .id = i, .apic_id = i };
	}
	scene.board.cpus = cpus;
	scene.board.cpu_count = 89;
	scene.vm_hypervisor.pcpus = pcpus;
	scene.vm_hypervisor.pcpu_count = 89;
	assert_contains(errors(fixture, &scene), "the ACPI table 'apic' of VM 'RT' has 774 bytes: "
						 "the hypervisor has room for 768 "
						 "[acpi-table-too-large]");
	scene.vm_hypervisor.pcpu_count = 88;
	check_image(fixture, (struct output_files[]) { render(fixture, &scene) });
}

static void test_ssram_room(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	scene_fill(fixture->arena, &scene);
	scene_add_ssram(&scene);
	scene.hypervisor.ssram_bytes = 0x7ffff;
	assert_contains(errors(fixture, &scene),
			"VM 'RT' uses 0x80000 bytes of Software SRAM, but has room for 0x7ffff "
			"[ssram-no-room]");
	scene.hypervisor.ssram_bytes = 0x80000;
	check_image(fixture, (struct output_files[]) { render(fixture, &scene) });
}

/* A TPM that the scenario asks for and the VM does not get: its place stays empty. */
static void test_missing_tpm(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	struct output_files files;

	scene_fill(fixture->arena, &scene);
	scene.vm.tpm2.is_set = true;
	files = render(fixture, &scene);
	assert_int_equal(files.count, 6);
	check_image(fixture, &files);
	assert_int_equal(find(fixture, &files, "/xsdt.aml")->size, 60 + 8);
}

/* Only pre-launched VMs have tables. */
static void test_other_vms(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	scene_fill(fixture->arena, &scene);
	scene.plan_vm.load_order = CFG_POST_LAUNCHED;
	assert_int_equal(render(fixture, &scene).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_image),
		TEST(test_xsdt),
		TEST(test_madt),
		TEST(test_fixed_tables),
		TEST(test_tpm2),
		TEST(test_rtct),
		TEST(test_rtct_order),
		TEST(test_devices),
		TEST(test_devices_without),
		TEST(test_dependencies),
		TEST(test_dependency_order),
		TEST(test_routes),
		TEST(test_scopes),
		TEST(test_templates),
		TEST(test_paths),
		TEST(test_duplicates),
		TEST(test_room),
		TEST(test_cpus),
		TEST(test_ssram_room),
		TEST(test_missing_tpm),
		TEST(test_other_vms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
