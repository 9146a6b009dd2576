/* SPDX-License-Identifier: BSD-3-Clause
 * key_image.c: reads and writes the image of a VM's keys. */
#include "schema/key_image.h"

#include "schema/name.h"

#define VERSION_1	1u
#define CRC_POLYNOMIAL	0xEDB88320u
#define GENERATION_NONE 0u

/* Where the fields are, and those of an entry from its first byte. */
enum {
	AT_MAGIC = 0,
	AT_VERSION = 8,
	AT_CRC = 12,
	AT_COUNT = 16,
	AT_VM_ID = 20,
	AT_RESERVED = 22,
	AT_VM = 24,
	AT_SCENARIO = 40,
	AT_RESERVED_TOO = 80,
	AT_ENTRIES = 128,

	ENTRY_REGION = 0,
	ENTRY_GENERATION = 28,
	ENTRY_KEY = 32,
	ENTRY_FINGERPRINT = 64,
	ENTRY_SIZE = 72,
};

static const uint8_t magic[] = { 'A', 'C', 'R', 'N', 'K', 'E', 'Y', 'S' };

_Static_assert(AT_ENTRIES + KEY_IMAGE_ENTRIES * ENTRY_SIZE <= KEY_IMAGE_SIZE, "entries that fit");
_Static_assert(CFG_REGION_NAME_MAX + 1 == ENTRY_GENERATION, "the name of a region");
_Static_assert(CFG_VM_NAME_MAX + 1 == AT_SCENARIO - AT_VM, "the name of a VM");
_Static_assert(KEY_IMAGE_SCENARIO_MAX + 1 == AT_RESERVED_TOO - AT_SCENARIO, "that of a scenario");

static uint32_t get_number(const uint8_t *bytes, size_t size)
{
	uint32_t number = 0;

	while (size)
		number = number << 8 | bytes[--size];
	return number;
}

static void put_number(uint8_t *bytes, size_t size, uint32_t number)
{
	for (size_t i = 0; i < size; i++, number >>= 8)
		bytes[i] = (uint8_t)number;
}

static void copy(void *to, const void *from, size_t size)
{
	uint8_t *target = to;
	const uint8_t *bytes = from;

	for (size_t i = 0; i < size; i++)
		target[i] = bytes[i];
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	while (size && !bytes[size - 1])
		size--;
	return !size;
}

/* Of all bytes but the field itself. */
static uint32_t crc_of(const uint8_t bytes[KEY_IMAGE_SIZE])
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < KEY_IMAGE_SIZE; i++) {
		if (i >= AT_CRC && i < AT_COUNT)
			continue;
		crc ^= bytes[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
	}
	return ~crc;
}

/* Copies a name with the zeros behind it; false where there are none, or other bytes. */
static bool get_name(const uint8_t *bytes, size_t size, char *name)
{
	size_t length = 0;

	copy(name, bytes, size);
	while (length < size && name[length])
		length++;
	return length < size && is_zero(bytes + length, size - length);
}

static void put_name(uint8_t *bytes, const char *name)
{
	for (size_t i = 0; name[i]; i++)
		bytes[i] = (uint8_t)name[i];
}

int key_order(const char *region, uint32_t generation, const char *other_region,
	      uint32_t other_generation)
{
	size_t i = 0;

	while (region[i] && region[i] == other_region[i])
		i++;
	if (region[i] != other_region[i])
		return (unsigned char)region[i] < (unsigned char)other_region[i] ? -1 : 1;
	return generation > other_generation ? -1 : generation < other_generation;
}

static void put_entry(uint8_t *bytes, const struct key_entry *entry)
{
	put_name(bytes + ENTRY_REGION, entry->region);
	put_number(bytes + ENTRY_GENERATION, 4, entry->generation);
	copy(bytes + ENTRY_KEY, entry->key, KEY_SIZE);
	copy(bytes + ENTRY_FINGERPRINT, entry->fingerprint, KEY_FINGERPRINT_SIZE);
}

