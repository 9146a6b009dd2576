/* SPDX-License-Identifier: BSD-3-Clause
 * serial.h: the serial port of the board that the hypervisor's console takes.
 */
#ifndef PLAN_SERIAL_H
#define PLAN_SERIAL_H

#include <stdbool.h>

#include "board/platform.h"
#include "plan/hypervisor.h"

/* Whether a scenario's SERIAL_CONSOLE is none. */
bool serial_is_none(const char *console);

/* The index of the line of TTYS_INFO about exactly that console; the number of lines where the
 * board does not have it. */
size_t serial_find(const struct board_block *block, const char *console);

/* Reads such a line. False where it has not what the hypervisor is compiled with: constants of C
 * for addresses and widths, a PCI address in quotes, a port of a port. */
bool serial_parse(struct arena *arena, const char *line, struct plan_serial *serial);

#endif
