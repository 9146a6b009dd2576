/* SPDX-License-Identifier: BSD-3-Clause
 * offer_values.c: offers values of elements and attributes: those that the schema lists, and names.
 */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "lsp/offer.h"

/* The names of the other peers of the region, or of the other ends of the connection: what elements
 * beside the one that the place is in have at such a place. */
static struct string_map *names_beside(const struct offer *offer)
{
	const struct outline_node *open = offer->place->open, *entry = open->parent;
	const char *name = outline_text(offer->arena, open->name);
	struct string_map *names = string_map_new(offer->arena, 0);

	for (const struct outline_node *each = entry && entry->parent ? entry->parent->first : NULL;
	     each; each = each->next) {
		const struct outline_node *child = each != entry ? outline_child(each, name) : NULL;

		if (child)
			string_map_put(names, outline_text(offer->arena, child->text), child);
	}
	return names;
}

static bool is_text(const struct outline_node *parent, const char *child, const char *text)
{
	const struct outline_node *node = parent ? outline_child(parent, child) : NULL;

	return node && outline_is(node->text, text);
}

/* The Device Model connects post-launched VMs only. */
static bool can_be_peer(const struct offer *offer, const struct vm *vm)
{
	const struct outline_node *region = outline_around(offer->place->open, "IVSHMEM_REGION");

	return vm->load_order == CFG_POST_LAUNCHED ||
	       !is_text(region, "PROVIDED_BY", "Device Model");
}

static void offer_vm(struct offer *offer, const struct vm *vm, const char *label)
{
	offer_add_value(offer, &(struct offer_item) {
				       .label = label,
				       .kind = OFFER_REFERENCE,
				       .detail = describe_vm(offer->arena, vm),
			       });
}

static void offer_peers(struct offer *offer)
{
	const struct model *model = offer->names->model;
	const struct string_map *beside = names_beside(offer);

	for (size_t i = 0; model && i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		if (*vm->name.value && !string_map_find(beside, vm->name.value) &&
		    can_be_peer(offer, vm))
			offer_vm(offer, vm, vm->name.value);
	}
}

static void offer_vms(struct offer *offer)
{
	const struct model *model = offer->names->model;

	for (size_t i = 0; model && i < model->vm_count; i++)
		if (*model->vms[i].name.value)
			offer_vm(offer, &model->vms[i], model->vms[i].name.value);
}

static void offer_vm_ids(struct offer *offer)
{
	const struct model *model = offer->names->model;

	for (size_t i = 0; model && i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		if (vm->has_id)
			offer_add_value(offer,
					&(struct offer_item) {
						.label = arena_printf(offer->arena, "%u", vm->id),
						.kind = OFFER_REFERENCE,
						.detail = vm->name.value,
					});
	}
}

/* IDs that no VM has, the lowest first. */
static void offer_free_ids(struct offer *offer)
{
	size_t vm_count = offer->names->model ? offer->names->model->vm_count : 0;

	for (unsigned id = 0; id <= vm_count; id++)
		if (!lsp_vm_of_id(offer->names, id)) {
			offer_add_value(offer,
					&(struct offer_item) {
						.label = arena_printf(offer->arena, "%u", id),
						.kind = OFFER_VALUE,
						.detail = "the first free ID",
					});
			return;
		}
}

/* The regions that a VM can join, as its own declaration writes them. */
static void offer_regions(struct offer *offer)
{
	const struct model *model = offer->names->model;

	for (size_t i = 0; model && i < model->region_count; i++) {
		const struct shm_region *region = model->regions[i];
		const struct shm_declaration *first = region->declarations[0];
		const char *text;

		if (!region->is_name_valid || !first->has_size)
			continue;
		text = arena_printf(offer->arena, "%s:/%s,%u",
				    first->land == CFG_LAND_DM ? "dm" : "hv", region->name.value,
				    (unsigned)(first->size >> 20));
		offer_add_value(offer, &(struct offer_item) {
					       .label = text,
					       .kind = OFFER_REFERENCE,
				       });
	}
}

/* What is offered besides the values that the schema lists, by the type of the text, or by the name
 * of an element or attribute whose type has other uses, too. */
static const struct {
	const char *type, *name;
	void (*offer)(struct offer *offer);
} sources[] = {
	{ .type = "RegionVmName", .offer = offer_peers },
	{ .type = "VuartVmName", .offer = offer_peers },
	{ .name = "VM", .offer = offer_vms },
	{ .type = "VmId", .offer = offer_free_ids },
	{ .name = "companion_vmid", .offer = offer_vm_ids },
	{ .name = "CONSOLE_VM", .offer = offer_vm_ids },
	{ .type = "ShmRegionText", .offer = offer_regions },
	{ .type = "Vbdf", .offer = offer_vbdfs },
	{ .type = "Slot", .offer = offer_slots },
	{ .type = "PassthroughText", .offer = offer_devices },
	{ .type = "HostBdf", .offer = offer_device_addresses },
	{ .name = "pcpu_id", .offer = offer_cpus },
	{ .name = "VUART_TIMER_PCPU", .offer = offer_cpus },
	{ .name = "board", .offer = offer_boards },
};

static void offer_listed(struct offer *offer, const struct annotation *annotation)
{
	for (const char *const *value = annotation->values; value && *value; value++) {
		bool is_default =
			annotation->default_value && strcmp(annotation->default_value, *value) == 0;

		if (**value)
			offer_add_value(offer, &(struct offer_item) {
						       .label = *value,
						       .kind = OFFER_ENUM,
						       .detail = is_default ? "default" : NULL,
						       .is_preselected = is_default,
					       });
	}
}

void offer_values(struct offer *offer, const struct annotation *annotation)
{
	offer_listed(offer, annotation);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (sources[i].type ? annotation_is_of(annotation, sources[i].type)
				    : strcmp(annotation->name, sources[i].name) == 0)
			sources[i].offer(offer);
	if (!json_array_size(offer->items) && annotation->default_value)
		offer_add_value(offer, &(struct offer_item) {
					       .label = annotation->default_value,
					       .kind = OFFER_VALUE,
					       .detail = "default",
				       });
}
