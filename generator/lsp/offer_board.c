/* SPDX-License-Identifier: BSD-3-Clause
 * offer_board.c: offers what the board has, and names of boards. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "lsp/offer.h"
#include "schema/bdf.h"

/* The base class of bridges, which no VM gets. */
#define CLASS_BRIDGE 0x06u

/* The board of the scenario, or NULL. */
static const struct board *board_of(const struct offer *offer)
{
	return offer->names->model ? offer->names->model->board : lsp_board(offer->query);
}

/* The first of the other VMs that has what a name refers to, or NULL. */
static const struct vm *find_user(const struct offer *offer, enum lsp_name_kind kind,
				  const char *text)
{
	for (size_t i = 0; i < offer->names->count; i++) {
		const struct lsp_name *name = &offer->names->items[i];

		if (name->kind == kind && name->vm && strcmp(name->text, text) == 0)
			return name->vm;
	}
	return NULL;
}

static const char *with_user(const struct offer *offer, const char *detail, const struct vm *user)
{
	return user ? arena_printf(offer->arena, "%s; VM '%s' has it", detail, user->name.value)
		    : detail;
}

void offer_cpus(struct offer *offer)
{
	const struct board *board = board_of(offer);

	for (size_t i = 0; board && i < board->cpu_count && i < OFFER_MAX; i++) {
		const char *id = arena_printf(offer->arena, "%" PRIu32, board->cpus[i].id);
		const struct vm *user = find_user(offer, LSP_CPU, id);
		const char *detail = describe_cpu(offer->arena, &board->cpus[i]);

		offer_add_value(offer, &(struct offer_item) {
					       .label = id,
					       .kind = OFFER_VALUE,
					       .detail = with_user(offer, detail, user),
					       .rank = user ? 1 : 0,
				       });
	}
}

static void offer_device(struct offer *offer, const struct board_device *device, bool is_described)
{
	char text[BDF_TEXT_SIZE];
	const char *bdf = arena_printf(offer->arena, "%s", bdf_format(device->bdf, text));
	const struct vm *user = find_user(offer, LSP_DEVICE, bdf);
	const char *detail = device->description ? device->description : "PCI device";

	offer_add_value(offer, &(struct offer_item) {
				       .label = bdf,
				       .kind = OFFER_VALUE,
				       .detail = with_user(offer, detail, user),
				       .text = is_described && device->description
						       ? arena_printf(offer->arena, "%s %s", bdf,
								      device->description)
						       : NULL,
				       .rank = user ? 1 : 0,
			       });
}

static void offer_functions(struct offer *offer, bool is_described)
{
	const struct board *board = board_of(offer);

	for (size_t i = 0; board && i < board->device_count && i < OFFER_MAX; i++)
		if (board->devices[i].is_function &&
		    board->devices[i].class_code >> 16 != CLASS_BRIDGE)
			offer_device(offer, &board->devices[i], is_described);
}

void offer_devices(struct offer *offer)
{
	offer_functions(offer, true);
}

void offer_device_addresses(struct offer *offer)
{
	offer_functions(offer, false);
}

void offer_boards(struct offer *offer)
{
	const char *const *names = board_names(
		offer->arena, offer->query->source->is_file ? offer->query->source->name : NULL);

	for (; *names; names++)
		offer_add_value(offer, &(struct offer_item) {
					       .label = *names,
					       .kind = OFFER_REFERENCE,
				       });
}
