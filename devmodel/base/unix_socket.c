/* SPDX-License-Identifier: BSD-3-Clause
 * unix_socket.c: creates UNIX sockets. */
#include "base/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

_Static_assert(sizeof(((struct sockaddr_un *)0)->sun_path) == UNIX_SOCKET_PATH_MAX + 1,
	       "a path fits with its NUL");

/* A new socket, and the address for it. */
static int open_socket(const char *path, int type, struct sockaddr_un *address, struct error *error)
{
	size_t length = strlen(path);
	int fd;

	if (length == 0 || length > UNIX_SOCKET_PATH_MAX) {
		errno = ENAMETOOLONG;
		error_set(error, "invalid socket path '%.200s': must have 1 to %d characters", path,
			  UNIX_SOCKET_PATH_MAX);
		return -1;
	}
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, path, length + 1);
	fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		error_set_errno(error, "%s: cannot create a socket", path);
	return fd;
}

/* For `return fail(…)`: closes the socket, and keeps errno for the caller. */
static int fail(int fd, const char *path, const char *what, struct error *error)
{
	int code = errno;

	error_set_errno(error, "%s: cannot %s", path, what);
	close(fd);
	errno = code;
	return -1;
}

/* A socket's file gets the mode of its descriptor when it is created, so that it never has another
 * one; but the umask would remove bits. */
static int bind_with_mode(int fd, const struct sockaddr_un *address, mode_t mode)
{
	mode_t mask = umask(0);
	int status = fchmod(fd, mode) == 0
			     ? bind(fd, (const struct sockaddr *)address, sizeof(*address))
			     : -1;

	umask(mask);
	return status;
}

int unix_socket_listen(const char *path, int type, mode_t mode, int backlog, struct error *error)
{
	struct sockaddr_un address;
	int fd = open_socket(path, type, &address, error);

	if (fd < 0)
		return -1;
	if (bind_with_mode(fd, &address, mode) < 0)
		return fail(fd, path, "create the socket", error);
	if (listen(fd, backlog) == 0)
		return fd;
	fail(fd, path, "listen", error);
	unlink(path);
	return -1;
}

int unix_socket_connect(const char *path, int type, struct error *error)
{
	struct sockaddr_un address;
	int fd = open_socket(path, type, &address, error);

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return fail(fd, path, "connect", error);
	return fd;
}

/* Connecting a datagram socket to a listening stream socket fails with EPROTOTYPE, unnoticed by the
 * listener; to a dead one with ECONNREFUSED. */
bool unix_socket_is_dead(const char *path)
{
	struct error ignored;
	int fd = unix_socket_connect(path, SOCK_DGRAM, &ignored);

	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == ECONNREFUSED;
}

bool unix_socket_is_allowed(const struct ucred *peer)
{
	return peer->uid == geteuid() || peer->uid == 0;
}
