/* SPDX-License-Identifier: BSD-3-Clause
 * test_stale.c: stale objects are found and removed, and nothing that is in use.
 *
 * In a /dev/shm of its own, so that it does not prune other processes' objects.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "ivshmem-server/ownership.h"
#include "ivshmem-server/stale.h"
#include "shm/region.h"
#include "tests/devmodel/shm/holder.h"

#define SHM	  REGION_DIRECTORY "/"
#define HALF_MADE ".acrn-dm-0123456789abcdef"

static char directory[] = "/tmp/test-stale-XXXXXX";
static char output[4096]; /* what was printed last */
static struct error error;

static const char *in_directory(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static bool exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

static void make_file(const char *path, off_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	close(fd);
}

static int make_socket(const char *name)
{
	int fd = unix_socket_listen(in_directory(name), SOCK_STREAM, 0660, 1, &error);

	assert_true(fd >= 0);
	return fd;
}

/* Files of a region that a killed server leaves. */
static void make_server_files(const char *socket_name, const char *state_name)
{
	close(make_socket(socket_name));
	make_file(in_directory(state_name), 100);
}

static bool capture(bool (*work)(FILE *out, const char *name), const char *name)
{
	FILE *out = fmemopen(output, sizeof(output), "w");
	bool is_done;

	*output = '\0';
	is_done = work(out, name);
	fclose(out);
	return is_done;
}

static bool do_list(FILE *out, const char *name)
{
	char *names[] = { (char *)name, NULL };

	return stale_list(directory, names, out, &error);
}

static bool do_prune(FILE *out, const char *name)
{
	return stale_prune(directory, name, false, out, &error);
}

static bool do_prune_dry(FILE *out, const char *name)
{
	return stale_prune(directory, name, true, out, &error);
}

static bool do_prune_all(FILE *out, const char *name)
{
	(void)name;
	return stale_prune_all(directory, false, out, &error);
}

static bool do_prune_all_dry(FILE *out, const char *name)
{
	(void)name;
	return stale_prune_all(directory, true, out, &error);
}

static void expect_list(const char *expected)
{
	assert_true(capture(do_list, NULL));
	assert_string_equal(output, expected);
}

/* The rest of the line about a file of this kind, from its state on. */
static const char *state_of(const char *name, const char *kind)
{
	char *line;

	assert_true(capture(do_list, NULL));
	for (line = strtok(output, "\n"); line; line = strtok(NULL, "\n")) {
		char found[64], found_kind[16];
		int end = 0;

		if (sscanf(line, "%63s %15s %*s %*s %*s %n", found, found_kind, &end) == 2 && end &&
		    strcmp(found, name) == 0 && strcmp(found_kind, kind) == 0)
			return line + end;
	}
	return "";
}

static void expect_state(const char *name, const char *kind, const char *state)
{
	const char *found = state_of(name, kind);

	if (strncmp(found, state, strlen(state)) != 0)
		fail_msg("%s (%s): '%s', not '%s'", name, kind, found, state);
}

static bool hold_for_writing(void)
{
	return open(SHM "pair", O_RDWR) >= 0;
}

static bool hold_open(void)
{
	return open(SHM "pair", O_RDONLY) >= 0;
}

static bool hold_mapped(void)
{
	int fd = open(SHM "pair", O_RDONLY);

	return mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED && close(fd) == 0;
}

static bool serve(void)
{
	int fd = open(in_directory(".pair.peers"), O_RDWR);

	return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static void test_list(void **state)
{
	(void)state;
	expect_list("NAME  KIND  SIZE  MODE  OWNER  STATE  HOLDERS\n");
	make_file(SHM "pair", 2 << 20);
	make_file(SHM "empty", 0);
	make_file(SHM HALF_MADE, 12345);
	make_file(SHM "my.shmem-0", 4096);
	make_file(SHM "odd_size", 12288);
	make_file(SHM "small", 2048);
	make_file(SHM "sem.lock", 32);
	make_file(SHM "not a region", 4096);
	assert_int_equal(mkdir(SHM "folder", 0700), 0);
	assert_int_equal(symlink("pair", SHM "link"), 0);
	make_server_files("pair", ".pair.peers");
	make_server_files("pair.left", ".gone.peers");
	make_file(in_directory("notes.peers"), 4096);
	close(make_socket("not a region"));
	close(make_socket("pair.not a vm"));
	expect_list("NAME                       KIND       SIZE   MODE  OWNER  STATE  HOLDERS\n"
		    ".acrn-dm-0123456789abcdef  half-made  12345  0600  root   stale  -\n"
		    "empty                      empty      0      0600  root   stale  -\n"
		    ".gone.peers                state      100    0600  root   stale  -\n"
		    "my.shmem-0                 region     4K     0600  root   stale  -\n"
		    "pair                       region     2M     0600  root   stale  -\n"
		    "pair                       socket     -      0660  root   stale  -\n"
		    "pair.left                  socket     -      0660  root   stale  -\n"
		    ".pair.peers                state      100    0600  root   stale  -\n");
	assert_true(capture(do_list, "gone"));
	assert_string_equal(output, "NAME         KIND   SIZE  MODE  OWNER  STATE  HOLDERS\n"
				    ".gone.peers  state  100   0600  root   stale  -\n");
}

static void test_no_directory(void **state)
{
	FILE *out = fmemopen(output, sizeof(output), "w");

	(void)state;
	make_file(SHM "pair", 4096);
	assert_true(stale_list(NULL, NULL, out, &error));
	assert_true(stale_list("/nonexistent", NULL, out, &error));
	assert_true(stale_prune_all(NULL, false, out, &error));
	assert_true(stale_prune_all("/nonexistent", false, out, &error));
	assert_true(exists(SHM "pair"));
	assert_false(stale_list("/dev/null", NULL, out, &error));
	assert_true(stale_prune(NULL, "pair", false, out, &error));
	assert_false(exists(SHM "pair"));
	fclose(out);
}

static void test_holders(void **state)
{
	static bool (*const ways[])(void) = { hold_for_writing, hold_open, hold_mapped };
	char holder[64];

	(void)state;
	make_file(SHM "pair", 4096);
	make_server_files("pair", ".pair.peers");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		pid_t child = start_holder(ways[i]);

		snprintf(holder, sizeof(holder), "test_stale (pid %d)", (int)child);
		expect_state("pair", "region", "in use");
		assert_non_null(strstr(state_of("pair", "region"), holder));
		expect_state("pair", "socket", "in use");
		expect_state(".pair.peers", "state", "in use");
		assert_false(capture(do_prune, "pair"));
		assert_string_equal(output, "");
		assert_non_null(strstr(error.text, holder));
		assert_false(capture(do_prune_dry, "pair"));
		assert_true(capture(do_prune_all, NULL));
		assert_string_equal(output, "");
		assert_true(exists(SHM "pair"));
		assert_true(exists(in_directory("pair")));
		assert_true(exists(in_directory(".pair.peers")));
		stop_holder(child);
	}
	expect_state("pair", "region", "stale");
}

/* The server may have another directory. */
static bool own(void)
{
	return ownership_take("pair", (uid_t)-1, &error) >= 0;
}

static void test_served(void **state)
{
	static bool (*const ways[])(void) = { serve, own };
	char holder[64];

	(void)state;
	make_file(SHM "pair", 4096);
	make_server_files("pair", ".pair.peers");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		pid_t child = start_holder(ways[i]);

		snprintf(holder, sizeof(holder), "test_stale (pid %d)", (int)child);
		expect_state("pair", "region", "served");
		assert_string_equal(state_of("pair", "socket"), "");
		assert_string_equal(state_of(".pair.peers", "state"), "");
		assert_string_equal(state_of(".pair.server", "lock"), "");
		assert_false(capture(do_prune, "pair"));
		assert_non_null(strstr(error.text, "in use by a server"));
		assert_non_null(strstr(error.text, holder));
		assert_true(capture(do_prune_all, NULL));
		assert_true(exists(SHM "pair"));
		stop_holder(child);
		expect_state("pair", "socket", "stale");
	}
	expect_state(".pair.server", "lock", "stale");
}

