/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of host/ share.
 */
#ifndef HOST_INTERNAL_H
#define HOST_INTERNAL_H

#include "host/host.h"

struct accounts;

struct host {
	struct arena *arena; /* of what is returned */
	struct accounts *accounts;
	int root; /* the directory */
	bool is_live;
};

/* The passwd and group of a host, which are read on first use; they live as long as the host's
 * first arena. */
struct accounts *accounts_new(struct arena *arena);

/* The name of an ID, or NULL. */
const char *accounts_user(struct host *host, uint32_t uid);
const char *accounts_group(struct host *host, uint32_t gid);

/* Sets the ACL of the file that `fd` has open, by O_PATH if need be. False with errno. */
bool acl_read(struct host *host, int fd, struct host_file *file);

/* Opens a path of the host's, O_CLOEXEC; -1 with errno. */
int host_open_path(const struct host *host, const char *path, int flags);

/* Opens a regular file for reading and without waiting; -1 with errno, EISDIR or ESPIPE for what is
 * no regular file, which is not opened. */
int host_open_regular(const struct host *host, const char *path);

/* close() that leaves errno as it is: for the end of what has failed. */
void host_close(int fd);

/* The path of /proc by which the file that a descriptor has open is opened again. */
#define HOST_FD_PATH_SIZE 32
void host_fd_path(int fd, char path[HOST_FD_PATH_SIZE]);

#endif
