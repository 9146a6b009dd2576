/* SPDX-License-Identifier: BSD-3-Clause
 * slots.c: what is in each slot of a VM's bus 0. */
#include "plan/slots.h"

#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "graph/graph.h"
#include "report/internal.h"
#include "schema/bdf.h"

#define SLOT_COUNT (CFG_SLOT_MAX + 1)

/* Something in a slot: one of the three. */
struct entry {
	uint16_t vbdf;
	const char *fixed;		   /* that each VM of the kind has */
	const struct board_device *native; /* of the board, in the Service VM */
	const struct vm *other;		   /* that gets the native device when it starts, or NULL */
	const struct device *device;	   /* of the scenario */
	bool is_conflict;		   /* it cannot be there, or not with another one */
	const struct entry *next;	   /* in the same slot */
};

struct map {
	const struct report *report;
	struct arena *arena;
	const struct vm *vm;
	struct entry *first[SLOT_COUNT], *last[SLOT_COUNT];
};

static void add(struct map *map, struct entry entry)
{
	unsigned slot = CFG_BDF_DEVICE(entry.vbdf);
	struct entry *copy = arena_alloc(map->arena, sizeof(*copy));

	*copy = entry;
	if (map->last[slot])
		map->last[slot]->next = copy;
	else
		map->first[slot] = copy;
	map->last[slot] = copy;
}

/* In the lab a Service VM has it in place of the board's. */
static void add_fixed(struct map *map, unsigned slot, const char *what)
{
	if (!map->first[slot])
		add(map, (struct entry) { .vbdf = CFG_BDF(0, slot, 0), .fixed = what });
}

static bool has_gpu(const struct vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_PASSTHROUGH && vm->devices[i].passthrough->is_vga)
			return true;
	return false;
}

/* What the hypervisor or acrn-dm puts there by itself, with the options of the launch script: an
 * RTVM's has no LPC bridge. */
static void enter_fixed(struct map *map, const struct model *model)
{
	const struct vm *vm = map->vm;
	bool is_post_launched = vm->load_order == CFG_POST_LAUNCHED;
	bool is_lab = model_is_started_by_acrn_hv(model, vm);

	if (is_post_launched || is_lab || vm->load_order == CFG_PRE_LAUNCHED)
		add_fixed(map, CFG_SLOT_HOSTBRIDGE, "host bridge");
	if (is_lab || (is_post_launched && vm->type != VM_REAL_TIME))
		add_fixed(map, CFG_SLOT_LPC, "LPC bridge");
	if (is_post_launched && has_gpu(vm))
		add_fixed(map, CFG_SLOT_GPU_LPC, "LPC bridge of the GPU");
}

/* The VMs to which the board's devices of bus 0 are passed through, by the devices' addresses. */
static const struct vm **find_others(const struct map *map, const struct model *model)
{
	const struct vm **others = arena_array(map->arena, CFG_BDF(1, 0, 0), sizeof(*others));

	for (size_t i = 0; i < model->vm_count; i++)
		for (size_t j = 0; j < model->vms[i].device_count; j++) {
			const struct device *device = &model->vms[i].devices[j];

			if (device->kind == DEVICE_PASSTHROUGH && device->passthrough->has_bdf &&
			    !CFG_BDF_BUS(device->passthrough->bdf))
				others[device->passthrough->bdf] = &model->vms[i];
		}
	return others;
}

static void enter_natives(struct map *map, const struct model *model)
{
	const struct vm **others;

	if (map->vm->load_order != CFG_SERVICE_VM)
		return;
	others = find_others(map, model);
	for (unsigned slot = 0; slot < SLOT_COUNT; slot++)
		for (unsigned function = 0; function < SLOTS_FUNCTIONS; function++) {
			uint16_t bdf = CFG_BDF(0, slot, function);
			const struct board_device *native = slots_native(model, map->vm, bdf);

			if (native)
				add(map, (struct entry) { .vbdf = bdf,
							  .native = native,
							  .other = others[bdf] });
		}
}

static void enter_devices(struct map *map, const struct model *model)
{
	const struct vm *vm = map->vm;
	struct slots slots;
	const struct slot_place *places = slots_place(map->arena, model, vm, &slots);

	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		bool is_fixed = device->address.kind == ADDRESS_FIXED;

		if (!places[i].is_known)
			continue;
		add(map,
		    (struct entry) {
			    .vbdf = places[i].vbdf,
			    .device = device,
			    .is_conflict = is_fixed && (slots_check(model, vm, device) != SLOT_OK ||
							slots_conflict(&slots, vm, device)),
		    });
	}
}

/* Until when the Service VM has a device of the board; "" for always. */
static const char *end_of(const struct map *map, const struct entry *entry)
{
	return entry->other ? arena_printf(map->arena, " (until VM '%s' starts)",
					   entry->other->name.value)
			    : "";
}

