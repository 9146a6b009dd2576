/* SPDX-License-Identifier: BSD-3-Clause
 * chosen.c: the addresses of a VM's devices, as the plan has them. */
#include "lsp/chosen.h"

#include "base/arena.h"

/* Whether a device has an address; the slots that were chosen are -1 for those that got none. */
static bool address_of(const struct device *device, int slot, struct chosen *chosen)
{
	chosen->device = device;
	chosen->is_given = device->address.kind == ADDRESS_FIXED;
	chosen->bdf = device->address.vbdf;
	if (device->address.kind != ADDRESS_ANY)
		return chosen->is_given;
	if (slot >= 0)
		chosen->bdf = CFG_BDF(0, (unsigned)slot, 0);
	return slot >= 0;
}

const struct chosen *chosen_of_vm(struct arena *arena, const struct model *model,
				  const struct vm *vm, size_t *count)
{
	struct chosen *all = arena_array(arena, vm->device_count, sizeof(*all));
	int *slot_of = arena_array(arena, vm->device_count, sizeof(*slot_of));
	struct slots slots;

	*count = 0;
	slots_enter(&slots, model, vm);
	slots_choose(&slots, vm, slot_of);
	for (size_t i = 0; i < vm->device_count; i++)
		if (address_of(&vm->devices[i], slot_of[i], &all[*count]))
			(*count)++;
	return all;
}

bool chosen_of_peer(struct arena *arena, const struct model *model, const struct shm_peer *peer,
		    struct chosen *chosen)
{
	size_t count;
	const struct chosen *all = chosen_of_vm(arena, model, peer->vm, &count);

	for (size_t i = 0; i < count; i++) {
		*chosen = all[i];
		if (chosen->device->kind == DEVICE_IVSHMEM && chosen->device->ivshmem == peer)
			return true;
	}
	return false;
}
