/* SPDX-License-Identifier: BSD-3-Clause
 * host.c: opens and closes a region. */
#include "ivshmem-server/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "ivshmem-server/handover.h"
#include "ivshmem-server/internal.h"
#include "ivshmem-server/socket_file.h"

/* Connections that wait to be accepted. */
#define BACKLOG 128

/* Besides peers and listeners: memory, for the server and for peers, what makes it anew, files that
 * are locked, timer, and a client that waits. */
#define DESCRIPTORS_OF_A_HOST 9u

/* For the region itself, and its bound IDs. */
static size_t first_descriptors(const struct region_settings *settings)
{
	return DESCRIPTORS_OF_A_HOST + 1 + (*settings->socket != '\0') + settings->peer_count +
	       limits_bound_descriptors(settings);
}

size_t host_descriptors(const struct region_settings *settings)
{
	return first_descriptors(settings) + limits_other_descriptors(settings);
}

void host_share_descriptors(struct host *const *hosts, size_t count, size_t available)
{
	size_t first = 0, others = 0, left;

	for (size_t i = 0; i < count; i++) {
		first += first_descriptors(hosts[i]->settings);
		others += limits_other_descriptors(hosts[i]->settings);
	}
	left = available > first ? available - first : 0;
	if (left >= others)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct region_settings *settings = hosts[i]->settings;
		size_t places = limits_places(settings) * left / others;

		hosts[i]->peer_limits = limits_for(settings, (unsigned)places);
	}
}

/* An access list replaces the socket's mode. */
static mode_t socket_mode(const struct region_settings *settings)
{
	return settings->rule_count ? 0666 : settings->mode & 0666;
}

/* Renames the socket once it has its owner, over the stale one of a server that was killed. */
static bool rename_socket(const struct listener *listener, const char *interim, struct error *error)
{
	const struct region_settings *settings = listener->host->settings;

	if ((settings->owner != (uid_t)-1 || settings->group != (gid_t)-1) &&
	    lchown(interim, settings->owner, settings->group) < 0)
		return error_set_errno(error, "%s: cannot set its owner and group", listener->path);
	return rename(interim, listener->path) == 0 ||
	       error_set_errno(error, "%s: cannot create the socket", listener->path);
}

static bool is_free(const struct listener *listener, struct error *error)
{
	const struct region_settings *settings = listener->host->settings;

	if (strcmp(listener->path, settings->socket) == 0)
		return socket_file_is_free_outside(listener->path, settings->owner, error);
	return socket_file_is_free(listener->path, error);
}

static bool create_socket(struct listener *listener, struct error *error)
{
	const struct host *host = listener->host;
	char *interim = NULL;
	bool is_good = false;

	if (!is_free(listener, error))
		return false;
	if (asprintf(&interim, "%.*s/.%s.new", (int)(strrchr(listener->path, '/') - listener->path),
		     listener->path, host->settings->name) < 0)
		return error_set(error, "out of memory");
	/* The lock on the ID lease file excludes other servers. */
	unlink(interim);
	listener->socket = unix_socket_listen(interim, SOCK_STREAM, socket_mode(host->settings),
					      BACKLOG, error);
	if (listener->socket >= 0) {
		is_good = rename_socket(listener, interim, error);
		if (!is_good)
			unlink(interim);
	}
	listener->is_ours = is_good;
	free(interim);
	return is_good;
}

/* Whether the socket's path is as create_socket() would create it. */
static bool is_as_set(const struct listener *listener)
{
	const struct region_settings *settings = listener->host->settings;
	uid_t owner = settings->owner == (uid_t)-1 ? geteuid() : settings->owner;
	struct stat status;

	return lstat(listener->path, &status) == 0 && S_ISSOCK(status.st_mode) &&
	       (status.st_mode & 0777) == socket_mode(settings) && status.st_uid == owner &&
	       (settings->group == (gid_t)-1 || status.st_gid == settings->group);
}

/* Takes the socket that the worker before listened to, or the service manager. */
static bool take_socket(struct listener *listener)
{
	struct fd_store *store = &listener->host->service->store;
	char name[FD_STORE_NAME_MAX + 1];

	listener->socket = fd_store_take(
		store, handover_name(name, listener->host, "listener=%s", listener->path));
	if (listener->socket >= 0 && !is_as_set(listener)) {
		close(listener->socket);
		listener->socket = -1;
	}
	listener->is_ours = listener->socket >= 0;
	if (!listener->is_ours)
		listener->socket = fd_store_take_listener(store, listener->path);
	return listener->socket >= 0;
}

/* In the server's directory. NULL if memory is short. */
static char *make_path(const struct host *host, const struct bound_peer *bound)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s%s%s", host->directory, host->settings->name, bound ? "." : "",
		     bound ? bound->vm : "") < 0)
		return NULL;
	return path;
}

