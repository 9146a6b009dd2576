/* SPDX-License-Identifier: BSD-3-Clause
 * test_region_remove.c: only objects that are not in use are removed.
 */
#include <sys/file.h>
#include <sys/socket.h>

#include "helpers.h"
#include "holder.h"
#include "ivshmem-client/message.h"

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

static bool hold_locked(void)
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
	static bool (*const ways[])(void) = { hold_locked, hold_open, hold_mapped };
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

/* The lock shows users that are not visible in /proc, such as this process itself. */
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

/* A peer that was given the descriptor has the same open file: its lock would be no obstacle. */
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
static void __attribute__((noreturn)) open_without_lock(void)
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

/* The same with the lock. */
static void __attribute__((noreturn)) open_with_lock(void)
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
	assert_true(region_unlink(name(), &error));
	assert_no_private_objects();
	print_message("%u removed, %u in use\n", count[REGION_UNUSED], count[REGION_IN_USE]);
}

static void test_races(void **state)
{
	(void)state;
	race(open_without_lock, 100);
	race(open_with_lock, 50);
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
		TEST(test_unused),	   TEST(test_holders),	 TEST(test_unseen_holder),
		TEST(test_discard_shared), TEST(test_impostors), TEST(test_races),
		TEST(test_names),
	};

	return cmocka_run_group_tests(tests, use_own_shm, NULL);
}
