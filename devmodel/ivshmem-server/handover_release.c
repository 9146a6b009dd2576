/* SPDX-License-Identifier: BSD-3-Clause
 * handover_release.c: ends what was stored and is not served any more. */
#include "ivshmem-server/handover.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/log.h"
#include "base/unix_socket.h"
#include "ivshmem-server/ownership.h"

/* Whether the region is served; with `is_memfd` as one. */
static bool is_served(const struct settings *settings, const char *name, bool is_memfd)
{
	for (size_t i = 0; i < settings->region_count; i++)
		if (strcmp(settings->regions[i].name, name) == 0)
			return !is_memfd || settings->regions[i].is_memfd;
	return false;
}

/* The name of the region whose state or memory this is; false for other descriptors. */
static bool parse_name(const char *name, const char *format, char region[FD_STORE_NAME_MAX + 1])
{
	int end = 0;

	return sscanf(name, format, region, &end) == 1 && end > 0 && !name[end];
}

/* What is stored of a region that is not served any more. */
static void release(const struct service *service, const struct settings *settings,
		    const char *name)
{
	char region[FD_STORE_NAME_MAX + 1];

	if (parse_name(name, "memory-%255[^/]%n", region) && !is_served(settings, region, true))
		service_forget(service, region);
	if (parse_name(name, "%255[^/]/state%n", region) && !is_served(settings, region, false))
		log_event(LEVEL_INFO, "remove", log_text("region", region));
}

/* The name may be a compromised worker's. */
static void unlink_socket(const char *path)
{
	struct stat status;

	if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode))
		unlink(path);
}

/* A socket of the service manager whose path is not that of a region: its clients would wait. */
static void report_unused(const struct stored_fd *stored)
{
	struct sockaddr_un address = { 0 };
	socklen_t size = sizeof(address.sun_family) + UNIX_SOCKET_PATH_MAX;

	if (stored->fd < 0 || fd_store_is_handover(stored->name) ||
	    sd_is_socket_unix(stored->fd, SOCK_STREAM, 1, NULL, 0) <= 0 ||
	    getsockname(stored->fd, (struct sockaddr *)&address, &size) < 0)
		return;
	log_event(LEVEL_WARNING, "unused", log_text("socket", address.sun_path),
		  log_text("reason",
			   "no region has this path: compare ListenStream= with --dir and "
			   "the regions' names"));
}

static void discard(struct stored_fd *stored)
{
	static const char key[] = "/listener=";
	const char *listener = strstr(stored->name, key);
	char region[FD_STORE_NAME_MAX + 1];

	if (listener) {
		unlink_socket(listener + strlen(key));
		close(stored->fd);
		stored->fd = -1;
	} else if (parse_name(stored->name, "%255[^/]/lock%n", region)) {
		ownership_release(stored->fd, region);
		stored->fd = -1;
	}
}

void handover_discard(struct fd_store *store)
{
	for (size_t i = 0; i < store->count; i++)
		if (store->fds[i].fd >= 0)
			discard(&store->fds[i]);
}

void handover_release(struct service *service, const struct settings *settings)
{
	for (size_t i = 0; i < service->store.count; i++) {
		release(service, settings, service->store.fds[i].name);
		report_unused(&service->store.fds[i]);
	}
	handover_discard(&service->store);
	fd_store_close(&service->store);
}
