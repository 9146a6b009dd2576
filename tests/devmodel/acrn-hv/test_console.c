/* SPDX-License-Identifier: BSD-3-Clause
 * test_console.c: what a VM says and is told, whoever looks on and however fast.
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

static void refuse(struct scene *scene, enum console_kind kind, const char *path, const char *text)
{
	struct error error;

	assert_null(console_open(scene->turns.loop, kind, path, &error));
	if (!strstr(error.text, text))
		fail_msg("'%s' is not in: %s", text, error.text);
}

/* The VM says it all, and waits for nobody but the console. */
static void say(struct scene *scene, const char *bytes, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t sent = send(scene->vm, bytes + done, size - done, MSG_DONTWAIT);

		assert_true(sent > 0);
		done += (size_t)sent;
		pump(&scene->turns);
	}
}

/* As much as no two places of it are the same. */
static void say_much(struct scene *scene, size_t size)
{
	char word[9];

	for (size_t i = 0; i < size; i += 8) {
		snprintf(word, sizeof(word), "%07zx\n", i);
		memcpy(scene->said + i, word, 8);
	}
	say(scene, scene->said, size);
}

/* What goes through a terminal takes its time. */
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

/* Reads until this comes, or the end of it all; returns how much it was. */
static size_t hear(struct scene *scene, int fd, const char *ending, size_t length)
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

static void assert_hears(struct scene *scene, int fd, const char *text)
{
	hear(scene, fd, text, strlen(text));
	assert_string_equal(scene->got, text);
}

/* The end of what was said much of. */
static size_t hear_much(struct scene *scene, int fd, size_t size)
{
	return hear(scene, fd, scene->said + size - 8, 8);
}

static int look(struct scene *scene)
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

static void hang_up(struct scene *scene, int fd)
{
	close(fd);
	pump(&scene->turns);
}

/* What was typed, as the VM reads it; nothing more. */
static void assert_vm_reads(struct scene *scene, const char *text)
{
	char byte;

	if (*text)
		assert_hears(scene, scene->vm, text);
	assert_int_equal(recv(scene->vm, &byte, 1, MSG_PEEK | MSG_DONTWAIT), -1);
}

static void test_late_viewer(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	say(scene, "boot\n", 5);
	viewer = look(scene);
	assert_hears(scene, viewer, "boot\n");
	say(scene, "login: ", 7);
	assert_hears(scene, viewer, "login: ");
	hang_up(scene, viewer);
	say(scene, "root\n", 5);
	viewer = look(scene);
	assert_hears(scene, viewer, "boot\nlogin: root\n");
	close(viewer);
}

/* Who comes late sees what is kept: the last of it, across the ring's end. */
static void test_what_is_kept(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	say_much(scene, 3 * KEPT + 1000);
	viewer = look(scene);
	assert_int_equal(hear_much(scene, viewer, 3 * KEPT + 1000), KEPT);
	assert_memory_equal(scene->got, scene->said + 2 * KEPT + 1000, KEPT);
	close(viewer);
}

/* What was heard is the beginning of what was said, and its end, and there is no other gap. */
static void assert_heard_but_for_the_middle(const struct scene *scene, size_t size)
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
	viewer = look(scene);
	say_much(scene, FLOOD);
	assert_heard_but_for_the_middle(scene, hear_much(scene, viewer, FLOOD));
	say(scene, "more", 4);
	assert_hears(scene, viewer, "more");
	close(viewer);
}

static void test_second_viewer(void **state)
{
	struct scene *scene = *state;
	int first, second;

	open_console(scene, CONSOLE_SOCKET);
	first = look(scene);
	second = look(scene);
	assert_hears(scene, second, "The console is in use.\r\n");
	assert_true(has_ended(second));
	say(scene, "still here", 10);
	assert_hears(scene, first, "still here");
	close(second);
	hang_up(scene, first);
	second = look(scene);
	assert_hears(scene, second, "still here");
	assert_false(has_ended(second));
	close(second);
}

/* One that is gone with all that it was to read. */
static void test_viewer_that_does_not_stay(void **state)
{
	struct scene *scene = *state;

	open_console(scene, CONSOLE_SOCKET);
	say_much(scene, FLOOD);
	close(look(scene));
	say(scene, "x", 1);
	hang_up(scene, look(scene));
}

static void test_input(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = look(scene);
	assert_int_equal(write(viewer, "ls\n\r\3", 5), 5);
	pump(&scene->turns);
	assert_vm_reads(scene, "ls\n\r\3");
	assert_int_equal(write(viewer, "bye", 3), 3);
	hang_up(scene, viewer);
	assert_vm_reads(scene, "bye");
}

