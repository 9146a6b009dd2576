/* SPDX-License-Identifier: BSD-3-Clause
 * uarts.c: the vUARTs of VMs with their ports and IRQs, those that ACRN adds for shutdown included.
 */
#include "plan/uarts.h"

#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/internal.h"
#include "schema/number.h"

/* The serial ports of a PC. */
struct com {
	const char *console; /* its name as a console */
	const char *port;
	unsigned number, irq;
};

static const struct com coms[] = {
	{ "COM Port 1", "0x3F8", 0x3f8, 4 },
	{ "COM Port 2", "0x2F8", 0x2f8, 3 },
	{ "COM Port 3", "0x3E8", 0x3e8, 4 },
	{ "COM Port 4", "0x2E8", 0x2e8, 3 },
};

#define COM_COUNT    (sizeof(coms) / sizeof(coms[0]))
#define IRQS_OF_COMS (UINT64_C(1) << 3 | UINT64_C(1) << 4)

/* 5 to 14. */
#define IRQS_OF_GUEST UINT64_C(0x7fe0)

static const struct com *com_of_console(const char *console)
{
	for (size_t i = 0; console && i < COM_COUNT; i++)
		if (strcmp(console, coms[i].console) == 0)
			return &coms[i];
	return NULL;
}

/* ACRN's build knows them by their text. */
static const struct com *com_of_end(const struct vuart_end *end)
{
	for (size_t i = 0; end->port.text && i < COM_COUNT; i++)
		if (strcmp(end->port.text, coms[i].port) == 0)
			return &coms[i];
	return NULL;
}

unsigned uarts_com_port(const char *console)
{
	const struct com *com = com_of_console(console);

	return com ? com->number : 0;
}

/* A bit for each of `count` UARTs from the port `first` on that would share a port with an end. */
static uint32_t overlapped(const struct vuart_end *end, unsigned first, unsigned count)
{
	uint32_t mask = 0;

	for (unsigned i = 0; end->port.is_given && i < count; i++) {
		uint64_t port = first + i * UARTS_PORTS, given = end->port.value;

		if ((given > port ? given - port : port - given) < UARTS_PORTS)
			mask |= UINT32_C(1) << i;
	}
	return mask;
}

/* For each VM a bit for each such UART that one of the VM's ends overlaps. */
static uint32_t *used_ports(struct arena *arena, const struct model *model, unsigned first,
			    unsigned count)
{
	uint32_t *used = arena_array(arena, model->vm_count, sizeof(*used));

	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++) {
			const struct vuart_end *end = &model->vuarts[i].ends[j];

			if (end->vm)
				used[end->vm - model->vms] |= overlapped(end, first, count);
		}
	return used;
}

/* Whether a BAR of I/O ports has one of `count` ports from `first` on. */
static bool has_ports(const struct board_bar *bar, unsigned first, unsigned count)
{
	return bar->is_io && bar->address < first + count && first < bar->address + bar->size;
}

static bool has_device(const struct vm *vm, uint16_t bdf)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];

		if (device->kind == DEVICE_PASSTHROUGH && device->passthrough->has_bdf &&
		    device->passthrough->bdf == bdf)
			return true;
	}
	return false;
}

const struct board_bar *uarts_overlapped_bar(const struct model *model, const struct vm *vm,
					     unsigned port)
{
	const struct board *board = model->board;

	for (size_t i = 0; board && vm->load_order == CFG_PRE_LAUNCHED && i < board->bar_count; i++)
		if (has_ports(&board->bars[i], port, UARTS_PORTS) &&
		    has_device(vm, board->bars[i].bdf))
			return &board->bars[i];
	return NULL;
}

/* Sets the bits of `count` UARTs that would share a port with a device of a pre-launched VM. */
static void avoid_devices(const struct model *model, uint32_t *used, unsigned first, unsigned count)
{
	for (size_t i = 0; model->board && i < model->board->bar_count; i++) {
		const struct board_bar *bar = &model->board->bars[i];
		uint32_t mask = 0;

		if (!has_ports(bar, first, count * UARTS_PORTS))
			continue;
		for (unsigned k = 0; k < count; k++)
			if (has_ports(bar, first + k * UARTS_PORTS, UARTS_PORTS))
				mask |= UINT32_C(1) << k;
		for (size_t j = 0; j < model->vm_count; j++)
			if (model->vms[j].load_order == CFG_PRE_LAUNCHED &&
			    has_device(&model->vms[j], bar->bdf))
				used[j] |= mask;
	}
}

