/* SPDX-License-Identifier: BSD-3-Clause
 * handover_restore.c: restores what the worker before has stored. */
#include "ivshmem-server/handover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ivshmem-server/internal.h"
#include "schema/number.h"

/* More than 64 peers that have seen many IDs need. */
#define STATE_MAX 0x4000000

#define NUMBERS_MAX 7

/* Each once, in order. */
#define HEADER_LINES 2

/* A kind of line; `apply` returns NULL, or why the state cannot be used. */
struct line_kind {
	const char *key;
	unsigned count;
	uint64_t max[NUMBERS_MAX];
	const char *(*apply)(struct host *host, const uint64_t numbers[NUMBERS_MAX]);
};

static const char invalid[] = "invalid state";

static const char *apply_version(struct host *host, const uint64_t numbers[])
{
	(void)host;
	return numbers[0] == HANDOVER_VERSION ? NULL : "state of another version";
}

static void discard_memory(struct host *host)
{
	int memory;

	while ((memory = service_take_memory(host->service, host->settings->name, true)) >= 0)
		close(memory);
}

static const char *apply_region(struct host *host, const uint64_t numbers[])
{
	const struct region_settings *settings = host->settings;

	if (numbers[0] != settings->size || numbers[2] != settings->is_memfd) {
		discard_memory(host);
		return "its memory has changed";
	}
	host->was_used = numbers[3];
	return numbers[1] == settings->vectors ? NULL : "its number of vectors has changed";
}

static bool take_vectors(struct host *host, struct connection *connection, unsigned count)
{
	struct vectors *vectors = &connection->vectors;
	char name[FD_STORE_NAME_MAX + 1];

	while (vectors->count < count) {
		int fd = fd_store_take(
			&host->service->store,
			handover_name(name, host, "%u/%u", connection->peer.id, vectors->count));

		if (fd < 0)
			return false;
		vectors->fds[vectors->count++] = fd;
	}
	return true;
}

static bool restore_peer(struct connection *connection, unsigned vector_count)
{
	struct host *host = connection->host;
	char name[FD_STORE_NAME_MAX + 1];

	if (!take_vectors(host, connection, vector_count))
		return false;
	if (connection->peer.is_absent) {
		if (host->absences <= connection->absence)
			host->absences = connection->absence + 1;
		return peer_list_add_absent(&host->peers, &connection->peer);
	}
	connection->socket = fd_store_take(
		&host->service->store, handover_name(name, host, "%u/socket", connection->peer.id));
	return peer_list_add_present(&host->peers, &connection->peer);
}

static const char *apply_peer(struct host *host, const uint64_t numbers[])
{
	uint16_t id = (uint16_t)numbers[0];
	bool is_absent = numbers[5];
	struct connection *connection;

	if (peer_list_find(&host->peers, id) ||
	    (numbers[6] != host->settings->vectors && (numbers[6] || !is_absent)))
		return invalid;
	connection = connection_new(host, id);
	if (!connection)
		return "out of memory";
	connection->who = (struct identity) { .user = (uid_t)numbers[1],
					      .process = { (pid_t)numbers[2], numbers[3] },
					      .is_qemu = numbers[4] };
	connection->peer.user = connection->who.user;
	connection->peer.has_qemu_id_reuse_bug = numbers[4];
	connection->peer.is_absent = is_absent;
	connection->absence = is_absent ? numbers[5] - 1 : 0;
	if (restore_peer(connection, (unsigned)numbers[6]))
		return NULL;
	connection_free(connection);
	return "a descriptor is missing";
}

/* The present peer that a line is about. */
static struct server_peer *find_present(const struct host *host, uint64_t id)
{
	struct server_peer *peer = peer_list_find(&host->peers, (uint16_t)id);

	return peer && !peer->is_absent ? peer : NULL;
}

static const char *apply_seen(struct host *host, const uint64_t numbers[])
{
	struct server_peer *peer = find_present(host, numbers[0]);

	/* These come first: they decide what may be pending. */
	if (!peer || !peer->seen || peer->pending_count)
		return invalid;
	for (uint64_t id = numbers[2]; id <= numbers[3]; id++) {
		if (numbers[1] == SEEN_NOTHING || peer->seen[id] != SEEN_NOTHING)
			return invalid;
		peer_list_set_seen(&host->peers, peer, (uint16_t)id, (enum peer_seen)numbers[1]);
	}
	return NULL;
}

static const char *apply_retired(struct host *host, const uint64_t numbers[])
{
	struct id_pool *ids = &host->peers.ids;
	uid_t before;

	for (uint64_t id = numbers[1]; id <= numbers[2]; id++) {
		/* A QEMU has seen it leave, and no other line has its user. */
		if (!id_pool_has(ids, (uint16_t)id, ID_RETIRED) ||
		    id_pool_get_user(ids, (uint16_t)id, &before))
			return invalid;
		if (!id_pool_set_user(ids, (uint16_t)id, (uid_t)numbers[0]))
			return "out of memory";
	}
	return NULL;
}

