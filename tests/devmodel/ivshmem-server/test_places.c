/* SPDX-License-Identifier: BSD-3-Clause
 * test_places.c: which process gets which ID, and who gets a place, over real sockets. */
#include "helpers.h"

#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "ivshmem-server/internal.h"

#define USER 61001

/* Another process that connects, as often as it is asked to, and lives until it is killed. */
struct visitor {
	pid_t pid;
	int commands; /* a letter: c connects, d disconnects, with an answer each */
};

static int connect_region(const struct bench *bench, const char *vm)
{
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s%s%s", bench->directory, bench->region, vm ? "." : "",
		 vm ? vm : "");
	return unix_socket_connect(path, SOCK_STREAM, &error);
}

/* The ID that it gets, or 'x' if it is refused. */
static unsigned char join_as_visitor(int *socket, const struct bench *bench)
{
	struct message_stream stream = { .fd = -1 };
	struct message message = { .fd = -1 };
	unsigned char answer = 'x';

	*socket = connect_region(bench, NULL);
	for (unsigned received = 0; received < 2;) {
		enum message_result result = message_receive(*socket, &stream, &message);

		if (result == MESSAGE_WAIT)
			poll(&(struct pollfd) { *socket, POLLIN, 0 }, 1, 60000);
		else if (result != MESSAGE_DONE)
			return answer;
		received += result == MESSAGE_DONE;
	}
	return (unsigned char)message.number;
}

static void __attribute__((noreturn))
be_visitor(const struct bench *bench, int commands, uid_t user)
{
	unsigned char letter, answer = 'd';
	int socket = -1;

	if (user && (setgroups(0, NULL) != 0 || setgid(user) != 0 || setuid(user) != 0))
		_exit(10);
	while (read(commands, &letter, 1) == 1) {
		if (letter == 'c')
			answer = join_as_visitor(&socket, bench);
		else
			close(socket);
		if (write(commands, &answer, 1) != 1)
			break;
	}
	_exit(0);
}

/* As this user, or as this process's. */
static struct visitor visitor_start(const struct bench *bench, uid_t user)
{
	struct visitor visitor;
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	visitor.pid = fork();
	if (visitor.pid == 0) {
		close(pair[0]);
		be_visitor(bench, pair[1], user);
	}
	close(pair[1]);
	visitor.commands = pair[0];
	return visitor;
}

static unsigned char visitor_do(struct bench *bench, const struct visitor *visitor, char letter)
{
	unsigned char answer;

	assert_int_equal(write(visitor->commands, &letter, 1), 1);
	while (recv(visitor->commands, &answer, 1, MSG_DONTWAIT) != 1)
		pump(bench);
	pump(bench);
	return answer;
}

static void visitor_end(struct bench *bench, const struct visitor *visitor)
{
	kill(visitor->pid, SIGKILL);
	assert_int_equal(waitpid(visitor->pid, NULL, 0), visitor->pid);
	close(visitor->commands);
	pump(bench);
}

static bool is_reserved(const struct bench *bench, uint16_t id)
{
	return id_pool_has(&bench->host->peers.ids, id, ID_RESERVED);
}

/* Each of its IDs is kept for a process, however it lost the connection. */
static void test_same_process(void **state)
{
	struct bench *bench = *state;
	struct client clients[3];
	struct visitor other;

	serve(bench, "");
	for (uint16_t i = 0; i < 3; i++) {
		clients[i] = dial(bench, NULL);
		close(expect_welcome(&clients[i], i));
		assert_true(drain(&clients[i]));
	}
	/* The server drops one that sends data. */
	assert_int_equal(write(clients[0].socket, "x", 1), 1);
	pump(bench);
	assert_false(drain(&clients[0]));
	close(clients[0].socket);
	disconnect(bench, &clients[2]);
	assert_true(is_reserved(bench, 0) && is_reserved(bench, 2));
	other = visitor_start(bench, 0);
	assert_int_equal(visitor_do(bench, &other, 'c'), 3);
	for (uint16_t i = 0; i < 3; i += 2) {
		clients[i] = dial(bench, NULL);
		close(expect_welcome(&clients[i], i));
		assert_false(is_reserved(bench, i));
		assert_true(drain(&clients[i]));
	}
	visitor_end(bench, &other);
	for (unsigned i = 0; i < 3; i++) {
		assert_true(drain(&clients[i]));
		disconnect(bench, &clients[i]);
	}
}

