/* SPDX-License-Identifier: BSD-3-Clause
 * slots.c: the occupancy of a VM's bus 0. */
#include "plan/slots.h"

#include <string.h>

#include "base/arena.h"
#include "base/condition.h"
#include "board/board.h"

/* acrn-dm and the GPU's driver want it in a slot that is reserved for it. */
static bool is_gpu(const struct device *device)
{
	return device->kind == DEVICE_PASSTHROUGH && device->passthrough->is_vga;
}

static bool is_other(const struct device *device, const char *kind)
{
	return device->kind == DEVICE_OTHER && strcmp(device->other->kind, kind) == 0;
}

/* Whether customized_parameters put a device into a reserved slot that is meant for it, and that
 * the launch script leaves free. A board's device without a class may be a GPU. */
static bool is_where_it_belongs(const struct vm *vm, const struct device *device)
{
	if (!device->address.is_argument)
		return false;
	switch (CFG_BDF_DEVICE(device->address.vbdf)) {
	case CFG_SLOT_LPC:
		return vm->type == VM_REAL_TIME && is_other(device, "lpc");
	case CFG_SLOT_GPU:
		return (device->kind == DEVICE_PASSTHROUGH && !device->passthrough->has_class) ||
		       is_other(device, "virtio-gpu") || is_other(device, "pci-gvt");
	default:
		return false;
	}
}

const char *slots_reserved_for(unsigned slot)
{
	switch (slot) {
	case CFG_SLOT_HOSTBRIDGE:
		return "the host bridge";
	case CFG_SLOT_LPC:
		return "the LPC bridge";
	case CFG_SLOT_GPU:
		return "a passthrough GPU";
	default:
		return "the LPC bridge of a passthrough GPU";
	}
}

bool slots_is_reserved(const struct model *model, const struct vm *vm, unsigned slot)
{
	if (model->is_of_scripts)
		return false;
	if (vm->load_order == CFG_POST_LAUNCHED)
		return slot < CFG_SLOT_FIRST || slot > CFG_SLOT_LAST;
	if (model_is_started_by_acrn_hv(model, vm))
		return slot == CFG_SLOT_HOSTBRIDGE || slot == CFG_SLOT_LPC;
	return vm->load_order == CFG_PRE_LAUNCHED && slot == CFG_SLOT_HOSTBRIDGE;
}

/* Whether a VM has the board's devices that no other VM has. */
static bool has_natives(const struct model *model, const struct vm *vm)
{
	return vm->load_order == CFG_SERVICE_VM && model->board;
}

const struct board_device *slots_native(const struct model *model, const struct vm *vm,
					uint16_t bdf)
{
	if (!has_natives(model, vm) || model->is_passed_through[bdf])
		return NULL;
	return board_device(model->board, bdf);
}

enum slot_status slots_check(const struct model *model, const struct vm *vm,
			     const struct device *device)
{
	const struct device_address *address = &device->address;
	const struct board_device *native;

	if (address->kind == ADDRESS_ANY)
		return SLOT_OK;
	if (address->kind != ADDRESS_FIXED)
		return SLOT_MALFORMED;
	if (CFG_BDF_BUS(address->vbdf))
		return SLOT_OFF_BUS;
	if (slots_is_reserved(model, vm, CFG_BDF_DEVICE(address->vbdf)) && !is_gpu(device) &&
	    !is_where_it_belongs(vm, device))
		return SLOT_RESERVED;
	native = slots_native(model, vm, address->vbdf);
	return native && native->is_function ? SLOT_NATIVE : SLOT_OK;
}

/* A slot counts as blocked if the board has any function of it, or ACPI an object there: a slot
 * that the plan chooses is free in all functions, and stays free when the firmware shows the
 * device. */
static void enter_natives(struct slots *slots, const struct model *model, const struct vm *vm)
{
	for (unsigned slot = 0; slot <= CFG_SLOT_MAX; slot++)
		for (unsigned function = 0; function < SLOTS_FUNCTIONS; function++) {
			const struct board_device *native =
				slots_native(model, vm, CFG_BDF(0, slot, function));

			if (!native)
				continue;
			slots->is_blocked[slot] = true;
			if (!function && native->is_function)
				slots->is_address_taken[slot] = true;
		}
}

/* The entered device of an address that can be there together with `device`, or is that; or NULL.
 */
static const struct device *find_owner(const struct device *const owners[],
				       const struct device *device)
{
	for (size_t i = 0; i < SLOTS_OWNERS && owners[i]; i++)
		if (owners[i] == device || condition_can_meet(owners[i]->when, device->when))
			return owners[i];
	return NULL;
}

