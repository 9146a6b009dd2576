/* SPDX-License-Identifier: BSD-3-Clause
 * config.c: the lines of config.mk and config.h, which turn parts of the hypervisor on and off and
 * set the sizes of its tables. */
#include <inttypes.h>

#include "base/arena.h"
#include "plan/internal.h"

struct keys {
	struct arena *arena;
	struct plan_key *keys; /* arena_grow()n */
	size_t count;
};

static void add(struct keys *keys, enum plan_key_kind kind, const char *name, const char *value)
{
	keys->keys = arena_grow(keys->arena, keys->keys, keys->count, sizeof(*keys->keys));
	keys->keys[keys->count++] = (struct plan_key) { kind, name, value };
}

static void add_string(struct keys *keys, const char *name, const char *value)
{
	add(keys, PLAN_KEY_STRING, name, value);
}

static void add_text(struct keys *keys, const char *name, const char *value)
{
	add(keys, PLAN_KEY_NUMBER, name, value);
}

static void add_number(struct keys *keys, const char *name, uint64_t value)
{
	add_text(keys, name, arena_printf(keys->arena, "%" PRIu64, value));
}

static void add_hex(struct keys *keys, const char *name, uint64_t value)
{
	add_text(keys, name, arena_printf(keys->arena, "0x%" PRIx64, value));
}

static void add_flag(struct keys *keys, const char *name, bool is_set)
{
	add(keys, PLAN_KEY_FLAG, name, is_set ? "y" : NULL);
}

/* ACRN's makefiles want to see RELEASE in either case. */
static void add_board(struct keys *keys, const struct planner *planner)
{
	const struct plan_hypervisor *hypervisor = planner->hypervisor;

	add_string(keys, "CONFIG_BOARD", planner->model->board->name);
	add_number(keys, "CONFIG_MAX_IOAPIC_NUM", hypervisor->ioapic_count);
	add_number(keys, "CONFIG_MAX_IOAPIC_LINES", hypervisor->ioapic_lines);
	add_number(keys, "CONFIG_MAX_MSIX_TABLE_NUM", hypervisor->msix_table_size);
	add_string(keys, "CONFIG_SCENARIO", hypervisor->scenario);
	add(keys, PLAN_KEY_FLAG, "CONFIG_RELEASE", hypervisor->settings->debug.is_set ? "n" : "y");
}

static void add_logs(struct keys *keys, const struct hypervisor *settings)
{
	add_text(keys, "CONFIG_MEM_LOGLEVEL_DEFAULT", settings->memory_log_level.value);
	add_text(keys, "CONFIG_NPK_LOGLEVEL_DEFAULT", settings->trace_hub_log_level.value);
	add_text(keys, "CONFIG_CONSOLE_LOGLEVEL_DEFAULT", settings->console_log_level.value);
	add_text(keys, "CONFIG_CONSOLE_DEFAULT_VM", settings->console_vm.text);
}

/* The address in the form of the hypervisor's union: 8, 5 and 3 binary digits. */
static const char *binary(struct arena *arena, uint16_t bdf)
{
	char digits[16 + 1] = "";

	for (unsigned bit = 0; bit < 16; bit++)
		digits[bit] = (char)('0' + (bdf >> (15 - bit) & 1));
	return arena_printf(arena, "0b%s", digits);
}

/* A PCI device with memory is found by its address alone. Without a console the hypervisor has one
 * in memory that is nowhere. */
static void add_console(struct keys *keys, const struct plan_serial *serial)
{
	bool is_port = serial->kind == PLAN_SERIAL_PORT;

	if (is_port) {
		add_flag(keys, "CONFIG_SERIAL_LEGACY", true);
		add_text(keys, "CONFIG_SERIAL_PIO_BASE", serial->base);
	}
	if (serial->has_bdf) {
		add_flag(keys, "CONFIG_SERIAL_PCI", true);
		add_text(keys, "CONFIG_SERIAL_PCI_BDF", binary(keys->arena, serial->bdf));
	} else if (!is_port) {
		add_flag(keys, "CONFIG_SERIAL_MMIO", true);
		if (serial->base)
			add_text(keys, "CONFIG_SERIAL_MMIO_BASE", serial->base);
	}
	if (serial->width)
		add_text(keys, "CONFIG_SERIAL_REG_WIDTH", serial->width);
}

static void add_scheduler(struct keys *keys, enum scheduler scheduler)
{
	static const char *const names[] = {
		[SCHEDULER_BVT] = "CONFIG_SCHED_BVT",
		[SCHEDULER_NOOP] = "CONFIG_SCHED_NOOP",
		[SCHEDULER_IORR] = "CONFIG_SCHED_IORR",
		[SCHEDULER_PRIO] = "CONFIG_SCHED_PRIO",
	};

	add_flag(keys, names[scheduler], true);
}

static bool has_nested_vm(const struct planner *planner)
{
	for (size_t i = 0; i < planner->plan->vm_count; i++)
		if (planner->vms[i].vm->nested_virtualization.is_set)
			return true;
	return false;
}

