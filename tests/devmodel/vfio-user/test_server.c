/* SPDX-License-Identifier: BSD-3-Clause
 * test_server.c: the socket: its path and mode, who may connect, one client after the other,
 * and several servers in one loop. */
#include "helpers.h"

#include <sys/resource.h>
#include <sys/wait.h>

static void test_socket(void **state)
{
	struct bench *bench = *state;
	struct error error;
	struct stat status;

	assert_int_equal(stat(bench->path, &status), 0);
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_null(vfu_listen(bench->loop, bench->path, &bench->function, &error));
	assert_non_null(strstr(error.text, bench->path));
	assert_non_null(strstr(error.text, "in use"));
	/* The first server goes on. */
	join(bench);
}

static void test_paths(void **state)
{
	struct bench *bench = *state;
	struct vfu_server *server;
	struct error error;
	char path[200];
	int fds = count_fds();

	assert_null(vfu_listen(bench->loop, "", &bench->function, &error));
	snprintf(path, sizeof(path), "%s/absent/socket", bench->directory);
	assert_null(vfu_listen(bench->loop, path, &bench->function, &error));
	assert_non_null(strstr(error.text, "No such file"));
	memset(path, 'x', sizeof(path));
	memcpy(path, bench->directory, strlen(bench->directory));
	path[strlen(bench->directory)] = '/';
	path[108] = '\0';
	assert_null(vfu_listen(bench->loop, path, &bench->function, &error));
	assert_non_null(strstr(error.text, "1 to 107"));
	path[107] = '\0';
	server = vfu_listen(bench->loop, path, &bench->function, &error);
	assert_non_null(server);
	vfu_free(server);
	assert_int_equal(access(path, F_OK), -1);
	vfu_free(NULL);
	assert_int_equal(count_fds(), fds);
}

/* Functions that would make QEMU abort are refused. */
static void test_functions(void **state)
{
	struct bench *bench = *state;
	struct vfu_function function = bench->function;
	struct error error;
	char path[80];

	snprintf(path, sizeof(path), "%s2", bench->path);
	function.bars[1].size = 3;
	assert_null(vfu_listen(bench->loop, path, &function, &error));
	assert_non_null(strstr(error.text, "BAR1"));
	function = bench->function;
	function.bars[2].fd = -1;
	assert_null(vfu_listen(bench->loop, path, &function, &error));
	assert_non_null(strstr(error.text, "BAR2"));
	function = bench->function;
	function.msix_vectors = 2049;
	assert_null(vfu_listen(bench->loop, path, &function, &error));
	assert_non_null(strstr(error.text, "2049"));
	assert_int_equal(access(path, F_OK), -1);
}

/* A function without notification. */
static void test_without_vectors(void **state)
{
	const struct vfu_irq_set off = { sizeof(off), 0x21, VFU_IRQ_MSIX, 0, 0 };
	struct vfu_irq_info info = { .argsz = sizeof(info), .index = VFU_IRQ_MSIX };
	struct bench *bench = *state;
	struct error error;
	const struct answer *answer;
	int fd;

	vfu_free(bench->server);
	bench->function.msix_vectors = 0;
	bench->function.on_connected = NULL;
	bench->server = vfu_listen(bench->loop, bench->path, &bench->function, &error);
	assert_non_null(bench->server);
	fd = join(bench);
	answer = ask(bench, fd, VFU_GET_IRQ_INFO, &info, sizeof(info));
	memcpy(&info, answer->payload, sizeof(info));
	assert_int_equal(info.flags, 0);
	assert_int_equal(info.count, 0);
	assert_succeeds(ask(bench, fd, VFU_SET_IRQS, &off, sizeof(off)));
	assert_fails(set_irqs(bench, fd, 0x24, 0, 1, NULL, 0), EINVAL);
	vfu_trigger(bench->server, 0);
}

static void test_one_client(void **state)
{
	struct bench *bench = *state;
	int first = join(bench), second = dial(bench);

	assert_true(is_closed(second));
	assert_succeeds(ask(bench, first, VFU_RESET, NULL, 0));
	assert_int_equal(bench->device.arrivals, 1);
	disconnect(bench, second);
	disconnect(bench, first);
	assert_int_equal(bench->device.departures, 1);
	join(bench);
	assert_int_equal(bench->device.arrivals, 2);
}

static void test_reconnect(void **state)
{
	struct bench *bench = *state;
	int fds = count_fds();

	for (unsigned i = 1; i <= 100; i++) {
		int fd = join(bench);

		assert_int_equal(bench->device.arrivals, i);
		assert_succeeds(ask(bench, fd, VFU_RESET, NULL, 0));
		disconnect(bench, fd);
		assert_int_equal(bench->device.departures, i);
		assert_int_equal(count_fds(), fds);
	}
}

/* The new client connects before the loop has reported the end of the old connection. */
static void test_restart_in_one_turn(void **state)
{
	struct bench *bench = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, bench->path);
	for (unsigned i = 1; i <= 20; i++) {
		int old = join(bench), fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

		if (i % 2)
			post_flagged(old, 1, VFU_RESET, VFU_NO_REPLY, NULL, 0, NULL, 0);
		assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
		bench->clients[bench->client_count++] = fd;
		disconnect(bench, old);
		assert_false(is_closed(fd));
		assert_succeeds(ask(bench, fd, VFU_VERSION, "\0\0\0\0", 4));
		assert_int_equal(bench->device.arrivals, 2 * i);
		disconnect(bench, fd);
	}
}

