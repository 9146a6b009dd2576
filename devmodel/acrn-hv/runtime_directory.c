/* SPDX-License-Identifier: BSD-3-Clause
 * runtime_directory.c: creates and locks the directories. */
#include "acrn-hv/runtime_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/private_directory.h"
#include "schema/name.h"

#define MODE 0700

/* A valid VM name, except for that of the socket beside the directories. */
static bool is_name(const char *name)
{
	return vm_name_is_valid(name) && strcmp(name, "control") != 0;
}

/* The kernel releases the lock when the process ends. */
static bool lock_directory(struct runtime_directory *runtime, struct error *error)
{
	runtime->directory = private_directory_make(runtime->path, MODE, error);
	if (runtime->directory < 0)
		return false;
	if (flock(runtime->directory, LOCK_EX | LOCK_NB) == 0)
		return true;
	close(runtime->directory);
	runtime->directory = -1;
	return error_set(error, "%s: in use by another acrn-hv: choose another with --dir",
			 runtime->path);
}

static bool is_stale(int vm, const char *name)
{
	struct stat status;

	return fstatat(vm, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (S_ISSOCK(status.st_mode) || S_ISLNK(status.st_mode));
}

/* Removes a VM's sockets and links, stale objects of a run that was killed, and closes the
 * directory. */
static void remove_stale(int vm)
{
	DIR *stream = fdopendir(vm);

	if (!stream) {
		close(vm);
		return;
	}
	for (struct dirent *entry; (entry = readdir(stream));)
		if (is_stale(vm, entry->d_name))
			unlinkat(vm, entry->d_name, 0);
	closedir(stream);
}

static bool create_vm_directory(const struct runtime_directory *runtime, const char *name,
				struct error *error)
{
	struct error reason;
	int vm;

	if (!is_name(name))
		return error_set(
			error, "the table's VM '%s': not usable as the name of a directory", name);
	if (mkdirat(runtime->directory, name, MODE) < 0 && errno != EEXIST)
		return error_set_errno(error, "%s/%s: cannot create the directory", runtime->path,
				       name);
	vm = private_directory_open(runtime->directory, name, &reason);
	if (vm < 0)
		return error_set(error, "%s/%s: not a directory of this user: %s", runtime->path,
				 name, reason.text);
	remove_stale(vm);
	return true;
}

bool runtime_directory_open(struct runtime_directory *runtime, const char *path,
			    const struct cfg_table *table, struct error *error)
{
	*runtime = (struct runtime_directory) { .path = path, .table = table, .directory = -1 };
	if (!lock_directory(runtime, error))
		return false;
	for (uint32_t i = 0; i < table->vm_count; i++)
		if (!create_vm_directory(runtime, table->vms[i].name, error))
			return false;
	return true;
}

void runtime_directory_close(struct runtime_directory *runtime)
{
	if (runtime->directory < 0)
		return;
	for (uint32_t i = 0; i < runtime->table->vm_count; i++)
		unlinkat(runtime->directory, runtime->table->vms[i].name, AT_REMOVEDIR);
	rmdir(runtime->path);
	close(runtime->directory);
	runtime->directory = -1;
}
