/* SPDX-License-Identifier: BSD-3-Clause
 * emit_files.c: writes all files or none: each under a temporary name first, then all are renamed.
 *
 * Everything below the output directory is reached by openat() without following symbolic links, so
 * that nobody can lead a run by root astray. Whatever step fails, undo() takes the way back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "diag.h"
#include "emit.h"

#define OPEN_DIRECTORY	(O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define RANDOM_ATTEMPTS 100

/* A directory that is kept open. Below the output directory `path` is relative to it. */
struct directory {
	const char *path;
	int fd;
	int parent;	  /* where this run made it, with `name` in there; else -1 */
	const char *name; /* the last part of the path */
};

/* One file on its way to its place. */
struct staged {
	const struct emit_file *file;
	int directory; /* its fd */
	const char *name;
	const char *temporary; /* until it is renamed, else NULL */
	const char *backup;    /* the former version while the run may still fail, else NULL */
	bool is_in_place;
};

struct writer {
	struct arena *arena;
	struct diags *diags;
	const char *output;
	struct directory *directories; /* arena_grow()n: the output directory's makings first */
	size_t directory_count;
	int output_fd;
	struct staged *staged;
	size_t staged_count;
};

/* Reports errno about `path`, which is below the output directory unless it is that itself. */
static bool fail(struct writer *writer, const char *path, const char *what)
{
	struct span nowhere = { NULL, 0, 0 };
	int error = errno;

	diag_add(writer->diags, DIAG_OUTPUT_UNWRITABLE, nowhere, "%s%s%s: %s%s", writer->output,
		 *path ? "/" : "", path, what, strerror(error));
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
static int keep(struct writer *writer, const char *path, const char *name, int fd, int parent)
{
	struct directory *directory;

	writer->directories = arena_grow(writer->arena, writer->directories,
					 writer->directory_count, sizeof(*directory));
	directory = &writer->directories[writer->directory_count++];
	*directory = (struct directory) { path, fd, parent, name };
	return fd;
}

/* Opens directory `name` in `parent`, and makes it where it is missing. Returns its fd, which
 * undo() and close_all() know of, or -1 with errno. */
static int enter(struct writer *writer, int parent, const char *path, const char *name, int flags)
{
	int fd = openat(parent, name, OPEN_DIRECTORY | flags);
	int made_in = -1;

	if (fd < 0 && errno == ENOENT) {
		if (mkdirat(parent, name, 0755) == 0)
			made_in = parent;
		else if (errno != EEXIST) /* another run was faster */
			return -1;
		fd = openat(parent, name, OPEN_DIRECTORY | flags);
		if (fd < 0 && made_in >= 0)
			unlinkat(parent, name, AT_REMOVEDIR);
	}
	return fd < 0 ? -1 : keep(writer, path, name, fd, made_in);
}

/* The same for a path outside: what leads to the output directory may well be a link. */
static int enter_outside(struct writer *writer, const char *path)
{
	int fd = open(path, OPEN_DIRECTORY);
	size_t length = parent_length(path);
	const char *parent = length ? arena_copy(writer->arena, path, length) : ".";
	const char *name = path + length + strspn(path + length, "/");
	int parent_fd;

	if (fd >= 0)
		return keep(writer, path, name, fd, -1);
	if (errno != ENOENT || !*name || strcmp(path, ".") == 0)
		return -1;
	parent_fd = enter_outside(writer, parent);
	return parent_fd < 0 ? -1 : enter(writer, parent_fd, path, name, 0);
}

/* The directory of that path below the output directory, or -1 with errno. Linear in the few
 * directories that a run writes to. */
static int enter_inside(struct writer *writer, size_t first, const char *path)
{
	size_t length = parent_length(path);
	const char *name = length ? path + length + 1 : path;
	int parent;

	if (!*path)
		return writer->output_fd;
	for (size_t i = first; i < writer->directory_count; i++)
		if (strcmp(writer->directories[i].path, path) == 0)
			return writer->directories[i].fd;
	parent = enter_inside(writer, first, arena_copy(writer->arena, path, length));
	return parent < 0 ? -1 : enter(writer, parent, path, name, O_NOFOLLOW);
}

/* ".NAME.XXXXXX" */
static const char *random_name(struct arena *arena, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
	unsigned char bytes[6] = { 0 };
	char suffix[sizeof(bytes) + 1] = "";

	/* Without random bytes O_EXCL still keeps names apart, and one attempt is left. */
	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		memset(bytes, 0, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		suffix[i] = letters[bytes[i] % 32];
	return arena_printf(arena, ".%s.%s", name, suffix);
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		size -= (size_t)written;
	}
	return true;
}

/* Makes the temporary file. open() itself applies the umask to the mode. */
static int open_temporary(struct writer *writer, struct staged *staged)
{
	mode_t mode = staged->file->is_executable ? 0755 : 0644;
	int fd = -1;

	for (int attempt = 0; fd < 0 && attempt < RANDOM_ATTEMPTS; attempt++) {
		staged->temporary = random_name(writer->arena, staged->name);
		fd = openat(staged->directory, staged->temporary,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		staged->temporary = NULL;
	return fd;
}

/* Writes one file under its temporary name, down to the disk. */
static bool stage(struct writer *writer, struct staged *staged)
{
	const struct emit_file *file = staged->file;
	struct stat status;
	bool is_written;
	int fd;

	if (fstatat(staged->directory, staged->name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISREG(status.st_mode)) {
		errno = S_ISDIR(status.st_mode) ? EISDIR : EEXIST;
		return fail(writer, file->path, "not a regular file: ");
	}
	fd = open_temporary(writer, staged);
	if (fd < 0)
		return fail(writer, file->path, "");
	is_written = write_all(fd, file->text, file->size) && fsync(fd) == 0;
	if (!is_written) {
		int error = errno;

		close(fd);
		errno = error;
	} else if (close(fd) != 0) {
		is_written = false; /* a disk quota may show only here */
	}
	return is_written || fail(writer, file->path, "");
}

/* Gives the former version a second name. Where links are not to be had, the file itself moves. */
static bool back_up(struct writer *writer, struct staged *staged)
{
	int directory = staged->directory;

	for (int attempt = 0; attempt < RANDOM_ATTEMPTS; attempt++) {
		const char *backup = random_name(writer->arena, staged->name);

		if (linkat(directory, staged->name, directory, backup, 0) == 0) {
			staged->backup = backup;
			return true;
		}
		if (errno == ENOENT)
			return true; /* there is no former version */
		if (errno == EEXIST)
			continue;
		if (renameat(directory, staged->name, directory, backup) != 0)
			return false;
		staged->backup = backup;
		return true;
	}
	return false;
}

static bool put_in_place(struct writer *writer, struct staged *staged)
{
	if (!back_up(writer, staged) ||
	    renameat(staged->directory, staged->temporary, staged->directory, staged->name) != 0)
		return fail(writer, staged->file->path, "");
	staged->temporary = NULL;
	staged->is_in_place = true;
	return true;
}

/* Makes the new names last. Some file systems have no fsync() for directories: EINVAL. */
static bool sync_directories(struct writer *writer)
{
	for (size_t i = 0; i < writer->directory_count; i++)
		if (fsync(writer->directories[i].fd) != 0 && errno != EINVAL)
			return fail(writer, "", "");
	return true;
}

/* Puts everything back as it was, the last step first. */
static void undo(struct writer *writer)
{
	for (size_t i = writer->staged_count; i-- > 0;) {
		struct staged *staged = &writer->staged[i];

		if (staged->temporary)
			unlinkat(staged->directory, staged->temporary, 0);
		if (staged->backup) {
			/* Where both are one file rename() does nothing: hence unlink(). */
			renameat(staged->directory, staged->backup, staged->directory,
				 staged->name);
			unlinkat(staged->directory, staged->backup, 0);
		} else if (staged->is_in_place) {
			unlinkat(staged->directory, staged->name, 0);
		}
	}
	for (size_t i = writer->directory_count; i-- > 0;)
		if (writer->directories[i].parent >= 0)
			unlinkat(writer->directories[i].parent, writer->directories[i].name,
				 AT_REMOVEDIR);
}

static void close_all(struct writer *writer)
{
	for (size_t i = 0; i < writer->directory_count; i++)
		close(writer->directories[i].fd);
}

static bool stage_all(struct writer *writer, const struct emit_files *files)
{
	size_t first;

	writer->output_fd = enter_outside(writer, writer->output);
	if (writer->output_fd < 0)
		return fail(writer, "", "");
	first = writer->directory_count;
	writer->staged = arena_array(writer->arena, files->count, sizeof(writer->staged[0]));
	for (size_t i = 0; i < files->count; i++) {
		struct staged *staged = &writer->staged[writer->staged_count++];
		const char *path = files->files[i].path;
		size_t length = parent_length(path);

		staged->file = &files->files[i];
		staged->name = length ? path + length + 1 : path;
		staged->directory =
			enter_inside(writer, first, arena_copy(writer->arena, path, length));
		if (staged->directory < 0)
			return fail(writer, path, "");
		if (!stage(writer, staged))
			return false;
	}
	return true;
}

static bool put_all_in_place(struct writer *writer)
{
	for (size_t i = 0; i < writer->staged_count; i++)
		if (!put_in_place(writer, &writer->staged[i]))
			return false;
	if (!sync_directories(writer))
		return false;
	for (size_t i = 0; i < writer->staged_count; i++)
		if (writer->staged[i].backup)
			unlinkat(writer->staged[i].directory, writer->staged[i].backup, 0);
	return true;
}

bool emit_write(struct arena *arena, const struct emit_files *files, const char *directory,
		struct diags *diags)
{
	struct writer writer = { .arena = arena, .diags = diags, .output_fd = -1 };
	size_t length = strlen(directory);
	bool is_written;

	while (length > 1 && directory[length - 1] == '/')
		length--;
	writer.output = length ? arena_copy(arena, directory, length) : ".";
	is_written = stage_all(&writer, files) && put_all_in_place(&writer);
	if (!is_written)
		undo(&writer);
	close_all(&writer);
	return is_written;
}
