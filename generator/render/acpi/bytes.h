/* SPDX-License-Identifier: BSD-3-Clause
 * bytes.h: a string of bytes that grows at its end.
 */
#ifndef RENDER_ACPI_BYTES_H
#define RENDER_ACPI_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Begins as { .arena = arena }. */
struct bytes {
	struct arena *arena;
	uint8_t *data; /* in the arena; moves when it grows */
	size_t size, room;
};

void bytes_add(struct bytes *bytes, const void *data, size_t size);

/* Adds the low `width` bytes of a value, the lowest one first. */
void bytes_add_number(struct bytes *bytes, uint64_t value, unsigned width);

/* Writes such a value over bytes that are there already. */
void bytes_set_number(struct bytes *bytes, size_t at, uint64_t value, unsigned width);

/* What has to be added to the bytes for their sum to be 0, as every checksum of ACPI. */
uint8_t bytes_checksum(const struct bytes *bytes);

#endif
