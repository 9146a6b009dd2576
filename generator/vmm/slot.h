/* SPDX-License-Identifier: BSD-3-Clause
 * slot.h: the PCI addresses of acrn-dm's -s: [[BUS:]SLOT[:FUNCTION]], in decimal.
 */
#ifndef VMM_SLOT_H
#define VMM_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers with separators between them, such as the parts of a PCI address. */
#define SLOT_FIELDS 3u

/* Reads up to three numbers of `base`, none larger than 255, with one of `separators` between each
 * two. Returns their number, 0 where the text is anything else. */
size_t slot_parse_fields(const char *text, const char *separators, unsigned base,
			 uint64_t fields[SLOT_FIELDS]);

/* The address as CFG_BDF(); false where the text is none. */
bool slot_parse(const char *text, uint16_t *address);

#endif
