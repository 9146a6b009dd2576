/* SPDX-License-Identifier: BSD-3-Clause
 * test_region_race.c: a region that has a name is complete, in any race and after any process's
 * death.
 */
#include "helpers.h"

/* Opens again and again; with `unlinks` the name goes every so often. Status 0 if each was whole.
 */
static void __attribute__((noreturn)) race(const char *region_name, unsigned rounds, bool unlinks)
{
	struct region_request wish = request();
	struct error error;

	wish.name = region_name;
	for (unsigned i = 0; i < rounds; i++) {
		struct region region;
		struct stat status;

		if (!region_open(&wish, &region, &error)) {
			fprintf(stderr, "%s\n", error.text);
			_exit(1);
		}
		if (fstat(region.fd, &status) < 0 || status.st_size != SIZE ||
		    status.st_blocks * 512 < SIZE)
			_exit(2);
		close(region.fd);
		if (unlinks && !remove_region(region_name))
			_exit(3);
	}
	_exit(0);
}

/* An unrelated reader never sees an incomplete region. */
static void __attribute__((noreturn)) look(const char *path)
{
	for (;;) {
		struct stat status;

		if (stat(path, &status) == 0 &&
		    (status.st_size != SIZE || status.st_blocks * 512 != SIZE))
			_exit(1);
	}
}

static void run_race(unsigned processes, unsigned rounds)
{
	const char *region_name = name();
	pid_t children[64], looker;
	int status;

	looker = fork();
	if (looker == 0)
		look(path_of(region_name));
	for (unsigned i = 0; i < processes; i++) {
		children[i] = fork();
		if (children[i] == 0)
			race(region_name, rounds, i % 2 == 0);
	}
	for (unsigned i = 0; i < processes; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(waitpid(looker, &status, WNOHANG), 0);
	kill(looker, SIGKILL);
	waitpid(looker, NULL, 0);
}

static void test_race_of_two(void **state)
{
	(void)state;
	run_race(2, 3000);
}

static void test_race_of_fifty(void **state)
{
	(void)state;
	run_race(50, 100);
}

/* One creates, fifty are there at once: one object, and one that is new. */
static void test_one_winner(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 20; round++) {
		const char *region_name = name();
		struct error error;
		unsigned winners = 0;
		int gate[2], status;

		assert_true(remove_region(region_name));
		assert_int_equal(pipe(gate), 0);
		for (unsigned i = 0; i < 50; i++) {
			if (fork() == 0) {
				struct region_request wish = request();
				struct region region;
				char byte;

				wish.name = region_name;
				close(gate[1]);
				if (read(gate[0], &byte, 1) != 0)
					_exit(9);
				_exit(region_open(&wish, &region, &error) ? region.is_new : 9);
			}
		}
		close(gate[0]);
		close(gate[1]);
		while (wait(&status) > 0) {
			assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
			winners += (unsigned)WEXITSTATUS(status);
		}
		assert_int_equal(winners, 1);
	}
}

/* Killed at any moment a creator leaves the whole object, or nothing; and no other name. */
static void test_killed_creators(void **state)
{
	unsigned seed = 1, left = 0;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		struct timespec moment = { .tv_nsec = rand_r(&seed) % 600000 };
		const char *region_name = name();
		struct stat status;
		pid_t child = fork();

		if (child == 0)
			race(region_name, 1000, false);
		nanosleep(&moment, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		if (stat(path_of(region_name), &status) == 0) {
			assert_int_equal(status.st_size, SIZE);
			assert_int_equal(status.st_blocks * 512, SIZE);
			left++;
		}
		assert_true(remove_region(region_name));
		assert_int_equal(count_objects(region_name), 0);
		assert_no_private_objects();
	}
	print_message("%u of 1000 got as far as the name\n", left);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_race_of_two),
		TEST(test_race_of_fifty),
		TEST(test_one_winner),
		TEST(test_killed_creators),
	};

	return cmocka_run_group_tests(tests, use_own_shm, NULL);
}
