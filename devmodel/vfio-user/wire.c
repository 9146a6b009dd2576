/* SPDX-License-Identifier: BSD-3-Clause
 * wire.c: framing, partial reads and writes, and received descriptors.
 *
 * Reads never go beyond the message that is being received. The kernel delivers descriptors with
 * the first byte that they were sent with, so they belong to this message and no other. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/scm_rights.h"
#include "vfio-user/internal.h"

/* A VMM that leaves this much unread is considered dead. */
#define WAITING_MAX (1024u * 1024u)

_Static_assert(VFU_MESSAGE_FDS <= SCM_RIGHTS_MAX, "a message's descriptors may come at once");

struct vfu_output {
	struct vfu_output *next;
	int fd; /* to go with the first byte, or -1 */
	size_t size, sent;
	unsigned char bytes[];
};

void vfu_wire_open(struct vfu_wire *wire, int fd)
{
	wire->fd = fd;
	wire->message.fd_count = 0;
	wire->received = 0;
	wire->outputs = NULL;
	wire->outputs_end = &wire->outputs;
	wire->waiting = 0;
}

static void remove_output(struct vfu_wire *wire)
{
	struct vfu_output *output = wire->outputs;

	wire->outputs = output->next;
	if (!wire->outputs)
		wire->outputs_end = &wire->outputs;
	wire->waiting -= sizeof(*output) + output->size;
	free(output);
}

void vfu_wire_close(struct vfu_wire *wire)
{
	vfu_wire_finish(wire);
	while (wire->outputs)
		remove_output(wire);
	close(wire->fd);
}

void vfu_wire_finish(struct vfu_wire *wire)
{
	struct vfu_message *message = &wire->message;

	for (unsigned i = 0; i < message->fd_count; i++)
		if (message->fds[i] >= 0)
			close(message->fds[i]);
	message->fd_count = 0;
	wire->received = 0;
}

static bool is_temporary(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/* Reads up to `size` bytes, 1 or more, to `bytes`. MESSAGE: all have been read. */
static enum vfu_wire_result read_part(struct vfu_wire *wire, void *bytes, size_t size)
{
	struct vfu_message *message = &wire->message;
	struct scm_rights rights = { message->fds, message->fd_count, VFU_MESSAGE_FDS };
	ssize_t got = scm_rights_receive(wire->fd, bytes, size, &rights);

	message->fd_count = rights.count;
	if (got < 0)
		return is_temporary(errno) ? VFU_WIRE_MORE : VFU_WIRE_BROKEN;
	if (got == 0)
		return VFU_WIRE_BROKEN;
	wire->received += (size_t)got;
	return (size_t)got == size ? VFU_WIRE_MESSAGE : VFU_WIRE_MORE;
}

static bool is_header_valid(const struct vfu_header *header)
{
	return header->size >= sizeof(*header) && header->size - sizeof(*header) <= VFU_PAYLOAD_MAX;
}

static enum vfu_wire_result receive_header(struct vfu_wire *wire)
{
	struct vfu_message *message = &wire->message;
	enum vfu_wire_result result =
		read_part(wire, (unsigned char *)&message->header + wire->received,
			  sizeof(message->header) - wire->received);

	if (result != VFU_WIRE_MESSAGE)
		return result;
	if (!is_header_valid(&message->header))
		return VFU_WIRE_BROKEN;
	message->payload_size = message->header.size - sizeof(message->header);
	return VFU_WIRE_MESSAGE;
}

enum vfu_wire_result vfu_wire_receive(struct vfu_wire *wire)
{
	struct vfu_message *message = &wire->message;
	size_t at;

	if (wire->received < sizeof(message->header)) {
		enum vfu_wire_result result = receive_header(wire);

		if (result != VFU_WIRE_MESSAGE)
			return result;
	}
	at = wire->received - sizeof(message->header);
	if (at == message->payload_size)
		return VFU_WIRE_MESSAGE;
	return read_part(wire, message->payload + at, message->payload_size - at);
}

/* Returns how many bytes were sent, which may be 0; -1 when the connection is broken. */
static ssize_t write_part(const struct vfu_wire *wire, const void *bytes, size_t size, int fd)
{
	ssize_t sent = scm_rights_send(wire->fd, bytes, size, fd);

	return sent < 0 && is_temporary(errno) ? 0 : sent;
}

static bool keep_output(struct vfu_wire *wire, const void *bytes, size_t size, int fd)
{
	size_t taken = sizeof(struct vfu_output) + size;
	struct vfu_output *output;

	if (taken > WAITING_MAX - wire->waiting)
		return false;
	output = malloc(taken);
	if (!output)
		return false;
	*output = (struct vfu_output) { .fd = fd, .size = size };
	memcpy(output->bytes, bytes, size);
	*wire->outputs_end = output;
	wire->outputs_end = &output->next;
	wire->waiting += taken;
	return true;
}

bool vfu_wire_send(struct vfu_wire *wire, const void *bytes, size_t size, int fd)
{
	ssize_t sent = 0;

	if (!wire->outputs)
		sent = write_part(wire, bytes, size, fd);
	if (sent < 0)
		return false;
	if ((size_t)sent == size)
		return true;
	return keep_output(wire, (const unsigned char *)bytes + sent, size - (size_t)sent,
			   sent ? -1 : fd);
}

bool vfu_wire_flush(struct vfu_wire *wire)
{
	while (wire->outputs) {
		struct vfu_output *output = wire->outputs;
		ssize_t sent = write_part(wire, output->bytes + output->sent,
					  output->size - output->sent, output->fd);

		if (sent <= 0)
			return sent == 0;
		output->fd = -1;
		output->sent += (size_t)sent;
		if (output->sent == output->size)
			remove_output(wire);
	}
	return true;
}

bool vfu_wire_has_output(const struct vfu_wire *wire)
{
	return wire->outputs != NULL;
}