static void test_end_of_process(void **state)
{
	struct bench *bench = *state;
	struct visitor visitor;
	struct client client;

	serve(bench, "");
	visitor = visitor_start(bench, 0);
	assert_int_equal(visitor_do(bench, &visitor, 'c'), 0);
	visitor_do(bench, &visitor, 'd');
	assert_true(is_reserved(bench, 0));
	client = join_alone(bench, NULL, 1);
	visitor_end(bench, &visitor);
	assert_false(is_reserved(bench, 0));
	disconnect(bench, &client);
	client = join_alone(bench, NULL, 1);
	disconnect(bench, &client);
}

/* A reserved ID gives way when there is no other place. */
static void test_reserved_place(void **state)
{
	struct bench *bench = *state;
	struct client clients[2];
	struct visitor visitor;

	serve(bench, "peers=2");
	visitor = visitor_start(bench, 0);
	assert_int_equal(visitor_do(bench, &visitor, 'c'), 0);
	visitor_do(bench, &visitor, 'd');
	clients[0] = join_alone(bench, NULL, 1);
	assert_true(is_reserved(bench, 0));
	clients[1] = dial(bench, NULL);
	close(expect_welcome(&clients[1], 0));
	assert_false(is_reserved(bench, 0));
	assert_int_equal(visitor_do(bench, &visitor, 'c'), 'x');
	for (unsigned i = 0; i < 2; i++) {
		assert_true(drain(&clients[i]));
		disconnect(bench, &clients[i]);
	}
	visitor_end(bench, &visitor);
}

static void test_places_of_bound_ids(void **state)
{
	struct bench *bench = *state;
	struct client clients[3], refused;

	serve(bench, "peers=3,peer=5:left,peer=6:right");
	clients[0] = join_alone(bench, NULL, 0);
	refused = dial(bench, NULL);
	expect_end(&refused);
	close(refused.socket);
	clients[1] = dial(bench, "left");
	close(expect_welcome(&clients[1], 5));
	clients[2] = dial(bench, "right");
	close(expect_welcome(&clients[2], 6));
	for (unsigned i = 0; i < 3; i++) {
		assert_true(drain(&clients[i]));
		disconnect(bench, &clients[i]);
	}
}

/* Receives the next message, if there is one. */
static bool message_is_there(struct client *client)
{
	struct message message = { .fd = -1 };
	enum message_result result = message_receive(client->socket, &client->stream, &message);

	if (message.fd >= 0)
		close(message.fd);
	return result == MESSAGE_DONE;
}

/* Connects again and again, and stays. */
static void __attribute__((noreturn)) be_greedy(const struct bench *bench)
{
	for (unsigned i = 0; i < 100; i++)
		connect_region(bench, NULL);
	kill(getpid(), SIGSTOP);
	_exit(0);
}

/* Other peers use up the descriptors: a VM still gets its own. */
static void test_descriptors_of_bound_ids(void **state)
{
	struct bench *bench = *state;
	struct rlimit limit, low;
	struct client vm;
	pid_t greedy;
	int next;

	serve(bench, "peer=5:VM");
	next = dup(0);
	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	/* For the VM's both ends, five others, and one that is refused. The limit is on those that
	 * are open, of which each has fewer than may be in flight to it. */
	low = (struct rlimit) { (rlim_t)next + (1 + VECTORS) * 6 + 2, limit.rlim_max };
	host_share_descriptors(&bench->host, 1, 9 + 2 + LIMITS_UNREAD * 6);
	greedy = fork();
	if (greedy == 0)
		be_greedy(bench);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	while (waitpid(greedy, NULL, WUNTRACED | WNOHANG) != greedy)
		pump(bench);
	for (unsigned i = 0; i < 100; i++)
		pump(bench);
	assert_int_equal(bench->host->peers.present_count, 5);
	vm = dial(bench, "VM");
	expect(&vm, MESSAGE_VERSION, false);
	expect(&vm, 5, false);
	assert_int_equal(bench->host->peers.present_count, 6);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	kill(greedy, SIGKILL);
	waitpid(greedy, NULL, 0);
	pump(bench);
	assert_true(drain(&vm));
	disconnect(bench, &vm);
}

