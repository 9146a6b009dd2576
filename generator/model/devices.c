/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: the PCI devices of each VM, in the order in which ACRN's launch scripts give them to
 * acrn-dm. */
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "model/harden.h"
#include "model/internal.h"

/* For each kind, those of rank() that come first and those that come later. */
#define RANK_COUNT (2 * DEVICE_KINDS)

struct device *model_append_device(struct model_builder *builder, const struct vm *vm,
				   const struct device *device)
{
	struct device_list *list = &builder->devices[vm - builder->model->vms];
	struct pending_device *pending = arena_alloc(builder->scratch, sizeof(*pending));

	pending->device = *device;
	*list->end = pending;
	list->end = &pending->next;
	return &pending->device;
}

/* A second device for a connection would only repeat the error that vuart-self reports. */
static void add_vuart_end(struct model_builder *builder, const struct vuart_connection *connection,
			  struct vuart_end *end)
{
	struct device device = { .kind = DEVICE_VUART, .at = end->at, .address = end->address };
	const struct vuart_end *first = connection->ends;
	struct device_list *list;

	end->vm = string_map_find(builder->vms, end->vm_name.value);
	if (!end->vm)
		return;
	list = &builder->devices[end->vm - builder->model->vms];
	end->index = ++list->vuart_end_count;
	end->is_pci = connection->is_pci;
	*list->last_vuart_end = end;
	list->last_vuart_end = &end->next_of_vm;
	device.vuart_index = end->index;
	if (connection->is_pci && (end == first || end->vm != first->vm))
		model_append_device(builder, end->vm, &device);
}

void model_add_vuart(struct model_builder *builder, const struct vuart_connection *connection)
{
	struct model *model = builder->model;
	struct vuart_connection *vuarts = arena_grow(builder->arena, (void *)model->vuarts,
						     model->vuart_count, sizeof(*vuarts));

	vuarts[model->vuart_count++] = *connection;
	model->vuarts = vuarts;
	for (size_t i = 0; i < connection->end_count; i++)
		add_vuart_end(builder, connection, &connection->ends[i]);
}

/* The class code by the board, or without one by the description beside the BDF. */
static uint32_t class_of(const struct board *board, const struct passthrough_device *device)
{
	const struct board_device *found =
		board && device->has_bdf ? board_device(board, device->bdf) : NULL;

	if (found && found->class_code)
		return found->class_code;
	return strstr(device->text.value, "VGA compatible controller") ? BOARD_CLASS_VGA : 0;
}

/* Two devices have no choice: acrn-dm wants the VGA controller in slot 2, and ACRN's allocator
 * leaves the VMD controller of a pre-launched VM where the board has it. */
static struct device_address passthrough_address(const struct vm *vm,
						 const struct passthrough_device *device)
{
	struct device_address address = { .is_slot_number = true, .text = device->text };
	uint16_t vmd = CFG_BDF(0, 0x0e, 0);

	if (vm->load_order == CFG_POST_LAUNCHED && device->is_vga) {
		address.kind = ADDRESS_FIXED;
		address.vbdf = CFG_BDF(0, CFG_SLOT_GPU, 0);
	} else if (vm->load_order == CFG_PRE_LAUNCHED && device->has_bdf && device->bdf == vmd) {
		address.kind = ADDRESS_FIXED;
		address.vbdf = vmd;
	}
	return address;
}

static void add_passthrough(struct model_builder *builder, const struct vm *vm,
			    const struct device *device)
{
	struct device *added = model_append_device(builder, vm, device);
	struct passthrough_device *passthrough = arena_alloc(builder->arena, sizeof(*passthrough));
	uint32_t class_code = class_of(builder->model->board, device->passthrough);

	*passthrough = *device->passthrough;
	passthrough->has_class = class_code != 0;
	passthrough->is_vga = class_code == BOARD_CLASS_VGA;
	passthrough->enables_ptm = passthrough->enables_ptm &&
				   (class_code & BOARD_SUBCLASS_MASK) == BOARD_CLASS_ETHERNET;
	passthrough->has_d3hot_reset = class_code == BOARD_CLASS_XHCI && vm->is_windows;
	added->passthrough = passthrough;
	if (!device->address.is_argument)
		added->address = passthrough_address(vm, passthrough);
	if (vm->load_order == CFG_PRE_LAUNCHED && passthrough->has_bdf &&
	    !CFG_BDF_BUS(passthrough->bdf))
		builder->model->is_passed_through[passthrough->bdf] = true;
}

void model_add_device(struct model_builder *builder, const struct vm *vm,
		      const struct device *device)
{
	if (device->kind == DEVICE_PASSTHROUGH)
		add_passthrough(builder, vm, device);
	else if (device->kind == DEVICE_VUART || vm->load_order == CFG_POST_LAUNCHED)
		model_append_device(builder, vm, device);
}

/* Where a device is among those of its VM: by its kind, dm-land before hv-land, and the console
 * before other vUARTs. A script has an order of its own. */
static size_t rank(const struct vm *vm, const struct device *device)
{
	size_t first = 2 * (size_t)device->kind;

	if (vm->launch)
		return 0;
	switch (device->kind) {
	case DEVICE_IVSHMEM:
		return first + (device->ivshmem->region->declarations[0]->land == CFG_LAND_HV);
	case DEVICE_VUART:
		return first + (device->vuart_index > 0);
	default:
		return first;
	}
}

/* A second device for a region would only repeat the error that shmem-peer-duplicate reports. */
static bool is_duplicate(const struct device *device)
{
	return device->kind == DEVICE_IVSHMEM && device->ivshmem->same_vm;
}

/* Copies a VM's devices by rank, and within one rank in the order of adding. */
static void order_devices(struct model_builder *builder, const struct device_list *list,
			  struct vm *vm)
{
	size_t next[RANK_COUNT + 1] = { 0 }; /* the index of the next device of each rank */

	for (const struct pending_device *each = list->first; each; each = each->next)
		if (!is_duplicate(&each->device))
			next[rank(vm, &each->device) + 1]++;
	for (size_t i = 0; i < RANK_COUNT; i++)
		next[i + 1] += next[i];
	vm->device_count = next[RANK_COUNT];
	vm->devices = arena_array(builder->arena, vm->device_count, sizeof(*vm->devices));
	for (const struct pending_device *each = list->first; each; each = each->next)
		if (!is_duplicate(&each->device))
			vm->devices[next[rank(vm, &each->device)]++] = each->device;
}

static bool has_region(const struct device_list *list)
{
	for (const struct pending_device *each = list->first; each; each = each->next)
		if (each->device.kind == DEVICE_IVSHMEM)
			return true;
	return false;
}

/* Only a VM that a script starts can be given a disk. */
static void add_key_image(struct model_builder *builder, const struct vm *vm)
{
	const struct device device = { .kind = DEVICE_KEY_IMAGE, .at = vm->at };

	if (vm->load_order == CFG_POST_LAUNCHED &&
	    has_region(&builder->devices[vm - builder->model->vms]))
		model_append_device(builder, vm, &device);
}

void model_order_devices(struct model_builder *builder)
{
	struct model *model = builder->model;

	for (size_t i = 0; i < model->vm_count; i++) {
		if (model->hardening & 1u << HARDEN_KEYS)
			add_key_image(builder, &model->vms[i]);
		order_devices(builder, &builder->devices[i], &model->vms[i]);
	}
}
