/* SPDX-License-Identifier: BSD-3-Clause
 * offer_slots.c: offers addresses and slots that are free in a VM. */
#include "base/arena.h"
#include "lsp/offer.h"
#include "plan/slots.h"
#include "schema/bdf.h"

/* Where a device of a kind may be, in which VM: NULL for one that is not known. */
struct wish {
	const struct vm *vm;
	struct slots slots;
	struct slot_range range; /* in which one is chosen by default */
};

static struct wish make_wish(const struct offer *offer, const struct outline_node *name,
			     enum device_kind kind)
{
	struct wish wish = { 0 };
	struct device device = { .kind = kind };

	if (kind == DEVICE_VUART)
		device.vuart_index = 1; /* none is a console */
	if (name)
		wish.vm = lsp_vm(offer->names, outline_text(offer->arena, name->text));
	if (wish.vm)
		slots_enter(&wish.slots, offer->names->model, wish.vm);
	wish.range = slots_range(wish.vm ? wish.vm : &(struct vm) { 0 }, &device);
	return wish;
}

static bool is_free(const struct wish *wish, unsigned slot)
{
	return wish->range.by_address
		       ? !wish->slots.is_address_taken[slot]
		       : !wish->slots.is_blocked[slot] && !wish->slots.is_taken[slot];
}

static bool is_in_range(const struct wish *wish, unsigned slot)
{
	return slot >= wish->range.first && slot <= wish->range.last;
}

static const char *detail_of(const struct offer *offer, const struct wish *wish)
{
	return wish->vm ? arena_printf(offer->arena, "free in VM '%s'", wish->vm->name.value)
			: NULL;
}

/* The free slots, as `format` writes them: those that would be chosen first. */
static void offer_free(struct offer *offer, const struct wish *wish,
		       const char *(*format)(struct arena *arena, unsigned slot))
{
	for (unsigned slot = CFG_SLOT_FIRST; slot <= CFG_SLOT_LAST; slot++)
		if (is_free(wish, slot))
			offer_add_value(offer, &(struct offer_item) {
						       .label = format(offer->arena, slot),
						       .kind = OFFER_VALUE,
						       .detail = detail_of(offer, wish),
						       .rank = is_in_range(wish, slot) ? 0 : 1,
					       });
}

static const char *format_vbdf(struct arena *arena, unsigned slot)
{
	char text[BDF_TEXT_SIZE];

	return arena_printf(arena, "%s", bdf_format(CFG_BDF(0, slot, 0), text));
}

static const char *format_slot(struct arena *arena, unsigned slot)
{
	return arena_printf(arena, "%u", slot);
}

void offer_vbdfs(struct offer *offer)
{
	const struct outline_node *end = outline_around(offer->place->open, "endpoint");
	const struct outline_node *peer = outline_around(offer->place->open, "IVSHMEM_VM");
	struct wish wish = end ? make_wish(offer, outline_child(end, "vm_name"), DEVICE_VUART)
			       : make_wish(offer, peer ? outline_child(peer, "VM_NAME") : NULL,
					   DEVICE_IVSHMEM);

	offer_free(offer, &wish, format_vbdf);
}

void offer_slots(struct offer *offer)
{
	const struct outline_node *vm = outline_around(offer->place->open, "vm");
	bool is_region = outline_is(offer->place->open->name, "shm_region");
	struct wish wish = make_wish(offer, vm ? outline_child(vm, "name") : NULL,
				     is_region ? DEVICE_IVSHMEM : DEVICE_OTHER);

	offer_free(offer, &wish, format_slot);
}
