/* SPDX-License-Identifier: BSD-3-Clause
 * id_pool.h: the IDs of a region: why each is not free, and whose it is.
 *
 * Reasons are counted: an ID is free when the count of each is zero. The lowest free ID is found in
 * a few steps, however many are in use. An ID belongs to the user of its last peer until it is no
 * longer taken, reserved or retired; how many IDs a user has is known without a walk over them.
 */
#ifndef IVSHMEM_SERVER_ID_POOL_H
#define IVSHMEM_SERVER_ID_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ivshmem-client/message.h"

enum id_reason {
	ID_BOUND,    /* to a VM or a user, by the settings */
	ID_TAKEN,    /* by a peer that is present */
	ID_RESERVED, /* for a peer that is absent and may return */
	ID_KEPT,     /* once for each peer that keeps the eventfds of the absent peer */
	ID_RETIRED,  /* once for each peer that must not be sent the ID again */
	ID_REASONS
};

struct id_record;
struct id_user;

#define ID_POOL_WORDS (MESSAGE_PEERS_MAX / 64)

/* All zero is closed. */
struct id_pool {
	struct id_record *records;	   /* by ID */
	uint64_t used[ID_POOL_WORDS];	   /* a bit for each ID that is not free */
	uint64_t full[ID_POOL_WORDS / 64]; /* a bit for each word of `used` with all bits set */
	size_t held;			   /* IDs that are taken or reserved, without bound ones */
	struct id_user *users;		   /* that have IDs, by rising number */
	size_t user_count, user_room;
};

/* Opens a pool in which all IDs are free. False if memory ran out. */
bool id_pool_open(struct id_pool *pool);
void id_pool_close(struct id_pool *pool);

/* Counts a reason once more, and once less; at most 65535 times for one ID. */
void id_pool_add(struct id_pool *pool, uint16_t id, enum id_reason reason);
void id_pool_remove(struct id_pool *pool, uint16_t id, enum id_reason reason);

bool id_pool_has(const struct id_pool *pool, uint16_t id, enum id_reason reason);

/* The ID is this user's; the caller then adds why. False if memory ran out: then nothing has
 * changed. */
bool id_pool_set_user(struct id_pool *pool, uint16_t id, uid_t user);

/* Whose ID it is, or was while it is retired; false if that is unknown. */
bool id_pool_get_user(const struct id_pool *pool, uint16_t id, uid_t *user);

/* The lowest free ID; false if there is none. */
bool id_pool_lowest(const struct id_pool *pool, uint16_t *id);

/* The number of the user's IDs that are taken or reserved, without bound ones. */
unsigned id_pool_held(const struct id_pool *pool, uid_t user);

/* The number of the user's IDs that are retired. */
unsigned id_pool_retired(const struct id_pool *pool, uid_t user);

#endif
