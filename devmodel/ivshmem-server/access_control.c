/* SPDX-License-Identifier: BSD-3-Clause
 * access_control.c: who may come in, and with which ID. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ivshmem-server/host_internal.h"

/* A peer at the door. */
struct caller {
	struct host *host;
	const struct bound_peer *bound; /* of the entrance */
	int socket;
	struct identity who;
};

static void log_refusal(const struct caller *caller, const char *reason)
{
	struct host *host = caller->host;

	log_limited(&host->limits.refuse, LEVEL_WARNING, "refuse",
		    log_text("region", host->settings->name),
		    log_text("vm", caller->bound ? caller->bound->vm : ""),
		    log_number("pid", caller->who.process.pid), log_number("uid", caller->who.user),
		    log_text("reason", reason));
}

static bool is_taken(const struct host *host, uint16_t id)
{
	return roster_find(&host->roster, id) != NULL;
}

static bool is_bound(const struct host *host, uint16_t id)
{
	return settings_bound_peer(host->settings, id) != NULL;
}

/* NULL, or why the VM's entrance is not the caller's. */
static const char *take_vm_id(const struct caller *caller, uint16_t *id)
{
	const struct bound_peer *bound = caller->bound;

	if (bound->has_user && bound->user != caller->who.user)
		return "the VM is another user's";
	*id = bound->id;
	return is_taken(caller->host, bound->id) ? "the VM is there already" : NULL;
}

/* An ID of the caller's user, wherever he comes in. */
static bool take_user_id(const struct caller *caller, uint16_t *id)
{
	const struct region_settings *settings = caller->host->settings;

	for (size_t i = 0; i < settings->peer_count; i++) {
		const struct bound_peer *peer = &settings->peers[i];

		if (!*peer->vm && peer->user == caller->who.user &&
		    !is_taken(caller->host, peer->id)) {
			*id = peer->id;
			return true;
		}
	}
	return false;
}

static bool take_former_id(const struct caller *caller, uint16_t *id)
{
	const struct host *host = caller->host;

	return ledger_recall(host->ledger, &caller->who.process, id) && !is_taken(host, *id) &&
	       !is_bound(host, *id);
}

static bool take_free_id(const struct caller *caller, uint16_t *id)
{
	struct host *host = caller->host;

	for (unsigned next = 0; next <= MESSAGE_PEER_MAX; next++) {
		*id = (uint16_t)next;
		if (!is_taken(host, *id) && !is_bound(host, *id) &&
		    !ledger_is_kept(host->ledger, *id) && !roster_is_spent(&host->roster, *id))
			return true;
	}
	return false;
}

/* NULL, or why there is no ID for the caller. */
static const char *choose_id(const struct caller *caller, uint16_t *id)
{
	if (caller->bound)
		return take_vm_id(caller, id);
	if (take_user_id(caller, id) || take_former_id(caller, id) || take_free_id(caller, id))
		return NULL;
	return "there is no free ID";
}

/* NULL, or why the caller is not let in. */
static const char *judge(const struct caller *caller, uint16_t *id)
{
	const struct region_settings *settings = caller->host->settings;

	if (!access_is_granted(settings->rules, settings->rule_count, caller->socket, &caller->who))
		return "the user is not allowed";
	host_sweep(caller->host);
	if (caller->host->roster.count >= settings->peers_max)
		return "there are as many peers as there may be";
	return choose_id(caller, id);
}

static void admit(struct caller *caller)
{
	struct error error;
	const char *reason;
	uint16_t id;

	if (!identity_of_peer(caller->socket, &caller->who))
		reason = "nobody knows who it is";
	else
		reason = judge(caller, &id);
	if (!reason && !host_provide_memory(caller->host, &error))
		reason = error.text;
	if (reason)
		close(caller->socket);
	else if (!connection_open(caller->host, caller->socket, id, &caller->who, &error))
		reason = error.text;
	if (reason)
		log_refusal(caller, reason);
}

void host_admit(void *data, int listener, uint32_t events)
{
	struct entrance *entrance = data;
	struct caller caller = { .host = entrance->host, .bound = entrance->bound };
	struct ucred peer;

	(void)events;
	caller.socket = loop_accept(entrance->host->loop, listener, &peer);
	if (caller.socket >= 0) {
		admit(&caller);
	} else if (errno == EMFILE || errno == ENFILE) {
		caller.who = (struct identity) { .user = peer.uid, .process.pid = peer.pid };
		log_refusal(&caller, "the server is out of descriptors");
	}
	host_settle(entrance->host);
}
