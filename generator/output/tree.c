/* SPDX-License-Identifier: BSD-3-Clause
 * tree.c: opens, makes and locks the output directory, and changes what is below it. */
#include "output/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "diag/diag.h"
#include "output/output.h"

#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define OPEN_FILE      (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
#define CREATE_FILE    (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)

static struct diag *report(struct tree *tree, const char *path, const char *why)
{
	struct span nowhere = { NULL, 0, 0 };

	return diag_add(tree->diags, DIAG_OUTPUT_UNWRITABLE, nowhere, "%s%s%s: %s", tree->output,
			*path ? "/" : "", path, why);
}

bool tree_fail(struct tree *tree, const char *path, const char *why)
{
	report(tree, path, why ? why : strerror(errno));
	return false;
}

bool tree_fail_staging(struct tree *tree, const char *path)
{
	diag_help(report(tree, path, strerror(errno)),
		  "run `acrn-cfg gen` again; if that fails, too, remove '%s/" OUTPUT_STAGING "'",
		  tree->output);
	return false;
}

/* The `length` bytes at `path` that come before its last part, and the slashes between them; 0 for
 * none. A lone "/" stays. */
static size_t parent_length(const char *path)
{
	size_t length = strlen(path);

	while (length > 0 && path[length - 1] != '/')
		length--;
	while (length > 1 && path[length - 1] == '/')
		length--;
	return length;
}

/* Keeps an open directory; `parent` is -1 where it was there before. */
static int keep(struct tree *tree, const char *path, const char *name, int fd, int parent)
{
	struct tree_directory *directory;

	tree->directories = arena_grow(tree->arena, tree->directories, tree->directory_count,
				       sizeof(*directory));
	directory = &tree->directories[tree->directory_count++];
	*directory = (struct tree_directory) { path, fd, parent, name };
	return fd;
}

/* Opens directory `name` in `parent`, and with `make` makes it where it is missing. Returns its fd,
 * which tree_close() closes, or -1 with errno. */
static int enter(struct tree *tree, int parent, const char *path, const char *name, int flags,
		 bool make)
{
	int fd = openat(parent, name, OPEN_DIRECTORY | flags);
	int made_in = -1;

	if (fd < 0 && errno == ENOENT && make) {
		if (mkdirat(parent, name, 0755) == 0)
			made_in = parent;
		else if (errno != EEXIST) /* another run was faster */
			return -1;
		fd = openat(parent, name, OPEN_DIRECTORY | flags);
		if (fd < 0 && made_in >= 0)
			unlinkat(parent, name, AT_REMOVEDIR);
	}
	return fd < 0 ? -1 : keep(tree, path, name, fd, made_in);
}

/* The same for a path outside: what leads to the output directory may well be a link. */
static int enter_outside(struct tree *tree, const char *path, bool make)
{
	int fd = open(path, OPEN_DIRECTORY);
	size_t length = parent_length(path);
	const char *parent = length ? arena_copy(tree->arena, path, length) : ".";
	const char *name = path + length + strspn(path + length, "/");
	int parent_fd;

	if (fd >= 0)
		return keep(tree, path, name, fd, -1);
	if (errno != ENOENT || !make || !*name || strcmp(path, ".") == 0)
		return -1;
	parent_fd = enter_outside(tree, parent, make);
	return parent_fd < 0 ? -1 : enter(tree, parent_fd, path, name, 0, make);
}

/* The directory of that path below the output directory, or -1 with errno. Linear in the few
 * directories that a run writes to. */
static int enter_inside(struct tree *tree, const char *path, bool make)
{
	size_t length = parent_length(path);
	const char *name = length ? path + length + 1 : path;
	int parent;

	if (tree->fd < 0)
		errno = ENOENT;
	if (!*path)
		return tree->fd;
	for (size_t i = tree->inside; i < tree->directory_count; i++)
		if (strcmp(tree->directories[i].path, path) == 0)
			return tree->directories[i].fd;
	parent = enter_inside(tree, arena_copy(tree->arena, path, length), make);
	return parent < 0 ? -1 : enter(tree, parent, path, name, O_NOFOLLOW, make);
}