static void enter_owner(const struct device *owners[], const struct device *device)
{
	if (find_owner(owners, device))
		return;
	for (size_t i = 0; i < SLOTS_OWNERS; i++)
		if (!owners[i]) {
			owners[i] = device;
			return;
		}
}

static void enter_devices(struct slots *slots, const struct model *model, const struct vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		unsigned slot = CFG_BDF_DEVICE(device->address.vbdf);
		unsigned function = CFG_BDF_FUNCTION(device->address.vbdf);

		if (device->address.kind != ADDRESS_FIXED ||
		    slots_check(model, vm, device) != SLOT_OK)
			continue;
		enter_owner(slots->owners[slot][function], device);
		slots->is_taken[slot] = true;
		if (!function)
			slots->is_address_taken[slot] = true;
	}
}

static bool is_vuart_address(uint16_t vbdf)
{
	return vbdf >= CFG_BDF(0, CFG_SLOT_VUART_FIRST, 0) &&
	       vbdf <= CFG_BDF(0, CFG_SLOT_VUART_LAST, 0) && !CFG_BDF_FUNCTION(vbdf);
}

/* ACRN's build gives every end of a connection the first address from 00:10.0 on that no other end
 * of the VM has, before it looks at the type of the connection. */
static void enter_legacy_vuarts(struct slots *slots, const struct vm *vm)
{
	bool is_given[CFG_SLOT_MAX + 1] = { false };
	unsigned slot = CFG_SLOT_VUART_FIRST;

	for (const struct vuart_end *end = vm->vuart_ends; end; end = end->next_of_vm)
		if (end->address.kind == ADDRESS_FIXED && is_vuart_address(end->address.vbdf))
			is_given[CFG_BDF_DEVICE(end->address.vbdf)] = true;
	for (const struct vuart_end *end = vm->vuart_ends; end; end = end->next_of_vm) {
		unsigned given = CFG_BDF_DEVICE(end->address.vbdf);

		if (end->address.kind == ADDRESS_ANY) {
			while (slot <= CFG_SLOT_VUART_LAST && is_given[slot])
				slot++;
			given = slot++;
		} else if (!is_vuart_address(end->address.vbdf)) {
			continue;
		}
		if (!end->is_pci && given <= CFG_SLOT_VUART_LAST)
			slots->is_of_legacy_vuart[given] = true;
	}
}

void slots_enter(struct slots *slots, const struct model *model, const struct vm *vm)
{
	memset(slots, 0, sizeof(*slots));
	for (unsigned slot = 0; slot <= CFG_SLOT_MAX; slot++) {
		slots->is_blocked[slot] = slots_is_reserved(model, vm, slot);
		slots->is_address_taken[slot] = slots->is_blocked[slot];
	}
	if (has_natives(model, vm))
		enter_natives(slots, model, vm);
	enter_devices(slots, model, vm);
	enter_legacy_vuarts(slots, vm);
}

/* The function that acrn-dm gives a post-launched VM's device: of scenarios it gets the slot. */
static unsigned dm_function(const struct device *device)
{
	return device->address.is_argument ? CFG_BDF_FUNCTION(device->address.vbdf) : 0;
}

const struct device *slots_conflict(const struct slots *slots, const struct vm *vm,
				    const struct device *device)
{
	const struct device *const(*owners)[SLOTS_OWNERS] =
		slots->owners[CFG_BDF_DEVICE(device->address.vbdf)];
	const struct device *owner =
		find_owner(owners[CFG_BDF_FUNCTION(device->address.vbdf)], device);

	if (owner != device)
		return owner;
	for (unsigned function = 0; function < SLOTS_FUNCTIONS; function++) {
		owner = find_owner(owners[function], device);
		if (vm->load_order == CFG_POST_LAUNCHED && owner && owner < device &&
		    dm_function(owner) == dm_function(device))
			return owner;
	}
	return NULL;
}

/* A vUART of a connection: consoles have no range of their own. */
static bool is_connection(const struct device *device)
{
	return device->kind == DEVICE_VUART && device->vuart_index;
}

/* acrn-dm has one device a slot. ACRN's build compares whole addresses for what the hypervisor
 * emulates, so that there may be other functions beside. */
struct slot_range slots_range(const struct vm *vm, const struct device *device)
{
	bool by_address = vm->load_order != CFG_POST_LAUNCHED;