/* Whether a peer can be sent the eventfds of this ID: those of a present peer, or of an absent one
 * that it keeps, if that was absent before all were sent. */
static bool can_join(const struct host *host, const struct server_peer *peer, uint16_t id)
{
	struct server_peer *subject = peer_list_find(&host->peers, id);

	return subject && !peer_list_will_join(peer, id) &&
	       connection_of(subject)->vectors.count == host->settings->vectors &&
	       (!subject->is_absent || (peer->seen && peer->seen[id] == SEEN_KEPT));
}

static const char *apply_pending(struct host *host, const uint64_t numbers[])
{
	const struct pending_message message = { .kind = (uint8_t)numbers[1],
						 .sent = (uint8_t)numbers[2],
						 .id = (uint16_t)numbers[3] };
	struct server_peer *peer = find_present(host, numbers[0]);

	if (!peer ||
	    (message.kind == PENDING_JOINS
		     ? !can_join(host, peer, message.id) || message.sent >= host->settings->vectors
		     : message.sent > 0))
		return invalid;
	return peer_list_add_pending(peer, &message) ? NULL : "out of memory";
}

static const struct line_kind kinds[] = {
	{ "ivshmem-server", 1, { UINT32_MAX }, apply_version },
	{ "region", 4, { UINT64_MAX, PEER_LIST_VECTORS_MAX, 1, 1 }, apply_region },
	{ "peer",
	  7,
	  { MESSAGE_PEER_MAX, UINT32_MAX, INT32_MAX, UINT64_MAX, 1, UINT32_MAX,
	    PEER_LIST_VECTORS_MAX },
	  apply_peer },
	{ "seen",
	  4,
	  { MESSAGE_PEER_MAX, SEEN_STATES - 1, MESSAGE_PEER_MAX, MESSAGE_PEER_MAX },
	  apply_seen },
	{ "pending",
	  4,
	  { MESSAGE_PEER_MAX, PENDING_LEAVES, PEER_LIST_VECTORS_MAX, MESSAGE_PEER_MAX },
	  apply_pending },
	{ "retired", 3, { UINT32_MAX, MESSAGE_PEER_MAX, MESSAGE_PEER_MAX }, apply_retired },
};

/* Exactly as many as the kind has. */
static bool parse_numbers(const struct line_kind *kind, char *rest, uint64_t numbers[NUMBERS_MAX])
{
	for (unsigned i = 0; i < kind->count; i++) {
		const char *word = strsep(&rest, " ");

		if (!word || !number_parse_range(word, 0, kind->max[i], &numbers[i]))
			return false;
	}
	return !rest;
}

/* The first line is of the first kind, the second of the second, and all others of the others. */
static const struct line_kind *find_kind(const char *key, size_t line)
{
	size_t first = line < HEADER_LINES ? line : HEADER_LINES;
	size_t end = line < HEADER_LINES ? line + 1 : sizeof(kinds) / sizeof(*kinds);

	for (size_t i = first; i < end; i++)
		if (strcmp(kinds[i].key, key) == 0)
			return &kinds[i];
	return NULL;
}

static const char *apply_text(struct host *host, char *text)
{
	const char *reason = NULL;
	size_t count = 0;

	while (!reason && *text) {
		uint64_t numbers[NUMBERS_MAX];
		char *rest = strsep(&text, "\n");
		const struct line_kind *kind = find_kind(strsep(&rest, " "), count++);

		if (!text || !kind || !parse_numbers(kind, rest, numbers))
			return invalid;
		reason = kind->apply(host, numbers);
	}
	return !reason && count < HEADER_LINES ? invalid : reason;
}

/* A NUL-terminated copy, or NULL. */
static char *read_state(int fd)
{
	struct stat status;
	char *text = NULL;
	size_t size;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > STATE_MAX)
		return NULL;
	size = (size_t)status.st_size;
	text = calloc(size + 1, 1);
	if (text && pread(fd, text, size, 0) == (ssize_t)size && strlen(text) == size)
		return text;
	free(text);
	return NULL;
}

static void log_result(const struct host *host, const char *reason)
{
	const char *region = host->settings->name;

	if (reason)
		log_event(LEVEL_WARNING, "reset", log_text("region", region),
			  log_text("reason", reason));
	else
		log_event(LEVEL_INFO, "resume", log_text("region", region),
			  log_number("peers", (int64_t)host->peers.present_count));
}

void handover_restore(struct host *host)
{
	char name[FD_STORE_NAME_MAX + 1];
	int fd = fd_store_take(&host->service->store, handover_name(name, host, "state"));
	const char *reason;
	char *text;

	if (fd < 0)
		return;
	text = read_state(fd);
	close(fd);
	reason = text ? apply_text(host, text) : invalid;
	free(text);
	if (reason)
		host_disconnect_all(host);
	log_result(host, reason);
}
