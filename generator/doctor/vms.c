/* SPDX-License-Identifier: BSD-3-Clause
 * vms.c: the device models that run. */
#include <string.h>

#include "base/string_map.h"
#include "doctor/internal.h"

const struct doctor_process *doctor_running(const struct doctor *doctor, const struct plan_vm *vm)
{
	return string_map_find(doctor->running, vm->name);
}

static const char *const what_runs[] = { "process", "acrn-dm", "QEMU", "ivshmem-server" };

static void check_model(struct doctor *doctor, const struct doctor_process *process)
{
	struct doctor_check *check = doctor_begin(doctor, "running VM", process->vm);

	doctor_say(check, "%s (PID %u)", what_runs[process->program], process->pid);
	if (doctor->plan && process->vm && process->program == DOCTOR_ACRN_DM && !process->plan)
		doctor_say(check, "not one of the scenario's");
	if (process->is_replaced)
		diag_help(doctor_find(check, DIAG_PROGRAM_REPLACED,
				      "the program of PID %u has been replaced since its start",
				      process->pid),
			  "restart the VM to use the new one");
	if (!process->script)
		doctor_skip(check, "its command line cannot be read");
	else if (!process->vm && process->program == DOCTOR_ACRN_DM)
		doctor_skip(check, "its command line has no name of the VM");
}

/* What acrn-dm has started is a part of its VM: a QEMU, or itself before it becomes one. */
static bool is_child(const struct doctor *doctor, const struct doctor_process *process)
{
	const struct doctor_process *parent = doctor_process(doctor, process->parent);

	return process->program != DOCTOR_SERVER && parent && parent->program == DOCTOR_ACRN_DM;
}

void doctor_find_running(struct doctor *doctor)
{
	doctor->running = string_map_new(doctor->arena, doctor->processes.count);
	for (size_t i = 0; i < doctor->processes.count; i++) {
		const struct doctor_process *process = doctor->processes.all[i];

		if (process->program != DOCTOR_ACRN_DM || !process->vm || is_child(doctor, process))
			continue;
		string_map_put(doctor->running, process->vm, process);
	}
}

void doctor_check_vms(struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->processes.count; i++) {
		const struct doctor_process *process = doctor->processes.all[i];

		if (process->program != DOCTOR_SERVER && !is_child(doctor, process))
			check_model(doctor, process);
	}
}
