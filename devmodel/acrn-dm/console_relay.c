/* SPDX-License-Identifier: BSD-3-Clause
 * console_relay.c: starts and ends the process between the terminal and QEMU. */
#include "acrn-dm/console_relay.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/terminal.h"

#define END_MS 5000

/* What the process gets: the ends of its own. */
struct relay_ends {
	int console, escapes;
	const char *hint;
};

static bool send_escape(void *data)
{
	const struct relay_ends *ends = data;

	return write(ends->escapes, "", 1) == 1;
}

/* In the process. Closes everything but standard input, output and error, and its ends: it may live
 * longer than acrn-dm, and must not keep regions, devices or QEMU's end of the console open. */
static void copy(void *data)
{
	struct relay_ends *ends = data;
	unsigned low = (unsigned)(ends->console < ends->escapes ? ends->console : ends->escapes);
	unsigned high = (unsigned)(ends->console < ends->escapes ? ends->escapes : ends->console);
	const struct terminal_setup setup = {
		.console = ends->console, .hint = ends->hint, .on_escape = send_escape, .data = ends
	};

	if (low > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, low - 1, 0);
	if (high > low + 1)
		close_range(low + 1, high - 1, 0);
	close_range(high + 1, ~0u, 0);
	terminal_run(&setup);
}

/* What the process could not do if it was killed. A terminal that is gone does not matter. */
static void restore_terminal(const struct console_relay *relay)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &relay->before);
}

static void on_escapes(void *data, int fd, uint32_t events)
{
	struct console_relay *relay = data;
	char byte;

	(void)events;
	if (read(fd, &byte, 1) == 1) {
		relay->on_escape(relay->data);
		return;
	}
	/* The process has ended, maybe before QEMU. */
	loop_remove(relay->loop, fd);
	restore_terminal(relay);
}

/* Starts the process; it has its ends alone, and this one has the others. */
static bool start(struct console_relay *relay, const int console[2], const int escapes[2],
		  const char *hint, struct error *error)
{
	struct relay_ends ends = { .console = console[0], .escapes = escapes[1], .hint = hint };
	bool is_started;

	fcntl(console[0], F_SETFL, O_NONBLOCK);
	is_started = child_fork(copy, &ends, &relay->child, error);
	close(console[0]);
	close(escapes[1]);
	relay->vmm_end = console[1];
	relay->escapes = escapes[0];
	return is_started;
}

bool console_relay_start(struct console_relay *relay, struct loop *loop, const char *hint,
			 void (*on_escape)(void *data), void *data, struct error *error)
{
	int console[2], escapes[2];

	*relay = (struct console_relay) { .on_escape = on_escape, .data = data };
	tcgetattr(STDIN_FILENO, &relay->before);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, console) < 0)
		return error_set_errno(error, "cannot create the console");
	if (pipe2(escapes, O_CLOEXEC) < 0) {
		error_set_errno(error, "cannot create the console");
		close(console[0]);
		close(console[1]);
		return false;
	}
	if (start(relay, console, escapes, hint, error)) {
		relay->loop = loop;
		if (loop_add(loop, relay->escapes, EPOLLIN, on_escapes, relay, error))
			return true;
		console_relay_stop(relay);
		return false;
	}
	close(relay->vmm_end);
	close(relay->escapes);
	return false;
}

void console_relay_stop(struct console_relay *relay)
{
	if (!relay->loop)
		return;
	loop_remove(relay->loop, relay->escapes);
	/* A process that QEMU has left behind may have this end, too. */
	shutdown(relay->vmm_end, SHUT_WR);
	if (child_reap_within(&relay->child, END_MS) != 0)
		restore_terminal(relay);
	close(relay->escapes);
	close(relay->vmm_end);
	relay->loop = NULL;
}