/* Takes the lowest of `count` UARTs from the port `first` on; 0 where none is free. */
static unsigned take_port(uint32_t *used, unsigned first, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (*used >> i & 1)
			continue;
		*used |= UINT32_C(1) << i;
		return first + i * UARTS_PORTS;
	}
	return 0;
}

/* The port of an end: as written, or chosen. */
static const char *port_of(struct arena *arena, const struct model *model,
			   const struct vuart_end *end, uint32_t *used)
{
	unsigned port;

	if (end->port.is_given)
		return end->port.text;
	if (!end->vm)
		return NULL;
	port = take_port(&used[end->vm - model->vms], UARTS_DEFAULT_FIRST, UARTS_DEFAULT_COUNT);
	return port ? arena_printf(arena, "0x%x", port) : NULL;
}

const char *const *uarts_ports(struct arena *arena, const struct model *model)
{
	uint32_t *used = used_ports(arena, model, UARTS_DEFAULT_FIRST, UARTS_DEFAULT_COUNT);
	const char **ports = NULL;
	size_t count = 0;

	avoid_devices(model, used, UARTS_DEFAULT_FIRST, UARTS_DEFAULT_COUNT);
	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++) {
			ports = arena_grow(arena, ports, count, sizeof(*ports));
			ports[count++] = port_of(arena, model, &model->vuarts[i].ends[j], used);
		}
	return ports;
}

/* At the Service VM's end ACRN's build avoids the other VM's ports, too, for good. */
const struct uarts_shutdown *uarts_shutdown(struct arena *arena, const struct model *model)
{
	struct uarts_shutdown *all = arena_array(arena, model->vm_count, sizeof(*all));
	uint32_t *used = used_ports(arena, model, UARTS_SHUTDOWN_FIRST, UARTS_SHUTDOWN_COUNT);
	uint32_t *own = arena_array(arena, model->vm_count, sizeof(*own)); /* of their devices */
	size_t service;

	if (!model->service_vm)
		return all;
	service = (size_t)(model->service_vm - model->vms);
	avoid_devices(model, own, UARTS_SHUTDOWN_FIRST, UARTS_SHUTDOWN_COUNT);
	for (size_t i = 0; i < model->vm_count; i++) {
		if (i == service)
			continue;
		used[service] |= used[i];
		used[i] |= own[i];
		all[i].service_port =
			take_port(&used[service], UARTS_SHUTDOWN_FIRST, UARTS_SHUTDOWN_COUNT);
		all[i].port = take_port(&used[i], UARTS_SHUTDOWN_FIRST, UARTS_SHUTDOWN_COUNT);
	}
	return all;
}

bool uarts_is_legacy(const struct vuart_connection *connection)
{
	return connection->has_type && !connection->is_pci;
}

bool uarts_takes_irq(const struct vuart_connection *connection, const struct vuart_end *end)
{
	if (!uarts_is_legacy(connection))
		return true;
	return end->vm->load_order != CFG_SERVICE_VM && !com_of_end(end);
}

/* ACRN 3.3 asks the board for all VMs. */
uint64_t uarts_irqs(const struct model *model, const struct vm *vm, bool *is_known)
{
	bool is_service = vm->load_order == CFG_SERVICE_VM;

	*is_known = true;
	if (model->release >= RELEASE_MASTER && !is_service)
		return IRQS_OF_GUEST;
	*is_known = model->release >= RELEASE_3_3 && model->board && model->board->free_irqs;
	return *is_known ? model->board->free_irqs & ~IRQS_OF_COMS : 0;
}

/* The vUARTs of a VM, and the IRQs that none of them has yet. */
struct uart_list {
	struct plan_uart *all;
	size_t count;
	uint64_t irqs;
};

/* Where the vUARTs of all VMs are put together. */
struct uart_lists {
	struct arena *arena;
	const struct model *model;
	struct uart_list *of; /* each VM of the model */
};

/* Takes the lowest one; 0 where there is none. */
static unsigned take_irq(struct uart_list *list)
{
	unsigned irq = list->irqs ? (unsigned)__builtin_ctzll(list->irqs) : 0;

	list->irqs &= list->irqs - 1;
	return irq;
}

