/* SPDX-License-Identifier: BSD-3-Clause
 * test_terminal.c: a user at a terminal, or a file, before a VM that reads nothing, or late.
 *
 * The user's end is a process of its own, on a pseudo-terminal or with a pipe; the test plays the
 * user and the console. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/terminal.h"
#include "base/unix_socket.h"
#include "tests/devmodel/base/descriptors.h"

#define WAIT_MS 60000
#define MUCH	0x100000u /* more than all buffers on the way take */

struct scene {
	char directory[40], path[60];
	int listener;
	int held;    /* the terminal, whose settings would be reset if all closed it */
	int user;    /* what is typed goes in there; of a terminal, what it shows comes out */
	int console; /* the VM's end */
	pid_t pid;
	char typed[MUCH];
	int fds_before;
};

static int open_scene(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	struct error error;

	scene->fds_before = count_fds();
	strcpy(scene->directory, "/tmp/test-terminal-XXXXXX");
	assert_non_null(mkdtemp(scene->directory));
	snprintf(scene->path, sizeof(scene->path), "%s/console", scene->directory);
	scene->listener = unix_socket_listen(scene->path, SOCK_STREAM, 0600, 1, &error);
	assert_true(scene->listener >= 0);
	for (size_t i = 0; i < MUCH; i++)
		scene->typed[i] = (char)('a' + i % 26);
	*state = scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;

	close(scene->listener);
	unlink(scene->path);
	assert_int_equal(rmdir(scene->directory), 0);
	assert_int_equal(count_fds(), scene->fds_before);
	free(scene);
	return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_scene, close_scene)

/* The first escape key is told on the screen, the second one leaves. */
static bool on_escape(void *data)
{
	int *count = data;

	fputs("escaped\r\n", stderr);
	return ++*count < 2;
}

static void run(const struct scene *scene)
{
	struct error error;
	int count = 0;
	const struct terminal_setup setup = {
		.console = unix_socket_connect(scene->path, SOCK_STREAM, &error),
		.hint = "Ctrl-] twice leaves.",
		.on_escape = on_escape,
		.data = &count,
	};

	terminal_run(&setup);
	_exit(0);
}

static void await(int fd, short events)
{
	if (poll(&(struct pollfd) { .fd = fd, .events = events }, 1, WAIT_MS) <= 0)
		fail_msg("nothing happens any more");
}

