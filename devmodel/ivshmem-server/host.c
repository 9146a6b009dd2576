/* SPDX-License-Identifier: BSD-3-Clause
 * host.c: opens, shuts and closes a region. */
#include "ivshmem-server/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "ivshmem-server/host_internal.h"

/* Those who wait at the door while the server is at something else. */
#define BACKLOG 128

/* Besides the peers and entrances: memory, ledger and timer. */
#define DESCRIPTORS_OF_A_HOST 3u

size_t host_descriptors(const struct region_settings *settings)
{
	return DESCRIPTORS_OF_A_HOST + 1 + settings->peer_count +
	       (size_t)settings->peers_max * (settings->vectors + 1);
}

bool host_provide_memory(struct host *host, struct error *error)
{
	if (host->roster.count == 0 && host->was_used &&
	    host->settings->lifetime == LIFETIME_RECREATE)
		memory_close(&host->memory);
	if (host->memory.fd < 0 &&
	    !memory_open(host->settings, host->service, &host->memory, error))
		return false;
	host->roster.memory = host->memory.fd;
	return true;
}

/* With an access list that decides, and not the socket's mode. */
static mode_t socket_mode(const struct region_settings *settings)
{
	return settings->rule_count ? 0666 : settings->mode & 0666;
}

/* The socket gets its name when it is the right user's, and takes the place of one that a server
 * has left that was killed. */
static bool put_in_place(const struct entrance *entrance, const char *interim, struct error *error)
{
	const struct region_settings *settings = entrance->host->settings;

	if ((settings->owner != (uid_t)-1 || settings->group != (gid_t)-1) &&
	    chown(interim, settings->owner, settings->group) < 0)
		return error_set_errno(error, "%s: cannot give it to its owner and group",
				       entrance->path);
	return rename(interim, entrance->path) == 0 ||
	       error_set_errno(error, "%s: cannot make the socket", entrance->path);
}

static bool make_socket(struct entrance *entrance, struct error *error)
{
	const struct host *host = entrance->host;
	char *interim = NULL;
	bool is_good = false;

	if (asprintf(&interim, "%s/.%s.new", host->directory, host->settings->name) < 0)
		return error_set(error, "out of memory");
	/* The ledger's lock is ours: nobody else is about to do the same. */
	unlink(interim);
	entrance->socket = unix_socket_listen(interim, SOCK_STREAM, socket_mode(host->settings),
					      BACKLOG, error);
	if (entrance->socket >= 0) {
		is_good = put_in_place(entrance, interim, error);
		if (!is_good)
			unlink(interim);
	}
	entrance->is_ours = is_good;
	free(interim);
	return is_good;
}

static bool open_entrance(struct entrance *entrance, struct error *error)
{
	struct host *host = entrance->host;
	const char *vm = entrance->bound ? entrance->bound->vm : "";

	if (asprintf(&entrance->path, "%s/%s%s%s", host->directory, host->settings->name,
		     *vm ? "." : "", vm) < 0) {
		entrance->path = NULL;
		return error_set(error, "out of memory");
	}
	if (strlen(entrance->path) > UNIX_SOCKET_PATH_MAX)
		return error_set(error,
				 "%.200s: a socket's path has %d characters at most: choose a "
				 "shorter --dir",
				 entrance->path, UNIX_SOCKET_PATH_MAX);
	entrance->socket = service_take_listener(host->service, entrance->path);
	if (entrance->socket < 0 && !make_socket(entrance, error))
		return false;
	return loop_add(host->loop, entrance->socket, EPOLLIN, host_admit, entrance, error);
}

static bool open_entrances(struct host *host, struct error *error)
{
	const struct region_settings *settings = host->settings;

	host->entrances = calloc(settings->peer_count + 1, sizeof(*host->entrances));
	if (!host->entrances)
		return error_set(error, "out of memory");
	for (size_t i = 0; i <= settings->peer_count; i++) {
		/* The one for everybody comes last: whoever waits for it finds them all. */
		const struct bound_peer *bound =
			i < settings->peer_count ? &settings->peers[i] : NULL;
		struct entrance *entrance = &host->entrances[host->entrance_count];

		if (bound && !*bound->vm)
			continue;
		*entrance = (struct entrance) { .host = host, .bound = bound, .socket = -1 };
		host->entrance_count++;
		if (!open_entrance(entrance, error))
			return false;
	}
	return true;
}

/* A peer whose messages wait for others' to arrive may go on. */
static void on_retry(void *data)
{
	struct host *host = data;

	for (size_t i = 0; i < host->roster.count; i++)
		connection_of(host->roster.members[i])->is_short = false;
	host_settle(host);
}

static bool open_all(struct host *host, struct error *error)
{
	host->bound = calloc(host->settings->peer_count + 1, sizeof(*host->bound));
	if (!host->bound)
		return error_set(error, "out of memory");
	host->ledger = ledger_open(host->directory, host->settings->name, error);
	if (!host->ledger)
		return false;
	return timer_open(&host->retry, host->loop, on_retry, host, error) &&
	       host_provide_memory(host, error) && open_entrances(host, error);
}

struct host *host_open(struct loop *loop, const struct region_settings *settings,
		       const char *directory, struct service *service, struct error *error)
{
	struct host *host = calloc(1, sizeof(*host));

	if (!host) {
		error_set(error, "out of memory");
		return NULL;
	}
	host->loop = loop;
	host->settings = settings;
	host->directory = directory;
	host->service = service;
	host->memory.fd = -1;
	if (open_all(host, error))
		return host;
	host_close(host, true);
	return NULL;
}

static void shut(struct entrance *entrance)
{
	if (entrance->socket >= 0) {
		loop_remove(entrance->host->loop, entrance->socket);
		close(entrance->socket);
		if (entrance->is_ours)
			unlink(entrance->path);
	}
	entrance->socket = -1;
	free(entrance->path);
	entrance->path = NULL;
}

void host_shut(struct host *host)
{
	for (size_t i = 0; i < host->entrance_count; i++)
		shut(&host->entrances[i]);
	host->entrance_count = 0;
}

bool host_is_quiet(const struct host *host)
{
	for (size_t i = 0; i < host->roster.count; i++)
		if (host->roster.members[i]->tiding_count)
			return false;
	return true;
}

/* They will be back, or have ended before the next server looks into the ledger. */
static void hang_up(struct host *host)
{
	while (host->roster.count) {
		struct member *member = host->roster.members[host->roster.count - 1];

		roster_leave(&host->roster, member, false);
		connection_free(connection_of(member));
	}
	roster_free(&host->roster);
	for (size_t i = 0; host->bound && i < host->settings->peer_count; i++)
		vectors_close(&host->bound[i]);
	free(host->bound);
}

/* How much was left out of the log. */
static void flush_log(struct host *host)
{
	log_limit_flush(&host->limits.join, "join");
	log_limit_flush(&host->limits.leave, "leave");
	log_limit_flush(&host->limits.drop, "drop");
	log_limit_flush(&host->limits.refuse, "refuse");
}

void host_close(struct host *host, bool is_in_vain)
{
	bool has_peers;

	if (!host)
		return;
	has_peers = host->roster.count > 0;
	host_shut(host);
	hang_up(host);
	flush_log(host);
	if (is_in_vain)
		memory_discard(host->settings, &host->memory);
	else if (!has_peers && host->settings->lifetime == LIFETIME_UNLINK && host->memory.fd >= 0)
		memory_remove(host->settings, &host->memory);
	else
		memory_close(&host->memory);
	timer_close(&host->retry);
	ledger_close(host->ledger);
	free(host->entrances);
	free(host);
}
