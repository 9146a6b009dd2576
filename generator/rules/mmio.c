/* SPDX-License-Identifier: BSD-3-Clause
 * mmio.c: what pre-launched VMs have of the board besides RAM and PCI devices: its TPM, its P2SB
 * bridge, and its software SRAM. */
#include <inttypes.h>

#include "board/platform.h"
#include "plan/ssram.h"
#include "rules/internal.h"

static void check_misplaced(struct check *check, const struct vm *vm, struct flag flag,
			    const char *element)
{
	struct diag *diag;

	if (!flag.is_set)
		return;
	diag = check_report(check, vm, flag.at,
			    "VM '%s' with the ID %u has %s: the hypervisor gives it to VM 0 only",
			    vm->name.value, (unsigned)vm->id, element);
	diag_help(diag, "set %s to n", element);
	diag_replace(diag, flag.at, "y", "n");
}

void check_mmio_resource_misplaced(struct check *check, const struct vm *vm)
{
	if (vm->load_order != CFG_PRE_LAUNCHED || vm->id == 0)
		return;
	check_misplaced(check, vm, vm->tpm2, "TPM2");
	check_misplaced(check, vm, vm->p2sb, "p2sb");
}

void check_tpm_missing(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->load_order != CFG_PRE_LAUNCHED || !vm->tpm2.is_set ||
	    check->model->board->platform->tpm.device)
		return;
	diag = check_report(check, vm, vm->tpm2.at,
			    "VM '%s' has TPM2, but board '%s' has no TPM (MSFT0101)",
			    vm->name.value, check->model->board->name);
	diag_help(diag, "set TPM2 to n, or describe the board again with board_inspector.py "
			"--advanced");
}

void check_ssram_too_large(struct check *check, const struct vm *vm)
{
	const struct model *model = check->model;
	uint64_t most = (SSRAM_LAST + 1) / SSRAM_PAGE;
	struct diag *diag;

	if (!ssram_is_in(model, vm) || ssram_pages(model->board) <= most)
		return;
	diag = check_report(check, vm, model->hypervisor.ssram.at,
			    "the software SRAM of board '%s' is too large for VM '%s', which has "
			    "it below 0x%" PRIx64,
			    model->board->name, vm->name.value, SSRAM_LAST + 1);
	diag_help(diag, "set SSRAM_ENABLED to n, or describe the board again");
}