/* It waits for a VM that does not read, and the VM's words do not. */
static void test_much_input(void **state)
{
	struct scene *scene = *state;
	size_t sent = 0, got = 0;
	ssize_t size;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = look(scene);
	for (size_t i = 0; i < FLOOD; i++)
		scene->said[i] = (char)(i * 31 + i / 256);
	while ((size = write(viewer, scene->said + sent, FLOOD - sent)) > 0) {
		sent += (size_t)size;
		pump(&scene->turns);
	}
	assert_in_range(sent, 1024, FLOOD - 1);
	say(scene, "busy", 4);
	assert_hears(scene, viewer, "busy");
	while ((size = recv(scene->vm, scene->got + got, FLOOD - got, MSG_DONTWAIT)) > 0) {
		got += (size_t)size;
		pump(&scene->turns);
	}
	assert_int_equal(got, sent);
	assert_memory_equal(scene->got, scene->said, sent);
	close(viewer);
}

/* What was typed and not read is none of the next run's, and goes on from there. */
static void test_input_for_an_earlier_run(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = look(scene);
	while (write(viewer, scene->said, 4096) > 0)
		pump(&scene->turns);
	run_vm(scene);
	/* What the viewer's own socket still holds is for who is there now. */
	while (recv(scene->vm, scene->got, FLOOD, MSG_DONTWAIT) > 0)
		pump(&scene->turns);
	assert_int_equal(write(viewer, "new", 3), 3);
	pump(&scene->turns);
	assert_vm_reads(scene, "new");
	run_vm(scene);
	assert_vm_reads(scene, "");
	close(viewer);
}

/* What it has said last is not lost with it. */
static void test_last_words(void **state)
{
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	assert_int_equal(send(scene->vm, "panic\n", 6, MSG_DONTWAIT), 6);
	run_vm(scene);
	say(scene, "boot\n", 5);
	viewer = look(scene);
	assert_hears(scene, viewer, "panic\nboot\n");
	close(viewer);
}

/* A program may do what it likes to its standard input and output; the next one has its own. */
static void test_vm_that_shuts_down(void **state)
{
	static const int ways[] = { SHUT_RD, SHUT_WR, SHUT_RDWR };
	struct scene *scene = *state;
	int viewer;

	open_console(scene, CONSOLE_SOCKET);
	viewer = look(scene);
	for (unsigned i = 0; i < 3; i++) {
		say(scene, "bye", 3);
		assert_int_equal(shutdown(scene->vm, ways[i]), 0);
		assert_hears(scene, viewer, "bye");
		assert_int_equal(write(viewer, "hello?", 6), 6);
		pump(&scene->turns);
		run_vm(scene);
		assert_vm_reads(scene, "");
		say(scene, "boot", 4);
		assert_hears(scene, viewer, "boot");
		assert_int_equal(write(viewer, "hello", 5), 5);
		assert_vm_reads(scene, "hello");
	}
	close(viewer);
}

/* What an earlier run has left running is not the VM. */
static void test_what_is_left_of_a_run(void **state)
{
	struct scene *scene = *state;
	int viewer, left;

	open_console(scene, CONSOLE_SOCKET);
	viewer = look(scene);
	left = dup(scene->vm);
	run_vm(scene);
	assert_int_equal(send(left, "me, too", 7, MSG_DONTWAIT | MSG_NOSIGNAL), -1);
	assert_int_equal(errno, EPIPE);
	say(scene, "boot", 4);
	assert_hears(scene, viewer, "boot");
	close(left);
	close(viewer);
}

/* And none of it is lost at the very end. */
static void test_last_words_in_a_file(void **state)
{
	struct scene *scene = *state;
	int fd;

	open_console(scene, CONSOLE_FILE);
	assert_int_equal(send(scene->vm, "panic\n", 6, MSG_DONTWAIT), 6);
	console_close(scene->console);
	scene->console = NULL;
	fd = open(scene->path, O_RDONLY);
	assert_hears(scene, fd, "panic\n");
	close(fd);
}

/* Who types before there is a VM is heard by nobody. */
static void test_no_run_yet(void **state)
{
	struct scene *scene = *state;
	struct error error;
	int viewer;

	scene->console = console_open(scene->turns.loop, CONSOLE_SOCKET, scene->path, &error);
	assert_non_null(scene->console);
	viewer = look(scene);
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
	say(scene, "a\nb\r\3", 5);
	viewer = open_terminal(scene);
	assert_true(isatty(viewer));
	assert_int_equal(tcgetattr(viewer, &settings), 0);
	assert_int_equal(settings.c_lflag & (ECHO | ICANON | ISIG), 0);
	assert_int_equal(settings.c_oflag & OPOST, 0);
	assert_hears(scene, viewer, "a\nb\r\3");
	assert_int_equal(write(viewer, "c\nd\r\3", 5), 5);
	assert_vm_reads(scene, "c\nd\r\3");
	close(viewer);
}

