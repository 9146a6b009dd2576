/* SPDX-License-Identifier: BSD-3-Clause
 * test_deadline.c: what there is to read is seen, whatever the time, and the end of waiting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/deadline.h"

static void test_left(void **state)
{
	(void)state;
	assert_int_equal(deadline_left(deadline_in(0)), 0);
	assert_int_equal(deadline_left(deadline_in(-1000)), 0);
	assert_int_equal(deadline_left(INT64_MIN / 2), 0);
	assert_in_range(deadline_left(deadline_in(1000000)), 1, 1000000);
	assert_int_equal(deadline_left(INT64_MAX / 2), INT_MAX);
}

static void test_wait(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_false(deadline_wait(ends[0], deadline_in(1)));
	assert_int_equal(errno, ETIMEDOUT);
	assert_int_equal(write(ends[1], "x", 1), 1);
	/* Even if it is too late. */
	assert_true(deadline_wait(ends[0], deadline_in(-1)));
	assert_true(deadline_wait(ends[0], deadline_in(INT_MAX)));
	close(ends[1]);
	assert_true(deadline_wait(ends[0], deadline_in(INT_MAX)));
	close(ends[0]);
}

static volatile sig_atomic_t alarms;
static int wakes[2];

/* The tenth one gives it something to read. */
static void on_alarm(int signal)
{
	(void)signal;
	if (++alarms == 10 && write(wakes[1], "x", 1) != 1)
		alarms = -1000;
}

static void test_signals(void **state)
{
	const struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = on_alarm };

	(void)state;
	assert_int_equal(pipe(wakes), 0);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_true(deadline_wait(wakes[0], deadline_in(INT_MAX)));
	setitimer(ITIMER_REAL, &never, NULL);
	assert_true(alarms >= 10);
	close(wakes[0]);
	close(wakes[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_left),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
