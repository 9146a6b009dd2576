/* SPDX-License-Identifier: BSD-3-Clause
 * test_service.c: the program under a service manager, which this test plays: notifications, passed
 * sockets, and memory that is stored from one run to the next. */
#include "helpers.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

/* A manager with one service. */
struct manager {
	char directory[32], notify[64], program[200], region[28], option[100];
	int socket; /* of what the service says */
	pid_t service;
	int stored; /* what it has given to be kept; -1: nothing */
	char stored_name[64];
	char said[1024]; /* all of it, in one */
};

static int open_manager(void **state)
{
	struct manager *manager = calloc(1, sizeof(*manager));
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(manager->directory, "/tmp/test-service-XXXXXX");
	assert_non_null(mkdtemp(manager->directory));
	snprintf(manager->notify, sizeof(manager->notify), "%s/notify", manager->directory);
	snprintf(manager->region, sizeof(manager->region), "n%d", (int)getpid());
	snprintf(manager->program, sizeof(manager->program), "%s/bin/ivshmem-server",
		 getenv("B") ? getenv("B") : "build");
	manager->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	strcpy(address.sun_path, manager->notify);
	assert_int_equal(bind(manager->socket, (struct sockaddr *)&address, sizeof(address)), 0);
	manager->stored = -1;
	*state = manager;
	return 0;
}

static int close_manager(void **state)
{
	struct manager *manager = *state;
	char path[100];

	if (manager->stored >= 0)
		close(manager->stored);
	close(manager->socket);
	unlink(manager->notify);
	snprintf(path, sizeof(path), "%s/.%s.peers", manager->directory, manager->region);
	unlink(path);
	/* It stays where a peer was there to the end. */
	snprintf(path, sizeof(path), "/dev/shm/%s", manager->region);
	unlink(path);
	assert_int_equal(rmdir(manager->directory), 0);
	free(manager);
	return 0;
}

/* In the child: passes descriptors from 3 on, with their names and the ID of this process. */
static void __attribute__((noreturn))
be_service(const struct manager *manager, int fd, const char *name)
{
	bool is_sanitized = strstr(manager->program, "/san/") != NULL;
	char text[64];

	setenv("NOTIFY_SOCKET", manager->notify, 1);
	if (fd >= 0) {
		dup2(fd, 3);
		snprintf(text, sizeof(text), "%d", (int)getpid());
		setenv("LISTEN_PID", text, 1);
		setenv("LISTEN_FDS", "1", 1);
		setenv("LISTEN_FDNAMES", name, 1);
	}
	snprintf(text, sizeof(text), "--dir=%s", manager->directory);
	execl(manager->program, "ivshmem-server", text, manager->option,
	      is_sanitized ? "--no-sandbox" : NULL, NULL);
	_exit(127);
}

static void start(struct manager *manager, int fd, const char *name)
{
	manager->said[0] = '\0';
	manager->service = fork();
	if (manager->service == 0)
		be_service(manager, fd, name);
}

static void keep_fd(struct manager *manager, struct msghdr *envelope, const char *text)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(envelope);
	const char *name = strstr(text, "FDNAME=");

	for (; header; header = CMSG_NXTHDR(envelope, header))
		if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
			memcpy(&manager->stored, CMSG_DATA(header), sizeof(int));
	if (strstr(text, "FDSTORE=1") && name)
		snprintf(manager->stored_name, sizeof(manager->stored_name), "%s",
			 name + strlen("FDNAME="));
}

/* Listens to the service until it says `word`. */
static void await(struct manager *manager, const char *word)
{
	while (!strstr(manager->said, word)) {
		union {
			struct cmsghdr header;
			char bytes[256];
		} control;
		char text[512];
		struct iovec part = { text, sizeof(text) - 1 };
		struct msghdr envelope = { .msg_iov = &part,
					   .msg_iovlen = 1,
					   .msg_control = &control,
					   .msg_controllen = sizeof(control) };
		ssize_t size;

		if (poll(&(struct pollfd) { manager->socket, POLLIN, 0 }, 1, 60000) != 1)
			fail_msg("the service does not say %s, but: %s", word, manager->said);
		size = recvmsg(manager->socket, &envelope, MSG_CMSG_CLOEXEC);
		assert_true(size >= 0);
		text[size] = '\0';
		keep_fd(manager, &envelope, text);
		strncat(manager->said, text, sizeof(manager->said) - strlen(manager->said) - 2);
		strcat(manager->said, "\n");
	}
}

static void stop_service(struct manager *manager, int signal)
{
	int status;

	kill(manager->service, signal);
	assert_int_equal(waitpid(manager->service, &status, 0), manager->service);
	if (signal == SIGTERM)
		assert_int_equal(status, 0);
}

static int dial_region(const struct manager *manager)
{
	struct error error;
	char path[100];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", manager->directory, manager->region);
	fd = unix_socket_connect(path, SOCK_STREAM, &error);
	if (fd < 0)
		fail_msg("%s", error.text);
	return fd;
}

/* The number of one more message, which is on its way; its descriptor in *fd. */
static int64_t next_number(struct client *client, int *fd)
{
	struct message message = { .number = -99, .fd = -1 };
	enum message_result result;

	do {
		assert_int_equal(poll(&(struct pollfd) { client->socket, POLLIN, 0 }, 1, 60000), 1);
		result = message_receive(client->socket, &client->stream, &message);
	} while (result == MESSAGE_WAIT);
	assert_int_equal(result, MESSAGE_DONE);
	*fd = message.fd;
	return message.number;
}

