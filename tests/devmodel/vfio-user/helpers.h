/* SPDX-License-Identifier: BSD-3-Clause
 * helpers.h: what the tests of the vfio-user server share: a device that remembers what was done to
 * it, a server for it in a loop, and a client that speaks the protocol and says only what it is
 * told.
 *
 * Server and client are one thread: after the client has sent something, pump() turns the loop
 * until the server has read it all.
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

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/loop.h"
#include "tests/devmodel/base/descriptors.h"
#include "vfio-user/protocol.h"
#include "vfio-user/vfu.h"

#define MEMORY_SIZE 65536u
#define VECTORS	    20u /* more than fit into one message */
#define CLIENTS_MAX 8u

/* BAR0 are registers, BAR2 memory at an offset of its file. */
struct device {
	uint8_t config[VFU_CONFIG_SIZE];
	uint8_t registers[4096];
	int memory;
	unsigned config_accesses, register_accesses;
	unsigned last_size;
	unsigned resets, arrivals, departures, failures;
	struct error failure; /* the last one */
};

/* One server and the clients that a test has opened. */
struct bench {
	struct loop *loop;
	char directory[32];
	char path[64];
	struct device device;
	struct vfu_function function;
	struct vfu_server *server;
	int clients[CLIENTS_MAX];
	unsigned client_count;
	int idle;
	unsigned quiet_turns;
	int fds_before;
};

struct answer {
	struct vfu_header header;
	uint8_t payload[VFU_PAYLOAD_MAX];
	size_t payload_size;
	int fds[8];
	unsigned fd_count;
};

#define TEST(function) cmocka_unit_test_setup_teardown(function, bench_open, bench_close)

static inline uint32_t device_config_read(void *data, unsigned offset, unsigned size)
{
	struct device *device = data;
	uint32_t value = 0;

	assert_true(offset % size == 0 && offset + size <= VFU_CONFIG_SIZE);
	assert_true(size == 1 || size == 2 || size == 4);
	device->config_accesses++;
	device->last_size = size;
	memcpy(&value, device->config + offset, size);
	return value;
}

static inline void device_config_write(void *data, unsigned offset, unsigned size, uint32_t value)
{
	struct device *device = data;

	assert_true(offset % size == 0 && offset + size <= VFU_CONFIG_SIZE);
	assert_true(size == 1 || size == 2 || size == 4);
	assert_true(size == 4 || value >> size * 8 == 0);
	device->config_accesses++;
	device->last_size = size;
	memcpy(device->config + offset, &value, size);
}

static inline uint64_t device_bar_read(void *data, unsigned bar, uint64_t offset, unsigned size)
{
	struct device *device = data;
	uint64_t value = 0;

	assert_int_equal(bar, 0);
	assert_true(offset + size <= sizeof(device->registers));
	device->register_accesses++;
	device->last_size = size;
	memcpy(&value, device->registers + offset, size);
	return value;
}

static inline void device_bar_write(void *data, unsigned bar, uint64_t offset, unsigned size,
				    uint64_t value)
{
	struct device *device = data;

	assert_int_equal(bar, 0);
	assert_true(offset + size <= sizeof(device->registers));
	device->register_accesses++;
	device->last_size = size;
	memcpy(device->registers + offset, &value, size);
}

static inline void device_reset(void *data)
{
	((struct device *)data)->resets++;
}

static inline void device_connected(void *data, bool is_connected)
{
	struct device *device = data;

	if (is_connected)
		device->arrivals++;
	else
		device->departures++;
}

static inline void device_failed(void *data, const struct error *error)
{
	struct device *device = data;

	device->failures++;
	device->failure = *error;
}

/* Some turns without anything unread: the listener may come after us in one, and the last bytes and
 * the end of a connection are a turn each. */
static inline void on_idle(void *data, int fd, uint32_t events)
{
	struct bench *bench = data;
	int unread = 0;

	(void)fd;
	(void)events;
	for (unsigned i = 0; i < bench->client_count && !unread; i++)
		if (bench->clients[i] >= 0)
			assert_int_equal(ioctl(bench->clients[i], SIOCOUTQ, &unread), 0);
	bench->quiet_turns = unread ? 0 : bench->quiet_turns + 1;
	if (bench->quiet_turns == 4)
		loop_stop(bench->loop, 0);
}

static inline void pump(struct bench *bench)
{
	struct error error;

	bench->quiet_turns = 0;
	assert_int_equal(loop_run(bench->loop, &error), 0);
}

static inline void device_open(struct device *device, struct vfu_function *function)
{
	memset(device, 0, sizeof(*device));
	device->memory = memfd_create("memory", MFD_CLOEXEC);
	assert_true(device->memory >= 0);
	assert_int_equal(ftruncate(device->memory, 4096 + MEMORY_SIZE), 0);
	*function = (struct vfu_function){
		.device = device,
		.bars = {
			[0] = { .size = sizeof(device->registers) },
			[2] = {
				.size = MEMORY_SIZE,
				.is_memory = true,
				.fd = device->memory,
				.offset = 4096,
			},
		},
		.msix_vectors = VECTORS,
		.config_read = device_config_read,
		.config_write = device_config_write,
		.bar_read = device_bar_read,
		.bar_write = device_bar_write,
		.reset = device_reset,
		.on_connected = device_connected,
		.on_error = device_failed,
	};
}