static void add_features(struct keys *keys, const struct planner *planner)
{
	const struct hypervisor *settings = planner->hypervisor->settings;

	add_scheduler(keys, settings->scheduler);
	add_flag(keys, "CONFIG_SERVICE_VM_SUPERVISOR_ENABLED",
		 settings->service_vm_supervisor.is_set);
	add_flag(keys, "CONFIG_SPLIT_LOCK_DETECTION_ENABLED",
		 settings->split_lock_detection.is_set);
	add_flag(keys, "CONFIG_UC_LOCK_DETECTION_ENABLED",
		 settings->uncached_lock_detection.is_set);
	add_flag(keys, "CONFIG_SECURITY_VM_FIXUP", settings->security_vm_fixup.is_set);
	add_flag(keys, "CONFIG_KEEP_IRQ_DISABLED", settings->keeps_interrupts_disabled.is_set);
	add_flag(keys, "CONFIG_RDT_ENABLED", settings->rdt.is_set);
	if (settings->rdt.is_set) {
		add_flag(keys, "CONFIG_CDP_ENABLED", settings->cdp.is_set);
		add_flag(keys, "CONFIG_VCAT_ENABLED", settings->vcat.is_set);
	}
	add_flag(keys, "CONFIG_HYPERV_ENABLED", settings->hyperv.is_set);
	add_flag(keys, "CONFIG_NVMX_ENABLED", has_nested_vm(planner));
	add_flag(keys, "CONFIG_ACPI_PARSE_ENABLED", settings->acpi_parsing.is_set);
	add_flag(keys, "CONFIG_L1D_FLUSH_VMENTRY_ENABLED", settings->l1d_flush.is_set);
	add_flag(keys, "CONFIG_MCE_ON_PSC_WORKAROUND_ENABLED",
		 settings->machine_check_workaround.is_set);
	add_flag(keys, "CONFIG_RELOC", settings->relocation.is_set);
	add_flag(keys, "CONFIG_MULTIBOOT2", settings->multiboot2.is_set);
	add_flag(keys, "CONFIG_SSRAM_ENABLED", planner->hypervisor->has_ssram_cache);
	add_flag(keys, "CONFIG_IVSHMEM_ENABLED", planner->plan->hv_region_count > 0);
}

/* The address that a scenario gives is copied; the linker script gets it, too. */
static void add_memory(struct keys *keys, const struct plan_hypervisor *hypervisor)
{
	const struct hypervisor *settings = hypervisor->settings;

	if (settings->ram_start.is_given)
		add_text(keys, "CONFIG_HV_RAM_START", settings->ram_start.text);
	else
		add_hex(keys, "CONFIG_HV_RAM_START", hypervisor->ram_start);
	add_hex(keys, "CONFIG_HV_RAM_SIZE", hypervisor->ram_bytes);
	add_text(keys, "CONFIG_STACK_SIZE", settings->stack_size.value);
}

static void add_tables(struct keys *keys, const struct plan_hypervisor *hypervisor)
{
	const struct hypervisor *settings = hypervisor->settings;

	add_hex(keys, "ACFG_MAX_PCI_BUS_NUM", hypervisor->pci_bus_count);
	add_text(keys, "CONFIG_MAX_PCI_DEV_NUM", settings->max_pci_devices.text);
	add_text(keys, "CONFIG_MAX_PT_IRQ_ENTRIES", settings->max_pt_irqs.text);
	add_text(keys, "CONFIG_MAX_EMULATED_MMIO_REGIONS", settings->max_emulated_mmio.text);
	add_text(keys, "CONFIG_IGD_SBDF",
		 arena_printf(keys->arena, "0x%04X", (unsigned)hypervisor->igd));
}

/* One for each VM, repeated where VMs have the same. */
static void add_kernels(struct keys *keys, const struct planner *planner)
{
	for (size_t i = 0; i < planner->plan->vm_count; i++) {
		const char *type = planner->vms[i].vm->image.kernel_type.value;

		if (type)
			add_flag(keys, arena_printf(keys->arena, "CONFIG_GUEST_%s", type), true);
	}
}

void plan_fill_config(struct planner *planner)
{
	const struct hypervisor *settings = planner->hypervisor->settings;
	struct keys keys = { .arena = planner->arena };

	add_board(&keys, planner);
	add_logs(&keys, settings);
	add_console(&keys, &planner->hypervisor->serial);
	add_features(&keys, planner);
	add_text(&keys, "CONFIG_VUART_RX_BUF_SIZE", settings->vuart_input_size.value);
	add_text(&keys, "CONFIG_VUART_TX_BUF_SIZE", settings->vuart_output_size.value);
	add_text(&keys, "CONFIG_VUART_TIMER_PCPU", settings->vuart_timer_cpu.text);
	add_memory(&keys, planner->hypervisor);
	add_tables(&keys, planner->hypervisor);
	add_kernels(&keys, planner);
	planner->hypervisor->keys = keys.keys;
	planner->hypervisor->key_count = keys.count;
}