static void hold(struct tree *tree)
{
	signals_hold(&tree->signals);
	tree->is_held = true;
}

static void release(struct tree *tree)
{
	if (tree->is_held)
		signals_release(&tree->signals);
	tree->is_held = false;
}

bool tree_is_interrupted(const struct tree *tree)
{
	return tree->is_held && signals_is_pending(&tree->signals);
}

/* Waits until this run may use the output directory; signals may end that. Some network file
 * systems have no locks for directories: there the user has to keep runs apart. */
static bool lock(struct tree *tree, enum tree_purpose purpose)
{
	int operation = purpose == TREE_WRITE ? LOCK_EX : LOCK_SH;
	int result = flock(tree->fd, operation | LOCK_NB);

	if (result != 0 && errno == EWOULDBLOCK) {
		release(tree);
		do
			result = flock(tree->fd, operation);
		while (result != 0 && errno == EINTR);
		if (purpose == TREE_WRITE)
			hold(tree);
	}
	return result == 0 || errno == EBADF || errno == ENOLCK || errno == EOPNOTSUPP ||
	       tree_fail(tree, "", NULL);
}

/* Whether the run before has removed the directory while this one waited for it. */
static bool is_gone(const struct tree *tree)
{
	struct stat status;

	return fstat(tree->fd, &status) == 0 && status.st_nlink == 0;
}

static void close_directories(struct tree *tree)
{
	for (size_t i = 0; i < tree->directory_count; i++)
		close(tree->directories[i].fd);
	tree->directory_count = 0;
	tree->fd = -1;
}

bool tree_open(struct tree *tree, struct arena *arena, const char *output,
	       enum tree_purpose purpose, struct diags *diags)
{
	bool make = purpose == TREE_WRITE;

	*tree = (struct tree) { .arena = arena, .diags = diags, .fd = -1 };
	tree->output = output_directory(arena, output);
	if (purpose == TREE_WRITE)
		hold(tree);
	do {
		close_directories(tree);
		tree->fd = enter_outside(tree, tree->output, make);
		if (tree->fd < 0)
			return (errno == ENOENT && !make) || tree_fail(tree, "", NULL);
		tree->inside = tree->directory_count;
		if (!lock(tree, purpose))
			return false;
	} while (is_gone(tree));
	return true;
}

void tree_close(struct tree *tree)
{
	close_directories(tree);
	release(tree);
}

/* An entry below the output directory, for the functions whose names end in "at". */
struct location {
	int directory;
	const char *name;
};

static bool locate(struct tree *tree, const char *path, bool make, struct location *location)
{
	size_t length = parent_length(path);

	location->name = length ? path + length + 1 : path;
	location->directory = enter_inside(tree, arena_copy(tree->arena, path, length), make);
	return location->directory >= 0;
}

/* Reads what fstat() has found. A file that another program shortens meanwhile is an error. */
static bool read_all(int fd, char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t got = read(fd, bytes, size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO;
		if (got <= 0)
			return false;
		bytes += got;
		size -= (size_t)got;
	}
	return true;
}

/* What errno says of an entry that cannot be opened. */
static enum tree_entry entry_of_error(void)
{
	switch (errno) {
	case ENOENT:
		return TREE_MISSING;
	case ENOTDIR: /* on the way to it */
	case ELOOP:   /* a symbolic link */
	case ENXIO:   /* a socket */
		return TREE_OTHER;
	default:
		return TREE_ERROR;
	}
}

enum tree_entry tree_read(struct tree *tree, struct arena *arena, const char *path, size_t max,
			  struct tree_file *file)
{
	struct location at;
	int fd = locate(tree, path, false, &at) ? openat(at.directory, at.name, OPEN_FILE) : -1;
	enum tree_entry entry = TREE_OTHER;
	struct stat *status = &file->status;

