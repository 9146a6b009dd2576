/* SPDX-License-Identifier: BSD-3-Clause
 * region.c: opens and creates POSIX shared memory objects without races.
 *
 * A new object has no name until it is complete: it is an unnamed file in /dev/shm that link(2)
 * gives its name, so that the loser of a race finds the winner's object, and a process that dies
 * leaves nothing behind. An existing object is completed before it is used: it may be empty, as
 * systemd-tmpfiles and ACRN's acrn-dm leave it, or sparse.
 */
#include "shm/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "schema/name.h"
#include "schema/static_config.h"
#include "shm/holders.h"
#include "shm/reserve.h"

/* Attempts to open or create an object while other processes create and unlink it. */
#define ROUNDS_MAX	     100
#define ROUNDS_WITHOUT_PAUSE 20

/* When memory is short, other processes may release theirs on losing the race. */
#define SHORTAGES_MAX 8

/* AGAIN: the object has just been created or removed. BUSY: it is being examined, with a lease. */
enum outcome { DONE, AGAIN, BUSY, SHORT, FAILED };

static void pause_briefly(void)
{
	uint16_t random = 0;
	struct timespec time = { 0 };

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = (uint16_t)getpid();
	time.tv_nsec = 5000000L + random * 500L;
	nanosleep(&time, NULL);
}

static bool is_trusted(const struct region_request *request, const struct stat *status)
{
	return status->st_uid == request->owner || status->st_uid == geteuid() ||
	       status->st_uid == 0;
}

/* Checks an existing object against the request. An empty one gets its size later. */
static bool check(const struct region_request *request, const struct stat *status,
		  struct error *error)
{
	char holders[256];

	if (!S_ISREG(status->st_mode))
		return error_set(error,
				 "region '%s': %s/%s is not a shared memory object: remove it",
				 request->name, REGION_DIRECTORY, request->name);
	if (!is_trusted(request, status))
		return error_set(
			error,
			"region '%s' belongs to user %u: request that owner, choose another "
			"name, or ask that user to remove it",
			request->name, (unsigned)status->st_uid);
	if (status->st_mode & ~request->mode & S_IWOTH)
		return error_set(error,
				 "region '%s' is writable by all users (mode %04o, expected %04o): "
				 "remove it, or request that mode",
				 request->name, (unsigned)status->st_mode & 0777,
				 (unsigned)request->mode);
	if ((uint64_t)status->st_size == request->size || status->st_size == 0)
		return true;
	region_holders(status, holders, sizeof(holders));
	return error_set(error,
			 "region '%s' has %" PRIu64 " bytes, expected %" PRIu64
			 ", %s%s: use the same size, or remove %s/%s",
			 request->name, (uint64_t)status->st_size, request->size,
			 *holders ? "in use by " : "not in use by a visible process", holders,
			 REGION_DIRECTORY, request->name);
}

static enum outcome reserve(int fd, const struct region_request *request, struct error *error)
{
	int code;

	if (reserve_pages(fd, request->size))
		return DONE;
	code = errno;
	error_set_errno(error, "region '%s': cannot reserve %" PRIu64 " bytes in %s", request->name,
			request->size, REGION_DIRECTORY);
	return code == ENOSPC || code == ENOMEM ? SHORT : FAILED;
}

static enum outcome complete_existing(int fd, const struct region_request *request,
				      struct error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0) {
		error_set_errno(error, "region '%s'", request->name);
		return FAILED;
	}
	if (!check(request, &status, error))
		return FAILED;
	return status.st_nlink ? reserve(fd, request, error) : AGAIN;
}

