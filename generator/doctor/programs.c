/* SPDX-License-Identifier: BSD-3-Clause
 * programs.c: whether the programs that start VMs are installed, and only root can change them. */
#include <string.h>
#include <sys/stat.h>

#include "doctor/internal.h"

/* Those of PATH, and where launch scripts look besides. */
static const char *const directories[] = {
	"/usr/local/sbin",
	"/usr/local/bin",
	"/usr/sbin",
	"/usr/bin",
	"/usr/local/libexec/acrn-cfg",
	"/usr/libexec/acrn-cfg",
};

#define DIRECTORY_COUNT (sizeof(directories) / sizeof(directories[0]))

static const char *find_program(const struct doctor *doctor, const char *name,
				struct host_file *file)
{
	for (size_t i = 0; i < DIRECTORY_COUNT; i++) {
		const char *path = arena_printf(doctor->arena, "%s/%s", directories[i], name);

		if (host_stat(doctor->host, path, file) && S_ISREG(file->mode) &&
		    file->mode & (S_IXUSR | S_IXGRP | S_IXOTH))
			return path;
	}
	return NULL;
}

static void check_owner(struct doctor_check *check, const char *path, const struct host_file *file)
{
	bool has_acl = false;

	for (size_t i = 0; i < file->acl_count; i++)
		has_acl |= file->acl[i].tag != HOST_ACL_MASK && (file->acl[i].permissions & 2) != 0;
	if (file->uid == 0 && !(file->mode & (S_IWGRP | S_IWOTH)) && !has_acl)
		return;
	diag_help(doctor_find(check, DIAG_PROGRAM_WRITABLE,
			      "'%s' can be changed by others than root: %s", path,
			      doctor_access_text(check->arena, file)),
		  "chown root:root %s && chmod 0755 %s", path, path);
}

/* Some root directory that has no program of any kind was not recorded. */
static bool has_programs(const struct doctor *doctor)
{
	for (size_t i = 0; i < DIRECTORY_COUNT; i++) {
		size_t count;

		if (host_list(doctor->host, directories[i], &count) && count)
			return true;
	}
	return false;
}

static void check_program(struct doctor *doctor, const char *name, const char *purpose)
{
	struct doctor_check *check = doctor_begin(doctor, "program", name);
	struct host_file file;
	const char *path = find_program(doctor, name, &file);

	if (path) {
		doctor_say(check, "%s, %s", path, doctor_access_text(doctor->arena, &file));
		check_owner(check, path, &file);
	} else if (!host_is_live(doctor->host) && !has_programs(doctor)) {
		doctor_skip(check, "the host has no programs recorded");
	} else {
		diag_help(doctor_find(check, DIAG_PROGRAM_MISSING, "%s, which %s, was not found",
				      name, purpose),
			  "install it in /usr/bin or /usr/local/bin");
	}
}

void doctor_check_programs(struct doctor *doctor)
{
	const struct plan *plan = doctor->plan;

	check_program(doctor, "acrn-dm", "starts the VMs");
	if (doctor->request.target == TARGET_LAB)
		check_program(doctor, "qemu-system-x86_64", "acrn-dm runs the VMs by");
	if (doctor->is_hardened && plan->region_count > plan->hv_region_count)
		check_program(doctor, "ivshmem-server", "makes the regions");
}
