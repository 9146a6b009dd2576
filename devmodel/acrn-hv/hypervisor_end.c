/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor_end.c: takes the VMs down in order, and waits no longer than it should. */
#include <signal.h>
#include <systemd/sd-daemon.h>

#include "acrn-hv/internal.h"

/* From SIGTERM to SIGKILL. */
#define TERM_MS 6000u

static void set_patience(struct hypervisor *hypervisor, unsigned milliseconds)
{
	timer_set(&hypervisor->patience, milliseconds ? milliseconds : 1);
}

/* Tells the device models of VMs that are launched here, or of the others, to power off. One that
 * has not claimed anything yet has no guest. */
static void ask(struct hypervisor *hypervisor, bool of_launched)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++) {
		struct vm *vm = &hypervisor->vms[i];

		if (vm_is_launched(vm) != of_launched)
			continue;
		if (vm->model)
			control_tell_powerdown(vm->model);
		else if (of_launched)
			launch_end(&vm->launch, SIGTERM);
	}
}

/* With signal 0 nothing is sent, but no VM is started again. */
static void end_launched(struct hypervisor *hypervisor, int signal)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++)
		if (vm_is_launched(&hypervisor->vms[i]))
			launch_end(&hypervisor->vms[i].launch, signal);
}

static bool is_any_up(const struct hypervisor *hypervisor, bool of_launched)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++) {
		const struct vm *vm = &hypervisor->vms[i];

		if (vm_is_launched(vm) == of_launched &&
		    (of_launched ? launch_is_up(&vm->launch) : vm->model != NULL))
			return true;
	}
	return false;
}

/* Takes the next step as soon as nobody is left of whom it waits for. */
void hypervisor_go_on_ending(struct hypervisor *hypervisor)
{
	if (hypervisor->stage == STAGE_ASKED && !is_any_up(hypervisor, false)) {
		hypervisor->stage = STAGE_LAUNCHED_ASKED;
		ask(hypervisor, true);
		set_patience(hypervisor, hypervisor->command->grace * 1000);
	}
	if (hypervisor->stage > STAGE_ASKED && !is_any_up(hypervisor, true))
		loop_stop(hypervisor->loop, 0);
}

void hypervisor_begin_ending(struct hypervisor *hypervisor)
{
	sd_notify(0, "STOPPING=1");
	hypervisor->stage = STAGE_ASKED;
	end_launched(hypervisor, 0);
	ask(hypervisor, false);
	set_patience(hypervisor, hypervisor->command->grace * 1000);
	hypervisor_go_on_ending(hypervisor);
}

/* A device model whose connection ends stops its VM at once. */
static void drop_others(struct hypervisor *hypervisor)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++) {
		struct vm *vm = &hypervisor->vms[i];
		struct control_peer *model = vm->model;

		if (!model || vm_is_launched(vm))
			continue;
		hypervisor_take_down(vm);
		control_peer_close(model);
	}
}

static void tell_launched(struct hypervisor *hypervisor)
{
	hypervisor->stage = STAGE_LAUNCHED_TOLD;
	end_launched(hypervisor, SIGTERM);
	set_patience(hypervisor, TERM_MS);
}

void hypervisor_hurry(struct hypervisor *hypervisor)
{
	if (hypervisor->stage == STAGE_LAUNCHED_TOLD) {
		loop_stop(hypervisor->loop, 0);
		return;
	}
	drop_others(hypervisor);
	tell_launched(hypervisor);
	hypervisor_go_on_ending(hypervisor);
}

/* Who was asked has not done it in time. */
void hypervisor_lose_patience(void *data)
{
	struct hypervisor *hypervisor = data;

	switch (hypervisor->stage) {
	case STAGE_ASKED:
		drop_others(hypervisor);
		hypervisor_go_on_ending(hypervisor);
		break;
	case STAGE_LAUNCHED_ASKED:
		tell_launched(hypervisor);
		break;
	default:
		loop_stop(hypervisor->loop, 0);
	}
}
