/* SPDX-License-Identifier: BSD-3-Clause
 * helpers.h: a region's name that is this test's alone, and what has become of it.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "shm/region.h"

#define SIZE 8192u

/* A name that no other run of this test has, the same in all its processes. */
static inline const char *name(void)
{
	static char text[28];

	if (!*text)
		snprintf(text, sizeof(text), "t%d", (int)getpid());
	return text;
}

static inline char *path_of(const char *region)
{
	static char text[64];

	snprintf(text, sizeof(text), "/dev/shm/%s", region);
	return text;
}

static inline struct region_request request(void)
{
	return (struct region_request) {
		.name = name(), .size = SIZE, .mode = 0600, .owner = (uid_t)-1, .group = (gid_t)-1
	};
}

/* Removes a region's name; true also if there was none. */
static inline bool remove_region(const char *region)
{
	return unlink(path_of(region)) == 0 || errno == ENOENT;
}

static inline int clean(void **state)
{
	(void)state;
	return remove_region(name()) ? 0 : -1;
}

static inline unsigned count_objects(const char *prefix)
{
	DIR *stream = opendir("/dev/shm");
	unsigned count = 0;

	assert_non_null(stream);
	for (struct dirent *entry; (entry = readdir(stream));)
		count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
	closedir(stream);
	return count;
}

/* Gives the process and its children a /dev/shm of their own where that is allowed, as a group's
 * setup: objects that have only a private name say nothing of whose they are. */
static bool has_own_shm;

static inline int use_own_shm(void **state)
{
	(void)state;
	has_own_shm = unshare(CLONE_NEWNS) == 0 &&
		      mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		      mount("tmpfs", "/dev/shm", "tmpfs", 0, "mode=1777") == 0;
	return 0;
}

static inline void assert_no_private_objects(void)
{
	if (has_own_shm)
		assert_int_equal(count_objects(".acrn-dm"), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, clean, clean)

#endif
