/* SPDX-License-Identifier: BSD-3-Clause
 * test_host.c: a region and its peers over real sockets: IDs, messages, and clients that do
 * not keep to the protocol. */
#include "helpers.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "ivshmem-server/internal.h"

#define USER 61001

/* Two peers know each other, share the memory, and ring each other without the server. */
static void test_pair(void **state)
{
	struct bench *bench = *state;
	int of_first[VECTORS], seen_by_second[VECTORS], memory[2];
	struct client first, second;
	uint64_t count = 0;
	char byte = 'x';

	serve(bench, "");
	first = dial(bench, NULL);
	memory[0] = expect_welcome(&first, 0);
	expect_peer(&first, 0, of_first);
	second = dial(bench, NULL);
	memory[1] = expect_welcome(&second, 1);
	expect_peer(&second, 0, seen_by_second);
	expect_peer(&second, 1, NULL);
	expect_peer(&first, 1, NULL);
	expect_nothing(&first);
	expect_nothing(&second);

	assert_int_equal(pwrite(memory[0], &byte, 1, 8191), 1);
	byte = 0;
	assert_int_equal(pread(memory[1], &byte, 1, 8191), 1);
	assert_int_equal(byte, 'x');
	assert_int_equal(eventfd_write(seen_by_second[1], 1), 0);
	assert_int_equal(read(of_first[1], &count, sizeof(count)), sizeof(count));
	assert_int_equal(read(of_first[0], &count, sizeof(count)), -1);
	assert_int_equal(errno, EAGAIN);

	disconnect(bench, &second);
	expect(&first, 1, false);
	expect_nothing(&first);
	for (unsigned i = 0; i < VECTORS; i++) {
		close(of_first[i]);
		close(seen_by_second[i]);
	}
	close(memory[0]);
	close(memory[1]);
	disconnect(bench, &first);
}

static void test_lowest_free_id(void **state)
{
	struct bench *bench = *state;
	struct client clients[4];

	serve(bench, "peer=1:VM");
	for (uint16_t i = 0; i < 3; i++) {
		clients[i] = dial(bench, NULL);
		close(expect_welcome(&clients[i], i ? (uint16_t)(i + 1) : 0));
	}
	disconnect(bench, &clients[0]);
	clients[0] = dial(bench, NULL);
	close(expect_welcome(&clients[0], 0));
	clients[3] = dial(bench, NULL);
	close(expect_welcome(&clients[3], 4));
	/* No further messages are sent. */
	for (uint16_t i = 0; i < 4; i++) {
		assert_true(drain(&clients[i]));
		disconnect(bench, &clients[i]);
	}
}

/* The next client connects before the end of the former one is handled. */
static void test_id_of_a_peer_that_just_ended(void **state)
{
	struct bench *bench = *state;
	struct client first, second;

	serve(bench, "peer=7:VM");
	first = join_alone(bench, "VM", 7);
	close(first.socket);
	second = join_alone(bench, "VM", 7);
	close(second.socket);
	first = join_alone(bench, NULL, 0);
	close(first.socket);
	second = join_alone(bench, NULL, 0);
	disconnect(bench, &second);
}

static void test_bound_id(void **state)
{
	struct bench *bench = *state;
	struct client vm, intruder, again;

	serve(bench, "peer=9:VM,peer=0:other");
	vm = join_alone(bench, "VM", 9);
	intruder = dial(bench, "VM");
	expect_end(&intruder);
	close(intruder.socket);
	expect_nothing(&vm);
	disconnect(bench, &vm);
	again = join_alone(bench, "VM", 9);
	disconnect(bench, &again);
}

static void test_id_of_a_user(void **state)
{
	struct bench *bench = *state;
	struct client own, other;
	char keys[100];

	snprintf(keys, sizeof(keys), "peer=5::%u,peer=6:VM:%u", geteuid(), geteuid() + 1);
	serve(bench, keys);
	own = join_alone(bench, NULL, 5);
	other = dial(bench, NULL);
	close(expect_welcome(&other, 0));
	assert_true(drain(&other));
	disconnect(bench, &other);
	assert_true(drain(&own));
	/* The VM's socket is another user's. */
	other = dial(bench, "VM");
	expect_end(&other);
	close(other.socket);
	disconnect(bench, &own);
}

