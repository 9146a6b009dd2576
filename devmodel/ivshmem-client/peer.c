/* SPDX-License-Identifier: BSD-3-Clause
 * peer.c: joins a region, follows the server's messages, and joins again when the server is back.
 */
#include "ivshmem-client/peer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/timer.h"
#include "ivshmem-client/internal.h"

#define JOIN_MILLISECONDS      5000
#define RETRY_MILLISECONDS     50 /* doubled each time, up to the next */
#define RETRY_MILLISECONDS_MAX 1000

/* Old eventfds are dropped so long after the server has come back. */
#define GRACE_MILLISECONDS 30000

struct peer {
	struct loop *loop;
	struct peer_setup setup; /* with copied texts */
	struct peer_link link;	 /* closed while there is no server */
	struct peer_table others;
	struct peer_self self;
	uint16_t position;
	int memory;
	struct timer retry, grace;
	unsigned delay; /* milliseconds until the next attempt */
	struct error last_line;
};

/* A line that repeats the one before is dropped: the server may fail once a second. */
static void report(struct peer *peer, const char *what, const char *consequence)
{
	struct error line;

	error_set(&line, "region '%s': %s%s", peer->setup.region, what, consequence);
	if (strcmp(line.text, peer->last_line.text) == 0)
		return;
	peer->last_line = line;
	peer->setup.on_log(peer->setup.data, line.text);
}

static void disconnect(struct peer *peer)
{
	loop_remove(peer->loop, peer->link.socket);
	peer_link_close(&peer->link);
}

/* Peers and eventfds are kept while there is no server to announce changes. */
static void try_later(struct peer *peer)
{
	disconnect(peer);
	timer_set(&peer->grace, 0);
	timer_set(&peer->retry, peer->delay);
	peer->delay *= 2;
	if (peer->delay > RETRY_MILLISECONDS_MAX)
		peer->delay = RETRY_MILLISECONDS_MAX;
}

static void lose_server(struct peer *peer, const struct error *reason)
{
	try_later(peer);
	report(peer, reason->text, ": notification continues among the present peers");
}

