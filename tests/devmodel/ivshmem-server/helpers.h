/* SPDX-License-Identifier: BSD-3-Clause
 * helpers.h: a region that is served in this process, and peers of it in the same.
 *
 * Server and peers are one thread: after a peer has done something, pump() turns the loop until the
 * server has nothing to do any more.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/loop.h"
#include "base/unix_socket.h"
#include "ivshmem-client/message.h"
#include "ivshmem-server/host.h"
#include "ivshmem-server/settings.h"
#include "tests/devmodel/base/descriptors.h"

#define VECTORS 2u

struct bench {
	struct loop *loop;
	char directory[32];
	char region[CFG_REGION_NAME_MAX + 1]; /* no other run of this test has the name */
	struct settings settings;
	struct service service;
	struct host *host;
	int idle;
	unsigned turns;
	int fds_before;
};

/* The messages that a peer has received. */
struct client {
	int socket;
	struct message_stream stream;
};

#define TEST(function) cmocka_unit_test_setup_teardown(function, bench_open, bench_close)

/* An event may cause others in the next two turns: a client is accepted, then sent messages; and
 * the host may be busy with memory. */
static inline void on_idle(void *data, int fd, uint32_t events)
{
	struct bench *bench = data;

	(void)fd;
	(void)events;
	if (bench->host && host_is_busy(bench->host))
		bench->turns = 0;
	else if (++bench->turns == 4)
		loop_stop(bench->loop, 0);
}

static inline void pump(struct bench *bench)
{
	struct error error;

	bench->turns = 0;
	assert_int_equal(loop_run(bench->loop, &error), 0);
}

static inline void bench_open_loop(struct bench *bench)
{
	struct error error;

	bench->loop = loop_new(&error);
	assert_non_null(bench->loop);
	bench->idle = eventfd(1, EFD_CLOEXEC);
	assert_true(loop_add(bench->loop, bench->idle, EPOLLIN, on_idle, bench, &error));
}

static inline void bench_close_loop(struct bench *bench)
{
	loop_free(bench->loop);
	close(bench->idle);
}

static inline void bench_prepare(struct bench *bench)
{
	static unsigned count;

	memset(bench, 0, sizeof(*bench));
	bench->fds_before = count_fds();
	snprintf(bench->region, sizeof(bench->region), "h%d_%u", (int)getpid(), count++);
	strcpy(bench->directory, "/tmp/test-host-XXXXXX");
	assert_non_null(mkdtemp(bench->directory));
	bench_open_loop(bench);
}

/* Serves the region: "size=8K,vectors=2" and more keys; "memfd:" in front makes it one. */
static inline bool bench_serve(struct bench *bench, const char *keys, struct error *error)
{
	bool is_memfd = strncmp(keys, "memfd:", 6) == 0;
	char value[300];

	settings_free(&bench->settings);
	snprintf(value, sizeof(value), "%s,size=8K,vectors=%u%s%s", bench->region, VECTORS,
		 *keys ? "," : "", is_memfd ? keys + 6 : keys);
	if (!settings_add_region(&bench->settings, value, is_memfd, error))
		fail_msg("%s", error->text);
	bench->host = host_open(bench->loop, &bench->settings.regions[0], bench->directory,
				&bench->service, error);
	return bench->host != NULL;
}

static inline void serve(struct bench *bench, const char *keys)
{
	struct error error;

	if (!bench_serve(bench, keys, &error))
		fail_msg("%s", error.text);
}

static inline void stop(struct bench *bench)
{
	host_close(bench->host, false);
	bench->host = NULL;
}

static inline int bench_open(void **state)
{
	*state = malloc(sizeof(struct bench));
	bench_prepare(*state);
	return 0;
}

static inline bool has_memory(const struct bench *bench)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/shm/%s", bench->region);
	return access(path, F_OK) == 0;
}

static inline void remove_memory(const struct bench *bench)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/shm/%s", bench->region);
	unlink(path);
}

/* They stay where a peer was there to the end: this process is alive. */
static inline void remove_leases(const struct bench *bench)
{
	char leases[80];

	snprintf(leases, sizeof(leases), "%s/.%s.peers", bench->directory, bench->region);
	unlink(leases);
}

/* No file of a host may be left. */
static inline void bench_remove_directory(struct bench *bench)
{
	remove_leases(bench);
	assert_int_equal(rmdir(bench->directory), 0);
}

/* No socket, no state file and no descriptor may be left. */
static inline int bench_close(void **state)
{
	struct bench *bench = *state;

	host_close(bench->host, false);
	settings_free(&bench->settings);
	remove_memory(bench);
	bench_close_loop(bench);
	bench_remove_directory(bench);
	assert_int_equal(count_fds(), bench->fds_before);
	free(bench);
	return 0;
}

/* Connects to the region, or with `vm` to that VM's socket, and lets the server do its part. */
static inline struct client dial(struct bench *bench, const char *vm)
{
	struct client client = { .stream.fd = -1 };
	struct error error;
	char path[100];

	snprintf(path, sizeof(path), "%s/%s%s%s", bench->directory, bench->region, vm ? "." : "",
		 vm ? vm : "");
	client.socket = unix_socket_connect(path, SOCK_STREAM, &error);
	if (client.socket < 0)
		fail_msg("%s", error.text);
	pump(bench);
	return client;
}

static inline void disconnect(struct bench *bench, struct client *client)
{
	close(client->socket);
	pump(bench);
}

/* The next message must be there, with a descriptor or not. Returns that; it is the test's. */
static inline int expect(struct client *client, int64_t number, bool has_fd)
{
	struct message message = { .number = -99, .fd = -1 };
	enum message_result result = message_receive(client->socket, &client->stream, &message);

	assert_int_equal(result, MESSAGE_DONE);
	assert_int_equal(message.number, number);
	assert_int_equal(message.fd >= 0, has_fd);
	return message.fd;
}

static inline void expect_nothing(struct client *client)
{
	struct message message;

	assert_int_equal(message_receive(client->socket, &client->stream, &message), MESSAGE_WAIT);
}

static inline void expect_end(struct client *client)
{
	struct message message;

	assert_int_equal(message_receive(client->socket, &client->stream, &message), MESSAGE_END);
}

/* The first three messages; the memory's descriptor is returned. */
static inline int expect_welcome(struct client *client, uint16_t id)
{
	expect(client, MESSAGE_VERSION, false);
	expect(client, id, false);
	return expect(client, MESSAGE_MEMORY, true);
}

/* A peer's eventfds, which are closed unless `fds` wants them. */
static inline void expect_peer(struct client *client, uint16_t id, int fds[VECTORS])
{
	for (unsigned i = 0; i < VECTORS; i++) {
		int fd = expect(client, id, true);

		if (fds)
			fds[i] = fd;
		else
			close(fd);
	}
}

/* A peer that is alone, and no more than that is looked at. */
static inline struct client join_alone(struct bench *bench, const char *vm, uint16_t id)
{
	struct client client = dial(bench, vm);

	close(expect_welcome(&client, id));
	expect_peer(&client, id, NULL);
	expect_nothing(&client);
	return client;
}

/* Receives available messages, and closes their descriptors; false at the end. */
static inline bool drain(struct client *client)
{
	struct message message;
	enum message_result result;

	while ((result = message_receive(client->socket, &client->stream, &message)) ==
	       MESSAGE_DONE)
		if (message.fd >= 0)
			close(message.fd);
	return result == MESSAGE_WAIT;
}

#endif