static void test_limit_of_peers(void **state)
{
	struct bench *bench = *state;
	struct client first, second, third;

	serve(bench, "peers=2");
	first = join_alone(bench, NULL, 0);
	second = dial(bench, NULL);
	close(expect_welcome(&second, 1));
	third = dial(bench, NULL);
	expect_end(&third);
	close(third.socket);
	disconnect(bench, &first);
	third = dial(bench, NULL);
	close(expect_welcome(&third, 0));
	assert_true(drain(&second) && drain(&third));
	disconnect(bench, &second);
	disconnect(bench, &third);
}

/* Connects as another user, in a child: the status is 0 if it is accepted, 1 if not. */
static int status_as_user(struct bench *bench, uid_t user)
{
	struct error error;
	char path[100];
	int status;
	pid_t child = fork();

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	if (child == 0) {
		char byte;
		int fd;

		if (setgroups(0, NULL) != 0 || setgid(user) != 0 || setuid(user) != 0)
			_exit(10);
		fd = unix_socket_connect(path, SOCK_STREAM, &error);
		if (fd < 0)
			_exit(2);
		poll(&(struct pollfd) { fd, POLLIN, 0 }, 1, 60000);
		_exit(read(fd, &byte, 1) == 1 ? 0 : 1);
	}
	do
		pump(bench);
	while (waitpid(child, &status, WNOHANG) == 0);
	pump(bench);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_access(void **state)
{
	struct bench *bench = *state;

	if (geteuid() != 0) {
		print_message("SKIP: only root can connect as another user\n");
		skip();
	}
	chmod(bench->directory, 0755);
	serve(bench, "");
	assert_int_equal(status_as_user(bench, USER), 2); /* by the socket's mode */
	stop(bench);
	serve(bench, "allow=user:61001,allow=group:61003");
	assert_int_equal(status_as_user(bench, USER), 0);
	assert_int_equal(status_as_user(bench, USER + 1), 1);
	assert_int_equal(status_as_user(bench, USER + 2), 0);
	stop(bench);
	remove_memory(bench);
	serve(bench, "mode=0600,owner=61001");
	assert_int_equal(status_as_user(bench, USER), 0);
	assert_int_equal(status_as_user(bench, USER + 1), 2);
	stop(bench);
	remove_memory(bench);
	serve(bench, "mode=0660,group=61001");
	assert_int_equal(status_as_user(bench, USER), 0);
}

static void test_one_who_talks(void **state)
{
	struct bench *bench = *state;
	struct client talker, listener;
	int memory = memfd_create("x", MFD_CLOEXEC), fds = count_fds();

	serve(bench, "");
	listener = join_alone(bench, NULL, 0);
	talker = dial(bench, NULL);
	close(expect_welcome(&talker, 1));
	assert_true(drain(&talker) && drain(&listener));
	/* With a descriptor, for which there is no place. */
	assert_int_equal(message_send(talker.socket, &(struct message) { 1, memory }),
			 MESSAGE_DONE);
	pump(bench);
	assert_false(drain(&talker));
	expect(&listener, 1, false);
	close(talker.socket);
	disconnect(bench, &listener);
	stop(bench);
	assert_int_equal(count_fds(), fds);
	close(memory);
}

/* No other peer waits for it, and in the end it knows the peers that are there. */
static void test_one_who_does_not_read(void **state)
{
	enum { GUESTS = 300 };
	struct bench *bench = *state;
	struct client stuck, busy;

	serve(bench, "");
	stuck = dial(bench, NULL);
	close(expect_welcome(&stuck, 0));
	busy = dial(bench, NULL);
	assert_true(drain(&busy));
	for (unsigned i = 0; i < GUESTS; i++) {
		struct client guest = dial(bench, NULL);

		assert_true(drain(&guest));
		disconnect(bench, &guest);
		expect_peer(&busy, 2, NULL);
		expect(&busy, 2, false);
	}
	do
		assert_true(drain(&stuck));
	while (pump(bench), !host_has_sent_all(bench->host));
	assert_true(drain(&stuck));
	disconnect(bench, &busy);
	expect(&stuck, 1, false);
	expect_nothing(&stuck);
	disconnect(bench, &stuck);
}

/* It reads one message at a time, and gets them all in the end. */
static void test_one_who_reads_slowly(void **state)
{
	enum { GUESTS = 20 };
	struct bench *bench = *state;
	struct client slow, guests[GUESTS];
	unsigned announced = 0;
	struct message message;

	serve(bench, "");
	slow = dial(bench, NULL);
	for (unsigned i = 0; i < GUESTS; i++)
		guests[i] = dial(bench, NULL);
	for (unsigned i = 0; i < 3 + VECTORS * (GUESTS + 1); i++) {
		assert_int_equal(message_receive(slow.socket, &slow.stream, &message),
				 MESSAGE_DONE);
		announced += message.fd >= 0;
		if (message.fd >= 0)
			close(message.fd);
		pump(bench);
	}
	assert_int_equal(announced, 1 + VECTORS * (GUESTS + 1));
	expect_nothing(&slow);
	for (unsigned i = 0; i < GUESTS; i++) {
		assert_true(drain(&guests[i]));
		close(guests[i].socket);
	}
	pump(bench);
	disconnect(bench, &slow);
}

static void test_out_of_descriptors(void **state)
{
	struct bench *bench = *state;
	struct client first, refused, late;
	struct rlimit limit, low;

	serve(bench, "");
	first = join_alone(bench, NULL, 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	/* Enough for the client's end, with the server's and without its eventfds, and for none. */
	for (rlim_t spare = 1; spare <= 3; spare++) {
		int next = dup(0);

		close(next);
		low = (struct rlimit) { (rlim_t)next + spare, limit.rlim_max };
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
		refused = dial(bench, NULL);
		expect_end(&refused);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
		disconnect(bench, &refused);
	}
	expect_nothing(&first);
	late = dial(bench, NULL);
	close(expect_welcome(&late, 1));
	assert_true(drain(&late) && drain(&first));
	disconnect(bench, &late);
	disconnect(bench, &first);
}

/* Without root's privileges a user may have only so many descriptors on their way: what stuck peers
 * do not read must not keep others from being sent messages. */
static void crowd_as_user(void)
{
	enum { STUCK = 30 };
	struct rlimit limit = { 400, 400 };
	struct bench bench;
	struct client stuck[STUCK], other;

	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(USER) != 0 || setuid(USER) != 0))
		_exit(10);
	bench_prepare(&bench);
	serve(&bench, "");
	for (unsigned i = 0; i < STUCK; i++)
		stuck[i] = dial(&bench, NULL);
	setrlimit(RLIMIT_NOFILE, &limit);
	other = dial(&bench, NULL);
	/* The stuck ones go one by one: as soon as there is room the other one is sent everything.
	 */
	for (unsigned i = 0; i < STUCK; i++)
		close(stuck[i].socket);
	for (unsigned i = 0; i < 100; i++) {
		pump(&bench);
		usleep(1000);
	}
	close(expect_welcome(&other, STUCK));
	if (!drain(&other))
		_exit(1);
	close(other.socket);
	host_close(bench.host, false);
	remove_memory(&bench);
	bench_remove_directory(&bench);
	_exit(0);
}

