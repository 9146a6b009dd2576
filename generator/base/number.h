/* SPDX-License-Identifier: BSD-3-Clause
 * number.h: numbers and PCI addresses as users write them, parsed to the last character.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exactly `length` decimal digits, at least one; false when the value exceeds `max`. */
bool number_parse_decimal(const char *text, size_t length, uint64_t max, uint64_t *value);

/* The same, or 0x and hex digits. */
bool number_parse(const char *text, size_t length, uint64_t max, uint64_t *value);

/* BUS:DEVICE.FUNCTION in hex of either case: one or two digits, a device up to 1f in one or two,
 * a function up to 7. *bdf is CFG_BDF()'s form; *length what was read; anything may follow but
 * another hex digit. */
bool number_parse_bdf(const char *text, uint16_t *bdf, size_t *length);

#endif
