/* SPDX-License-Identifier: BSD-3-Clause
 * store.c: opens a directory of keys, checks whose it is, and reads what is in it. */
#include "keys/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "schema/name.h"
#include "schema/number.h"

#define KEY_SUFFIX   ".key"
#define IMAGE_SUFFIX ".keys"

struct reading {
	struct arena *arena;
	const char *scenario;
	struct secrets *secrets;
	struct diags *diags;
	struct key_store *store;
};

const char *key_file_name(struct arena *arena, const struct key_file *file)
{
	return arena_printf(arena, "%s.%u" KEY_SUFFIX, file->region, file->generation);
}

const char *key_holder_name(struct arena *arena, const struct key_holder *image)
{
	return arena_printf(arena, "%s" IMAGE_SUFFIX, image->vm);
}

int key_file_compare(const void *left, const void *right)
{
	const struct key_file *one = left, *other = right;

	return key_order(one->region, one->generation, other->region, other->generation);
}

static bool fail_to(const char *what, const char *path, struct diags *diags)
{
	diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 }, "cannot %s '%s': %s", what,
		 path, strerror(errno));
	return false;
}

static struct diag *report_invalid(const struct key_store *store, const char *name,
				   const char *fault, struct diags *diags)
{
	return diag_add(diags, DIAG_KEY_STORE_INVALID, (struct span) { 0 }, "invalid '%s%s%s': %s",
			store->path, *name ? "/" : "", name, fault);
}

/* What makes a file or directory unfit for keys, or NULL. */
static const char *find_fault(const struct stat *status, mode_t kind)
{
	if ((status->st_mode & S_IFMT) != kind)
		return kind == S_IFDIR ? "not a directory" : "not a regular file";
	if (status->st_uid != geteuid())
		return "belongs to another user";
	return (status->st_mode & (S_IRWXG | S_IRWXO)) ? "other users have access" : NULL;
}

/* Reads until there is no more; a byte beyond `size` counts. */
static ssize_t read_whole(int fd, uint8_t *bytes, size_t size)
{
	size_t length = 0;
	uint8_t extra;

	for (;;) {
		size_t left = size - length;
		ssize_t count = read(fd, left ? bytes + length : &extra, left ? left : 1);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return count ? count : (ssize_t)length;
		length += (size_t)count;
		if (length > size)
			return (ssize_t)length;
	}
}

static bool read_opened(const struct key_store *store, int fd, const char *name, uint8_t *bytes,
			size_t size, struct diags *diags)
{
	struct stat status;
	ssize_t length;

	if (fstat(fd, &status) < 0)
		return fail_to("read", name, diags);
	if (find_fault(&status, S_IFREG)) {
		diag_help(report_invalid(store, name, find_fault(&status, S_IFREG), diags),
			  "use chmod 400; if others may have read keys, then make the next ones "
			  "with --rotate and revoke these");
		return false;
	}
	length = read_whole(fd, bytes, size);
	if (length < 0)
		return fail_to("read", name, diags);
	if (length != (ssize_t)size)
		report_invalid(store, name, "has another size", diags);
	return length == (ssize_t)size;
}

bool key_store_read(const struct key_store *store, int directory, const char *name, uint8_t *bytes,
		    size_t size, struct diags *diags)
{
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool is_read;

	if (fd < 0)
		return fail_to("read", name, diags);
	is_read = read_opened(store, fd, name, bytes, size, diags);
	close(fd);
	return is_read;
}

static bool ends_with(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length > end && strcmp(name + length - end, suffix) == 0;
}

/* REGION.GENERATION.key, as key_file_name() writes it. */
static bool parse_key_name(struct arena *arena, const char *name, struct key_file *file)
{
	size_t length = strcspn(name, ".");
	const char *digits = name + length + 1;
	uint64_t generation;

	*file = (struct key_file) { .region = arena_copy(arena, name, length) };
	if (!name[length] ||
	    !number_parse_decimal(digits, strcspn(digits, "."), UINT32_MAX, &generation))
		return false;
	file->generation = (uint32_t)generation;
	return generation && region_name_is_valid(file->region) &&
	       strcmp(key_file_name(arena, file), name) == 0;
}

