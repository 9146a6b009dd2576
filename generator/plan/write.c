/* SPDX-License-Identifier: BSD-3-Clause
 * write.c: what the plan's documents have, and in which order: in a VM that of acrn-dm's command
 * line. */
#include <string.h>

#include "board/board.h"
#include "plan/formats.h"
#include "plan/writer.h"

/* The log levels that ACRN's launch scripts set. */
#define LOG_LEVEL_CONSOLE 4
#define LOG_LEVEL_KMSG	  3
#define LOG_LEVEL_DISK	  5

void plan_write_region_members(struct plan_writer *writer, const struct plan_region *region)
{
	if (region->land == CFG_LAND_HV)
		writer_number(writer, "hv-index", region->hv_index);
	writer_text(writer, "name", region->name);
	writer_text(writer, "land", region->land == CFG_LAND_HV ? "hv" : "dm");
	writer_number(writer, "bytes", region->bytes);
	writer_number(writer, "region-id", region->region_id);
}

/* For C: a region ID in hex as the scenario has it. A decimal one may begin with zeros, which C
 * would take for octal. */
static void write_region_id(struct plan_writer *writer, const struct plan_region *region)
{
	const char *text = region->region_id_text;

	if (text && (strncmp(text, "0x", 2) == 0 || strncmp(text, "0X", 2) == 0))
		writer_text(writer, "region-id-constant", text);
	else
		writer_textf(writer, "region-id-constant", "%u", region->region_id);
}

static void write_region(struct plan_writer *writer, const struct plan *plan,
			 const struct plan_region *region)
{
	writer_begin(writer, "region");
	writer_number(writer, "index", region->index);
	plan_write_region_members(writer, region);
	if (plan->hypervisor)
		write_region_id(writer, region);
	writer_origin(writer, region->at);
	writer_begin_list(writer, "peer");
	for (size_t i = 0; i < region->peer_count; i++) {
		writer_begin(writer, "peer");
		writer_number(writer, "id", region->peers[i].id);
		writer_text(writer, "name", region->peers[i].name);
		writer_text(writer, "user", region->peers[i].user);
		if (region->peers[i].user)
			writer_boolean(writer, "root", region->peers[i].is_root);
		writer_end(writer);
	}
	writer_end_list(writer);
	plan_write_region_hardening(writer, region->hardening);
	writer_end(writer);
}

/* With sums, so that templates need not count and add. */
static void write_regions(struct plan_writer *writer, const struct plan *plan)
{
	writer_begin(writer, "regions");
	writer_number(writer, "count", plan->region_count);
	writer_number(writer, "dm-count", plan->region_count - plan->hv_region_count);
	writer_number(writer, "hv-count", plan->hv_region_count);
	writer_number(writer, "hv-bytes", plan->hv_bytes);
	writer_begin_list(writer, "region");
	for (size_t i = 0; i < plan->region_count; i++)
		write_region(writer, plan, &plan->regions[i]);
	writer_end_list(writer);
	writer_end(writer);
}

static void write_affinity(struct plan_writer *writer, const struct plan_vm *vm)
{
	writer_begin(writer, "affinity");
	writer_number(writer, "vm", vm->id);
	writer_text(writer, "name", vm->name);
	writer_boolean(writer, "own", vm->owns_pcpus);
	writer_begin_list(writer, "pcpu");
	for (size_t i = 0; i < vm->pcpu_count; i++) {
		writer_begin(writer, "pcpu");
		writer_number(writer, "id", vm->pcpus[i].id);
		writer_boolean(writer, "real-time", vm->pcpus[i].is_real_time);
		writer_end(writer);
	}
	writer_end_list(writer);
	writer_end(writer);
}

static void write_cpus(struct plan_writer *writer, const struct plan_vm *vm)
{
	if (!vm->cpu_count)
		return;
	writer_begin(writer, "cpus");
	writer_boolean(writer, "offline", vm->takes_cpus_offline);
	writer_begin_list(writer, "cpu");
	for (size_t i = 0; i < vm->cpu_count; i++) {
		writer_begin(writer, "cpu");
		writer_number(writer, "pcpu", vm->cpus[i]->id);
		writer_number(writer, "apic", vm->cpus[i]->apic_id);
		writer_end(writer);
	}
	writer_end_list(writer);
	writer_end(writer);
}

static void write_memory(struct plan_writer *writer, const struct plan_vm *vm)
{
	writer_begin(writer, "memory");
	writer_number(writer, "mib", vm->memory_mib);
	writer_end(writer);
}

/* acrn-dm's log level for each of its outputs. */
static void write_logger(struct plan_writer *writer)
{
	writer_begin(writer, "logger");
	writer_number(writer, "console", LOG_LEVEL_CONSOLE);
	writer_number(writer, "kmsg", LOG_LEVEL_KMSG);
	writer_number(writer, "disk", LOG_LEVEL_DISK);
	writer_end(writer);
}

static void write_parameters(struct plan_writer *writer, const struct plan_vm *vm)
{
	writer_begin_list(writer, "parameter");
	for (size_t i = 0; i < vm->parameter_count; i++)
		writer_wrapped_text(writer, "parameter", "value", vm->parameters[i]);
	writer_end_list(writer);
}

const char *plan_load_order_name(enum cfg_load_order order)
{
	static const char *const names[] = {
		[CFG_PRE_LAUNCHED] = "pre-launched",
		[CFG_SERVICE_VM] = "service",
		[CFG_POST_LAUNCHED] = "post-launched",
	};

	return names[order];
}

