/* SPDX-License-Identifier: BSD-3-Clause
 * uarts.h: what ACRN's build chooses for vUARTs: ports, IRQs, and the connections by which the
 * Service VM shuts the other VMs down.
 *
 * The rules check with it that nothing runs out. The numbers are those of ACRN's build.
 */
#ifndef PLAN_UARTS_H
#define PLAN_UARTS_H

#include "board/board.h"
#include "model/model.h"

/* A UART has eight registers, each a port. */
#define UARTS_PORTS 8u

/* A vUART by default has the first of these ports that is free in its VM. */
#define UARTS_DEFAULT_FIRST 0x9200u
#define UARTS_DEFAULT_COUNT 16u

/* For shutdown, that of these. */
#define UARTS_SHUTDOWN_FIRST 0x9000u
#define UARTS_SHUTDOWN_COUNT 32u

/* The port of COM1 to COM4, as "COM Port 1" of console_vuart; 0 for any other text. */
unsigned uarts_com_port(const char *console);

/* The BAR of a passthrough device with which a vUART of a VM at that port would share ports; NULL
 * for none. A pre-launched VM has these where the board has them, and would reach the device. */
const struct board_bar *uarts_overlapped_bar(const struct model *model, const struct vm *vm,
					     unsigned port);

/* Whether a connection is of I/O ports: one without a type is not. */
bool uarts_is_legacy(const struct vuart_connection *connection);

/* The first ports of the ends of all connections, in the order of the scenario, as written or as
 * chosen, which is for an end of any type. NULL where none is free, or for a VM that does not
 * exist. */
const char *const *uarts_ports(struct arena *arena, const struct model *model);

/* The first ports of the connection between the Service VM and another one; 0 where none is free.
 */
struct uarts_shutdown {
	unsigned service_port, port;
};

/* Those of the model's VMs, by index; the Service VM has none, and no VM where it does not exist.
 */
const struct uarts_shutdown *uarts_shutdown(struct arena *arena, const struct model *model);

/* Whether an end takes one of its VM's IRQs. COM ports have IRQs of their own, and legacy vUARTs of
 * the Service VM none. */
bool uarts_takes_irq(const struct vuart_connection *connection, const struct vuart_end *end);

/* A bit for each IRQ that the vUARTs of a VM may have; sets *is_known to false where it is not
 * known which these are. */
uint64_t uarts_irqs(const struct model *model, const struct vm *vm, bool *is_known);

#endif