/* Joins, and gives the memory. */
static int join(struct manager *manager, struct client *client)
{
	int fd;

	*client = (struct client) { .socket = dial_region(manager), .stream.fd = -1 };
	assert_int_equal(next_number(client, &fd), MESSAGE_VERSION);
	next_number(client, &fd);
	assert_int_equal(next_number(client, &fd), MESSAGE_MEMORY);
	assert_true(fd >= 0);
	return fd;
}

/* READY=1 is sent when every socket is served, and not before. */
static void test_ready_and_stopping(void **state)
{
	struct manager *manager = *state;
	struct client client;

	snprintf(manager->option, sizeof(manager->option), "--shm=%s,size=4K,lifetime=unlink",
		 manager->region);
	start(manager, -1, NULL);
	await(manager, "READY=1");
	assert_non_null(strstr(manager->said, "STATUS=Serving 1 of 1 region\n"));
	close(join(manager, &client));
	assert_null(strstr(manager->said, "STOPPING"));
	stop_service(manager, SIGTERM);
	await(manager, "STOPPING=1");
	close(client.socket);
}

static void test_socket_activation(void **state)
{
	struct manager *manager = *state;
	struct client client;
	struct error error;
	char path[100];
	int listener;

	snprintf(path, sizeof(path), "%s/%s", manager->directory, manager->region);
	snprintf(manager->option, sizeof(manager->option), "--memfd=%s,size=4K", manager->region);
	listener = unix_socket_listen(path, SOCK_STREAM, 0600, 4, &error);
	/* As systemd's are: blocking. */
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) & ~O_NONBLOCK);
	/* Clients that connect before the server starts wait for it. */
	client = (struct client) { .socket = dial_region(manager), .stream.fd = -1 };
	start(manager, listener, "ivshmem-server.socket");
	await(manager, "READY=1");
	assert_int_equal(next_number(&client, &(int) { 0 }), MESSAGE_VERSION);
	stop_service(manager, SIGTERM);
	close(client.socket);
	/* It is not the server's to remove. */
	assert_int_equal(unlink(path), 0);
	close(listener);
}

/* The memory of a memfd has no name to be found by: the manager keeps it. */
static void memory_survives(struct manager *manager, int signal)
{
	struct client client;
	struct stat before, after;
	int memory;

	snprintf(manager->option, sizeof(manager->option), "--memfd=%s,size=4K", manager->region);
	start(manager, -1, NULL);
	await(manager, "READY=1");
	assert_true(manager->stored >= 0);
	memory = join(manager, &client);
	assert_int_equal(pwrite(memory, "kept", 4, 0), 4);
	assert_int_equal(fstat(memory, &before), 0);
	/* Within the seals: the server fills the hole. */
	assert_int_equal(fallocate(memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096), 0);
	close(memory);
	stop_service(manager, signal);
	close(client.socket);
	start(manager, manager->stored, manager->stored_name);
	await(manager, "READY=1");
	memory = join(manager, &client);
	assert_int_equal(fstat(memory, &after), 0);
	assert_true(before.st_ino == after.st_ino && before.st_dev == after.st_dev);
	assert_int_equal(after.st_blocks * 512, 4096);
	close(memory);
	close(client.socket);
	stop_service(manager, SIGTERM);
	close(manager->stored);
	manager->stored = -1;
}

static void test_memory_over_a_restart(void **state)
{
	memory_survives(*state, SIGTERM);
	memory_survives(*state, SIGKILL);
}

/* In the sandbox, by a thread. */
static void test_new_memory(void **state)
{
	static const char *const kinds[] = { "--shm", "--memfd" };
	static const char *const lifetimes[] = { "unlink", "recreate" };
	struct manager *manager = *state;

	for (unsigned i = 0; i < 4; i++) {
		struct client client;
		int memory;
		char byte;

		snprintf(manager->option, sizeof(manager->option), "%s=%s,size=4K,lifetime=%s",
			 kinds[i / 2], manager->region, lifetimes[i % 2]);
		start(manager, -1, NULL);
		await(manager, "READY=1");
		memory = join(manager, &client);
		assert_int_equal(pwrite(memory, "x", 1, 0), 1);
		close(memory);
		close(client.socket);
		memory = join(manager, &client);
		assert_int_equal(pread(memory, &byte, 1, 0), 1);
		assert_int_equal(byte, 0);
		close(memory);
		close(client.socket);
		stop_service(manager, SIGTERM);
	}
}

/* Kept for a region of another size, it is not taken for what it is not. */
static void test_memory_of_another_size(void **state)
{
	struct manager *manager = *state;
	char name[64];
	int memory = memfd_create("other", MFD_CLOEXEC), status;

	assert_int_equal(ftruncate(memory, 8192), 0);
	snprintf(name, sizeof(name), "memory-%s", manager->region);
	snprintf(manager->option, sizeof(manager->option), "--memfd=%s,size=4K", manager->region);
	start(manager, memory, name);
	assert_int_equal(waitpid(manager->service, &status, 0), manager->service);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 1);
	close(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ready_and_stopping, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_socket_activation, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_memory_over_a_restart, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_new_memory, open_manager, close_manager),
		cmocka_unit_test_setup_teardown(test_memory_of_another_size, open_manager,
						close_manager),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
