/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor_models.c: device models that claim, and go. */
#include "acrn-hv/claim_check.h"
#include "acrn-hv/internal.h"
#include "base/log.h"
#include "hv/table.h"

static uint32_t index_of(const struct vm *vm)
{
	return (uint32_t)(vm - vm->hypervisor->vms);
}

struct vm *hypervisor_find(struct hypervisor *hypervisor, const char *name)
{
	const struct cfg_vm *row = hv_table_vm_by_name(hypervisor->table, name);

	return row ? &hypervisor->vms[row - hypervisor->table->vms] : NULL;
}

static struct vm *vm_of(struct hypervisor *hypervisor, const struct control_peer *model)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++)
		if (hypervisor->vms[i].model == model)
			return &hypervisor->vms[i];
	return NULL;
}

void hypervisor_take_down(struct vm *vm)
{
	log_event(LEVEL_INFO, "left", log_text("vm", vm->row->name),
		  log_number("pid", control_peer_pid(vm->model)));
	vm->model = NULL;
	backend_leave(vm->hypervisor->backend, index_of(vm));
}

static bool is_allowed(const struct vm *vm, const struct control_peer *model, struct error *error)
{
	const char *name = vm->row->name;

	if (vm->hypervisor->stage != STAGE_UP)
		return error_set(error, "VM '%s' cannot start: acrn-hv is ending", name);
	if (vm->model && vm->model != model)
		return error_set(error, "VM '%s' runs already, as process %d", name,
				 control_peer_pid(vm->model));
	if (vm->row->load_order != CFG_POST_LAUNCHED &&
	    (!vm_is_launched(vm) || vm->launch.child.pid != control_peer_pid(model)))
		return error_set(error,
				 "VM '%s' is not post-launched: it is acrn-hv's to start, with "
				 "--launch=%s=SCRIPT",
				 name, name);
	return true;
}

bool hypervisor_claim(void *data, struct control_peer *model, const struct hv_control_claim *claim,
		      struct error *error)
{
	struct hypervisor *hypervisor = data;
	struct vm *vm = hypervisor_find(hypervisor, claim->vm), *holds = vm_of(hypervisor, model);

	if (!vm)
		return claim_check_refuse_vm(hypervisor->table, claim, error);
	if (holds && holds != vm)
		return error_set(error, "process %d is VM '%s' already", control_peer_pid(model),
				 holds->row->name);
	if (!is_allowed(vm, model, error) ||
	    !backend_claim(hypervisor->backend, index_of(vm), claim, error))
		return false;
	vm->model = model;
	log_event(LEVEL_INFO, "claim", log_text("vm", claim->vm), log_text("region", claim->region),
		  log_number("pid", control_peer_pid(model)));
	return true;
}

void hypervisor_left(void *data, struct control_peer *model)
{
	struct hypervisor *hypervisor = data;
	struct vm *vm = vm_of(hypervisor, model);

	if (!vm)
		return;
	hypervisor_take_down(vm);
	hypervisor_go_on_ending(hypervisor);
}

void hypervisor_hung_up(void *data, uint32_t vm, uint16_t vbdf)
{
	struct control_peer *model = ((struct hypervisor *)data)->vms[vm].model;

	if (model)
		control_tell_hung_up(model, vbdf);
}
