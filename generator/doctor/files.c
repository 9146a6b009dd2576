/* SPDX-License-Identifier: BSD-3-Clause
 * files.c: the images, kernels and firmware of a VM of the scenario. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/argv.h"
#include "doctor/internal.h"

/* Launch scripts mount partitions below it while their VM runs. */
#define MOUNTS "/run/acrn-cfg/"

static const char *const kinds[] = {
	[PLAN_FILE_OVMF] = "the OVMF",		 [PLAN_FILE_KERNEL] = "the kernel",
	[PLAN_FILE_RAMDISK] = "the ramdisk",	 [PLAN_FILE_IMAGE] = "the image",
	[PLAN_FILE_PARTITION] = "the partition", [PLAN_FILE_INPUT] = "the input device",
	[PLAN_FILE_CONSOLE] = "the console",	 [PLAN_FILE_KEYS] = "the image of keys",
};

/* The plan has a relative path below the directory of an installed scenario; elsewhere it is
 * relative to where the VM was started. NULL where that is not known. */
static const char *path_of(const struct doctor *doctor, const struct plan_vm *vm,
			   const struct plan_file *file)
{
	const char *images = doctor->plan->hardening->images;
	const struct doctor_process *process = doctor_running(doctor, vm);
	size_t length = strlen(images);

	if (strncmp(file->path, images, length) != 0 || file->path[length] != '/')
		return file->path;
	if (process && process->directory)
		return arena_printf(doctor->arena, "%s%s", process->directory, file->path + length);
	return doctor->is_hardened ? file->path : NULL;
}

/* In a recorded tree what is missing may only not have been recorded, unless its directory was. Of
 * /dev, shared memory is, and devices are not. */
static bool is_missing(const struct doctor *doctor, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *directory =
		arena_copy(doctor->arena, path, slash > path ? (size_t)(slash - path) : 1);
	struct host_file file;

	if (errno != ENOENT && errno != ENOTDIR)
		return false;
	return host_is_live(doctor->host) || (strncmp(path, "/dev/", strlen("/dev/")) != 0 &&
					      host_stat(doctor->host, directory, &file));
}

static void report_missing(struct doctor_check *check, const struct plan_vm *vm,
			   const struct plan_file *file, const char *path)
{
	struct diag *diag =
		doctor_find(check, DIAG_HOST_FILE_MISSING, "%s '%s' of VM '%s' does not exist",
			    kinds[file->kind], path, vm->name);

	doctor_declared(diag, vm->at);
	diag_help(diag, "put the file there, or change its path in the scenario");
}

/* Who can change what a VM is started from is its administrator. */
static void check_access(struct doctor_check *check, const struct plan_vm *vm,
			 const struct plan_file *file, const char *path,
			 const struct host_file *found)
{
	struct diag *diag;

	if (!(found->mode & S_IWOTH))
		return;
	diag = doctor_find(check, DIAG_HOST_FILE_WRITABLE,
			   "any user can change %s '%s' of VM '%s': %s", kinds[file->kind], path,
			   vm->name, doctor_access_text(check->arena, found));
	doctor_declared(diag, vm->at);
	diag_help(diag, "chmod o-w %s", argv_quote(check->arena, path));
}

static void check_file(const struct doctor *doctor, struct doctor_check *check,
		       const struct plan_vm *vm, const struct plan_file *file)
{
	const char *path = path_of(doctor, vm, file);
	struct host_file found;

	if (file->kind == PLAN_FILE_CONSOLE || file->kind == PLAN_FILE_INPUT ||
	    strncmp(file->path, MOUNTS, strlen(MOUNTS)) == 0)
		return;
	if (!path)
		doctor_skip(check, "paths are relative to where the VM is started");
	else if (host_stat(doctor->host, path, &found))
		check_access(check, vm, file, path, &found);
	else if (is_missing(doctor, path))
		report_missing(check, vm, file, path);
	else
		doctor_skip(check, "'%s' cannot be seen", path);
}

void doctor_check_files(struct doctor *doctor, const struct plan_vm *vm)
{
	struct doctor_check *check;

	if (!vm->hardening->file_count)
		return;
	check = doctor_begin(doctor, "files of VM", vm->name);
	doctor_say(check, "%zu", vm->hardening->file_count);
	for (size_t i = 0; i < vm->hardening->file_count; i++)
		check_file(doctor, check, vm, &vm->hardening->files[i]);
}