/* A lock in /dev/shm that any user may have put there does not let root remove a region. */
static void test_foreign_lock(void **state)
{
	(void)state;
	make_file(SHM "pair", 4096);
	make_file(SHM ".pair.server", 0);
	assert_int_equal(chown(SHM ".pair.server", 65534, 65534), 0);
	assert_string_equal(state_of(".pair.server", "lock"), "");
	assert_true(capture(do_prune_all, NULL));
	assert_true(exists(SHM "pair"));
	assert_int_equal(chown(SHM ".pair.server", 0, 0), 0);
	assert_true(capture(do_prune_all, NULL));
	assert_string_equal(output, "removed /dev/shm/pair\nremoved /dev/shm/.pair.server\n");
	assert_false(exists(SHM ".pair.server"));
}

/* A listening socket is not disturbed, and not removed with dead ones. */
static void test_living_socket(void **state)
{
	int listener = make_socket("pair.left");

	(void)state;
	make_file(SHM "pair", 4096);
	close(make_socket("pair.right"));
	assert_string_equal(state_of("pair.left", "socket"), "");
	expect_state("pair.right", "socket", "stale");
	assert_true(capture(do_prune, "pair"));
	assert_false(exists(in_directory("pair.right")));
	assert_true(exists(in_directory("pair.left")));
	assert_int_equal(accept4(listener, NULL, NULL, SOCK_NONBLOCK), -1);
	close(listener);
}

