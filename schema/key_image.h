/* SPDX-License-Identifier: BSD-3-Clause
 * key_image.h: the image by which a VM gets the keys of its regions: 4096 bytes, as a read-only
 * disk. Numbers are little-endian; names end with a zero byte, behind which all bytes are zero.
 *
 *     offset  bytes
 *          0      8  "ACRNKEYS"
 *          8      4  version, 1
 *         12      4  CRC-32 of all other bytes, as of zlib
 *         16      4  number of entries
 *         20      2  ID of the VM
 *         22      2  zero
 *         24     16  name of the VM
 *         40     40  name of the scenario
 *         80     48  zero
 *        128     72  the first entry:
 *                      0   28  name of the region
 *                     28    4  generation, from 1
 *                     32   32  key
 *                     64    8  fingerprint: the first bytes of the SHA-256 of "acrn-cfg key\n" and
 *                              the key. It is no secret.
 *        ...         by name, and for each name the later generation first; zero behind the last
 *
 * The CRC notices a disk that is not such an image, or is damaged. It is no protection: who can
 * write the image can write any key.
 *
 * Freestanding: it needs no C library.
 */
#ifndef SCHEMA_KEY_IMAGE_H
#define SCHEMA_KEY_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/static_config.h"

#define KEY_IMAGE_SIZE	       4096u
#define KEY_IMAGE_SCENARIO_MAX 39u

/* So many entries fit, and so many regions with two generations. */
#define KEY_IMAGE_ENTRIES 55u
#define KEY_IMAGE_REGIONS (KEY_IMAGE_ENTRIES / 2u)

#define KEY_SIZE	     32u
#define KEY_FINGERPRINT_SIZE 8u
/* What is hashed before the key, so that no other use of the key has this digest. */
#define KEY_FINGERPRINT_LABEL "acrn-cfg key\n"

struct key_entry {
	char region[CFG_REGION_NAME_MAX + 1];
	uint32_t generation;
	uint8_t key[KEY_SIZE];
	uint8_t fingerprint[KEY_FINGERPRINT_SIZE];
};

struct key_image {
	uint16_t vm_id;
	char vm[CFG_VM_NAME_MAX + 1];
	char scenario[KEY_IMAGE_SCENARIO_MAX + 1];
	size_t count;
	struct key_entry entries[KEY_IMAGE_ENTRIES]; /* in the order above */
};

/* The order of two keys: negative, zero or positive, as of strcmp(). */
int key_order(const char *region, uint32_t generation, const char *other_region,
	      uint32_t other_generation);

/* The bytes of an image, which has to be valid. */
void key_image_write(const struct key_image *image, uint8_t bytes[KEY_IMAGE_SIZE]);

/* Whether the first bytes of what may be an image are those of one. */
bool key_image_is_marked(const uint8_t bytes[KEY_IMAGE_SIZE]);

/* Reads an untrusted image. NULL where it is valid, else what is wrong with it; `image` is then
 * partly filled in. */
const char *key_image_read(const uint8_t bytes[KEY_IMAGE_SIZE], struct key_image *image);

#endif
