/* SPDX-License-Identifier: BSD-3-Clause
 * vuart_ports.c: the I/O ports and the IRQs of a VM's virtual UARTs. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/uarts.h"
#include "rules/internal.h"

#define PORT_LAST (0xffffu - (UARTS_PORTS - 1))

/* More legacy vUARTs than a VM has IRQs for: whatever else they have is not looked for on the
 * board. */
#define WITH_IRQ_MAX 64

/* Calls `visit` for each end in a VM, in the order of the scenario. */
static void each_end(struct check *check,
		     void (*visit)(struct check *check, const struct vuart_connection *connection,
				   const struct vuart_end *end, void *ctx),
		     void *ctx)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++)
			if (model->vuarts[i].ends[j].vm)
				visit(check, &model->vuarts[i], &model->vuarts[i].ends[j], ctx);
}

static void check_port(struct check *check, const struct vuart_connection *connection,
		       const struct vuart_end *end, void *ctx)
{
	struct diag *diag;

	(void)ctx;
	if (connection->is_pci || end->port.value <= PORT_LAST)
		return;
	diag = check_report(check, end, end->port.at,
			    "invalid I/O port 0x%llx of a vUART of VM '%s': must be at most 0x%x",
			    (unsigned long long)end->port.value, end->vm->name.value, PORT_LAST);
	diag_help(diag, "a vUART has %u ports, the last of which is 0xffff at most", UARTS_PORTS);
}

void check_vuart_port_invalid(struct check *check)
{
	each_end(check, check_port, NULL);
}

/* One use of a port by a VM. */
struct port_use {
	const struct vm *vm;
	uint64_t port;
	const struct vuart_end *end;
};

static int compare_ports(const struct port_use *a, const struct port_use *b)
{
	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	return a->port < b->port ? -1 : a->port > b->port;
}

/* By VM and port, then in the order of the scenario. */
static int compare_uses(const void *left, const void *right)
{
	const struct port_use *a = left, *b = right;
	int order = compare_ports(a, b);

	if (order)
		return order;
	return a->end->at.start < b->end->at.start ? -1 : a->end->at.start > b->end->at.start;
}

/* The ports of all ends, sorted. */
struct port_uses {
	struct port_use *all;
	size_t count;
};

static void add_use(struct check *check, const struct vuart_connection *connection,
		    const struct vuart_end *end, void *ctx)
{
	struct port_uses *uses = ctx;

	if (!end->port.is_given || check_is_reported(check, end) ||
	    check_is_reported(check, connection))
		return;
	uses->all = arena_grow(check->scratch, uses->all, uses->count, sizeof(*uses->all));
	uses->all[uses->count++] = (struct port_use) { end->vm, end->port.value, end };
}

static struct port_uses collect_uses(struct check *check)
{
	struct port_uses uses = { 0 };

	each_end(check, add_use, &uses);
	if (uses.count)
		qsort(uses.all, uses.count, sizeof(*uses.all), compare_uses);
	return uses;
}

static int compare_with_use(const void *key, const void *use)
{
	return compare_ports(key, use);
}

/* Whether a VM has no vUART at a port or one that overlaps it. */
static bool is_free(const struct port_uses *uses, const struct vm *vm, unsigned port)
{
	for (unsigned i = port - UARTS_PORTS + 1; i < port + UARTS_PORTS; i++) {
		struct port_use key = { .vm = vm, .port = i };

		if (bsearch(&key, uses->all, uses->count, sizeof(key), compare_with_use))
			return false;
	}
	return true;
}

/* Proposes the first of ACRN's own ports that the VM does not use. */
static void help_with_port(struct check *check, const struct port_uses *uses,
			   const struct vuart_end *end, struct diag *diag)
{
	for (unsigned i = 0; i < UARTS_DEFAULT_COUNT; i++) {
		unsigned port = UARTS_DEFAULT_FIRST + i * UARTS_PORTS;
		const char *text;

		if (!is_free(uses, end->vm, port) || check_is_proposed(check, end->vm, port))
			continue;
		check_propose(check, end->vm, port);
		text = arena_printf(check->arena, "0x%x", port);
		diag_help(diag, "use a port that is free in the VM, for example %s", text);
		diag_replace(diag, end->port.at, end->port.text, text);
		return;
	}
}

