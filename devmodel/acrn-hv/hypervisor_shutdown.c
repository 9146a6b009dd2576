/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor_shutdown.c: shuts the VMs down in order, with a time limit for each step. */
#include <signal.h>
#include <systemd/sd-daemon.h>

#include "acrn-hv/internal.h"

/* From SIGTERM to SIGKILL. */
#define TERM_MS 6000u

static void set_timeout(struct hypervisor *hypervisor, unsigned milliseconds)
{
	timer_set(&hypervisor->shutdown_timer, milliseconds ? milliseconds : 1);
}

/* Asks a guest to power off, and says for how long it is waited for. */
static void power_off_guest(const struct hv_vm *vm)
{
	control_send_powerdown(vm->model);
	log_event(LEVEL_INFO, "wait", log_text("vm", vm->row->name),
		  log_number("seconds", vm->hypervisor->command->grace));
}

/* Asks the device models of VMs that are launched here, or of the others, to power off. A VM
 * without a claim has no guest yet: it ends at once. */
static void power_off(struct hypervisor *hypervisor, bool of_launched)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++) {
		struct hv_vm *vm = &hypervisor->vms[i];

		if (vm_is_launched(vm) != of_launched)
			continue;
		if (vm->model)
			power_off_guest(vm);
		else if (of_launched)
			launch_end(&vm->launch, SIGTERM);
	}
}

/* Signal 0 only keeps VMs from being started again. */
static void end_launched(struct hypervisor *hypervisor, int signal)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++)
		if (vm_is_launched(&hypervisor->vms[i]))
			launch_end(&hypervisor->vms[i].launch, signal);
}

static bool is_any_up(const struct hypervisor *hypervisor, bool of_launched)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++) {
		const struct hv_vm *vm = &hypervisor->vms[i];

		if (vm_is_launched(vm) == of_launched &&
		    (of_launched ? launch_is_up(&vm->launch) : vm->model != NULL))
			return true;
	}
	return false;
}

/* Takes the next step once the VMs of the current one are down. */
void hypervisor_continue_shutdown(struct hypervisor *hypervisor)
{
	if (hypervisor->stage == STAGE_OTHERS_POWER_OFF && !is_any_up(hypervisor, false)) {
		hypervisor->stage = STAGE_LAUNCHED_POWER_OFF;
		power_off(hypervisor, true);
		set_timeout(hypervisor, hypervisor->command->grace * 1000);
	}
	if (hypervisor->stage > STAGE_OTHERS_POWER_OFF && !is_any_up(hypervisor, true))
		loop_stop(hypervisor->loop, 0);
}

void hypervisor_begin_shutdown(struct hypervisor *hypervisor)
{
	sd_notify(0, "STOPPING=1");
	hypervisor->stage = STAGE_OTHERS_POWER_OFF;
	end_launched(hypervisor, 0);
	power_off(hypervisor, false);
	set_timeout(hypervisor, hypervisor->command->grace * 1000);
	hypervisor_continue_shutdown(hypervisor);
}

/* A device model stops its VM when its connection is closed. */
static void disconnect_others(struct hypervisor *hypervisor)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++) {
		struct hv_vm *vm = &hypervisor->vms[i];
		struct control_client *model = vm->model;

		if (!model || vm_is_launched(vm))
			continue;
		hypervisor_release_vm(vm);
		control_client_close(model);
	}
}

static void terminate_launched(struct hypervisor *hypervisor)
{
	hypervisor->stage = STAGE_LAUNCHED_TERMINATE;
	end_launched(hypervisor, SIGTERM);
	set_timeout(hypervisor, TERM_MS);
}

void hypervisor_force_shutdown(struct hypervisor *hypervisor)
{
	if (hypervisor->stage == STAGE_LAUNCHED_TERMINATE) {
		loop_stop(hypervisor->loop, 0);
		return;
	}
	disconnect_others(hypervisor);
	terminate_launched(hypervisor);
	hypervisor_continue_shutdown(hypervisor);
}

void hypervisor_on_shutdown_timeout(void *data)
{
	struct hypervisor *hypervisor = data;

	switch (hypervisor->stage) {
	case STAGE_OTHERS_POWER_OFF:
		disconnect_others(hypervisor);
		hypervisor_continue_shutdown(hypervisor);
		break;
	case STAGE_LAUNCHED_POWER_OFF:
		terminate_launched(hypervisor);
		break;
	default:
		loop_stop(hypervisor->loop, 0);
	}
}
