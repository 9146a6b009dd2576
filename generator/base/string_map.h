/* SPDX-License-Identifier: BSD-3-Clause
 * string_map.h: a map from strings to pointers.
 */
#ifndef BASE_STRING_MAP_H
#define BASE_STRING_MAP_H

#include <stddef.h>

#include "base/arena.h"

struct string_map;

/* An empty map with room for about `expected` strings, which it copies; with more it grows. It
 * lives as long as the arena, or until string_map_free(); being out of memory is handled as in the
 * arena. */
struct string_map *string_map_new(struct arena *arena, size_t expected);
void string_map_free(struct string_map *map);

DEFINE_CLEANUP(struct string_map *, string_map_free)

/* The value of a string, or NULL. */
void *string_map_find(const struct string_map *map, const char *string);

/* Sets the value of a string, which is not NULL. Returns the value that it had before, or NULL. */
void *string_map_put(struct string_map *map, const char *string, const void *value);

#endif