static void test_descriptors_on_their_way(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		crowd_as_user();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void test_lifetimes(void **state)
{
	struct bench *bench = *state;
	struct client client;
	char byte = 'x';
	int memory;

	serve(bench, "lifetime=unlink");
	assert_true(has_memory(bench));
	client = join_alone(bench, NULL, 0);
	disconnect(bench, &client);
	assert_false(has_memory(bench));
	client = dial(bench, NULL);
	memory = expect_welcome(&client, 0);
	assert_true(has_memory(bench));
	assert_true(drain(&client));
	close(memory);
	disconnect(bench, &client);
	stop(bench);

	serve(bench, "lifetime=keep");
	client = dial(bench, NULL);
	memory = expect_welcome(&client, 0);
	assert_int_equal(pwrite(memory, &byte, 1, 0), 1);
	close(memory);
	assert_true(drain(&client));
	disconnect(bench, &client);
	client = dial(bench, NULL);
	memory = expect_welcome(&client, 0);
	byte = 0;
	assert_int_equal(pread(memory, &byte, 1, 0), 1);
	assert_int_equal(byte, 'x');
	close(memory);
	assert_true(drain(&client));
	disconnect(bench, &client);
	stop(bench);
	assert_true(has_memory(bench));

	/* The first peer gets new memory, each time. */
	serve(bench, "lifetime=recreate");
	for (unsigned i = 0; i < 2; i++) {
		client = dial(bench, NULL);
		memory = expect_welcome(&client, 0);
		assert_int_equal(pread(memory, &byte, 1, 0), 1);
		assert_int_equal(byte, 0);
		byte = 'y';
		assert_int_equal(pwrite(memory, &byte, 1, 0), 1);
		close(memory);
		assert_true(drain(&client));
		disconnect(bench, &client);
		assert_true(has_memory(bench));
	}
}

/* A restarted server finds the memory of peers that are still running. */
static void test_memory_in_use_is_kept(void **state)
{
	static const char *const lifetimes[] = { "lifetime=unlink", "lifetime=recreate" };
	struct bench *bench = *state;

	for (unsigned i = 0; i < 2; i++) {
		struct client client;
		struct stat before, after;
		int memory;

		serve(bench, lifetimes[i]);
		client = dial(bench, NULL);
		memory = expect_welcome(&client, 0);
		assert_int_equal(fstat(memory, &before), 0);
		stop(bench);
		assert_true(has_memory(bench));
		serve(bench, lifetimes[i]);
		assert_false(drain(&client));
		close(client.socket);
		client = dial(bench, NULL);
		close(memory);
		memory = expect_welcome(&client, 0);
		assert_int_equal(fstat(memory, &after), 0);
		assert_true(before.st_ino == after.st_ino && before.st_dev == after.st_dev);
		close(memory);
		assert_true(drain(&client));
		disconnect(bench, &client);
		stop(bench);
		remove_memory(bench);
	}
}

static void test_memfd(void **state)
{
	struct bench *bench = *state;
	struct client client;
	struct stat status;
	int memory;

	serve(bench, "memfd:");
	assert_false(has_memory(bench));
	client = dial(bench, NULL);
	memory = expect_welcome(&client, 0);
	assert_int_equal(fstat(memory, &status), 0);
	assert_int_equal(status.st_size, 8192);
	assert_int_equal(status.st_blocks * 512, 8192); /* the pages are there */
	assert_int_equal(ftruncate(memory, 4096), -1);
	assert_int_equal(ftruncate(memory, 16384), -1);
	assert_int_equal(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE), -1);
	close(memory);
	assert_true(drain(&client));
	disconnect(bench, &client);
}

