/* SPDX-License-Identifier: BSD-3-Clause
 * write_vm_config.c: what the plan's documents have of a VM in the hypervisor's configuration. */
#include <string.h>

#include "plan/writer.h"

static void write_flags(struct plan_writer *writer, uint32_t flags)
{
	static const char *const names[PLAN_FLAG_COUNT] = {
		[PLAN_FLAG_LAPIC_PASSTHROUGH] = "LAPIC_PASSTHROUGH",
		[PLAN_FLAG_IO_COMPLETION_POLLING] = "IO_COMPLETION_POLLING",
		[PLAN_FLAG_VCAT_ENABLED] = "VCAT_ENABLED",
		[PLAN_FLAG_SECURE_WORLD_ENABLED] = "SECURE_WORLD_ENABLED",
		[PLAN_FLAG_HIDE_MTRR] = "HIDE_MTRR",
		[PLAN_FLAG_NVMX_ENABLED] = "NVMX_ENABLED",
		[PLAN_FLAG_VTM] = "VTM",
		[PLAN_FLAG_SECURITY_VM] = "SECURITY_VM",
		[PLAN_FLAG_RT] = "RT",
		[PLAN_FLAG_PMU_PASSTHROUGH] = "PMU_PASSTHROUGH",
		[PLAN_FLAG_TEE] = "TEE",
		[PLAN_FLAG_REE] = "REE",
		[PLAN_FLAG_STATELESS] = "STATELESS",
		[PLAN_FLAG_STATIC_VM] = "STATIC_VM",
		[PLAN_FLAG_VHWP] = "VHWP",
	};

	writer_begin_list(writer, "guest-flag");
	for (unsigned flag = 0; flag < PLAN_FLAG_COUNT; flag++)
		if (flags >> flag & 1)
			writer_wrapped_text(writer, "guest-flag", "name", names[flag]);
	writer_end_list(writer);
}

static void write_numbers(struct plan_writer *writer, const char *name, const char *member,
			  const uint32_t *numbers, size_t count)
{
	writer_begin_list(writer, name);
	for (size_t i = 0; i < count; i++) {
		writer_begin(writer, name);
		writer_number(writer, member, numbers[i]);
		writer_end(writer);
	}
	writer_end_list(writer);
}

static void write_ram(struct plan_writer *writer, const struct plan_vm_hypervisor *vm)
{
	writer_begin_list(writer, "ram");
	for (size_t i = 0; i < vm->ram_count; i++) {
		writer_begin(writer, "ram");
		writer_address(writer, "start", vm->ram[i].start);
		writer_number(writer, "bytes", vm->ram[i].bytes);
		writer_end(writer);
	}
	writer_end_list(writer);
}

static void write_clos(struct plan_writer *writer, const struct plan_vm_hypervisor *vm)
{
	writer_begin_list(writer, "vcpu-clos");
	for (size_t i = 0; i < vm->vcpu_clos_count; i++) {
		writer_begin(writer, "vcpu-clos");
		writer_number(writer, "clos", vm->vcpu_clos[i]);
		writer_end(writer);
	}
	writer_end_list(writer);
}

void plan_write_uart_peer(struct plan_writer *writer, const struct plan_uart *uart)
{
	if (!uart->has_peer)
		return;
	writer_number(writer, "peer-vm", uart->peer_vm);
	writer_number(writer, "peer-index", uart->peer_index);
	writer_boolean(writer, "first-end", uart->is_first_end);
}

static void write_uart(struct plan_writer *writer, size_t index, const struct plan_uart *uart)
{
	static const char *const kinds[] = {
		[PLAN_UART_NONE] = "none",
		[PLAN_UART_LEGACY] = "legacy",
		[PLAN_UART_PCI] = "pci",
	};

	writer_begin(writer, "uart");
	writer_number(writer, "index", index);
	writer_text(writer, "kind", kinds[uart->kind]);
	if (uart->kind == PLAN_UART_LEGACY) {
		writer_text(writer, "port", uart->port);
		writer_number(writer, "irq", uart->irq);
	}
	plan_write_uart_peer(writer, uart);
	writer_end(writer);
}

