/* SPDX-License-Identifier: BSD-3-Clause
 * string_map.h: what names stand for.
 */
#ifndef BASE_STRING_MAP_H
#define BASE_STRING_MAP_H

#include <stddef.h>

#include "base/arena.h"

struct string_map;

/* No names; some `expected` ones will come. They live as long as the arena, or until
 * string_map_free(). Where there is no memory for one the run ends as without memory for the arena.
 */
struct string_map *string_map_new(struct arena *arena, size_t expected);
void string_map_free(struct string_map *names);

DEFINE_CLEANUP(struct string_map *, string_map_free)

/* What a name stands for, or NULL. */
void *string_map_find(const struct string_map *names, const char *name);

/* Has a name stand for `value`, which is not NULL. Returns what it stood for before, or NULL. */
void *string_map_put(struct string_map *names, const char *name, const void *value);

#endif
