/* SPDX-License-Identifier: BSD-3-Clause
 * region.c: the rows of the table of practices that are about regions. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/internal.h"
#include "base/arena.h"
#include "host/host.h"

static bool is_in_hv_land(const struct audit_subject *subject)
{
	return subject->region->land == CFG_LAND_HV;
}

/* For what is about the object in /dev/shm. */
static struct audit_finding no_object(const struct auditor *auditor)
{
	return audit_found(auditor, AUDIT_NOT_APPLICABLE,
			   "in hv-land: the Service VM has no object of it");
}

const char *audit_object_path(const struct auditor *auditor, const struct plan_region *region)
{
	return arena_printf(auditor->arena, "/dev/shm/%s", region->name);
}

/* The object, where there is a host that has it: it is made when the first VM starts. */
static bool find_object(const struct auditor *auditor, const struct audit_subject *subject,
			struct host_file *file)
{
	struct host *host = auditor->request->host;

	return host && host_stat(host, audit_object_path(auditor, subject->region), file);
}

const struct plan_vm *audit_peer_vm(const struct plan *plan, const struct plan_peer *peer)
{
	size_t low = 0, high = plan->vm_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (plan->vms[middle].id < peer->id)
			low = middle + 1;
		else
			high = middle;
	}
	return &plan->vms[low];
}

/* How many of the peers are started by users. */
static size_t started_peers(const struct auditor *auditor, const struct plan_region *region)
{
	size_t count = 0;

	for (size_t i = 0; i < region->peer_count; i++)
		count += audit_peer_vm(auditor->plan, &region->peers[i])->hardening != NULL;
	return count;
}

static struct audit_finding no_started_peer(const struct auditor *auditor)
{
	return audit_found(auditor, AUDIT_NOT_APPLICABLE,
			   "the Service VM starts none of its peers");
}

/* Its bytes say which group and mode an object gets. */
#define SERVER_CONF "server/ivshmem-server.conf"

/* The owner and the group that the object has count once it is there. */
struct audit_finding audit_region_group(const struct auditor *auditor,
					const struct audit_subject *subject)
{
	struct audit_finding finding = auditor->parts[HARDEN_GROUPS];
	const char *path, *group;
	struct host_file file;

	if (is_in_hv_land(subject))
		return no_object(auditor);
	if (finding.state == AUDIT_IN_FORCE && auditor->request->host)
		finding = audit_worse(finding, audit_installed(auditor, SERVER_CONF));
	if (finding.state != AUDIT_IN_FORCE || !find_object(auditor, subject, &file))
		return finding;
	path = audit_object_path(auditor, subject->region);
	group = subject->region->hardening->group;
	if (file.uid != 0)
		return audit_found(auditor, AUDIT_DIFFERS, "%s belongs to user %u, not to root",
				   path, file.uid);
	if (!file.group || strcmp(file.group, group) != 0)
		return audit_found(auditor, AUDIT_DIFFERS, "%s belongs to group %u, not to '%s'",
				   path, file.gid, group);
	return finding;
}

struct audit_finding audit_region_start(const struct auditor *auditor,
					const struct audit_subject *subject)
{
	return started_peers(auditor, subject->region) ? auditor->parts[HARDEN_GROUPS]
						       : no_started_peer(auditor);
}

/* Neither acrn-dm nor ivshmem-server makes an object that others can open: somebody else did. */
struct audit_finding audit_region_world_readable(const struct auditor *auditor,
						 const struct audit_subject *subject)
{
	struct audit_finding made = audit_found(auditor, AUDIT_IN_FORCE,
						"the object is made with no rights for others");
	const char *path = audit_object_path(auditor, subject->region);
	struct host_file file;

	if (is_in_hv_land(subject))
		return no_object(auditor);
	if (!auditor->request->host)
		return made;
	if (!host_stat(auditor->request->host, path, &file))
		return errno == ENOENT || errno == ENOTDIR ? made : audit_unreadable(auditor, path);
	return audit_found(auditor, (file.mode & S_IRWXO) ? AUDIT_OPEN : AUDIT_IN_FORCE,
			   "%s has mode %04o", path, (unsigned)file.mode & 07777);
}

/* Whether an entry of an ACL is one of those that the hardening makes: admins only read. */
static bool is_expected(const struct plan_region *region, const struct host_acl_entry *entry)
{
	if (entry->tag == HOST_ACL_MASK)
		return true;
	if (!entry->name)
		return false;
	if (strcmp(entry->name, HARDENING_ADMINS) == 0)
		return entry->tag == HOST_ACL_GROUP && !(entry->permissions & 2);
	if (entry->tag == HOST_ACL_GROUP)
		return strcmp(entry->name, region->hardening->group) == 0;
	for (size_t i = 0; i < region->peer_count; i++)
		if (region->peers[i].user && strcmp(entry->name, region->peers[i].user) == 0)
			return true;
	return false;
}

/* Entries that the hardening does not make are found even where the part is not installed. */
struct audit_finding audit_region_acl(const struct auditor *auditor,
				      const struct audit_subject *subject)
{
	struct audit_finding finding = auditor->parts[HARDEN_ACL];
	struct host_file file;

	if (is_in_hv_land(subject))
		return no_object(auditor);
	if (!find_object(auditor, subject, &file))
		return finding;
	if (!file.acl_count && finding.state == AUDIT_IN_FORCE)
		return audit_found(auditor, AUDIT_DIFFERS, "%s has no ACL",
				   audit_object_path(auditor, subject->region));
	for (size_t i = 0; i < file.acl_count; i++) {
		const struct host_acl_entry *entry = &file.acl[i];

		if (!is_expected(subject->region, entry))
			return audit_found(auditor, AUDIT_DIFFERS, "the ACL of %s has %s %u",
					   audit_object_path(auditor, subject->region),
					   entry->tag == HOST_ACL_USER ? "user" : "group",
					   entry->id);
	}
	return finding;
}

