/* SPDX-License-Identifier: BSD-3-Clause
 * console.c: copies between a VM's standard input and output and a viewer. */
#include "acrn-hv/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/unix_socket.h"

#define KEPT_SIZE  0x10000u
#define TYPED_SIZE 256u

/* Bytes of a file and of its predecessor. */
#define FILE_MAX 0x1000000

struct console {
	struct loop *loop;
	enum console_kind kind;
	char path[UNIX_SOCKET_PATH_MAX + 1];
	int own_end, vm_end; /* of the connection with this run of the VM; -1: none */
	int listener;	     /* of a socket, else -1 */
	pid_t viewer_pid;    /* of a connection */
	int viewer;	     /* connection, master of the pseudo-terminal, or file; -1: none */
	int terminal;	     /* the other end of the pseudo-terminal, held open; else -1 */
	char kept[KEPT_SIZE];
	uint64_t output; /* bytes from the VM so far; the last of them are kept */
	uint64_t shown;	 /* bytes of these that the viewer has got */
	char typed[TYPED_SIZE];
	size_t typed_count; /* not written to the VM yet */
};

/* Its last input may still be pending for the VM. */
static void drop_viewer(struct console *console)
{
	loop_remove(console->loop, console->viewer);
	close(console->viewer);
	console->viewer = -1;
}

/* Sets the events to wait for. A file is always ready. */
static void choose_events(struct console *console)
{
	struct error ignored;
	uint32_t viewer = (console->typed_count ? 0 : EPOLLIN) |
			  (console->shown < console->output ? EPOLLOUT : 0);

	loop_change(console->loop, console->own_end,
		    EPOLLIN | (console->typed_count ? EPOLLOUT : 0), &ignored);
	if (console->viewer >= 0 && console->kind != CONSOLE_FILE)
		loop_change(console->loop, console->viewer, viewer, &ignored);
}

static bool is_disconnected(void)
{
	return errno != EAGAIN && errno != EINTR;
}

/* Opens the file. O_NONBLOCK: opening a FIFO must not wait for a reader. */
static int open_output(const char *path)
{
	return open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
		    0600);
}

/* Begins a new file if this one has no room for `count` bytes. The full one gets the suffix .old;
 * if that fails its content is lost, because the guest must not fill the disk. */
static void limit_file(struct console *console, size_t count)
{
	char old[sizeof(console->path) + sizeof(".old")];
	struct stat status;
	int fd;

	if (fstat(console->viewer, &status) == 0 && status.st_size <= FILE_MAX - (off_t)count)
		return;
	snprintf(old, sizeof(old), "%s.old", console->path);
	fd = rename(console->path, old) == 0 ? open_output(console->path) : -1;
	if (fd < 0 || dup3(fd, console->viewer, O_CLOEXEC) < 0)
		(void)!ftruncate(console->viewer, 0);
	if (fd >= 0)
		close(fd);
}

/* Writes pending output to the viewer, without blocking. */
static void write_viewer(struct console *console)
{
	while (console->viewer >= 0 && console->shown < console->output) {
		uint64_t left = console->output - console->shown;
		size_t at, count;
		ssize_t written;

		if (left > KEPT_SIZE)
			console->shown = console->output - KEPT_SIZE;
		at = console->shown % KEPT_SIZE;
		left = console->output - console->shown;
		count = left < KEPT_SIZE - at ? left : KEPT_SIZE - at;
		if (console->kind == CONSOLE_FILE)
			limit_file(console, count);
		written = write(console->viewer, console->kept + at, count);
		if (written > 0)
			console->shown += (uint64_t)written;
		else if (console->kind == CONSOLE_SOCKET && is_disconnected())
			drop_viewer(console);
		else
			return;
	}
}

/* Reads output from the VM; false if there is none. An end that the VM has shut down would always
 * be ready: it is not watched any longer. */
static bool read_vm(struct console *console)
{
	size_t at = console->output % KEPT_SIZE;
	ssize_t count = read(console->own_end, console->kept + at, KEPT_SIZE - at);

	if (count > 0)
		console->output += (uint64_t)count;
	else if (count == 0)
		loop_remove(console->loop, console->own_end);
	return count > 0;
}

/* Writes pending input to the VM, without blocking, and drops it if the VM has closed its end. */
static void write_vm(struct console *console)
{
	ssize_t count = write(console->own_end, console->typed, console->typed_count);

	if (count < 0 && is_disconnected())
		console->typed_count = 0;
	if (count <= 0)
		return;
	console->typed_count -= (size_t)count;
	memmove(console->typed, console->typed + count, console->typed_count);
}

static void on_vm(void *data, int fd, uint32_t events)
{
	struct console *console = data;

	(void)fd;
	if (events & EPOLLIN) {
		read_vm(console);
		write_viewer(console);
	}
	if (console->typed_count)
		write_vm(console);
	choose_events(console);
}

static void read_viewer(struct console *console)
{
	ssize_t count = read(console->viewer, console->typed, TYPED_SIZE);

	if (count > 0) {
		console->typed_count = (size_t)count;
		write_vm(console);
	} else if (console->kind == CONSOLE_SOCKET && (count == 0 || is_disconnected())) {
		drop_viewer(console);
	}
}

static void on_viewer(void *data, int fd, uint32_t events)
{
	struct console *console = data;

	(void)fd;
	write_viewer(console);
	if (console->viewer >= 0 && !console->typed_count)
		read_viewer(console);
	else if (console->viewer >= 0 && (events & (EPOLLHUP | EPOLLERR)))
		drop_viewer(console);
	choose_events(console);
}