static void test_other_size(void **state)
{
	struct bench *bench = *state;
	struct error error;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/shm/%s", bench->region);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	assert_int_equal(ftruncate(fd, 4096), 0);
	close(fd);
	assert_false(bench_serve(bench, "", &error));
	assert_non_null(strstr(error.text, "4096"));
	assert_non_null(strstr(error.text, "8192"));
	/* It fails, and does not touch other files. */
	assert_true(has_memory(bench));
}

/* A failed start leaves nothing, and replaces nothing. */
static void test_failed_start(void **state)
{
	struct bench *bench = *state;
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(bench_serve(bench, "", &error));
	assert_non_null(strstr(error.text, path));
	assert_false(has_memory(bench));
	assert_int_equal(rmdir(path), 0);
}

static void test_two_servers(void **state)
{
	struct bench *bench = *state;
	struct error error;
	struct host *second;

	serve(bench, "");
	second = host_open(bench->loop, &bench->settings.regions[0], bench->directory,
			   &bench->service, &error);
	assert_null(second);
	assert_non_null(strstr(error.text, "in use by a server"));
	disconnect(bench, &(struct client) { .socket = dial(bench, NULL).socket });
	assert_true(has_memory(bench));
}

/* A stale socket of a killed server is replaced. */
static void test_dead_socket(void **state)
{
	struct bench *bench = *state;
	struct client client;
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	close(unix_socket_listen(path, SOCK_STREAM, 0600, 1, &error));
	serve(bench, "");
	client = join_alone(bench, NULL, 0);
	disconnect(bench, &client);
}

