/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: the regions of the scenario: their objects, who may open these and who has them. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "doctor/internal.h"

static bool is_peer(const struct plan_region *region, const struct plan_vm *vm)
{
	for (size_t i = 0; i < region->peer_count; i++)
		if (region->peers[i].id == vm->id)
			return true;
	return false;
}

/* Any user may call a program acrn-dm: those of root, of the region's owner, and of the VM's user
 * are what they seem. */
static bool is_credible(const struct doctor *doctor, const struct doctor_object *object,
			const struct doctor_process *process)
{
	uint32_t uid;

	return process->uid == 0 || process->uid == object->file.uid ||
	       (process->plan && process->plan->hardening &&
		host_user(doctor->host, process->plan->hardening->user, &uid) &&
		process->uid == uid);
}

/* A server, the device model of a peer, or what such a one has started: its QEMU, by whatever
 * wrapper. */
static bool may_hold(const struct doctor *doctor, const struct plan_region *region,
		     const struct doctor_object *object, const struct doctor_process *process)
{
	const struct doctor_process *parent = doctor_process(doctor, process->parent);

	if (process->program == DOCTOR_SERVER)
		return is_credible(doctor, object, process);
	if (parent && parent->program == DOCTOR_ACRN_DM)
		process = parent;
	return process->program == DOCTOR_ACRN_DM && process->plan &&
	       is_credible(doctor, object, process) && is_peer(region, process->plan);
}

static void check_holders(const struct doctor *doctor, struct doctor_check *check,
			  const struct plan_region *region, const struct doctor_object *object)
{
	for (size_t i = 0; i < object->holder_count; i++) {
		const struct doctor_process *process = object->holders[i].process;
		struct diag *diag = NULL;

		if (object->holders[i].has_removed) {
			diag = doctor_find(check, DIAG_REGION_REPLACED,
					   "PID %u (%s) has an object of region '%s' that has been "
					   "removed: it does not share it with others",
					   process->pid, process->name, region->name);
			diag_help(diag, "restart the VMs of the region");
		} else if (!may_hold(doctor, region, object, process)) {
			diag = doctor_find(check, DIAG_REGION_HOLDER_FOREIGN,
					   "PID %u (%s), which is no peer of region '%s', has it "
					   "open",
					   process->pid, process->name, region->name);
			diag_help(diag,
				  "find out what it is for; restrict who can open the region: "
				  "acrn-cfg gen --harden");
		}
		doctor_declared(diag, region->at);
	}
}

static void check_size(struct doctor_check *check, const struct plan_region *region,
		       const struct doctor_object *object)
{
	struct diag *diag;

	if (object->file.size == region->bytes)
		return;
	diag = doctor_find(check, DIAG_REGION_SIZE_DIFFERS,
			   SHM_DIRECTORY "/%s has %" PRIu64 " bytes, region '%s' has %" PRIu64,
			   object->name, object->file.size, region->name, region->bytes);
	doctor_declared(diag, region->at);
	diag_help(diag,
		  "stop the region's VMs and its server, and remove it: ivshmem-server prune "
		  "%s",
		  region->name);
}

/* The users of an ACL are those of the region's peers, its groups the region's and that of the
 * admins, who only read. */
static bool is_expected(const struct doctor *doctor, const struct plan_region *region,
			const struct host_acl_entry *entry)
{
	if (entry->tag == HOST_ACL_MASK)
		return true;
	if (!entry->name)
		return false;
	if (entry->tag == HOST_ACL_GROUP)
		return strcmp(entry->name, region->hardening->group) == 0 ||
		       (strcmp(entry->name, HARDENING_ADMINS) == 0 && !(entry->permissions & 2));
	for (size_t i = 0; i < doctor->plan->vm_count; i++) {
		const struct plan_vm *vm = &doctor->plan->vms[i];

		if (vm->hardening && strcmp(vm->hardening->user, entry->name) == 0)
			return is_peer(region, vm);
	}
	return false;
}

/* The user of a VM of the scenario that is no peer, but in the region's group; or NULL. */
static const char *foreign_member(const struct doctor *doctor, const struct plan_region *region)
{
	for (size_t i = 0; i < doctor->plan->vm_count; i++) {
		const struct plan_vm *vm = &doctor->plan->vms[i];

		if (vm->hardening && !is_peer(region, vm) &&
		    host_is_member(doctor->host, vm->hardening->user, region->hardening->group))
			return vm->hardening->user;
	}
	return NULL;
}

static const char *unexpected_name(const struct doctor *doctor, const struct plan_region *region,
				   const struct host_file *file)
{
	for (size_t i = 0; i < file->acl_count; i++)
		if (!is_expected(doctor, region, &file->acl[i]))
			return file->acl[i].name
				       ? file->acl[i].name
				       : arena_printf(doctor->arena, "%u", file->acl[i].id);
	return NULL;
}