void key_image_write(const struct key_image *image, uint8_t bytes[KEY_IMAGE_SIZE])
{
	for (size_t i = 0; i < KEY_IMAGE_SIZE; i++)
		bytes[i] = 0;
	copy(bytes + AT_MAGIC, magic, sizeof(magic));
	put_number(bytes + AT_VERSION, 4, VERSION_1);
	put_number(bytes + AT_COUNT, 4, (uint32_t)image->count);
	put_number(bytes + AT_VM_ID, 2, image->vm_id);
	put_name(bytes + AT_VM, image->vm);
	put_name(bytes + AT_SCENARIO, image->scenario);
	for (size_t i = 0; i < image->count; i++)
		put_entry(bytes + AT_ENTRIES + i * ENTRY_SIZE, &image->entries[i]);
	put_number(bytes + AT_CRC, 4, crc_of(bytes));
}

static bool get_entry(const uint8_t *bytes, struct key_entry *entry)
{
	entry->generation = get_number(bytes + ENTRY_GENERATION, 4);
	copy(entry->key, bytes + ENTRY_KEY, KEY_SIZE);
	copy(entry->fingerprint, bytes + ENTRY_FINGERPRINT, KEY_FINGERPRINT_SIZE);
	return get_name(bytes + ENTRY_REGION, sizeof(entry->region), entry->region) &&
	       region_name_is_valid(entry->region) && entry->generation != GENERATION_NONE;
}

static const char *get_entries(const uint8_t *bytes, struct key_image *image)
{
	for (size_t i = 0; i < image->count; i++) {
		const struct key_entry *entry = &image->entries[i], *former = entry - 1;

		if (!get_entry(bytes + i * ENTRY_SIZE, &image->entries[i]))
			return "invalid entry";
		if (i && key_order(former->region, former->generation, entry->region,
				   entry->generation) >= 0)
			return "entries out of order";
	}
	return NULL;
}

/* What is true of images of this version alone. */
static const char *get_header(const uint8_t *bytes, struct key_image *image)
{
	size_t end;

	image->count = get_number(bytes + AT_COUNT, 4);
	image->vm_id = (uint16_t)get_number(bytes + AT_VM_ID, 2);
	if (image->count > KEY_IMAGE_ENTRIES)
		return "too many entries";
	if (!get_name(bytes + AT_VM, sizeof(image->vm), image->vm) || !vm_name_is_valid(image->vm))
		return "invalid name of a VM";
	if (!get_name(bytes + AT_SCENARIO, sizeof(image->scenario), image->scenario) ||
	    !shm_name_is_valid(image->scenario))
		return "invalid name of a scenario";
	end = AT_ENTRIES + image->count * ENTRY_SIZE;
	if (!is_zero(bytes + AT_RESERVED, AT_VM - AT_RESERVED) ||
	    !is_zero(bytes + AT_RESERVED_TOO, AT_ENTRIES - AT_RESERVED_TOO) ||
	    !is_zero(bytes + end, KEY_IMAGE_SIZE - end))
		return "reserved bytes are not zero";
	return NULL;
}

bool key_image_is_marked(const uint8_t bytes[KEY_IMAGE_SIZE])
{
	size_t i = 0;

	while (i < sizeof(magic) && bytes[AT_MAGIC + i] == magic[i])
		i++;
	return i == sizeof(magic);
}

const char *key_image_read(const uint8_t bytes[KEY_IMAGE_SIZE], struct key_image *image)
{
	const char *fault;

	if (!key_image_is_marked(bytes))
		return "not an image of keys";
	if (get_number(bytes + AT_VERSION, 4) != VERSION_1)
		return "unknown version";
	if (get_number(bytes + AT_CRC, 4) != crc_of(bytes))
		return "wrong checksum";
	fault = get_header(bytes, image);
	return fault ? fault : get_entries(bytes + AT_ENTRIES, image);
}
