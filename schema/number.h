/* SPDX-License-Identifier: BSD-3-Clause
 * number.h: numbers as users write them, read to the last character: no sign, no space, nothing
 * after the digits. Freestanding: it needs no C library.
 *
 * Each function returns false, and leaves *value as it was, for a text that is not such a number or
 * is out of range.
 */
#ifndef SCHEMA_NUMBER_H
#define SCHEMA_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exactly `length` digits of `base`, 8, 10 or 16, at least one; `max` is the largest value. */
bool number_parse_base(const char *text, size_t length, unsigned base, uint64_t max,
		       uint64_t *value);

/* The same in decimal. */
bool number_parse_decimal(const char *text, size_t length, uint64_t max, uint64_t *value);

/* The same in decimal, or in hex after 0x. */
bool number_parse(const char *text, size_t length, uint64_t max, uint64_t *value);

/* The whole NUL-terminated text as a decimal number from `min` to `max`. */
bool number_parse_range(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* The whole NUL-terminated text as a size: a decimal number of bytes or, with K, M or G of either
 * case after it, of KiB, MiB or GiB; `*has_unit` is whether there is such a letter, in any case. */
bool number_parse_size(const char *text, uint64_t *bytes, bool *has_unit);

#endif
