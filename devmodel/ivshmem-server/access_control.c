/* SPDX-License-Identifier: BSD-3-Clause
 * access_control.c: accepts or rejects clients, and assigns peer IDs. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ivshmem-server/internal.h"

static void log_rejection(const struct host_client *client, const char *reason)
{
	struct host *host = client->host;

	log_limited(&host->limits.refuse, LEVEL_WARNING, "refuse",
		    log_text("region", host->settings->name),
		    log_text("vm", client->bound ? client->bound->vm : ""),
		    log_number("pid", client->who.process.pid), log_number("uid", client->who.user),
		    log_text("reason", reason));
}

static bool is_taken(const struct host *host, uint16_t id)
{
	return id_pool_has(&host->peers.ids, id, ID_TAKEN);
}

/* The ID of the listener's VM. NULL, or why the client does not get it. */
static const char *choose_vm_id(const struct host_client *client, uint16_t *id)
{
	const struct bound_peer *bound = client->bound;

	if (bound->has_user && bound->user != client->who.user)
		return "the VM belongs to another user";
	*id = bound->id;
	return is_taken(client->host, bound->id) ? "the VM is already connected" : NULL;
}

/* An ID that is bound to the client's user. */
static bool choose_user_id(const struct host_client *client, uint16_t *id)
{
	const struct region_settings *settings = client->host->settings;

	for (size_t i = 0; i < settings->peer_count; i++) {
		const struct bound_peer *peer = &settings->peers[i];

		if (!*peer->vm && peer->user == client->who.user &&
		    !is_taken(client->host, peer->id)) {
			*id = peer->id;
			return true;
		}
	}
	return false;
}

/* An ID that the same process had. */
static bool choose_former_id(const struct host_client *client, uint16_t *id)
{
	const struct connection *absent = absent_find(client->host, &client->who.process);

	if (absent)
		*id = absent->peer.id;
	return absent;
}

/* Why a client without a bound ID gets no place. */
static const char *limit_reason(struct host_client *client, enum limit limit)
{
	const struct limits *limits = &client->host->peer_limits;

	switch (limit) {
	case LIMIT_PLACES:
		error_set(&client->error, "limit of peers reached: %u without a bound ID",
			  limits->places);
		break;
	case LIMIT_USER_PLACES:
		error_set(&client->error, "limit of peers of one user reached: %u of %u",
			  limits->user_places, limits->places);
		break;
	default:
		error_set(&client->error,
			  "limit of IDs of one user that QEMUs must not see again reached: %u",
			  limits->user_retired);
	}
	return client->error.text;
}

/* NULL, or why the client gets no place. Reserved IDs give way to it: first those of its user. */
static const char *make_place(struct host_client *client)
{
	struct host *host = client->host;
	uid_t user = client->who.user;

	for (;;) {
		enum limit limit = limits_check(&host->peer_limits, &host->peers.ids, user);

		if (limit == LIMIT_NONE)
			return NULL;
		if (limit == LIMIT_USER_RETIRED ||
		    !absent_end_oldest(host, user, limit == LIMIT_PLACES))
			return limit_reason(client, limit);
	}
}

/* NULL, or why the client gets none. When all IDs are used up the QEMU that has seen most of them
 * leave goes. */
static const char *choose_free_id(struct host_client *client, uint16_t *id)
{
	struct peer_list *peers = &client->host->peers;
	const char *reason = make_place(client);

	while (!reason && !id_pool_lowest(&peers->ids, id)) {
		struct server_peer *most = peer_list_find_most_retired(peers);

		if (!most)
			return "no free peer ID";
		connection_drop(connection_of(most),
				"no free peer ID, and this QEMU has seen most of them leave");
	}
	return reason;
}

/* NULL, or why the client gets no ID. */
static const char *choose_id(struct host_client *client, uint16_t *id)
{
	if (client->bound)
		return choose_vm_id(client, id);
	if (choose_user_id(client, id) || choose_former_id(client, id))
		return NULL;
	return choose_free_id(client, id);
}

/* NULL, or why the client is rejected. */
static const char *check_access(struct host_client *client, uint16_t *id)
{
	const struct region_settings *settings = client->host->settings;

	if (!access_is_granted(settings->rules, settings->rule_count, client->socket, &client->who))
		return "user not allowed";
	host_drop_disconnected(client->host);
	return choose_id(client, id);
}

void host_reject(const struct host_client *client, const char *reason)
{
	close(client->socket);
	log_rejection(client, reason);
}

void host_admit(struct host_client *client)
{
	struct host *host = client->host;
	uint16_t id;
	const char *reason = check_access(client, &id);

	if (!reason && !host_has_memory(host)) {
		if (host_await_memory(host, client, &client->error))
			return;
		reason = client->error.text;
	}
	if (reason)
		host_reject(client, reason);
	else if (!connection_open(host, client->socket, id, &client->who, &client->error))
		log_rejection(client, client->error.text);
}

void host_accept(void *data, int fd, uint32_t events)
{
	struct listener *listener = data;
	struct host_client client = { .host = listener->host, .bound = listener->bound };
	struct ucred peer;

	(void)events;
	client.socket = loop_accept(listener->host->loop, fd, &peer);
	if (client.socket >= 0) {
		if (identity_of_peer(client.socket, &client.who))
			host_admit(&client);
		else
			host_reject(&client, "cannot identify the process");
	} else if (errno == EMFILE || errno == ENFILE) {
		client.who = (struct identity) { .user = peer.uid, .process.pid = peer.pid };
		log_rejection(&client, "out of descriptors");
	}
	host_send_pending(listener->host);
}
