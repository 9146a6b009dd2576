/* SPDX-License-Identifier: BSD-3-Clause
 * test_config.c: the lines of config.mk: which there are, and in which order. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "plan/internal.h"

struct scene {
	struct planner planner;
	struct plan_hypervisor hypervisor;
	struct plan_vm_hypervisor vms[2];
	struct plan plan;
	struct model model;
	struct board board;
	struct vm model_vms[2];
};

#define TEXT(text)              \
	{                       \
		.value = (text) \
	}

static void open_scene(struct scene *scene, struct fixture *fixture)
{
	struct hypervisor *settings = &scene->model.hypervisor;

	memset(scene, 0, sizeof(*scene));
	scene->model.board = &scene->board;
	scene->board.name = "board";
	scene->hypervisor.scenario = "scenario";
	scene->hypervisor.settings = settings;
	settings->memory_log_level = settings->trace_hub_log_level = settings->console_log_level =
		(struct text)TEXT("5");
	settings->vuart_input_size = settings->vuart_output_size = settings->stack_size =
		(struct text)TEXT("0x2000");
	settings->console_vm.text = settings->vuart_timer_cpu.text = "0";
	settings->max_pci_devices.text = settings->max_pt_irqs.text = "96";
	settings->max_emulated_mmio.text = "16";
	scene->plan.vm_count = 2;
	for (size_t i = 0; i < 2; i++)
		scene->vms[i].vm = &scene->model_vms[i];
	scene->planner = (struct planner) {
		.arena = fixture->arena,
		.model = &scene->model,
		.plan = &scene->plan,
		.hypervisor = &scene->hypervisor,
		.vms = scene->vms,
	};
}

/* The lines as config.mk has them, of which those with the beginning only. */
static const char *lines(struct scene *scene, const char *beginning)
{
	struct arena *arena = scene->planner.arena;
	const char *text = "";

	plan_fill_config(&scene->planner);
	for (size_t i = 0; i < scene->hypervisor.key_count; i++) {
		const struct plan_key *key = &scene->hypervisor.keys[i];

		if (strncmp(key->name, beginning, strlen(beginning)) == 0)
			text = arena_printf(arena, "%s%s=%s\n", text, key->name,
					    key->value ? key->value : "");
	}
	return text;
}

static void test_consoles(void **state)
{
	struct scene scene;
	struct plan_serial *serial = &scene.hypervisor.serial;

	open_scene(&scene, *state);
	assert_string_equal(lines(&scene, "CONFIG_SERIAL_"), "CONFIG_SERIAL_MMIO=y\n");
	*serial = (struct plan_serial) { .kind = PLAN_SERIAL_PORT, .base = "0x3F8" };
	assert_string_equal(lines(&scene, "CONFIG_SERIAL_"),
			    "CONFIG_SERIAL_LEGACY=y\nCONFIG_SERIAL_PIO_BASE=0x3F8\n");
	serial->has_bdf = true;
	serial->bdf = CFG_BDF(1, 2, 3);
	assert_string_equal(lines(&scene, "CONFIG_SERIAL_"),
			    "CONFIG_SERIAL_LEGACY=y\nCONFIG_SERIAL_PIO_BASE=0x3F8\n"
			    "CONFIG_SERIAL_PCI=y\nCONFIG_SERIAL_PCI_BDF=0b0000000100010011\n");
	*serial = (struct plan_serial) { .kind = PLAN_SERIAL_MMIO,
					 .base = "0x91526000",
					 .width = "4" };
	assert_string_equal(lines(&scene, "CONFIG_SERIAL_"),
			    "CONFIG_SERIAL_MMIO=y\nCONFIG_SERIAL_MMIO_BASE=0x91526000\n"
			    "CONFIG_SERIAL_REG_WIDTH=4\n");
	serial->has_bdf = true;
	assert_string_equal(lines(&scene, "CONFIG_SERIAL_"),
			    "CONFIG_SERIAL_PCI=y\nCONFIG_SERIAL_PCI_BDF=0b0000000000000000\n"
			    "CONFIG_SERIAL_REG_WIDTH=4\n");
}

static void test_rdt(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	assert_string_equal(lines(&scene, "CONFIG_RDT_"), "CONFIG_RDT_ENABLED=\n");
	assert_string_equal(lines(&scene, "CONFIG_CDP_"), "");
	scene.model.hypervisor.rdt.is_set = scene.model.hypervisor.vcat.is_set = true;
	assert_string_equal(lines(&scene, "CONFIG_RDT_"), "CONFIG_RDT_ENABLED=y\n");
	assert_string_equal(lines(&scene, "CONFIG_CDP_"), "CONFIG_CDP_ENABLED=\n");
	assert_string_equal(lines(&scene, "CONFIG_VCAT_"), "CONFIG_VCAT_ENABLED=y\n");
}

/* What of the scenario is copied keeps its spelling; the rest is as ACRN's build spells it. */
static void test_numbers(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	scene.hypervisor.ram_start = 0x400000;
	scene.hypervisor.ram_bytes = 0x5400000;
	scene.hypervisor.pci_bus_count = 11;
	scene.hypervisor.igd = 0xffff;
	assert_string_equal(lines(&scene, "CONFIG_HV_RAM_"),
			    "CONFIG_HV_RAM_START=0x400000\nCONFIG_HV_RAM_SIZE=0x5400000\n");
	assert_string_equal(lines(&scene, "ACFG_"), "ACFG_MAX_PCI_BUS_NUM=0xb\n");
	assert_string_equal(lines(&scene, "CONFIG_IGD_"), "CONFIG_IGD_SBDF=0xFFFF\n");
	scene.model.hypervisor.ram_start.is_given = true;
	scene.model.hypervisor.ram_start.text = "0X0800000";
	assert_string_equal(lines(&scene, "CONFIG_HV_RAM_START"),
			    "CONFIG_HV_RAM_START=0X0800000\n");
}

/* One for each VM that has a kernel, and not once for each kind of kernel. */
static void test_vms(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	assert_string_equal(lines(&scene, "CONFIG_GUEST_"), "");
	assert_string_equal(lines(&scene, "CONFIG_NVMX_"), "CONFIG_NVMX_ENABLED=\n");
	scene.model_vms[0].image.kernel_type.value = "KERNEL_ELF";
	scene.model_vms[1].image.kernel_type.value = "KERNEL_ELF";
	scene.model_vms[1].nested_virtualization.is_set = true;
	assert_string_equal(lines(&scene, "CONFIG_GUEST_"),
			    "CONFIG_GUEST_KERNEL_ELF=y\nCONFIG_GUEST_KERNEL_ELF=y\n");
	assert_string_equal(lines(&scene, "CONFIG_NVMX_"), "CONFIG_NVMX_ENABLED=y\n");
}

static void test_release(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	assert_string_equal(lines(&scene, "CONFIG_RELEASE"), "CONFIG_RELEASE=y\n");
	scene.model.hypervisor.debug.is_set = true;
	assert_string_equal(lines(&scene, "CONFIG_RELEASE"), "CONFIG_RELEASE=n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_consoles), TEST(test_rdt),	 TEST(test_numbers),
		TEST(test_vms),	     TEST(test_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
