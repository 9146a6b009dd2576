/* SPDX-License-Identifier: BSD-3-Clause
 * interrupts.c: interrupt lines of the board, each for one VM, and the IRQs of virtual UARTs. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "rules/internal.h"
#include "schema/bdf.h"

void check_pt_intx_invalid(struct check *check, const struct vm *vm)
{
	const struct pt_intx *pt_intx = vm->pt_intx;
	struct diag *diag;

	if (vm->load_order != CFG_PRE_LAUNCHED || !pt_intx || !pt_intx->error)
		return;
	diag = check_report(check, vm, pt_intx->error_at,
			    "invalid pt_intx '%s' of VM '%s': expected %s here",
			    pt_intx->text.value, vm->name.value, pt_intx->error);
	diag_help(diag, "write pairs of a physical and a virtual line, for example (16, 3)(22, 5)");
	if (pt_intx->has_blank)
		diag_edit(diag, pt_intx->error_at, "");
}

/* The lines of the board that a device has if a VM has it; NULL for none. */
static const struct board_interrupt *lines_of(const struct check *check,
					      const struct device *device, size_t *count)
{
	const struct board *board = check->model->board;

	if (!board || device->kind != DEVICE_PASSTHROUGH || !device->passthrough->has_bdf)
		return NULL;
	return board_interrupts(board, device->passthrough->bdf, count);
}

static void report_lapic(struct check *check, const struct vm *vm, struct span at, const char *what,
			 uint32_t line)
{
	struct diag *diag = check_report(
		check, vm, at,
		"%s of VM '%s' uses interrupt line %u, but the VM has LAPIC passthrough", what,
		vm->name.value, line);

	diag_note(diag, vm->lapic_passthrough.at, "lapic_passthrough is set here");
	diag_help(diag, "such a VM gets interrupts as messages (MSI) only");
}

void check_intx_with_lapic_passthrough(struct check *check, const struct vm *vm)
{
	const struct pt_intx *pt_intx = vm->pt_intx;

	if (vm->load_order != CFG_PRE_LAUNCHED || !vm->lapic_passthrough.is_set)
		return;
	if (pt_intx && pt_intx->line_count) {
		report_lapic(check, vm, pt_intx->lines[0].at, "pt_intx",
			     pt_intx->lines[0].physical);
		return;
	}
	for (size_t i = 0; i < vm->device_count; i++) {
		size_t count;
		const struct board_interrupt *lines = lines_of(check, &vm->devices[i], &count);

		if (!lines)
			continue;
		report_lapic(check, vm, vm->devices[i].at, "a passthrough device", lines->line);
		return;
	}
}

/* A VM that has an interrupt line. */
struct claim {
	uint32_t line;
	const struct vm *vm;
	struct span at;
	bool has_device;
	uint16_t bdf;
};

struct claims {
	struct claim *all;
	size_t count;
	uint8_t *is_pre_launched; /* a bit for each BDF: a pre-launched VM has the device */
};

static void add_claim(struct check *check, struct claims *claims, struct claim claim)
{
	claims->all = arena_grow(check->scratch, claims->all, claims->count, sizeof(*claims->all));
	claims->all[claims->count++] = claim;
}

static void collect_devices(struct check *check, const struct vm *vm, struct claims *claims)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		size_t count;
		const struct board_interrupt *lines = lines_of(check, device, &count);

		if (!lines)
			continue;
		claims->is_pre_launched[lines->bdf / 8] |= (uint8_t)(1u << lines->bdf % 8);
		for (size_t j = 0; j < count && !check_is_reported(check, device); j++)
			add_claim(check, claims,
				  (struct claim) { lines[j].line, vm, device->at, true,
						   lines[j].bdf });
	}
}

static void collect_pre_launched(struct check *check, struct claims *claims)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		if (vm->load_order != CFG_PRE_LAUNCHED || check_is_reported(check, vm))
			continue;
		for (size_t j = 0; vm->pt_intx && j < vm->pt_intx->line_count; j++)
			add_claim(check, claims,
				  (struct claim) { .line = vm->pt_intx->lines[j].physical,
						   .vm = vm,
						   .at = vm->pt_intx->lines[j].at });
		collect_devices(check, vm, claims);
	}
}

/* The Service VM has all devices that no pre-launched VM has. */
static void collect_service(struct check *check, struct claims *claims)
{
	const struct model *model = check->model;
	const struct board *board = model->board;

	for (size_t i = 0; board && model->service_vm && i < board->interrupt_count; i++) {
		const struct board_interrupt *interrupt = &board->interrupts[i];

		if (claims->is_pre_launched[interrupt->bdf / 8] >> interrupt->bdf % 8 & 1)
			continue;
		add_claim(check, claims,
			  (struct claim) { interrupt->line, model->service_vm,
					   model->service_vm->name.at, true, interrupt->bdf });
	}
}

/* By line, then in the order of the scenario, but the Service VM first. */
static int compare_claims(const void *left, const void *right)
{
	const struct claim *a = left, *b = right;
	bool is_pre_a = a->vm->load_order == CFG_PRE_LAUNCHED;
	bool is_pre_b = b->vm->load_order == CFG_PRE_LAUNCHED;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (is_pre_a != is_pre_b)
		return is_pre_a ? 1 : -1;
	return a->at.start < b->at.start ? -1 : a->at.start > b->at.start;
}

static void note_claim(struct diag *diag, const struct claim *claim)
{
	char bdf[BDF_TEXT_SIZE];

	if (claim->has_device)
		diag_note(diag, claim->at, "VM '%s' has it by the device %s", claim->vm->name.value,
			  bdf_format(claim->bdf, bdf));
	else
		diag_note(diag, claim->at, "VM '%s' has it by its pt_intx", claim->vm->name.value);
}

/* Reports the last of the claims of one line, if another VM has it too, with a note for each other
 * VM. */
static void check_line(struct check *check, const struct claim *claims, size_t count)
{
	const struct claim *last = &claims[count - 1];
	const struct vm *noted = last->vm;
	struct diag *diag = NULL;

	for (size_t i = 0; i < count; i++) {
		if (claims[i].vm == noted || claims[i].vm == last->vm)
			continue;
		if (noted == last->vm)
			diag = check_report(
				check, last->vm, last->at,
				"interrupt line %u of VM '%s' is shared with another VM",
				last->line, last->vm->name.value);
		note_claim(diag, &claims[i]);
		noted = claims[i].vm;
	}
	diag_help(diag, "give all devices that share the line to one VM");
}

void check_intx_shared(struct check *check)
{
	struct claims claims = {
		.is_pre_launched = arena_alloc(check->scratch, (UINT16_MAX + 1) / 8),
	};
	size_t first = 0;

	collect_pre_launched(check, &claims);
	if (!claims.count)
		return;
	collect_service(check, &claims);
	qsort(claims.all, claims.count, sizeof(*claims.all), compare_claims);
	for (size_t i = 1; i <= claims.count; i++) {
		if (i < claims.count && claims.all[i].line == claims.all[first].line)
			continue;
		check_line(check, &claims.all[first], i - first);
		first = i;
	}
}
