/* SPDX-License-Identifier: BSD-3-Clause
 * test_console.c: a VM's output and input, with viewers that come late, read slowly or leave.
 *
 * Viewer, console and VM are one thread: pump() turns the console's loop until it rests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>

#include "acrn-hv/console.h"
#include "base/unix_socket.h"
#include "tests/devmodel/base/turns.h"

#define KEPT  0x10000u
#define FLOOD 0x100000u /* more than all buffers between VM and viewer take */

struct scene {
	struct turns turns;
	char directory[40], path[60];
	struct console *console;
	int vm;
	char said[FLOOD], got[FLOOD + 1];
};

static int open_scene(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	turns_open(&scene->turns);
	strcpy(scene->directory, "/tmp/test-console-XXXXXX");
	assert_non_null(mkdtemp(scene->directory));
	snprintf(scene->path, sizeof(scene->path), "%s/console", scene->directory);
	*state = scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;

	console_close(scene->console);
	unlink(scene->path);
	assert_int_equal(rmdir(scene->directory), 0);
	assert_true(turns_close(&scene->turns));
	free(scene);
	return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_scene, close_scene)

/* A run of the VM begins. */
static void run_vm(struct scene *scene)
{
	struct error error;

	scene->vm = console_vm_end(scene->console, &error);
	if (scene->vm < 0)
		fail_msg("%s", error.text);
	pump(&scene->turns);
}

static void open_console(struct scene *scene, enum console_kind kind)
{
	struct error error;

	scene->console = console_open(scene->turns.loop, kind, scene->path, &error);
	if (!scene->console)
		fail_msg("%s", error.text);
	run_vm(scene);
}

static void reject(struct scene *scene, enum console_kind kind, const char *path, const char *text)
{
	struct error error;

	assert_null(console_open(scene->turns.loop, kind, path, &error));
	if (!strstr(error.text, text))
		fail_msg("'%s' is not in: %s", text, error.text);
}

/* The VM writes all of it; only the console may block it. */
static void write_as_vm(struct scene *scene, const char *bytes, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t sent = send(scene->vm, bytes + done, size - done, MSG_DONTWAIT);

		assert_true(sent > 0);
		done += (size_t)sent;
		pump(&scene->turns);
	}
}

/* Output in which every position can be recognised. */
static void write_much(struct scene *scene, size_t size)
{
	char word[9];

	for (size_t i = 0; i < size; i += 8) {
		snprintf(word, sizeof(word), "%07zx\n", i);
		memcpy(scene->said + i, word, 8);
	}
	write_as_vm(scene, scene->said, size);
}

/* A pseudo-terminal delivers asynchronously. */
static void wait_until_readable(struct scene *scene, int fd)
{
	struct pollfd ready[] = { { .fd = fd, .events = POLLIN },
				  { .fd = scene->turns.epoll, .events = POLLIN } };

	do {
		if (poll(ready, 2, TURNS_WAIT_MS) <= 0)
			fail_msg("nothing comes any more");
		pump(&scene->turns);
	} while (!ready[0].revents);
}

static bool is_at(const struct scene *scene, size_t size, const char *ending, size_t length)
{
	return size >= length && memcmp(scene->got + size - length, ending, length) == 0;
}

/* Reads until this text, or to the end; returns how much was read. */
static size_t read_until(struct scene *scene, int fd, const char *ending, size_t length)
{
	size_t size = 0;

	while (!is_at(scene, size, ending, length)) {
		ssize_t got;

		wait_until_readable(scene, fd);
		got = read(fd, scene->got + size, FLOOD - size);
		if (got <= 0)
			break;
		size += (size_t)got;
	}
	scene->got[size] = '\0';
	return size;
}

static void assert_reads(struct scene *scene, int fd, const char *text)
{
	read_until(scene, fd, text, strlen(text));
	assert_string_equal(scene->got, text);
}

/* Reads until the end of write_much(). */
static size_t read_much(struct scene *scene, int fd, size_t size)
{
	return read_until(scene, fd, scene->said + size - 8, 8);
}

static int connect_viewer(struct scene *scene)
{
	struct error error;
	int fd = unix_socket_connect(scene->path, SOCK_STREAM, &error);

	if (fd < 0)
		fail_msg("%s", error.text);
	pump(&scene->turns);
	return fd;
}