/* In short, since there are 32 of them on a map. */
static const char *text_of(const struct map *map, const struct entry *entry)
{
	const char *name = "device of the board";

	if (entry->fixed)
		return entry->fixed;
	if (entry->device)
		return report_device_short_name(map->report, entry->device);
	if (entry->native->description)
		name = report_class_name(map->report, entry->native->description);
	return arena_printf(map->arena, "%s%s", name, end_of(map, entry));
}

/* With all that is known. */
static const char *full_text_of(const struct map *map, const struct entry *entry)
{
	if (entry->device)
		return report_device_name(map->report, entry->device);
	if (!entry->native || !entry->native->description)
		return text_of(map, entry);
	return arena_printf(map->arena, "%s%s", entry->native->description, end_of(map, entry));
}

static const char *kind_of(const struct entry *entry)
{
	if (entry->fixed)
		return "fixed";
	if (entry->native)
		return "board";
	switch (entry->device->kind) {
	case DEVICE_IVSHMEM:
		return "region";
	case DEVICE_VUART:
		return "vuart";
	case DEVICE_PASSTHROUGH:
		return "passthrough";
	case DEVICE_XHCI:
	case DEVICE_OTHER:
		return "other";
	default:
		return "virtio";
	}
}

/* The worst of all that is there. */
static const char *state_of(const struct entry *entry)
{
	const char *state = NULL;
	bool is_used = false;

	for (; entry; entry = entry->next) {
		if (entry->is_conflict)
			return "conflict";
		is_used |= entry->device != NULL;
		if (!state)
			state = entry->native ? "board" : "fixed";
	}
	return is_used ? "used" : state;
}

/* A slot has so many functions; of more devices, which the rules report, a text has not all. */
static const char *all_of(const struct map *map, const struct entry *entry)
{
	const char *all = text_of(map, entry);

	for (unsigned i = 1; (entry = entry->next) && i < SLOTS_FUNCTIONS; i++)
		all = arena_printf(map->arena, "%s; %s", all, text_of(map, entry));
	return entry ? arena_printf(map->arena, "%s; and others", all) : all;
}

static void add_device(const struct map *map, xmlNode *parent, const struct entry *entry)
{
	const struct report *report = map->report;
	xmlNode *node = report_add(report, parent, "device");
	const struct device *device = entry->device;
	char address[BDF_TEXT_SIZE];

	report_text(report, node, "address", bdf_format(entry->vbdf, address));
	report_text(report, node, "kind", kind_of(entry));
	report_text(report, node, "what", text_of(map, entry));
	report_text(report, node, "full", full_text_of(map, entry));
	if (device && device->kind == DEVICE_IVSHMEM)
		report_text(report, node, "part",
			    report->graph->regions[device->ivshmem->region->index].part.id);
}

/* Returns whether the slot is free. */
static bool add_slot(const struct map *map, xmlNode *parent, unsigned slot)
{
	const struct report *report = map->report;
	xmlNode *node = report_add(report, parent, "slot");
	const struct entry *entry = map->first[slot];
	bool is_reserved = slots_is_reserved(report->request->model, map->vm, slot);

	report_number(report, node, "number", slot);
	if (!entry) {
		report_text(report, node, "state", is_reserved ? "reserved" : "free");
		report_textf(report, node, "what", "%s%s", is_reserved ? "reserved for " : "free",
			     is_reserved ? slots_reserved_for(slot) : "");
		return !is_reserved;
	}
	report_text(report, node, "state", state_of(entry));
	report_text(report, node, "what", all_of(map, entry));
	for (; entry; entry = entry->next)
		add_device(map, node, entry);
	return false;
}

static const char *reason_of(const struct model *model, const struct vm *vm)
{
	if (model->vm_count > REPORT_VMS_MAX)
		return report_has_too_many;
	if (!vm->load_order)
		return "It is not known what starts the VM.";
	return vm->load_order == CFG_SERVICE_VM && !model->board
		       ? "The Service VM has the devices of the board, which is not known."
		       : NULL;
}

void report_add_slots(const struct report *report, xmlNode *parent, const struct vm *vm)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(report->arena);
	const struct model *model = report->request->model;
	xmlNode *node = report_add(report, parent, "slots");
	struct map map = { .report = report, .arena = scratch, .vm = vm };
	const char *reason = reason_of(model, vm);
	unsigned free_count = 0;

	report_text(report, node, "reason", reason);
	if (reason)
		return;
	enter_natives(&map, model);
	enter_fixed(&map, model);
	enter_devices(&map, model);
	for (unsigned slot = 0; slot < SLOT_COUNT; slot++)
		free_count += add_slot(&map, node, slot);
	report_number(report, node, "free", free_count);
}
