/* SPDX-License-Identifier: BSD-3-Clause
 * manager.c: the service manager, by libsystemd. */
#include "ivshmem-server/manager.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "base/log.h"

/* The manager passes all names to the next run in one variable, of which execve(2) takes so many
 * bytes (MAX_ARG_STRLEN), with its own name. */
#define NAMES_MAX (0x20000 - 64)

/* How long the manager may take to receive what is stored. */
#define BARRIER_MICROSECONDS 5000000u

bool manager_is_present(void)
{
	const char *socket = getenv("NOTIFY_SOCKET");

	return socket && *socket;
}

void manager_receive(struct fd_store *store)
{
	char **names = NULL;
	int count = sd_listen_fds_with_names(1, &names);

	for (int i = 0; i < count; i++) {
		fd_store_add(store, SD_LISTEN_FDS_START + i, names[i]);
		if (fd_store_is_handover(names[i]))
			manager_forget(names[i]);
		free(names[i]);
	}
	free(names);
}

/* FDPOLL=0: the manager need not look for disconnected peers. */
void manager_keep(int fd, const char *name)
{
	char text[FD_STORE_NAME_MAX + 40];

	snprintf(text, sizeof(text), "FDSTORE=1\nFDPOLL=0\nFDNAME=%s", name);
	sd_pid_notify_with_fds(0, 0, text, &fd, 1);
}

void manager_forget(const char *name)
{
	sd_notifyf(0, "FDSTOREREMOVE=1\nFDNAME=%s", name);
}

static bool has_room(const struct fd_store *store)
{
	size_t size = 0;

	for (size_t i = 0; i < store->count; i++)
		size += strlen(store->fds[i].name) + 1;
	if (size <= NAMES_MAX)
		return true;
	log_event(LEVEL_WARNING, "limit", log_number("descriptors", (int64_t)store->count),
		  log_text("reason", "too many descriptors for the service manager to pass on: the "
				     "peers are disconnected"));
	return false;
}

void manager_hand_over(const struct fd_store *store)
{
	if (!has_room(store))
		return;
	for (size_t i = 0; i < store->count; i++)
		if (store->fds[i].fd >= 0 && fd_store_is_handover(store->fds[i].name))
			manager_keep(store->fds[i].fd, store->fds[i].name);
	sd_notify_barrier(0, BARRIER_MICROSECONDS);
}

void manager_notify_ready(const char *status)
{
	sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void manager_notify_reloading(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		   (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
}

void manager_notify_stopping(void)
{
	sd_notify(0, "STOPPING=1\nSTATUS=Sending pending messages");
}