static bool add_viewer(struct console *console, int fd, struct error *error)
{
	console->viewer = fd;
	console->shown = console->output < KEPT_SIZE ? 0 : console->output - KEPT_SIZE;
	return console->kind == CONSOLE_FILE ||
	       loop_add(console->loop, fd, EPOLLIN, on_viewer, console, error);
}

static void reject_viewer(const struct console *console, int fd)
{
	char line[64];
	int length = snprintf(line, sizeof(line), "The console is in use by process %d.\r\n",
			      console->viewer_pid);

	send(fd, line, (size_t)length, MSG_NOSIGNAL);
	close(fd);
}

static void on_connection(void *data, int listener, uint32_t events)
{
	struct console *console = data;
	struct ucred peer;
	int fd = loop_accept(console->loop, listener, &peer);
	struct error ignored;

	(void)events;
	if (fd < 0)
		return;
	if (console->viewer >= 0) {
		reject_viewer(console, fd);
	} else if (!add_viewer(console, fd, &ignored)) {
		close(fd);
		console->viewer = -1;
	} else {
		console->viewer_pid = peer.pid;
		write_viewer(console);
		choose_events(console);
	}
}

static bool open_socket(struct console *console, struct error *error)
{
	unlink(console->path);
	console->listener = unix_socket_listen(console->path, SOCK_STREAM, 0600, 4, error);
	return console->listener >= 0 &&
	       loop_add(console->loop, console->listener, EPOLLIN, on_connection, console, error);
}

/* Raw bytes: the guest has the terminal settings. */
static bool make_raw(int terminal)
{
	struct termios settings;

	if (tcgetattr(terminal, &settings) < 0)
		return false;
	cfmakeraw(&settings);
	return tcsetattr(terminal, TCSANOW, &settings) == 0;
}

static bool open_pty(struct console *console, struct error *error)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	char name[64];

	if (master < 0)
		return error_set_errno(error, "%s: cannot create a pseudo-terminal", console->path);
	if (!add_viewer(console, master, error))
		return false;
	if (grantpt(master) != 0 || unlockpt(master) != 0 ||
	    ptsname_r(master, name, sizeof(name)) != 0 ||
	    (console->terminal = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0 ||
	    !make_raw(console->terminal))
		return error_set_errno(error, "%s: cannot open a pseudo-terminal", console->path);
	unlink(console->path);
	return symlink(name, console->path) == 0 ||
	       error_set_errno(error, "%s: cannot link to %s", console->path, name);
}

static bool open_file(struct console *console, struct error *error)
{
	int fd = open_output(console->path);
	struct stat status;

	if (fd < 0)
		return error_set_errno(error, "%s: cannot open the console's file", console->path);
	add_viewer(console, fd, error);
	return (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) ||
	       error_set(error, "%s: the console needs a regular file", console->path);
}

/* Reads the VM's last output first; what follows is lost. */
static void close_ends(struct console *console)
{
	if (console->own_end < 0)
		return;
	shutdown(console->own_end, SHUT_RD);
	while (read_vm(console))
		write_viewer(console);
	loop_remove(console->loop, console->own_end);
	close(console->own_end);
	close(console->vm_end);
	console->own_end = console->vm_end = -1;
}

static bool open_ends(struct console *console, struct error *error)
{
	int ends[2];

	/* The VM's end is blocking, as programs expect of their standard input. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return error_set_errno(error, "%s: cannot create a console", console->path);
	console->own_end = ends[0];
	console->vm_end = ends[1];
	fcntl(console->own_end, F_SETFL, O_NONBLOCK);
	return loop_add(console->loop, console->own_end, EPOLLIN, on_vm, console, error);
}

struct console *console_open(struct loop *loop, enum console_kind kind, const char *path,
			     struct error *error)
{
	static bool (*const open_kind[])(struct console *, struct error *) = {
		[CONSOLE_SOCKET] = open_socket,
		[CONSOLE_PTY] = open_pty,
		[CONSOLE_FILE] = open_file,
	};
	struct console *console = calloc(1, sizeof(*console));

	if (!console || strlen(path) > UNIX_SOCKET_PATH_MAX) {
		error_set(error, "%.200s: %s", path,
			  console ? "path too long for a console" : "out of memory");
		free(console);
		return NULL;
	}
	console->loop = loop;
	console->kind = kind;
	console->own_end = console->vm_end = console->listener = -1;
	console->viewer = console->terminal = -1;
	snprintf(console->path, sizeof(console->path), "%s", path);
	if (open_kind[kind](console, error))
		return console;
	console_close(console);
	return NULL;
}

static void close_watched(struct loop *loop, int fd)
{
	if (fd < 0)
		return;
	loop_remove(loop, fd);
	close(fd);
}

void console_close(struct console *console)
{
	if (!console)
		return;
	close_ends(console);
	close_watched(console->loop, console->listener);
	close_watched(console->loop, console->viewer);
	if (console->terminal >= 0)
		close(console->terminal);
	if (console->kind != CONSOLE_FILE)
		unlink(console->path);
	free(console);
}

int console_vm_end(struct console *console, struct error *error)
{
	close_ends(console);
	console->typed_count = 0;
	if (!open_ends(console, error))
		close_ends(console);
	choose_events(console);
	return console->vm_end;
}
