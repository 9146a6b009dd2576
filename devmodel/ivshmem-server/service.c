/* SPDX-License-Identifier: BSD-3-Clause
 * service.c: messages between worker and supervisor. */
#include "ivshmem-server/service.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/scm_rights.h"

/* Attempts, one a millisecond, while too many descriptors are in flight: the supervisor receives
 * ours, but those to peers count as well. */
#define ATTEMPTS 1000u

/* Sends as soon as the supervisor has room. */
static bool send_bytes(const struct service *service, const char *bytes, size_t size, int fd)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };
	ssize_t sent = -1;

	for (unsigned i = 0; i < ATTEMPTS && sent < 0; i++) {
		sent = scm_rights_send(service->supervisor, bytes, size, fd);
		if (sent < 0 && errno == EAGAIN)
			poll(&(struct pollfd) { service->supervisor, POLLOUT, 0 }, 1, -1);
		else if (sent < 0 && errno == ETOOMANYREFS)
			nanosleep(&pause, NULL);
		else if (sent < 0 && errno != EINTR)
			return false;
	}
	return sent >= 0;
}

static bool send_message(const struct service *service, enum service_message kind, const char *text,
			 int fd)
{
	char bytes[SERVICE_MESSAGE_MAX + 1];

	if (!service->has_supervisor)
		return false;
	snprintf(bytes, sizeof(bytes), "%c%s", (char)kind, text);
	return send_bytes(service, bytes, strlen(bytes), fd);
}

enum service_command service_next_command(const struct service *service, bool is_waiting)
{
	char command;
	ssize_t size;

	do
		size = recv(service->supervisor, &command, 1, is_waiting ? 0 : MSG_DONTWAIT);
	while (size < 0 && errno == EINTR);
	if (size == 1)
		return (enum service_command)command;
	return size < 0 && errno == EAGAIN ? SERVICE_NONE : SERVICE_ORPHANED;
}

/* The name of a region's memory in the store. */
static void memory_name(char name[FD_STORE_NAME_MAX + 1], const char *region)
{
	snprintf(name, FD_STORE_NAME_MAX + 1, "memory-%s", region);
}

int service_take_memory(struct service *service, const char *region, bool is_memfd)
{
	char name[FD_STORE_NAME_MAX + 1];
	int memory;

	snprintf(name, sizeof(name), "%s/memory", region);
	memory = fd_store_take(&service->store, name);
	if (memory >= 0 || !is_memfd)
		return memory;
	memory_name(name, region);
	return fd_store_take(&service->store, name);
}

void service_keep(const struct service *service, int memory, const char *region)
{
	char name[FD_STORE_NAME_MAX + 1];

	memory_name(name, region);
	send_message(service, SERVICE_STORE, name, memory);
}

void service_forget(const struct service *service, const char *region)
{
	char name[FD_STORE_NAME_MAX + 1];

	memory_name(name, region);
	send_message(service, SERVICE_REMOVE, name, -1);
}

bool service_hand_over(const struct service *service, int fd, const char *name)
{
	return send_message(service, SERVICE_STORE, name, fd);
}

void service_notify_ready(const struct service *service, size_t served, size_t region_count)
{
	char status[80];

	snprintf(status, sizeof(status), "Serving %zu of %zu region%s", served, region_count,
		 region_count == 1 ? "" : "s");
	send_message(service, SERVICE_READY, status, -1);
}

void service_notify_failed(const struct service *service, const struct error *error)
{
	send_message(service, SERVICE_FAILED, error->text, -1);
}
