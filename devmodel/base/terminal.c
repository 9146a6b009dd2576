/* SPDX-License-Identifier: BSD-3-Clause
 * terminal.c: copies bytes between a console and a terminal. */
#include "base/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#define ESCAPE	   0x1d /* Ctrl-] */
#define TYPED_SIZE 4096u

struct terminal {
	const struct terminal_setup *setup;
	int console;
	bool is_terminal; /* the input is a terminal, in raw mode now */
	bool has_input;
	struct termios before;
	int signals; /* readable when a signal is to end this process; else -1 */
	sigset_t mask_before;
	char typed[TYPED_SIZE];
	size_t typed_count; /* not written to the console yet */
};

/* Holds back the signals that would leave a raw terminal behind, until restore() has released them.
 * Those that are blocked or ignored stay so: acrn-dm's process ends with QEMU only. */
static void hold_signals(struct terminal *terminal)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action;
	sigset_t held;

	sigemptyset(&held);
	sigprocmask(SIG_BLOCK, NULL, &terminal->mask_before);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (!sigismember(&terminal->mask_before, signals[i]) &&
		    sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(&held, signals[i]);
	terminal->signals = signalfd(-1, &held, SFD_CLOEXEC);
	if (terminal->signals >= 0)
		sigprocmask(SIG_BLOCK, &held, NULL);
}

static void make_raw(struct terminal *terminal)
{
	struct termios raw;

	terminal->is_terminal = tcgetattr(STDIN_FILENO, &terminal->before) == 0;
	if (!terminal->is_terminal)
		return;
	hold_signals(terminal);
	raw = terminal->before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	fprintf(stderr, "%s\r\n", terminal->setup->hint);
}

static void restore(const struct terminal *terminal)
{
	if (!terminal->is_terminal)
		return;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->before);
	if (terminal->signals >= 0)
		close(terminal->signals);
	sigprocmask(SIG_SETMASK, &terminal->mask_before, NULL);
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

/* Queues input, without the escape keys in it. False when one of them ends the copying. */
static bool take_input(struct terminal *terminal, const char *bytes, size_t size)
{
	const struct terminal_setup *setup = terminal->setup;
	const char *escape;

	while (terminal->is_terminal && (escape = memchr(bytes, ESCAPE, size))) {
		queue_typed(terminal, bytes, (size_t)(escape - bytes));
		if (!setup->on_escape(setup->data))
			return false;
		size -= (size_t)(escape + 1 - bytes);
		bytes = escape + 1;
	}
	queue_typed(terminal, bytes, size);
	return true;
}

/* False when the user leaves, or the console ends. */
static bool read_input(struct terminal *terminal)
{
	char bytes[1024];
	ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
	bool goes_on;

	if (count <= 0) {
		terminal->has_input = count < 0 && (errno == EINTR || errno == EAGAIN);
		return terminal->has_input || !terminal->is_terminal;
	}
	goes_on = take_input(terminal, bytes, (size_t)count);
	return flush_typed(terminal) && goes_on;
}

/* A terminal is always read, for the escape key; a pipe waits until there is room. */
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
			{ .fd = terminal->signals, .events = POLLIN },
		};

		if (poll(ready, 3, -1) < 0)
			continue;
		goes_on = !ready[2].revents;
		if (goes_on && (ready[0].revents & ~POLLOUT))
			goes_on = show_output(terminal);
		if (goes_on && (ready[0].revents & POLLOUT))
			goes_on = flush_typed(terminal);
		if (goes_on && ready[1].revents)
			goes_on = read_input(terminal);
	}
}

void terminal_run(const struct terminal_setup *setup)
{
	struct terminal terminal = {
		.setup = setup, .console = setup->console, .signals = -1, .has_input = true
	};

	/* A console that ends while the user types must not end this process with a raw terminal.
	 */
	signal(SIGPIPE, SIG_IGN);
	make_raw(&terminal);
	copy_bytes(&terminal);
	restore(&terminal);
}
