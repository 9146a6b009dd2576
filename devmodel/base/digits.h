/* SPDX-License-Identifier: BSD-3-Clause
 * digits.h: numbers as users write them.
 */
#ifndef DIGITS_H
#define DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the first `length` characters of `text`, all of them, as a number of `base` 8, 10 or 16:
 * digits only, no sign, space or prefix. False for anything else, and beyond 64 bits. */
bool digits_read(const char *text, size_t length, unsigned base, uint64_t *value);

/* The whole of `text` as a decimal number from `min` to `max`. */
bool digits_decimal(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* The same, or in hex behind 0x. */
bool digits_any(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* The whole of `text` as a size: a decimal number of bytes or, with a letter behind it, of KiB (K),
 * MiB (M) or GiB (G); `*has_unit` says whether there is one, in either case. */
bool digits_size(const char *text, uint64_t *bytes, bool *has_unit);

#endif
