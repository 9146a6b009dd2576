/* SPDX-License-Identifier: BSD-3-Clause
 * digest.h: the identity of inputs.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>

#include "source.h"

/* The SHA-256 of the bytes of the files, one after the other, in lower-case hex: what
 * `cat FILE… | sha256sum` prints. A source that is NULL has no bytes. */
const char *digest_sources(struct arena *arena, const struct source *const *sources, size_t count);

/* The same of `size` bytes. */
const char *digest_bytes(struct arena *arena, const char *bytes, size_t size);

#endif
