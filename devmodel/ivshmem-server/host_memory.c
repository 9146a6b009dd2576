/* SPDX-License-Identifier: BSD-3-Clause
 * host_memory.c: a region's memory over its lifetimes.
 *
 * New memory is made, and memory whose lifetime has ended is removed, in a thread. There are no
 * peers then; the first client waits, and further ones are accepted afterwards. */
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "ivshmem-server/handover.h"
#include "ivshmem-server/internal.h"
#include "ivshmem-server/ownership.h"

/* Of the worker before, or new. Memory without a name cannot be another server's. */
static bool open_ownership(struct host *host, struct error *error)
{
	const struct region_settings *settings = host->settings;
	char name[FD_STORE_NAME_MAX + 1];

	if (settings->is_memfd)
		return true;
	host->ownership = fd_store_take(&host->service->store, handover_name(name, host, "lock"));
	if (host->ownership < 0)
		host->ownership = ownership_take(settings->name, settings->owner, error);
	return host->ownership >= 0;
}

bool host_open_memory(struct host *host, struct error *error)
{
	const struct region_settings *settings = host->settings;

	host->renewals = (struct user_limit) { .burst = RENEWALS_MAX,
					       .interval_ms = RENEWAL_INTERVAL_S * 1000 };
	if (!open_ownership(host, error) ||
	    !memory_open(settings, host->service, host->peers.present_count > 0, &host->memory,
			 error))
		return false;
	/* What a former server's peers have left in it is not for the next ones. */
	host->was_used |= !host->memory.is_new;
	host->peers.memory = host->memory.shared;
	return true;
}

static void watch_listeners(struct host *host, bool is_watched)
{
	struct error ignored;

	for (size_t i = 0; i < host->listener_count; i++)
		loop_change(host->loop, host->listeners[i].socket, is_watched ? EPOLLIN : 0,
			    &ignored);
}

/* The client that has waited, if any, is accepted as if it came now. */
static void on_done(void *data, bool is_good, const struct error *error)
{
	struct host *host = data;
	struct host_client client = host->waiting;

	host->waiting.socket = -1;
	if (host->job.setup.work == memory_renew)
		host->was_used = false;
	host->peers.memory = host->memory.shared;
	watch_listeners(host, true);
	if (client.socket < 0)
		return;
	if (is_good)
		host_admit(&client);
	else
		host_reject(&client, error->text);
	host_send_pending(host);
}

static bool start(struct host *host, memory_work *work, struct error *error)
{
	const struct memory_job_setup setup = { .loop = host->loop,
						.settings = host->settings,
						.service = host->service,
						.memory = &host->memory,
						.work = work,
						.on_done = on_done,
						.data = host };

	if (!memory_job_start(&host->job, &setup, error))
		return false;
	watch_listeners(host, false);
	return true;
}

bool host_has_memory(const struct host *host)
{
	bool is_over = host->peers.present_count == 0 && host->was_used &&
		       host->settings->lifetime != LIFETIME_KEEP;

	return !host->job.is_running && host->memory.fd >= 0 && !is_over;
}

static bool is_within_limit(struct host *host, uid_t user)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return user_limit_take(&host->renewals, user,
			       now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000 + 1);
}

/* The previous memory may still be being removed. */
bool host_await_memory(struct host *host, const struct host_client *client, struct error *error)
{
	if (!host->job.is_running) {
		if (!is_within_limit(host, client->who.user))
			return error_set(error,
					 "the user causes new memory too often: %u times, then "
					 "once in %u seconds",
					 RENEWALS_MAX, RENEWAL_INTERVAL_S);
		if (!start(host, memory_renew, error))
			return false;
	}
	host->waiting = *client;
	return true;
}

static bool remove_memory(const struct region_settings *settings, const struct service *service,
			  struct memory *memory, struct error *error)
{
	(void)error;
	memory_remove(settings, service, memory);
	return true;
}

/* Without a thread it is removed at once. */
void host_end_memory(struct host *host)
{
	struct error ignored;

	if (host->settings->lifetime == LIFETIME_UNLINK && !start(host, remove_memory, &ignored))
		memory_remove(host->settings, host->service, &host->memory);
}

bool host_is_busy(const struct host *host)
{
	return host->job.is_running;
}

void host_close_memory(struct host *host, bool is_unused, bool is_failed)
{
	memory_job_wait(&host->job);
	if (host->waiting.socket >= 0)
		close(host->waiting.socket);
	if (is_failed)
		memory_discard(host->settings, &host->memory);
	else if (is_unused && host->settings->lifetime == LIFETIME_UNLINK)
		memory_remove(host->settings, host->service, &host->memory);
	memory_close(&host->memory);
	ownership_release(host->ownership, host->settings->name);
}