	if (device->kind == DEVICE_IVSHMEM)
		return (struct slot_range) { CFG_SLOT_IVSHMEM_FIRST, CFG_SLOT_IVSHMEM_LAST,
					     by_address };
	if (is_connection(device))
		return (struct slot_range) { CFG_SLOT_VUART_FIRST, CFG_SLOT_VUART_LAST,
					     by_address };
	if (vm->load_order == CFG_POST_LAUNCHED)
		return (struct slot_range) { CFG_SLOT_FIRST, CFG_SLOT_LAST, false };
	return (struct slot_range) { 1, CFG_SLOT_MAX, false };
}

static bool is_free(const struct slots *slots, unsigned slot, bool by_address)
{
	if (by_address)
		return !slots->is_address_taken[slot];
	return !slots->is_blocked[slot] && !slots->is_taken[slot];
}

int slots_first_free(const struct slots *slots, struct slot_range range)
{
	int of_legacy_vuart = -1;

	for (unsigned slot = range.first; slot <= range.last; slot++) {
		if (!is_free(slots, slot, range.by_address))
			continue;
		if (!range.by_address || !slots->is_of_legacy_vuart[slot])
			return (int)slot;
		if (of_legacy_vuart < 0)
			of_legacy_vuart = (int)slot;
	}
	return of_legacy_vuart;
}

void slots_take(struct slots *slots, unsigned slot)
{
	slots->is_taken[slot] = true;
	slots->is_address_taken[slot] = true;
}

/* The turns in which devices get slots. */
enum { TURN_OWN_RANGE, TURN_REST, TURN_CONSOLE, TURN_KEY_IMAGE, TURN_COUNT };

/* A console is put where it does not change what ACRN's build chooses for other devices; acrn-dm's
 * command line has it in its order. */
static int turn_of(const struct vm *vm, const struct device *device)
{
	if (device->kind == DEVICE_IVSHMEM || is_connection(device))
		return TURN_OWN_RANGE;
	if (device->kind == DEVICE_KEY_IMAGE)
		return TURN_KEY_IMAGE;
	return device->kind == DEVICE_VUART && vm->load_order != CFG_POST_LAUNCHED ? TURN_CONSOLE
										   : TURN_REST;
}

/* The last free slot of a range, or -1. */
static int last_free(const struct slots *slots, struct slot_range range)
{
	int slot = (int)range.last;

	while (slot >= (int)range.first && !is_free(slots, (unsigned)slot, range.by_address))
		slot--;
	return slot >= (int)range.first ? slot : -1;
}

static int choose(const struct slots *slots, const struct vm *vm, const struct device *device)
{
	struct slot_range range = slots_range(vm, device);

	return device->kind == DEVICE_KEY_IMAGE ? last_free(slots, range)
						: slots_first_free(slots, range);
}

void slots_choose(struct slots *slots, const struct vm *vm, int chosen[])
{
	for (int turn = 0; turn < TURN_COUNT; turn++)
		for (size_t i = 0; i < vm->device_count; i++) {
			const struct device *device = &vm->devices[i];

			if (device->address.kind != ADDRESS_ANY || turn_of(vm, device) != turn)
				continue;
			chosen[i] = choose(slots, vm, device);
			if (chosen[i] >= 0)
				slots_take(slots, (unsigned)chosen[i]);
		}
}

/* Where the user put a device; a launch script places by slot, whatever the function. */
static uint16_t fixed_vbdf(const struct vm *vm, const struct device *device)
{
	if (vm->load_order == CFG_POST_LAUNCHED && !device->address.is_argument)
		return CFG_BDF(0, CFG_BDF_DEVICE(device->address.vbdf), 0);
	return device->address.vbdf;
}

static struct slot_place place_of(const struct vm *vm, const struct device *device, int chosen)
{
	if (device->address.kind == ADDRESS_FIXED)
		return (struct slot_place) { !CFG_BDF_BUS(device->address.vbdf),
					     fixed_vbdf(vm, device) };
	if (device->address.kind == ADDRESS_ANY && chosen >= 0)
		return (struct slot_place) { true, CFG_BDF(0, chosen, 0) };
	return (struct slot_place) { 0 };
}

struct slot_place *slots_place(struct arena *arena, const struct model *model, const struct vm *vm,
			       struct slots *slots)
{
	struct slot_place *places = arena_array(arena, vm->device_count, sizeof(*places));
	int *chosen = arena_array(arena, vm->device_count, sizeof(*chosen));

	slots_enter(slots, model, vm);
	slots_choose(slots, vm, chosen);
	for (size_t i = 0; i < vm->device_count; i++)
		places[i] = place_of(vm, &vm->devices[i], chosen[i]);
	return places;
}