static void test_prune(void **state)
{
	char expected[512];

	(void)state;
	make_file(SHM "pair", 4096);
	make_file(SHM "other", 4096);
	make_file(SHM "empty", 0);
	make_file(SHM HALF_MADE, 1);
	make_server_files("pair", ".pair.peers");
	close(make_socket("pair.left"));
	snprintf(expected, sizeof(expected),
		 "would remove /dev/shm/pair\nwould remove %s/pair\nwould remove %s/pair.left\n"
		 "would remove %s/.pair.peers\n",
		 directory, directory, directory);
	assert_true(capture(do_prune_dry, "pair"));
	assert_string_equal(output, expected);
	snprintf(expected, sizeof(expected),
		 "removed /dev/shm/pair\nremoved %s/pair\nremoved %s/pair.left\n"
		 "removed %s/.pair.peers\n",
		 directory, directory, directory);
	assert_true(capture(do_prune, "pair"));
	assert_string_equal(output, expected);
	assert_true(capture(do_prune, "empty"));
	assert_true(capture(do_prune, HALF_MADE));
	assert_false(capture(do_prune, "pair"));
	assert_non_null(strstr(error.text, "no stale objects of region 'pair'"));
	expect_list("NAME   KIND    SIZE  MODE  OWNER  STATE  HOLDERS\n"
		    "other  region  4K    0600  root   stale  -\n");
}

