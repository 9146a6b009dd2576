/* SPDX-License-Identifier: BSD-3-Clause
 * monitor.c: says the few words of QMP that there are to say. */
#include "acrn-dm/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A shell, such as one that starts QEMU, has the numbers below for redirections of its own. */
#define ENGINE_FD_MIN 10

static void hang_up(struct monitor *monitor)
{
	if (monitor->fd < 0)
		return;
	loop_remove(monitor->loop, monitor->fd);
	close(monitor->fd);
	monitor->fd = -1;
}

static void give_away(struct monitor *monitor)
{
	if (monitor->engine_fd)
		close(monitor->engine_fd);
	monitor->engine_fd = 0;
}

/* Half a command would spoil all that follow. */
static bool say(struct monitor *monitor, const char *command)
{
	ssize_t length = (ssize_t)strlen(command);

	if (monitor->fd < 0)
		return false;
	if (send(monitor->fd, command, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) == length)
		return true;
	hang_up(monitor);
	return false;
}

static void on_chatter(void *data, int fd, uint32_t events)
{
	struct monitor *monitor = data;
	char bytes[4096];

	ssize_t size = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	(void)events;
	if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
		hang_up(monitor);
}

bool monitor_open(struct monitor *monitor, struct loop *loop, struct error *error)
{
	int ends[2], engine_fd;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return error_set_errno(error, "cannot make QEMU's monitor");
	engine_fd = fcntl(ends[1], F_DUPFD_CLOEXEC, ENGINE_FD_MIN);
	if (engine_fd < 0)
		error_set_errno(error, "cannot make QEMU's monitor");
	close(ends[1]);
	*monitor = (struct monitor) { .loop = loop,
				      .fd = ends[0],
				      .engine_fd = engine_fd < 0 ? 0 : engine_fd };
	if (engine_fd < 0 || !loop_add(loop, ends[0], EPOLLIN, on_chatter, monitor, error)) {
		monitor_close(monitor);
		return false;
	}
	/* QEMU takes no other command before this one. */
	say(monitor, "{\"execute\":\"qmp_capabilities\"}");
	return true;
}

bool monitor_start(struct monitor *monitor, char *const argv[], struct child *child,
		   struct error *error)
{
	bool is_started;

	fcntl(monitor->engine_fd, F_SETFD, 0);
	is_started = child_start(argv, NULL, child, error);
	give_away(monitor);
	return is_started;
}

bool monitor_power_off(struct monitor *monitor)
{
	return say(monitor, "{\"execute\":\"system_powerdown\"}");
}

void monitor_close(struct monitor *monitor)
{
	if (!monitor->loop)
		return;
	hang_up(monitor);
	give_away(monitor);
	monitor->loop = NULL;
}
