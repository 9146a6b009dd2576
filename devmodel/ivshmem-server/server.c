/* SPDX-License-Identifier: BSD-3-Clause
 * server.c: all regions in one loop, and the commands that end it. */
#include "ivshmem-server/server.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "base/log.h"
#include "base/loop.h"
#include "base/socket_directory.h"
#include "base/timer.h"
#include "ivshmem-server/handover.h"
#include "ivshmem-server/host.h"
#include "ivshmem-server/sandbox.h"

/* At the end: how long peers may take to receive pending messages, and the interval of checks. */
#define DRAIN_MS      2000u
#define DRAIN_STEP_MS 10u

/* Besides those of the regions: standard ones, loop, timer, those of the supervisor, and some
 * spare ones. */
#define DESCRIPTORS_OF_THE_SERVER 32u

struct server {
	const struct settings *settings;
	const char *directory;
	struct service *service;
	struct loop *loop;
	struct host **hosts;
	size_t host_count;
	struct timer drain;
	unsigned drain_left; /* ms */
	bool is_handed_over;
};

static bool has_sent_all(const struct server *server)
{
	for (size_t i = 0; i < server->host_count; i++)
		if (!host_has_sent_all(server->hosts[i]))
			return false;
	return true;
}

static bool is_busy(const struct server *server)
{
	for (size_t i = 0; i < server->host_count; i++)
		if (host_is_busy(server->hosts[i]))
			return true;
	return false;
}

/* Whether it can end. */
static bool is_drained(const struct server *server)
{
	if (server->is_handed_over)
		return !is_busy(server);
	return server->drain_left == 0 || has_sent_all(server);
}

static void on_drain(void *data)
{
	struct server *server = data;

	if (is_drained(server)) {
		loop_stop(server->loop, 0);
		return;
	}
	server->drain_left -= DRAIN_STEP_MS;
	timer_set(&server->drain, DRAIN_STEP_MS);
}

static void stop(struct server *server)
{
	for (size_t i = 0; i < server->host_count; i++)
		host_stop_listening(server->hosts[i]);
	server->drain_left = DRAIN_MS;
	on_drain(server);
}

static void on_command(void *data, int fd, uint32_t events)
{
	struct server *server = data;

	(void)events;
	switch (service_next_command(server->service, false)) {
	case SERVICE_HAND_OVER:
		server->is_handed_over = true;
		on_drain(server);
		break;
	case SERVICE_STOP:
		stop(server);
		break;
	case SERVICE_ORPHANED:
		/* The kernel kills this process as well. */
		loop_remove(server->loop, fd);
		break;
	default:
		break;
	}
}

static bool watch_supervisor(struct server *server, struct error *error)
{
	return timer_open(&server->drain, server->loop, on_drain, server, error) &&
	       loop_add(server->loop, server->service->supervisor, EPOLLIN, on_command, server,
			error);
}

void server_raise_limit(const struct settings *settings)
{
	rlim_t needed = DESCRIPTORS_OF_THE_SERVER;
	struct rlimit limit;

	for (size_t i = 0; i < settings->region_count; i++)
		needed += host_descriptors(&settings->regions[i]);
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	if (limit.rlim_max < needed)
		log_event(LEVEL_WARNING, "limit",
			  log_number("descriptors", (int64_t)limit.rlim_max),
			  log_number("needed", (int64_t)needed),
			  log_text("reason", "not enough descriptors for all peers: raise "
					     "LimitNOFILE, or lower peers="));
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* What the regions may have. */
static size_t available_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return SIZE_MAX;
	return limit.rlim_cur > DESCRIPTORS_OF_THE_SERVER
		       ? limit.rlim_cur - DESCRIPTORS_OF_THE_SERVER
		       : 0;
}

/* A region that cannot be served does not stop the others. False if there is none: the error is
 * that of the last one. */
static bool open_hosts(struct server *server, struct error *error)
{
	const struct settings *settings = server->settings;

	server->hosts = calloc(settings->region_count, sizeof(*server->hosts));
	if (!server->hosts)
		return error_set(error, "out of memory");
	for (size_t i = 0; i < settings->region_count; i++) {
		struct host *host = host_open(server->loop, &settings->regions[i],
					      server->directory, server->service, error);

		if (host)
			server->hosts[server->host_count++] = host;
		else if (server->host_count || i + 1 < settings->region_count)
			log_event(LEVEL_ERROR, "unavailable",
				  log_text("region", settings->regions[i].name),
				  log_text("reason", error->text));
	}
	handover_release(server->service, settings);
	host_share_descriptors(server->hosts, server->host_count, available_descriptors());
	return server->host_count > 0;
}

/* Whether a region's memory may be created again, and its owner set, within the sandbox. */
static bool makes_regions_later(const struct settings *settings)
{
	for (size_t i = 0; i < settings->region_count; i++) {
		const struct region_settings *region = &settings->regions[i];

		if (!region->is_memfd && region->lifetime != LIFETIME_KEEP)
			return true;
	}
	return false;
}

static bool start(struct server *server, bool is_sandboxed, struct error *error)
{
	server->loop = loop_new(error);
	if (!server->loop || !watch_supervisor(server, error) ||
	    !socket_directory_make(server->directory, 0755, error) || !open_hosts(server, error))
		return false;
	if (is_sandboxed && !sandbox_enter(makes_regions_later(server->settings), error))
		return false;
	service_notify_ready(server->service, server->host_count, server->settings->region_count);
	log_event(LEVEL_INFO, "ready", log_text("dir", server->directory),
		  log_number("regions", (int64_t)server->host_count));
	return true;
}

static void finish(struct server *server, bool is_failed)
{
	for (size_t i = 0; i < server->host_count; i++) {
		if (server->is_handed_over)
			host_hand_over(server->hosts[i]);
		host_close(server->hosts[i], is_failed);
	}
	free(server->hosts);
	timer_close(&server->drain);
	loop_free(server->loop);
}

bool server_run(const struct settings *settings, const char *directory, bool is_sandboxed,
		struct service *service, struct error *error)
{
	struct server server = { .settings = settings, .directory = directory, .service = service };
	bool is_started = start(&server, is_sandboxed, error);
	bool is_good = is_started && loop_run(server.loop, error) == 0;

	finish(&server, !is_started);
	return is_good;
}
