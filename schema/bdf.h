/* SPDX-License-Identifier: BSD-3-Clause
 * bdf.h: PCI addresses as text. Freestanding: it needs no C library.
 */
#ifndef SCHEMA_BDF_H
#define SCHEMA_BDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "00:1f.7" and its NUL. */
#define BDF_TEXT_SIZE 8u

/* BUS:DEVICE.FUNCTION in hex of either case: one or two digits, a device up to 1f in one or two,
 * a function up to 7. *bdf is CFG_BDF()'s form, *length what was read; anything may follow but
 * another hex digit. `text` is NUL-terminated. */
bool bdf_parse(const char *text, uint16_t *bdf, size_t *length);

/* Writes the address with two, two and one digits, in lower case. Returns `text`. */
const char *bdf_format(uint16_t bdf, char text[BDF_TEXT_SIZE]);

#endif
