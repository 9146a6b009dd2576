/* SPDX-License-Identifier: BSD-3-Clause
 * commit.h: makes a directory of keys what it is to be, all at once.
 */
#ifndef KEYS_COMMIT_H
#define KEYS_COMMIT_H

#include "keys/change.h"

/* Makes new keys and images beside the directory of the store, in one of its own, which has links
 * to the files that stay, and exchanges the two when all of it is on the disk: whatever stops the
 * program or the machine, the directory is the former one or the new one. What a killed run has
 * left is removed, also where nothing changes. False with a diag: nothing has changed. */
bool key_commit(struct arena *arena, const struct key_request *request,
		const struct key_store *store, const struct key_change *change,
		struct secrets *secrets, struct diags *diags);

#endif