/* It comes and goes as it likes. */
static void test_pty_without_viewer(void **state)
{
	struct scene *scene = *state;
	size_t size;
	int viewer;

	open_console(scene, CONSOLE_PTY);
	close(open_terminal(scene));
	say_much(scene, FLOOD);
	viewer = open_terminal(scene);
	size = hear_much(scene, viewer, FLOOD);
	/* What the terminal takes by itself it takes when it likes. */
	assert_in_range(size, KEPT + 1024, FLOOD - 1);
	assert_memory_equal(scene->got, scene->said, 1024);
	assert_memory_equal(scene->got + size - KEPT, scene->said + FLOOD - KEPT, KEPT);
	hang_up(scene, viewer);
	say(scene, "more", 4);
	viewer = open_terminal(scene);
	assert_hears(scene, viewer, "more");
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
	say(scene, "boot\n", 5);
	run_vm(scene);
	say(scene, "boot again\n", 11);
	lseek(fd, 0, SEEK_SET);
	assert_hears(scene, fd, "before\nboot\nboot again\n");
	close(fd);
}

/* All of it, however much there is; and it stays. */
static void test_new_file(void **state)
{
	struct scene *scene = *state;
	struct stat status;
	int fd;

	open_console(scene, CONSOLE_FILE);
	assert_int_equal(stat(scene->path, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	say_much(scene, FLOOD);
	console_close(scene->console);
	scene->console = NULL;
	fd = open(scene->path, O_RDONLY);
	assert_int_equal(hear_much(scene, fd, FLOOD), FLOOD);
	assert_memory_equal(scene->got, scene->said, FLOOD);
	close(fd);
}

static void test_no_file(void **state)
{
	struct scene *scene = *state;

	refuse(scene, CONSOLE_FILE, "/dev/null", "/dev/null: the console's file is no file");
	refuse(scene, CONSOLE_FILE, scene->directory, "Is a directory");
	refuse(scene, CONSOLE_FILE, "/no/such/file", "/no/such/file: cannot write the console");
	assert_int_equal(symlink("elsewhere", scene->path), 0);
	refuse(scene, CONSOLE_FILE, scene->path, "Too many levels of symbolic links");
	assert_int_equal(unlink(scene->path), 0);
}

static void test_fifo(void **state)
{
	struct scene *scene = *state;
	int reader;

	assert_int_equal(mkfifo(scene->path, 0600), 0);
	refuse(scene, CONSOLE_FILE, scene->path, "cannot write the console there");
	reader = open(scene->path, O_RDONLY | O_NONBLOCK);
	refuse(scene, CONSOLE_FILE, scene->path, "the console's file is no file");
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

static void test_what_another_run_has_left(void **state)
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
	viewer = look(scene);
	say(scene, "x", 1);
	assert_hears(scene, viewer, "x");
	close(viewer);
}

static void test_bad_path(void **state)
{
	struct scene *scene = *state;
	char longest[UNIX_SOCKET_PATH_MAX + 2];

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	for (unsigned kind = CONSOLE_SOCKET; kind <= CONSOLE_FILE; kind++)
		refuse(scene, kind, longest, "xx: too long a path for a console");
	refuse(scene, CONSOLE_SOCKET, "/no/such/path", "/no/such/path: cannot make the socket");
	refuse(scene, CONSOLE_PTY, "/no/such/path", "/no/such/path: cannot link to /dev/pts/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_late_viewer),
		TEST(test_what_is_kept),
		TEST(test_slow_viewer),
		TEST(test_second_viewer),
		TEST(test_viewer_that_does_not_stay),
		TEST(test_input),
		TEST(test_much_input),
		TEST(test_input_for_an_earlier_run),
		TEST(test_last_words),
		TEST(test_last_words_in_a_file),
		TEST(test_vm_that_shuts_down),
		TEST(test_what_is_left_of_a_run),
		TEST(test_no_run_yet),
		TEST(test_vm_end),
		TEST(test_pty),
		TEST(test_pty_without_viewer),
		TEST(test_much_input_of_a_pty),
		TEST(test_file),
		TEST(test_new_file),
		TEST(test_no_file),
		TEST(test_fifo),
		TEST(test_path_is_removed),
		TEST(test_what_another_run_has_left),
		TEST(test_bad_path),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
