/* SPDX-License-Identifier: BSD-3-Clause
 * secrets.h: the only memory that ever holds keys: never in a core dump, if possible never on a
 * swap device, and zeroed at the end.
 */
#ifndef KEYS_SECRETS_H
#define KEYS_SECRETS_H

#include <stdbool.h>

#include "schema/key_image.h"

/* The digits of a fingerprint, and a null character. */
#define KEY_FINGERPRINT_TEXT_SIZE (2 * KEY_FINGERPRINT_SIZE + 1)

struct secrets {
	struct key_image image;
	uint8_t bytes[KEY_IMAGE_SIZE]; /* of an image, or of a key */
	int was_dumpable;
};

/* From here to secrets_end() the process cannot dump core, and cannot be traced by its user. */
void secrets_begin(struct secrets *secrets);
void secrets_end(struct secrets *secrets);

/* Makes a key. False with errno. */
bool secrets_make_key(uint8_t key[KEY_SIZE]);

void secrets_fingerprint(const uint8_t key[KEY_SIZE], uint8_t fingerprint[KEY_FINGERPRINT_SIZE]);

/* In lower-case hex. */
void secrets_fingerprint_text(const uint8_t fingerprint[KEY_FINGERPRINT_SIZE],
			      char text[KEY_FINGERPRINT_TEXT_SIZE]);

#endif
