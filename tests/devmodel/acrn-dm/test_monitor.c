/* SPDX-License-Identifier: BSD-3-Clause
 * test_monitor.c: what QEMU gets if it reads, and that nothing blocks if it does not. */
#include "helpers.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "acrn-dm/monitor.h"

static struct loop *loop;
static struct monitor monitor;

static int setup(void **state)
{
	struct error error;

	(void)state;
	loop = loop_new(&error);
	return loop && monitor_open(&monitor, loop, &error) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	monitor_close(&monitor);
	monitor_close(&monitor);
	loop_free(loop);
	return 0;
}

/* Starts a shell as QEMU, which has the descriptor as $fd; its exit status. */
static int run_qemu(const char *script)
{
	char number[12], text[512];
	char *const argv[] = {
		(char *)"/bin/bash", (char *)"-c", text, (char *)"qemu", number, NULL
	};
	struct child child;
	struct error error;

	snprintf(number, sizeof(number), "%d", monitor.qemu_fd);
	snprintf(text, sizeof(text), "fd=$1; %s", script);
	assert_true(monitor_start(&monitor, argv, NULL, &child, &error));
	assert_int_equal(monitor.qemu_fd, 0);
	return child_reap(&child);
}

static void test_commands(void **state)
{
	(void)state;
	assert_true(monitor_power_off(&monitor));
	assert_true(monitor_power_off(&monitor));
	/* All of it fits into one read, and one command may follow another at once. */
	assert_int_equal(run_qemu("read -r -t 60 -N 90 text <&$fd; test \"$text\" = "
				  "'{\"execute\":\"qmp_capabilities\"}"
				  "{\"execute\":\"system_powerdown\"}"
				  "{\"execute\":\"system_powerdown\"}'"),
			 0);
}

/* Only QEMU inherits its end. */
static void test_inherited(void **state)
{
	char *const argv[] = { (char *)"/bin/sh", (char *)"-c", (char *)"ls -1 /proc/self/fd",
			       NULL };
	char number[16];
	struct error error;
	int status;
	char *text;

	(void)state;
	assert_true(monitor.qemu_fd >= 10);
	assert_int_equal(fcntl(monitor.qemu_fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(monitor.fd, F_GETFD), FD_CLOEXEC);
	snprintf(number, sizeof(number), "\n%d\n", monitor.qemu_fd);
	text = child_run(argv, 60000, &status, &error);
	assert_non_null(text);
	assert_null(strstr(text, number));
	free(text);
	assert_int_equal(run_qemu("test -S /proc/self/fd/$fd"), 0);
}

static void test_ended(void **state)
{
	(void)state;
	assert_int_equal(run_qemu("exit 3"), 3);
	assert_false(monitor_power_off(&monitor));
	assert_false(monitor_power_off(&monitor));
}

/* QEMU never reads: sending fails at some point, and never blocks. */
static void test_not_reading(void **state)
{
	unsigned count = 0;

	(void)state;
	while (count < 1000000 && monitor_power_off(&monitor))
		count++;
	assert_in_range(count, 1, 999999);
	assert_false(monitor_power_off(&monitor));
}

static void stop(void *data, int fd, uint32_t events)
{
	(void)data;
	(void)events;
	loop_remove(loop, fd);
	loop_stop(loop, 0);
}

/* Answers are discarded, even more of them than a socket holds; then QEMU disconnects. */
static void test_answers(void **state)
{
	char number[12];
	char *const argv[] = {
		(char *)"/bin/bash", (char *)"-c", (char *)"head -c 10000000 /dev/zero >&$1",
		(char *)"qemu",	     number,	   NULL
	};
	struct child child;
	struct error error;

	(void)state;
	snprintf(number, sizeof(number), "%d", monitor.qemu_fd);
	assert_true(monitor_start(&monitor, argv, NULL, &child, &error));
	assert_true(loop_add(loop, child.fd, EPOLLIN, stop, NULL, &error));
	assert_int_equal(loop_run(loop, &error), 0);
	assert_int_equal(child_reap(&child), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_commands, setup, teardown),
		cmocka_unit_test_setup_teardown(test_inherited, setup, teardown),
		cmocka_unit_test_setup_teardown(test_ended, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_reading, setup, teardown),
		cmocka_unit_test_setup_teardown(test_answers, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
