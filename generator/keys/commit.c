/* SPDX-License-Identifier: BSD-3-Clause
 * commit.c: builds the next state of a directory of keys beside it, and exchanges the two. */
#include "keys/commit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/signals.h"
#include "diag/diag.h"
#include "plan/plan.h"

struct committing {
	struct arena *arena;
	const struct key_request *request;
	const struct key_store *store;
	const struct key_change *change;
	struct secrets *secrets;
	struct diags *diags;
	const char *stage_name; /* beside the store */
	int stage;
};

static bool fail(const struct committing *committing, const char *what, const char *name)
{
	int error = errno;

	diag_add(committing->diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
		 "cannot %s '%s' for '%s': %s", what, name, committing->store->path,
		 strerror(error));
	return false;
}

static void close_directory(DIR *directory)
{
	closedir(directory);
}

DEFINE_CLEANUP(DIR *, close_directory)

static bool remove_files(int fd)
{
	CLEANUP(close_directory) DIR *directory = fdopendir(fd);
	const struct dirent *entry;

	if (!directory)
		return file_close(fd, false);
	errno = 0;
	while ((entry = readdir(directory))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    unlinkat(dirfd(directory), entry->d_name, 0) < 0)
			return false;
		errno = 0;
	}
	return !errno;
}

/* Removes the directory beside the store, if there is one. Files alone are ever put there. */
static bool remove_stage(const struct committing *committing)
{
	int parent = committing->store->parent;
	int fd = openat(parent, committing->stage_name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT;
	return remove_files(fd) && unlinkat(parent, committing->stage_name, AT_REMOVEDIR) == 0;
}

static bool make_stage(struct committing *committing)
{
	int parent = committing->store->parent;

	if (!remove_stage(committing))
		return fail(committing, "remove", committing->stage_name);
	if (mkdirat(parent, committing->stage_name, 0700) < 0)
		return fail(committing, "make", committing->stage_name);
	committing->stage = openat(parent, committing->stage_name,
				   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* Other runs find it in the place of the store while the former one is still removed. */
	return (committing->stage >= 0 && flock(committing->stage, LOCK_EX) == 0) ||
	       fail(committing, "open", committing->stage_name);
}

/* The file itself stays as it is. */
static bool keep(const struct committing *committing, const char *name)
{
	return linkat(committing->store->directory, name, committing->stage, name, 0) == 0 ||
	       fail(committing, "keep", name);
}

static bool write_file(const struct committing *committing, const char *name, const uint8_t *bytes,
		       size_t size)
{
	int fd = openat(committing->stage, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);

	if (fd >= 0 &&
	    file_close(fd, fchmod(fd, 0400) == 0 && file_write(fd, (const char *)bytes, size) &&
				   file_sync(fd)))
		return true;
	return fail(committing, "write", name);
}

static bool put_keys(const struct committing *committing)
{
	uint8_t *key = committing->secrets->bytes;

	for (size_t i = 0; i < committing->change->key_count; i++) {
		const struct key_file *file = &committing->change->keys[i];
		const char *name = key_file_name(committing->arena, file);
		bool is_good;

		if (!file->is_new)
			is_good = keep(committing, name);
		else if (!secrets_make_key(key))
			is_good = fail(committing, "make", name);
		else
			is_good = write_file(committing, name, key, KEY_SIZE);
		if (!is_good)
			return false;
	}
	return true;
}

/* Fills in the image of the secrets from the files of the keys. */
static bool fill_image(const struct committing *committing, const struct key_holder *holder)
{
	struct key_image *image = &committing->secrets->image;

	explicit_bzero(image, sizeof(*image));
	image->vm_id = holder->vm_id;
	strcpy(image->vm, holder->vm);
	strcpy(image->scenario, committing->request->plan->hardening->prefix);
	for (; image->count < holder->key_count; image->count++) {
		struct key_entry *entry = &image->entries[image->count];
		const struct key_file *file = &holder->keys[image->count];
		const char *name = key_file_name(committing->arena, file);

		strcpy(entry->region, file->region);
		entry->generation = file->generation;
		if (!key_store_read(committing->store, committing->stage, name, entry->key,
				    KEY_SIZE, committing->diags))
			return false;
		secrets_fingerprint(entry->key, entry->fingerprint);
	}
	key_image_write(image, committing->secrets->bytes);
	return true;
}

static bool put_images(const struct committing *committing)
{
	for (size_t i = 0; i < committing->change->image_count; i++) {
		const struct key_holder *image = &committing->change->images[i];
		const char *name = key_holder_name(committing->arena, image);

		if (!image->is_new
			    ? !keep(committing, name)
			    : !fill_image(committing, image) ||
				      !write_file(committing, name, committing->secrets->bytes,
						  KEY_IMAGE_SIZE))
			return false;
	}
	return true;
}

static bool put_others(const struct committing *committing)
{
	for (size_t i = 0; i < committing->store->other_count; i++)
		if (!keep(committing, committing->store->others[i]))
			return false;
	return true;
}

/* The one step that other programs see. */
static bool exchange(const struct committing *committing)
{
	const struct key_store *store = committing->store;

	return renameat2(store->parent, committing->stage_name, store->parent, store->name,
			 RENAME_EXCHANGE) == 0 ||
	       fail(committing, "rename", committing->stage_name);
}

static bool build(struct committing *committing)
{
	return make_stage(committing) && put_keys(committing) && put_images(committing) &&
	       put_others(committing) &&
	       (file_sync(committing->stage) || fail(committing, "sync", committing->stage_name)) &&
	       exchange(committing);
}

bool key_commit(struct arena *arena, const struct key_request *request,
		const struct key_store *store, const struct key_change *change,
		struct secrets *secrets, struct diags *diags)
{
	struct committing committing = {
		.arena = arena,
		.request = request,
		.store = store,
		.change = change,
		.secrets = secrets,
		.diags = diags,
		.stage_name = arena_printf(arena, ".%s.acrn-cfg", store->name),
		.stage = -1,
	};
	struct signals signals;
	bool is_done;

	signals_hold(&signals);
	is_done = !change->is_needed || build(&committing);
	/* The former state, or the unfinished next one. */
	if (!remove_stage(&committing))
		fail(&committing, "remove", committing.stage_name);
	if (committing.stage >= 0)
		close(committing.stage);
	if (is_done && change->is_needed && !file_sync(store->parent))
		is_done = fail(&committing, "sync", store->path);
	signals_release(&signals);
	return is_done;
}
