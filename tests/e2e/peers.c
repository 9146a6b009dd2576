/* SPDX-License-Identifier: BSD-3-Clause
 * peers.c: peers of an ivshmem server that are not VMs, for tests and figures.
 *
 *   peers answer SOCKET COUNT    joins COUNT times, says "ready ID ID...", and answers as `ivshmem
 *                                ping --echo` would, by doorbell, until it is killed: the peer ID
 *                                in MAILBOXES times 128 bytes from that many times ID on
 *   peers connect SOCKET COUNT   joins and leaves COUNT times; "median_us=..." of the joining
 *   peers client SOCKET          joins, says "ready ID", "notified VECTOR" for each notification,
 * and does what standard input says: "ring ID VECTOR", or "list", which says "peers ID ID..." of
 * the others; until it ends
 *
 * A client of its own, stricter than ours: whatever breaks the order of the protocol is an error.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/loop.h"
#include "base/unix_socket.h"
#include "ivshmem-client/message.h"
#include "schema/number.h"

#define VECTORS	    8u
#define PEERS_MAX   4096u
#define MAILBOXES   2u /* of each peer: as many others may ask it, one after the other or at once */
#define TIMEOUT_MS  90000
#define GREETINGS   3u /* the version, the ID, the memory */
#define STATE_READY 0x504f4e47u
#define STATE_DONE  0x444f4e45u

/* One side of a mailbox, as devmodel/ping/ping.c has it. */
struct side {
	_Alignas(64) uint32_t number;
	uint32_t state;
	uint32_t position;
	uint32_t is_rung;
};

struct mailbox {
	struct side theirs, ours;
};

struct peer {
	int socket;
	struct message_stream stream;
	uint64_t messages; /* so far */
	int64_t id;
	int memory;
	unsigned known[PEERS_MAX];     /* how many vectors of each peer were announced */
	int bells[PEERS_MAX][VECTORS]; /* these, and its own */
	struct mailbox *mailboxes;
	uint32_t seen[MAILBOXES];
};

static int fail(const char *what)
{
	fprintf(stderr, "peers: %s\n", what);
	return -1;
}

static bool is_whole(const struct peer *peer)
{
	return peer->messages >= GREETINGS && peer->known[peer->id] == VECTORS;
}

static int take_greeting(struct peer *peer, const struct message *message)
{
	if (message->number == MESSAGE_MEMORY && peer->messages == 2 && message->fd >= 0) {
		peer->memory = message->fd;
		return 0;
	}
	if (message->fd >= 0 || peer->messages == 2)
		return fail("there is a wrong descriptor among the first messages");
	if (peer->messages == 0)
		return message->number == MESSAGE_VERSION ? 0 : fail("another version");
	peer->id = message->number;
	return peer->id >= 0 && peer->id < PEERS_MAX ? 0 : fail("an ID out of bounds");
}

static void forget(struct peer *peer, int64_t id)
{
	for (unsigned vector = 0; vector < peer->known[id]; vector++)
		close(peer->bells[id][vector]);
	peer->known[id] = 0;
}

static int take_end(struct peer *peer, int64_t id)
{
	if (!peer->known[id] || id == peer->id)
		return fail("a peer has gone that was not there");
	forget(peer, id);
	return 0;
}

static int take_vector(struct peer *peer, const struct message *message)
{
	unsigned vector = peer->known[message->number]++;

	if (vector >= VECTORS) {
		close(message->fd);
		return fail("a peer has too many vectors");
	}
	peer->bells[message->number][vector] = message->fd;
	return 0;
}

static int take(struct peer *peer, const struct message *message)
{
	if (peer->messages < GREETINGS)
		return take_greeting(peer, message);
	if (message->number < 0 || message->number >= PEERS_MAX)
		return fail("an ID out of bounds");
	return message->fd < 0 ? take_end(peer, message->number) : take_vector(peer, message);
}