const char *plan_vm_type_name(enum vm_type type)
{
	static const char *const names[] = {
		[VM_STANDARD] = "standard",
		[VM_REAL_TIME] = "real-time",
		[VM_TEE] = "tee",
		[VM_REE] = "ree",
	};

	return names[type];
}

/* A VM that only the hypervisor starts has no command line: no fixed devices, no log. */
static void write_vm(struct plan_writer *writer, const struct plan_vm *vm)
{
	writer_begin(writer, "vm");
	writer_number(writer, "index", vm->index);
	writer_number(writer, "id", vm->id);
	writer_text(writer, "name", vm->name);
	writer_text(writer, "load-order", plan_load_order_name(vm->load_order));
	writer_text(writer, "vm-type", plan_vm_type_name(vm->type));
	if (vm->launch != PLAN_LAUNCH_NONE)
		writer_number(writer, vm->launch == PLAN_LAUNCH_LAB ? "lab-launch-id" : "launch-id",
			      vm->launch_id);
	writer_number(writer, "first-ivshmem", vm->first_ivshmem);
	writer_number(writer, "ivshmem-count", vm->ivshmem_count);
	writer_number(writer, "hv-ivshmem-count", vm->hv_ivshmem_count);
	writer_origin(writer, vm->at);
	writer_flag(writer, "ignore-unsupported", vm->ignores_unsupported);
	writer_flag(writer, "windows", vm->is_windows);
	write_cpus(writer, vm);
	if (vm->memory_mib)
		write_memory(writer, vm);
	writer_flag(writer, "ssram", vm->has_ssram);
	writer_wrapped_text(writer, "ovmf", "path", vm->ovmf);
	writer_wrapped_text(writer, "kernel", "path", vm->kernel);
	writer_wrapped_text(writer, "ramdisk", "path", vm->ramdisk);
	writer_wrapped_text(writer, "cmdline", "value", vm->cmdline);
	writer_wrapped_text(writer, "lpc", "slot", vm->has_lpc ? "1:0" : NULL);
	writer_flag(writer, "com1", vm->has_com1);
	writer_wrapped_text(writer, "hostbridge", "slot",
			    vm->launch != PLAN_LAUNCH_NONE ? "0:0" : NULL);
	plan_write_devices(writer, vm);
	writer_flag(writer, "rtvm", vm->is_rtvm);
	writer_flag(writer, "lapic-pt", vm->has_lapic_pt);
	if (vm->launch == PLAN_LAUNCH_USER)
		write_logger(writer);
	write_parameters(writer, vm);
	plan_write_vm_config(writer, vm->hypervisor);
	plan_write_vm_hardening(writer, vm->hardening);
	writer_end(writer);
}

static void write_vms(struct plan_writer *writer, const struct plan *plan)
{
	writer_begin(writer, "vms");
	writer_number(writer, "count", plan->vm_count);
	writer_number(writer, "ivshmem-count", plan->ivshmem_count);
	writer_number(writer, "hv-ivshmem-count", plan->hv_ivshmem_count);
	writer_boolean(writer, "has-bars", plan->has_bars);
	writer_begin_list(writer, "vm");
	for (size_t i = 0; i < plan->vm_count; i++)
		write_vm(writer, &plan->vms[i]);
	writer_end_list(writer);
	writer_end(writer);
}

/* Apart from the VMs: what these have is their command line. */
static void write_affinities(struct plan_writer *writer, const struct plan *plan)
{
	writer_begin(writer, "affinities");
	writer_begin_list(writer, "affinity");
	for (size_t i = 0; i < plan->vm_count; i++)
		if (plan->vms[i].pcpu_count)
			write_affinity(writer, &plan->vms[i]);
	writer_end_list(writer);
	writer_end(writer);
}

static void write_vuart_end(struct plan_writer *writer, const struct plan_vuart_end *end)
{
	writer_begin(writer, "end");
	writer_number(writer, "vm", end->vm_id);
	writer_text(writer, "name", end->vm_name);
	writer_number(writer, "index", end->index);
	writer_text(writer, "port", end->port);
	if (end->has_vbdf)
		writer_bdf(writer, "vbdf", end->vbdf);
	writer_end(writer);
}

static void write_connections(struct plan_writer *writer, const struct plan *plan)
{
	writer_begin(writer, "connections");
	writer_number(writer, "count", plan->vuart_count);
	writer_begin_list(writer, "connection");
	for (size_t i = 0; i < plan->vuart_count; i++) {
		const struct plan_vuart *vuart = &plan->vuarts[i];

		writer_begin(writer, "connection");
		writer_text(writer, "name", vuart->name);
		writer_text(writer, "kind", vuart->is_pci ? "pci" : "legacy");
		writer_origin(writer, vuart->at);
		writer_begin_list(writer, "end");
		for (size_t j = 0; j < PLAN_VUART_ENDS; j++)
			write_vuart_end(writer, &vuart->ends[j]);
		writer_end_list(writer);
		writer_end(writer);
	}
	writer_end_list(writer);
	writer_end(writer);
}

void plan_write(struct plan_writer *writer, const struct plan *plan)
{
	writer_text(writer, "release", release_name(plan->release));
	writer_text(writer, "target", plan->target == TARGET_LAB ? "lab" : NULL);
	writer_number(writer, "abi", CFG_ABI);
	writer_text(writer, "scenario", plan->scenario);
	writer_text(writer, "board", plan->board);
	writer_text(writer, "inputs", plan->inputs);
	write_regions(writer, plan);
	write_vms(writer, plan);
	write_affinities(writer, plan);
	write_connections(writer, plan);
	plan_write_hypervisor(writer, plan);
	plan_write_hardening(writer, plan->hardening);
}
