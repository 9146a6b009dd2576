/* SPDX-License-Identifier: BSD-3-Clause
 * test_region_remove.c: only objects that are not in use are removed.
 */
#include <sys/file.h>
#include <sys/socket.h>

#include "helpers.h"
#include "holder.h"
#include "ivshmem-client/message.h"
#include "shm/lease.h"

static struct region make_region(void)
{
	struct region_request wish = request();
	struct region region;
	struct error error;

	assert_true(region_open(&wish, &region, &error));
	return region;
}

static bool exists(void)
{
	return access(path_of(name()), F_OK) == 0;
}

static bool hold_region(void)
{
	make_region();
	return true;
}

static bool hold_open(void)
{
	return open(path_of(name()), O_RDONLY) >= 0;
}

static bool hold_mapped(void)
{
	int fd = open(path_of(name()), O_RDONLY);

	return mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED && close(fd) == 0;
}

static void test_unused(void **state)
{
	struct error error;

	(void)state;
	assert_int_equal(region_get_use(name(), &error), REGION_MISSING);
	assert_int_equal(region_remove_unused(name(), &error), REGION_MISSING);
	close(make_region().fd);
	assert_int_equal(region_get_use(name(), &error), REGION_UNUSED);
	assert_true(exists());
	assert_int_equal(region_remove_unused(name(), &error), REGION_UNUSED);
	assert_false(exists());
	assert_no_private_objects();
}

static void test_holders(void **state)
{
	static bool (*const ways[])(void) = { hold_region, hold_open, hold_mapped };
	struct error error;
	char holder[64];

	(void)state;
	close(make_region().fd);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		pid_t child = start_holder(ways[i]);

		snprintf(holder, sizeof(holder), "in use by test_region_rem (pid %d)", (int)child);
		assert_int_equal(region_get_use(name(), &error), REGION_IN_USE);
		assert_non_null(strstr(error.text, holder));
		assert_int_equal(region_remove_unused(name(), &error), REGION_IN_USE);
		assert_non_null(strstr(error.text, holder));
		assert_true(exists());
		stop_holder(child);
	}
	assert_int_equal(region_remove_unused(name(), &error), REGION_UNUSED);
}

/* Users that are not visible in /proc, such as this process itself, count. */
static void test_unseen_holder(void **state)
{
	struct region region = make_region();
	struct error error;

	(void)state;
	assert_int_equal(region_get_use(name(), &error), REGION_IN_USE);
	assert_non_null(strstr(error.text, "a process that is not visible"));
	assert_int_equal(region_remove_unused(name(), &error), REGION_IN_USE);
	close(region.fd);
	assert_int_equal(region_remove_unused(name(), &error), REGION_UNUSED);
}

static int ends[2];

static bool hold_received(void)
{
	struct message_stream stream = { .fd = -1 };
	struct message message;

	return message_receive(ends[1], &stream, &message) == MESSAGE_DONE && message.fd >= 0;
}

/* A peer that was given the descriptor has the same open file description. */
static void test_discard_shared(void **state)
{
	struct region region = make_region();
	struct message message = { MESSAGE_MEMORY, region.fd };
	pid_t child;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(message_send(ends[0], &message), MESSAGE_DONE);
	child = start_holder(hold_received);
	region_discard(&region, name());
	assert_int_equal(region.fd, -1);
	assert_true(exists());
	stop_holder(child);
	close(ends[0]);
	close(ends[1]);
}

/* Neither a lock nor its release by a holder changes that the region is in use, or unused. */
static void test_flock_of_holders(void **state)
{
	static const int operations[] = { LOCK_EX, LOCK_SH, LOCK_UN };
	struct error error;
	int holder;

	(void)state;
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		close(make_region().fd);
		holder = open(path_of(name()), O_RDONLY);
		assert_int_equal(flock(holder, operations[i]), 0);
		assert_int_equal(region_remove_unused(name(), &error), REGION_IN_USE);
		close(holder);
		assert_int_equal(region_remove_unused(name(), &error), REGION_UNUSED);
	}
}

/* Only writers can be in the way of this. */
static void test_unwritable(void **state)
{
	static bool (*const ways[])(void) = { hold_open, hold_mapped };
	struct region region = make_region();
	struct error error;
	void *memory;

	(void)state;
	assert_int_equal(region_remove_unwritable(name(), &error), REGION_IN_USE);
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, region.fd, 0);
	close(region.fd);
	assert_int_equal(region_remove_unwritable(name(), &error), REGION_IN_USE);
	munmap(memory, SIZE);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		pid_t child = start_holder(ways[i]);

		assert_int_equal(region_remove_unwritable(name(), &error), REGION_UNUSED);
		stop_holder(child);
		close(make_region().fd);
	}
}

/* While a lease is held others fail to open the object, or wait, and the signal about that ends no
 * process. */
