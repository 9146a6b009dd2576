/* SPDX-License-Identifier: BSD-3-Clause
 * service.c: the interface to systemd. */
#include "ivshmem-server/service.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "schema/name.h"

struct service_fd {
	int fd; /* -1: taken */
	char *name;
};

void service_open(struct service *service)
{
	char **names = NULL;
	int count = sd_listen_fds_with_names(1, &names);

	*service = (struct service) { 0 };
	if (count > 0)
		service->fds = calloc((size_t)count, sizeof(*service->fds));
	for (int i = 0; i < count; i++) {
		int fd = SD_LISTEN_FDS_START + i;

		if (service->fds)
			service->fds[service->count++] = (struct service_fd) { fd, names[i] };
		else
			close(fd);
	}
	free(names);
}

void service_close(struct service *service)
{
	for (size_t i = 0; i < service->count; i++) {
		if (service->fds[i].fd >= 0)
			close(service->fds[i].fd);
		free(service->fds[i].name);
	}
	free(service->fds);
	*service = (struct service) { 0 };
}

/* The manager's sockets may be blocking, ours must not be. */
static int take(struct service_fd *fd)
{
	int taken = fd->fd;

	fd->fd = -1;
	fcntl(taken, F_SETFL, fcntl(taken, F_GETFL) | O_NONBLOCK);
	return taken;
}

int service_take_listener(struct service *service, const char *path)
{
	for (size_t i = 0; i < service->count; i++)
		if (service->fds[i].fd >= 0 &&
		    sd_is_socket_unix(service->fds[i].fd, SOCK_STREAM, 1, path, 0) > 0)
			return take(&service->fds[i]);
	return -1;
}

#define STORED_NAME_SIZE (sizeof("memory-") + SHM_NAME_MAX)

/* The prefix distinguishes stored memory from listening sockets. */
static void store_name(char *text, size_t size, const char *name)
{
	snprintf(text, size, "memory-%s", name);
}

int service_take_memory(struct service *service, const char *name)
{
	char stored[STORED_NAME_SIZE];

	store_name(stored, sizeof(stored), name);
	for (size_t i = 0; i < service->count; i++)
		if (service->fds[i].fd >= 0 && strcmp(service->fds[i].name, stored) == 0)
			return take(&service->fds[i]);
	return -1;
}

void service_keep(int memory, const char *name)
{
	char stored[STORED_NAME_SIZE], text[sizeof(stored) + 32];

	store_name(stored, sizeof(stored), name);
	snprintf(text, sizeof(text), "FDSTORE=1\nFDNAME=%s", stored);
	sd_pid_notify_with_fds(0, 0, text, &memory, 1);
}

void service_forget(const char *name)
{
	char stored[STORED_NAME_SIZE];

	store_name(stored, sizeof(stored), name);
	sd_notifyf(0, "FDSTOREREMOVE=1\nFDNAME=%s", stored);
}

void service_notify_ready(size_t served, size_t region_count)
{
	sd_notifyf(0, "READY=1\nSTATUS=Serving %zu of %zu region%s", served, region_count,
		   region_count == 1 ? "" : "s");
}

void service_notify_stopping(void)
{
	sd_notify(0, "STOPPING=1\nSTATUS=Sending pending messages");
}