/* A peer that does not read has few descriptors in flight: the kernel limits those of all. */
static void test_descriptors_in_flight(void **state)
{
	struct bench *bench = *state;
	struct client lazy, others[LIMITS_UNREAD];
	unsigned count = 0;

	serve(bench, "");
	lazy = dial(bench, NULL);
	for (unsigned i = 0; i < LIMITS_UNREAD; i++)
		others[i] = dial(bench, NULL);
	/* The server sends no more meanwhile. */
	while (message_is_there(&lazy))
		count++;
	assert_in_range(count, 3, LIMITS_UNREAD);
	for (unsigned i = 0; i < LIMITS_UNREAD; i++)
		disconnect(bench, &others[i]);
	disconnect(bench, &lazy);
}

/* A user cannot have more than half of the places if others may have some. */
static void test_places_of_a_user(void **state)
{
	struct bench *bench = *state;
	struct visitor visitors[3];
	struct client client;

	if (geteuid() != 0) {
		print_message("SKIP: only root can connect as another user\n");
		skip();
	}
	chmod(bench->directory, 0755);
	serve(bench, "peers=4,mode=0666");
	for (unsigned i = 0; i < 3; i++)
		visitors[i] = visitor_start(bench, USER);
	assert_int_equal(visitor_do(bench, &visitors[0], 'c'), 0);
	assert_int_equal(visitor_do(bench, &visitors[1], 'c'), 1);
	assert_int_equal(visitor_do(bench, &visitors[2], 'c'), 'x');
	client = dial(bench, NULL);
	close(expect_welcome(&client, 2));
	assert_true(drain(&client));
	/* Its own reserved ID gives way. */
	visitor_do(bench, &visitors[1], 'd');
	assert_true(is_reserved(bench, 1));
	assert_int_equal(visitor_do(bench, &visitors[2], 'c'), 1);
	for (unsigned i = 0; i < 3; i++)
		visitor_end(bench, &visitors[i]);
	assert_true(drain(&client));
	disconnect(bench, &client);
}

/* The peers that were told it left are told that it is there again, by other eventfds. */
static void test_eventfds_of_an_absent_peer(void **state)
{
	struct bench *bench = *state;
	struct client first, second;
	int fds = count_fds(), before;

	serve(bench, "");
	first = join_alone(bench, NULL, 0);
	second = dial(bench, NULL);
	close(expect_welcome(&second, 1));
	assert_true(drain(&second));
	before = count_fds();
	expect_peer(&first, 1, NULL);
	disconnect(bench, &second);
	/* Its eventfds are closed, because no peer keeps them: a pidfd is left. */
	assert_int_equal(count_fds(), before - 2 - (int)VECTORS + 1);
	expect(&first, 1, false);
	second = dial(bench, NULL);
	close(expect_welcome(&second, 1));
	assert_true(drain(&second));
	expect_peer(&first, 1, NULL);
	disconnect(bench, &second);
	assert_true(drain(&first));
	disconnect(bench, &first);
	stop(bench);
	assert_int_equal(count_fds(), fds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_process),	  TEST(test_end_of_process),
		TEST(test_reserved_place),	  TEST(test_eventfds_of_an_absent_peer),
		TEST(test_places_of_bound_ids),	  TEST(test_descriptors_of_bound_ids),
		TEST(test_descriptors_in_flight), TEST(test_places_of_a_user),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
