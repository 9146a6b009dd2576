/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: the rows of the table of practices that are about VMs which users start. */
#include <string.h>

#include "audit/internal.h"
#include "base/arena.h"
#include "base/string_map.h"
#include "host/host.h"

/* A user of its own takes a device model that needs no root, and a unit that starts it so. */
struct audit_finding audit_vm_user(const struct auditor *auditor,
				   const struct audit_subject *subject)
{
	if (subject->vm->hardening->is_root)
		return audit_found(auditor, AUDIT_OPEN, "its device model has to run as root");
	return audit_worse(auditor->parts[HARDEN_GROUPS], auditor->parts[HARDEN_SYSTEMD]);
}

struct audit_finding audit_vm_start(const struct auditor *auditor,
				    const struct audit_subject *subject)
{
	(void)subject;
	return auditor->parts[HARDEN_GROUPS];
}

/* With any part the script is installed in a directory of root's. */
struct audit_finding audit_vm_script(const struct auditor *auditor,
				     const struct audit_subject *subject)
{
	if (!auditor->request->parts)
		return audit_found(auditor, AUDIT_OPEN, "it is where it was generated");
	if (!auditor->request->host)
		return audit_found(auditor, AUDIT_IN_FORCE, "%s, once installed",
				   subject->vm->hardening->script);
	return audit_installed(auditor,
			       arena_printf(auditor->arena, "launch/launch_user_vm_id%u.sh",
					    subject->vm->launch_id));
}

static bool is_regular(const struct plan_file *file)
{
	return file->kind == PLAN_FILE_OVMF || file->kind == PLAN_FILE_KERNEL ||
	       file->kind == PLAN_FILE_RAMDISK || file->kind == PLAN_FILE_IMAGE;
}

/* Whether a file is root's, or that of the user of its VM's device model. */
static bool is_owned(const struct plan_vm_hardening *vm, const struct host_file *file)
{
	return !file->uid || (!vm->is_root && file->user && strcmp(file->user, vm->user) == 0);
}

/* A file that others own or can write to, or a writable one that they can read; files that are
 * missing are for doctor. */
static struct audit_finding guarded_file(const struct auditor *auditor,
					 const struct plan_vm_hardening *vm,
					 const struct plan_file *file)
{
	mode_t forbidden = file->is_written ? 0006 : 0002;
	struct host_file found;

	if (!is_regular(file) || !host_stat(auditor->request->host, file->path, &found))
		return (struct audit_finding) { .state = AUDIT_NOT_APPLICABLE };
	if (!is_owned(vm, &found))
		return audit_found(auditor, AUDIT_DIFFERS, "%s belongs to user %u", file->path,
				   found.uid);
	if (found.mode & forbidden)
		return audit_found(auditor, AUDIT_DIFFERS, "%s has mode %04o", file->path,
				   (unsigned)found.mode & 07777);
	return (struct audit_finding) { .state = AUDIT_NOT_APPLICABLE };
}

struct audit_finding audit_vm_files(const struct auditor *auditor,
				    const struct audit_subject *subject)
{
	const struct plan_vm_hardening *vm = subject->vm->hardening;
	struct audit_finding worst = audit_found(auditor, AUDIT_NOT_APPLICABLE,
						 "it has no image, and no file of its own");

	for (size_t i = 0; i < vm->file_count; i++) {
		if (vm->files[i].is_own)
			worst = audit_worse(worst, auditor->parts[HARDEN_ACL]);
		if (auditor->request->host)
			worst = audit_worse(worst, guarded_file(auditor, vm, &vm->files[i]));
	}
	return worst;
}

struct audit_finding audit_vm_confined(const struct auditor *auditor,
				       const struct audit_subject *subject)
{
	return audit_policy(auditor, subject->vm);
}

struct audit_finding audit_vm_sandbox(const struct auditor *auditor,
				      const struct audit_subject *subject)
{
	if (!auditor->request->host || !(auditor->request->parts & 1u << HARDEN_SYSTEMD))
		return auditor->parts[HARDEN_SYSTEMD];
	return audit_installed(auditor, arena_printf(auditor->arena, "hardening/systemd/%s.service",
						     subject->vm->hardening->unit));
}

