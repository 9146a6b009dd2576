/* SPDX-License-Identifier: BSD-3-Clause
 * host.h: what is on a host: this one, or one that was recorded below a directory.
 *
 * All paths are absolute, as the host itself names them. Symbolic links are followed inside of the
 * root, so that a recorded tree never shows a file of this host; on this one the links of /proc
 * lead to what processes have open. Everything lives as long as the arena. Every file is hostile:
 * it may be huge, a device or a FIFO, and may change between two calls.
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct diags;
struct host;

/* The host below the directory `root`, "/" for this one. NULL with a diag where that is none. */
struct host *host_open(struct arena *arena, const char *root, struct diags *diags);

/* The same host, what it returns lives as long as another arena: for what is read of thousands of
 * processes and not kept. It lives as long as both arenas. */
struct host *host_within(const struct host *host, struct arena *arena);

/* Whether it is this one: then what is no file, such as CPUID, may be asked, too. */
bool host_is_live(const struct host *host);

enum host_acl_tag {
	HOST_ACL_USER,	/* a named user */
	HOST_ACL_GROUP, /* a named group */
	HOST_ACL_MASK,
};

/* An entry of an ACL that the mode bits do not have. */
struct host_acl_entry {
	enum host_acl_tag tag;
	uint32_t id;
	const char *name;     /* by the host's passwd or group, or NULL */
	unsigned permissions; /* 4 read, 2 write, 1 execute */
};

struct host_file {
	mode_t mode; /* with the type */
	uint32_t uid, gid;
	const char *user, *group; /* by the host's passwd and group, or NULL */
	uint64_t size;		  /* in bytes */
	dev_t device;
	ino_t inode;
	const struct host_acl_entry *acl;
	size_t acl_count;
};

/* What is at a path, which is not opened for it. False with errno, also where the file system has
 * ACLs, and this one cannot be read. */
bool host_stat(struct host *host, const char *path, struct host_file *file);

/* The bytes of a regular file, with a null character behind them; of a larger one the first `limit`
 * bytes, at least one. NULL with errno. `size` may be NULL. */
const char *host_read(struct host *host, const char *path, size_t limit, size_t *size);

/* The SHA-256 of a regular file in lower-case hex, or NULL with errno. */
const char *host_digest(struct host *host, const char *path);

/* The most names that host_list() returns. */
#define HOST_LIST_MAX (1024u * 1024u)

/* The names in a directory but for "." and "..", sorted by bytes, and NULL behind them; NULL with
 * errno where it cannot be read, EFBIG where it has too many. `count` may be NULL. */
const char *const *host_list(struct host *host, const char *path, size_t *count);

/* The text of a symbolic link, which is not followed; NULL with errno. */
const char *host_link(struct host *host, const char *path);

/* The ID of a user or group by the host's passwd and group; false where there is none. */
bool host_user(struct host *host, const char *name, uint32_t *uid);
bool host_group(struct host *host, const char *name, uint32_t *gid);

/* The name of a user or group that a host_file or its ACL has, or the ID where it has no name. */
const char *host_name_or_id(struct arena *arena, const char *name, uint32_t id);

/* Whether a user is a member of a group: by the group's list, or as the user's own group. Costs as
 * much as the list is long. */
bool host_is_member(struct host *host, const char *user, const char *group);

#endif
