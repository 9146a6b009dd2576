/* SPDX-License-Identifier: BSD-3-Clause
 * test_key_image.c: the image of keys, byte by byte, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "schema/key_image.h"

static struct key_image sample(void)
{
	struct key_image image = { .vm_id = 0x0201, .vm = "VM1", .scenario = "pair", .count = 3 };

	for (size_t i = 0; i < image.count; i++) {
		struct key_entry *entry = &image.entries[i];

		strcpy(entry->region, i < 2 ? "left" : "right");
		entry->generation = i == 0 ? 0x01020304 : 1;
		memset(entry->key, 0x11 * (int)(i + 1), KEY_SIZE);
		memset(entry->fingerprint, 0xa0 + (int)i, KEY_FINGERPRINT_SIZE);
	}
	return image;
}

/* The CRC of zlib, computed in another way: over the bytes without those of the field. */
static void set_crc(uint8_t *bytes)
{
	uint32_t table[256], crc = UINT32_MAX;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (unsigned bit = 0; bit < 8; bit++)
			table[i] = table[i] & 1 ? table[i] >> 1 ^ 0xEDB88320 : table[i] >> 1;
	}
	for (size_t i = 0; i < KEY_IMAGE_SIZE; i++)
		if (i < 12 || i >= 16)
			crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xff];
	crc = ~crc;
	for (size_t i = 0; i < 4; i++)
		bytes[12 + i] = (uint8_t)(crc >> 8 * i);
}

static void test_bytes(void **state)
{
	struct key_image image = sample();
	uint8_t bytes[KEY_IMAGE_SIZE], expected[KEY_IMAGE_SIZE];

	(void)state;
	key_image_write(&image, bytes);
	assert_memory_equal(bytes, "ACRNKEYS\1\0\0\0", 12);
	assert_memory_equal(bytes + 16, "\3\0\0\0\1\2\0\0VM1\0", 12);
	assert_string_equal((char *)bytes + 40, "pair");
	assert_memory_equal(bytes + 128, "left\0", 5);
	assert_memory_equal(bytes + 128 + 28, "\4\3\2\1\x11\x11", 6);
	assert_memory_equal(bytes + 128 + 64, "\xa0\xa0\xa0\xa0\xa0\xa0\xa0\xa0left", 12);
	assert_memory_equal(bytes + 128 + 144, "right\0", 6);
	memcpy(expected, bytes, sizeof(bytes));
	set_crc(expected);
	assert_memory_equal(bytes, expected, sizeof(bytes));
}

static void test_round_trip(void **state)
{
	struct key_image image = sample(), other;
	uint8_t bytes[KEY_IMAGE_SIZE];

	(void)state;
	memset(&other, 0, sizeof(other));
	key_image_write(&image, bytes);
	assert_null(key_image_read(bytes, &other));
	assert_memory_equal(&image, &other, sizeof(image));
}

static void test_full(void **state)
{
	struct key_image image = { .vm = "a", .scenario = "b", .count = KEY_IMAGE_ENTRIES };
	struct key_image other;
	uint8_t bytes[KEY_IMAGE_SIZE];

	(void)state;
	for (size_t i = 0; i < image.count; i++) {
		strcpy(image.entries[i].region, "region");
		image.entries[i].generation = (uint32_t)(image.count - i);
	}
	key_image_write(&image, bytes);
	assert_null(key_image_read(bytes, &other));
	assert_int_equal(other.count, KEY_IMAGE_ENTRIES);
	assert_int_equal(KEY_IMAGE_REGIONS, 27);
}

/* One byte changed, with a checksum that is right again. */
static void test_faults(void **state)
{
	static const struct {
		size_t at;
		uint8_t byte;
		const char *fault;
	} cases[] = {
		{ 7, 'X', "not an image of keys" },
		{ 8, 2, "unknown version" },
		{ 16, KEY_IMAGE_ENTRIES + 1, "too many entries" },
		{ 19, 0xff, "too many entries" },
		{ 22, 1, "reserved bytes are not zero" },
		{ 24, '/', "invalid name of a VM" },
		{ 24, 0, "invalid name of a VM" },
		{ 39, 'x', "invalid name of a VM" },
		{ 40, '-', "invalid name of a scenario" },
		{ 79, 'x', "invalid name of a scenario" },
		{ 80, 1, "reserved bytes are not zero" },
		{ 127, 1, "reserved bytes are not zero" },
		{ 128, '.', "invalid entry" },
		{ 128, 0, "invalid entry" },
		{ 128 + 27, 'x', "invalid entry" },
		{ 128 + 72 + 28, 0, "invalid entry" },
		{ 128 + 31, 0, "entries out of order" },
		{ 128, 'x', "entries out of order" },
		{ 16, 2, "reserved bytes are not zero" },
		{ KEY_IMAGE_SIZE - 1, 1, "reserved bytes are not zero" },
	};
	struct key_image image = sample(), other;
	uint8_t bytes[KEY_IMAGE_SIZE];

	(void)state;
	image.entries[0].generation = 0x01000001;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		key_image_write(&image, bytes);
		bytes[cases[i].at] = cases[i].byte;
		set_crc(bytes);
		assert_string_equal(key_image_read(bytes, &other), cases[i].fault);
	}
}

/* Any bit that differs is noticed. */
static void test_checksum(void **state)
{
	struct key_image image = sample(), other;
	uint8_t bytes[KEY_IMAGE_SIZE];

	(void)state;
	key_image_write(&image, bytes);
	for (size_t i = 0; i < KEY_IMAGE_SIZE; i += 13) {
		bytes[i] ^= (uint8_t)(1u << i % 8);
		assert_non_null(key_image_read(bytes, &other));
		bytes[i] ^= (uint8_t)(1u << i % 8);
	}
	assert_null(key_image_read(bytes, &other));
}

static void test_order(void **state)
{
	(void)state;
	assert_int_equal(key_order("a", 1, "a", 1), 0);
	assert_true(key_order("a", 2, "a", 1) < 0);
	assert_true(key_order("a", 1, "a", 2) > 0);
	assert_true(key_order("a", 1, "ab", 9) < 0);
	assert_true(key_order("b", 9, "ab", 1) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes), cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_full),  cmocka_unit_test(test_faults),
		cmocka_unit_test(test_order), cmocka_unit_test(test_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
