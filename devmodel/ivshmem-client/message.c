/* SPDX-License-Identifier: BSD-3-Clause
 * message.c: a number and a descriptor over a UNIX socket. */
#include "ivshmem-client/message.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/scm_rights.h"

static enum message_result result_of_errno(void)
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
	ssize_t sent = scm_rights_send(socket, &number, sizeof(number), message->fd);

	if (sent < 0)
		return result_of_errno();
	/* The kernel sends so few bytes as a whole or not at all. */
	return sent == (ssize_t)sizeof(number) ? MESSAGE_DONE : MESSAGE_BROKEN;
}

static void complete_message(struct message_stream *stream, struct message *message)
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
	/* A descriptor may come with the first byte only. */
	struct scm_rights rights = { .fds = &stream->fd, .max = stream->have ? 0 : 1 };
	ssize_t received = scm_rights_receive(socket, stream->bytes + stream->have,
					      MESSAGE_SIZE - stream->have, &rights);

	if (received < 0)
		return errno == EAGAIN || errno == EINTR ? MESSAGE_WAIT
		       : errno == ECONNRESET		 ? MESSAGE_END
							 : MESSAGE_BROKEN;
	if (received == 0)
		return MESSAGE_END;
	stream->have += (size_t)received;
	if (stream->have < MESSAGE_SIZE)
		return MESSAGE_WAIT;
	complete_message(stream, message);
	return MESSAGE_DONE;
}

void message_stream_close(struct message_stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	*stream = (struct message_stream) { .fd = -1 };
}
