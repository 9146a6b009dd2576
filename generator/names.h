/* SPDX-License-Identifier: BSD-3-Clause
 * names.h: what names stand for.
 */
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>

#include "arena.h"

struct names;

/* No names; some `expected` ones will come. They live as long as the arena, or until names_free().
 * Where there is no memory for one the run ends as without memory for the arena. */
struct names *names_new(struct arena *arena, size_t expected);
void names_free(struct names *names);

DEFINE_CLEANUP(struct names *, names_free)

/* What a name stands for, or NULL. */
void *names_find(const struct names *names, const char *name);

/* Has a name stand for `value`, which is not NULL. Returns what it stood for before, or NULL. */
void *names_put(struct names *names, const char *name, const void *value);

#endif