void check_vuart_console_conflict(struct check *check)
{
	struct port_uses uses = collect_uses(check);

	for (size_t i = 0; i < uses.count; i++) {
		const struct port_use *use = &uses.all[i];
		const struct vm *vm = use->vm;
		struct diag *diag;

		if (!use->port || use->port != uarts_com_port(vm->console_vuart.value))
			continue;
		diag = check_report(check, use->end, use->end->port.at,
				    "a vUART of VM '%s' has the I/O port 0x%x of its console",
				    vm->name.value, (unsigned)use->port);
		diag_note(diag, vm->console_vuart.at, "the console is %s", vm->console_vuart.value);
		help_with_port(check, &uses, use->end, diag);
	}
}

void check_vuart_port_duplicate(struct check *check)
{
	struct port_uses uses = collect_uses(check);
	const struct port_use *first = uses.all;

	for (size_t i = 1; i < uses.count; i++) {
		const struct port_use *use = &uses.all[i];
		struct diag *diag;

		if (compare_ports(first, use) != 0) {
			first = use;
			continue;
		}
		diag = check_report(check, use->end, use->end->port.at,
				    "duplicate I/O port 0x%llx of a vUART of VM '%s'",
				    (unsigned long long)use->port, use->vm->name.value);
		diag_note(diag, first->end->port.at, "another vUART of the VM has it here");
		help_with_port(check, &uses, use->end, diag);
	}
}

/* The ports of legacy vUARTs only. */
static void add_legacy_use(struct check *check, const struct vuart_connection *connection,
			   const struct vuart_end *end, void *ctx)
{
	if (uarts_is_legacy(connection))
		add_use(check, connection, end, ctx);
}

/* Whether two vUARTs that do not begin at the same port share ports. */
static bool is_overlap(uint64_t port, uint64_t other)
{
	return port != other && (port > other ? port - other : other - port) < UARTS_PORTS;
}

static void report_overlap(struct check *check, const struct port_uses *uses,
			   const struct port_use *use, const char *with)
{
	struct diag *diag;

	diag = check_report(
		check, use->end, use->end->port.at,
		"the I/O ports from 0x%llx on of a vUART of VM '%s' overlap those of %s",
		(unsigned long long)use->port, use->vm->name.value, with);
	help_with_port(check, uses, use->end, diag);
}

/* Reports the device that has ports of a vUART, if there is one. */
static bool overlaps_device(struct check *check, const struct port_uses *uses,
			    const struct port_use *use)
{
	const struct board_bar *bar =
		uarts_overlapped_bar(check->model, use->vm, (unsigned)use->port);

	if (bar)
		report_overlap(check, uses, use,
			       arena_printf(check->scratch, "passthrough device %02x:%02x.%x",
					    CFG_BDF_BUS(bar->bdf), CFG_BDF_DEVICE(bar->bdf),
					    CFG_BDF_FUNCTION(bar->bdf)));
	return bar;
}

void check_vuart_port_overlap(struct check *check)
{
	struct port_uses uses = { 0 };

	each_end(check, add_legacy_use, &uses);
	if (uses.count)
		qsort(uses.all, uses.count, sizeof(*uses.all), compare_uses);
	for (size_t i = 0, of_vm = 0; i < uses.count; i++) {
		const struct port_use *use = &uses.all[i];
		bool has_other = i && use[-1].vm == use->vm;
		unsigned console = uarts_com_port(use->vm->console_vuart.value);

		of_vm = has_other ? of_vm + 1 : 0;
		if (of_vm < WITH_IRQ_MAX && overlaps_device(check, &uses, use))
			continue;
		if (console && is_overlap(use->port, console))
			report_overlap(check, &uses, use, "its console");
		else if (has_other && is_overlap(use->port, use[-1].port))
			report_overlap(check, &uses, use, "another one");
	}
}

