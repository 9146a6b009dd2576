/* SPDX-License-Identifier: BSD-3-Clause
 * list.h: the keys of a store for people: what `ivshmem keys` prints in a guest, and who has them.
 */
#ifndef KEYS_LIST_H
#define KEYS_LIST_H

#include <stdio.h>

#include "keys/store.h"

/* A line for each key, in columns: region, generation, fingerprint, and the VMs whose images have
 * it. */
void key_list_print(struct arena *arena, const struct key_store *store, FILE *stream);

#endif
