/* SPDX-License-Identifier: BSD-3-Clause
 * end_signals.c: signals as a descriptor. */
#include "base/end_signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/log.h"

static bool is_ignored(int signal)
{
	struct sigaction action;

	return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int end_signals_watch(struct loop *loop, bool has_ignored, loop_handler *handler, void *data,
		      struct error *error)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (!has_ignored || !is_ignored(signals[i]))
			sigaddset(&set, signals[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0) {
		error_set_errno(error, "cannot watch for signals");
		return -1;
	}
	if (loop_add(loop, fd, EPOLLIN, handler, data, error))
		return fd;
	close(fd);
	return -1;
}

bool end_signals_next(int fd, struct signalfd_siginfo *info)
{
	return read(fd, info, sizeof(*info)) == (ssize_t)sizeof(*info);
}

bool end_signals_next_logged(int fd)
{
	struct signalfd_siginfo info;

	if (!end_signals_next(fd, &info))
		return false;
	log_event(LEVEL_INFO, "stop", log_number("signal", info.ssi_signo),
		  log_number("pid", info.ssi_pid));
	return true;
}
