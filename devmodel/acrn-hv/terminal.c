/* SPDX-License-Identifier: BSD-3-Clause
 * terminal.c: copies bytes between a console and a terminal. */
#include "acrn-hv/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "hv-control/protocol.h"
#include "schema/name.h"

#define LEAVE	   0x1d /* Ctrl-] */
#define TYPED_SIZE 4096u

struct terminal {
	int console;
	bool is_terminal; /* the input is a terminal, in raw mode now */
	bool has_input;
	struct termios before;
	char typed[TYPED_SIZE];
	size_t typed_count; /* not written to the console yet */
};

/* A socket, or a link to a pseudo-terminal. */
static int open_console(const char *path, struct error *error)
{
	int fd;

	if (socket_directory_has(path))
		return unix_socket_connect(path, SOCK_STREAM, error);
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		error_set_errno(error, "%s", path);
	return fd;
}

static void make_raw(struct terminal *terminal)
{
	struct termios raw;

	terminal->is_terminal = tcgetattr(STDIN_FILENO, &terminal->before) == 0;
	if (!terminal->is_terminal)
		return;
	raw = terminal->before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	fputs("Ctrl-] leaves the console.\r\n", stderr);
}

/* Writes all of it, and may block. */
static bool write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EAGAIN)
			poll(&(struct pollfd) { .fd = fd, .events = POLLOUT }, 1, -1);
		else if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	return true;
}

/* False at the end. */
static bool show_output(const struct terminal *terminal)
{
	char bytes[4096];
	ssize_t count = read(terminal->console, bytes, sizeof(bytes));

	if (count < 0)
		return errno == EAGAIN || errno == EINTR;
	return count > 0 && write_all(STDOUT_FILENO, bytes, (size_t)count);
}

/* Keeps input for a VM that may not be reading. Input that does not fit is dropped with a
 * bell, as when a terminal's own queue is full. */
static void queue_typed(struct terminal *terminal, const char *bytes, size_t size)
{
	size_t room = TYPED_SIZE - terminal->typed_count;

	if (size > room)
		write_all(STDERR_FILENO, "\a", 1);
	size = size < room ? size : room;
	memcpy(terminal->typed + terminal->typed_count, bytes, size);
	terminal->typed_count += size;
}

/* Writes input to the console, without blocking. False at the end. */
static bool flush_typed(struct terminal *terminal)
{
	ssize_t count = write(terminal->console, terminal->typed, terminal->typed_count);

	if (count < 0)
		return errno == EAGAIN || errno == EINTR;
	terminal->typed_count -= (size_t)count;
	memmove(terminal->typed, terminal->typed + count, terminal->typed_count);
	return true;
}

/* False when the user leaves. */
static bool read_input(struct terminal *terminal)
{
	char bytes[1024];
	ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
	const char *leave;

	if (count <= 0) {
		terminal->has_input = count < 0 && (errno == EINTR || errno == EAGAIN);
		return terminal->has_input || !terminal->is_terminal;
	}
	leave = terminal->is_terminal ? memchr(bytes, LEAVE, (size_t)count) : NULL;
	queue_typed(terminal, bytes, leave ? (size_t)(leave - bytes) : (size_t)count);
	return flush_typed(terminal) && !leave;
}

/* A terminal is always read, for Ctrl-]; a pipe waits until there is room. */
static bool wants_input(const struct terminal *terminal)
{
	return terminal->has_input && (terminal->is_terminal || !terminal->typed_count);
}

static void copy_bytes(struct terminal *terminal)
{
	bool goes_on = true;

	while (goes_on) {
		struct pollfd ready[] = {
			{ .fd = terminal->console,
			  .events = terminal->typed_count ? POLLIN | POLLOUT : POLLIN },
			{ .fd = wants_input(terminal) ? STDIN_FILENO : -1, .events = POLLIN },
		};

		if (poll(ready, 2, -1) < 0)
			continue;
		if (ready[0].revents & ~POLLOUT)
			goes_on = show_output(terminal);
		if (goes_on && (ready[0].revents & POLLOUT))
			goes_on = flush_typed(terminal);
		if (goes_on && ready[1].revents)
			goes_on = read_input(terminal);
	}
}

bool terminal_run(const struct socket_directory *directory, const char *vm, struct error *error)
{
	struct terminal terminal = { .has_input = true };
	char path[UNIX_SOCKET_PATH_MAX + 1];

	if (!vm_name_is_valid(vm))
		return error_set(error, "invalid VM name '%.60s'", vm);
	snprintf(path, sizeof(path), "%.*s/%.*s/console", HV_CONTROL_DIRECTORY_MAX, directory->path,
		 CFG_VM_NAME_MAX, vm);
	terminal.console = open_console(path, error);
	if (terminal.console < 0)
		return false;
	/* A console that ends while the user types must not end this process with a raw terminal.
	 */
	signal(SIGPIPE, SIG_IGN);
	make_raw(&terminal);
	copy_bytes(&terminal);
	if (terminal.is_terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal.before);
	close(terminal.console);
	return true;
}
