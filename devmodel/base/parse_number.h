/* SPDX-License-Identifier: BSD-3-Clause
 * parse_number.h: numbers as users write them.
 */
#ifndef BASE_PARSE_NUMBER_H
#define BASE_PARSE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the first `length` characters of `text`, all of them, as a number of `base` 8, 10 or 16:
 * digits only, no sign, space or prefix. False for anything else, and beyond 64 bits. */
bool parse_number_base(const char *text, size_t length, unsigned base, uint64_t *value);

/* The whole of `text` as a decimal number from `min` to `max`. */
bool parse_number_decimal(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* The same, or in hex behind 0x. */
bool parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* The whole of `text` as a size: a decimal number of bytes or, with a letter behind it, of KiB (K),
 * MiB (M) or GiB (G); `*has_unit` says whether there is one, in either case. */
bool parse_size(const char *text, uint64_t *bytes, bool *has_unit);

#endif
