/* SPDX-License-Identifier: BSD-3-Clause
 * ownership.c: files that are locked by the servers of their regions.
 *
 * The lock is one of fcntl(2) that belongs to the open file description: it can be asked for
 * without being taken, so that `ls` does not disturb a server that starts.
 */
#include "ivshmem-server/ownership.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/name.h"
#include "shm/holders.h"
#include "shm/region.h"

#define SUFFIX ".server"

/* Attempts to open the file while other servers create and remove it. */
#define ROUNDS_MAX 100

/* The file of one region. */
struct ownership {
	char path[sizeof(REGION_DIRECTORY "/") + NAME_MAX];
	const char *region;
	uid_t owner;
};

enum outcome { DONE, AGAIN, FAILED };

static struct ownership ownership_of(const char *region, uid_t owner)
{
	struct ownership file = { .region = region, .owner = owner };

	snprintf(file.path, sizeof(file.path), REGION_DIRECTORY "/.%s" SUFFIX, region);
	return file;
}

static bool is_servers(const struct ownership *file, const struct stat *status)
{
	return S_ISREG(status->st_mode) && (status->st_mode & 077) == 0 &&
	       (status->st_uid == 0 || status->st_uid == geteuid() ||
		status->st_uid == file->owner);
}

static int set_lock(int fd, int command)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, command, &lock) < 0 ? -1 : lock.l_type;
}

/* Removes what is in the place of the file. In /dev/shm only its owner and root may do that. */
static enum outcome remove_foreign(const struct ownership *file, struct error *error)
{
	struct stat status;

	if (lstat(file->path, &status) < 0 || remove(file->path) == 0)
		return AGAIN;
	error_set(error,
		  "region '%s': %s belongs to user %u, who may have a server for the region: if "
		  "there is none, ask that user to remove it",
		  file->region, file->path, (unsigned)status.st_uid);
	return FAILED;
}

bool ownership_report(const char *region, int fd, const char *path, struct error *error)
{
	char holders[256] = "";
	struct stat status;

	if (fstat(fd, &status) == 0)
		region_holders(&status, holders, sizeof(holders));
	return error_set(error, "region '%s': in use by a server: %s, which has a lock on %s",
			 region, *holders ? holders : "a process that is not visible", path);
}

/* Its holder removes the file before it releases the lock. */
static enum outcome lock_file(const struct ownership *file, int fd, struct error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || !is_servers(file, &status))
		return remove_foreign(file, error);
	if (set_lock(fd, F_OFD_SETLK) < 0) {
		ownership_report(file->region, fd, file->path, error);
		return FAILED;
	}
	return fstat(fd, &status) == 0 && status.st_nlink ? DONE : AGAIN;
}

/* O_CREAT would be refused for files of others in /dev/shm (fs.protected_regular). */
static int open_or_create(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fd;
}

static enum outcome take(const struct ownership *file, int *taken, struct error *error)
{
	enum outcome outcome;
	int fd = open_or_create(file->path);

	if (fd < 0 && errno == EEXIST)
		return AGAIN;
	if (fd < 0 && (errno == ELOOP || errno == EISDIR || errno == ENXIO || errno == EACCES))
		return remove_foreign(file, error);
	if (fd < 0) {
		error_set_errno(error, "region '%s': cannot open %s", file->region, file->path);
		return FAILED;
	}
	outcome = lock_file(file, fd, error);
	if (outcome == DONE)
		*taken = fd;
	else
		close(fd);
	return outcome;
}

int ownership_take(const char *region, uid_t owner, struct error *error)
{
	const struct ownership file = ownership_of(region, owner);
	enum outcome outcome = AGAIN;
	int fd = -1;

	error_set(error, "region '%s': other processes keep removing %s", region, file.path);
	for (unsigned round = 0; round < ROUNDS_MAX && outcome == AGAIN; round++)
		outcome = take(&file, &fd, error);
	return fd;
}

void ownership_release(int fd, const char *region)
{
	const struct ownership file = ownership_of(region, (uid_t)-1);
	struct stat named, opened;

	if (fd < 0)
		return;
	if (lstat(file.path, &named) == 0 && fstat(fd, &opened) == 0 &&
	    named.st_dev == opened.st_dev && named.st_ino == opened.st_ino)
		unlink(file.path);
	close(fd);
}

bool ownership_is_taken(const char *region, uid_t owner)
{
	const struct ownership file = ownership_of(region, owner);
	int fd = open(file.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;
	bool is_taken = fd >= 0 && fstat(fd, &status) == 0 && is_servers(&file, &status) &&
			set_lock(fd, F_OFD_GETLK) != F_UNLCK;

	if (fd >= 0)
		close(fd);
	return is_taken;
}

bool ownership_parse_name(const char *name, char *region, size_t size)
{
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	if (*name != '.' || length <= suffix + 1 || length - suffix > size ||
	    strcmp(name + length - suffix, SUFFIX) != 0)
		return false;
	memcpy(region, name + 1, length - suffix - 1);
	region[length - suffix - 1] = '\0';
	return shm_name_is_valid(region);
}
