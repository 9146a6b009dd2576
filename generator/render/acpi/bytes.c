/* SPDX-License-Identifier: BSD-3-Clause
 * bytes.c: a string of bytes that grows at its end. */
#include "render/acpi/bytes.h"

#include <string.h>

#include "base/arena.h"

#define ROOM_MIN 64

static void make_room(struct bytes *bytes, size_t size)
{
	size_t room = bytes->room ? bytes->room : ROOM_MIN;
	uint8_t *larger;

	if (size <= bytes->room - bytes->size)
		return;
	while (room - bytes->size < size)
		room *= 2;
	larger = arena_alloc(bytes->arena, room);
	if (bytes->size)
		memcpy(larger, bytes->data, bytes->size);
	bytes->data = larger;
	bytes->room = room;
}

void bytes_add(struct bytes *bytes, const void *data, size_t size)
{
	make_room(bytes, size);
	if (size)
		memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
}

void bytes_add_number(struct bytes *bytes, uint64_t value, unsigned width)
{
	make_room(bytes, width);
	bytes->size += width;
	bytes_set_number(bytes, bytes->size - width, value, width);
}

void bytes_set_number(struct bytes *bytes, size_t at, uint64_t value, unsigned width)
{
	for (unsigned i = 0; i < width; i++)
		bytes->data[at + i] = (uint8_t)(value >> 8 * i);
}

uint8_t bytes_checksum(const struct bytes *bytes)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < bytes->size; i++)
		sum = (uint8_t)(sum + bytes->data[i]);
	return (uint8_t)(0 - sum);
}
