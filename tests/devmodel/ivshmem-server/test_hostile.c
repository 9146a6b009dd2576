/* SPDX-License-Identifier: BSD-3-Clause
 * test_hostile.c: many hostile clients: they send data or not, with descriptors or not, read some
 * messages, or none, and disconnect at any time. One peer keeps to the protocol, and must get
 * correct messages meanwhile. The server must not crash, nor leak a descriptor.
 *
 * Another one, of another user if root runs this, only connects and disconnects at once.
 *
 * HOSTILE_STREAMS is their number, HOSTILE_SEED the seed of their behaviour. */
#include "helpers.h"

#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* Few, so that there may be many one after the other. */
#define CLIENTS 8u
#define IDS	7u /* of six peers: one of the IDs is bound */

/* A tenth of what shows all there is to show: that takes minutes. */
#define STREAMS 100000u

#define USER	61001
#define HURRIED 2000u

struct attacker {
	struct bench *bench;
	struct client clients[CLIENTS]; /* a socket of -1: not there */
	struct client witness;
	unsigned vectors_of[IDS]; /* as the witness knows them, by ID */
	uint64_t random;
	uint64_t streams, refused, bytes;
	int gift; /* a descriptor to send along */
};

static uint32_t below(struct attacker *attacker, uint32_t limit)
{
	attacker->random ^= attacker->random << 13;
	attacker->random ^= attacker->random >> 7;
	attacker->random ^= attacker->random << 17;
	return (uint32_t)(attacker->random >> 16) % limit;
}

/* Without turning the loop: several may come in one turn. */
static void come(struct attacker *attacker, struct client *client)
{
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s%s", attacker->bench->directory, attacker->bench->region,
		 below(attacker, 4) ? "" : ".VM");
	*client = (struct client) { .stream.fd = -1 };
	client->socket = unix_socket_connect(path, SOCK_STREAM, &error);
	attacker->refused += client->socket < 0;
}

static void go(struct client *client)
{
	message_stream_close(&client->stream);
	close(client->socket);
	client->socket = -1;
}

