/* SPDX-License-Identifier: BSD-3-Clause
 * test_host_memory.c: what becomes of a region's memory does not depend on what peers and other
 * processes do to their descriptors of it. */
#include "helpers.h"

#include <sys/file.h>
#include <sys/mman.h>
#include <sys/wait.h>

static void expect_same_memory(int one, int other, bool is_same)
{
	struct stat first, second;

	assert_int_equal(fstat(one, &first), 0);
	assert_int_equal(fstat(other, &second), 0);
	assert_int_equal(first.st_ino == second.st_ino && first.st_dev == second.st_dev, is_same);
}

/* Does the operation to the descriptor as another user, where that is possible. */
static void flock_as_user(int fd, int operation)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit((geteuid() == 0 && setuid(61001) < 0) || flock(fd, operation | LOCK_NB) < 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* A peer and its memory. */
struct user {
	struct client client;
	int memory;
};

static struct user join(struct bench *bench)
{
	struct user user = { .client = dial(bench, NULL) };

	user.memory = expect_welcome(&user.client, 0);
	assert_true(drain(&user.client));
	return user;
}

static void leave(struct bench *bench, struct user *user)
{
	close(user->memory);
	disconnect(bench, &user->client);
}

/* A lock that a peer has taken does not stop a server, and one that it has released does not let
 * the server replace its memory. */
static void test_flock_of_peer(void **state)
{
	static const int operations[] = { LOCK_EX, LOCK_UN };
	struct bench *bench = *state;

	for (size_t i = 0; i < 2; i++) {
		struct user old, new;

		serve(bench, "lifetime=recreate");
		old = join(bench);
		flock_as_user(old.memory, operations[i]);
		stop(bench);
		serve(bench, "lifetime=recreate");
		new = join(bench);
		expect_same_memory(old.memory, new.memory, true);
		leave(bench, &old);
		leave(bench, &new);
		stop(bench);
	}
}

/* The same for a process that may only read the object: new memory is made nevertheless. */
static void test_flock_of_reader(void **state)
{
	struct bench *bench = *state;
	char path[64];
	struct user user;
	int reader;

	snprintf(path, sizeof(path), "/dev/shm/%s", bench->region);
	serve(bench, "lifetime=recreate,mode=0644");
	user = join(bench);
	leave(bench, &user);
	reader = open(path, O_RDONLY);
	flock_as_user(reader, LOCK_EX);
	user = join(bench);
	expect_same_memory(reader, user.memory, false);
	leave(bench, &user);
	stop(bench);
	serve(bench, "lifetime=unlink,mode=0644");
	close(reader);
}

/* A peer that has disconnected and keeps its memory. */
static void test_kept_by_peer(void **state)
{
	static const char *const keys[] = { "lifetime=recreate", "lifetime=unlink",
					    "memfd:lifetime=recreate", "memfd:lifetime=unlink" };
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct user old, new;
		void *memory;

		serve(bench, keys[i]);
		old = join(bench);
		memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, old.memory, 0);
		disconnect(bench, &old.client);
		new = join(bench);
		expect_same_memory(old.memory, new.memory, true);
		leave(bench, &new);
		munmap(memory, 4096);
		new = join(bench);
		expect_same_memory(old.memory, new.memory, true);
		leave(bench, &new);
		close(old.memory);
		new = join(bench);
		assert_int_equal(pwrite(new.memory, "x", 1, 0), 1);
		old.memory = fcntl(new.memory, F_DUPFD, 100);
		leave(bench, &new);
		close(old.memory);
		/* Now it has ended. */
		new = join(bench);
		assert_int_equal(pread(new.memory, &memory, 1, 0), 1);
		assert_int_equal(*(char *)&memory, 0);
		leave(bench, &new);
		stop(bench);
	}
}

/* Pages that peers have given back, and an object that was never complete. */
static void test_holes(void **state)
{
	struct bench *bench = *state;
	struct stat status;
	struct user user;
	char path[64];

	snprintf(path, sizeof(path), "/dev/shm/%s", bench->region);
	close(open(path, O_RDWR | O_CREAT | O_EXCL, 0600));
	for (unsigned i = 0; i < 2; i++) {
		serve(bench, "");
		user = join(bench);
		assert_int_equal(fstat(user.memory, &status), 0);
		assert_int_equal(status.st_size, 8192);
		assert_int_equal(status.st_blocks * 512, 8192);
		assert_int_equal(
			fallocate(user.memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 8192),
			0);
		leave(bench, &user);
		stop(bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_flock_of_peer),
		TEST(test_flock_of_reader),
		TEST(test_kept_by_peer),
		TEST(test_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