void check_vuart_port_missing(struct check *check)
{
	const struct model *model = check->model;
	const char *const *port = uarts_ports(check->scratch, model);

	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++) {
			const struct vuart_connection *connection = &model->vuarts[i];
			const struct vuart_end *end = &connection->ends[j];
			struct diag *diag;

			if (*port++ || !end->vm || !uarts_is_legacy(connection))
				continue;
			diag = check_report(check, end, end->at,
					    "a vUART of VM '%s' has no I/O port, and none of those "
					    "from 0x%x on is free",
					    end->vm->name.value, UARTS_DEFAULT_FIRST);
			diag_help(diag, "add an <io_port>");
		}
}

void check_vuart_shutdown_ports(struct check *check)
{
	const struct model *model = check->model;
	const struct uarts_shutdown *ports;

	if (!model->service_vm)
		return;
	ports = uarts_shutdown(check->scratch, model);
	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct diag *diag;

		if (vm == model->service_vm || (ports[i].service_port && ports[i].port))
			continue;
		diag = check_report(check, vm, vm->name.at,
				    "no I/O port is left for the vUARTs with which the Service VM "
				    "shuts VM '%s' down",
				    vm->name.value);
		diag_help(diag,
			  "ACRN's build has %u ports for them, from 0x%x on: use others for "
			  "vUART connections, or fewer VMs",
			  UARTS_SHUTDOWN_COUNT, UARTS_SHUTDOWN_FIRST);
		return;
	}
}

/* Whether the Service VM shuts a VM down, by a vUART that takes an IRQ. */
static bool has_shutdown(const struct model *model, const struct vm *vm)
{
	return model->service_vm && vm != model->service_vm;
}

/* The vUARTs of one VM that take an IRQ, but for the one for shutdown. */
struct irq_use {
	bool is_known; /* how many there are */
	size_t count, limit;
	const struct vuart_end *first_without;
};

static struct irq_use new_use(const struct model *model, const struct vm *vm)
{
	struct irq_use use = { 0 };
	size_t for_shutdown = has_shutdown(model, vm);

	use.limit = (size_t)__builtin_popcountll(uarts_irqs(model, vm, &use.is_known));
	use.limit = use.limit > for_shutdown ? use.limit - for_shutdown : 0;
	return use;
}

static void count_irq(struct check *check, const struct vuart_connection *connection,
		      const struct vuart_end *end, void *ctx)
{
	struct irq_use *uses = ctx, *use = &uses[end->vm - check->model->vms];

	if (!uarts_takes_irq(connection, end))
		return;
	if (++use->count > use->limit && !use->first_without)
		use->first_without = end;
}

static struct irq_use *count_irqs(struct check *check)
{
	const struct model *model = check->model;
	struct irq_use *uses = arena_array(check->scratch, model->vm_count, sizeof(*uses));

	for (size_t i = 0; i < model->vm_count; i++)
		uses[i] = new_use(model, &model->vms[i]);
	each_end(check, count_irq, uses);
	return uses;
}

void check_vuart_irqs_exhausted(struct check *check)
{
	const struct model *model = check->model;
	const struct irq_use *uses = count_irqs(check);

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct diag *diag;

		if (!uses[i].is_known || !uses[i].first_without || check_is_reported(check, vm))
			continue;
		diag = check_report(check, vm, uses[i].first_without->at,
				    "VM '%s' has no IRQ left for this vUART: %zu vUARTs need one "
				    "of %zu",
				    vm->name.value, uses[i].count, uses[i].limit);
		diag_help(diag, "remove %zu of them", uses[i].count - uses[i].limit);
	}
}

/* The PCI vUARTs of the Service VM are not missed: the hypervisor's configuration has no IRQs for
 * them. */
void check_board_irqs_missing(struct check *check)
{
	const struct model *model = check->model;
	const struct irq_use *uses = count_irqs(check);

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct diag *diag;
		bool is_known;

		if (vm->load_order == CFG_SERVICE_VM || check_is_reported(check, vm) ||
		    (!uses[i].count && !has_shutdown(model, vm)) ||
		    uarts_irqs(model, vm, &is_known))
			continue;
		diag = check_report(check, vm, vm->name.at,
				    "no IRQ for the vUARTs of VM '%s' in the AVAILABLE_IRQ_INFO of "
				    "board '%s'",
				    vm->name.value, model->board->name);
		diag_help(diag, "ACRN %s needs one of the board for each; later releases do not",
			  release_name(model->release));
		return;
	}
}
