/* SPDX-License-Identifier: BSD-3-Clause
 * message.c: a number and a descriptor over a UNIX socket. */
#include "message.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A hostile sender may put in more descriptors than one; so many are received, to be closed. */
#define FDS_MAX 16

union control {
	struct cmsghdr header; /* for the alignment */
	char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
};

static void attach(struct msghdr *envelope, union control *control, int fd)
{
	envelope->msg_control = control;
	envelope->msg_controllen = CMSG_SPACE(sizeof(fd));
	control->header.cmsg_level = SOL_SOCKET;
	control->header.cmsg_type = SCM_RIGHTS;
	control->header.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(&control->header), &fd, sizeof(fd));
}

static enum message_result why_not_sent(void)
{
	switch (errno) {
	case EAGAIN:
	case EINTR:
	case ENOBUFS:
	case ENOMEM:
		return MESSAGE_WAIT;
	case ETOOMANYREFS:
		return MESSAGE_SHORT;
	case EPIPE:
	case ECONNRESET:
		return MESSAGE_END;
	default:
		return MESSAGE_BROKEN;
	}
}

enum message_result message_send(int socket, const struct message *message)
{
	uint64_t number = htole64((uint64_t)message->number);
	struct iovec part = { &number, sizeof(number) };
	struct msghdr envelope = { .msg_iov = &part, .msg_iovlen = 1 };
	union control control = { 0 };
	ssize_t sent;

	if (message->fd >= 0)
		attach(&envelope, &control, message->fd);
	sent = sendmsg(socket, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0)
		return why_not_sent();
	/* The kernel takes so few bytes as a whole or not at all. */
	return sent == (ssize_t)sizeof(number) ? MESSAGE_DONE : MESSAGE_BROKEN;
}

/* The descriptors that came: the one that is allowed goes to the stream. False if there are more.
 */
static bool take_fds(struct msghdr *envelope, struct message_stream *stream)
{
	bool is_good = !(envelope->msg_flags & MSG_CTRUNC);

	for (struct cmsghdr *header = CMSG_FIRSTHDR(envelope); header;
	     header = CMSG_NXTHDR(envelope, header)) {
		size_t count = header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS
				       ? (header->cmsg_len - CMSG_LEN(0)) / sizeof(int)
				       : 0;

		for (size_t i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(header) + i * sizeof(fd), sizeof(fd));
			if (stream->fd < 0 && stream->have == 0) {
				stream->fd = fd;
			} else {
				close(fd);
				is_good = false;
			}
		}
	}
	return is_good;
}

static void take_message(struct message_stream *stream, struct message *message)
{
	uint64_t number;

	memcpy(&number, stream->bytes, sizeof(number));
	message->number = (int64_t)le64toh(number);
	message->fd = stream->fd;
	*stream = (struct message_stream) { .fd = -1 };
}

enum message_result message_receive(int socket, struct message_stream *stream,
				    struct message *message)
{
	union control control;
	struct iovec part = { stream->bytes + stream->have, MESSAGE_SIZE - stream->have };
	struct msghdr envelope = { .msg_iov = &part,
				   .msg_iovlen = 1,
				   .msg_control = &control,
				   .msg_controllen = sizeof(control) };
	ssize_t received = recvmsg(socket, &envelope, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

	if (received < 0)
		return errno == EAGAIN || errno == EINTR ? MESSAGE_WAIT
		       : errno == ECONNRESET		 ? MESSAGE_END
							 : MESSAGE_BROKEN;
	if (received == 0)
		return MESSAGE_END;
	if (!take_fds(&envelope, stream))
		return MESSAGE_BROKEN;
	stream->have += (size_t)received;
	if (stream->have < MESSAGE_SIZE)
		return MESSAGE_WAIT;
	take_message(stream, message);
	return MESSAGE_DONE;
}

void message_stream_close(struct message_stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	*stream = (struct message_stream) { .fd = -1 };
}
