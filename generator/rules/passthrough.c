/* SPDX-License-Identifier: BSD-3-Clause
 * passthrough.c: the board's devices that VMs get: PCI devices, and those on the memory bus. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "rules/internal.h"
#include "schema/bdf.h"

/* Removes the domain 0000 in front of a BDF, or a colon or comma behind it. */
static void fix_bdf(struct diag *diag, const struct text *text)
{
	static const char domain[] = "0000:";
	bool has_domain = strncmp(text->value, domain, strlen(domain)) == 0;
	const char *rest = text->value + (has_domain ? strlen(domain) : 0);
	struct span at = text->at;
	size_t length;
	uint16_t bdf;

	if (at.end - at.start != strlen(text->value) || !bdf_parse(rest, &bdf, &length) ||
	    (rest[length] && !strchr(" :,", rest[length])))
		return;
	if (rest[length] && rest[length] != ' ')
		diag_remove(diag,
			    source_span(at.source, at.start + (size_t)(rest - text->value) + length,
					at.start + (size_t)(rest - text->value) + length + 1),
			    rest + length);
	if (has_domain)
		diag_remove(diag, source_span(at.source, at.start, at.start + strlen(domain)),
			    domain);
}

void check_passthrough_bdf_invalid(struct check *check, const struct vm *vm,
				   const struct device *device)
{
	struct diag *diag;

	if (device->kind != DEVICE_PASSTHROUGH || device->passthrough->has_bdf)
		return;
	diag = check_report(check, device, device->at,
			    "invalid passthrough device '%s' of VM '%s': must begin with a BDF",
			    device->passthrough->text.value, vm->name.value);
	diag_help(diag, device->address.is_argument
				? "write BUS/DEVICE/FUNCTION in hex, for example 0/1f/3"
				: "write it as lspci does, for example 00:1f.3");
	if (!device->address.is_argument)
		fix_bdf(diag, &device->passthrough->text);
}

/* A device that a VM gets. */
struct assignment {
	uint16_t bdf;
	const struct vm *vm;
	const struct device *device;
};

static int compare_bdfs(uint16_t a, uint16_t b)
{
	return a < b ? -1 : a > b;
}

/* By BDF, then in the order of the scenario. */
static int compare_assignments(const void *left, const void *right)
{
	const struct assignment *a = left, *b = right;
	int order = compare_bdfs(a->bdf, b->bdf);

	if (order)
		return order;
	return a->device->at.start < b->device->at.start
		       ? -1
		       : a->device->at.start > b->device->at.start;
}

/* All passthrough devices of all VMs, sorted. */
static struct assignment *collect(const struct check *check, size_t *count)
{
	const struct model *model = check->model;
	struct assignment *all = NULL;

	*count = 0;
	for (size_t i = 0; i < model->vm_count; i++)
		for (size_t j = 0; j < model->vms[i].device_count; j++) {
			const struct device *device = &model->vms[i].devices[j];

			if (device->kind != DEVICE_PASSTHROUGH || check_is_reported(check, device))
				continue;
			all = arena_grow(check->scratch, all, *count, sizeof(*all));
			all[(*count)++] = (struct assignment) { device->passthrough->bdf,
								&model->vms[i], device };
		}
	if (*count)
		qsort(all, *count, sizeof(*all), compare_assignments);
	return all;
}

void check_passthrough_duplicate(struct check *check)
{
	size_t count;
	const struct assignment *all = collect(check, &count), *first = all;

	for (size_t i = 1; i < count; i++) {
		const struct assignment *each = &all[i];
		char bdf[BDF_TEXT_SIZE];
		struct diag *diag;

		if (first->bdf != each->bdf) {
			first = each;
			continue;
		}
		bdf_format(each->bdf, bdf);
		if (first->vm == each->vm)
			diag = check_report(check, each->device, each->device->at,
					    "duplicate passthrough device %s of VM '%s'", bdf,
					    each->vm->name.value);
		else
			diag = check_report(
				check, each->device, each->device->at,
				"passthrough device %s of VM '%s' is already assigned to VM '%s'",
				bdf, each->vm->name.value, first->vm->name.value);
		diag_note(diag, first->device->at, "VM '%s' has it here", first->vm->name.value);
		diag_help(diag, "remove one of them: a device is in one VM only");
		if (first->vm == each->vm)
			check_remove_duplicate(diag, "pci_dev", each->device->at,
					       first->device->at);
	}
}

/* Whether the board may have the device although its description has not: the firmware's settings
 * decide about the VMD controller, which ACRN's build has a fixed address for. */
