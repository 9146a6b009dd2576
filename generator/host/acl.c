/* SPDX-License-Identifier: BSD-3-Clause
 * acl.c: the entries of a file's ACL. */
#include <acl/libacl.h>
#include <errno.h>
#include <sys/acl.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "host/internal.h"

static unsigned permissions_of(acl_entry_t entry)
{
	acl_permset_t set;

	if (acl_get_permset(entry, &set) != 0)
		return 0;
	return (acl_get_perm(set, ACL_READ) == 1 ? 4u : 0u) |
	       (acl_get_perm(set, ACL_WRITE) == 1 ? 2u : 0u) |
	       (acl_get_perm(set, ACL_EXECUTE) == 1 ? 1u : 0u);
}

static uint32_t id_of(acl_entry_t entry)
{
	uint32_t *qualifier = acl_get_qualifier(entry);
	uint32_t id = qualifier ? *qualifier : UINT32_MAX;

	acl_free(qualifier);
	return id;
}

/* False for an entry that the mode has, too. */
static bool take_entry(struct host *host, acl_entry_t entry, struct host_acl_entry *result)
{
	acl_tag_t tag;

	if (acl_get_tag_type(entry, &tag) != 0)
		return false;
	*result = (struct host_acl_entry) { .permissions = permissions_of(entry) };
	switch (tag) {
	case ACL_USER:
		result->tag = HOST_ACL_USER;
		result->id = id_of(entry);
		result->name = accounts_user(host, result->id);
		return true;
	case ACL_GROUP:
		result->tag = HOST_ACL_GROUP;
		result->id = id_of(entry);
		result->name = accounts_group(host, result->id);
		return true;
	case ACL_MASK:
		result->tag = HOST_ACL_MASK;
		return true;
	default:
		return false;
	}
}

static void take_entries(struct host *host, acl_t acl, struct host_file *file)
{
	struct host_acl_entry *entries = NULL, entry;
	acl_entry_t at;

	for (int next = acl_get_entry(acl, ACL_FIRST_ENTRY, &at); next == 1;
	     next = acl_get_entry(acl, ACL_NEXT_ENTRY, &at)) {
		if (!take_entry(host, at, &entry))
			continue;
		entries = arena_grow(host->arena, entries, file->acl_count, sizeof(*entries));
		entries[file->acl_count++] = entry;
	}
	file->acl = entries;
}

/* The kernel asks a file that O_PATH has opened for its ACL only by a path. */
bool acl_read(struct host *host, int fd, struct host_file *file)
{
	char path[HOST_FD_PATH_SIZE];
	acl_t acl;

	host_fd_path(fd, path);
	acl = acl_get_file(path, ACL_TYPE_ACCESS);
	if (!acl)
		return errno == ENOTSUP || errno == ENOSYS;
	take_entries(host, acl, file);
	acl_free(acl);
	return true;
}
