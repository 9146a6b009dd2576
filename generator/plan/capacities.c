/* SPDX-License-Identifier: BSD-3-Clause
 * capacities.c: the sizes of the hypervisor's tables. */
#include "board/board.h"
#include "plan/internal.h"

#define IOAPICS_MIN	 1u
#define IOAPIC_LINES_MIN 48u
#define IR_ENTRIES_MIN	 256u
#define IGD_BDF		 CFG_BDF(0, 2, 0)
#define IGD_NONE	 0xffffu

static unsigned larger(uint64_t left, uint64_t right)
{
	return (unsigned)(left > right ? left : right);
}

/* What the scenario or its release's schema says, else what the board has. */
static unsigned choose(const struct number *said, uint64_t on_board, unsigned min)
{
	return said->text ? (unsigned)said->value : larger(on_board, min);
}

static void fill_interrupts(struct planner *planner)
{
	const struct hypervisor *settings = planner->hypervisor->settings;
	const struct board_platform *platform = planner->hypervisor->platform;
	struct plan_hypervisor *to = planner->hypervisor;

	to->ioapic_count = choose(&settings->max_ioapics, platform->ioapic_count, IOAPICS_MIN);
	to->ioapic_lines =
		choose(&settings->max_ioapic_lines, platform->gsi_count, IOAPIC_LINES_MIN);
	to->msix_table_size = larger(settings->max_msix_entries.value, platform->msix_table_size);
	for (to->ir_entries = IR_ENTRIES_MIN; to->ir_entries < settings->max_pt_irqs.value;)
		to->ir_entries *= 2;
}

/* The rules have checked that the scenario's number of buses is enough. */
static void fill_buses(struct planner *planner)
{
	uint64_t said = planner->hypervisor->settings->max_pci_buses.value;

	planner->hypervisor->pci_bus_count =
		said ? (unsigned)said : planner->model->board->bus_count;
}

static uint16_t find_igd(const struct board_platform *platform)
{
	const struct board_node *node = board_node_at(platform, IGD_BDF);

	return node && node->vendor == PCI_VENDOR_INTEL && node->class_code == BOARD_CLASS_VGA
		       ? IGD_BDF
		       : IGD_NONE;
}

static bool has_ssram_cache(const struct board *board)
{
	for (size_t i = 0; i < board->cache_count; i++)
		if (board->caches[i].has_ssram)
			return true;
	return false;
}

static void count_vms(struct planner *planner)
{
	struct plan_hypervisor *to = planner->hypervisor;

	for (size_t i = 0; i < planner->plan->vm_count; i++) {
		const struct vm *vm = planner->vms[i].vm;

		to->pre_launched_count += vm->load_order == CFG_PRE_LAUNCHED;
		to->service_count += vm->load_order == CFG_SERVICE_VM;
		to->secure_world_count += vm->has_secure_world;
	}
}

void plan_fill_capacities(struct planner *planner)
{
	fill_interrupts(planner);
	fill_buses(planner);
	planner->hypervisor->igd = find_igd(planner->hypervisor->platform);
	planner->hypervisor->has_ssram_cache = has_ssram_cache(planner->model->board);
	count_vms(planner);
}
