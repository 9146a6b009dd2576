/* SPDX-License-Identifier: BSD-3-Clause
 * rundir.c: creates and removes the private directory. */
#include "acrn-dm/rundir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(sizeof(((struct rundir *)0)->path) >=
		       USER_DIRECTORY_MAX + sizeof("/" RUNDIR_TEMPLATE),
	       "the directory fits below any user's");

bool rundir_plan(struct rundir *directory, struct error *error)
{
	struct user_directory parent;

	if (!user_directory_find(&parent, error))
		return false;
	directory->note = parent.note;
	snprintf(directory->path, sizeof(directory->path), "%s/" RUNDIR_TEMPLATE, parent.path);
	return true;
}

bool rundir_make(struct rundir *directory, struct error *error)
{
	if (!rundir_plan(directory, error))
		return false;
	if (mkdtemp(directory->path))
		return true;
	error_set_errno(error, "cannot create the directory %s", directory->path);
	directory->path[0] = '\0';
	return false;
}

void rundir_remove(struct rundir *directory)
{
	struct error ignored;
	int fd =
		*directory->path ? private_directory_open(AT_FDCWD, directory->path, &ignored) : -1;
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	while (stream && (entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(fd, entry->d_name, 0);
	if (stream)
		closedir(stream);
	else if (fd >= 0)
		close(fd);
	if (*directory->path)
		rmdir(directory->path);
	directory->path[0] = '\0';
}
