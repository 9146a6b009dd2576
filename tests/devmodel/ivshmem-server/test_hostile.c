/* SPDX-License-Identifier: BSD-3-Clause
 * test_hostile.c: many hostile clients: they send data or not, with descriptors or not, read some
 * messages, or none, and disconnect at any time. One peer keeps to the protocol, and must get
 * correct messages meanwhile. The server must not crash, nor leak a descriptor.
 *
 * HOSTILE_STREAMS is their number, HOSTILE_SEED the seed of their behaviour. */
#include "helpers.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* Few, so that there may be many one after the other. */
#define CLIENTS 8u
#define IDS	7u /* of six peers: one of the IDs is bound */

/* A tenth of what shows all there is to show: that takes minutes. */
#define STREAMS 100000u

struct villain {
	struct bench *bench;
	struct client clients[CLIENTS]; /* a socket of -1: not there */
	struct client witness;
	unsigned vectors_of[IDS]; /* as the witness knows them, by ID */
	uint64_t random;
	uint64_t streams, refused, bytes;
	int gift; /* a descriptor to send along */
};

static uint32_t below(struct villain *villain, uint32_t limit)
{
	villain->random ^= villain->random << 13;
	villain->random ^= villain->random >> 7;
	villain->random ^= villain->random << 17;
	return (uint32_t)(villain->random >> 16) % limit;
}

/* Without turning the loop: several may come in one turn. */
static void come(struct villain *villain, struct client *client)
{
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s%s", villain->bench->directory, villain->bench->region,
		 below(villain, 4) ? "" : ".VM");
	*client = (struct client) { .stream.fd = -1 };
	client->socket = unix_socket_connect(path, SOCK_STREAM, &error);
	villain->refused += client->socket < 0;
}

static void go(struct client *client)
{
	message_stream_close(&client->stream);
	close(client->socket);
	client->socket = -1;
}

/* Any bytes, and perhaps descriptors. */
static void talk(struct villain *villain, const struct client *client)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(3 * sizeof(int))];
	} control = { 0 };
	char bytes[64];
	unsigned fd_count = below(villain, 3) ? 0 : 1 + below(villain, 3);
	struct iovec part = { bytes, 1 + below(villain, sizeof(bytes)) };
	struct msghdr envelope = { .msg_iov = &part, .msg_iovlen = 1 };

	for (size_t i = 0; i < part.iov_len; i++)
		bytes[i] = (char)below(villain, 256);
	if (fd_count) {
		envelope.msg_control = &control;
		envelope.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(fd_count * sizeof(int));
		for (unsigned i = 0; i < fd_count; i++)
			memcpy(CMSG_DATA(&control.header) + i * sizeof(int), &villain->gift,
			       sizeof(int));
	}
	if (sendmsg(client->socket, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
		villain->bytes += part.iov_len;
}

static void read_some(struct villain *villain, struct client *client)
{
	struct message message;

	for (unsigned i = below(villain, 12); i > 0; i--) {
		message.fd = -1;
		if (message_receive(client->socket, &client->stream, &message) != MESSAGE_DONE)
			return;
		if (message.fd >= 0)
			close(message.fd);
	}
}

/* Bytes of a message, one by one; the kernel closes what comes with them. */
static void nibble(struct villain *villain, const struct client *client)
{
	char bytes[8];

	recv(client->socket, bytes, 1 + below(villain, 7), MSG_DONTWAIT);
}

static void half_close(struct villain *villain, const struct client *client)
{
	static const int ways[] = { SHUT_RD, SHUT_WR, SHUT_RDWR };

	shutdown(client->socket, ways[below(villain, 3)]);
}

static void act(struct villain *villain)
{
	struct client *client = &villain->clients[below(villain, CLIENTS)];

	if (client->socket < 0) {
		come(villain, client);
		villain->streams++;
		if (below(villain, 2) || client->socket < 0)
			return;
	}
	switch (below(villain, 8)) {
	case 0:
		nibble(villain, client);
		break;
	case 1:
	case 2:
		read_some(villain, client);
		break;
	case 3:
		half_close(villain, client);
		break;
	case 4:
	case 5:
		talk(villain, client);
		break;
	default:
		go(client);
	}
}

/* The messages to the witness stay consistent while others join and leave. */
static void witness(struct villain *villain)
{
	struct client *client = &villain->witness;
	struct message message;

	while (message_receive(client->socket, &client->stream, &message) == MESSAGE_DONE) {
		unsigned *vectors = &villain->vectors_of[message.number];

		assert_in_range(message.number, 0, IDS - 1);
		if (message.fd >= 0) {
			close(message.fd);
			assert_int_equal(++*vectors, 1);
		} else {
			assert_int_equal((*vectors)--, 1);
		}
	}
}

static void begin(struct villain *villain, struct bench *bench)
{
	struct rlimit limit = { 1024, 1024 };

	*villain = (struct villain) { .bench = bench, .random = UINT64_C(0x2545f4914f6cdd1d) };
	if (getenv("HOSTILE_SEED"))
		villain->random ^= strtoull(getenv("HOSTILE_SEED"), NULL, 10);
	villain->gift = memfd_create("gift", MFD_CLOEXEC);
	setrlimit(RLIMIT_NOFILE, &limit);
	serve(bench, "peers=6,vectors=1,peer=5:VM");
	villain->witness = dial(bench, NULL);
	close(expect_welcome(&villain->witness, 0));
	for (unsigned i = 0; i < CLIENTS; i++)
		villain->clients[i].socket = -1;
}

static void end(struct villain *villain)
{
	for (unsigned i = 0; i < CLIENTS; i++)
		if (villain->clients[i].socket >= 0)
			go(&villain->clients[i]);
	pump(villain->bench);
	witness(villain);
	/* All others have left. */
	for (unsigned i = 0; i < IDS; i++)
		assert_int_equal(villain->vectors_of[i], i == 0 ? 1 : 0);
	go(&villain->witness);
	pump(villain->bench);
	close(villain->gift);
	stop(villain->bench);
}

static void test_hostile_clients(void **state)
{
	const char *wanted = getenv("HOSTILE_STREAMS");
	uint64_t streams = wanted ? strtoull(wanted, NULL, 10) : STREAMS;
	int fds = count_fds();
	struct villain villain;

	begin(&villain, *state);
	while (villain.streams < streams) {
		for (unsigned i = 1 + below(&villain, 16); i > 0; i--)
			act(&villain);
		pump(villain.bench);
		witness(&villain);
	}
	end(&villain);
	print_message("%llu clients, %llu bytes of theirs taken, %llu found no place to wait\n",
		      (unsigned long long)villain.streams, (unsigned long long)villain.bytes,
		      (unsigned long long)villain.refused);
	assert_int_equal(count_fds(), fds);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_hostile_clients) };

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