static bool try_listener(struct listener *listener, struct error *error)
{
	struct host *host = listener->host;

	if (!listener->path)
		return error_set(error, "out of memory");
	if (strlen(listener->path) > UNIX_SOCKET_PATH_MAX)
		return error_set(error,
				 "%.200s: path of a socket too long: at most %d characters: use a "
				 "shorter name or --dir",
				 listener->path, UNIX_SOCKET_PATH_MAX);
	if (!take_socket(listener) && !create_socket(listener, error))
		return false;
	return loop_add(host->loop, listener->socket, EPOLLIN, host_accept, listener, error);
}

/* Takes over the path. Peers that were handed over go on without a socket that cannot be opened. */
static bool open_listener(struct host *host, const struct bound_peer *bound, char *path,
			  struct error *error)
{
	struct listener *listener = &host->listeners[host->listener_count++];

	*listener = (struct listener) { .host = host, .bound = bound, .socket = -1, .path = path };
	if (try_listener(listener, error))
		return true;
	if (host->peers.present_count == 0)
		return false;
	log_event(LEVEL_ERROR, "fail", log_text("region", host->settings->name),
		  log_text("reason", error->text));
	return true;
}

/* The common one is last: clients that wait for it find all of them. */
static bool open_listeners(struct host *host, struct error *error)
{
	const struct region_settings *settings = host->settings;

	host->listeners = calloc(settings->peer_count + 2, sizeof(*host->listeners));
	if (!host->listeners)
		return error_set(error, "out of memory");
	for (size_t i = 0; i < settings->peer_count; i++) {
		const struct bound_peer *bound = &settings->peers[i];

		if (*bound->vm && !open_listener(host, bound, make_path(host, bound), error))
			return false;
	}
	if (*settings->socket && !open_listener(host, NULL, strdup(settings->socket), error))
		return false;
	return open_listener(host, NULL, make_path(host, NULL), error);
}

/* Descriptors in flight may have arrived: tries the peers again that were short of them. */
static void on_retry(void *data)
{
	struct host *host = data;

	for (size_t i = 0; i < host->peers.count; i++)
		connection_of(host->peers.peers[i])->is_short = false;
	host_send_pending(host);
}

static bool open_peers(struct host *host)
{
	const struct region_settings *settings = host->settings;

	host->peer_limits = limits_for(settings, limits_places(settings));
	host->peers.vector_count = settings->vectors;
	if (!peer_list_open(&host->peers))
		return false;
	for (size_t i = 0; i < settings->peer_count; i++)
		id_pool_add(&host->peers.ids, settings->peers[i].id, ID_BOUND);
	return true;
}

static bool open_all(struct host *host, struct error *error)
{
	if (!open_peers(host))
		return error_set(error, "out of memory");
	host->leases = id_lease_open(host->directory, host->settings->name, error);
	if (!host->leases)
		return false;
	handover_restore(host);
	absent_restore(host);
	return timer_open(&host->retry, host->loop, on_retry, host, error) &&
	       host_open_memory(host, error) && open_listeners(host, error);
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
	host->memory = MEMORY_NONE;
	host->ownership = -1;
	host->waiting.socket = -1;
	if (open_all(host, error)) {
		host_resume(host);
		return host;
	}
	host_close(host, true);
	return NULL;
}

static void close_listener(struct listener *listener)
{
	if (listener->socket >= 0) {
		loop_remove(listener->host->loop, listener->socket);
		close(listener->socket);
		if (listener->is_ours)
			unlink(listener->path);
	}
	listener->socket = -1;
	free(listener->path);
	listener->path = NULL;
}

void host_stop_listening(struct host *host)
{
	for (size_t i = 0; i < host->listener_count; i++)
		close_listener(&host->listeners[i]);
	host->listener_count = 0;
}

bool host_has_sent_all(const struct host *host)
{
	for (size_t i = 0; i < host->peers.count; i++)
		if (host->peers.peers[i]->pending_count)
			return false;
	return true;
}

void host_disconnect_all(struct host *host)
{
	while (host->peers.count) {
		struct server_peer *peer = host->peers.peers[host->peers.count - 1];

		peer_list_leave(&host->peers, peer);
		connection_free(connection_of(peer));
	}
}

void host_hand_over(struct host *host)
{
	struct error error;

	if (!handover_store(host, &error))
		log_event(LEVEL_ERROR, "fail", log_text("region", host->settings->name),
			  log_text("reason", error.text));
}

/* Logs how many lines were suppressed. */
static void flush_log(struct host *host)
{
	log_limit_flush(&host->limits.join, "join");
	log_limit_flush(&host->limits.leave, "leave");
	log_limit_flush(&host->limits.drop, "drop");
	log_limit_flush(&host->limits.refuse, "refuse");
}

void host_close(struct host *host, bool is_failed)
{
	bool has_peers;

	if (!host)
		return;
	has_peers = host->peers.present_count > 0;
	host_stop_listening(host);
	/* The peers connect again, or end before the next server reads the ID lease file. */
	host_disconnect_all(host);
	peer_list_close(&host->peers);
	flush_log(host);
	host_close_memory(host, !has_peers, is_failed);
	timer_close(&host->retry);
	id_lease_close(host->leases);
	free(host->listeners);
	free(host);
}