/* A loop and a directory, for any server and its clients. */
static inline void bench_open_loop(struct bench *bench)
{
	struct error error;

	*bench = (struct bench) { .fds_before = count_fds(), .directory = "/tmp/vfu-XXXXXX" };
	bench->loop = loop_new(&error);
	assert_non_null(bench->loop);
	assert_non_null(mkdtemp(bench->directory));
	bench->idle = eventfd(1, EFD_CLOEXEC);
	assert_true(loop_add(bench->loop, bench->idle, EPOLLIN, on_idle, bench, &error));
}

/* Nothing may be left behind: no socket, no descriptor. */
static inline void bench_close_loop(struct bench *bench)
{
	close(bench->idle);
	loop_free(bench->loop);
	assert_int_equal(rmdir(bench->directory), 0);
	assert_int_equal(count_fds(), bench->fds_before);
}

static inline void bench_close_clients(struct bench *bench)
{
	for (unsigned i = 0; i < bench->client_count; i++)
		if (bench->clients[i] >= 0)
			close(bench->clients[i]);
}

static inline int bench_open(void **state)
{
	struct bench *bench = malloc(sizeof(*bench));
	struct error error;

	bench_open_loop(bench);
	snprintf(bench->path, sizeof(bench->path), "%s/socket", bench->directory);
	device_open(&bench->device, &bench->function);
	bench->server = vfu_listen(bench->loop, bench->path, &bench->function, &error);
	assert_non_null(bench->server);
	*state = bench;
	return 0;
}

static inline int bench_close(void **state)
{
	struct bench *bench = *state;

	bench_close_clients(bench);
	vfu_free(bench->server);
	assert_int_equal(bench->device.arrivals, bench->device.departures);
	close(bench->device.memory);
	bench_close_loop(bench);
	free(bench);
	return 0;
}

/* Connects, without a message. */
static inline int dial_at(struct bench *bench, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_true(bench->client_count < CLIENTS_MAX);
	bench->clients[bench->client_count++] = fd;
	pump(bench);
	return fd;
}

static inline int dial(struct bench *bench)
{
	return dial_at(bench, bench->path);
}

static inline void disconnect(struct bench *bench, int fd)
{
	for (unsigned i = 0; i < bench->client_count; i++)
		if (bench->clients[i] == fd)
			bench->clients[i] = bench->clients[--bench->client_count];
	close(fd);
	pump(bench);
}

/* Sends bytes as they are, with descriptors. */
static inline void post_raw(int fd, const void *bytes, size_t size, const int *fds, size_t fd_count)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int) * 250)];
	} control = { 0 };
	struct iovec place = { (void *)bytes, size };
	struct msghdr envelope = { .msg_iov = &place, .msg_iovlen = 1 };

	if (fd_count) {
		envelope.msg_control = &control;
		envelope.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
		memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * fd_count);
	}
	assert_int_equal(sendmsg(fd, &envelope, MSG_NOSIGNAL), size);
}

/* A command as one run of bytes; returns its size. */
static inline size_t compose(uint8_t *bytes, uint16_t id, uint16_t command, uint32_t flags,
			     const void *payload, size_t size)
{
	const struct vfu_header header = { id, command, (uint32_t)(sizeof(header) + size), flags,
					   0 };

	memcpy(bytes, &header, sizeof(header));
	if (size)
		memcpy(bytes + sizeof(header), payload, size);
	return sizeof(header) + size;
}

static inline void post_flagged(int fd, uint16_t id, uint16_t command, uint32_t flags,
				const void *payload, size_t size, const int *fds, size_t fd_count)
{
	static uint8_t bytes[sizeof(struct vfu_header) + VFU_PAYLOAD_MAX];

	assert_true(size <= VFU_PAYLOAD_MAX);
	size = compose(bytes, id, command, flags, payload, size);
	post_raw(fd, bytes, size, fds, fd_count);
}

static inline void post(int fd, uint16_t id, uint16_t command, const void *payload, size_t size)
{
	post_flagged(fd, id, command, 0, payload, size, NULL, 0);
}

static inline void keep_answer_fds(struct answer *answer, struct msghdr *envelope)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(envelope);

	assert_false(envelope->msg_flags & MSG_CTRUNC);
	answer->fd_count = 0;
	if (!header)
		return;
	assert_int_equal(header->cmsg_type, SCM_RIGHTS);
	answer->fd_count = (unsigned)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
	memcpy(answer->fds, CMSG_DATA(header), answer->fd_count * sizeof(int));
}

