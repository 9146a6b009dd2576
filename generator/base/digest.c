/* SPDX-License-Identifier: BSD-3-Clause
 * digest.c: SHA-256 by nettle. */
#include "base/digest.h"

#include <errno.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/source.h"

_Static_assert(BASE16_ENCODE_LENGTH(SHA256_DIGEST_SIZE) == SOURCE_DIGEST_LENGTH, "a digest in hex");

static void write_hex(struct sha256_ctx *context, char *hex)
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(context, sizeof(digest), digest);
	base16_encode_update(hex, sizeof(digest), digest);
}

/* A byte order mark is not part of the text, but of the file. */
const char *digest_source(const struct source *source)
{
	struct sha256_ctx context;

	if (*source->digest)
		return source->digest;
	sha256_init(&context);
	sha256_update(&context, source->size + source->mark_size,
		      (const uint8_t *)source->bytes - source->mark_size);
	write_hex(&context, source->digest);
	return source->digest;
}

const char *digest_sources(struct arena *arena, const struct source *const *sources, size_t count)
{
	char *hex = arena_alloc(arena, SOURCE_DIGEST_LENGTH + 1);
	struct sha256_ctx context;

	sha256_init(&context);
	for (size_t i = 0; i < count; i++) {
		if (!sources[i])
			continue;
		sha256_update(&context, SOURCE_DIGEST_LENGTH,
			      (const uint8_t *)digest_source(sources[i]));
		sha256_update(&context, 1, (const uint8_t *)"\n");
	}
	write_hex(&context, hex);
	return hex;
}

const char *digest_bytes(struct arena *arena, const char *bytes, size_t size)
{
	char *hex = arena_alloc(arena, SOURCE_DIGEST_LENGTH + 1);
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, size, (const uint8_t *)bytes);
	write_hex(&context, hex);
	return hex;
}

const char *digest_file(struct arena *arena, int fd)
{
	char *hex = arena_alloc(arena, SOURCE_DIGEST_LENGTH + 1);
	struct sha256_ctx context;
	uint8_t bytes[16384];
	ssize_t got;

	sha256_init(&context);
	while ((got = read(fd, bytes, sizeof(bytes))) != 0) {
		if (got > 0)
			sha256_update(&context, (size_t)got, bytes);
		else if (errno != EINTR)
			return NULL;
	}
	write_hex(&context, hex);
	return hex;
}