/* All that has come. */
static int receive(struct peer *peer)
{
	struct message message;
	enum message_result result;

	while ((result = message_receive(peer->socket, &peer->stream, &message)) == MESSAGE_DONE) {
		if (take(peer, &message) != 0)
			return -1;
		peer->messages++;
	}
	return result == MESSAGE_WAIT ? 0 : fail("the server has disconnected");
}

static int join(struct peer *peer, const char *path)
{
	struct error error;

	*peer = (struct peer) { .socket = unix_socket_connect(path, SOCK_STREAM, &error),
				.stream = { .fd = -1 } };
	if (peer->socket < 0)
		return fail(error.text);
	while (!is_whole(peer)) {
		struct pollfd socket = { .fd = peer->socket, .events = POLLIN };

		if (poll(&socket, 1, TIMEOUT_MS) <= 0)
			return fail("the server says nothing more");
		if (receive(peer) != 0)
			return -1;
	}
	return 0;
}

static void leave(struct peer *peer)
{
	for (unsigned id = 0; id < PEERS_MAX; id++)
		forget(peer, id);
	close(peer->memory);
	close(peer->socket);
}

/* Brings our number of a mailbox to theirs, and says so to who asked; or begins again, at the end
 * of theirs. */
static void answer(struct peer *peer, unsigned index)
{
	struct mailbox *mailbox = &peer->mailboxes[index];
	uint32_t number = __atomic_load_n(&mailbox->theirs.number, __ATOMIC_ACQUIRE);
	uint32_t asker = __atomic_load_n(&mailbox->theirs.position, __ATOMIC_ACQUIRE);

	if (number == peer->seen[index])
		return;
	peer->seen[index] = number;
	__atomic_store_n(&mailbox->ours.number, number, __ATOMIC_RELEASE);
	if (__atomic_load_n(&mailbox->theirs.state, __ATOMIC_ACQUIRE) == STATE_DONE)
		__atomic_store_n(&mailbox->theirs.state, 0, __ATOMIC_RELEASE);
	else if (asker < PEERS_MAX && peer->known[asker] && asker != peer->id)
		eventfd_write(peer->bells[asker][0], 1);
}

static void on_message(void *data, int socket, uint32_t events)
{
	(void)socket;
	(void)events;
	if (receive(data) != 0)
		exit(1);
}

static void on_ring(void *data, int bell, uint32_t events)
{
	eventfd_t rings;

	(void)events;
	if (eventfd_read(bell, &rings) != 0)
		return;
	for (unsigned i = 0; i < MAILBOXES; i++)
		answer(data, i);
}

/* Its mailboxes, ready to be written to. */
static int open_mailboxes(struct peer *peer)
{
	struct stat memory;
	char *base;
	size_t at = (size_t)peer->id * MAILBOXES * sizeof(struct mailbox);

	if (fstat(peer->memory, &memory) != 0 ||
	    at + MAILBOXES * sizeof(struct mailbox) > (size_t)memory.st_size)
		return fail("the memory has no room for the mailboxes");
	base = mmap(NULL, (size_t)memory.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, peer->memory,
		    0);
	if (base == MAP_FAILED)
		return fail("the memory cannot be mapped");
	peer->mailboxes = (struct mailbox *)(base + at);
	for (unsigned i = 0; i < MAILBOXES; i++) {
		struct side *ours = &peer->mailboxes[i].ours;

		peer->seen[i] = peer->mailboxes[i].theirs.number;
		ours->number = peer->seen[i];
		ours->position = (uint32_t)peer->id;
		ours->is_rung = 1;
		__atomic_store_n(&ours->state, STATE_READY, __ATOMIC_RELEASE);
	}
	return 0;
}

static int open_answers(struct peer *peer, struct loop *loop)
{
	struct error error;

	if (open_mailboxes(peer) != 0)
		return -1;
	if (!loop_add(loop, peer->socket, EPOLLIN, on_message, peer, &error) ||
	    !loop_add(loop, peer->bells[peer->id][0], EPOLLIN, on_ring, peer, &error))
		return fail(error.text);
	return 0;
}

/* All of them hear of each newcomer: what waits for them is taken at once, so that none of their
 * sockets fills up. */
