/* SPDX-License-Identifier: BSD-3-Clause
 * key_fuzz.c: libFuzzer on the image of a VM's keys: what is read as one is written again as the
 * same bytes, so that nothing in it is hidden. An input is cut or filled up with zeros; its
 * checksum is made right, or no input would get further. */
#include "generator.h"

#include "schema/key_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define AT_CRC 12u

/* The checksum of the image that these entries would have: the writer's, of any bytes. */
static void set_crc(uint8_t image[KEY_IMAGE_SIZE])
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < KEY_IMAGE_SIZE; i++) {
		if (i >= AT_CRC && i < AT_CRC + 4)
			continue;
		crc ^= image[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
	}
	crc = ~crc;
	for (size_t i = 0; i < 4; i++)
		image[AT_CRC + i] = (uint8_t)(crc >> 8 * i);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint8_t image[KEY_IMAGE_SIZE] = { 0 }, again[KEY_IMAGE_SIZE];
	struct key_image read;

	if (size)
		memcpy(image, bytes, size < sizeof(image) ? size : sizeof(image));
	set_crc(image);
	if (key_image_read(image, &read))
		return 0;
	REQUIRE(read.count <= KEY_IMAGE_ENTRIES, "the entries do not fit");
	key_image_write(&read, again);
	REQUIRE(memcmp(image, again, sizeof(image)) == 0, "the image is another one");
	return 0;
}