struct audit_finding audit_vm_programs(const struct auditor *auditor,
				       const struct audit_subject *subject)
{
	(void)subject;
	return auditor->programs;
}

struct audit_finding audit_vm_boot_files(const struct auditor *auditor,
					 const struct audit_subject *subject)
{
	const struct plan_vm *vm = subject->vm;

	if (!vm->kernel && !vm->ramdisk && !vm->ovmf)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE,
				   "it boots no file of the Service VM");
	return auditor->seals[vm->index];
}

/* What the firmware does depends on its variables and on the disks: a script looks at those. */
struct audit_finding audit_vm_secure_boot(const struct auditor *auditor,
					  const struct audit_subject *subject)
{
	if (!subject->vm->ovmf)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE, "it boots without firmware");
	if (!(auditor->request->parts & 1u << HARDEN_VERITY))
		return auditor->parts[HARDEN_VERITY];
	return audit_found(auditor, AUDIT_UNKNOWN,
			   "%s/secure_boot.sh checks it where the variables and loaders are",
			   auditor->hardening->scripts);
}

struct audit_finding audit_vm_sealed(const struct auditor *auditor,
				     const struct audit_subject *subject)
{
	const struct plan_vm_hardening *vm = subject->vm->hardening;
	size_t count = 0;

	for (size_t i = 0; i < vm->file_count; i++) {
		if (vm->files[i].kind != PLAN_FILE_IMAGE || vm->files[i].is_written)
			continue;
		if (!vm->files[i].is_sealed)
			return audit_found(auditor, AUDIT_OPEN, "%s cannot be sealed",
					   vm->files[i].path);
		count++;
	}
	if (!count)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE, "it has no read-only image");
	return auditor->seals[subject->vm->index];
}

struct audit_finding audit_vm_image_writable(const struct auditor *auditor,
					     const struct audit_subject *subject)
{
	const struct plan_vm_hardening *vm = subject->vm->hardening;
	size_t count = 0;

	for (size_t i = 0; i < vm->file_count; i++) {
		if (vm->files[i].kind != PLAN_FILE_IMAGE)
			continue;
		if (vm->files[i].is_written)
			return audit_found(auditor, AUDIT_OPEN, "it writes to %s",
					   vm->files[i].path);
		count++;
	}
	return count ? audit_found(auditor, AUDIT_IN_FORCE, "its images are read-only")
		     : audit_found(auditor, AUDIT_NOT_APPLICABLE, "it has no image");
}

/* Whichever of the VMs writes, all of them are exposed. */
struct audit_finding audit_vm_image_shared(const struct auditor *auditor,
					   const struct audit_subject *subject)
{
	const struct plan_vm_hardening *vm = subject->vm->hardening;
	size_t count = 0;

	for (size_t i = 0; i < vm->file_count; i++) {
		const struct audit_image *image = NULL;

		if (vm->files[i].kind == PLAN_FILE_IMAGE)
			image = string_map_find(auditor->images, vm->files[i].path);
		if (image && image->vm_count > 1 && image->writer_count)
			return audit_found(auditor, AUDIT_OPEN, "%zu VMs have %s, %zu write to it",
					   image->vm_count, vm->files[i].path, image->writer_count);
		count += image != NULL;
	}
	return count ? audit_found(auditor, AUDIT_IN_FORCE, "no other VM writes to its images")
		     : audit_found(auditor, AUDIT_NOT_APPLICABLE, "it has no image");
}

struct audit_finding audit_vm_passthrough(const struct auditor *auditor,
					  const struct audit_subject *subject)
{
	size_t count = 0;

	for (size_t i = 0; i < subject->vm->device_count; i++)
		count += subject->vm->devices[i].kind == PLAN_PASSTHROUGH;
	if (count && auditor->plan->target == TARGET_LAB)
		return audit_found(auditor, AUDIT_NOT_APPLICABLE,
				   "the lab ignores devices of the board");
	return audit_found(auditor, count ? AUDIT_OPEN : AUDIT_IN_FORCE, "%zu devices of the board",
			   count);
}