static void write_uarts(struct plan_writer *writer, const struct plan_vm_hypervisor *vm)
{
	writer_begin_list(writer, "uart");
	for (size_t i = 0; i < vm->uart_count; i++)
		write_uart(writer, i, &vm->uarts[i]);
	writer_end_list(writer);
}

static void write_intx(struct plan_writer *writer, const struct plan_vm_hypervisor *vm)
{
	writer_begin_list(writer, "intx");
	for (size_t i = 0; i < vm->intx_count; i++) {
		writer_begin(writer, "intx");
		writer_number(writer, "index", i);
		writer_text(writer, "physical", vm->intx[i].physical);
		writer_text(writer, "virtual", vm->intx[i].virtual);
		writer_end(writer);
	}
	writer_end_list(writer);
}

static void write_scheduling(struct plan_writer *writer, const struct scheduling *scheduling)
{
	writer_begin(writer, "scheduling");
	writer_text(writer, "priority", scheduling->priority.value);
	writer_text(writer, "bvt-weight", scheduling->bvt_weight.value);
	writer_text(writer, "bvt-warp-value", scheduling->bvt_warp_value.value);
	writer_text(writer, "bvt-warp-limit", scheduling->bvt_warp_limit.value);
	writer_text(writer, "bvt-unwarp-period", scheduling->bvt_unwarp_period.value);
	writer_end(writer);
}

static void write_vcat(struct plan_writer *writer, const struct plan_vm_hypervisor *vm)
{
	if (!vm->has_vcat)
		return;
	writer_begin(writer, "vcat");
	writer_text(writer, "max-l2-mask", vm->max_l2_mask);
	writer_text(writer, "max-l3-mask", vm->max_l3_mask);
	writer_end(writer);
}

static bool is_zero(struct number number)
{
	return !number.text || strcmp(number.text, "0") == 0;
}

/* The memory of enclaves. ACRN's build leaves it out by the text. */
static void write_epc(struct plan_writer *writer, const struct vm *vm)
{
	if (is_zero(vm->epc_start) || is_zero(vm->epc_size))
		return;
	writer_begin(writer, "epc");
	writer_text(writer, "base", vm->epc_start.text);
	writer_text(writer, "size", vm->epc_size.text);
	writer_end(writer);
}

/* An empty text in place of none. */
static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* What the hypervisor boots. */
static void write_image(struct plan_writer *writer, const struct plan_vm_hypervisor *vm)
{
	const struct boot_image *image = &vm->vm->image;

	if (vm->vm->load_order == CFG_POST_LAUNCHED)
		return;
	writer_begin(writer, "image");
	writer_text(writer, "kernel-type", image->kernel_type.value);
	writer_text(writer, "kernel-module", or_empty(image->kernel_module.value));
	writer_text(writer, "ramdisk-module", or_empty(image->ramdisk_module.value));
	writer_text(writer, "load-address", image->load_address.value);
	writer_text(writer, "entry-address", image->entry_address.value);
	if (!model_is_blank(image->arguments))
		writer_text(writer, "arguments", vm->boot_arguments);
	writer_end(writer);
}

void plan_write_vm_config(struct plan_writer *writer, const struct plan_vm_hypervisor *vm)
{
	if (!vm)
		return;
	writer_begin(writer, "config");
	writer_text(writer, "companion-vm", vm->vm->companion_id.text);
	writer_number(writer, "pci-device-count", vm->pci_device_count);
	writer_number(writer, "intx-count", vm->intx_count);
	writer_number(writer, "clos-count", vm->clos_count);
	writer_number(writer, "vcpu-clos-count", vm->vcpu_clos_count);
	writer_boolean(writer, "memory", vm->has_memory);
	writer_number(writer, "ram-count", vm->ram_count);
	writer_boolean(writer, "ptm", vm->has_ptm);
	write_scheduling(writer, &vm->vm->scheduling);
	write_vcat(writer, vm);
	write_epc(writer, vm->vm);
	write_image(writer, vm);
	write_flags(writer, vm->guest_flags);
	write_numbers(writer, "pcpu", "id", vm->pcpus, vm->pcpu_count);
	write_ram(writer, vm);
	write_clos(writer, vm);
	write_uarts(writer, vm);
	write_intx(writer, vm);
	writer_end(writer);
}