static void add(const struct uart_lists *lists, struct uart_list *list, struct plan_uart uart)
{
	list->all = arena_grow(lists->arena, list->all, list->count, sizeof(*list->all));
	list->all[list->count++] = uart;
}

static void add_console(const struct uart_lists *lists, const struct vm *vm)
{
	const char *console = vm->console_vuart.value;
	const struct com *com = com_of_console(console);
	struct plan_uart uart = { .kind = PLAN_UART_NONE };

	if (com)
		uart = (struct plan_uart) { PLAN_UART_LEGACY, .port = com->port, .irq = com->irq };
	else if (console && strcmp(console, "PCI") == 0)
		uart.kind = PLAN_UART_PCI;
	add(lists, &lists->of[vm - lists->model->vms], uart);
}

static void add_end(const struct uart_lists *lists, const struct vuart_connection *connection,
		    size_t index, const char *port)
{
	const struct vuart_end *end = &connection->ends[index];
	const struct vuart_end *peer = &connection->ends[1 - index];
	struct uart_list *list = &lists->of[end->vm - lists->model->vms];
	const struct com *com = com_of_end(end);
	unsigned irq = uarts_takes_irq(connection, end) ? take_irq(list) : 0;
	struct plan_uart uart = {
		.kind = PLAN_UART_PCI,
		.has_peer = true,
		.peer_vm = peer->vm->id,
		.peer_index = peer->index,
		.is_first_end = index == 0,
	};

	if (uarts_is_legacy(connection)) {
		uart.kind = PLAN_UART_LEGACY;
		uart.port = port;
		uart.irq = com ? com->irq : irq;
	}
	add(lists, list, uart);
}

static void add_shutdown(const struct uart_lists *lists, const struct vm *vm,
			 const struct uarts_shutdown *ports)
{
	const struct vm *service = lists->model->service_vm;
	struct uart_list *of_service = &lists->of[service - lists->model->vms];
	struct uart_list *of_vm = &lists->of[vm - lists->model->vms];
	struct plan_uart at_service = {
		.kind = PLAN_UART_LEGACY,
		.port = arena_printf(lists->arena, "0X%X", ports->service_port),
		.has_peer = true,
		.peer_vm = vm->id,
		.peer_index = (unsigned)of_vm->count,
		.is_first_end = true,
	};
	struct plan_uart at_vm = {
		.kind = PLAN_UART_LEGACY,
		.port = arena_printf(lists->arena, "0X%X", ports->port),
		.irq = take_irq(of_vm),
		.has_peer = true,
		.peer_vm = service->id,
		.peer_index = (unsigned)of_service->count,
	};

	add(lists, of_service, at_service);
	add(lists, of_vm, at_vm);
}

static void add_all(const struct uart_lists *lists)
{
	const struct model *model = lists->model;
	const char *const *port = uarts_ports(lists->arena, model);
	const struct uarts_shutdown *shutdown = uarts_shutdown(lists->arena, model);
	bool is_known;

	for (size_t i = 0; i < model->vm_count; i++) {
		lists->of[i].irqs = uarts_irqs(model, &model->vms[i], &is_known);
		add_console(lists, &model->vms[i]);
	}
	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++)
			add_end(lists, &model->vuarts[i], j, *port++);
	for (size_t i = 0; model->service_vm && i < model->vm_count; i++)
		if (&model->vms[i] != model->service_vm)
			add_shutdown(lists, &model->vms[i], &shutdown[i]);
}

void plan_fill_uarts(struct planner *planner)
{
	const struct model *model = planner->model;
	struct uart_lists lists = {
		.arena = planner->arena,
		.model = model,
		.of = arena_array(planner->arena, model->vm_count, sizeof(*lists.of)),
	};

	add_all(&lists);
	for (size_t i = 0; i < planner->plan->vm_count; i++) {
		const struct uart_list *list = &lists.of[planner->vms[i].vm - model->vms];

		planner->vms[i].uarts = list->all;
		planner->vms[i].uart_count = list->count;
		if (list->count > planner->hypervisor->vuart_max)
			planner->hypervisor->vuart_max = (unsigned)list->count;
	}
}
