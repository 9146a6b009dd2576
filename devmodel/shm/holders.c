/* SPDX-License-Identifier: BSD-3-Clause
 * holders.c: searches /proc for a file's inode. */
#include "shm/holders.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* A message lists so many at most. */
#define HOLDERS_MAX 4

static bool is_same_file(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

static bool has_open(const char *pid, const struct stat *file)
{
	char path[300];
	struct dirent *entry;
	struct stat status;
	bool is_found = false;
	DIR *directory;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	directory = opendir(path);
	if (!directory)
		return false;
	while (!is_found && (entry = readdir(directory)))
		is_found = fstatat(dirfd(directory), entry->d_name, &status, 0) == 0 &&
			   is_same_file(&status, file);
	closedir(directory);
	return is_found;
}

/* A line of maps: "start-end mode offset major:minor inode path", numbers in hex except the inode.
 */
static bool has_mapped(const char *pid, const struct stat *file)
{
	char path[300], *line = NULL;
	bool is_found = false;
	size_t room = 0;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	maps = fopen(path, "re");
	if (!maps)
		return false;
	while (!is_found && getline(&line, &room, maps) > 0) {
		unsigned major_number, minor_number;
		unsigned long long inode;

		is_found = sscanf(line, "%*s %*s %*s %x:%x %llu", &major_number, &minor_number,
				  &inode) == 3 &&
			   makedev(major_number, minor_number) == file->st_dev &&
			   inode == file->st_ino;
	}
	free(line);
	fclose(maps);
	return is_found;
}

static void append_holder(const char *pid, char *text, size_t size)
{
	size_t used = strlen(text);
	char path[300], name[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	file = fopen(path, "re");
	if (file) {
		if (fgets(name, sizeof(name), file))
			name[strcspn(name, "\n")] = '\0';
		fclose(file);
	}
	snprintf(text + used, size - used, "%s%s (pid %s)", used ? ", " : "",
		 *name ? name : "a process", pid);
}

void region_holders(const struct stat *file, char *text, size_t size)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	unsigned found = 0;

	*text = '\0';
	if (!processes)
		return;
	while (found < HOLDERS_MAX && (entry = readdir(processes))) {
		const char *pid = entry->d_name;

		if (!isdigit((unsigned char)*pid) || strtol(pid, NULL, 10) == getpid())
			continue;
		if (has_open(pid, file) || has_mapped(pid, file)) {
			append_holder(pid, text, size);
			found++;
		}
	}
	closedir(processes);
}
