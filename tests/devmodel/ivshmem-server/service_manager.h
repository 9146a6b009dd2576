/* SPDX-License-Identifier: BSD-3-Clause
 * service_manager.h: a service manager with one service, ivshmem-server, as a program: the state
 * that the service reports, and the descriptors that it stores for its next run.
 */
#ifndef SERVICE_MANAGER_H
#define SERVICE_MANAGER_H

#include "helpers.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

/* More than any test stores. */
#define STORED_MAX 256

struct manager {
	char directory[32], notify[64], program[200], region[28], option[200];
	int socket; /* of what the service reports; -1: it has no manager */
	pid_t service;
	int log; /* the service's standard error; -1: the test's */
	struct {
		int fd;
		char name[64];
	} stored[STORED_MAX];
	size_t stored_count;
	char reported[4096]; /* all of it since the start */
};

static inline int open_manager(void **state)
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
	manager->log = -1;
	*state = manager;
	return 0;
}

static inline void close_stored(struct manager *manager)
{
	while (manager->stored_count)
		close(manager->stored[--manager->stored_count].fd);
}

static inline int close_manager(void **state)
{
	struct manager *manager = *state;
	char path[100];

	close_stored(manager);
	close(manager->socket);
	unlink(manager->notify);
	/* They stay where a peer was there to the end. */
	snprintf(path, sizeof(path), "%s/.%s.peers", manager->directory, manager->region);
	unlink(path);
	snprintf(path, sizeof(path), "/dev/shm/%s", manager->region);
	unlink(path);
	assert_int_equal(rmdir(manager->directory), 0);
	free(manager);
	return 0;
}

/* In the child: passes what is stored from descriptor 3 on, with names and the ID of this process.
 */
static inline void pass_stored(const struct manager *manager)
{
	char names[STORED_MAX * 65] = "", number[16];
	int copies[STORED_MAX];

	for (size_t i = 0; i < manager->stored_count; i++)
		copies[i] = fcntl(manager->stored[i].fd, F_DUPFD_CLOEXEC, 3 + 2 * STORED_MAX);
	for (size_t i = 0; i < manager->stored_count; i++) {
		dup2(copies[i], 3 + (int)i);
		sprintf(names + strlen(names), "%s%s", i ? ":" : "", manager->stored[i].name);
	}
	snprintf(number, sizeof(number), "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof(number), "%zu", manager->stored_count);
	setenv("LISTEN_FDS", number, 1);
	setenv("LISTEN_FDNAMES", names, 1);
}

static inline void __attribute__((noreturn)) be_service(const struct manager *manager)
{
	bool is_sanitized = strstr(manager->program, "/san/") != NULL;
	char text[64];

	setenv("NOTIFY_SOCKET", manager->notify, 1);
	if (manager->stored_count)
		pass_stored(manager);
	if (manager->log >= 0)
		dup2(manager->log, STDERR_FILENO);
	snprintf(text, sizeof(text), "--dir=%s", manager->directory);
	execl(manager->program, "ivshmem-server", text, manager->option,
	      is_sanitized ? "--no-sandbox" : NULL, NULL);
	_exit(127);
}

static inline void start(struct manager *manager)
{
	manager->reported[0] = '\0';
	manager->service = fork();
	if (manager->service == 0)
		be_service(manager);
}

/* The value of a line "KEY=VALUE", or NULL. */
static inline const char *value_of(const char *text, const char *key)
{
	static char value[64];
	const char *at = strstr(text, key);

	if (!at)
		return NULL;
	at += strlen(key);
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\n"), at);
	return value;
}

static inline void remove_stored(struct manager *manager, const char *name)
{
	for (size_t i = manager->stored_count; i-- > 0;) {
		if (strcmp(manager->stored[i].name, name) != 0)
			continue;
		close(manager->stored[i].fd);
		manager->stored[i] = manager->stored[--manager->stored_count];
	}
}

/* Stores the descriptor, or closes it: that of a barrier is waited for. */
static inline void handle_fd(struct manager *manager, const char *text, int fd)
{
	const char *name = value_of(text, "FDNAME=");

	if (name && strstr(text, "FDSTOREREMOVE=1"))
		remove_stored(manager, name);
	if (fd < 0)
		return;
	if (!name || !strstr(text, "FDSTORE=1")) {
		close(fd);
		return;
	}
	assert_true(manager->stored_count < STORED_MAX);
	manager->stored[manager->stored_count].fd = fd;
	strcpy(manager->stored[manager->stored_count++].name, name);
}

/* One report. */
static inline void receive_report(struct manager *manager)
{
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
	ssize_t size = recvmsg(manager->socket, &envelope, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = CMSG_FIRSTHDR(&envelope);
	int fd = -1;

	assert_true(size >= 0);
	text[size] = '\0';
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	handle_fd(manager, text, fd);
	if (strstr(text, "FDSTORE") ||
	    strlen(manager->reported) + strlen(text) + 2 > sizeof(manager->reported))
		return;
	strcat(manager->reported, text);
	strcat(manager->reported, "\n");
}

/* Waits until the service has reported `word`. */
static inline void await(struct manager *manager, const char *word)
{
	while (!strstr(manager->reported, word)) {
		if (poll(&(struct pollfd) { manager->socket, POLLIN, 0 }, 1, 60000) != 1)
			fail_msg("the service does not report %s, but: %s", word,
				 manager->reported);
		receive_report(manager);
	}
}

/* Receives reports until the service has ended; its status. */
static inline int await_end(struct manager *manager)
{
	int pidfd = (int)syscall(SYS_pidfd_open, manager->service, 0), status;
	struct pollfd polls[] = { { manager->socket, POLLIN, 0 }, { pidfd, POLLIN, 0 } };

	assert_true(pidfd >= 0);
	do {
		assert_true(poll(polls, 2, 60000) > 0);
		if (polls[0].revents)
			receive_report(manager);
	} while (polls[0].revents || !polls[1].revents);
	close(pidfd);
	assert_int_equal(waitpid(manager->service, &status, 0), manager->service);
	return status;
}

static inline void stop_service(struct manager *manager, int signal)
{
	int status;

	kill(manager->service, signal);
	status = await_end(manager);
	if (signal == SIGTERM)
		assert_int_equal(status, 0);
}

/* Connects to a region. */
static inline struct client dial_region(const struct manager *manager, const char *region)
{
	struct client client = { .stream.fd = -1 };
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", manager->directory, region);
	client.socket = unix_socket_connect(path, SOCK_STREAM, &error);
	if (client.socket < 0)
		fail_msg("%s", error.text);
	return client;
}

/* The number of the next message, which is waited for; its descriptor in *fd. */
static inline int64_t next_number(struct client *client, int *fd)
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

/* Joins a region; its ID in *id. Returns the memory. */
static inline int join_region(const struct manager *manager, const char *region,
			      struct client *client, int64_t *id)
{
	int fd;

	*client = dial_region(manager, region);
	assert_int_equal(next_number(client, &fd), MESSAGE_VERSION);
	*id = next_number(client, &fd);
	assert_int_equal(next_number(client, &fd), MESSAGE_MEMORY);
	assert_true(fd >= 0);
	return fd;
}

#endif
