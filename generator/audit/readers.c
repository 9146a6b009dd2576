/* SPDX-License-Identifier: BSD-3-Clause
 * readers.c: who can read and write a region. */
#include <string.h>
#include <sys/stat.h>

#include "audit/internal.h"
#include "base/arena.h"
#include "host/host.h"

struct listing {
	const struct auditor *auditor;
	struct audit_subject *subject;
};

static void add(const struct listing *listing, const char *kind, const char *name, const char *how)
{
	struct audit_subject *subject = listing->subject;

	subject->readers = arena_grow(listing->auditor->arena, subject->readers,
				      subject->reader_count, sizeof(*subject->readers));
	subject->readers[subject->reader_count++] = (struct audit_reader) { kind, name, how };
}

static void add_peers(const struct listing *listing)
{
	const struct plan_region *region = listing->subject->region;

	for (size_t i = 0; i < region->peer_count; i++)
		add(listing, "vm", region->peers[i].name, "as a peer");
}

/* A user or group of the host, by its number where it has no name. */
static const char *name_of(const struct listing *listing, const char *name, uint32_t id)
{
	return host_name_or_id(listing->auditor->arena, name, id);
}

/* Those that the mode and the ACL of an object admit: of one with an ACL the mode of the group is
 * the mask. */
static void add_admitted(const struct listing *listing, const struct host_file *file)
{
	if (file->uid != 0)
		add(listing, "user", name_of(listing, file->user, file->uid), "as the owner");
	if (file->mode & S_IRGRP)
		add(listing, "group", name_of(listing, file->group, file->gid),
		    file->acl_count ? "by the mode, as far as the ACL has it" : "by the mode");
	for (size_t i = 0; i < file->acl_count; i++) {
		const struct host_acl_entry *entry = &file->acl[i];

		if (entry->tag != HOST_ACL_MASK && entry->permissions & file->mode >> 3 & 4)
			add(listing, entry->tag == HOST_ACL_USER ? "user" : "group",
			    name_of(listing, entry->name, entry->id), "by the ACL");
	}
	if (file->mode & S_IROTH)
		add(listing, "others", NULL, "by the mode");
}

/* Those that the object is going to admit. */
static void add_planned(const struct listing *listing)
{
	const struct auditor *auditor = listing->auditor;
	const struct plan_region *region = listing->subject->region;
	bool has_group = auditor->request->parts & 1u << HARDEN_GROUPS;

	if (has_group)
		add(listing, "group", region->hardening->group, "by the mode");
	if (!(auditor->request->parts & 1u << HARDEN_ACL))
		return;
	if (has_group)
		add(listing, "group", HARDENING_ADMINS, "by the ACL, without writing");
	for (size_t i = 0; i < region->peer_count; i++)
		if (region->peers[i].user)
			add(listing, "user", region->peers[i].user, "by the ACL");
}

/* Policies restrict device models, not other programs that run as root. */
static void add_root(const struct listing *listing)
{
	bool is_confined = listing->auditor->policies.state == AUDIT_IN_FORCE;

	add(listing, "root", NULL,
	    is_confined ? "in the Service VM, but for other VMs' device models"
			: "in the Service VM, with the device models of all VMs");
}

void audit_list_readers(const struct auditor *auditor, struct audit_subject *subject)
{
	const struct listing listing = { auditor, subject };
	struct host *host = auditor->request->host;
	struct host_file file;

	add_peers(&listing);
	if (subject->region->land == CFG_LAND_HV) {
		if (auditor->plan->target == TARGET_LAB)
			add(&listing, "root", NULL, "on this machine, where acrn-hv is a process");
	} else {
		if (host && host_stat(host, audit_object_path(auditor, subject->region), &file))
			add_admitted(&listing, &file);
		else
			add_planned(&listing);
		add_root(&listing);
	}
	if (auditor->plan->target == TARGET_ACRN)
		add(&listing, "hypervisor", NULL, "which maps all memory");
}
