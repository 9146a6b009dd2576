/* SPDX-License-Identifier: BSD-3-Clause
 * change.h: which keys and images a directory is to have, by the scenario and what was asked for.
 * Nothing is made or written here.
 *
 * A region gets the next generation of its key when that is asked for, when a VM that no longer
 * shares the region has the newest one, and when no VM that shares it has that: then who has it is
 * not known. An image has the newest generation of each region, and the one before that.
 */
#ifndef KEYS_CHANGE_H
#define KEYS_CHANGE_H

#include "keys/store.h"

struct plan;

struct key_request {
	const struct plan *plan;    /* with hardening */
	const char *const *rotated; /* names of regions, "" for all; up to NULL */
	const char *const *revoked; /* GENERATION or REGION:GENERATION; up to NULL */
};

struct key_change {
	struct key_file *keys; /* in key_order() */
	size_t key_count;
	struct key_holder *images;
	size_t image_count;
	const char **removed; /* names of files */
	size_t removed_count;
	bool is_needed;
};

/* False with diags where the request does not fit the scenario or the store. */
bool key_change_make(struct arena *arena, const struct key_request *request,
		     const struct key_store *store, struct diags *diags, struct key_change *change);

#endif
