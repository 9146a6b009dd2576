/* SPDX-License-Identifier: BSD-3-Clause
 * printable.h: any bytes as text that every document can have.
 */
#ifndef DIAG_PRINTABLE_H
#define DIAG_PRINTABLE_H

#include <stddef.h>

struct arena;

/* A text as UTF-8 that XML has, without control characters but tabs, and without those that end a
 * line or change the direction of writing: all other bytes become \xNN. */
const char *diag_printable(struct arena *arena, const char *text);

/* The same for `length` bytes. */
const char *diag_printable_bytes(struct arena *arena, const char *text, size_t length);

#endif
