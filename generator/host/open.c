/* SPDX-License-Identifier: BSD-3-Clause
 * open.c: opens a host, and its files so that links do not lead out of it. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "host/internal.h"

/* A rename elsewhere makes the kernel give up a path with ".."; one more try is nearly always
 * enough. */
#define TRIES 16

void host_close(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
}

static bool is_this_one(int root)
{
	struct stat status, real;

	return fstat(root, &status) == 0 && stat("/", &real) == 0 && status.st_dev == real.st_dev &&
	       status.st_ino == real.st_ino;
}

static void close_root(void *object)
{
	const struct host *host = object;

	close(host->root);
}

/* Whether paths can be opened: older kernels cannot keep links inside of a root. */
static bool can_open(const struct host *host)
{
	int fd = host_open_path(host, "/", O_PATH);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

struct host *host_open(struct arena *arena, const char *root, struct diags *diags)
{
	int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct host *host = NULL;

	if (fd >= 0) {
		host = arena_alloc(arena, sizeof(*host));
		*host = (struct host) { arena, accounts_new(arena), fd, is_this_one(fd) };
		arena_adopt(arena, host, close_root);
	}
	if (host && can_open(host))
		return host;
	diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
		 "cannot read the host's root directory '%s': %s", root, strerror(errno));
	return NULL;
}

struct host *host_within(const struct host *host, struct arena *arena)
{
	struct host *other = arena_alloc(arena, sizeof(*other));

	*other = *host;
	other->arena = arena;
	return other;
}

bool host_is_live(const struct host *host)
{
	return host->is_live;
}

/* Older kernels have no openat2(), which this host does without: its links are its own. */
int host_open_path(const struct host *host, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	if (host->is_live)
		return open(path, flags | O_CLOEXEC);
	for (int i = 0; i < TRIES; i++) {
		fd = syscall(SYS_openat2, host->root, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return (int)fd;
}

void host_fd_path(int fd, char path[HOST_FD_PATH_SIZE])
{
	snprintf(path, HOST_FD_PATH_SIZE, "/proc/self/fd/%d", fd);
}

/* What it is must be known before it is opened: that alone may block, or make a device do
 * something. */
int host_open_regular(const struct host *host, const char *path)
{
	char again[HOST_FD_PATH_SIZE];
	struct stat status;
	int found = host_open_path(host, path, O_PATH);
	int fd = -1;

	if (found < 0)
		return -1;
	host_fd_path(found, again);
	if (fstat(found, &status) == 0) {
		if (S_ISREG(status.st_mode))
			fd = open(again, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		else
			errno = S_ISDIR(status.st_mode) ? EISDIR : ESPIPE;
	}
	host_close(found);
	return fd;
}
