/* SPDX-License-Identifier: BSD-3-Clause
 * test_host_memory.c: what becomes of a region's memory does not depend on what peers and other
 * processes do to their descriptors of it. */
#include "helpers.h"

#include <stdatomic.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

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

/* A peer of a former server keeps the memory beyond that server's end, and ends without joining
 * again: the next peer does not find its data. */
static void test_data_of_former_server(void **state)
{
	static const char *const keys[] = { "lifetime=recreate", "lifetime=unlink" };
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct user user;
		char byte = 'x';

		serve(bench, keys[i]);
		user = join(bench);
		assert_int_equal(pwrite(user.memory, &byte, 1, 0), 1);
		stop(bench);
		serve(bench, keys[i]);
		leave(bench, &user);
		user = join(bench);
		assert_int_equal(pread(user.memory, &byte, 1, 0), 1);
		assert_int_equal(byte, 0);
		leave(bench, &user);
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

/* Reserving pages waits while it is blocked, as if it took long. */
static atomic_bool is_blocked;

int fallocate(int fd, int mode, off_t offset, off_t length)
{
	const struct timespec moment = { .tv_nsec = 1000000 };

	while (atomic_load(&is_blocked))
		nanosleep(&moment, NULL);
	return (int)syscall(SYS_fallocate, fd, mode, offset, length);
}

/* A second region in the same loop. */
struct second {
	struct settings settings;
	struct host *host;
};

static void serve_second(struct bench *bench, struct second *second, const char *keys)
{
	char value[100];
	struct error error;

	memset(second, 0, sizeof(*second));
	snprintf(value, sizeof(value), "%s_b,size=8K,vectors=%u,%s", bench->region, VECTORS, keys);
	assert_true(settings_add_region(&second->settings, value, false, &error));
	second->host = host_open(bench->loop, &second->settings.regions[0], bench->directory,
				 &bench->service, &error);
	assert_non_null(second->host);
}

static int connect_second(struct bench *bench)
{
	struct error error;
	char path[100];
	int fd;

	snprintf(path, sizeof(path), "%s/%s_b", bench->directory, bench->region);
	fd = unix_socket_connect(path, SOCK_STREAM, &error);
	assert_true(fd >= 0);
	return fd;
}

/* Turns the loop until the second region is not busy. */
static void await_second(struct bench *bench, struct second *second)
{
	while (host_is_busy(second->host))
		pump(bench);
	pump(bench);
}

static void stop_second(struct bench *bench, struct second *second)
{
	char path[100];

	host_close(second->host, false);
	settings_free(&second->settings);
	snprintf(path, sizeof(path), "/dev/shm/%s_b", bench->region);
	unlink(path);
	snprintf(path, sizeof(path), "%s/.%s_b.peers", bench->directory, bench->region);
	unlink(path);
}

/* While new memory of one region is made, another region accepts peers and serves them; and so does
 * the region itself, afterwards. */
static void test_other_region_goes_on(void **state)
{
	struct client waiting = { .stream.fd = -1 }, late = { .stream.fd = -1 };
	struct bench *bench = *state;
	struct second second;
	struct user one;
	struct client two;

	serve(bench, "");
	serve_second(bench, &second, "lifetime=recreate");
	close(connect_second(bench));
	pump(bench);
	atomic_store(&is_blocked, true);
	waiting.socket = connect_second(bench);
	pump(bench);
	assert_true(host_is_busy(second.host));
	late.socket = connect_second(bench);
	one = join(bench);
	two = dial(bench, NULL);
	close(expect_welcome(&two, 1));
	assert_true(drain(&two));
	disconnect(bench, &two);
	expect_peer(&one.client, 1, NULL);
	expect(&one.client, 1, false);
	expect_nothing(&waiting);
	assert_true(host_is_busy(second.host));
	atomic_store(&is_blocked, false);
	await_second(bench, &second);
	close(expect_welcome(&waiting, 0));
	close(expect_welcome(&late, 1));
	assert_true(drain(&waiting) && drain(&late));
	disconnect(bench, &waiting);
	disconnect(bench, &late);
	stop_second(bench, &second);
	leave(bench, &one);
}

static struct client connect_vm(const struct bench *bench, const char *vm)
{
	struct client client = { .stream.fd = -1 };
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s.%s", bench->directory, bench->region, vm);
	client.socket = unix_socket_connect(path, SOCK_STREAM, &error);
	assert_true(client.socket >= 0);
	return client;
}

/* Two clients that connect to two sockets of the region at once. */
static void test_clients_at_once(void **state)
{
	struct bench *bench = *state;
	struct client one, two;

	serve(bench, "lifetime=recreate,peer=1:A,peer=2:B");
	one = join_alone(bench, "A", 1);
	disconnect(bench, &one);
	one = connect_vm(bench, "A");
	two = connect_vm(bench, "B");
	pump(bench);
	close(expect_welcome(&one, 1));
	close(expect_welcome(&two, 2));
	assert_true(drain(&one) && drain(&two));
	disconnect(bench, &one);
	disconnect(bench, &two);
}

/* The end of the server while a client waits. */
static void test_stop_while_busy(void **state)
{
	struct bench *bench = *state;
	struct second second;
	struct client waiting = { .stream.fd = -1 };

	serve_second(bench, &second, "lifetime=unlink");
	close(connect_second(bench));
	pump(bench);
	await_second(bench, &second);
	atomic_store(&is_blocked, true);
	waiting.socket = connect_second(bench);
	pump(bench);
	assert_true(host_is_busy(second.host));
	host_stop_listening(second.host);
	atomic_store(&is_blocked, false);
	stop_second(bench, &second);
	expect_end(&waiting);
	close(waiting.socket);
}

/* A user that causes new memory again and again is refused in the end; the region stays. */
static void test_renewals_are_limited(void **state)
{
	struct bench *bench = *state;
	struct client client;
	unsigned count = 0;

	serve(bench, "lifetime=recreate");
	do {
		client = dial(bench, NULL);
		assert_true(++count < 1000);
		if (!drain(&client))
			break;
		disconnect(bench, &client);
	} while (true);
	close(client.socket);
	assert_in_range(count, 12, 999);
	assert_true(has_memory(bench));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_flock_of_peer),
		TEST(test_flock_of_reader),
		TEST(test_kept_by_peer),
		TEST(test_data_of_former_server),
		TEST(test_holes),
		TEST(test_other_region_goes_on),
		TEST(test_clients_at_once),
		TEST(test_stop_while_busy),
		TEST(test_renewals_are_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