/* Any bytes, and perhaps descriptors. */
static void talk(struct attacker *attacker, const struct client *client)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(3 * sizeof(int))];
	} control = { 0 };
	char bytes[64];
	unsigned fd_count = below(attacker, 3) ? 0 : 1 + below(attacker, 3);
	struct iovec part = { bytes, 1 + below(attacker, sizeof(bytes)) };
	struct msghdr envelope = { .msg_iov = &part, .msg_iovlen = 1 };

	for (size_t i = 0; i < part.iov_len; i++)
		bytes[i] = (char)below(attacker, 256);
	if (fd_count) {
		envelope.msg_control = &control;
		envelope.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(fd_count * sizeof(int));
		for (unsigned i = 0; i < fd_count; i++)
			memcpy(CMSG_DATA(&control.header) + i * sizeof(int), &attacker->gift,
			       sizeof(int));
	}
	if (sendmsg(client->socket, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
		attacker->bytes += part.iov_len;
}

static void read_some(struct attacker *attacker, struct client *client)
{
	struct message message;

	for (unsigned i = below(attacker, 12); i > 0; i--) {
		message.fd = -1;
		if (message_receive(client->socket, &client->stream, &message) != MESSAGE_DONE)
			return;
		if (message.fd >= 0)
			close(message.fd);
	}
}

/* Bytes of a message, one by one; the kernel closes what comes with them. */
static void nibble(struct attacker *attacker, const struct client *client)
{
	char bytes[8];

	recv(client->socket, bytes, 1 + below(attacker, 7), MSG_DONTWAIT);
}

static void half_close(struct attacker *attacker, const struct client *client)
{
	static const int ways[] = { SHUT_RD, SHUT_WR, SHUT_RDWR };

	shutdown(client->socket, ways[below(attacker, 3)]);
}

static void act(struct attacker *attacker)
{
	struct client *client = &attacker->clients[below(attacker, CLIENTS)];

	if (client->socket < 0) {
		come(attacker, client);
		attacker->streams++;
		if (below(attacker, 2) || client->socket < 0)
			return;
	}
	switch (below(attacker, 8)) {
	case 0:
		nibble(attacker, client);
		break;
	case 1:
	case 2:
		read_some(attacker, client);
		break;
	case 3:
		half_close(attacker, client);
		break;
	case 4:
	case 5:
		talk(attacker, client);
		break;
	default:
		go(client);
	}
}

/* The messages to the witness stay consistent while others join and leave. */
static void witness(struct attacker *attacker)
{
	struct client *client = &attacker->witness;
	struct message message;

	while (message_receive(client->socket, &client->stream, &message) == MESSAGE_DONE) {
		unsigned *vectors = &attacker->vectors_of[message.number];

		assert_in_range(message.number, 0, IDS - 1);
		if (message.fd >= 0) {
			close(message.fd);
			assert_int_equal(++*vectors, 1);
		} else {
			assert_int_equal((*vectors)--, 1);
		}
	}
}

static void begin(struct attacker *attacker, struct bench *bench)
{
	struct rlimit limit = { 1024, 1024 };

	*attacker = (struct attacker) { .bench = bench, .random = UINT64_C(0x2545f4914f6cdd1d) };
	if (getenv("HOSTILE_SEED"))
		attacker->random ^= strtoull(getenv("HOSTILE_SEED"), NULL, 10);
	attacker->gift = memfd_create("gift", MFD_CLOEXEC);
	setrlimit(RLIMIT_NOFILE, &limit);
	serve(bench, "peers=6,vectors=1,peer=5:VM");
	attacker->witness = dial(bench, NULL);
	close(expect_welcome(&attacker->witness, 0));
	for (unsigned i = 0; i < CLIENTS; i++)
		attacker->clients[i].socket = -1;
}

static void end(struct attacker *attacker)
{
	for (unsigned i = 0; i < CLIENTS; i++)
		if (attacker->clients[i].socket >= 0)
			go(&attacker->clients[i]);
	pump(attacker->bench);
	witness(attacker);
	/* All others have left. */
	for (unsigned i = 0; i < IDS; i++)
		assert_int_equal(attacker->vectors_of[i], i == 0 ? 1 : 0);
	go(&attacker->witness);
	pump(attacker->bench);
	close(attacker->gift);
	stop(attacker->bench);
}

static void test_hostile_clients(void **state)
{
	const char *wanted = getenv("HOSTILE_STREAMS");
	uint64_t streams = wanted ? strtoull(wanted, NULL, 10) : STREAMS;
	int fds = count_fds();
	struct attacker attacker;

	begin(&attacker, *state);
	while (attacker.streams < streams) {
		for (unsigned i = 1 + below(&attacker, 16); i > 0; i--)
			act(&attacker);
		pump(attacker.bench);
		witness(&attacker);
	}
	end(&attacker);
	print_message("%llu clients, %llu bytes of theirs taken, %llu found no place to wait\n",
		      (unsigned long long)attacker.streams, (unsigned long long)attacker.bytes,
		      (unsigned long long)attacker.refused);
	assert_int_equal(count_fds(), fds);
}

/* Disconnects while the server sends the first messages. */
static void __attribute__((noreturn)) hurry(const struct bench *bench)
{
	struct error error;
	char path[100];

	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(USER) != 0 || setuid(USER) != 0))
		_exit(10);
	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	for (unsigned i = 0; i < HURRIED;) {
		int socket = unix_socket_connect(path, SOCK_STREAM, &error);

		if (socket < 0) {
			/* No place to wait. */
			sched_yield();
			continue;
		}
		close(socket);
		i++;
	}
	_exit(0);
}

/* A peer that does not read meanwhile is not dropped, and then knows the peers. */
static void test_connections_that_end_at_once(void **state)
{
	struct bench *bench = *state;
	struct client honest, late;
	int status;
	pid_t child;

	chmod(bench->directory, 0755);
	serve(bench, "mode=0666");
	honest = join_alone(bench, NULL, 0);
	child = fork();
	if (child == 0)
		hurry(bench);
	while (waitpid(child, &status, WNOHANG) == 0)
		pump(bench);
	assert_int_equal(status, 0);
	for (unsigned i = 0; i < 200; i++)
		pump(bench);
	do
		assert_true(drain(&honest));
	while (pump(bench), !host_has_sent_all(bench->host));
	assert_true(drain(&honest));
	late = dial(bench, NULL);
	close(expect_welcome(&late, 1));
	expect_peer(&late, 0, NULL);
	expect_peer(&late, 1, NULL);
	expect_nothing(&late);
	expect_peer(&honest, 1, NULL);
	disconnect(bench, &late);
	expect(&honest, 1, false);
	expect_nothing(&honest);
	disconnect(bench, &honest);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_connections_that_end_at_once),
					    TEST(test_hostile_clients) };

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