/* In a child, as another process. Its status is the ID. */
static void __attribute__((noreturn)) come_in_between(const struct bench *bench)
{
	struct client client = { .stream.fd = -1 };
	struct error error;
	char path[100];
	int waiting = 0;

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	client.socket = unix_socket_connect(path, SOCK_STREAM, &error);
	for (unsigned i = 0; i < 60000 && waiting < 2 * (int)MESSAGE_SIZE; i++) {
		usleep(1000);
		ioctl(client.socket, FIONREAD, &waiting);
	}
	expect(&client, MESSAGE_VERSION, false);
	expect(&client, 2, false);
	_exit(0);
}

/* After a restart each process gets the ID that it had, and no other one does. */
static void test_restart(void **state)
{
	static const uint16_t ids[] = { 0, 4, 1 };
	struct bench *bench = *state;
	struct client clients[3];
	int status;
	pid_t child;

	serve(bench, "peer=4:VM");
	for (unsigned i = 0; i < 3; i++)
		clients[i] = dial(bench, i == 1 ? "VM" : NULL);
	stop(bench);
	for (unsigned i = 0; i < 3; i++) {
		assert_false(drain(&clients[i]));
		close(clients[i].socket);
	}
	serve(bench, "peer=4:VM");
	child = fork();
	if (child == 0)
		come_in_between(bench);
	while (waitpid(child, &status, WNOHANG) == 0)
		pump(bench);
	assert_int_equal(status, 0);
	pump(bench);
	for (unsigned i = 0; i < 3; i++) {
		clients[i] = dial(bench, i == 1 ? "VM" : NULL);
		close(expect_welcome(&clients[i], ids[i]));
		assert_true(drain(&clients[i]));
	}
	for (unsigned i = 0; i < 3; i++)
		disconnect(bench, &clients[i]);
}

static volatile sig_atomic_t is_asked;

static void on_usr1(int signal)
{
	(void)signal;
	is_asked = 1;
}

/* A process with QEMU's name, which fails where QEMU's device would. Rings ID 5 when it is asked
 * to; the status is 0 when the server disconnects. */
static int be_qemu(const char *path)
{
	struct client client = { .stream.fd = -1 };
	bool was_sent_leaving[16] = { false };
	unsigned greeted = 0; /* version, ID and memory */
	int bell = -1;
	struct error error;

	signal(SIGUSR1, on_usr1);
	client.socket = unix_socket_connect(path, SOCK_STREAM, &error);
	while (client.socket >= 0) {
		struct message message;
		enum message_result result =
			message_receive(client.socket, &client.stream, &message);

		if (result == MESSAGE_END)
			return 0;
		if (result == MESSAGE_WAIT && is_asked) {
			is_asked = 0;
			eventfd_write(bell, 1);
		}
		if (result == MESSAGE_WAIT)
			poll(&(struct pollfd) { client.socket, POLLIN, 0 }, 1, 10);
		if (result != MESSAGE_DONE || ++greeted <= 3)
			continue;
		if (message.fd >= 0 && was_sent_leaving[message.number % 16])
			return 3;
		was_sent_leaving[message.number % 16] |= message.fd < 0;
		if (message.number == 5 && bell < 0)
			bell = message.fd;
		else if (message.fd >= 0)
			close(message.fd);
	}
	return 4;
}

static pid_t start_qemu(struct bench *bench)
{
	char path[100];
	pid_t child = fork();

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	if (child == 0) {
		execl("/proc/self/exe", "/usr/bin/qemu-system-x86_64", path, NULL);
		_exit(127);
	}
	return child;
}