struct audit_finding audit_region_confined(const struct auditor *auditor,
					   const struct audit_subject *subject)
{
	if (is_in_hv_land(subject))
		return no_object(auditor);
	return auditor->policies;
}

struct audit_finding audit_region_sandbox(const struct auditor *auditor,
					  const struct audit_subject *subject)
{
	return is_in_hv_land(subject) ? no_object(auditor) : auditor->parts[HARDEN_SYSTEMD];
}

struct audit_finding audit_region_programs(const struct auditor *auditor,
					   const struct audit_subject *subject)
{
	if (is_in_hv_land(subject) && !started_peers(auditor, subject->region))
		return no_started_peer(auditor);
	return auditor->programs;
}

/* One peer that is not verified is enough. */
struct audit_finding audit_region_peer_files(const struct auditor *auditor,
					     const struct audit_subject *subject)
{
	struct audit_finding worst = { .state = AUDIT_NOT_APPLICABLE };

	for (size_t i = 0; i < subject->region->peer_count; i++) {
		const struct plan_vm *vm = audit_peer_vm(auditor->plan, &subject->region->peers[i]);

		if (vm->hardening)
			worst = audit_worse(worst, auditor->seals[vm->index]);
	}
	return worst.reason ? worst : no_started_peer(auditor);
}

/* The hypervisor takes the memory of hv-land before the Service VM gets the rest. */
struct audit_finding audit_region_service_vm(const struct auditor *auditor,
					     const struct audit_subject *subject)
{
	const struct plan_region *region = subject->region;

	if (!is_in_hv_land(subject))
		return audit_found(auditor, AUDIT_OPEN,
				   "in dm-land: the memory is the Service VM's");
	if (auditor->plan->target == TARGET_LAB)
		return audit_found(auditor, AUDIT_OPEN,
				   "in the lab: the memory is that of acrn-hv, a process");
	for (size_t i = 0; i < region->peer_count; i++)
		if (audit_peer_vm(auditor->plan, &region->peers[i])->load_order == CFG_SERVICE_VM)
			return audit_found(auditor, AUDIT_NOT_APPLICABLE,
					   "the Service VM is a peer");
	return audit_found(auditor, AUDIT_IN_FORCE, "in hv-land: the hypervisor keeps the memory");
}

struct audit_finding audit_region_peers(const struct auditor *auditor,
					const struct audit_subject *subject)
{
	size_t count = subject->region->peer_count;

	return audit_found(auditor, count > 2 ? AUDIT_OPEN : AUDIT_IN_FORCE, "%zu peers", count);
}

/* Those that are to work whatever becomes of the Service VM and of other VMs. */
static bool is_critical(const struct plan_vm *vm)
{
	return vm->load_order == CFG_PRE_LAUNCHED || vm->is_rtvm;
}

struct audit_finding audit_region_critical_peer(const struct auditor *auditor,
						const struct audit_subject *subject)
{
	const struct plan_region *region = subject->region;
	const struct plan_vm *critical = NULL, *other = NULL;

	for (size_t i = 0; i < region->peer_count; i++) {
		const struct plan_vm *vm = audit_peer_vm(auditor->plan, &region->peers[i]);

		if (is_critical(vm))
			critical = critical ? critical : vm;
		else
			other = other ? other : vm;
	}
	if (!critical)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE,
				   "no peer is real-time or pre-launched");
	if (!other)
		return audit_found(auditor, AUDIT_IN_FORCE,
				   "all peers are real-time or pre-launched");
	return audit_found(auditor, AUDIT_OPEN, "%s, which is %s, shares it with %s",
			   critical->name, critical->is_rtvm ? "real-time" : "pre-launched",
			   other->name);
}

struct audit_finding audit_region_doorbell(const struct auditor *auditor,
					   const struct audit_subject *subject)
{
	if (is_in_hv_land(subject))
		return audit_found(auditor, AUDIT_OPEN, "devices of hv-land have doorbells");
	if (auditor->plan->target == TARGET_ACRN)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE,
				   "in dm-land: devices of ACRN's acrn-dm send no interrupts");
	return audit_found(auditor, AUDIT_OPEN, "with ivshmem-server its devices have doorbells");
}

struct audit_finding audit_region_id(const struct auditor *auditor,
				     const struct audit_subject *subject)
{
	const struct plan_region *region = subject->region;

	for (size_t i = 0; i < region->peer_count; i++) {
		const struct plan_vm *vm = audit_peer_vm(auditor->plan, &region->peers[i]);

		if (vm->ivshmem_count > 1 && region->region_id == CFG_REGION_ID_NONE)
			return audit_found(auditor, AUDIT_OPEN,
					   "it has no region ID, and %s has other regions",
					   vm->name);
	}
	if (region->region_id == CFG_REGION_ID_NONE)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE, "no peer has another region");
	return audit_found(auditor, AUDIT_IN_FORCE, "region ID 0x%x", region->region_id);
}
