/* SPDX-License-Identifier: BSD-3-Clause
 * digest.h: the identity of inputs.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

struct arena;
struct source;

/* The SHA-256 of a file's bytes in lower-case hex, as `sha256sum FILE` prints it. It is computed
 * on first use, and lives as long as the source. */
const char *digest_source(const struct source *source);

/* The identity of several files together: the SHA-256 of theirs, a line each, which is what
 * `sha256sum FILE… | cut -d' ' -f1 | sha256sum` prints. A source that is NULL has no line. */
const char *digest_sources(struct arena *arena, const struct source *const *sources, size_t count);

/* The SHA-256 of `size` bytes. */
const char *digest_bytes(struct arena *arena, const char *bytes, size_t size);

/* The SHA-256 of what is read from `fd` up to its end, which may be more than fits into memory.
 * NULL with errno. */
const char *digest_file(struct arena *arena, int fd);

#endif
