/* SPDX-License-Identifier: BSD-3-Clause
 * scene.h: a board and the plan of a pre-launched VM on it, for tests of its ACPI tables: the VM
 * has a disk controller and an I2C controller of the board, and CPUs 1 and 2.
 */
#ifndef SCENE_H
#define SCENE_H

#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "diag/diag.h"
#include "plan/plan.h"
#include "render/acpi/acpi.h"

enum scene_node {
	SCENE_BUS,
	SCENE_DISK,
	SCENE_I2C,
	SCENE_GPIO, /* an object of ACPI only, which the I2C controller depends on */
	SCENE_TPM,
	SCENE_NODES,
};

#define SCENE_DISK_BDF CFG_BDF(0, 0x17, 0)
#define SCENE_I2C_BDF  CFG_BDF(0, 0x15, 0)

struct scene {
	struct board_node nodes[SCENE_NODES];
	const struct board_node *pci_devices[2];
	struct board_resource pin;
	struct board_dependency dependency;
	struct board_platform platform;
	struct board_cpu cpus[4];
	struct board_cache caches[2];
	uint32_t apic_ids[2];
	struct board board;
	struct plan_hypervisor hypervisor;

	struct passthrough_device passthrough[2];
	struct device devices[2];
	struct vm vm;
	uint32_t pcpus[2];
	struct plan_intx intx;
	struct plan_vm_hypervisor vm_hypervisor;
	struct plan_device plan_devices[2];
	struct plan_vm plan_vm;
	struct plan plan;
};

/* Device(\_SB_.PCI0.SAT0) { Name(_ADR, 0x170000) } */
#define SCENE_DISK_AML "5b821a5c2f035f53425f5043493053415430085f4144520c00001700"
/* Device(\_SB_.PCI0.I2C0) { External(\FOO_, 0, 0) Name(_STA, 0x0f) } */
#define SCENE_I2C_AML "5b821e5c2f035f53425f504349304932433015464f4f5f0000085f5354410a0f"
/* Device(\_SB_.GPIO) { Name(_HID, "GPIO0001") } */
#define SCENE_GPIO_AML "5b821a5c2e5f53425f4750494f085f4849440d4750494f3030303100"
/* Device(\TPM_) { Name(_HID, "MSFT0101") } */
#define SCENE_TPM_AML "5b82155c54504d5f085f4849440d4d5346543031303100"

static inline void scene_add_node(struct scene *scene, enum scene_node at, const char *path,
				  const char *aml)
{
	struct board_node *node = &scene->nodes[at];

	node->acpi_object = path;
	node->aml_template = aml;
	node->bus = -1;
	node->number = at;
}

static inline void scene_put_on_bus(struct board_node *node, uint16_t bdf)
{
	node->bus = 0;
	node->has_bdf = node->is_pci_function = true;
	node->bdf = bdf;
}

static inline void scene_fill_tree(struct scene *scene)
{
	struct board_node *nodes = scene->nodes;

	scene_add_node(scene, SCENE_BUS, "\\_SB_.PCI0", NULL);
	scene_add_node(scene, SCENE_DISK, "\\_SB_.PCI0.SAT0", SCENE_DISK_AML);
	scene_add_node(scene, SCENE_I2C, "\\_SB_.PCI0.I2C0", SCENE_I2C_AML);
	scene_add_node(scene, SCENE_GPIO, "\\_SB_.GPIO", SCENE_GPIO_AML);
	scene_add_node(scene, SCENE_TPM, "\\TPM_", SCENE_TPM_AML);
	nodes[SCENE_BUS].is_bus = true;
	nodes[SCENE_BUS].bus = 0;
	scene_put_on_bus(&nodes[SCENE_DISK], SCENE_DISK_BDF);
	scene_put_on_bus(&nodes[SCENE_I2C], SCENE_I2C_BDF);
	nodes[SCENE_DISK].has_msi = true;
	nodes[SCENE_BUS].first_child = &nodes[SCENE_DISK];
	nodes[SCENE_DISK].parent = nodes[SCENE_I2C].parent = &nodes[SCENE_BUS];
	nodes[SCENE_DISK].next = &nodes[SCENE_I2C];
	nodes[SCENE_BUS].next = &nodes[SCENE_GPIO];
	nodes[SCENE_GPIO].next = &nodes[SCENE_TPM];
	scene->platform.devices = &nodes[SCENE_BUS];

	scene->pin =
		(struct board_resource) { .kind = BOARD_INTERRUPT_PIN, .source = "16", .pin = 1 };
	nodes[SCENE_I2C].resources = &scene->pin;
	nodes[SCENE_I2C].resource_count = 1;
	scene->dependency = (struct board_dependency) { BOARD_USES, "\\_SB_.GPIO" };
	nodes[SCENE_I2C].dependencies = &scene->dependency;
	nodes[SCENE_I2C].dependency_count = 1;
}