/* Files that cannot be regions are not found. */
static void test_foreign_names(void **state)
{
	static const char *const names[] = { "odd_size", "a name", "../passwd", "", "folder" };

	(void)state;
	make_file(SHM "odd_size", 12288);
	make_file(SHM "a name", 4096);
	assert_int_equal(mkdir(SHM "folder", 0700), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_false(capture(do_prune, names[i]));
	assert_true(exists(SHM "odd_size"));
	assert_true(exists(SHM "a name"));
	assert_true(exists(SHM "folder"));
}

static void test_all_is_cautious(void **state)
{
	char expected[512];

	(void)state;
	make_file(SHM "wanted", 4096);
	make_file(SHM "empty", 0);
	make_file(SHM HALF_MADE, 1);
	make_file(SHM "served_once", 4096);
	make_file(SHM "had_a_socket", 0);
	make_server_files("had_a_socket.vm", ".served_once.peers");
	snprintf(expected, sizeof(expected),
		 "would remove /dev/shm/" HALF_MADE "\n"
		 "would remove /dev/shm/had_a_socket\nwould remove %s/had_a_socket.vm\n"
		 "would remove /dev/shm/served_once\nwould remove %s/.served_once.peers\n",
		 directory, directory);
	assert_true(capture(do_prune_all_dry, NULL));
	assert_string_equal(output, expected);
	assert_true(capture(do_prune_all, NULL));
	expect_list("NAME    KIND    SIZE  MODE  OWNER  STATE  HOLDERS\n"
		    "empty   empty   0     0600  root   stale  -\n"
		    "wanted  region  4K    0600  root   stale  -\n");
}

static void test_all_checks_the_directory(void **state)
{
	(void)state;
	make_file(SHM "pair", 4096);
	make_server_files("pair", ".pair.peers");
	assert_int_equal(chmod(directory, 0770), 0);
	assert_false(capture(do_prune_all, NULL));
	assert_non_null(strstr(error.text, "is writable by others (mode 0770)"));
	assert_int_equal(chmod(directory, 0700), 0);
	assert_int_equal(chown(directory, 65534, 65534), 0);
	assert_false(capture(do_prune_all, NULL));
	assert_non_null(strstr(error.text, "belongs to user 65534"));
	assert_int_equal(chown(directory, 0, 0), 0);
	assert_true(exists(SHM "pair"));
	assert_true(capture(do_prune_all, NULL));
	assert_false(exists(SHM "pair"));
}

/* As another user, who can see root's objects, but not remove them. */
static void act_as_user(void)
{
	if (setuid(65534) < 0)
		_exit(2);
	expect_state("mine", "region", "stale");
	expect_state("roots", "region", "unknown");
	assert_true(capture(do_prune_all, NULL));
	assert_false(exists(SHM "mine"));
	assert_true(exists(SHM "roots"));
	assert_false(capture(do_prune, "roots"));
	assert_non_null(strstr(error.text, "Permission denied"));
	assert_true(exists(SHM "roots"));
	_exit(0);
}

static void test_other_user(void **state)
{
	int status;
	pid_t child;

	(void)state;
	make_file(SHM "mine", 4096);
	make_file(SHM "roots", 4096);
	make_server_files("roots", ".mine.peers");
	assert_int_equal(chown(SHM "mine", 65534, 65534), 0);
	assert_int_equal(chown(in_directory(".mine.peers"), 65534, 65534), 0);
	assert_int_equal(chown(directory, 65534, 65534), 0);
	child = fork();
	if (child == 0)
		act_as_user();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(chown(directory, 0, 0), 0);
	assert_int_equal(status, 0);
}

/* Files of a region with a dot in its name, beside a region whose VM has a socket like that. */
static void test_dots(void **state)
{
	(void)state;
	make_server_files("my.shmem-0", ".my.shmem-0.peers");
	make_server_files("my.vm", ".my.peers");
	expect_list("NAME               KIND    SIZE  MODE  OWNER  STATE  HOLDERS\n"
		    "my.vm              socket  -     0660  root   stale  -\n"
		    ".my.peers          state   100   0600  root   stale  -\n"
		    "my.shmem-0         socket  -     0660  root   stale  -\n"
		    ".my.shmem-0.peers  state   100   0600  root   stale  -\n");
	assert_true(capture(do_prune, "my"));
	assert_true(exists(in_directory("my.shmem-0")));
	assert_true(capture(do_prune, "my.shmem-0"));
	assert_false(exists(in_directory("my.shmem-0")));
}

static void empty(const char *path)
{
	DIR *stream = opendir(path);

	assert_non_null(stream);
	for (struct dirent *entry; (entry = readdir(stream));)
		if (unlinkat(dirfd(stream), entry->d_name, 0) < 0)
			unlinkat(dirfd(stream), entry->d_name, AT_REMOVEDIR);
	closedir(stream);
}

static int clean(void **state)
{
	(void)state;
	empty(SHM);
	empty(directory);
	return 0;
}

static int remove_directory(void **state)
{
	(void)state;
	return rmdir(directory);
}

static bool has_own_shm(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", REGION_DIRECTORY, "tmpfs", 0, "size=16m,mode=1777") == 0;
}

#define TEST(function) cmocka_unit_test_teardown(function, clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_list),
		TEST(test_no_directory),
		TEST(test_holders),
		TEST(test_served),
		TEST(test_foreign_lock),
		TEST(test_living_socket),
		TEST(test_prune),
		TEST(test_foreign_names),
		TEST(test_all_is_cautious),
		TEST(test_all_checks_the_directory),
		TEST(test_other_user),
		TEST(test_dots),
	};

	if (!has_own_shm()) {
		puts("SKIP: stale objects: no mount namespace without root");
		return 77;
	}
	if (!mkdtemp(directory))
		return 1;
	return cmocka_run_group_tests(tests, NULL, remove_directory);
}