/* The user is told, and the next client is served. */
static void test_no_descriptor_for_a_client(void **state)
{
	struct bench *bench = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), lowest = dup(fd);
	struct rlimit before, none;

	close(lowest);
	strcpy(address.sun_path, bench->path);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	bench->clients[bench->client_count++] = fd;
	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = (rlim_t)lowest;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	pump(bench);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(bench->device.failures, 1);
	assert_non_null(strstr(bench->device.failure.text, bench->path));
	assert_non_null(strstr(bench->device.failure.text,
			       "cannot accept a connection: Too many open files"));
	assert_true(is_closed(fd));
	join(bench);
	assert_int_equal(bench->device.failures, 1);
}

/* Without free descriptors, what needs one fails; existing connections continue. */
static void test_no_descriptors_left(void **state)
{
	struct bench *bench = *state;
	int fd = join(bench), lowest = dup(fd), fds;
	struct rlimit before, none;
	struct error error;
	char path[80];

	close(lowest);
	fds = count_fds();
	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = (rlim_t)lowest;
	snprintf(path, sizeof(path), "%s2", bench->path);
	post_flagged(fd, 1, VFU_DMA_MAP, 0, NULL, 0, &bench->device.memory, 1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_null(vfu_listen(bench->loop, path, &bench->function, &error));
	assert_non_null(strstr(error.text, "Too many open files"));
	assert_null(loop_new(&error));
	pump(bench);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	/* A message without its descriptor ends the connection. */
	assert_true(is_closed(fd));
	assert_int_equal(count_fds(), fds - 1);
	disconnect(bench, fd);
	join(bench);
}

/* A connection without a message is not a client yet. */
static void test_silent_caller(void **state)
{
	struct bench *bench = *state;
	int fd = dial(bench);

	assert_int_equal(bench->device.arrivals, 0);
	disconnect(bench, fd);
	assert_int_equal(bench->device.departures, 0);
	fd = dial(bench);
	vfu_free(bench->server);
	bench->server = NULL;
	assert_true(is_closed(fd));
	assert_int_equal(access(bench->path, F_OK), -1);
}

/* The end of the server ends the connection. */
static void test_server_ends(void **state)
{
	struct bench *bench = *state;
	int fds = count_fds(), fd = join(bench), event = eventfd(0, EFD_CLOEXEC);

	assert_succeeds(set_irqs(bench, fd, 0x24, 0, 1, &event, 1));
	vfu_free(bench->server);
	bench->server = NULL;
	assert_true(is_closed(fd));
	assert_int_equal(bench->device.departures, 1);
	assert_int_equal(count_fds(), fds + 1); /* fd and event, without the listener */
	close(event);
}

#define SERVERS 8u

/* Each has its client, its device and its interrupts. */
static void test_several_servers(void **state)
{
	struct bench *bench = *state;
	struct vfu_server *servers[SERVERS];
	struct device devices[SERVERS];
	int fds[SERVERS], events[SERVERS];

	for (unsigned i = 0; i < SERVERS; i++) {
		struct vfu_function function;
		struct error error;
		char path[80];

		device_open(&devices[i], &function);
		snprintf(path, sizeof(path), "%s/%u", bench->directory, i);
		servers[i] = vfu_listen(bench->loop, path, &function, &error);
		assert_non_null(servers[i]);
		fds[i] = dial_at(bench, path);
		events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	}
	for (unsigned i = 0; i < SERVERS; i++) {
		assert_succeeds(ask(bench, fds[i], VFU_VERSION, "\0\0\0\0", 4));
		assert_succeeds(set_irqs(bench, fds[i], 0x24, 1, 1, &events[i], 1));
		assert_succeeds(write_region(bench, fds[i], 0, 8, 4, "abcd"));
		devices[i].registers[8] = (uint8_t)i;
	}
	for (unsigned i = 0; i < SERVERS; i++) {
		const struct answer *answer = read_region(bench, fds[i], 0, 8, 1);

		assert_int_equal(answer->payload[sizeof(struct vfu_access)], i);
		vfu_trigger(servers[i], 1);
		for (unsigned j = 0; j < SERVERS; j++)
			assert_int_equal(triggers(events[j]), i == j);
	}
	for (unsigned i = 0; i < SERVERS; i++) {
		vfu_free(servers[i]);
		assert_int_equal(devices[i].departures, 1);
		close(devices[i].memory);
		close(events[i]);
	}
}

/* As another user, with a socket that is open to all: 0 when the server disconnects us. */
static int call_as_nobody(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char byte;

	strcpy(address.sun_path, path);
	if (setgid(65534) || setuid(65534) ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return 1;
	return recv(fd, &byte, 1, 0) <= 0 ? 0 : 2;
}

static void test_other_users(void **state)
{
	struct bench *bench = *state;
	struct pollfd connection = { .events = POLLIN };
	pid_t child;
	int status, fds = count_fds();

	if (geteuid() != 0)
		skip();
	assert_int_equal(chmod(bench->directory, 0711), 0);
	assert_int_equal(chmod(bench->path, 0666), 0);
	child = fork();
	if (child == 0)
		_exit(call_as_nobody(bench->path));
	/* Runs the loop until the child has been disconnected; it has no other way to end. */
	do {
		poll(&connection, 0, 1);
		pump(bench);
	} while (waitpid(child, &status, WNOHANG) == 0);
	assert_int_equal(status, 0);
	assert_int_equal(count_fds(), fds);
	join(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_socket),
		TEST(test_paths),
		TEST(test_functions),
		TEST(test_without_vectors),
		TEST(test_one_client),
		TEST(test_reconnect),
		TEST(test_restart_in_one_turn),
		TEST(test_no_descriptor_for_a_client),
		TEST(test_no_descriptors_left),
		TEST(test_silent_caller),
		TEST(test_server_ends),
		TEST(test_several_servers),
		TEST(test_other_users),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