	if (fd < 0)
		return entry_of_error();
	if (fstat(fd, status) != 0) {
		entry = TREE_ERROR;
	} else if (!S_ISREG(status->st_mode)) {
		errno = EEXIST;
	} else if ((uintmax_t)status->st_size > max) {
		entry = TREE_LARGE;
	} else {
		char *bytes = arena_alloc(arena, (size_t)status->st_size + 1);

		file->bytes = bytes;
		file->size = (size_t)status->st_size;
		file->is_executable = (status->st_mode & S_IXUSR) != 0;
		entry = read_all(fd, bytes, file->size) ? TREE_FILE : TREE_ERROR;
	}
	file_close(fd, false);
	return entry;
}

DIR *tree_list(struct tree *tree, const char *path)
{
	int directory = enter_inside(tree, path, false);
	int fd = directory < 0 ? -1 : openat(directory, ".", OPEN_DIRECTORY);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);

	if (fd < 0 && (errno == ENOTDIR || errno == ELOOP))
		errno = ENOENT;
	if (!entries && fd >= 0)
		file_close(fd, false);
	return entries;
}

bool tree_write(struct tree *tree, const char *path, const struct output_file *file)
{
	mode_t mode = file->is_executable ? 0755 : 0644; /* less what the umask forbids */
	struct location at;
	int fd;

	if (!locate(tree, path, true, &at))
		return false;
	fd = openat(at.directory, at.name, CREATE_FILE, mode);
	return fd >= 0 && file_close(fd, file_write(fd, file->text, file->size) &&
						 (!tree->is_durable || file_sync(fd)));
}

bool tree_set_time(struct tree *tree, const char *path, struct timespec time)
{
	struct timespec times[] = { { .tv_nsec = UTIME_OMIT }, time };
	struct location at;

	return locate(tree, path, false, &at) &&
	       utimensat(at.directory, at.name, times, AT_SYMLINK_NOFOLLOW) == 0;
}

bool tree_rename(struct tree *tree, const char *from, const char *to)
{
	struct location old, new;

	return locate(tree, from, false, &old) && locate(tree, to, true, &new) &&
	       renameat(old.directory, old.name, new.directory, new.name) == 0;
}

bool tree_link(struct tree *tree, const char *from, const char *to)
{
	struct location old, new;

	return locate(tree, from, false, &old) && locate(tree, to, true, &new) &&
	       linkat(old.directory, old.name, new.directory, new.name, 0) == 0;
}

bool tree_remove(struct tree *tree, const char *path)
{
	struct location at;

	return locate(tree, path, false, &at) && unlinkat(at.directory, at.name, 0) == 0;
}

void tree_remove_made(struct tree *tree)
{
	for (size_t i = tree->directory_count; i-- > 0;)
		if (tree->directories[i].parent >= 0)
			unlinkat(tree->directories[i].parent, tree->directories[i].name,
				 AT_REMOVEDIR);
}

/* Makes enter_inside() look again for a directory that has been removed. */
static void forget(struct tree *tree, const char *path)
{
	for (size_t i = tree->inside; i < tree->directory_count; i++)
		if (strcmp(tree->directories[i].path, path) == 0)
			tree->directories[i].path = "";
}

bool tree_prune(struct tree *tree, const char *path)
{
	const char *directory = path;
	size_t length;

	while ((length = parent_length(directory)) > 0) {
		struct location at;

		directory = arena_copy(tree->arena, directory, length);
		if (locate(tree, directory, false, &at) &&
		    unlinkat(at.directory, at.name, AT_REMOVEDIR) == 0)
			forget(tree, directory);
		else if (errno != ENOENT) /* a mount point is busy */
			return errno == ENOTEMPTY || errno == EEXIST || errno == EBUSY;
	}
	return true;
}

bool tree_sync(struct tree *tree)
{
	for (size_t i = 0; tree->is_durable && i < tree->directory_count; i++)
		if (!file_sync(tree->directories[i].fd))
			return false;
	return true;
}
