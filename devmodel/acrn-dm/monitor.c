/* SPDX-License-Identifier: BSD-3-Clause
 * monitor.c: sends QMP commands. */
#include "acrn-dm/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A shell script that starts QEMU may use the numbers below for its own redirections. */
#define QEMU_FD_MIN 10

static void disconnect(struct monitor *monitor)
{
	if (monitor->fd < 0)
		return;
	loop_remove(monitor->loop, monitor->fd);
	close(monitor->fd);
	monitor->fd = -1;
}

static void close_qemu_fd(struct monitor *monitor)
{
	if (monitor->qemu_fd)
		close(monitor->qemu_fd);
	monitor->qemu_fd = 0;
}

/* After half a command the connection is unusable. */
static bool send_command(struct monitor *monitor, const char *command)
{
	ssize_t length = (ssize_t)strlen(command);

	if (monitor->fd < 0)
		return false;
	if (send(monitor->fd, command, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) == length)
		return true;
	disconnect(monitor);
	return false;
}

static void on_answer(void *data, int fd, uint32_t events)
{
	struct monitor *monitor = data;
	char bytes[4096];

	ssize_t size = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	(void)events;
	if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
		disconnect(monitor);
}

bool monitor_open(struct monitor *monitor, struct loop *loop, struct error *error)
{
	int ends[2], qemu_fd;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return error_set_errno(error, "cannot create QEMU's monitor");
	qemu_fd = fcntl(ends[1], F_DUPFD_CLOEXEC, QEMU_FD_MIN);
	if (qemu_fd < 0)
		error_set_errno(error, "cannot create QEMU's monitor");
	close(ends[1]);
	*monitor = (struct monitor) { .loop = loop,
				      .fd = ends[0],
				      .qemu_fd = qemu_fd < 0 ? 0 : qemu_fd };
	if (qemu_fd < 0 || !loop_add(loop, ends[0], EPOLLIN, on_answer, monitor, error)) {
		monitor_close(monitor);
		return false;
	}
	/* QEMU accepts no other command before this one. */
	send_command(monitor, "{\"execute\":\"qmp_capabilities\"}");
	return true;
}

bool monitor_start(struct monitor *monitor, char *const argv[], const struct child_setup *setup,
		   struct child *child, struct error *error)
{
	bool is_started;

	fcntl(monitor->qemu_fd, F_SETFD, 0);
	is_started = child_start(argv, setup, child, error);
	close_qemu_fd(monitor);
	return is_started;
}

bool monitor_power_off(struct monitor *monitor)
{
	return send_command(monitor, "{\"execute\":\"system_powerdown\"}");
}

void monitor_close(struct monitor *monitor)
{
	if (!monitor->loop)
		return;
	disconnect(monitor);
	close_qemu_fd(monitor);
	monitor->loop = NULL;
}