/* Takes one whole reply, if there is one. A header never comes in parts: QEMU would not accept
 * that.
 */
static inline bool take(int fd, struct answer *answer)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(answer->fds))];
	} control;
	struct iovec place = { &answer->header, sizeof(answer->header) };
	struct msghdr envelope = { .msg_iov = &place,
				   .msg_iovlen = 1,
				   .msg_control = &control,
				   .msg_controllen = sizeof(control) };
	ssize_t got = recvmsg(fd, &envelope, MSG_CMSG_CLOEXEC);

	if (got <= 0)
		return false;
	assert_int_equal(got, sizeof(answer->header));
	keep_answer_fds(answer, &envelope);
	assert_in_range(answer->header.size, sizeof(answer->header),
			sizeof(answer->header) + VFU_PAYLOAD_MAX);
	answer->payload_size = answer->header.size - sizeof(answer->header);
	if (answer->payload_size)
		assert_int_equal(recv(fd, answer->payload, answer->payload_size, 0),
				 answer->payload_size);
	return true;
}

/* Whether the server has closed the connection, with nothing more to read. */
static inline bool is_closed(int fd)
{
	char byte;
	ssize_t got = recv(fd, &byte, 1, MSG_PEEK);

	return got == 0 || (got < 0 && errno != EAGAIN);
}

static inline bool is_silent(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
}

/* A command with its reply, or an error: then there is no payload. */
static inline struct answer *ask_with_fds(struct bench *bench, int fd, uint16_t command,
					  const void *payload, size_t size, const int *fds,
					  size_t fd_count)
{
	static struct answer answer;
	static uint16_t id;

	post_flagged(fd, ++id, command, 0, payload, size, fds, fd_count);
	pump(bench);
	assert_true(take(fd, &answer));
	assert_true(is_silent(fd));
	assert_int_equal(answer.header.id, id);
	assert_int_equal(answer.header.command, command);
	assert_int_equal(answer.header.flags & ~VFU_ERROR, VFU_REPLY);
	if (answer.header.flags & VFU_ERROR) {
		assert_int_not_equal(answer.header.error, 0);
		assert_int_equal(answer.payload_size, 0);
		assert_int_equal(answer.fd_count, 0);
	} else {
		assert_int_equal(answer.header.error, 0);
	}
	return &answer;
}

static inline struct answer *ask(struct bench *bench, int fd, uint16_t command, const void *payload,
				 size_t size)
{
	return ask_with_fds(bench, fd, command, payload, size, NULL, 0);
}

#define assert_fails(answer, number) assert_int_equal((answer)->header.error, number)
#define assert_succeeds(answer)	     assert_int_equal((answer)->header.error, 0)

/* Connects and agrees on the version. */
static inline int join_at(struct bench *bench, const char *path)
{
	static const char hello[] = "\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8}}";
	int fd = dial_at(bench, path);

	assert_succeeds(ask(bench, fd, VFU_VERSION, hello, sizeof(hello)));
	return fd;
}

static inline int join(struct bench *bench)
{
	return join_at(bench, bench->path);
}

static inline struct answer *read_region(struct bench *bench, int fd, uint32_t region,
					 uint64_t offset, uint32_t count)
{
	const struct vfu_access access = { offset, region, count };

	return ask(bench, fd, VFU_REGION_READ, &access, sizeof(access));
}

static inline struct answer *write_region(struct bench *bench, int fd, uint32_t region,
					  uint64_t offset, uint32_t count, const void *bytes)
{
	static uint8_t payload[VFU_PAYLOAD_MAX];
	const struct vfu_access access = { offset, region, count };

	memcpy(payload, &access, sizeof(access));
	memcpy(payload + sizeof(access), bytes, count);
	return ask(bench, fd, VFU_REGION_WRITE, payload, sizeof(access) + count);
}

static inline uint32_t read_word(struct bench *bench, int fd, uint32_t region, uint64_t offset)
{
	uint32_t value;

	memcpy(&value,
	       read_region(bench, fd, region, offset, 4)->payload + sizeof(struct vfu_access), 4);
	return value;
}

static inline void write_word(struct bench *bench, int fd, uint32_t region, uint64_t offset,
			      uint32_t value)
{
	assert_succeeds(write_region(bench, fd, region, offset, 4, &value));
}

static inline struct answer *set_irqs(struct bench *bench, int fd, uint32_t flags, uint32_t start,
				      uint32_t count, const int *fds, size_t fd_count)
{
	const struct vfu_irq_set set = { sizeof(set), flags, VFU_IRQ_MSIX, start, count };

	return ask_with_fds(bench, fd, VFU_SET_IRQS, &set, sizeof(set), fds, fd_count);
}

/* How often an eventfd was triggered since the last time. */
static inline uint64_t triggers(int fd)
{
	uint64_t count = 0;

	if (read(fd, &count, sizeof(count)) < 0)
		assert_int_equal(errno, EAGAIN);
	return count;
}

#endif