static bool is_same_file(int one, int other)
{
	struct stat first, second;

	return fstat(one, &first) == 0 && fstat(other, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* The server is back. Guests have the memory mapped, so it must be the same. If it is not, the
 * eventfds are kept: other peers may have the old memory too. */
static void rejoin(struct peer *peer, int memory)
{
	bool is_same = is_same_file(peer->memory, memory);

	close(memory);
	if (!is_same) {
		disconnect(peer);
		report(peer, "the server has different memory",
		       ": no notification until the VM is restarted");
		return;
	}
	peer_table_age(&peer->others);
	peer_self_age(&peer->self);
	timer_set(&peer->grace, GRACE_MILLISECONDS);
	if (peer->position == peer->link.position)
		return;
	peer->position = peer->link.position;
	peer->setup.on_id_changed(peer->setup.data, peer->position);
}

/* Our vectors come last: all other peers are known by then. */
static bool add_self(struct peer *peer, int fd, struct error *error)
{
	bool is_back = peer->self.is_stale;

	if (fd < 0)
		return error_set(error, "the server says that this peer has left");
	if (!peer_self_add(&peer->self, fd, error))
		return false;
	if (is_back) {
		peer->delay = RETRY_MILLISECONDS;
		report(peer, "the server is back", "");
	}
	return true;
}

static bool handle(struct peer *peer, const struct message *message, struct error *error)
{
	if (message->number == peer->position)
		return add_self(peer, message->fd, error);
	return peer_table_update(&peer->others, message, error);
}

static void on_message(void *data, int fd, uint32_t events)
{
	struct peer *peer = data;
	struct message message;
	struct error error;

	(void)fd;
	(void)events;
	switch (peer_link_receive(&peer->link, &message, &error)) {
	case PEER_LINK_WAIT:
		return;
	case PEER_LINK_JOINED:
		rejoin(peer, message.fd);
		return;
	case PEER_LINK_MESSAGE:
		if (!handle(peer, &message, &error))
			lose_server(peer, &error);
		else if (peer->setup.on_announced)
			peer->setup.on_announced(peer->setup.data);
		return;
	default:
		lose_server(peer, &error);
	}
}

static bool watch(struct peer *peer, struct error *error)
{
	return loop_add(peer->loop, peer->link.socket, EPOLLIN, on_message, peer, error);
}

static void on_retry(void *data)
{
	struct peer *peer = data;
	struct error error;

	switch (peer_link_open(&peer->link, &error)) {
	case PEER_LINK_WAIT:
		if (!watch(peer, &error))
			lose_server(peer, &error);
		return;
	case PEER_LINK_BROKEN:
		lose_server(peer, &error);
		return;
	default:
		try_later(peer);
	}
}

static void on_grace(void *data)
{
	struct peer *peer = data;

	peer_table_drop_stale(&peer->others);
	peer_self_drop_old(&peer->self);
}

/* Guests must be able to map all of it, and to write. */
static bool check_memory(int memory, uint64_t size, struct error *error)
{
	struct stat status;

	if (fstat(memory, &status) < 0 || !S_ISREG(status.st_mode))
		return error_set(error, "the server's memory is not a regular file");
	if (size && (uint64_t)status.st_size != size)
		return error_set(error,
				 "the server's memory has %" PRIu64 " bytes, expected %" PRIu64
				 ": use the same size for both",
				 (uint64_t)status.st_size, size);
	if ((fcntl(memory, F_GETFL) & O_ACCMODE) != O_RDWR)
		return error_set(error, "the server's memory is not writable");
	return true;
}

static void on_wait(void *data)
{
	struct peer *peer = data;
	struct error line;

	error_set(&line, "waiting for ivshmem-server at %s, %d s", peer->setup.path,
		  JOIN_MILLISECONDS / 1000);
	report(peer, line.text, "");
}

static bool join(struct peer *peer, struct error *error)
{
	struct message message;

	if (peer_link_join(&peer->link, JOIN_MILLISECONDS, &message, error) != PEER_LINK_JOINED)
		return false;
	peer->memory = message.fd;
	peer->position = peer->link.position;
	return check_memory(peer->memory, peer->setup.size, error) && watch(peer, error);
}

static bool start(struct peer *peer, struct error *error)
{
	if (!peer->setup.path || !peer->setup.region)
		return error_set(error, "out of memory");
	if (peer->setup.vectors < 1 || peer->setup.vectors > PEER_VECTORS_MAX)
		return error_set(error, "invalid number of vectors %u: must be from 1 to %u",
				 peer->setup.vectors, PEER_VECTORS_MAX);
	return timer_open(&peer->retry, peer->loop, on_retry, peer, error) &&
	       timer_open(&peer->grace, peer->loop, on_grace, peer, error) && join(peer, error);
}

static struct peer *make(struct loop *loop, const struct peer_setup *setup)
{
	struct peer *peer = calloc(1, sizeof(*peer));

	if (!peer)
		return NULL;
	peer->loop = loop;
	peer->setup = *setup;
	peer->setup.path = strdup(setup->path);
	peer->setup.region = strdup(setup->region);
	peer->memory = -1;
	peer->delay = RETRY_MILLISECONDS;
	peer->self = (struct peer_self) { .loop = loop,
					  .vectors = setup->vectors,
					  .on_notified = setup->on_notified,
					  .data = setup->data };
	peer_link_init(&peer->link, peer->setup.path);
	peer->link.on_wait = on_wait;
	peer->link.data = peer;
	return peer;
}

struct peer *peer_join(struct loop *loop, const struct peer_setup *setup, struct error *error)
{
	struct error reason = { "out of memory" };
	struct peer *peer = make(loop, setup);

	if (peer && start(peer, &reason))
		return peer;
	error_set(error, "region '%s': %s", setup->region, reason.text);
	peer_leave(peer);
	return NULL;
}

uint16_t peer_position(const struct peer *peer)
{
	return peer->position;
}

int peer_memory(const struct peer *peer)
{
	return peer->memory;
}

unsigned peer_vector_count(const struct peer *peer, uint16_t id)
{
	return id == peer->position ? peer_self_count(&peer->self)
				    : peer_table_count(&peer->others, id);
}

void peer_ring(struct peer *peer, uint16_t id, uint16_t vector)
{
	if (id == peer->position)
		peer_self_ring(&peer->self, vector);
	else
		peer_table_ring(&peer->others, id, vector);
}

void peer_leave(struct peer *peer)
{
	if (!peer)
		return;
	disconnect(peer);
	timer_close(&peer->retry);
	timer_close(&peer->grace);
	peer_table_close(&peer->others);
	peer_self_close(&peer->self);
	if (peer->memory >= 0)
		close(peer->memory);
	free((char *)peer->setup.path);
	free((char *)peer->setup.region);
	free(peer);
}