static bool has_ended(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void disconnect(struct scene *scene, int fd)
{
	close(fd);
	pump(&scene->turns);
}

/* The VM reads this input, and nothing more. */
static void assert_vm_reads(struct scene *scene, const char *text)
{
	char byte;

	if (*text)
		assert_reads(scene, scene->vm, text);
	assert_int_equal(recv(scene->vm, &byte, 1, MSG_PEEK | MSG_DONTWAIT), -1);
}

static void test_late_viewer(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	write_as_vm(scene, "boot\n", 5);
	viewer = connect_viewer(scene);
	assert_reads(scene, viewer, "boot\n");
	write_as_vm(scene, "login: ", 7);
	assert_reads(scene, viewer, "login: ");
	disconnect(scene, viewer);
	write_as_vm(scene, "root\n", 5);
	viewer = connect_viewer(scene);
	assert_reads(scene, viewer, "boot\nlogin: root\n");
	close(viewer);
}

/* A late viewer gets the last 64 KiB, across the end of the ring. */
static void test_kept_output(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	write_much(scene, 3 * KEPT + 1000);
	viewer = connect_viewer(scene);
	assert_int_equal(read_much(scene, viewer, 3 * KEPT + 1000), KEPT);
	assert_memory_equal(scene->got, scene->said + 2 * KEPT + 1000, KEPT);
	close(viewer);
}

/* The viewer got the beginning and the end of the output, with one gap between. */
static void assert_only_middle_is_missing(const struct scene *scene, size_t size)
{
	size_t first = 0;

	while (first < size && scene->got[first] == scene->said[first])
		first++;
	assert_in_range(size, KEPT + 1, FLOOD - 1);
	assert_in_range(size - first, KEPT - 8, KEPT);
	assert_memory_equal(scene->got + first, scene->said + FLOOD - (size - first), size - first);
}

static void test_slow_viewer(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = connect_viewer(scene);
	write_much(scene, FLOOD);
	assert_only_middle_is_missing(scene, read_much(scene, viewer, FLOOD));
	write_as_vm(scene, "more", 4);
	assert_reads(scene, viewer, "more");
	close(viewer);
}

static void test_second_viewer(void **state)
{
	struct scene *scene = *state;
	int first, second;
	char line[64];

	open_console(scene, CONSOLE_SOCKET);
	first = connect_viewer(scene);
	second = connect_viewer(scene);
	snprintf(line, sizeof(line), "The console is in use by process %d.\r\n", getpid());
	assert_reads(scene, second, line);
	assert_true(has_ended(second));
	write_as_vm(scene, "still here", 10);
	assert_reads(scene, first, "still here");
	close(second);
	disconnect(scene, first);
	second = connect_viewer(scene);
	assert_reads(scene, second, "still here");
	assert_false(has_ended(second));
	close(second);
}

/* A viewer disconnects with unread output. */
static void test_viewer_disconnects(void **state)
{
	struct scene *scene = *state;

	open_console(scene, CONSOLE_SOCKET);
	write_much(scene, FLOOD);
	close(connect_viewer(scene));
	write_as_vm(scene, "x", 1);
	disconnect(scene, connect_viewer(scene));
}

static void test_input(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = connect_viewer(scene);
	assert_int_equal(write(viewer, "ls\n\r\3", 5), 5);
	pump(&scene->turns);
	assert_vm_reads(scene, "ls\n\r\3");
	assert_int_equal(write(viewer, "bye", 3), 3);
	disconnect(scene, viewer);
	assert_vm_reads(scene, "bye");
}

/* Input waits for a VM that does not read; output does not wait. */
static void test_much_input(void **state)
{
	struct scene *scene = *state;
	size_t sent = 0, got = 0;
	ssize_t size;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = connect_viewer(scene);
	for (size_t i = 0; i < FLOOD; i++)
		scene->said[i] = (char)(i * 31 + i / 256);
	while ((size = write(viewer, scene->said + sent, FLOOD - sent)) > 0) {
		sent += (size_t)size;
		pump(&scene->turns);
	}
	assert_in_range(sent, 1024, FLOOD - 1);
	write_as_vm(scene, "busy", 4);
	assert_reads(scene, viewer, "busy");
	while ((size = recv(scene->vm, scene->got + got, FLOOD - got, MSG_DONTWAIT)) > 0) {
		got += (size_t)size;
		pump(&scene->turns);
	}
	assert_int_equal(got, sent);
	assert_memory_equal(scene->got, scene->said, sent);
	close(viewer);
}

/* Input that was not read is dropped for the next run. */
static void test_input_for_an_earlier_run(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = connect_viewer(scene);
	while (write(viewer, scene->said, 4096) > 0)
		pump(&scene->turns);
	run_vm(scene);
	/* Input that is still in the viewer's socket is for the new run. */
	while (recv(scene->vm, scene->got, FLOOD, MSG_DONTWAIT) > 0)
		pump(&scene->turns);
	assert_int_equal(write(viewer, "new", 3), 3);
	pump(&scene->turns);
	assert_vm_reads(scene, "new");
	run_vm(scene);
	assert_vm_reads(scene, "");
	close(viewer);
}

/* The last output is kept after the VM has ended. */
static void test_last_output(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	assert_int_equal(send(scene->vm, "panic\n", 6, MSG_DONTWAIT), 6);
	run_vm(scene);
	write_as_vm(scene, "boot\n", 5);
	viewer = connect_viewer(scene);
	assert_reads(scene, viewer, "panic\nboot\n");
	close(viewer);
}

/* A program may shut its standard input and output down; the next run is not affected. */
static void test_vm_that_shuts_down(void **state)
{
	static const int ways[] = { SHUT_RD, SHUT_WR, SHUT_RDWR };
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = connect_viewer(scene);
	for (unsigned i = 0; i < 3; i++) {
		write_as_vm(scene, "bye", 3);
		assert_int_equal(shutdown(scene->vm, ways[i]), 0);
		assert_reads(scene, viewer, "bye");
		assert_int_equal(write(viewer, "hello?", 6), 6);
		pump(&scene->turns);
		run_vm(scene);
		assert_vm_reads(scene, "");
		write_as_vm(scene, "boot", 4);
		assert_reads(scene, viewer, "boot");
		assert_int_equal(write(viewer, "hello", 5), 5);
		assert_vm_reads(scene, "hello");
	}
	close(viewer);
}

/* Output of a process that an earlier run has left running is ignored. */
static void test_child_of_an_earlier_run(void **state)
{
	struct scene *scene = *state;
	int viewer, left;

	open_console(scene, CONSOLE_SOCKET);
	viewer = connect_viewer(scene);
	left = dup(scene->vm);
	run_vm(scene);
	assert_int_equal(send(left, "me, too", 7, MSG_DONTWAIT | MSG_NOSIGNAL), -1);
	assert_int_equal(errno, EPIPE);
	write_as_vm(scene, "boot", 4);
	assert_reads(scene, viewer, "boot");
	close(left);
	close(viewer);
}

/* No output is lost at the end. */
static void test_last_output_in_a_file(void **state)
{
	struct scene *scene = *state;
	int fd;

	open_console(scene, CONSOLE_FILE);
	assert_int_equal(send(scene->vm, "panic\n", 6, MSG_DONTWAIT), 6);
	console_close(scene->console);
	scene->console = NULL;
	fd = open(scene->path, O_RDONLY);
	assert_reads(scene, fd, "panic\n");
	close(fd);
}

/* Input before the first run is dropped. */
static void test_no_run_yet(void **state)
{
	struct scene *scene = *state;
	struct error error;
	int viewer;

	scene->console = console_open(scene->turns.loop, CONSOLE_SOCKET, scene->path, &error);
	assert_non_null(scene->console);
	viewer = connect_viewer(scene);
	assert_int_equal(write(viewer, "hello?", 6), 6);
	pump(&scene->turns);
	run_vm(scene);
	assert_vm_reads(scene, "");
	close(viewer);
}

/* The VM's standard input is like any program's. */
static void test_vm_end(void **state)
{
	struct scene *scene = *state;

	open_console(scene, CONSOLE_SOCKET);
	assert_int_equal(fcntl(scene->vm, F_GETFL) & O_NONBLOCK, 0);
	assert_int_equal(fcntl(scene->vm, F_GETFD), FD_CLOEXEC);
}

static int open_terminal(const struct scene *scene)
{
	int fd = open(scene->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static void test_pty(void **state)
{
	struct scene *scene = *state;
	struct termios settings;
	struct stat status;
	int viewer;

	open_console(scene, CONSOLE_PTY);
	assert_int_equal(lstat(scene->path, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	write_as_vm(scene, "a\nb\r\3", 5);
	viewer = open_terminal(scene);
	assert_true(isatty(viewer));
	assert_int_equal(tcgetattr(viewer, &settings), 0);
	assert_int_equal(settings.c_lflag & (ECHO | ICANON | ISIG), 0);
	assert_int_equal(settings.c_oflag & OPOST, 0);
	assert_reads(scene, viewer, "a\nb\r\3");
	assert_int_equal(write(viewer, "c\nd\r\3", 5), 5);
	assert_vm_reads(scene, "c\nd\r\3");
	close(viewer);
}

/* Viewers open and close the terminal. */
static void test_pty_without_viewer(void **state)
{
	struct scene *scene = *state;
	size_t size;
	int viewer;

	open_console(scene, CONSOLE_PTY);
	close(open_terminal(scene));
	write_much(scene, FLOOD);
	viewer = open_terminal(scene);
	size = read_much(scene, viewer, FLOOD);
	/* The terminal accepts input asynchronously. */
	assert_in_range(size, KEPT + 1024, FLOOD - 1);
	assert_memory_equal(scene->got, scene->said, 1024);
	assert_memory_equal(scene->got + size - KEPT, scene->said + FLOOD - KEPT, KEPT);
	disconnect(scene, viewer);
	write_as_vm(scene, "more", 4);
	viewer = open_terminal(scene);
	assert_reads(scene, viewer, "more");
	close(viewer);
}

static void test_much_input_of_a_pty(void **state)
{
	struct scene *scene = *state;
	size_t sent = 0;
	ssize_t size;
	int viewer;

	open_console(scene, CONSOLE_PTY);
	viewer = open_terminal(scene);
	do {
		size = write(viewer, scene->said, 4096);
		sent += size > 0 ? (size_t)size : 0;
		pump(&scene->turns);
	} while (size > 0 || turns_is_ready(&scene->turns, 100));
	assert_in_range(sent, 1024, FLOOD - 1);
	while (sent > 0) {
		wait_until_readable(scene, scene->vm);
		size = read(scene->vm, scene->got, FLOOD);
		assert_in_range(size, 1, sent);
		sent -= (size_t)size;
	}
	close(viewer);
}

static void test_file(void **state)
{
	struct scene *scene = *state;
	int fd = open(scene->path, O_RDWR | O_CREAT, 0600);

	assert_int_equal(write(fd, "before\n", 7), 7);
	open_console(scene, CONSOLE_FILE);
	write_as_vm(scene, "boot\n", 5);
	run_vm(scene);
	write_as_vm(scene, "boot again\n", 11);
	lseek(fd, 0, SEEK_SET);
	assert_reads(scene, fd, "before\nboot\nboot again\n");
	close(fd);
}

/* All output, of any size; the file stays. */
static void test_new_file(void **state)
{
	struct scene *scene = *state;
	struct stat status;
	int fd;

	open_console(scene, CONSOLE_FILE);
	assert_int_equal(stat(scene->path, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	write_much(scene, FLOOD);
	console_close(scene->console);
	scene->console = NULL;
	fd = open(scene->path, O_RDONLY);
	assert_int_equal(read_much(scene, fd, FLOOD), FLOOD);
	assert_memory_equal(scene->got, scene->said, FLOOD);
	close(fd);
}

/* At its limit the file gets another name, in place of the one before, and a new one begins. */
static void test_full_file(void **state)
{
	const off_t full = 16 << 20;
	struct scene *scene = *state;
	char old[70];
	struct stat status;

	snprintf(old, sizeof(old), "%s.old", scene->path);
	close(open(old, O_CREAT | O_WRONLY, 0600));
	open_console(scene, CONSOLE_FILE);
	assert_int_equal(truncate(scene->path, full - 4), 0);
	run_vm(scene);
	write_as_vm(scene, "full", 4);
	assert_int_equal(stat(scene->path, &status), 0);
	assert_int_equal(status.st_size, full);
	write_as_vm(scene, "new", 3);
	assert_int_equal(stat(old, &status), 0);
	assert_int_equal(status.st_size, full);
	assert_int_equal(stat(scene->path, &status), 0);
	assert_int_equal(status.st_size, 3);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	assert_int_equal(unlink(old), 0);
}

/* If it cannot be renamed, its content is lost. */
static void test_full_file_that_stays(void **state)
{
	struct scene *scene = *state;
	char old[70];
	struct stat status;

	snprintf(old, sizeof(old), "%s.old", scene->path);
	assert_int_equal(mkdir(old, 0700), 0);
	open_console(scene, CONSOLE_FILE);
	assert_int_equal(truncate(scene->path, 16 << 20), 0);
	write_as_vm(scene, "new", 3);
	assert_int_equal(stat(scene->path, &status), 0);
	assert_int_equal(status.st_size, 3);
	assert_int_equal(rmdir(old), 0);
}

static void test_no_file(void **state)
{
	struct scene *scene = *state;

	reject(scene, CONSOLE_FILE, "/dev/null", "/dev/null: the console needs a regular file");
	reject(scene, CONSOLE_FILE, scene->directory, "Is a directory");
	reject(scene, CONSOLE_FILE, "/no/such/file",
	       "/no/such/file: cannot open the console's file");
	assert_int_equal(symlink("elsewhere", scene->path), 0);
	reject(scene, CONSOLE_FILE, scene->path, "Too many levels of symbolic links");
	assert_int_equal(unlink(scene->path), 0);
}

static void test_fifo(void **state)
{
	struct scene *scene = *state;
	int reader;

	assert_int_equal(mkfifo(scene->path, 0600), 0);
	reject(scene, CONSOLE_FILE, scene->path, "cannot open the console's file");
	reader = open(scene->path, O_RDONLY | O_NONBLOCK);
	reject(scene, CONSOLE_FILE, scene->path, "the console needs a regular file");
	close(reader);
}

static void test_path_is_removed(void **state)
{
	static const enum console_kind kinds[] = { CONSOLE_SOCKET, CONSOLE_PTY };
	struct scene *scene = *state;
	struct stat status;

	for (unsigned i = 0; i < 2; i++) {
		open_console(scene, kinds[i]);
		assert_int_equal(lstat(scene->path, &status), 0);
		if (kinds[i] == CONSOLE_SOCKET)
			assert_int_equal(status.st_mode, S_IFSOCK | 0600);
		console_close(scene->console);
		scene->console = NULL;
		assert_int_equal(lstat(scene->path, &status), -1);
	}
	console_close(NULL);
}

static void test_stale_path(void **state)
{
	struct scene *scene = *state;
	struct error error;
	int viewer;

	close(unix_socket_listen(scene->path, SOCK_STREAM, 0600, 1, &error));
	open_console(scene, CONSOLE_PTY);
	close(open_terminal(scene));
	console_close(scene->console);
	assert_int_equal(symlink("/dev/pts/none", scene->path), 0);
	open_console(scene, CONSOLE_SOCKET);
	viewer = connect_viewer(scene);
	write_as_vm(scene, "x", 1);
	assert_reads(scene, viewer, "x");
	close(viewer);
}

static void test_bad_path(void **state)
{
	struct scene *scene = *state;
	char longest[UNIX_SOCKET_PATH_MAX + 2];

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	for (unsigned kind = CONSOLE_SOCKET; kind <= CONSOLE_FILE; kind++)
		reject(scene, kind, longest, "xx: path too long for a console");
	reject(scene, CONSOLE_SOCKET, "/no/such/path", "/no/such/path: cannot create the socket");
	reject(scene, CONSOLE_PTY, "/no/such/path", "/no/such/path: cannot link to /dev/pts/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_late_viewer),
		TEST(test_kept_output),
		TEST(test_slow_viewer),
		TEST(test_second_viewer),
		TEST(test_viewer_disconnects),
		TEST(test_input),
		TEST(test_much_input),
		TEST(test_input_for_an_earlier_run),
		TEST(test_last_output),
		TEST(test_last_output_in_a_file),
		TEST(test_vm_that_shuts_down),
		TEST(test_child_of_an_earlier_run),
		TEST(test_no_run_yet),
		TEST(test_vm_end),
		TEST(test_pty),
		TEST(test_pty_without_viewer),
		TEST(test_much_input_of_a_pty),
		TEST(test_file),
		TEST(test_new_file),
		TEST(test_full_file),
		TEST(test_full_file_that_stays),
		TEST(test_no_file),
		TEST(test_fifo),
		TEST(test_path_is_removed),
		TEST(test_stale_path),
		TEST(test_bad_path),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