/* What the board's own functions look for devices by. */
static inline void scene_fill_index(struct arena *arena, struct scene *scene)
{
	struct string_map *objects = string_map_new(arena, SCENE_NODES);

	for (size_t i = 0; i < SCENE_NODES; i++)
		string_map_put(objects, scene->nodes[i].acpi_object, &scene->nodes[i]);
	scene->pci_devices[0] = &scene->nodes[SCENE_I2C];
	scene->pci_devices[1] = &scene->nodes[SCENE_DISK];
	scene->platform.objects = objects;
	scene->platform.pci_devices = scene->pci_devices;
	scene->platform.pci_device_count = 2;
}

/* The caches of level 2 of CPU 0 and of CPU 1 have software SRAM. */
static inline void scene_fill_board(struct scene *scene)
{
	for (uint32_t i = 0; i < 4; i++)
		scene->cpus[i] = (struct board_cpu) { .id = i, .apic_id = 2 * i };
	for (uint32_t i = 0; i < 2; i++) {
		scene->apic_ids[i] = 2 * i;
		scene->caches[i] = (struct board_cache) {
			.level = 2,
			.id = i,
			.position = i,
			.has_ssram = true,
			.ssram = { 0x40000000 + 0x80000 * i, 0x4007ffff + 0x80000 * i },
			.ssram_mask = 0xf0,
			.apic_ids = &scene->apic_ids[i],
			.apic_id_count = 1,
		};
	}
	scene->board = (struct board) {
		.cpus = scene->cpus,
		.cpu_count = 4,
		.caches = scene->caches,
		.cache_count = 2,
		.platform = &scene->platform,
	};
	scene->hypervisor = (struct plan_hypervisor) {
		.board = &scene->board,
		.platform = &scene->platform,
	};
}

static inline void scene_add_device(struct scene *scene, size_t at, uint16_t bdf, const char *text)
{
	scene->passthrough[at] =
		(struct passthrough_device) { .text.value = text, .has_bdf = true, .bdf = bdf };
	scene->devices[at] = (struct device) { .kind = DEVICE_PASSTHROUGH,
					       .passthrough = &scene->passthrough[at] };
	scene->plan_devices[at] = (struct plan_device) {
		.kind = PLAN_PASSTHROUGH,
		.vbdf = (uint16_t)CFG_BDF(0, at + 1, 0),
		.passthrough.bdf = bdf,
	};
}

static inline void scene_fill_vm(struct scene *scene)
{
	scene_add_device(scene, 0, SCENE_DISK_BDF, "00:17.0 SATA controller");
	scene_add_device(scene, 1, SCENE_I2C_BDF, "00:15.0 Serial bus controller");
	scene->vm = (struct vm) { .devices = scene->devices, .device_count = 2 };
	scene->pcpus[0] = 2;
	scene->pcpus[1] = 1;
	scene->intx = (struct plan_intx) { "16", "20" };
	scene->vm_hypervisor = (struct plan_vm_hypervisor) {
		.vm = &scene->vm,
		.pcpus = scene->pcpus,
		.pcpu_count = 2,
		.intx = &scene->intx,
		.intx_count = 1,
	};
	scene->plan_vm = (struct plan_vm) {
		.name = "RT",
		.load_order = CFG_PRE_LAUNCHED,
		.devices = scene->plan_devices,
		.device_count = 2,
		.hypervisor = &scene->vm_hypervisor,
	};
}

static inline void scene_fill(struct arena *arena, struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene_fill_tree(scene);
	scene_fill_index(arena, scene);
	scene_fill_board(scene);
	scene_fill_vm(scene);
	scene->plan = (struct plan) { .vms = &scene->plan_vm,
				      .vm_count = 1,
				      .hypervisor = &scene->hypervisor };
}

/* With a TPM as VM 0 has it, and its log. */
static inline void scene_add_tpm(struct scene *scene)
{
	scene->vm.tpm2.is_set = true;
	scene->vm_hypervisor.has_tpm = true;
	scene->platform.tpm = (struct board_tpm) {
		.device = &scene->nodes[SCENE_TPM],
		.start_method = 6,
		.start_parameters = { 1, 2, 3 },
		.start_parameter_count = 3,
	};
	scene->hypervisor.has_tpm_log = true;
	scene->hypervisor.tpm_log_start = 0x7ffb0000;
	scene->hypervisor.tpm_log_bytes = 0x10000;
}

/* As an RTVM with software SRAM. */
static inline void scene_add_ssram(struct scene *scene)
{
	scene->vm.type = VM_REAL_TIME;
	scene->hypervisor.has_ssram = true;
	scene->hypervisor.ssram_bytes = 0x100000;
	scene->hypervisor.ssram_start = 0x7fcfb000;
}

#endif
