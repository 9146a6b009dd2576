/* SPDX-License-Identifier: BSD-3-Clause
 * keys.c: the keys that VMs are to get. */
#include "model/harden.h"
#include "rules/internal.h"
#include "schema/key_image.h"

/* Each region has up to two keys in an image. */
void check_keys_too_many(struct check *check, const struct vm *vm)
{
	const struct device *first_without = NULL;
	size_t count = 0;
	struct diag *diag;

	if (!(check->model->hardening & 1u << HARDEN_KEYS))
		return;
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_IVSHMEM && ++count == KEY_IMAGE_REGIONS + 1)
			first_without = &vm->devices[i];
	if (!first_without)
		return;
	diag = check_report(check, vm, first_without->at,
			    "VM '%s' shares %zu regions: the image of its keys has room for those "
			    "of %u",
			    vm->name.value, count, KEY_IMAGE_REGIONS);
	diag_help(diag, "put what few peers share into one region, or leave out the keys");
}
