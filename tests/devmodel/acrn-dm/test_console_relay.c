/* SPDX-License-Identifier: BSD-3-Clause
 * test_console_relay.c: acrn-dm on a terminal, with a script as QEMU: the user types, leaves, and
 * gets the terminal back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define WAIT_MS 60000

/* It shows a line that is typed, then each request to power off, and SIGTERM. */
static const char script[] = "#!/bin/bash\n"
			     "trap 'echo terminated; exit 7' TERM\n"
			     "echo \"guest boots\"\n"
			     "read -r line && echo \"typed $line\"\n"
			     "[[ \"$*\" =~ socket,id=monitor,fd=([0-9]+) ]]\n"
			     "while read -r -d '}' -u \"${BASH_REMATCH[1]}\" word; do\n"
			     "	[[ $word != *system_powerdown* ]] || echo told\n"
			     "done\n";

static char qemu[] = "/tmp/test-console-XXXXXX";
static char program[200];
static char screen[4096];
static int terminal;
static int held; /* its other end, whose settings would be reset if all closed it */
static pid_t pid;

static int make_qemu(void **state)
{
	const char *build = getenv("B");
	int fd = mkstemp(qemu);

	(void)state;
	snprintf(program, sizeof(program), "%s/bin/acrn-dm", build ? build : "build");
	if (fd < 0 || write(fd, script, strlen(script)) < 0 || fchmod(fd, 0700) < 0)
		return 1;
	return close(fd);
}

static int remove_qemu(void **state)
{
	(void)state;
	return unlink(qemu);
}

static void start(void)
{
	char name[64];

	memset(screen, 0, sizeof(screen));
	pid = forkpty(&terminal, name, NULL, NULL);
	assert_true(pid >= 0);
	if (pid == 0) {
		execl(program, program, "--engine", qemu, "--accel", "tcg", "-l", "com1,stdio",
		      "VM", NULL);
		_exit(127);
	}
	held = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(held >= 0);
}

static void close_terminal(void)
{
	close(held);
	close(terminal);
}

/* Whether the text appears before nothing happens for so long. */
static bool shows(const char *text, int milliseconds)
{
	struct pollfd ready = { .fd = terminal, .events = POLLIN };

	while (!strstr(screen, text)) {
		size_t length = strlen(screen);
		ssize_t count = 0;

		if (poll(&ready, 1, milliseconds) > 0)
			count = read(terminal, screen + length, sizeof(screen) - 1 - length);
		if (count <= 0)
			return false;
	}
	return true;
}

static void expect(const char *text)
{
	if (!shows(text, WAIT_MS))
		fail_msg("'%s' is not in '%s'", text, screen);
}

static void type(const char *text)
{
	assert_int_equal(write(terminal, text, strlen(text)), (ssize_t)strlen(text));
}

static bool is_raw(void)
{
	struct termios settings;

	assert_int_equal(tcgetattr(held, &settings), 0);
	return !(settings.c_lflag & (ICANON | ECHO | ISIG));
}

static void test_leave(void **state)
{
	int status;

	(void)state;
	start();
	expect("acrn-dm: Ctrl-] powers the guest off; pressed again it ends the VM at once.\r\n");
	expect("guest boots");
	assert_true(is_raw());
	/* Ctrl-C is the guest's. */
	type("a\x03"
	     "b\n");
	expect("typed a\x03"
	       "b");
	/* A key that repeats is not pressed again; later it is. */
	type("\x1d\x1d");
	expect("told");
	expect("powering the guest off; a second Ctrl-] or signal ends the VM at once\r\n");
	assert_null(strstr(screen, "terminated"));
	while (!shows("terminated", 100))
		type("\x1d");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	assert_false(is_raw());
	close_terminal();
}

/* The terminal is restored even after SIGKILL. */
static void test_kill(void **state)
{
	(void)state;
	start();
	expect("guest boots");
	assert_true(is_raw());
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	while (is_raw())
		poll(NULL, 0, 10);
	close_terminal();
}

/* The first process that acrn-dm has started. */
static pid_t relay_of(pid_t parent)
{
	char path[60];
	int relay = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", parent, parent);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &relay), 1);
	fclose(file);
	return relay;
}

/* Without the process between, the VM goes on, and the terminal is the user's again. */
static void test_lost_relay(void **state)
{
	int status;

	(void)state;
	start();
	expect("guest boots");
	assert_true(is_raw());
	kill(relay_of(pid), SIGKILL);
	while (is_raw())
		poll(NULL, 0, 10);
	assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close_terminal();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leave),
		cmocka_unit_test(test_kill),
		cmocka_unit_test(test_lost_relay),
	};

	return cmocka_run_group_tests_name("console relay", tests, make_qemu, remove_qemu);
}
