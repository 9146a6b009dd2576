/* SPDX-License-Identifier: BSD-3-Clause
 * stage.h: a peer in a loop, and a server for it that sends what a test gives it.
 *
 * Both are one thread, except for the greeting: peer_join() waits for that. After the server has
 * sent something, stage_pump() runs the loop until the peer has received all of it. For tests and
 * for the fuzzer: must() ends the program.
 */
#ifndef STAGE_H
#define STAGE_H

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "clock.h"
#include "ivshmem-client/message.h"
#include "ivshmem-client/peer.h"
#include "tests/devmodel/base/descriptors.h"

#define STAGE_SIZE    4096u /* of the memory */
#define STAGE_VECTORS 4u
#define STAGE_FDS_MAX 8u /* with one message */

struct stage {
	struct loop *loop;
	char directory[32];
	char path[64];
	struct peer_setup setup;
	struct peer *peer;
	int memory;
	int listener;
	int server; /* the server's end, or -1 */
	int idle;
	unsigned quiet_turns;
	/* What the peer has called. */
	unsigned notified[STAGE_VECTORS];
	unsigned moves, lines;
	uint16_t position;
	char line[1024];
};

static inline void must(bool is_true)
{
	if (!is_true)
		abort();
}

static inline void stage_notified(void *data, unsigned vector)
{
	must(vector < STAGE_VECTORS);
	((struct stage *)data)->notified[vector]++;
}

static inline void stage_id_changed(void *data, uint16_t position)
{
	struct stage *stage = data;

	stage->moves++;
	stage->position = position;
}

static inline void stage_log(void *data, const char *line)
{
	struct stage *stage = data;

	must(*line && !strpbrk(line, "\n\r\t\033"));
	stage->lines++;
	snprintf(stage->line, sizeof(stage->line), "%s", line);
}

/* Some turns without anything unread: the last bytes and the end of a connection are a turn each.
 */
static inline void stage_idle(void *data, int fd, uint32_t events)
{
	struct stage *stage = data;
	int unread = 0;

	(void)fd;
	(void)events;
	if (stage->server >= 0)
		must(ioctl(stage->server, SIOCOUTQ, &unread) == 0);
	stage->quiet_turns = unread ? 0 : stage->quiet_turns + 1;
	if (stage->quiet_turns == 4)
		loop_stop(stage->loop, 0);
}

static inline void stage_pump(struct stage *stage)
{
	struct error error;

	stage->quiet_turns = 0;
	must(loop_run(stage->loop, &error) == 0);
}

static inline int make_memory(unsigned size)
{
	int fd = memfd_create("memory", MFD_CLOEXEC);

	must(fd >= 0 && ftruncate(fd, size) == 0);
	return fd;
}

static inline void stage_open(struct stage *stage)
{
	struct error error;

	clock_forget();
	*stage = (struct stage) { .directory = "/tmp/peer-XXXXXX", .server = -1 };
	must(mkdtemp(stage->directory) != NULL);
	snprintf(stage->path, sizeof(stage->path), "%s/socket", stage->directory);
	stage->setup = (struct peer_setup) { .path = stage->path,
					     .region = "chan0",
					     .size = STAGE_SIZE,
					     .vectors = STAGE_VECTORS,
					     .on_notified = stage_notified,
					     .on_id_changed = stage_id_changed,
					     .on_log = stage_log,
					     .data = stage };
	stage->memory = make_memory(STAGE_SIZE);
	stage->listener = unix_socket_listen(stage->path, SOCK_STREAM, 0600, 4, &error);
	stage->loop = loop_new(&error);
	stage->idle = eventfd(1, EFD_CLOEXEC);
	must(stage->listener >= 0 && stage->loop && stage->idle >= 0);
	must(loop_add(stage->loop, stage->idle, EPOLLIN, stage_idle, stage, &error));
}

static inline void stage_disconnect(struct stage *stage)
{
	if (stage->server >= 0)
		close(stage->server);
	stage->server = -1;
}

static inline void stage_close(struct stage *stage)
{
	peer_leave(stage->peer);
	stage_disconnect(stage);
	close(stage->listener);
	close(stage->memory);
	close(stage->idle);
	loop_free(stage->loop);
	must(unlink(stage->path) == 0 && rmdir(stage->directory) == 0);
}

/* Sends bytes as they are, with descriptors. The peer may have disconnected. */
static inline void stage_post(struct stage *stage, const void *bytes, size_t size, const int *fds,
			      size_t fd_count)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int) * STAGE_FDS_MAX)];
	} control = { 0 };
	struct iovec place = { (void *)bytes, size };
	struct msghdr envelope = { .msg_iov = &place, .msg_iovlen = 1 };

	must(fd_count <= STAGE_FDS_MAX);
	if (fd_count) {
		envelope.msg_control = &control;
		envelope.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
		memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * fd_count);
	}
	(void)!sendmsg(stage->server, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Sends one message; fd -1 is none. */
static inline void stage_send(struct stage *stage, int64_t number, int fd)
{
	uint64_t bytes = htole64((uint64_t)number);

	stage_post(stage, &bytes, sizeof(bytes), &fd, fd >= 0);
}

/* Accepts a peer that has connected since. */
static inline bool stage_accept(struct stage *stage)
{
	stage_pump(stage);
	stage_disconnect(stage);
	stage->server = accept4(stage->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	return stage->server >= 0;
}

struct greeting {
	struct stage *stage;
	struct message messages[3];
};

static inline void *stage_greet(void *data)
{
	const struct greeting *greeting = data;
	struct stage *stage = greeting->stage;
	struct pollfd wait = { .fd = stage->listener, .events = POLLIN };

	must(poll(&wait, 1, 60000) == 1);
	stage->server = accept4(stage->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	for (unsigned i = 0; i < 3; i++)
		stage_send(stage, greeting->messages[i].number, greeting->messages[i].fd);
	return NULL;
}

/* The peer joins a server that greets it so. */
static inline bool stage_join_by(struct stage *stage, struct greeting *greeting,
				 struct error *error)
{
	pthread_t thread;

	greeting->stage = stage;
	must(pthread_create(&thread, NULL, stage_greet, greeting) == 0);
	stage->peer = peer_join(stage->loop, &stage->setup, error);
	must(pthread_join(thread, NULL) == 0);
	return stage->peer != NULL;
}

static inline struct greeting stage_greeting(const struct stage *stage, uint16_t position)
{
	return (struct greeting) { .messages = { { MESSAGE_VERSION, -1 },
						 { position, -1 },
						 { MESSAGE_MEMORY, stage->memory } } };
}

static inline void stage_join(struct stage *stage, uint16_t position)
{
	struct greeting greeting = stage_greeting(stage, position);
	struct error error;

	must(stage_join_by(stage, &greeting, &error));
}

/* The peer, which has lost its server, joins again. */
static inline bool stage_return(struct stage *stage, uint16_t position, int memory)
{
	if (!clock_fire(CLOCK_SHORT) || !stage_accept(stage))
		return false;
	stage_send(stage, MESSAGE_VERSION, -1);
	stage_send(stage, position, -1);
	stage_send(stage, MESSAGE_MEMORY, memory);
	stage_pump(stage);
	return true;
}

#endif
