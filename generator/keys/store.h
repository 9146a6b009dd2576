/* SPDX-License-Identifier: BSD-3-Clause
 * store.h: a directory of keys, without the keys: whose they are, and their fingerprints.
 *
 *     REGION.GENERATION.key   a key, 32 bytes
 *     VM.keys                 the image of a VM's keys: schema/key_image.h
 *
 * Other files in it are the user's. The directory belongs to one scenario, and to the user who runs
 * the program, as every file in it does; no other user can read or write any of them.
 */
#ifndef KEYS_STORE_H
#define KEYS_STORE_H

#include "keys/secrets.h"

struct arena;
struct diags;

struct key_file {
	const char *region;
	uint32_t generation;
	uint8_t fingerprint[KEY_FINGERPRINT_SIZE];
	bool is_new; /* still to be made, so that the fingerprint is not known */
};

/* The image of a VM's keys. */
struct key_holder {
	const char *vm;
	uint16_t vm_id;
	struct key_file *keys; /* in key_order() */
	size_t key_count;
	bool is_new; /* still to be written */
};

struct key_store {
	const char *path;      /* for messages */
	int parent;	       /* the directory above; -1: not open */
	const char *name;      /* in there */
	int directory;	       /* locked; -1: not open */
	bool is_made;	       /* by this run */
	struct key_file *keys; /* in key_order() */
	size_t key_count;
	struct key_holder *images; /* by name */
	size_t image_count;
	const char **others; /* names of other files */
	size_t other_count;
};

/* Opens the directory at `path`, waits until no other run has it, and reads it for `scenario`: the
 * name in its images. Where it is missing it is made, with those above it. False with a diag. The
 * caller ends the store with key_store_close() in any case, which removes it if it was made and is
 * empty. */
bool key_store_open(struct arena *arena, const char *path, const char *scenario,
		    struct secrets *secrets, struct diags *diags, struct key_store *store);
void key_store_close(struct key_store *store);

/* The names of files. */
const char *key_file_name(struct arena *arena, const struct key_file *file);
const char *key_holder_name(struct arena *arena, const struct key_holder *image);

/* Reads a file of exactly `size` bytes, which only this user can read. False with a diag. */
bool key_store_read(const struct key_store *store, int directory, const char *name, uint8_t *bytes,
		    size_t size, struct diags *diags);

/* For qsort(), of two struct key_file. */
int key_file_compare(const void *left, const void *right);

#endif
