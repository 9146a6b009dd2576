/* SPDX-License-Identifier: BSD-3-Clause
 * tpm.c: the board's TPM, in VM 0. */
#include "plan/internal.h"

/* Where the VM has the log: below its ACPI tables, as ACRN's build has it. */
#define LOG_START UINT64_C(0x7ffb0000)

static bool has_tpm(const struct planner *planner, const struct vm *vm)
{
	return vm->load_order == CFG_PRE_LAUNCHED && vm->id == 0 && vm->tpm2.is_set &&
	       planner->hypervisor->platform->tpm.device;
}

void plan_fill_tpm(struct planner *planner)
{
	struct plan_hypervisor *to = planner->hypervisor;
	const struct board_tpm *tpm = &to->platform->tpm;

	for (size_t i = 0; i < planner->plan->vm_count; i++)
		if (has_tpm(planner, planner->vms[i].vm))
			planner->vms[i].has_tpm = to->has_tpm = true;
	if (!to->has_tpm || !tpm->has_log_area)
		return;
	to->has_tpm_log = true;
	to->tpm_log_start = LOG_START;
	to->tpm_log_bytes = tpm->log_minimum_length;
	to->tpm_log_host_start = tpm->log_start;
}