/* Turns the loop until a peer has a message about another one, and receives what there is. */
static void await_news(struct bench *bench, struct client *client)
{
	struct message news;

	while (message_receive(client->socket, &client->stream, &news) != MESSAGE_DONE)
		pump(bench);
	if (news.fd >= 0)
		close(news.fd);
	assert_true(drain(client));
}

/* Other processes read as soon as they run. */
static void await_sent(struct bench *bench)
{
	while (!host_has_sent_all(bench->host))
		pump(bench);
}

/* Another process joins; `witness` is a peer. It disconnects when it is sent SIGUSR1. */
static pid_t start_visitor(struct bench *bench, struct client *witness)
{
	char path[100];
	pid_t child = fork();

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	if (child == 0) {
		struct error error;
		int fd;

		signal(SIGUSR1, on_usr1);
		fd = unix_socket_connect(path, SOCK_STREAM, &error);
		while (!is_asked)
			usleep(1000);
		close(fd);
		for (;;)
			pause();
	}
	await_news(bench, witness);
	await_sent(bench);
	return child;
}

static void kill_visitor(pid_t visitor)
{
	kill(visitor, SIGKILL);
	assert_int_equal(waitpid(visitor, NULL, 0), visitor);
}

/* Another process joins, and then ends. */
static void visit(struct bench *bench, struct client *witness)
{
	kill_visitor(start_visitor(bench, witness));
	await_news(bench, witness);
}

/* QEMU's device must not be sent an ID again that has left: it would write to freed memory. */
static void test_qemu(void **state)
{
	struct bench *bench = *state;
	struct client first, second, vm;
	int own[VECTORS], status;
	uint64_t count = 0;
	pid_t qemu;

	serve(bench, "peer=5:VM");
	first = join_alone(bench, NULL, 0);
	qemu = start_qemu(bench);
	await_news(bench, &first);
	/* QEMU is sent that ID 2 left. */
	visit(bench, &first);
	second = dial(bench, NULL);
	close(expect_welcome(&second, 3));
	disconnect(bench, &second);
	/* A process that is running gets its ID again: QEMU was not sent that it left. */
	second = dial(bench, NULL);
	close(expect_welcome(&second, 3));
	assert_true(drain(&second));
	/* The VM is back, and QEMU still has its eventfds. */
	vm = dial(bench, "VM");
	assert_true(drain(&vm));
	await_sent(bench);
	disconnect(bench, &vm);
	vm = dial(bench, "VM");
	close(expect_welcome(&vm, 5));
	expect_peer(&vm, 0, NULL);
	expect_peer(&vm, 1, NULL);
	pump(bench);
	expect_peer(&vm, 3, NULL);
	expect_peer(&vm, 5, own);
	kill(qemu, SIGUSR1);
	for (unsigned i = 0; i < 60000 && read(own[0], &count, sizeof(count)) < 0; i++)
		usleep(1000);
	assert_int_equal(count, 1);
	close(own[0]);
	close(own[1]);
	/* To the others it was announced like any peer. */
	assert_true(drain(&first) && drain(&second));
	disconnect(bench, &vm);
	expect(&first, 5, false);
	disconnect(bench, &second);
	disconnect(bench, &first);
	stop(bench);
	assert_int_equal(waitpid(qemu, &status, 0), qemu);
	assert_int_equal(status, 0);
}

/* QEMU keeps the eventfds of a peer that has disconnected until its process has ended. */
static void test_qemu_and_an_absent_peer(void **state)
{
	struct bench *bench = *state;
	struct client first;
	pid_t qemu, visitor;
	int status;

	serve(bench, "");
	first = join_alone(bench, NULL, 0);
	qemu = start_qemu(bench);
	await_news(bench, &first);
	visitor = start_visitor(bench, &first);
	kill(visitor, SIGUSR1);
	await_news(bench, &first);
	assert_true(peer_list_is_kept(&bench->host->peers, 2));
	assert_true(id_pool_has(&bench->host->peers.ids, 2, ID_RESERVED));
	kill_visitor(visitor);
	while (id_pool_has(&bench->host->peers.ids, 2, ID_RESERVED))
		pump(bench);
	assert_false(peer_list_is_kept(&bench->host->peers, 2));
	assert_true(id_pool_has(&bench->host->peers.ids, 2, ID_RETIRED));
	/* To others it had left before. */
	expect_nothing(&first);
	stop(bench);
	assert_int_equal(waitpid(qemu, &status, 0), qemu);
	assert_int_equal(status, 0);
	close(first.socket);
}

