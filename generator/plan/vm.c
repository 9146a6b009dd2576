/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: a VM's part of the plan: for a post-launched one acrn-dm's command line, in its order.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/internal.h"

/* Where ACRN's Debian packages put it. */
#define OVMF_PATH "/usr/share/acrn/bios/OVMF.fd"

/* The log levels that ACRN's launch scripts set. */
#define LOG_LEVEL_CONSOLE "4"
#define LOG_LEVEL_KMSG	  "3"
#define LOG_LEVEL_DISK	  "5"

static int compare_apic_ids(const void *left, const void *right)
{
	const struct board_cpu *const *a = left, *const *b = right;

	return (*a)->apic_id < (*b)->apic_id ? -1 : (*a)->apic_id > (*b)->apic_id;
}

/* The CPUs of a VM that the board has, by rising APIC ID, each once. Returns how many. */
static size_t find_cpus(struct planner *planner, const struct vm *vm, const struct board_cpu **cpus)
{
	const struct board *board = planner->model->board;
	size_t found = 0, unique = 0;

	for (size_t i = 0; board && i < vm->cpu_count; i++) {
		const struct board_cpu *cpu = board_cpu(board, vm->cpus[i].id);

		if (cpu)
			cpus[found++] = cpu;
	}
	if (found)
		qsort(cpus, found, sizeof(*cpus), compare_apic_ids);
	for (size_t i = 0; i < found; i++)
		if (!unique || cpus[unique - 1] != cpus[i])
			cpus[unique++] = cpus[i];
	return unique;
}

static void add_cpus(struct planner *planner, xmlNode *node, const struct vm *vm)
{
	const struct board_cpu **found = arena_array(planner->arena, vm->cpu_count, sizeof(*found));
	size_t count = find_cpus(planner, vm, found);
	const char *affinity = "";
	xmlNode *cpus;

	if (!count)
		return;
	cpus = plan_add(node, "cpus");
	for (size_t i = 0; i < count; i++) {
		xmlNode *cpu = plan_add(cpus, "cpu");

		plan_setf(planner, cpu, "pcpu", "%u", found[i]->id);
		plan_setf(planner, cpu, "apic", "%u", found[i]->apic_id);
		affinity = arena_printf(planner->arena, "%s%s%u", affinity, i ? "," : "",
					found[i]->apic_id);
	}
	plan_set(cpus, "affinity", affinity);
	plan_set_yes(cpus, "offline",
		     vm->load_order == CFG_POST_LAUNCHED &&
			     (vm->is_rtvm || vm->owns_cpus || planner->model->has_noop_scheduler));
}

static void add_memory(struct planner *planner, xmlNode *node, const struct vm *vm)
{
	plan_setf(planner, plan_add(node, "memory"), "mib", "%" PRIu64, vm->memory_mib);
}

static void add_path(xmlNode *node, const char *name, const char *attribute, struct text text)
{
	if (!model_is_blank(text))
		plan_set(plan_add(node, name), attribute, text.value);
}

static void add_kernel(xmlNode *node, const struct vm *vm)
{
	add_path(node, "kernel", "path", vm->kernel);
	add_path(node, "ramdisk", "path", vm->ramdisk);
	add_path(node, "cmdline", "value", vm->cmdline);
}

static void add_boot(xmlNode *node, const struct vm *vm)
{
	if (vm->has_ovmf)
		plan_set(plan_add(node, "ovmf"), "path", OVMF_PATH);
	add_kernel(node, vm);
}

/* A device that is always in the same place. */
static void add_fixed(xmlNode *node, const char *name, const char *slot)
{
	plan_set(plan_add(node, name), "slot", slot);
}

static void add_logger(xmlNode *node)
{
	xmlNode *logger = plan_add(node, "logger");

	plan_set(logger, "console", LOG_LEVEL_CONSOLE);
	plan_set(logger, "kmsg", LOG_LEVEL_KMSG);
	plan_set(logger, "disk", LOG_LEVEL_DISK);
}

/* Before its devices: what the VM is made of. The lab has nothing of the board's, nor of the
 * hypervisor's but hv-land. */
static void add_machine(struct planner *planner, xmlNode *node, const struct vm *vm)
{
	if (planner->model->target == TARGET_LAB)
		plan_add(node, "ignore-unsupported");
	if (vm->is_windows)
		plan_add(node, "windows");
	add_cpus(planner, node, vm);
	add_memory(planner, node, vm);
	if (vm->has_ssram && vm->is_rtvm)
		plan_add(node, "ssram");
	add_boot(node, vm);
	if (!vm->is_rtvm)
		add_fixed(node, "lpc", "1:0");
	if (vm->has_com1)
		plan_add(node, "com1");
	add_fixed(node, "hostbridge", "0:0");
}

/* The same where acrn-hv starts the VM. COM1 is its console. */
static void add_lab_machine(struct planner *planner, xmlNode *node, const struct vm *vm)
{
	plan_add(node, "ignore-unsupported");
	add_cpus(planner, node, vm);
	add_memory(planner, node, vm);
	add_kernel(node, vm);
	add_fixed(node, "lpc", "1:0");
	plan_add(node, "com1");
	add_fixed(node, "hostbridge", "0:0");
}

/* Behind its devices: how it runs. */
static void add_runtime(xmlNode *node, const struct vm *vm)
{
	if (vm->is_rtvm)
		plan_add(node, "rtvm");
	if (vm->is_rtvm && vm->has_lapic_pt)
		plan_add(node, "lapic-pt");
	add_logger(node);
	for (size_t i = 0; i < vm->parameters.count; i++)
		plan_set(plan_add(node, "parameter"), "value", vm->parameters.words[i]);
}

static const char *load_order_name(enum cfg_load_order order)
{
	static const char *const names[] = {
		[CFG_PRE_LAUNCHED] = "pre-launched",
		[CFG_SERVICE_VM] = "service",
		[CFG_POST_LAUNCHED] = "post-launched",
	};

	return names[order];
}

void plan_add_vm(struct planner *planner, xmlNode *vms, const struct vm *vm, size_t index)
{
	xmlNode *node = plan_add(vms, "vm");
	struct ivshmem_counts counts = plan_count_ivshmem(vm);

	plan_setf(planner, node, "index", "%zu", index);
	plan_setf(planner, node, "id", "%u", vm->id);
	plan_set(node, "name", vm->name.value);
	plan_set(node, "load-order", load_order_name(vm->load_order));
	if (vm->load_order == CFG_POST_LAUNCHED) {
		plan_setf(planner, node, "launch-id", "%d", vm->id - planner->service_vm->id);
		add_machine(planner, node, vm);
		plan_add_devices(planner, node, vm);
		add_runtime(node, vm);
	} else if (model_is_started_by_acrn_hv(planner->model, vm)) {
		plan_setf(planner, node, "lab-launch-id", "%u", vm->id);
		add_lab_machine(planner, node, vm);
		plan_add_devices(planner, node, vm);
	} else {
		add_boot(node, vm);
		plan_add_devices(planner, node, vm);
	}
	plan_setf(planner, node, "first-ivshmem", "%zu", planner->ivshmem_count);
	plan_setf(planner, node, "ivshmem-count", "%zu", counts.all);
	plan_setf(planner, node, "hv-ivshmem-count", "%zu", counts.hv);
	plan_set_origin(planner, node, vm->at);
	planner->ivshmem_count += counts.all;
}