static bool is_optional(const struct vm *vm, const struct device *device)
{
	return vm->load_order == CFG_PRE_LAUNCHED &&
	       device->passthrough->bdf == CFG_BDF(0, 0x0e, 0);
}

void check_passthrough_not_on_board(struct check *check, const struct vm *vm,
				    const struct device *device)
{
	const struct board *board = check->model->board;
	const struct board_device *found;
	char bdf[BDF_TEXT_SIZE];
	struct diag *diag;

	if (device->kind != DEVICE_PASSTHROUGH || !board->device_count || is_optional(vm, device))
		return;
	found = board_device(board, device->passthrough->bdf);
	if (found && found->is_function)
		return;
	diag = check_report(check, device, device->at,
			    "unknown passthrough device %s of VM '%s': board '%s' has no such "
			    "PCI device",
			    bdf_format(device->passthrough->bdf, bdf), vm->name.value, board->name);
	diag_help(diag, "inspect the board again if the device is new");
}

static int compare_hidden(const void *left, const void *right)
{
	const struct hidden_device *a = left, *b = right;

	return compare_bdfs(a->bdf, b->bdf);
}

/* The hidden devices by rising BDF. */
static struct hidden_device *sorted_hidden(const struct check *check, size_t *count)
{
	const struct hypervisor *hypervisor = &check->model->hypervisor;
	struct hidden_device *all =
		arena_array(check->scratch, hypervisor->hidden_device_count, sizeof(*all));

	*count = 0;
	for (size_t i = 0; i < hypervisor->hidden_device_count; i++)
		if (hypervisor->hidden_devices[i].has_bdf)
			all[(*count)++] = hypervisor->hidden_devices[i];
	if (*count)
		qsort(all, *count, sizeof(*all), compare_hidden);
	return all;
}

static const struct hidden_device *find_hidden(const struct hidden_device *hidden, size_t count,
					       uint16_t bdf)
{
	struct hidden_device key = { .bdf = bdf };

	return count ? bsearch(&key, hidden, count, sizeof(key), compare_hidden) : NULL;
}

void check_passthrough_hidden(struct check *check)
{
	size_t hidden_count, count = 0;
	const struct hidden_device *hidden = sorted_hidden(check, &hidden_count);
	const struct assignment *all = hidden_count ? collect(check, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		const struct hidden_device *found = find_hidden(hidden, hidden_count, all[i].bdf);
		char bdf[BDF_TEXT_SIZE];
		struct diag *diag;

		if (!found)
			continue;
		diag = check_report(check, all[i].device, all[i].device->at,
				    "passthrough device %s of VM '%s' is hidden",
				    bdf_format(all[i].bdf, bdf), all[i].vm->name.value);
		diag_note(diag, found->text.at, "HIDDEN_PDEV hides it from all VMs");
		diag_help(diag, "remove one of them");
	}
}

/* The primary-to-sideband bridge of Intel's chipsets. */
#define P2SB_BDF CFG_BDF(0, 0x1f, 1)

void check_sideband_bridge_hidden(struct check *check)
{
	const struct model *model = check->model;
	size_t hidden_count;
	const struct hidden_device *hidden = sorted_hidden(check, &hidden_count);
	const struct hidden_device *p2sb = find_hidden(hidden, hidden_count, P2SB_BDF);

	for (size_t i = 0; p2sb && i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct diag *diag;

		if (vm->load_order != CFG_PRE_LAUNCHED || !vm->p2sb.is_set)
			continue;
		diag = check_report(check, vm, vm->p2sb.at,
				    "VM '%s' has the P2SB bridge, which is hidden", vm->name.value);
		diag_note(diag, p2sb->text.at, "HIDDEN_PDEV hides it from all VMs");
		diag_help(diag, "set p2sb to n, or remove the HIDDEN_PDEV");
	}
}

void check_mmio_resource_conflict(struct check *check, const struct vm *vm)
{
	bool is_p2sb_later = vm->p2sb.at.start > vm->tpm2.at.start;
	struct diag *diag;

	if (!vm->tpm2.is_set || !vm->p2sb.is_set)
		return;
	diag = check_report(check, vm, is_p2sb_later ? vm->p2sb.at : vm->tpm2.at,
			    "VM '%s' has both a TPM2 and the P2SB bridge", vm->name.value);
	diag_note(diag, is_p2sb_later ? vm->tpm2.at : vm->p2sb.at, "%s is set here",
		  is_p2sb_later ? "TPM2" : "p2sb");
	diag_help(diag, "set one of them to n: the hypervisor has room for one");
}