/* IDs from this one on are not free. */
static void use_up_ids(struct host *host, unsigned first, bool is_used)
{
	for (unsigned id = first; id <= MESSAGE_PEER_MAX; id++)
		if (is_used)
			id_pool_add(&host->peers.ids, (uint16_t)id, ID_BOUND);
		else
			id_pool_remove(&host->peers.ids, (uint16_t)id, ID_BOUND);
}

/* The QEMU that must not be sent most IDs again goes when there are no others. */
static void test_qemu_that_has_seen_all_ids(void **state)
{
	struct bench *bench = *state;
	struct client first, second;
	int status;
	pid_t qemu;

	serve(bench, "");
	first = join_alone(bench, NULL, 0);
	qemu = start_qemu(bench);
	await_news(bench, &first);
	visit(bench, &first);
	assert_true(id_pool_has(&bench->host->peers.ids, 2, ID_RETIRED));
	use_up_ids(bench->host, 3, true);
	second = dial(bench, NULL);
	expect(&second, MESSAGE_VERSION, false);
	assert_true(drain(&second));
	while (waitpid(qemu, &status, WNOHANG) == 0)
		pump(bench);
	assert_int_equal(status, 0);
	assert_false(id_pool_has(&bench->host->peers.ids, 2, ID_RETIRED));
	use_up_ids(bench->host, 3, false);
	pump(bench);
	assert_true(drain(&second) && drain(&first));
	disconnect(bench, &second);
	disconnect(bench, &first);
}

static void test_shut(void **state)
{
	struct bench *bench = *state;
	struct client client;
	struct error error;
	char path[100];

	serve(bench, "peer=4:VM");
	client = dial(bench, NULL);
	host_stop_listening(bench->host);
	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	assert_int_equal(unix_socket_connect(path, SOCK_STREAM, &error), -1);
	assert_int_equal(errno, ENOENT);
	close(expect_welcome(&client, 0));
	pump(bench);
	assert_true(host_has_sent_all(bench->host));
	assert_true(drain(&client));
	close(client.socket);
}

/* A socket that a service manager has made: it is the manager's to remove. */
static void test_socket_of_a_manager(void **state)
{
	struct bench *bench = *state;
	struct client client;
	struct error error;
	char path[100];
	int listener;

	snprintf(path, sizeof(path), "%s/%s", bench->directory, bench->region);
	listener = unix_socket_listen(path, SOCK_STREAM, 0600, 1, &error);
	assert_true(fd_store_add(&bench->service.store, listener, "ivshmem-server.socket"));
	serve(bench, "");
	client = join_alone(bench, NULL, 0);
	disconnect(bench, &client);
	stop(bench);
	fd_store_close(&bench->service.store);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		TEST(test_pair),
		TEST(test_lowest_free_id),
		TEST(test_id_of_a_peer_that_just_ended),
		TEST(test_bound_id),
		TEST(test_id_of_a_user),
		TEST(test_limit_of_peers),
		TEST(test_access),
		TEST(test_one_who_talks),
		TEST(test_one_who_does_not_read),
		TEST(test_one_who_reads_slowly),
		TEST(test_out_of_descriptors),
		cmocka_unit_test(test_descriptors_on_their_way),
		TEST(test_lifetimes),
		TEST(test_memory_in_use_is_kept),
		TEST(test_memfd),
		TEST(test_other_size),
		TEST(test_failed_start),
		TEST(test_two_servers),
		TEST(test_dead_socket),
		TEST(test_restart),
		TEST(test_qemu),
		TEST(test_qemu_and_an_absent_peer),
		TEST(test_qemu_that_has_seen_all_ids),
		TEST(test_shut),
		TEST(test_socket_of_a_manager),
	};

	signal(SIGPIPE, SIG_IGN);
	if (argc == 2)
		return be_qemu(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