static void test_lease(void **state)
{
	struct region region = make_region();
	struct error error;
	int fd;
	pid_t waiting;

	(void)state;
	assert_false(lease_take(region.fd, LEASE_NO_WRITERS));
	assert_int_equal(errno, EAGAIN);
	assert_true(lease_take(region.fd, LEASE_ALONE));
	waiting = fork();
	if (waiting == 0)
		_exit(open(path_of(name()), O_RDONLY) >= 0 ? 0 : 1);
	fd = open(path_of(name()), O_RDWR | O_NONBLOCK);
	assert_int_equal(fd, -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_int_equal(region_get_use(name(), &error), REGION_IN_USE);
	lease_release(region.fd);
	assert_int_equal(waitpid(waiting, &fd, 0), waiting);
	assert_int_equal(fd, 0);
	assert_true(lease_take(region.fd, LEASE_ALONE));
	close(region.fd);
}

/* Another user's object may not be leased: to be treated as in use. */
static void test_other_owner(void **state)
{
	int status;
	pid_t child;

	(void)state;
	if (geteuid() != 0) {
		puts("SKIP: another owner's object: not without root");
		skip();
	}
	close(make_region().fd);
	assert_int_equal(chmod(path_of(name()), 0666), 0);
	child = fork();
	if (child == 0) {
		struct error error;

		if (setuid(65534) < 0)
			_exit(2);
		_exit(region_get_use(name(), &error) == REGION_UNKNOWN &&
				      region_remove_unused(name(), &error) == REGION_UNKNOWN &&
				      strstr(error.text, "find out")
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(exists());
}

static void test_impostors(void **state)
{
	struct error error;

	(void)state;
	assert_int_equal(symlink("/etc/passwd", path_of(name())), 0);
	assert_int_equal(region_remove_unused(name(), &error), REGION_UNKNOWN);
	assert_int_equal(unlink(path_of(name())), 0);
	assert_int_equal(mkfifo(path_of(name()), 0600), 0);
	assert_int_equal(region_remove_unused(name(), &error), REGION_UNKNOWN);
	assert_non_null(strstr(error.text, "not a shared memory object"));
	assert_true(exists());
}

/* Opens as ACRN's acrn-dm does, and looks after a while whether what it has is still what others
 * will find. */
static void __attribute__((noreturn)) open_and_wait(void)
{
	const struct timespec moment = { .tv_nsec = 300000 };

	for (;;) {
		int fd = open(path_of(name()), O_RDWR);
		struct stat status;

		if (fd < 0)
			continue;
		nanosleep(&moment, NULL);
		if (fstat(fd, &status) < 0 || status.st_nlink != 1)
			_exit(1);
		close(fd);
		nanosleep(&moment, NULL);
	}
}

/* The same with region_open(), which does not wait. */
static void __attribute__((noreturn)) open_region(void)
{
	for (;;) {
		struct region region = make_region();
		struct stat status;

		if (fstat(region.fd, &status) < 0 || status.st_nlink != 1)
			_exit(1);
		close(region.fd);
	}
}

static void race(void (*opener)(void), unsigned rounds)
{
	unsigned count[REGION_UNKNOWN + 1] = { 0 };
	struct error error;
	int status;
	pid_t child = fork();

	if (child == 0)
		opener();
	for (unsigned i = 0; i < rounds; i++) {
		enum region_use use = region_remove_unused(name(), &error);

		assert_int_not_equal(use, REGION_UNKNOWN);
		count[use]++;
		if (use != REGION_IN_USE)
			close(make_region().fd);
	}
	assert_int_equal(waitpid(child, &status, WNOHANG), 0);
	stop_holder(child);
	assert_true(remove_region(name()));
	assert_no_private_objects();
	print_message("%u removed, %u in use\n", count[REGION_UNUSED], count[REGION_IN_USE]);
}

static void test_races(void **state)
{
	(void)state;
	race(open_and_wait, 100);
	race(open_region, 50);
}

static void test_names(void **state)
{
	(void)state;
	assert_true(region_is_private_name(".acrn-dm-0123456789abcdef"));
	assert_false(region_is_private_name(".acrn-dm-0123456789abcde"));
	assert_false(region_is_private_name(".acrn-dm-0123456789abcdefa"));
	assert_false(region_is_private_name(".acrn-dm-0123456789abcdeF"));
	assert_true(region_is_size(4096));
	assert_false(region_is_size(0));
	assert_false(region_is_size(2048));
	assert_false(region_is_size(12288));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_unused),	     TEST(test_holders),    TEST(test_unseen_holder),
		TEST(test_discard_shared),   TEST(test_impostors),  TEST(test_races),
		TEST(test_flock_of_holders), TEST(test_unwritable), TEST(test_lease),
		TEST(test_other_owner),	     TEST(test_names),
	};

	return cmocka_run_group_tests(tests, use_own_shm, NULL);
}
