/* SPDX-License-Identifier: BSD-3-Clause
 * digest.c: SHA-256 by nettle. */
#include "digest.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

#include "arena.h"

static const char *hex(struct arena *arena, struct sha256_ctx *context)
{
	char *text = arena_alloc(arena, BASE16_ENCODE_LENGTH(SHA256_DIGEST_SIZE) + 1);
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(context, sizeof(digest), digest);
	base16_encode_update(text, sizeof(digest), digest);
	return text;
}

const char *digest_sources(struct arena *arena, const struct source *const *sources, size_t count)
{
	struct sha256_ctx context;

	sha256_init(&context);
	for (size_t i = 0; i < count; i++)
		if (sources[i])
			sha256_update(&context, sources[i]->size + sources[i]->mark_size,
				      (const uint8_t *)sources[i]->bytes - sources[i]->mark_size);
	return hex(arena, &context);
}

const char *digest_bytes(struct arena *arena, const char *bytes, size_t size)
{
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, size, (const uint8_t *)bytes);
	return hex(arena, &context);
}
