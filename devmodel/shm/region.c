/* SPDX-License-Identifier: BSD-3-Clause
 * region.c: opens and makes POSIX shared memory objects without a race.
 *
 * A new object has no name until it is whole: it is an unnamed file in /dev/shm that link(2) gives
 * its name, so whoever loses a race finds the winner's, and whoever dies leaves nothing. Everyone
 * who has a region holds a shared lock on it; who gets the exclusive one is alone with it.
 */
#include "shm/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "schema/name.h"
#include "shm/holders.h"
#include "shm/reserve.h"

/* Rounds of "it is there, it is not there" before others' unlinking is taken for an attack. */
#define ROUNDS_MAX     100
#define ROUNDS_PATIENT 20

/* When memory is short, others may hold what they will give back on losing the race. */
#define SHORTAGES_MAX 8

enum outcome { DONE, AGAIN, SHORT, FAILED };

static void pause_a_while(void)
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
	uid_t owner = request->owner == (uid_t)-1 ? geteuid() : request->owner;

	return status->st_uid == owner || status->st_uid == 0;
}

/* What is in the place of the name is the region that is asked for? */
static bool check(const struct region_request *request, const struct stat *status,
		  struct error *error)
{
	char holders[256];

	if (!S_ISREG(status->st_mode))
		return error_set(error, "region '%s': %s/%s is no shared memory object: remove it",
				 request->name, REGION_DIRECTORY, request->name);
	if (!is_trusted(request, status))
		return error_set(error,
				 "region '%s' belongs to user %u: choose another name, or have it "
				 "removed",
				 request->name, (unsigned)status->st_uid);
	if (status->st_mode & ~request->mode & S_IWOTH)
		return error_set(error,
				 "region '%s' can be written by everybody (mode %04o, not %04o): "
				 "remove it, or ask for that mode",
				 request->name, (unsigned)status->st_mode & 0777,
				 (unsigned)request->mode);
	if ((uint64_t)status->st_size == request->size)
		return true;
	region_holders(status, holders, sizeof(holders));
	return error_set(error,
			 "region '%s' has %" PRIu64 " bytes and not %" PRIu64
			 " as asked for; %s%s: make both sizes the same, or remove %s/%s",
			 request->name, (uint64_t)status->st_size, request->size,
			 *holders ? "in use by " : "in use by nobody that can be seen", holders,
			 REGION_DIRECTORY, request->name);
}

static enum outcome open_existing(int directory, const struct region_request *request,
				  struct region *region, struct error *error)
{
	struct stat status;
	int fd = openat(directory, request->name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0) {
		if (errno == ENOENT)
			return AGAIN;
		error_set_errno(error, "region '%s': cannot open %s/%s", request->name,
				REGION_DIRECTORY, request->name);
		return FAILED;
	}
	if (fstat(fd, &status) < 0) {
		error_set_errno(error, "region '%s'", request->name);
		close(fd);
		return FAILED;
	}
	if (!check(request, &status, error)) {
		close(fd);
		return FAILED;
	}
	/* Whoever has the exclusive lock is about to remove the name. */
	if (flock(fd, LOCK_SH | LOCK_NB) < 0 || fstat(fd, &status) < 0 || status.st_nlink == 0) {
		close(fd);
		return AGAIN;
	}
	*region = (struct region) { .fd = fd, .size = request->size, .is_new = false };
	return DONE;
}

/* An object without a name, or with a private one in `name` where the file system can do no better.
 */
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

static bool give_away(int fd, const struct region_request *request, struct error *error)
{
	if ((request->owner != (uid_t)-1 || request->group != (gid_t)-1) &&
	    fchown(fd, request->owner, request->group) < 0)
		return error_set_errno(error, "region '%s': cannot give it to its owner and group",
				       request->name);
	if (fchmod(fd, request->mode & 0777) < 0)
		return error_set_errno(error, "region '%s'", request->name);
	return true;
}

/* Gives the object its name: 0, or why not. */
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

/* The new object `fd`: locked, so that nobody takes it for left over, filled, given away and named,
 * in this order. */
static enum outcome complete(int directory, int fd, const char *private_name,
			     const struct region_request *request, struct error *error)
{
	int code;

	if (flock(fd, LOCK_SH | LOCK_NB) < 0)
		return AGAIN;
	if (!reserve_pages(fd, request->size)) {
		code = errno;
		error_set_errno(error, "region '%s': cannot reserve %" PRIu64 " bytes in %s",
				request->name, request->size, REGION_DIRECTORY);
		return code == ENOSPC || code == ENOMEM ? SHORT : FAILED;
	}
	if (!give_away(fd, request, error))
		return FAILED;
	code = publish(directory, fd, private_name, request->name);
	if (code == 0)
		return DONE;
	if (code == EEXIST)
		return AGAIN;
	errno = code;
	error_set_errno(error, "region '%s': cannot name it", request->name);
	return FAILED;
}

static enum outcome make(int directory, const struct region_request *request, struct region *region,
			 struct error *error)
{
	enum outcome outcome;
	char private_name[REGION_PRIVATE_SIZE];
	int fd = make_unnamed(directory, private_name);

	if (fd < 0) {
		error_set_errno(error, "region '%s': cannot make an object in %s", request->name,
				REGION_DIRECTORY);
		return FAILED;
	}
	outcome = complete(directory, fd, private_name, request, error);
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
	if (!region_name_is_valid(request->name))
		return error_set(error, "region '%.40s': a name has 1 to 27 of A-Z, a-z, 0-9 and _",
				 request->name);
	if (!region_is_size(request->size))
		return error_set(
			error, "region '%s': %" PRIu64 " bytes are no power of two of 4096 or more",
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
	error_set(error, "region '%s': others keep removing it", request->name);
	for (unsigned round = 0; round < ROUNDS_MAX; round++) {
		outcome = open_existing(directory, request, region, error);
		if (outcome == AGAIN)
			outcome = make(directory, request, region, error);
		if (outcome == DONE || outcome == FAILED ||
		    (outcome == SHORT && ++shortages == SHORTAGES_MAX))
			break;
		if (outcome == SHORT || round > ROUNDS_PATIENT)
			pause_a_while();
	}
	close(directory);
	return outcome == DONE;
}
