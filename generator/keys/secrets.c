/* SPDX-License-Identifier: BSD-3-Clause
 * secrets.c: makes keys, and keeps them to this process. */
#include "keys/secrets.h"

#include <errno.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>

/* Without the right to lock memory it may be swapped: that is no reason to stop. */
void secrets_begin(struct secrets *secrets)
{
	memset(secrets, 0, sizeof(*secrets));
	secrets->was_dumpable = prctl(PR_GET_DUMPABLE);
	prctl(PR_SET_DUMPABLE, 0);
	mlock(secrets, sizeof(*secrets));
}

void secrets_end(struct secrets *secrets)
{
	int was_dumpable = secrets->was_dumpable;

	explicit_bzero(secrets, sizeof(*secrets));
	munlock(secrets, sizeof(*secrets));
	if (was_dumpable == 1)
		prctl(PR_SET_DUMPABLE, 1);
}

/* The kernel gives that many bytes at once, or none. */
bool secrets_make_key(uint8_t key[KEY_SIZE])
{
	ssize_t size;

	do
		size = getrandom(key, KEY_SIZE, 0);
	while (size < 0 && errno == EINTR);
	return size == KEY_SIZE;
}

void secrets_fingerprint(const uint8_t key[KEY_SIZE], uint8_t fingerprint[KEY_FINGERPRINT_SIZE])
{
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, strlen(KEY_FINGERPRINT_LABEL),
		      (const uint8_t *)KEY_FINGERPRINT_LABEL);
	sha256_update(&context, KEY_SIZE, key);
	sha256_digest(&context, KEY_FINGERPRINT_SIZE, fingerprint);
	explicit_bzero(&context, sizeof(context));
}

void secrets_fingerprint_text(const uint8_t fingerprint[KEY_FINGERPRINT_SIZE],
			      char text[KEY_FINGERPRINT_TEXT_SIZE])
{
	base16_encode_update(text, KEY_FINGERPRINT_SIZE, fingerprint);
	text[KEY_FINGERPRINT_TEXT_SIZE - 1] = '\0';
}