static bool add_key(struct reading *reading, const struct key_file *parsed, const char *name)
{
	struct key_store *store = reading->store;
	struct key_file *file;

	if (!key_store_read(store, store->directory, name, reading->secrets->bytes, KEY_SIZE,
			    reading->diags))
		return false;
	store->keys =
		arena_grow(reading->arena, store->keys, store->key_count, sizeof(*store->keys));
	file = &store->keys[store->key_count++];
	*file = *parsed;
	secrets_fingerprint(reading->secrets->bytes, file->fingerprint);
	return true;
}

/* What an image has of keys, without these. */
static void add_image(struct reading *reading)
{
	const struct key_image *image = &reading->secrets->image;
	struct key_store *store = reading->store;
	struct key_holder *to;

	store->images = arena_grow(reading->arena, store->images, store->image_count,
				   sizeof(*store->images));
	to = &store->images[store->image_count++];
	*to = (struct key_holder) {
		.vm = arena_copy(reading->arena, image->vm, strlen(image->vm)),
		.vm_id = image->vm_id,
		.keys = arena_array(reading->arena, image->count, sizeof(*to->keys)),
		.key_count = image->count,
	};
	for (size_t i = 0; i < image->count; i++) {
		const struct key_entry *entry = &image->entries[i];

		to->keys[i].region =
			arena_copy(reading->arena, entry->region, strlen(entry->region));
		to->keys[i].generation = entry->generation;
		memcpy(to->keys[i].fingerprint, entry->fingerprint, KEY_FINGERPRINT_SIZE);
	}
}

/* What is wrong with an image in the file `name`, or NULL. */
static const char *image_fault(struct reading *reading, const char *name)
{
	struct key_image *image = &reading->secrets->image;
	const char *fault = key_image_read(reading->secrets->bytes, image);

	if (fault)
		return fault;
	if (strlen(name) != strlen(image->vm) + strlen(IMAGE_SUFFIX) ||
	    strncmp(name, image->vm, strlen(image->vm)) != 0)
		return arena_printf(reading->arena, "the image of VM '%s'", image->vm);
	return strcmp(image->scenario, reading->scenario) == 0
		       ? NULL
		       : arena_printf(reading->arena, "of scenario '%s', not of '%s'",
				      image->scenario, reading->scenario);
}

static bool read_image(struct reading *reading, const char *name)
{
	struct key_store *store = reading->store;
	const char *fault;

	if (!key_store_read(store, store->directory, name, reading->secrets->bytes, KEY_IMAGE_SIZE,
			    reading->diags))
		return false;
	fault = image_fault(reading, name);
	if (fault)
		diag_help(report_invalid(store, name, fault, reading->diags),
			  "use a directory of its own for each scenario, or remove the file");
	else
		add_image(reading);
	return !fault;
}