static enum outcome open_existing(int directory, const struct region_request *request,
				  struct region *region, struct error *error)
{
	int fd = openat(directory, request->name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum outcome outcome;

	if (fd < 0) {
		if (errno == ENOENT)
			return AGAIN;
		if (errno == EWOULDBLOCK)
			return BUSY;
		error_set_errno(error, "region '%s': cannot open %s/%s", request->name,
				REGION_DIRECTORY, request->name);
		return FAILED;
	}
	outcome = complete_existing(fd, request, error);
	if (outcome == DONE)
		*region = (struct region) { .fd = fd, .size = request->size, .is_new = false };
	else
		close(fd);
	return outcome;
}

/* An object without a name, or with a private one in `name` if the file system lacks O_TMPFILE. */
static int make_unnamed(int directory, char *name)
{
	int fd = openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	*name = '\0';
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	if (!region_make_private_name(name))
		return -1;
	return openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static bool set_access(int fd, const struct region_request *request, struct error *error)
{
	if ((request->owner != (uid_t)-1 || request->group != (gid_t)-1) &&
	    fchown(fd, request->owner, request->group) < 0)
		return error_set_errno(error, "region '%s': cannot set its owner and group",
				       request->name);
	if (fchmod(fd, request->mode & 0777) < 0)
		return error_set_errno(error, "region '%s'", request->name);
	return true;
}

/* Gives the object its name. 0 or an errno value. */
static int publish(int directory, int fd, const char *private_name, const char *name)
{
	char self[32];

	if (*private_name)
		return renameat2(directory, private_name, directory, name, RENAME_NOREPLACE) < 0
			       ? errno
			       : 0;
	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	if (linkat(AT_FDCWD, self, directory, name, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	if (errno == EEXIST || linkat(fd, "", directory, name, AT_EMPTY_PATH) < 0)
		return errno;
	return 0;
}

/* The new object `fd` is allocated, given to its owner and named, in this order. */
static enum outcome complete_new(int directory, int fd, const char *private_name,
				 const struct region_request *request, struct error *error)
{
	enum outcome outcome = reserve(fd, request, error);
	int code;

	if (outcome != DONE)
		return outcome;
	if (!set_access(fd, request, error))
		return FAILED;
	code = publish(directory, fd, private_name, request->name);
	if (code == 0)
		return DONE;
	if (code == EEXIST)
		return AGAIN;
	errno = code;
	error_set_errno(error, "region '%s': cannot link its name", request->name);
	return FAILED;
}

static enum outcome create(int directory, const struct region_request *request,
			   struct region *region, struct error *error)
{
	enum outcome outcome;
	char private_name[REGION_PRIVATE_SIZE];
	int fd = make_unnamed(directory, private_name);

	if (fd < 0) {
		error_set_errno(error, "region '%s': cannot create an object in %s", request->name,
				REGION_DIRECTORY);
		return FAILED;
	}
	outcome = complete_new(directory, fd, private_name, request, error);
	if (outcome == DONE) {
		*region = (struct region) { .fd = fd, .size = request->size, .is_new = true };
		return DONE;
	}
	if (*private_name)
		unlinkat(directory, private_name, 0);
	close(fd);
	return outcome;
}

static bool is_valid(const struct region_request *request, struct error *error)
{
	if (!shm_name_is_valid(request->name))
		return error_set(
			error,
			"invalid region name '%.40s': expected 1 to %d characters of A-Z, a-z, "
			"0-9, _, - and ., not beginning with - or .",
			request->name, SHM_NAME_MAX);
	if (!region_is_size(request->size))
		return error_set(error,
				 "region '%s': invalid size %" PRIu64
				 ": must be a power of two of at least 4096",
				 request->name, request->size);
	return true;
}

int region_open_directory(struct error *error)
{
	int directory = open(REGION_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		error_set_errno(error, "cannot open %s", REGION_DIRECTORY);
	return directory;
}

/* For other processes of this project it would have been released by now. */
static void report_lease(int directory, const struct region_request *request, struct error *error)
{
	char holders[256] = "";
	struct stat status;

	if (fstatat(directory, request->name, &status, AT_SYMLINK_NOFOLLOW) == 0)
		region_holders(&status, holders, sizeof(holders));
	error_set(error, "region '%s': %s/%s is in use with a lease, see fcntl(2), by %s",
		  request->name, REGION_DIRECTORY, request->name,
		  *holders ? holders : "a process that is not visible");
}

bool region_open(const struct region_request *request, struct region *region, struct error *error)
{
	enum outcome outcome = AGAIN;
	unsigned shortages = 0;
	int directory;

	if (!is_valid(request, error))
		return false;
	directory = region_open_directory(error);
	if (directory < 0)
		return false;
	error_set(error, "region '%s': other processes keep removing it", request->name);
	for (unsigned round = 0; round < ROUNDS_MAX; round++) {
		outcome = open_existing(directory, request, region, error);
		if (outcome == AGAIN)
			outcome = create(directory, request, region, error);
		if (outcome == DONE || outcome == FAILED ||
		    (outcome == SHORT && ++shortages == SHORTAGES_MAX))
			break;
		if (outcome == SHORT || outcome == BUSY || round > ROUNDS_WITHOUT_PAUSE)
			pause_briefly();
	}
	if (outcome == BUSY)
		report_lease(directory, request, error);
	close(directory);
	return outcome == DONE;
}
