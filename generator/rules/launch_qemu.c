/* SPDX-License-Identifier: BSD-3-Clause
 * launch_qemu.c: what QEMU makes of its options for shared memory. */
#include <string.h>

#include "base/string_map.h"
#include "rules/launch.h"

void check_qemu_device_gone(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; i < launch->ivshmem_count; i++) {
		const struct launch_ivshmem *ivshmem = &launch->ivshmems[i];
		struct diag *diag;

		if (ivshmem->kind != LAUNCH_IVSHMEM_LEGACY)
			continue;
		diag = check_report(check, ivshmem->device, ivshmem->device->at,
				    "QEMU 4.0 and later do not have the device ivshmem of VM '%s': "
				    "they stop",
				    vm->name.value);
		diag_help(diag, "use ivshmem-plain with -object memory-backend-file,share=on, or "
				"ivshmem-doorbell with a server");
	}
}

/* What only reserves memory: other objects may have an effect by themselves. */
void check_object_unused(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; i < launch->backend_count; i++) {
		const struct launch_backend *backend = &launch->backends[i];
		struct diag *diag;

		if (backend->is_chardev || backend->is_used || !backend->kind.value ||
		    !backend->id.value || strncmp(backend->kind.value, "memory-backend-", 15) != 0)
			continue;
		diag = check_report(check, backend, backend->at,
				    "%s '%s' of VM '%s' is unused: no device, -numa or -machine "
				    "refers to it",
				    backend->kind.value, backend->id.value, vm->name.value);
		diag_help(diag, "remove it, or write its ID behind memdev= of the device that "
				"should have it");
	}
}

/* The master's memory is what migration carries over: of two peers both would write it. */
void check_ivshmem_two_masters(struct check *check)
{
	const struct model *model = check->model;
	struct string_map *masters = string_map_new(check->scratch, model->vm_count);

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		for (size_t j = 0; j < vm->launch->ivshmem_count; j++) {
			const struct launch_ivshmem *ivshmem = &vm->launch->ivshmems[j];
			struct launch_use use = { vm, ivshmem->when, ivshmem->device->at, NULL };
			const struct launch_use *other;
			struct diag *diag;

			if (!ivshmem->is_master || !ivshmem->region.value)
				continue;
			other = launch_add_use(check, masters, ivshmem->region.value, &use);
			if (!other)
				continue;
			diag = check_report(check, vm, use.at,
					    "VM '%s' is a second master of the shared memory '%s'",
					    vm->name.value, ivshmem->region.value);
			diag_note(diag, other->at, "the first one is here");
			diag_help(diag, "leave out master=on in all VMs but one");
		}
	}
	string_map_free(masters);
}