static void accept_console(struct scene *scene)
{
	await(scene->listener, POLLIN);
	scene->console = accept4(scene->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	assert_true(scene->console >= 0);
}

static void assert_is_restored(const struct scene *scene)
{
	struct termios settings;

	assert_int_equal(tcgetattr(scene->held, &settings), 0);
	assert_int_equal(settings.c_lflag & (ICANON | ISIG), ICANON | ISIG);
}

static void close_terminal(const struct scene *scene)
{
	close(scene->held);
	close(scene->user);
	close(scene->console);
}

static void assert_has_ended(const struct scene *scene)
{
	int status;

	assert_int_equal(waitpid(scene->pid, &status, 0), scene->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void run_with_terminal(struct scene *scene)
{
	char name[64];

	scene->pid = forkpty(&scene->user, name, NULL, NULL);
	if (scene->pid == 0)
		run(scene);
	scene->held = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(scene->held >= 0);
	assert_int_equal(fcntl(scene->user, F_SETFL, O_NONBLOCK), 0);
	accept_console(scene);
}

/* Reads what the terminal shows now; false at its end. `text` has the beginning of it all. */
static bool watch(const struct scene *scene, char *text, size_t size)
{
	size_t length = strlen(text);
	char bytes[4096];
	ssize_t count = read(scene->user, bytes, sizeof(bytes));

	if (count < 0)
		return errno == EAGAIN;
	memcpy(text + length, bytes, (size_t)count < size - length ? (size_t)count : size - length);
	return count > 0;
}

/* Types all of it, and reads the screen meanwhile. */
static void type(const struct scene *scene, const char *bytes, size_t size, char *screen,
		 size_t screen_size)
{
	while (size > 0) {
		ssize_t written = write(scene->user, bytes, size < 1024 ? size : 1024);

		if (written < 0)
			await(scene->user, POLLIN | POLLOUT);
		bytes += written > 0 ? written : 0;
		size -= written > 0 ? (size_t)written : 0;
		assert_true(watch(scene, screen, screen_size));
	}
}

/* Ctrl-] twice ends the other process, maybe before this one looks at the screen again. */
static void leave(const struct scene *scene)
{
	for (int i = 0; i < 2; i++)
		while (write(scene->user, "\x1d", 1) != 1)
			await(scene->user, POLLOUT);
}

/* Reads all input of the VM, up to the end. */
static size_t read_all(const struct scene *scene, char *bytes, size_t size)
{
	size_t total = 0;

	for (;;) {
		ssize_t count;

		await(scene->console, POLLIN);
		count = read(scene->console, bytes + total, size - total);
		if (count <= 0)
			return total;
		total += (size_t)count;
	}
}

static void expect_on_screen(const struct scene *scene, char *screen, size_t size, const char *text)
{
	while (!strstr(screen, text)) {
		await(scene->user, POLLIN);
		assert_true(watch(scene, screen, size));
	}
}

/* The VM does not read; the user sees its output, and can leave. */
static void test_vm_that_does_not_read(void **state)
{
	struct scene *scene = *state;
	char *heard = malloc(MUCH), screen[MUCH / 256 + 1] = { 0 };
	size_t count;

	run_with_terminal(scene);
	assert_int_equal(write(scene->console, "boots", 5), 5);
	expect_on_screen(scene, screen, sizeof(screen) - 1, "boots");
	assert_non_null(strstr(screen, "Ctrl-] twice leaves.\r\n"));
	type(scene, scene->typed, MUCH, screen, sizeof(screen) - 1);
	assert_int_equal(write(scene->console, "busy", 4), 4);
	expect_on_screen(scene, screen, sizeof(screen) - 1, "busy");
	assert_non_null(strchr(screen, '\a'));
	leave(scene);
	assert_has_ended(scene);
	count = read_all(scene, heard, MUCH);
	assert_in_range(count, 4096, MUCH - 1);
	assert_memory_equal(heard, scene->typed, 4096);
	close_terminal(scene);
	free(heard);
}

/* The VM gets what is typed around an escape key, but not the key; signals' keys are the VM's. */
static void test_escape(void **state)
{
	struct scene *scene = *state;
	char screen[256] = { 0 }, heard[16] = { 0 };

	run_with_terminal(scene);
	expect_on_screen(scene, screen, sizeof(screen) - 1, "leaves.\r\n");
	assert_int_equal(write(scene->user,
			       "a\x03\x1d"
			       "b",
			       4),
			 4);
	expect_on_screen(scene, screen, sizeof(screen) - 1, "escaped\r\n");
	assert_int_equal(write(scene->user, "c\x1dnone", 6), 6);
	assert_has_ended(scene);
	assert_int_equal(read_all(scene, heard, sizeof(heard)), 4);
	assert_string_equal(heard, "a\x03"
				   "bc");
	assert_is_restored(scene);
	close_terminal(scene);
}

/* The signal ends it as ever, but with the terminal as it was. */
static void test_signal(void **state)
{
	struct scene *scene = *state;
	char screen[256] = { 0 };
	int status;

	run_with_terminal(scene);
	expect_on_screen(scene, screen, sizeof(screen) - 1, "leaves.\r\n");
	assert_int_equal(kill(scene->pid, SIGTERM), 0);
	assert_int_equal(waitpid(scene->pid, &status, 0), scene->pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	assert_is_restored(scene);
	close_terminal(scene);
}

/* Runs with a pipe as input; returns its end for writing. */
static int run_with_pipe(struct scene *scene)
{
	int input[2];

	assert_int_equal(pipe2(input, O_CLOEXEC), 0);
	scene->pid = fork();
	if (scene->pid == 0) {
		dup2(input[0], STDIN_FILENO);
		close(input[1]);
		run(scene);
	}
	close(input[0]);
	assert_int_equal(fcntl(input[1], F_SETFL, O_NONBLOCK), 0);
	accept_console(scene);
	return input[1];
}

/* Input from a pipe waits for the VM, and all of it arrives. */
static void test_late_vm(void **state)
{
	struct scene *scene = *state;
	char *heard = malloc(MUCH);
	int input = run_with_pipe(scene);
	size_t sent = 0, count = 0;

	while (count < MUCH) {
		struct pollfd room = { .fd = input, .events = POLLOUT };
		bool is_taken = sent < MUCH && poll(&room, 1, 50) > 0;
		ssize_t size = is_taken ? write(input, scene->typed + sent, MUCH - sent)
					: read(scene->console, heard + count, MUCH - count);

		assert_true(size > 0 || errno == EAGAIN);
		*(is_taken ? &sent : &count) += size > 0 ? (size_t)size : 0;
	}
	assert_memory_equal(heard, scene->typed, MUCH);
	close(input);
	/* At the end of the pipe output continues, until the console ends. */
	assert_int_equal(waitpid(scene->pid, NULL, WNOHANG), 0);
	close(scene->console);
	assert_has_ended(scene);
	free(heard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_vm_that_does_not_read),
		TEST(test_escape),
		TEST(test_signal),
		TEST(test_late_vm),
	};

	return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
