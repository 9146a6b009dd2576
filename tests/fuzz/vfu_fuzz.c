/* SPDX-License-Identifier: BSD-3-Clause
 * vfu_fuzz.c: a libFuzzer target: any stream of bytes and descriptors as a client of the vfio-user
 * server.
 *
 * The first byte says how the rest is sent: bit 0, after a handshake; bits 1 to 3, in pieces of how
 * many bytes (0: as messages). The rest are messages as on the wire. Of a message's flags the
 * server looks at the low byte; here the next one says how many descriptors go along (bits 8 to 12)
 * and whether they are eventfds (bit 13). */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/loop.h"
#include "vfio-user/internal.h"
#include "vfio-user/protocol.h"

#define FUZZ_FDS 32u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz {
	struct loop *loop;
	struct vfu_client *client; /* NULL once it has been disconnected */
	int fd;			   /* the client's end */
	int event, memory, idle;
	uint8_t config[VFU_CONFIG_SIZE];
	unsigned quiet_turns;
};

static uint32_t fuzz_config_read(void *device, unsigned offset, unsigned size)
{
	uint32_t value = 0;

	memcpy(&value, ((struct fuzz *)device)->config + offset, size);
	return value;
}

static void fuzz_config_write(void *device, unsigned offset, unsigned size, uint32_t value)
{
	memcpy(((struct fuzz *)device)->config + offset, &value, size);
}

static uint64_t fuzz_bar_read(void *device, unsigned bar, uint64_t offset, unsigned size)
{
	(void)device;
	if (bar > 1 || size > 8 || offset + size > 4096)
		abort();
	return offset;
}

static void fuzz_bar_write(void *device, unsigned bar, uint64_t offset, unsigned size,
			   uint64_t value)
{
	struct fuzz *fuzz = device;

	(void)fuzz_bar_read(device, bar, offset, size);
	if (fuzz->client)
		vfu_client_trigger(fuzz->client, (unsigned)value);
}

static void fuzz_reset(void *device)
{
	memset(((struct fuzz *)device)->config, 0, VFU_CONFIG_SIZE);
}

static void fuzz_gone(void *data)
{
	struct fuzz *fuzz = data;

	vfu_client_free(fuzz->client);
	fuzz->client = NULL;
}

/* Reads what the server has sent, descriptors too. Whether there was anything. */
static int fuzz_drain(struct fuzz *fuzz)
{
	static uint8_t bytes[65536];
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec place = { bytes, sizeof(bytes) };
	struct msghdr envelope = { .msg_iov = &place,
				   .msg_iovlen = 1,
				   .msg_control = &control,
				   .msg_controllen = sizeof(control) };

	if (recvmsg(fuzz->fd, &envelope, MSG_DONTWAIT) <= 0)
		return 0;
	if (CMSG_FIRSTHDR(&envelope)) {
		int fd;

		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&envelope)), sizeof(fd));
		close(fd);
	}
	return 1;
}

static void fuzz_idle(void *data, int fd, uint32_t events)
{
	struct fuzz *fuzz = data;

	(void)fd;
	(void)events;
	fuzz->quiet_turns = fuzz_drain(fuzz) ? 0 : fuzz->quiet_turns + 1;
	if (fuzz->quiet_turns == 3)
		loop_stop(fuzz->loop, 0);
}

static void fuzz_pump(struct fuzz *fuzz)
{
	struct error error;

	fuzz->quiet_turns = 0;
	if (loop_run(fuzz->loop, &error) != 0)
		abort();
}

static void fuzz_send(struct fuzz *fuzz, const uint8_t *bytes, size_t size, unsigned fd_count,
		      int fd)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int) * FUZZ_FDS)];
	} control = { 0 };
	struct iovec place = { (void *)bytes, size };
	struct msghdr envelope = { .msg_iov = &place, .msg_iovlen = 1 };

	if (size == 0)
		return;
	if (fd_count) {
		envelope.msg_control = &control;
		envelope.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
		for (unsigned i = 0; i < fd_count; i++)
			memcpy(CMSG_DATA(&control.header) + i * sizeof(fd), &fd, sizeof(fd));
	}
	/* The server may have disconnected instead of reading. */
	if (sendmsg(fuzz->fd, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		fuzz_pump(fuzz);
}

/* One message, and how much of the input it was. */
static size_t fuzz_message(struct fuzz *fuzz, const uint8_t *data, size_t size)
{
	struct vfu_header header;

	if (size < sizeof(header)) {
		fuzz_send(fuzz, data, size, 0, -1);
		return size;
	}
	memcpy(&header, data, sizeof(header));
	if (header.size >= sizeof(header) && header.size < size)
		size = header.size;
	fuzz_send(fuzz, data, size, header.flags >> 8 & (FUZZ_FDS - 1),
		  header.flags >> 13 & 1 ? fuzz->event : fuzz->memory);
	return size;
}

static void fuzz_play(struct fuzz *fuzz, const uint8_t *data, size_t size)
{
	static const uint8_t hello[] = {
		1, 0, 1, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
	};
	size_t piece = size ? data[0] >> 1 & 7 : 0;

	if (size == 0)
		return;
	if (data[0] & 1)
		fuzz_send(fuzz, hello, sizeof(hello), 0, -1);
	for (size_t at = 1; at < size && fuzz->client;) {
		size_t left = size - at;

		if (piece) {
			fuzz_send(fuzz, data + at, piece < left ? piece : left, 0, -1);
			at += piece < left ? piece : left;
		} else {
			at += fuzz_message(fuzz, data + at, left);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { .event = eventfd(0, EFD_CLOEXEC),
			     .memory = memfd_create("memory", MFD_CLOEXEC),
			     .idle = eventfd(1, EFD_CLOEXEC) };
	const struct vfu_function function = {
		.device = &fuzz,
		.bars = { { .size = 256 },
			  { .size = 4096 },
			  { .size = 65536, .is_memory = true, .fd = fuzz.memory } },
		.msix_vectors = 8,
		.config_read = fuzz_config_read,
		.config_write = fuzz_config_write,
		.bar_read = fuzz_bar_read,
		.bar_write = fuzz_bar_write,
		.reset = fuzz_reset,
	};
	struct error error;
	int ends[2];

	fuzz.loop = loop_new(&error);
	if (!fuzz.loop || ftruncate(fuzz.memory, 65536) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends))
		abort();
	fuzz.fd = ends[0];
	fuzz.client = vfu_client_new(fuzz.loop, ends[1], &function, fuzz_gone, &fuzz, &error);
	if (!fuzz.client || !loop_add(fuzz.loop, fuzz.idle, EPOLLIN, fuzz_idle, &fuzz, &error))
		abort();
	fuzz_play(&fuzz, data, size);
	close(fuzz.fd);
	vfu_client_free(fuzz.client);
	loop_free(fuzz.loop);
	close(fuzz.event);
	close(fuzz.memory);
	close(fuzz.idle);
	return 0;
}