/* Where the hardening has made its groups, the region belongs to its group, and to no other user.
 */
static void check_hardened_access(const struct doctor *doctor, struct doctor_check *check,
				  const struct plan_region *region,
				  const struct doctor_object *object)
{
	const struct host_file *file = &object->file;
	const char *wanted = region->hardening->group;
	const char *name = unexpected_name(doctor, region, file);
	const char *member = foreign_member(doctor, region);
	struct diag *diag = NULL;

	if (file->uid)
		diag = doctor_find(check, DIAG_REGION_ACCESS_DIFFERS,
				   SHM_DIRECTORY "/%s is %s: its owner should be root",
				   object->name, doctor_access_text(doctor->arena, file));
	else if (!file->group || strcmp(file->group, wanted) != 0)
		diag = doctor_find(check, DIAG_REGION_ACCESS_DIFFERS,
				   SHM_DIRECTORY "/%s is %s: its group should be '%s'",
				   object->name, doctor_access_text(doctor->arena, file), wanted);
	else if (name)
		diag = doctor_find(check, DIAG_REGION_ACCESS_DIFFERS,
				   "the ACL of " SHM_DIRECTORY
				   "/%s lets '%s' in, which is no peer's",
				   object->name, name);
	else if (member)
		diag = doctor_find(check, DIAG_REGION_ACCESS_DIFFERS,
				   "the user '%s' is in the group '%s', and no peer's", member,
				   wanted);
	doctor_declared(diag, region->at);
	diag_help(diag, "stop the region's VMs, remove the region, and start its server with the "
			"hardening's options");
}

static void check_access(const struct doctor *doctor, struct doctor_check *check,
			 const struct plan_region *region, const struct doctor_object *object)
{
	struct diag *diag;
	uint32_t group;

	if (doctor_is_world_accessible(&object->file)) {
		diag = doctor_find(check, DIAG_REGION_WORLD_ACCESSIBLE,
				   "any user can open " SHM_DIRECTORY "/%s: %s", object->name,
				   doctor_access_text(doctor->arena, &object->file));
		doctor_declared(diag, region->at);
		diag_help(diag, "chmod o= " SHM_DIRECTORY "/%s", object->name);
	}
	if (doctor->is_hardened && host_group(doctor->host, region->hardening->group, &group))
		check_hardened_access(doctor, check, region, object);
}

static bool has_running_peer(const struct doctor *doctor, const struct plan_region *region)
{
	for (size_t i = 0; i < doctor->plan->vm_count; i++)
		if (is_peer(region, &doctor->plan->vms[i]) &&
		    doctor_running(doctor, &doctor->plan->vms[i]))
			return true;
	return false;
}

/* Without a VM or a server that uses it there need not be one. */
static void check_missing(const struct doctor *doctor, struct doctor_check *check,
			  const struct plan_region *region)
{
	struct diag *diag;

	if (!doctor->objects.is_known) {
		doctor_skip(check, SHM_DIRECTORY " cannot be read");
	} else if (has_running_peer(doctor, region)) {
		diag = doctor_find(check, DIAG_REGION_MISSING,
				   "VMs of region '%s' run, but there is no " SHM_DIRECTORY "/%s",
				   region->name, region->name);
		doctor_declared(diag, region->at);
		diag_help(diag, "restart the VMs of the region");
	} else {
		doctor_say(check, "not there, and none of its VMs runs");
	}
}

static void check_region(struct doctor *doctor, const struct plan_region *region)
{
	struct doctor_check *check = doctor_begin(doctor, "region", region->name);
	const struct doctor_object *object = doctor_object(doctor, region->name);

	if (object->is_there && S_ISREG(object->file.mode)) {
		doctor_say(check, "%" PRIu64 " bytes, %s, %s", object->file.size,
			   doctor_access_text(doctor->arena, &object->file),
			   doctor_holders_text(doctor, object));
		check_size(check, region, object);
		check_access(doctor, check, region, object);
		if (!doctor_sees_holders(doctor))
			doctor_skip(check, "not all of its holders can be seen");
	} else if (object->is_there || object->is_link) {
		doctor_declared(doctor_find(check, DIAG_REGION_MISSING,
					    SHM_DIRECTORY "/%s is not a regular file",
					    region->name),
				region->at);
	} else {
		check_missing(doctor, check, region);
	}
	check_holders(doctor, check, region, object);
}

void doctor_check_regions(struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->plan->region_count; i++)
		if (doctor->plan->regions[i].land == CFG_LAND_DM)
			check_region(doctor, &doctor->plan->regions[i]);
}