static int join_all(struct peer *peers, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (join(&peers[i], path) != 0)
			return -1;
		for (size_t earlier = 0; earlier < i; earlier++)
			if (receive(&peers[earlier]) != 0)
				return -1;
	}
	return 0;
}

static int run_answer(const char *path, size_t count)
{
	struct peer *peers = calloc(count, sizeof(*peers));
	struct error error;
	struct loop *loop = loop_new(&error);

	if (!peers || !loop || join_all(peers, count, path) != 0)
		return 2;
	for (size_t i = 0; i < count; i++)
		if (open_answers(&peers[i], loop) != 0)
			return 2;
	printf("ready");
	for (size_t i = 0; i < count; i++)
		printf(" %lld", (long long)peers[i].id);
	printf("\n");
	fflush(stdout);
	return loop_run(loop, &error);
}

static void list_peers(const struct peer *peer)
{
	printf("peers");
	for (unsigned id = 0; id < PEERS_MAX; id++)
		if (peer->known[id] == VECTORS && id != peer->id)
			printf(" %u", id);
	printf("\n");
}

/* False at the end of standard input. */
static bool obey(struct peer *peer)
{
	char line[64];
	unsigned id, vector;

	if (!fgets(line, sizeof(line), stdin))
		return false;
	if (strcmp(line, "list\n") == 0)
		list_peers(peer);
	else if (sscanf(line, "ring %u %u", &id, &vector) != 2)
		fail("invalid command");
	else if (id >= PEERS_MAX || vector >= peer->known[id])
		fail("there is no such peer or vector");
	else
		eventfd_write(peer->bells[id][vector], 1);
	return true;
}

static void report_notifications(int bell, unsigned vector)
{
	eventfd_t rings = 0;

	eventfd_read(bell, &rings);
	for (; rings > 0; rings--)
		printf("notified %u\n", vector);
}

static int run_client(const char *path)
{
	struct peer *peer = malloc(sizeof(*peer));
	struct pollfd ends[VECTORS + 2] = { { .fd = STDIN_FILENO, .events = POLLIN } };

	if (!peer || join(peer, path) != 0)
		return 2;
	setvbuf(stdin, NULL, _IONBF, 0); /* poll() must know all of it */
	ends[1] = (struct pollfd) { .fd = peer->socket, .events = POLLIN };
	for (unsigned i = 0; i < VECTORS; i++)
		ends[i + 2] = (struct pollfd) { .fd = peer->bells[peer->id][i], .events = POLLIN };
	printf("ready %lld\n", (long long)peer->id);
	while (fflush(stdout) == 0 && poll(ends, VECTORS + 2, -1) > 0) {
		if (ends[1].revents && receive(peer) != 0)
			return 1;
		for (unsigned i = 0; i < VECTORS; i++)
			if (ends[i + 2].revents)
				report_notifications(ends[i + 2].fd, i);
		if (ends[0].revents && !obey(peer))
			return 0;
	}
	return 1;
}

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static int run_connect(const char *path, size_t count)
{
	double *times = calloc(count, sizeof(*times));
	struct peer peer;

	if (!times)
		return 2;
	for (size_t i = 0; i < count; i++) {
		double start = now_us();

		if (join(&peer, path) != 0)
			return 2;
		times[i] = now_us() - start;
		leave(&peer);
	}
	qsort(times, count, sizeof(*times), compare);
	printf("median_us=%.3f\n", times[count / 2]);
	free(times);
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t count;

	if (argc == 4 && number_parse_range(argv[3], 1, 1000000, &count)) {
		if (strcmp(argv[1], "answer") == 0)
			return run_answer(argv[2], count);
		if (strcmp(argv[1], "connect") == 0)
			return run_connect(argv[2], count);
	}
	if (argc == 3 && strcmp(argv[1], "client") == 0)
		return run_client(argv[2]);
	fprintf(stderr, "usage: peers answer|connect SOCKET COUNT\n       peers client SOCKET\n");
	return 2;
}
