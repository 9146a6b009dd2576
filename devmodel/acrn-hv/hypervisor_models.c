/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor_models.c: the connections of device models: claims, and their end. */
#include <stdio.h>

#include "acrn-hv/claim_check.h"
#include "acrn-hv/internal.h"
#include "base/log.h"
#include "hv/table.h"

static uint32_t index_of(const struct hv_vm *vm)
{
	return (uint32_t)(vm - vm->hypervisor->vms);
}

struct hv_vm *hypervisor_find(struct hypervisor *hypervisor, const char *name)
{
	const struct cfg_vm *row = hv_table_vm_by_name(hypervisor->table, name);

	return row ? &hypervisor->vms[row - hypervisor->table->vms] : NULL;
}

static struct hv_vm *vm_of(struct hypervisor *hypervisor, const struct control_client *model)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++)
		if (hypervisor->vms[i].model == model)
			return &hypervisor->vms[i];
	return NULL;
}

void hypervisor_release_vm(struct hv_vm *vm)
{
	log_limited(&vm->hypervisor->model_limit, LEVEL_INFO, "left", log_text("vm", vm->row->name),
		    log_number("pid", control_client_pid(vm->model)));
	vm->model = NULL;
	device_server_release(vm->hypervisor->devices, index_of(vm));
}

static bool is_allowed(const struct hv_vm *vm, const struct control_client *model,
		       struct error *error)
{
	const char *name = vm->row->name;

	if (vm->hypervisor->stage != STAGE_RUNNING)
		return error_set(error, "VM '%s' cannot start: acrn-hv is shutting down", name);
	if (vm->model && vm->model != model)
		return error_set(error, "VM '%s' is running already, as process %d", name,
				 control_client_pid(vm->model));
	if (vm->row->load_order != CFG_POST_LAUNCHED &&
	    (!vm_is_launched(vm) || vm->launch.child.pid != control_client_pid(model)))
		return error_set(error,
				 "VM '%s' is not post-launched: start it by acrn-hv, with "
				 "--launch=%s=SCRIPT",
				 name, name);
	return true;
}

bool hypervisor_claim(void *data, struct control_client *model,
		      const struct hv_control_claim *claim, struct error *error)
{
	struct hypervisor *hypervisor = data;
	struct hv_vm *vm = hypervisor_find(hypervisor, claim->vm),
		     *holds = vm_of(hypervisor, model);

	if (!vm)
		return claim_check_reject_vm(hypervisor->table, claim, error);
	if (holds && holds != vm)
		return error_set(error, "process %d has claimed for VM '%s' already",
				 control_client_pid(model), holds->row->name);
	if (!is_allowed(vm, model, error) ||
	    !device_server_claim(hypervisor->devices, index_of(vm), claim, error))
		return false;
	vm->model = model;
	log_limited(&hypervisor->model_limit, LEVEL_INFO, "claim", log_text("vm", claim->vm),
		    log_text("region", claim->region),
		    log_number("pid", control_client_pid(model)));
	return true;
}

/* The VM's regions in hv-land that have not been claimed, with a space between. */
static void list_missing(const struct hv_vm *vm, char *text, size_t size)
{
	const struct cfg_table *table = vm->hypervisor->table;
	size_t length = 0;
	uint16_t vbdf;

	text[0] = '\0';
	for (uint32_t i = 0; i < vm->row->device_count && length < size; i++) {
		uint32_t device = vm->row->first_device + i, region = table->devices[device].region;

		if (hv_table_is_hv_region(table, region) &&
		    device_server_state(vm->hypervisor->devices, device, &vbdf) == DEVICE_ABSENT)
			length += (size_t)snprintf(text + length, size - length, "%s%s",
						   length ? " " : "", table->regions[region].name);
	}
}

void hypervisor_model_started(void *data, struct control_client *model, const char *name)
{
	struct hypervisor *hypervisor = data;
	const struct hv_vm *vm = hypervisor_find(hypervisor, name);
	char missing[512];

	if (!vm)
		return;
	list_missing(vm, missing, sizeof(missing));
	if (!*missing)
		return;
	log_limited(&hypervisor->model_limit, LEVEL_WARNING, "incomplete",
		    log_text("vm", vm->row->name), log_text("missing", missing));
	control_send_missing(model, missing);
}

void hypervisor_model_closed(void *data, struct control_client *model)
{
	struct hypervisor *hypervisor = data;
	struct hv_vm *vm = vm_of(hypervisor, model);

	if (!vm)
		return;
	hypervisor_release_vm(vm);
	hypervisor_continue_shutdown(hypervisor);
}

void hypervisor_vmm_disconnected(void *data, uint32_t vm, uint16_t vbdf)
{
	struct control_client *model = ((struct hypervisor *)data)->vms[vm].model;

	if (model)
		control_send_disconnected(model, vbdf);
}