/* Files alone can be in two directories at once, as the next state needs them. */
static bool add_other(struct reading *reading, const char *name)
{
	struct key_store *store = reading->store;
	struct stat status;

	if (fstatat(store->directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return fail_to("read", name, reading->diags);
	if (!S_ISREG(status.st_mode)) {
		report_invalid(store, name, "not a regular file", reading->diags);
		return false;
	}
	store->others = arena_grow(reading->arena, store->others, store->other_count,
				   sizeof(*store->others));
	store->others[store->other_count++] = name;
	return true;
}

static bool read_entry(struct reading *reading, const char *name)
{
	struct key_file parsed;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return true;
	name = arena_copy(reading->arena, name, strlen(name));
	if (ends_with(name, KEY_SUFFIX) && parse_key_name(reading->arena, name, &parsed))
		return add_key(reading, &parsed, name);
	if (ends_with(name, IMAGE_SUFFIX))
		return read_image(reading, name);
	return add_other(reading, name);
}

static void close_directory(DIR *directory)
{
	closedir(directory);
}

DEFINE_CLEANUP(DIR *, close_directory)

static int compare_images(const void *left, const void *right)
{
	const struct key_holder *one = left, *other = right;

	return strcmp(one->vm, other->vm);
}

/* In an order that is not the file system's. */
static bool read_entries(struct reading *reading)
{
	struct key_store *store = reading->store;
	CLEANUP(close_directory)
	DIR *directory = fdopendir(fcntl(store->directory, F_DUPFD_CLOEXEC, 0));
	const struct dirent *entry;
	bool is_good = directory;

	errno = 0;
	while (is_good && (entry = readdir(directory))) {
		is_good = read_entry(reading, entry->d_name);
		errno = 0;
	}
	if (!directory || errno)
		return fail_to("read", store->path, reading->diags);
	if (store->key_count)
		qsort(store->keys, store->key_count, sizeof(*store->keys), key_file_compare);
	if (store->image_count)
		qsort(store->images, store->image_count, sizeof(*store->images), compare_images);
	return is_good;
}

/* Whether only root and this user can put something else in the place of what is in there. */
static bool is_safe_parent(const struct stat *status)
{
	return (status->st_uid == 0 || status->st_uid == geteuid()) &&
	       (status->st_mode & S_ISVTX || !(status->st_mode & (S_IWGRP | S_IWOTH)));
}

/* Opens the directory above, and those above it, which are made where they are missing. */
static bool open_parent(struct arena *arena, const char *path, struct key_store *store,
			struct diags *diags)
{
	const char *parent = ".";
	struct stat status;

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		parent = slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
		if (mkdir(parent, 0755) < 0 && errno != EEXIST)
			return fail_to("make", parent, diags);
	}
	store->parent = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->parent < 0 || fstat(store->parent, &status) < 0)
		return fail_to("open", parent, diags);
	if (!is_safe_parent(&status)) {
		diag_help(report_invalid(store, "", "other users can replace it", diags),
			  "put it into a directory that only you or root can change");
		return false;
	}
	return true;
}

/* Opens the directory, which is made where there is none: it is what runs lock. */
static bool open_directory(struct key_store *store, struct diags *diags)
{
	struct stat status;
	const char *fault;

	store->is_made = mkdirat(store->parent, store->name, 0700) == 0;
	if (!store->is_made && errno != EEXIST)
		return fail_to("make", store->path, diags);
	store->directory =
		openat(store->parent, store->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (store->directory < 0 || fstat(store->directory, &status) < 0)
		return fail_to("open", store->path, diags);
	fault = find_fault(&status, S_IFDIR);
	if (fault)
		diag_help(report_invalid(store, "", fault, diags),
			  "use a directory of your own with mode 0700");
	return !fault;
}

/* Whether the name is still that of the directory which is open. */
static bool is_current(const struct key_store *store)
{
	struct stat opened, named;

	return fstat(store->directory, &opened) == 0 &&
	       fstatat(store->parent, store->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* Other users can open the directory above, and could hold up each run by a lock on that; this one
 * they cannot. The run that had the lock may have put another directory in its place. */
static bool open_locked(struct key_store *store, struct diags *diags)
{
	for (;;) {
		if (!open_directory(store, diags))
			return false;
		while (flock(store->directory, LOCK_EX) < 0)
			if (errno != EINTR)
				return fail_to("lock", store->path, diags);
		if (is_current(store))
			return true;
		close(store->directory);
	}
}

bool key_store_open(struct arena *arena, const char *path, const char *scenario,
		    struct secrets *secrets, struct diags *diags, struct key_store *store)
{
	struct reading reading = { arena, scenario, secrets, diags, store };
	size_t length = strlen(path);
	const char *slash;

	while (length > 1 && path[length - 1] == '/')
		length--;
	path = arena_copy(arena, path, length);
	slash = strrchr(path, '/');
	*store = (struct key_store) {
		.path = path, .parent = -1, .directory = -1, .name = slash ? slash + 1 : path
	};
	if (!*store->name || strcmp(store->name, ".") == 0 || strcmp(store->name, "..") == 0) {
		report_invalid(store, "", "not the name of a directory", diags);
		return false;
	}
	return open_parent(arena, path, store, diags) && open_locked(store, diags) &&
	       read_entries(&reading);
}

void key_store_close(struct key_store *store)
{
	if (store->is_made) /* fails where keys are in it */
		unlinkat(store->parent, store->name, AT_REMOVEDIR);
	if (store->directory >= 0)
		close(store->directory);
	if (store->parent >= 0)
		close(store->parent);
}
