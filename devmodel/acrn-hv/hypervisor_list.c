/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor_list.c: answers `ps`: all VMs and their devices. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "acrn-hv/internal.h"
#include "schema/bdf.h"

static const char *state_of(const struct hv_vm *vm)
{
	if (vm_is_launched(vm) && vm->launch.is_waiting)
		return "waiting";
	return vm->model || (vm_is_launched(vm) && launch_is_up(&vm->launch)) ? "running" : "down";
}

static pid_t pid_of(const struct hv_vm *vm)
{
	if (vm->model)
		return control_client_pid(vm->model);
	return vm_is_launched(vm) && vm->launch.child.fd >= 0 ? vm->launch.child.pid : 0;
}

/* "-" stands for 0. */
static void describe_number(unsigned number, char text[16])
{
	if (number)
		snprintf(text, 16, "%u", number);
	else
		strcpy(text, "-");
}

static bool list_vm(const struct hv_vm *vm, int socket)
{
	static const char *const orders[] = { [CFG_PRE_LAUNCHED] = "pre",
					      [CFG_SERVICE_VM] = "service",
					      [CFG_POST_LAUNCHED] = "post" };
	char pid[16], starts[16];

	describe_number((unsigned)pid_of(vm), pid);
	describe_number(vm->launch.starts, starts);
	return hv_control_send(socket, "vm %u %s %s %s %s %s %s", vm->row->id, vm->row->name,
			       orders[vm->row->load_order], state_of(vm), pid, starts,
			       vm_is_launched(vm) ? vm->launch.setup.console : "-");
}

static bool list_device(const struct hypervisor *hypervisor, uint32_t device, int socket)
{
	static const char *const states[] = { [DEVICE_ABSENT] = "absent",
					      [DEVICE_WAITING] = "waiting",
					      [DEVICE_CONNECTED] = "connected" };
	const struct cfg_ivshmem *row = &hypervisor->table->devices[device];
	const struct cfg_region *region = &hypervisor->table->regions[row->region];
	char text[BDF_TEXT_SIZE];
	uint16_t vbdf;
	enum device_state state = device_server_state(hypervisor->devices, device, &vbdf);

	return region->land != CFG_LAND_HV ||
	       hv_control_send(socket, "device %s %s %" PRIu64 " 0x%x %s", bdf_format(vbdf, text),
			       region->name, region->size, region->region_id, states[state]);
}

bool hypervisor_list(void *data, int socket)
{
	const struct hypervisor *hypervisor = data;

	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++) {
		const struct hv_vm *vm = &hypervisor->vms[i];

		if (!list_vm(vm, socket))
			return false;
		for (uint32_t j = 0; j < vm->row->device_count; j++)
			if (!list_device(hypervisor, vm->row->first_device + j, socket))
				return false;
	}
	return hv_control_send(socket, "end");
}
