/* SPDX-License-Identifier: BSD-3-Clause
 * rundir.c: creates and removes the private directory. */
#include "acrn-dm/rundir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_usable(const char *parent)
{
	struct stat status;

	return parent && *parent == '/' &&
	       strlen(parent) + strlen("/" RUNDIR_TEMPLATE) < sizeof(((struct rundir *)0)->path) &&
	       stat(parent, &status) == 0 && S_ISDIR(status.st_mode) &&
	       access(parent, W_OK | X_OK) == 0;
}

void rundir_plan(struct rundir *directory)
{
	const char *parent = getenv("XDG_RUNTIME_DIR");

	snprintf(directory->path, sizeof(directory->path), "%.60s/" RUNDIR_TEMPLATE,
		 is_usable(parent) ? parent : "/tmp");
}

bool rundir_make(struct rundir *directory, struct error *error)
{
	rundir_plan(directory);
	if (mkdtemp(directory->path))
		return true;
	error_set_errno(error, "cannot create the directory %s", directory->path);
	directory->path[0] = '\0';
	return false;
}

void rundir_remove(struct rundir *directory)
{
	DIR *stream = *directory->path ? opendir(directory->path) : NULL;
	struct dirent *entry;

	while (stream && (entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(stream), entry->d_name, 0);
	if (stream)
		closedir(stream);
	if (*directory->path)
		rmdir(directory->path);
	directory->path[0] = '\0';
}
