/* SPDX-License-Identifier: BSD-3-Clause
 * slot.h: PCI addresses as command lines have them. They are given as CFG_BDF().
 */
#ifndef VMM_SLOT_H
#define VMM_SLOT_H

#include <stdbool.h>
#include <stdint.h>

/* acrn-dm's -s: [[BUS:]SLOT[:FUNCTION]], in decimal. False where the text is anything else. */
bool slot_parse(const char *text, uint16_t *address);

/* acrn-dm's passthru: BUS/SLOT/FUNCTION of the machine, in hex, also with ':' or '.'. */
bool slot_parse_passthrough(const char *text, uint16_t *address);

/* QEMU's addr=: [0x]SLOT[.FUNCTION], in hex, on the bus of the device, which counts as 0. */
bool slot_parse_qemu(const char *text, uint16_t *address);

#endif
