/* SPDX-License-Identifier: BSD-3-Clause
 * vuart_ports.c: the I/O ports and the IRQs of a VM's virtual UARTs. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "rules/internal.h"

/* A UART has eight registers, each a port. */
#define PORT_COUNT 8u
#define PORT_LAST  (0xffffu - (PORT_COUNT - 1))

/* The ports that ACRN's build chooses for ends without one. */
#define DEFAULT_PORT_FIRST 0x9200u
#define DEFAULT_PORT_LAST  0x9278u

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
	diag_help(diag, "a vUART has %u ports, the last of which is 0xffff at most", PORT_COUNT);
}

void check_vuart_port_invalid(struct check *check)
{
	each_end(check, check_port, NULL);
}

/* The port of a COM port by its number. */
static const uint16_t com_ports[] = { 0, 0x3f8, 0x2f8, 0x3e8, 0x2e8 };

#define COM_COUNT (sizeof(com_ports) / sizeof(com_ports[0]))

/* The port of a VM's console; 0 where it has none or is a PCI device. */
static uint16_t console_port(const struct vm *vm)
{
	const char *text = vm->console_vuart.value;
	size_t prefix = strlen("COM Port ");

	if (!text || strncmp(text, "COM Port ", prefix) != 0 || text[prefix] < '1' ||
	    text[prefix] > '4' || text[prefix + 1])
		return 0;
	return com_ports[text[prefix] - '0'];
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

/* Proposes the first of ACRN's own ports that the VM does not use. */
static void help_with_port(const struct check *check, const struct port_uses *uses,
			   const struct vuart_end *end, struct diag *diag)
{
	for (uint64_t port = DEFAULT_PORT_FIRST; port <= DEFAULT_PORT_LAST; port += PORT_COUNT) {
		struct port_use key = { .vm = end->vm, .port = port };
		const char *text;

		if (bsearch(&key, uses->all, uses->count, sizeof(key), compare_with_use))
			continue;
		text = arena_printf(check->arena, "0x%llx", (unsigned long long)port);
		diag_help(diag, "use a port that is free in the VM, for example %s", text);
		diag_edit(diag, end->port.at, text);
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

		if (!use->port || use->port != console_port(vm))
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

/* ACRN's build takes an IRQ for each vUART but those on the ports of a PC, which have IRQ 3 or 4,
 * and the legacy ones of the Service VM, which have none. */
static bool takes_irq(const struct vuart_connection *connection, const struct vuart_end *end)
{
	if (connection->is_pci || !connection->has_type)
		return true;
	if (end->vm->load_order == CFG_SERVICE_VM)
		return false;
	for (size_t i = 1; i < COM_COUNT; i++)
		if (end->port.is_given && end->port.value == com_ports[i])
			return false;
	return true;
}

#define IRQS_OF_PC    (UINT64_C(1) << 3 | UINT64_C(1) << 4)
#define IRQS_OF_GUEST 10u /* 5 to 14 */

/* How many IRQs ACRN's build has for a VM's vUARTs; SIZE_MAX where that is not known. */
static size_t irq_count(const struct model *model, const struct vm *vm)
{
	bool is_service = vm->load_order == CFG_SERVICE_VM;
	size_t for_shutdown = model->service_vm && !is_service, count;

	if (model->release >= RELEASE_MASTER && !is_service)
		return IRQS_OF_GUEST - for_shutdown;
	if (model->release < RELEASE_3_3 || !model->board || !model->board->free_irqs)
		return SIZE_MAX;
	count = (size_t)__builtin_popcountll(model->board->free_irqs & ~IRQS_OF_PC);
	return count > for_shutdown ? count - for_shutdown : 0;
}

/* The vUARTs of one VM that take an IRQ. */
struct irq_use {
	size_t count, limit;
	const struct vuart_end *first_without;
};

static void count_irq(struct check *check, const struct vuart_connection *connection,
		      const struct vuart_end *end, void *ctx)
{
	struct irq_use *uses = ctx, *use = &uses[end->vm - check->model->vms];

	if (!takes_irq(connection, end))
		return;
	if (!use->count++)
		use->limit = irq_count(check->model, end->vm);
	if (use->count > use->limit && !use->first_without)
		use->first_without = end;
}

void check_vuart_irqs_exhausted(struct check *check)
{
	const struct model *model = check->model;
	struct irq_use *uses = arena_array(check->scratch, model->vm_count, sizeof(*uses));

	each_end(check, count_irq, uses);
	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct diag *diag;

		if (!uses[i].first_without || check_is_reported(check, vm))
			continue;
		diag = check_report(check, vm, uses[i].first_without->at,
				    "VM '%s' has no IRQ left for this vUART: %zu vUARTs need one "
				    "of %zu",
				    vm->name.value, uses[i].count, uses[i].limit);
		diag_help(diag, "remove %zu of them", uses[i].count - uses[i].limit);
	}
}
